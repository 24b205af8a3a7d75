"""The terminal and the log of a CI run: lines of text, with colours where a terminal shows them.

Every line of the command goes through `Output`, the only writer of standard output and standard error, so that no text
of a repository, a document or a server can steer a terminal or give a command to a runner.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, NamedTuple, TextIO, TypeAlias

from .escaping import visible, without_commands

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .data import Document

_CODES = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "bold": "1", "faint": "2"}


class Styled(NamedTuple):
    """A part of a line in a style: `red`, `green`, `yellow`, `blue`, `bold` or `faint`."""

    style: str
    text: str


Line: TypeAlias = "tuple[str | Styled, ...]"
"""The parts of one line."""


class Output:
    """Writes lines to a stream; all that is not a style of ours is shown and does nothing."""

    def __init__(self, stream: TextIO) -> None:
        """Take the stream. Colours are used where it is a terminal, unless `NO_COLOR` is set."""
        self._stream = stream
        self._colours = (
            stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        )

    def line(self, *parts: str | Styled) -> None:
        """Write one line; a line break in a part is shown as an escape."""
        plain = without_commands("".join(_text(part) for part in parts))
        if self._colours and any(isinstance(part, Styled) for part in parts):
            plain = "".join(
                _coloured(part) for part in parts
            )  # a terminal is no log, and runs no command of one
        self._write(f"{plain}\n")

    def lines(self, text: str) -> None:
        r"""Write a text of several lines, which end at `\n`: a difference, a message of another program."""
        for line in text.removesuffix("\n").split("\n"):
            self.line(line.expandtabs())

    def document(self, document: Document) -> None:
        """Write a document of another channel, which has been made safe for it."""
        self._write(document)

    def flush(self) -> None:
        """Write out what is buffered."""
        self._stream.flush()

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def stdout() -> Output:
    """Return the writer of standard output: results."""
    return Output(sys.stdout)


def stderr() -> Output:
    """Return the writer of standard error: complaints and progress."""
    return Output(sys.stderr)


def _text(part: str | Styled) -> str:
    return visible(part.text if isinstance(part, Styled) else part)


def _coloured(part: str | Styled) -> str:
    return f"\x1b[{_CODES[part.style]}m{_text(part)}\x1b[0m" if isinstance(part, Styled) else _text(part)


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths: Mapping[int, int] | None = None
) -> Iterator[tuple[str, ...]]:
    """Yield the cells of a table's lines, the head first, padded to their columns and two spaces apart.

    A column of `widths` is cut where it is longer.
    """
    limits = widths or {}
    cells = [
        [_cut(one_line(cell), limits.get(index)) for index, cell in enumerate(row)] for row in (head, *rows)
    ]
    sizes = [max(len(row[index]) for row in cells) for index in range(len(head))]
    for row in cells:
        padded = [cell.ljust(size + 2) for cell, size in zip(row, sizes, strict=True)]
        last = max((index for index, cell in enumerate(row) if cell), default=0)
        padded[last] = padded[last].rstrip()
        yield (*padded[: last + 1], *("" for _ in padded[last + 1 :]))


def one_line(text: str) -> str:
    """Return a text of several lines as one, as a cell or an excerpt shows it."""
    return visible(re.sub(r"[ \t\r\n]+", " ", text).strip())


def _cut(text: str, width: int | None) -> str:
    return text if width is None or len(text) <= width else text[: width - 1] + "…"
