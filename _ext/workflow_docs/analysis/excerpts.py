"""Which lines of a file an excerpt shows: by numbers, by patterns, or those of a step."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, NamedTuple

import yaml

from workflow_docs.workflow import places
from workflow_docs.workflow.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.position import Position

_DASH = re.compile(r"(?P<indent>\s*)-\s+(?:[&!]\S+\s+)*")


class ExcerptError(Exception):
    """A pattern or a range that finds no line."""


class Excerpt(NamedTuple):
    """The lines `first` to `last`, from 1, without the indentation that all of them have."""

    text: str
    first: int
    last: int


def excerpt(
    text: str,
    *,
    within: tuple[int, int] | None = None,
    start: re.Pattern[str] | None = None,
    end: re.Pattern[str] | None = None,
    span: tuple[int, int | None] | None = None,
) -> Excerpt:
    """Return lines of a text, both ends among them; blank lines at the ends are left out.

    `start` and `end` are searched in each line: `end` after the line in which `start` is found. All are
    searched, and `span` is counted, in the lines `within` (default: all). What finds no line raises `ExcerptError`.
    """
    lines = places.lines(text.removeprefix("\ufeff"))
    if len(lines) > 1 and not lines[-1]:  # the end of the last line begins no other
        lines.pop()
    low, high = within or (1, len(lines))
    if span is not None:
        first, last = low + span[0] - 1, high if span[1] is None else low + span[1] - 1
        if not low <= first <= last <= high:
            raise ExcerptError(f"there are {high - low + 1} lines; :lines: asks for others")
        low, high = first, last
    if start is not None:
        low = _find(lines, start, low, high, ":from:")
    if end is not None:
        high = _find(lines, end, low + (start is not None), high, ":to:")
    while low < high and not lines[low - 1].strip():
        low += 1
    while low < high and not lines[high - 1].strip():
        high -= 1
    return Excerpt(textwrap.dedent("\n".join(lines[low - 1 : high])).rstrip(), low, high)


def _find(lines: list[str], pattern: re.Pattern[str], low: int, high: int, option: str) -> int:
    for number in range(low, high + 1):
        if pattern.search(lines[number - 1]):
            return number
    raise ExcerptError(
        f"{option} finds no line that matches {pattern.pattern!r} in the lines {low} to {high}"
    )


def step_lines(text: str, position: Position) -> tuple[int, int]:
    """Return the first and the last line of the step that starts at a position of a workflow file."""
    lines = places.lines(text.removeprefix("\ufeff"))
    dash = _DASH.fullmatch(lines[position.line - 1][: position.column - 1])
    if dash is None:  # `steps: [{run: make}]`, or the dash stands on a line of its own
        root = Reader(text, position.path).compose()
        nodes = _nodes(root) if root is not None else ()
        node = next(
            each for each in nodes if isinstance(each, yaml.MappingNode) and _starts_at(each, position)
        )
        return position.line, node.end_mark.line + (node.end_mark.column > 0 and bool(node.flow_style))
    last = position.line
    for number in range(position.line + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.strip():
            if len(line) - len(line.lstrip(" ")) <= len(dash["indent"]):
                break
            last = number
    return position.line, last


def _starts_at(node: yaml.Node, position: Position) -> bool:
    mark = node.start_mark
    return (mark.line + 1, mark.column + 1) == position[1:]


def _nodes(node: yaml.Node, seen: frozenset[int] = frozenset()) -> Iterator[yaml.Node]:
    yield node
    if id(node) in seen:  # an alias may stand within what it names
        return
    match node:
        case yaml.SequenceNode():
            inner = list(node.value)
        case yaml.MappingNode():
            inner = [value for _, value in node.value]
        case _:
            inner = []
    for each in inner:
        yield from _nodes(each, seen | {id(node)})
