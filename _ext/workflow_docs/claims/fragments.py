"""A piece of YAML as documents quote it, cut out and with parts left out -> a node with its lines."""

from __future__ import annotations

import re
from typing import NamedTuple

from workflow_docs.workflow.reader import MappingNode, Node, Reader, SequenceNode

MAX_LINES = 600
"""A longer block is not compared."""

ELISION = re.compile(r"\s*+(?:-\s*+)?(?:(?:#|//)\s*+)?(?:[\[(<]\s*+)?(?:\.\.\.|…)")
"""A line that stands for lines that are left out."""

_BARE_ELISION = re.compile(r"\s*+(?:-\s*+)?(?:[\[(<]\s*+)?(?:\.\.\.|…).*\Z")
_KEY = re.compile(r"\s*(?:-\s+)?[\"']?[\w./-]+[\"']?\s*:(?:\s|\Z)")


class Fragment(NamedTuple):
    """A piece of YAML: its root, its lines as composed, and the lines (from 0) that stand for others."""

    root: Node
    lines: tuple[str, ...]
    elided: frozenset[int]


def read(text: str) -> Fragment | None:
    """Return a piece of YAML; None where it is none, also with its indentation mended."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) > MAX_LINES or "\t" in text or "\0" in text:
        return None
    elided = frozenset(number for number, line in enumerate(lines) if ELISION.match(line))
    bare = ["" if _BARE_ELISION.match(line) else line for line in lines]
    for attempt in _indented(bare):
        reader = Reader("\n".join(attempt), "")
        root = reader.compose()
        if isinstance(root, MappingNode | SequenceNode) and not reader.problems:
            return Fragment(root, tuple(attempt), elided)
    return None


def _indented(lines: list[str]) -> list[list[str]]:
    """Return the lines as they are, and with the first one moved where copying cut its indentation off."""
    found = [lines]
    first = next(
        (number for number, line in enumerate(lines) if line.strip() and not line.strip().startswith("#")),
        None,
    )
    if first is None or not _KEY.match(lines[first]):
        return []
    depths = [_depth(line) for line in lines[first + 1 :] if line.strip()]
    if depths and min(depths) > _depth(lines[first]):
        depth = min(depths) - (2 if lines[first].lstrip().startswith("- ") else 0)
        found.extend(
            [*lines[:first], " " * moved + lines[first].lstrip(), *lines[first + 1 :]]
            for moved in (depth, min(depths))
        )
    return found


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
