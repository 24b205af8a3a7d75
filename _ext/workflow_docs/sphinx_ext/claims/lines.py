"""The lines of source files: where a text of a page really stands, which docutils and MyST tell only nearly."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from .waivers import waivers

if TYPE_CHECKING:
    from docutils import nodes

_NEAR = (0, -1, 1, -2, 2, 3)
_AROUND = " \t>"
"""What may stand around a line of a block."""
_SURE = 12
"""The length of a text that is looked for in the whole file."""
_DELIMITER = re.compile(r"[\s>]*+(?:\|\s*+)?:?-++:?\s*+(?:\|\s*+:?-*+:?\s*+)*+\Z")


class Sources:
    """The files that one page is made of: itself, and what it includes."""

    def __init__(self, page: str) -> None:
        """Take the path of the page."""
        self.page = page
        self._lines: dict[str, list[str] | None] = {}

    def lines(self, source: str) -> list[str] | None:
        """Return the lines of a file; None for what is none, such as `module.py:docstring of f`."""
        if source not in self._lines:
            try:
                text = Path(source).read_text(encoding="utf-8-sig")
                self._lines[source] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            except (OSError, ValueError):
                self._lines[source] = None
        return self._lines[source]

    def place(self, node: nodes.Node) -> tuple[str, int] | None:
        """Return the source and the line that a node has, or else the nearest around it; None if that is no file."""
        source, line = "", 0
        current: nodes.Node | None = node
        while current is not None and not (source and line):
            source = source or current.source or ""
            line = line or current.line or 0
            current = current.parent
        source = source or self.page
        return (source, max(line, 1)) if self.lines(source) is not None else None

    def settled(self, source: str, line: int, text: str) -> int:
        """Return the line where a text begins that was said to begin at `line`."""
        lines = self.lines(source) or []
        if not text:
            return line
        for offset in _NEAR:
            if 0 < line + offset <= len(lines) and text in lines[line + offset - 1]:
                return line + offset
        return self._anywhere(lines, text, line)

    def code(self, source: str, line: int, text: str) -> int:
        """Return the line where a block of code begins: what was said is that of its directive, its fence, or its end."""
        wanted = [known.strip(_AROUND) for known in text.split("\n")]
        lines = [known.strip(_AROUND) for known in self.lines(source) or []]
        found = [
            number
            for number, known in enumerate(lines, 1)
            if known == wanted[0] and lines[number - 1 : number - 1 + len(wanted)] == wanted
        ]
        return min(found, key=lambda number: abs(number - line), default=line)

    def is_pipe_table(self, source: str, line: int) -> bool:
        """Tell whether a table of Markdown begins at a line, so that each row is one line."""
        lines = self.lines(source) or []
        return line < len(lines) and "|" in lines[line - 1] and _DELIMITER.match(lines[line]) is not None

    @staticmethod
    def _anywhere(lines: list[str], text: str, line: int) -> int:
        if len(text) < _SURE:
            return line
        found = [number for number, known in enumerate(lines, 1) if text in known]
        return found[0] if len(found) == 1 else line

    def waived(self, root: Path) -> dict[tuple[str, int], tuple[str, ...]]:
        """Return the codes that comments waive, by path from a folder and line."""
        return {
            (relative(source, root), line): codes
            for source, lines in self._lines.items()
            if lines is not None
            for line, codes in waivers(lines).items()
        }


def relative(source: str, root: Path) -> str:
    """Return the path of a file from a folder, with slashes; the file may stand outside of it."""
    return os.path.relpath(source, root).replace(os.sep, "/")
