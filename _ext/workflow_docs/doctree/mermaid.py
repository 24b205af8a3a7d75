"""The graph of a workflow's jobs as Mermaid text: ids of our own, every label quoted and escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workflow_docs.analysis import matrix, usage
from workflow_docs.analysis.graph import JobGraph
from workflow_docs.workflow.model import CallJob, Job

from . import graph_layout

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping, Sequence

    from workflow_docs.workflow.model import AnyJob, Workflow

MAX_EDGES = 500
"""Mermaid's own default limit, which GitHub does not raise."""

MARKS = ("matrix", "environment", "condition", "name", "gates")
"""What a node can show besides the job's id."""

MAX_GATES = 6
"""How many gates a node names."""

FOLD = 6
"""From how many jobs on those that depend on the same share a node."""

BREAK = "\n"
"""Between the lines of a label. A `<br/>` would make Mermaid read the whole label as Markdown."""

_WIDTH = 48
_SPECIAL = re.compile(r"[^\w\s.,:/()\-]|(?<![^\W_])_+|_+(?![^\W_])")


def escape(label: str) -> str:
    """Return any text as the inside of a quoted Mermaid label: nothing in it is markup, and it is one line.

    Mermaid writes a character as `#code;`. Whatever is not a letter, digit, space or harmless sign is
    written so: quotes, brackets, backticks, HTML, entities and the Markdown that labels may hold.
    """
    line = " ".join(label.split())
    escaped = _SPECIAL.sub(lambda match: "".join(f"#{ord(char)};" for char in match.group()), line)
    # `1.`, `1)` or a dash at the start of a label make Mermaid see a list.
    return re.sub(r"^(\d+(?=[.)])|(?=-))(.)", lambda match: f"{match[1]}#{ord(match[2])};", escaped)


