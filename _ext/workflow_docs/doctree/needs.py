"""The jobs of a workflow as a text diagram: who runs on its own, who depends on whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.analysis.graph import JobGraph

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Workflow


def needs_text(workflow: Workflow) -> str:
    """Return one block of lines for all jobs that depend on each other, and `↓` before those that wait for others.

    Every job has one line with `(independent)` or `(depends on …)`; jobs between two arrows can run side by side.
    Jobs in a circle stand at the end.
    """
    graph = JobGraph.of(workflow)
    level_of = {name: number for number, level in enumerate(graph.levels) for name in level}
    blocks = [_block(graph, names, level_of) for names in _parts(graph, level_of)]
    placed = set(level_of)
    for circle in graph.cycles:
        blocks.append([f"{name} (depends on {', '.join(graph.needs[name])}; circle)" for name in circle])
        placed.update(circle)
    rest = [
        f"{name} (depends on {', '.join(graph.needs[name])})" for name in graph.jobs if name not in placed
    ]
    return "\n\n".join("\n".join(block) for block in (*blocks, rest) if block)


def _parts(graph: JobGraph, level_of: dict[str, int]) -> list[list[str]]:
    """Return the jobs that hang together by their needs, in file order."""
    part_of = {name: name for name in level_of}

    def first(name: str) -> str:
        while part_of[name] != name:
            part_of[name] = part_of[part_of[name]]
            name = part_of[name]
        return name

    for need, name in graph.edges:
        if need in level_of and name in level_of:
            part_of[first(name)] = first(need)
    parts: dict[str, list[str]] = {}
    for name in graph.jobs:
        if name in level_of:
            parts.setdefault(first(name), []).append(name)
    return list(parts.values())


def _block(graph: JobGraph, names: list[str], level_of: dict[str, int]) -> list[str]:
    lines: list[str] = []
    levels: dict[int, list[str]] = {}
    for name in names:
        levels.setdefault(level_of[name], []).append(name)
    for level in sorted(levels):
        lines += ["  ↓"] if lines else []
        for name in levels[level]:
            needs = graph.needs[name]
            lines.append(f"{name} (depends on {', '.join(needs)})" if needs else f"{name} (independent)")
    return lines
