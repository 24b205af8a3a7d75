"""Mermaid diagrams whose nodes are jobs: their edges, held against `needs`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis.graph import JobGraph

from .findings import Code, Finding, Judgement
from .names import workflow_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.position import Position

    from .context import Context
    from .documents import Document, Fence

_KINDS = re.compile(r"\s*(?:graph|flowchart)\b")
_NODE = re.compile(
    r"(?P<id>[A-Za-z0-9_][\w.]*(?:-[A-Za-z0-9_][\w.]*)*)"
    r"(?:(?:\[\[|\[\(|\[/|\(\[|\(\(|\{\{|\[|\(|\{|>)\s*\"?(?P<label>[^\])}\"]*)\"?\s*(?:\]\]|\)\]|/\]|\]\)|\)\)|\}\}|\]|\)|\}))?"
)
_ARROW = re.compile(r"\s*(?:<?-{2,}[->]|={2,}>|-\.+->|--\s[^-|]*\s-->|-->)(?:\|[^|]*\|)?\s*")


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every edge that a diagram of a workflow's jobs has too much, or too little."""
    for fence in document.fences:
        if fence.language == "mermaid" and _KINDS.match(fence.text):
            yield from _check(fence, context)


def _check(fence: Fence, context: Context) -> Iterator[Finding]:
    labels, edges = _read(fence)
    found = _workflow(set(labels.values()), fence.above, context)
    if found is None:
        return
    workflow, jobs = found
    graph = JobGraph.of(workflow)
    real = set(graph.edges)
    drawn = {}
    for start, end, place in edges:
        pair = jobs.get(labels[start]), jobs.get(labels[end])
        if pair[0] is not None and pair[1] is not None:
            drawn[(pair[0], pair[1])] = place
    for (start, end), place in drawn.items():
        if (start, end) not in real:
            needs = ", ".join(graph.needs[end]) or "no other job"
            yield Finding(
                Code.EDGE, Judgement.CONTRADICTED,
                f"{end!r} does not need {start!r}: in {workflow.file} it needs {needs}", place, f"{start} --> {end}",
                graph.jobs[end].position,
            )  # fmt: skip
    shown = {jobs[label] for label in labels.values() if label in jobs}
    if len(shown) * 2 > len(graph.jobs):
        for name, job in graph.jobs.items():
            if name not in shown:
                yield Finding(
                    Code.UNDRAWN_JOB, Judgement.CONTRADICTED, f"the diagram leaves out the job {name!r} of {workflow.file}",
                    fence.position, ", ".join(sorted(shown)), job.position, confidence=0.7,
                )  # fmt: skip
    for start, end in graph.edges:
        if start in shown and end in shown and (start, end) not in drawn:
            yield Finding(
                Code.MISSING_EDGE, Judgement.CONTRADICTED, f"the diagram leaves out that {end!r} needs {start!r} ({workflow.file})",
                fence.position, f"{start} --> {end}", graph.jobs[end].position, confidence=0.8,
            )  # fmt: skip


def _read(fence: Fence) -> tuple[dict[str, str], list[tuple[str, str, Position]]]:
    """Return the label of each node, and the edges with their lines."""
    labels: dict[str, str] = {}
    edges: list[tuple[str, str, Position]] = []
    for number, line in enumerate(fence.text.split("\n")):
        text = line.strip().rstrip(";")
        if not text or text.startswith(
            (
                "%%",
                "graph",
                "flowchart",
                "subgraph",
                "classDef",
                "class ",
                "style",
                "linkStyle",
                "click",
                "direction",
                "end",
                "acc",
            )
        ):
            continue
        place = fence.position._replace(line=fence.position.line + number)
        before: list[str] = []
        at = 0
        while (group := _group(text, at, labels)) is not None:
            names, at = group
            edges.extend((start, end, place) for start in before for end in names)
            arrow = _ARROW.match(text, at)
            if arrow is None:
                break
            before, at = names, arrow.end()
    return labels, edges


def _group(text: str, at: int, labels: dict[str, str]) -> tuple[list[str], int] | None:
    """Read `a & b`; keep the labels of nodes."""
    names = []
    while (match := _NODE.match(text, at)) is not None and match.end() > at:
        name, label = match["id"], match["label"]
        if label is not None:
            labels[name] = label.replace("<br/>", " ").replace("<br>", " ").strip()
        labels.setdefault(name, name)
        names.append(name)
        at = match.end()
        more = re.compile(r"\s*&\s*").match(text, at)
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
    named = workflow_of(above, context)
    for workflow in [named] if named is not None else context.repository.workflows:
        names = {}
        for job in workflow.jobs:
            names[job.id.value] = job.id.value
            if job.name is not None and "${{" not in job.name.value:
                names.setdefault(job.name.value, job.id.value)
        jobs = {label: names[label] for label in labels if label in names}
        if len(jobs) >= 2 and len(jobs) * 2 > len(labels):
            best.append((workflow, jobs))
    return best[0] if len(best) == 1 else None
