"""The graph of a workflow's jobs as Mermaid text: ids of our own, every label quoted and escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workflow_docs.analysis import matrix, usage
from workflow_docs.analysis.graph import JobGraph
from workflow_docs.workflow.model import CallJob, Job

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from workflow_docs.workflow.model import AnyJob, Workflow

MAX_EDGES = 500
"""Mermaid's own default limit, which GitHub does not raise."""

MARKS = ("matrix", "environment", "condition", "name", "gates")
"""What a node can show besides the job's id."""

MAX_GATES = 6
"""How many gates a node names."""

BREAK = "\n"
"""Between the lines of a label. A `<br/>` would make Mermaid read the whole label as Markdown."""

_CONDITION_WIDTH = 48
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

    `direction` is Mermaid's (`TD`, `LR`, `BT`, `RL`); None takes `TD`, and `LR` where more than four jobs
    would stand side by side and become too small to read. `marks` are among `MARKS`; `jobs` limits the jobs;
    `events` adds what starts the workflow, `artifacts` what its jobs upload; `links` are drawn dotted. `gates` are
    the names of the blocking gates that a job (`path:job`) holds.
    """

    direction: str | None = None
    marks: Collection[str] = MARKS
    jobs: Collection[str] | None = None
    events: bool = False
    artifacts: bool = False
    links: tuple[Link, ...] = ()
    gates: Mapping[str, Sequence[str]] = field(default_factory=dict)


def job_graph(workflows: Sequence[Workflow], drawing: Drawing = Drawing()) -> str:
    """Return the flowchart of the jobs of one workflow, or of several, each in a frame with its name.

    Calls of reusable workflows have a double frame, jobs with a condition a dashed one. Edges past
    Mermaid's limit are left out, and a node says so.
    """
    graphs = [JobGraph.of(workflow) for workflow in workflows]
    title = " and ".join(workflow.title for workflow in workflows)
    words = " ".join(describe(graph, _shown(graph, drawing)) for graph in graphs)
    lines = [
        f"flowchart {drawing.direction or _direction(graphs)}",
        f"  accTitle: {_plain(f'Jobs of {title}')}",
        f"  accDescr: {_plain(words)}",
    ]
    ids: dict[str, str] = {}
    edges: list[str] = []
    conditional: list[str] = []
    guarded: list[str] = []
    for number, (workflow, graph) in enumerate(zip(workflows, graphs, strict=True), 1):
        framed = len(workflows) > 1
        ids[workflow.path] = f"w{number}"
        if framed:
            lines.append(f'  subgraph w{number}["{escape(workflow.title)}"]')
        shown = _shown(graph, drawing)
        for name in shown:
            job = graph.jobs[name]
            key = f"{workflow.path}:{name}"
            ids[key] = f"n{len(ids) - number + 1}"
            held = drawing.gates.get(key, ()) if "gates" in drawing.marks else ()
            label = BREAK.join(escape(line) for line in (*_label(job, drawing.marks), *_held(held)))
            opening, closing = ("[[", "]]") if isinstance(job, CallJob) else ("[", "]")
            lines.append(f'  {ids[key]}{opening}"{label}"{closing}')
            if job.condition is not None and "condition" in drawing.marks:
                conditional.append(ids[key])
            if held:
                guarded.append(ids[key])
        if framed:
            lines.append("  end")
        prefix = workflow.path
        edges += [
            f"{ids[f'{prefix}:{a}']} --> {ids[f'{prefix}:{b}']}"
            for a, b in graph.edges
            if a in shown and b in shown
        ]
        edges += _events(workflow, graph, shown, ids, lines) if drawing.events else []
        edges += _artifacts(workflow, shown, ids, lines) if drawing.artifacts else []
    for link in drawing.links:
        label = f'|"{escape(link.label)}"|' if link.label else ""
        edges.append(f"{ids[link.start]} -.->{label} {ids[link.end]}")
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


def _direction(graphs: Sequence[JobGraph]) -> str:
    widest = max((len(level) for graph in graphs for level in graph.levels), default=0)
    return "LR" if widest > 4 else "TD"


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
    return [f"{node} --> {ids[f'{workflow.path}:{name}']}" for name in first]


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


def _label(job: AnyJob, marks: Collection[str]) -> list[str]:
    lines = [job.id.value]
    if "name" in marks and job.name is not None and job.name.value not in {"", job.id.value}:
        lines.append(_short(job.name.value))
    if "matrix" in marks and job.strategy is not None and job.strategy.matrix is not None:
        count = matrix.count(job.strategy)
        lines.append("matrix made at run time" if count is None else f"matrix of {count}")
    if "environment" in marks and isinstance(job, Job) and job.environment is not None:
        lines.append(f"environment: {_short(job.environment.name.value)}")
    if "condition" in marks and job.condition is not None:
        lines.append(f"if: {_short(job.condition.value)}")
    return lines


def _held(gates: Sequence[str]) -> list[str]:
    if not gates:
        return []
    shown = ", ".join(gates[:MAX_GATES]) + (
        f" and {len(gates) - MAX_GATES} more" if len(gates) > MAX_GATES else ""
    )
    return [_short(f"blocking: {shown}")]


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _CONDITION_WIDTH else line[: _CONDITION_WIDTH - 1] + "…"


def _plain(value: str) -> str:
    """Return text for accTitle and accDescr, which know no escapes: signs that end them become spaces."""
    return " ".join(re.sub(r"[{}#;\"<>`\\]", " ", value).split())
