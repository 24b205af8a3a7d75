"""Text for terminals: tables, and colours where a terminal shows them."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_CODES = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "bold": "1", "faint": "2"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Style:
    """Writes colours, or nothing: where the output is no terminal, or `NO_COLOR` is set."""

    def __init__(self, stream: TextIO) -> None:
        """Take the stream that is written to."""
        self.on = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def colour(self, name: str, text: str) -> str:
        """Return text in a colour: `red`, `green`, `yellow` or `blue`."""
        return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if self.on else text

    def bold(self, text: str) -> str:
        """Return bold text."""
        return self.colour("bold", text)

    def faint(self, text: str) -> str:
        """Return faint text."""
        return self.colour("faint", text)


def safe(text: str) -> str:
    """Return one line in which nothing steers a terminal."""
    return _CONTROL.sub("", " ".join(text.split()))


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths: Mapping[int, int] | None = None
) -> Iterator[str]:
    """Yield the lines of a table, the head first. A column of `widths` is cut where it is longer."""
    limits = widths or {}
    cells = [[_cut(safe(cell), limits.get(index)) for index, cell in enumerate(row)] for row in (head, *rows)]
    sizes = [max(len(row[index]) for row in cells) for index in range(len(head))]
    for row in cells:
        yield "  ".join(cell.ljust(size) for cell, size in zip(row, sizes, strict=True)).rstrip()


def _cut(text: str, width: int | None) -> str:
    return text if width is None or len(text) <= width else text[: width - 1] + "…"
