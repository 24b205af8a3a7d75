"""The `${{ }}` of a text that is not parsed: where each stands, and the text with something in its place.

A regular expression for them takes a quadratic time where a text opens many and closes none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def spans(text: str, *, across_lines: bool = False) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each; without `across_lines` only of those that stand on one line."""
    at = 0
    end = line_end = -1
    while (start := text.find("${{", at)) >= 0:
        if end < start + 3:
            end = text.find("}}", start + 3)
        if end < 0:
            return
        if not across_lines:
            if line_end < start:
                line_end = text.find("\n", start)
                line_end = len(text) if line_end < 0 else line_end
            if end > line_end:
                at = line_end
                continue
        yield start, end + 2
        at = end + 2


def replace(text: str, by: Callable[[str], str], *, across_lines: bool = False) -> str:
    """Return a text with something else for each."""
    if "${{" not in text:
        return text
    parts: list[str] = []
    at = 0
    for start, end in spans(text, across_lines=across_lines):
        parts += (text[at:start], by(text[start:end]))
        at = end
    return "".join((*parts, text[at:]))


def fixed_parts(text: str) -> list[str]:
    """Return what stands before, between and behind them; one part where there is none."""
    parts: list[str] = []
    at = 0
    for start, end in spans(text):
        parts.append(text[at:start])
        at = end
    return [*parts, text[at:]]


def in_order(parts: list[str], text: str) -> bool:
    """Return whether a text is these parts with anything between them: it starts with the first and ends with the last."""
    if len(parts) == 1:
        return text == parts[0]
    first, *middle, last = parts
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    at, stop = len(first), len(text) - len(last)
    for part in middle:
        at = text.find(part, at, stop)
        if at < 0:
            return False
        at += len(part)
    return True
