"""Comments of pages that waive findings: `% workflow-docs:ignore CODE: reason`, and the same of HTML and reStructuredText."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD = "workflow-docs:ignore"
_CODES = rf"{WORD}\s(?P<codes>[\w,\s-]+?)"
_COMMENTS = (
    re.compile(rf"<!--\s*{_CODES}(?::[^>]{{0,1000}})?-->"),
    re.compile(rf"^\s*%\s*{_CODES}(?::.*)?$"),
    re.compile(rf"^\s*\.\.\s+{_CODES}(?::.*)?$"),
)


def waivers(lines: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Return the codes that comments waive, sorted, by line.

    A comment behind a text waives them on its own line; one that stands alone, on all lines of the block below it, which ends
    at a blank line: in reStructuredText no comment can stand any nearer to a line.
    """
    found: dict[int, tuple[str, ...]] = {}
    for number, line in enumerate(lines, 1):
        if WORD not in line:
            continue
        match = next((match for comment in _COMMENTS if (match := comment.search(line))), None)
        if match is None:
            continue
        codes = match["codes"].replace(",", " ").split()
        alone = not line.replace(match.group(), "").strip()
        for waived in _block(lines, number) if alone else [number]:
            found[waived] = tuple(sorted({*found.get(waived, ()), *codes}))
    return found


def _block(lines: Sequence[str], number: int) -> range:
    """Return the numbers of the lines of the block below a line."""
    first = number + 1
    while first <= len(lines) and (not lines[first - 1].strip() or WORD in lines[first - 1]):
        first += 1
    last = first
    while last <= len(lines) and lines[last - 1].strip():
        last += 1
    return range(first, last)
