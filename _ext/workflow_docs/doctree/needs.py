"""The jobs of a workflow as a text diagram: who runs on its own, who depends on whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.analysis.graph import JobGraph

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Workflow


def needs_text(workflow: Workflow) -> str:
    """Return one block of lines a chain: each job once, `↓` between a job and the next that needs it.

    Every job has one line with `(independent)` or `(depends on …)`. Jobs in a circle stand at the end.
    """
    graph = JobGraph.of(workflow)
    placed: set[str] = set()
    lines: list[str] = []

    for name, needs in graph.needs.items():
        if not needs:
            if lines:
                lines.append("")
            _place_chain(graph, name, placed, lines)
    for circle in graph.cycles:
        if lines:
            lines.append("")
        lines.extend(f"{name} (depends on {', '.join(graph.needs[name])}; circle)" for name in circle)
        placed.update(circle)
    rest = [name for name in graph.jobs if name not in placed]
    if rest:
        lines.append("")
        lines.extend(f"{name} (depends on {', '.join(graph.needs[name])})" for name in rest)
    return "\n".join(lines)


def _place_chain(graph: JobGraph, root: str, placed: set[str], lines: list[str]) -> None:
    # A stack and no recursion: a workflow may chain more jobs than Python calls.
    stack = [root]
    while stack:
        name = stack.pop()
        needs = graph.needs[name]
        # A job stands below the last of those that it needs.
        if name in placed or not all(need in placed for need in needs):
            continue
        placed.add(name)
        if needs:
            lines.append("  ↓")
        lines.append(f"{name} (depends on {', '.join(needs)})" if needs else f"{name} (independent)")
        stack.extend(reversed(graph.needed_by(name)))