@dataclass(frozen=True, slots=True)
class Link:
    """An edge that a person knows of and no `needs` says; each end is a workflow's path or `path:job`."""

    start: str
    end: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a job graph shows.

    `direction` is Mermaid's (`TD`, `LR`, `BT`, `RL`); None takes `TD`, and `LR` where that is narrower than a drawing
    too wide for the page. `marks` are among `MARKS`; `jobs` limits the jobs; `events` adds what starts the workflow,
    `artifacts` what its jobs upload; `links` are drawn dotted. `gates` are the names of the blocking gates that a job
    (`path:job`) holds. From `fold` on, jobs that depend on the same share a node; 0 keeps them apart.
    """

    direction: str | None = None
    marks: Collection[str] = MARKS
    jobs: Collection[str] | None = None
    events: bool = False
    artifacts: bool = False
    links: tuple[Link, ...] = ()
    gates: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fold: int = FOLD


def job_graph(workflows: Sequence[Workflow], drawing: Drawing = Drawing()) -> str:
    """Return the flowchart of the jobs of one workflow, or of several, each in a frame with its name.

    Calls of reusable workflows have a double frame, jobs with a condition a dashed one. Edges past
    Mermaid's limit are left out, and a node says so.
    """
    graphs = [JobGraph.of(workflow) for workflow in workflows]
    nodes = [_nodes(workflow, graph, drawing) for workflow, graph in zip(workflows, graphs, strict=True)]
    title = " and ".join(workflow.title for workflow in workflows)
    words = " ".join(describe(graph, _shown(graph, drawing)) for graph in graphs)
    direction = drawing.direction or _direction(
        graphs, nodes, linked=len(drawing.links) >= len(workflows) - 1
    )
    lines = [
        f"flowchart {direction}",
        f"  accTitle: {_plain(f'Jobs of {title}')}",
        f"  accDescr: {_plain(words)}",
    ]
    ids: dict[str, str] = {}
    edges: list[str] = []
    conditional: list[str] = []
    guarded: list[str] = []
    count = 0
    for number, (workflow, graph, own) in enumerate(zip(workflows, graphs, nodes, strict=True), 1):
        framed = len(workflows) > 1
        ids[workflow.path] = f"w{number}"
        if framed:
            # Without its own direction, a frame that no edge enters would run the other way; `TD` is no word there.
            lines.append(f'  subgraph w{number}["{escape(workflow.title)}"]')
            lines.append(f"  direction {direction.replace('TD', 'TB')}")
        shown = _shown(graph, drawing)
        prefix = workflow.path
        for names, label in own.items():
            count += 1
            node = f"n{count}"
            ids.update((f"{prefix}:{name}", node) for name in names)
            job = graph.jobs[names[0]]
            opening, closing = ("[[", "]]") if isinstance(job, CallJob) else ("[", "]")
            lines.append(f'  {node}{opening}"{BREAK.join(map(escape, label))}"{closing}')
            if job.condition is not None and "condition" in drawing.marks:
                conditional.append(node)
            if _gates(drawing, prefix, names[0]):
                guarded.append(node)
        if framed:
            lines.append("  end")
        edges += dict.fromkeys(
            f"{ids[f'{prefix}:{a}']} --> {ids[f'{prefix}:{b}']}"
            for a, b in graph.edges
            if a in shown and b in shown
        )
        edges += _events(workflow, graph, shown, ids, lines) if drawing.events else []
        edges += _artifacts(workflow, shown, ids, lines) if drawing.artifacts else []
    for link in drawing.links:
        caption = f'|"{escape(link.label)}"|' if link.label else ""
        edges.append(f"{ids[link.start]} -.->{caption} {ids[link.end]}")
    lines.extend(f"  {edge}" for edge in edges[:MAX_EDGES])
    if len(edges) > MAX_EDGES:
        lines.append(f'  more["{len(edges) - MAX_EDGES} more edges are not drawn"]')
    if conditional:
        lines.append("  classDef conditional stroke-dasharray: 5 5")
        lines.append(f"  class {','.join(conditional)} conditional")
    if guarded:
        lines.append("  classDef gates stroke-width: 3px")
        lines.append(f"  class {','.join(guarded)} gates")
    return "\n".join(lines)


def _nodes(workflow: Workflow, graph: JobGraph, drawing: Drawing) -> dict[tuple[str, ...], list[str]]:
    """Return the lines of each node's label, by the jobs that the node stands for."""
    linked = {end for link in drawing.links for end in (link.start, link.end)}
    uploads = {row.job.id.value for row in usage.artifacts(workflow)} if drawing.artifacts else set()

    def kind(name: str) -> Hashable | None:
        job = graph.jobs[name]
        marked = (
            _gates(drawing, workflow.path, name)
            or name in uploads
            or f"{workflow.path}:{name}" in linked
            or ("environment" in drawing.marks and isinstance(job, Job) and job.environment is not None)
        )
        return None if marked else (isinstance(job, CallJob), job.condition is None)

    groups = graph_layout.shared(graph, _shown(graph, drawing), drawing.fold, kind)
    return {
        names: _label(graph.jobs[names[0]], drawing.marks, _gates(drawing, workflow.path, names[0]))
        if len(names) == 1
        else [_short_label(graph.jobs[name], drawing.marks) for name in names]
        for names in groups
    }


def _gates(drawing: Drawing, path: str, name: str) -> Sequence[str]:
    return drawing.gates.get(f"{path}:{name}", ()) if "gates" in drawing.marks else ()


def _direction(
    graphs: Sequence[JobGraph], nodes: Sequence[Mapping[tuple[str, ...], list[str]]], *, linked: bool
) -> str:
    frames = []
    for graph, own in zip(graphs, nodes, strict=True):
        level_of = {name: number for number, level in enumerate(graph.levels) for name in level}
        levels: dict[int, list[list[str]]] = {}
        for names, label in own.items():
            levels.setdefault(level_of.get(names[0], 0), []).append(label)
        frames.append(graph_layout.Frame(list(levels.values())))
    return graph_layout.direction(frames, linked=linked)


def _shown(graph: JobGraph, drawing: Drawing) -> list[str]:
    return [name for name in graph.jobs if drawing.jobs is None or name in drawing.jobs]


