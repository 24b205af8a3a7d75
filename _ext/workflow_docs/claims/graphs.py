"""Mermaid diagrams whose nodes are jobs: their edges, held against `needs`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis.graph import JobGraph

from .drawings import named
from .findings import Code, Finding, Judgement
from .names import workflow_of
from .trees import reachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.position import Position

    from .context import Context
    from .documents import Document, Fence

_KINDS = re.compile(r"\s*+(?:%%[^\n]*+\n\s*+|(?>---\n.*?\n---\n)\s*+)*+(?:graph|flowchart)\b", re.DOTALL)
_NODE = re.compile(
    r"(?P<id>[A-Za-z0-9_][\w.]*(?:-[A-Za-z0-9_][\w.]*)*)"
    r"(?:@\{[^}]{0,300}?label:\s*\"(?P<named>[^\"]{0,1000})\"[^}]{0,300}\}|[\[({>]{1,3}[/\\]?\s*+"
    r"(?:\"(?P<quoted>[^\"]*+)\"|(?P<label>[^\])}\"]{0,1000}+))\s*+[/\\]?[\])}]{1,3})?(?::::\w+)?"
)
_ARROW = re.compile(
    r"\s*+<?(?:--\s*+[^\s|>=-][^|>]{0,300}?-{2,20}>|==\s*+[^\s|>=-][^|>]{0,300}?={2,20}>|-\.\s*+[^\s|>.-][^|>]{0,300}?\.{1,20}->"
    r"|-{2,}[>-]|-{2,}[xo](?=\s)|={2,}>|-\.+->)(?:\s*\|[^|]*\|)?\s*"
)
_AND = re.compile(r"\s*&\s*")
_NO_NODES = re.compile(
    r"(?:%%|(?:graph|flowchart|classDef|class|style|linkStyle|click|direction)(?:\s|\Z)|end\s*\Z|accTitle|accDescr|---)"
)
_SUBGRAPH = re.compile(r"subgraph\s+(?P<id>[\w.-]+)?")
_SIGNS = re.compile(r"[;\"]")
_BREAK = re.compile(r"<br\s*/?>|\\n|\n")
_MAX_LABEL = 8


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every edge that a diagram of a workflow's jobs has too much, or too little."""
    for fence in document.fences:
        if fence.language == "mermaid" and _KINDS.match(fence.text):
            yield from _check(fence, context)


class _Diagram(NamedTuple):
    """The label of each node, the edges with their lines, and the names of subgraphs."""

    labels: dict[str, str]
    edges: list[tuple[str, str, Position]]
    groups: set[str]


def _check(fence: Fence, context: Context) -> Iterator[Finding]:
    diagram = _read(fence)
    found = _workflow(set(diagram.labels.values()), fence.above, context)
    if found is None:
        return
    workflow, by_label = found
    graph = JobGraph.of(workflow)
    jobs = {node: by_label[label] for node, label in diagram.labels.items() if label in by_label}
    drawn = _between_jobs(diagram, jobs)
    for (start, end), place in drawn.items():
        if start != end and end not in graph.downstream(start):
            needs = ", ".join(graph.needs[end]) or "no other job"
            yield Finding(
                Code.EDGE, Judgement.CONTRADICTED,
                f"{end!r} does not need {start!r}: in {workflow.file} it needs {needs}", place, f"{start} --> {end}",
                graph.jobs[end].position,
            )  # fmt: skip
    shown = set(jobs.values())
    if len(shown) * 2 > len(graph.jobs):
        for name, job in graph.jobs.items():
            if name not in shown and name not in fence.text:
                yield Finding(
                    Code.UNDRAWN_JOB, Judgement.CONTRADICTED, f"the diagram leaves out the job {name!r} of {workflow.file}",
                    fence.position, ", ".join(sorted(shown)), job.position, confidence=0.7,
                )  # fmt: skip
    if any(start in diagram.groups or end in diagram.groups for start, end, _ in diagram.edges):
        return  # an edge of a group may stand for those of its jobs
    ways = reachable(drawn)
    for start, end in graph.edges:
        if start in shown and end in shown and end not in ways.get(start, ()):
            yield Finding(
                Code.MISSING_EDGE, Judgement.CONTRADICTED, f"the diagram leaves out that {end!r} needs {start!r} ({workflow.file})",
                fence.position, f"{start} --> {end}", graph.jobs[end].position, confidence=0.8,
            )  # fmt: skip


