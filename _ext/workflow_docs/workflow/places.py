"""Where a character of a scalar stands in the file, also where YAML folds lines and resolves escapes."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# YAML counts more characters as line breaks than most editors; positions follow YAML.
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_ESCAPED = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n|.)|.", re.DOTALL)
_WHITE_ESCAPES = frozenset("tnvfrNLP_ \t\n\r\x85\u2028\u2029")


def lines(text: str) -> list[str]:
    """Split a text into lines as YAML counts them."""
    if text.isascii() and "\r" not in text:
        return text.split("\n")  # the same, and ten times faster
    return LINE_BREAK.split(text)


def place(raw: str, value: str, offset: int) -> tuple[int, int]:
    """Return the line and the column, both from 0, of a character of `value` within its source `raw`."""
    return within(raw, _offsets(raw, value)[min(offset, len(value))])


def within(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column, both from 0, of a character of a text."""
    starts = _line_starts(text)
    line = bisect_right(starts, offset) - 1
    return line, offset - starts[line]


@lru_cache(maxsize=64)
def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in LINE_BREAK.finditer(text)))


@lru_cache(maxsize=64)
def _offsets(raw: str, value: str) -> array[int]:
    """Return for each character of the value, and for its end, the offset in the source.

    Folding and quoting change white space and escapes, never the order of all other characters: these
    are paired one by one. White space stands after what precedes it.
    """
    marks = _marks(raw)
    last = _body(raw) - 1
    found = array("L")
    for char in value:
        last = last + 1 if char.isspace() else next(marks, last)
        found.append(last)
    found.append(last + 1)
    return found


def _body(raw: str) -> int:
    """Return where the content starts: after a quote, or after the line of `>`."""
    if raw[:1] == ">":
        header = LINE_BREAK.search(raw)
        return header.end() if header else len(raw)
    return 1 if raw[:1] in {"'", '"'} else 0


def _marks(raw: str) -> Iterator[int]:
    """Yield the offset of every character of the source that is no white space in the value."""
    body = _body(raw)
    match raw[:1]:
        case '"':
            for found in _ESCAPED.finditer(raw, body, len(raw) - 1):
                if not _is_white(found.group()):
                    yield found.start()
        case "'":
            for found in re.compile("''|\\S").finditer(raw, body, len(raw) - 1):
                yield found.start()
        case _:
            for found in re.compile("\\S").finditer(raw, body):
                yield found.start()


def _is_white(source: str) -> bool:
    if len(source) == 1:
        return source.isspace()
    if len(source) > 3:
        return chr(int(source[2:], 16)).isspace()  # noqa: FURB166 (the prefix is a backslash and a letter)
    return source[1] in _WHITE_ESCAPES
