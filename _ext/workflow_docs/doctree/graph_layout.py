"""How a graph of jobs stays readable on a narrow page: the way it runs, and which jobs share a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    from workflow_docs.analysis.graph import JobGraph

PAGE_WIDTH = 850
"""How many pixels a drawing may be wide before GitHub makes its letters smaller."""

# What Mermaid draws, measured: the width of a letter, the most that a line of a label takes, and the space around.
_LETTER, _LINE, _PADDING, _GAP = 8.5, 200, 60, 50


class Frame(NamedTuple):
    """The nodes of one workflow by levels, each node as the lines of its label."""

    levels: Sequence[Sequence[Sequence[str]]]


def direction(frames: Sequence[Frame], *, linked: bool) -> str:
    """Return `TD`, or `LR` where that would be too wide and the other way is narrower.

    Frames that edges link stand one after the other in the drawing's direction, others side by side across it.
    """
    down = [_down(frame) for frame in frames]
    across = [_across(frame) for frame in frames]
    as_td = max(down, default=0) if linked else _beside(down)
    as_lr = _beside(across) if linked else max(across, default=0)
    return "TD" if as_td <= PAGE_WIDTH or as_td <= as_lr else "LR"


def _down(frame: Frame) -> float:
    """Return the width of nodes whose levels stand below each other."""
    return max((_beside([_width(node) for node in level]) for level in frame.levels), default=0)


def _across(frame: Frame) -> float:
    """Return the width of nodes whose levels stand beside each other."""
    return _beside([max((_width(node) for node in level), default=0) for level in frame.levels])


def _beside(widths: Sequence[float]) -> float:
    return sum(widths) + _GAP * max(len(widths) - 1, 0)


def _width(lines: Sequence[str]) -> float:
    return min(_LINE, _LETTER * max(map(len, lines), default=0)) + _PADDING


def shared(
    graph: JobGraph, shown: Collection[str], least: int, kind: Callable[[str], Hashable | None]
) -> list[tuple[str, ...]]:
    """Return the jobs by nodes, in the order of the file: as a rule each alone.

    Jobs share a node where `least` or more of the same kind need the same jobs, and the same jobs need them; a kind of
    None keeps a job alone, and so does a `least` of 0.
    """
    needed: Mapping[str, set[str]] = {name: set() for name in shown}
    for before, name in graph.edges:
        if name in needed and before in needed:
            needed[before].add(name)
    groups: dict[Hashable, list[str]] = {}
    for name in shown:
        own = kind(name)
        needs = frozenset(need for need in graph.needs[name] if need in needed)
        key: Hashable = name if own is None else (own, needs, frozenset(needed[name]))
        groups.setdefault(key, []).append(name)
    apart = [
        part
        for names in groups.values()
        for part in ([tuple(names)] if least and len(names) >= least else [(name,) for name in names])
    ]
    order = {name: number for number, name in enumerate(shown)}
    return sorted(apart, key=lambda names: order[names[0]])