def _between_jobs(diagram: _Diagram, jobs: dict[str, str]) -> dict[tuple[str, str], Position]:
    """Return the edges from job to job, those too that lead through nodes that are none, with the line of their end."""
    following: dict[str, list[tuple[str, Position]]] = {}
    for start, end, place in diagram.edges:
        if start not in diagram.groups and end not in diagram.groups:
            following.setdefault(start, []).append((end, place))
    found: dict[tuple[str, str], Position] = {}
    for node, job in jobs.items():
        queue = [*following.get(node, ())]
        seen: set[str] = set()
        while queue:
            end, place = queue.pop()
            if end in jobs:
                found.setdefault((job, jobs[end]), place)
            elif end not in seen:
                seen.add(end)
                queue.extend(following.get(end, ()))
    return found


def _read(fence: Fence) -> _Diagram:
    diagram = _Diagram({}, [], set())
    for number, line in _lines(fence.text):
        place = fence.position._replace(line=fence.position.line + number)
        for statement in _statements(line):
            text = statement.strip()
            group = _SUBGRAPH.match(text)
            if group is not None:
                diagram.groups.add(group["id"] or "")
            elif text and not _NO_NODES.match(text):
                _statement(text, place, diagram)
    for name in diagram.groups:
        diagram.labels.pop(name, None)
    return diagram


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers from 0; a label in quotes may go over several."""
    start, held = 0, ""
    for number, line in enumerate(text.split("\n")):
        start, held = (start, f"{held}\n{line}") if held else (number, line)
        if held.count('"') % 2 == 0 or number - start > _MAX_LABEL:
            yield start, held
            held = ""


def _statements(line: str) -> Iterator[str]:
    """Yield what stands between the semicolons that have an even number of quotes behind them."""
    behind = line.count('"')
    at = 0
    for sign in _SIGNS.finditer(line):
        if sign.group() == '"':
            behind -= 1
        elif behind % 2 == 0:
            yield line[at : sign.start()]
            at = sign.end()
    yield line[at:]


def _statement(text: str, place: Position, diagram: _Diagram) -> None:
    before: list[str] = []
    at = 0
    while (group := _group(text, at, diagram.labels)) is not None:
        names, at = group
        diagram.edges.extend((start, end, place) for start in before for end in names)
        arrow = _ARROW.match(text, at)
        if arrow is None:
            break
        before, at = names, arrow.end()


def _group(text: str, at: int, labels: dict[str, str]) -> tuple[list[str], int] | None:
    """Read `a & b`; keep the labels of nodes."""
    names = []
    while (match := _NODE.match(text, at)) is not None and match.end() > at:
        name = match["id"]
        label = next((found for found in match.group("named", "quoted", "label") if found is not None), None)
        if label is not None:
            labels[name] = label.strip()
        labels.setdefault(name, name)
        names.append(name)
        at = match.end()
        more = _AND.match(text, at)
        if more is None:
            break
        at = more.end()
    return (names, at) if names else None


def _workflow(
    labels: set[str], above: tuple[str, ...], context: Context
) -> tuple[Workflow, dict[str, str]] | None:
    """Return the workflow whose jobs the nodes are, with the job of each label; None where that is not clear.

    The headings above a diagram may say which it is.
    """
    best: list[tuple[Workflow, dict[str, str]]] = []
    named_above = workflow_of(above, context)
    for workflow in [named_above] if named_above is not None else context.repository.workflows:
        names = context.jobs_by_name(workflow)
        jobs = {label: job for label in labels if (job := _job(label, names)) is not None}
        count = len(set(jobs.values()))
        # Events and decisions may stand between jobs, and many where every job of the workflow is there.
        every = count >= 3 and count == len(workflow.jobs)
        if every or (
            count >= 2 and (len(jobs) * 2 > len(labels) or (count >= 3 and len(jobs) * 3 >= len(labels)))
        ):
            best.append((workflow, jobs))
    best.sort(key=lambda found: -len(found[1]))
    if len(best) > 1 and len(best[0][1]) == len(best[1][1]):
        return None
    return best[0] if best else None


def _job(label: str, names: dict[str, str]) -> str | None:
    """Return the job that a label names, alone or with more below it or around it."""
    if label in names:
        return names[label]
    parts = [part.strip() for part in _BREAK.split(label) if part.strip()]
    return named(parts[0], names) if parts else None
