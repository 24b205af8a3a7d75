"""Diagrams of jobs that are drawn with letters, held against `needs`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis.graph import JobGraph
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from . import drawings
from .findings import Code, Finding, Judgement
from .leads import lead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.model import Workflow

    from .context import Context
    from .documents import Document, Fence
    from .drawings import Drawing

_LANGUAGES = frozenset(
    {"", "text", "txt", "plain", "plaintext", "ascii", "none", "diagram", "console", "log"}
)
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_NOT_NOW = re.compile(
    r"\b(?:example|could|should|would|proposed|planned|future|before|after|old|previous\w*|ideal|alternative)\b",
    re.IGNORECASE,
)


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for everything that a drawn diagram of a workflow's jobs says otherwise than `needs`."""
    for fence in document.fences:
        if fence.language in _LANGUAGES and not context.job_ids.isdisjoint(_WORD.findall(fence.text)):
            yield from _check(document, fence, context)


def _check(document: Document, fence: Fence, context: Context) -> Iterator[Finding]:
    found = _workflow(document, fence, context)
    if found is None:
        return
    workflow, drawing = found
    graph = JobGraph.of(workflow)
    yield from _check_unknown(fence, drawing, workflow, graph)
    if not drawing.edges and not drawing.needs:
        return
    yield from _check_needs(fence, drawing, workflow, graph)
    yield from _check_edges(fence, drawing, workflow, graph)
    shown = {node.job for node in drawing.nodes if node.job is not None}
    # A drawing with more in it than could be read may have the job, too.
    if len(shown) * 2 > len(graph.jobs) and (drawing.sound or drawing.needs):
        for name, job in graph.jobs.items():
            if name not in shown and name not in fence.text:
                yield Finding(
                    Code.UNDRAWN_JOB, Judgement.CONTRADICTED, f"the diagram leaves out the job {name!r} of {workflow.file}",
                    fence.position, ", ".join(sorted(shown)), job.position, confidence=0.7,
                )  # fmt: skip


def _at(fence: Fence, line: int) -> Position:
    text = fence.text.split("\n")[line]
    return Position(fence.position.path, fence.position.line + line, len(text) - len(text.lstrip()) + 1)


def _claim(fence: Fence, line: int) -> str:
    return fence.text.split("\n")[line].strip()


def _check_unknown(fence: Fence, drawing: Drawing, workflow: Workflow, graph: JobGraph) -> Iterator[Finding]:
    """Report what stands among jobs, is written like one, and is none."""
    strange = [node for node in drawing.nodes if node.job is None]
    known = [node for node in drawing.nodes if node.job is not None]
    names = [(node.text, node.line) for node in strange] if len(known) >= 2 * len(strange) else []
    names += [(name, needs.line) for needs in drawing.needs for name in needs.unknown]
    for name, line in dict.fromkeys(names):
        yield Finding(
            Code.UNKNOWN_JOB, Judgement.MISSING, f"{workflow.file} has no job {name!r}", _at(fence, line), _claim(fence, line),
            suggestion=did_you_mean(name, graph.jobs, listed=False).removeprefix("; "), confidence=0.8,
        )  # fmt: skip


def _check_needs(fence: Fence, drawing: Drawing, workflow: Workflow, graph: JobGraph) -> Iterator[Finding]:
    for said in drawing.needs:
        real = graph.needs[said.job]
        if set(said.names) == set(real) or said.unknown:
            continue
        job = graph.jobs[said.job]
        shown = ", ".join(real) or "no other job"
        yield Finding(
            Code.JOB_NEEDS, Judgement.CONTRADICTED, f"in {workflow.file} the job {said.job!r} needs {shown}",
            _at(fence, said.line), _claim(fence, said.line), job.needs[0].position if job.needs else job.position,
        )  # fmt: skip