def _events(
    workflow: Workflow, graph: JobGraph, shown: Collection[str], ids: dict[str, str], lines: list[str]
) -> list[str]:
    """Add a round node with the events that start a workflow; return its edges to the first jobs."""
    if not workflow.triggers:
        return []
    node = f"e{ids[workflow.path][1:]}"
    label = BREAK.join(escape(trigger.event.value) for trigger in workflow.triggers)
    lines.append(f'  {node}(["{label}"])')
    first = [name for name in shown if not any(need in shown for need in graph.needs[name])]
    return list(dict.fromkeys(f"{node} --> {ids[f'{workflow.path}:{name}']}" for name in first))


def _artifacts(
    workflow: Workflow, shown: Collection[str], ids: dict[str, str], lines: list[str]
) -> list[str]:
    """Add a node for every artifact that a job uploads; return the edges from the jobs."""
    edges = []
    rows = [row for row in usage.artifacts(workflow) if row.action == "upload" and row.job.id.value in shown]
    for number, row in enumerate(rows, 1):
        node = f"a{ids[workflow.path][1:]}_{number}"
        lines.append(f'  {node}[("{escape(row.name)}")]')
        edges.append(f"{ids[f'{workflow.path}:{row.job.id.value}']} --> {node}")
    return edges


def describe(graph: JobGraph, shown: Collection[str]) -> str:
    """Return the graph in words, for those who cannot see it."""
    sentences = []
    for name in shown:
        needs = [need for need in graph.needs[name] if need in shown]
        sentences.append(f"{name} needs {', '.join(needs)}" if needs else f"{name} needs no other job")
        if sum(map(len, sentences)) > 1500:
            sentences.append(f"{len(shown) - len(sentences)} more jobs")
            break
    return ". ".join(sentences) + "." if sentences else "No jobs."


def _label(job: AnyJob, marks: Collection[str], gates: Sequence[str]) -> list[str]:
    """Return the lines of a job's label: its id, and what the marks add."""
    lines = [job.id.value]
    if "name" in marks and job.name is not None and job.name.value not in {"", job.id.value}:
        lines.append(_short(job.name.value))
    lines += _matrix(job, marks)
    if "environment" in marks and isinstance(job, Job) and job.environment is not None:
        lines.append(f"environment: {_bare(job.environment.name.value)}")
    if "condition" in marks and job.condition is not None:
        # The part of a condition that has its place would say something else than the whole.
        condition = _bare(job.condition.value)
        lines.append(f"if: {condition}" if len(condition) <= _WIDTH else "under a condition")
    if gates:
        more = f" and {len(gates) - MAX_GATES} more" if len(gates) > MAX_GATES else ""
        lines.append(f"blocking: {', '.join(gates[:MAX_GATES])}{more}")
    return lines


def _short_label(job: AnyJob, marks: Collection[str]) -> str:
    """Return the line of a job that shares its node with others; long ones are broken, so each has a bullet."""
    return " ".join(["•", job.id.value, *(f"({words})" for words in _matrix(job, marks))])


def _matrix(job: AnyJob, marks: Collection[str]) -> list[str]:
    if "matrix" not in marks or job.strategy is None or job.strategy.matrix is None:
        return []
    count = matrix.count(job.strategy)
    return ["matrix made at run time" if count is None else f"matrix of {count}"]


def _bare(value: str) -> str:
    """Return a text on one line, an expression without the braces around it."""
    line = " ".join(value.split())
    match = re.fullmatch(r"\$\{\{((?:(?!\}\}).)*)\}\}", line)
    return match[1].strip() if match is not None else line


def _short(value: str) -> str:
    line = " ".join(value.split())
    if len(line) <= _WIDTH:
        return line
    whole = line[:_WIDTH].rpartition(" ")[0]
    return f"{whole or line[: _WIDTH - 1]}…"


def _plain(value: str) -> str:
    """Return text for accTitle and accDescr, which know no escapes: signs that end them become spaces."""
    return " ".join(re.sub(r"[{}#;\"<>`\\]", " ", value).split())
