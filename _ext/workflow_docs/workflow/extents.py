"""From which line to which a step reaches in its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from . import places
from .reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .position import Position

_DASH = re.compile(r"(?P<indent>\s*)-\s+(?:[&!]\S+\s+)*")


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


def _nodes(root: yaml.Node) -> Iterator[yaml.Node]:
    """Yield every node once, however often aliases repeat it."""
    seen: set[int] = set()
    queue = [root]
    while queue:
        node = queue.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        match node:
            case yaml.SequenceNode():
                queue.extend(node.value)
            case yaml.MappingNode():
                queue.extend(value for _, value in node.value)
            case _:
                pass