def _check_edges(fence: Fence, drawing: Drawing, workflow: Workflow, graph: JobGraph) -> Iterator[Finding]:
    noted = {needs.job for needs in drawing.needs}
    edges = [edge for edge in drawing.edges if edge.end not in noted]
    after = {name: set(graph.downstream(name)) for name in graph.jobs}
    wrong = [edge for edge in edges if edge.end not in after[edge.start]]
    turned = [edge for edge in edges if edge.start not in after[edge.end]]
    if all(edge.directed for edge in edges):
        if len(edges) >= 3 and not turned:
            return  # the arrows lead to what a job needs
    elif len(turned) < len(wrong):
        wrong = turned
    elif len(turned) == len(wrong) and len(wrong) < len(edges):
        return  # it is not clear which way the tree is meant
    if len(wrong) * 2 > len(edges) and len(edges) > 2:
        return  # something else is drawn
    sound = drawing.sound and not noted and all(node.job is not None for node in drawing.nodes)
    if sound and not wrong and len(edges) > 1 and all(edge.directed for edge in edges):
        yield from _check_missing(fence, drawing, workflow, graph)
    for edge in wrong:
        needs = ", ".join(graph.needs[edge.end]) or "no other job"
        job = graph.jobs[edge.end]
        yield Finding(
            Code.EDGE, Judgement.CONTRADICTED,
            f"{edge.end!r} does not wait for {edge.start!r}: in {workflow.file} it needs {needs}", _at(fence, edge.line),
            f"{edge.start} → {edge.end}", job.needs[0].position if job.needs else job.position, confidence=0.8,
        )  # fmt: skip


def _check_missing(fence: Fence, drawing: Drawing, workflow: Workflow, graph: JobGraph) -> Iterator[Finding]:
    shown = {node.job for node in drawing.nodes}
    drawn = reachable((edge.start, edge.end) for edge in drawing.edges)
    for start, end in graph.edges:
        if start in shown and end in shown and end not in drawn.get(start, ()):
            yield Finding(
                Code.MISSING_EDGE, Judgement.CONTRADICTED, f"the diagram leaves out that {end!r} needs {start!r} ({workflow.file})",
                fence.position, f"{start} → {end}", graph.jobs[end].position, confidence=0.7,
            )  # fmt: skip


def reachable(edges: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return for each start of an edge all that its edges lead to, also through others."""
    following: dict[str, set[str]] = {}
    for start, end in edges:
        following.setdefault(start, set()).add(end)
    found: dict[str, set[str]] = {}
    for start, ends in following.items():
        queue = [*ends]
        seen = found.setdefault(start, set())
        while queue:
            name = queue.pop()
            if name not in seen:
                seen.add(name)
                queue.extend(following.get(name, ()))
    return found


def _workflow(document: Document, fence: Fence, context: Context) -> tuple[Workflow, Drawing] | None:
    """Return the workflow whose jobs a block draws, with what it draws; None where that is not clear."""
    sentence = lead(document, fence)
    if _NOT_NOW.search(" ".join((sentence, *fence.above[-1:]))):
        return None
    named = next(
        (found for text in (sentence, *reversed(fence.above)) if (found := context.named_in(text))), None
    )
    if named is not None and len(named) > 1:
        return None
    words = set(_WORD.findall(fence.text))
    best: list[tuple[int, Workflow, Drawing]] = []
    for workflow in named or context.repository.workflows:
        names = context.jobs_by_name(workflow)
        if words.isdisjoint(name for job in names for name in job.split(maxsplit=1)[:1]):
            continue
        drawing = drawings.read(fence.text, names)
        if drawing is None:
            return None
        jobs = {node.job for node in drawing.nodes if node.job is not None}
        lines = {node.line for node in drawing.nodes if node.job is not None}
        enough = len(jobs) >= 2 or (len(jobs) == 1 and bool(drawing.needs))
        # The fewer words a drawing has that are no jobs, the surer it is one of jobs.
        if enough and len(lines) >= drawing.others * (1 if named else 1.5):
            best.append((len(jobs), workflow, drawing))
    best.sort(key=lambda item: -item[0])
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return best[0][1:]
