"""Which lines of a file an excerpt shows: by numbers, or by patterns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow import places

if TYPE_CHECKING:
    from workflow_docs.workflow.user_patterns import Expression


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
    start: Expression | None = None,
    end: Expression | None = None,
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


def _find(lines: list[str], pattern: Expression, low: int, high: int, option: str) -> int:
    for number in range(low, high + 1):
        if pattern.search(lines[number - 1]):
            return number
    raise ExcerptError(
        f"{option} finds no line that matches {pattern.pattern!r} in the lines {low} to {high}"
    )
