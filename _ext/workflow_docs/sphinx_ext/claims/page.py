"""The hand-written part of a page as Markdown, with the place of each of its lines: what the environment keeps of it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from docutils import nodes

GENERATED = "ci_generated"
"""The attribute of nodes that a directive of the domain has made."""


def mark_generated(found: list[nodes.Node]) -> None:
    """Mark nodes as made by a directive, and keep typographic quotation marks from what a workflow or a page says."""
    for top in found:
        if isinstance(top, nodes.Element):
            top[GENERATED] = True
        for element in top.findall(nodes.TextElement):
            element["support_smartquotes"] = False


class Run(NamedTuple):
    """Lines of the text that stand one after the other in a source: the first, counted from 1, and its place."""

    first: int
    source: str
    line: int


class Page(NamedTuple):
    """A page as the claims engine reads it.

    `path` and the sources of `runs` and `waived` are paths from the root of the repository. `waived` has the codes that a
    comment waives, by the source and the line.
    """

    path: str
    text: str
    runs: tuple[Run, ...]
    waived: dict[tuple[str, int], tuple[str, ...]]

    def place(self, line: int) -> tuple[str, int]:
        """Return the source and the line in it of a line of the text."""
        at = bisect_right(self.runs, line, key=lambda run: run.first) - 1
        if at < 0:
            return self.path, 1
        run = self.runs[at]
        return run.source, run.line + line - run.first


class Writer:
    """Writes blocks of Markdown one below the other, inside of the list items that are open."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.lines: list[str] = []
        self.runs: list[Run] = []
        self._indent = ""
        self._sign = ""  # what the next line begins with, where it is the first of a list item

    def block(self, lines: list[str], source: str, line: int) -> None:
        """Write lines that stand one after the other in a source, the first of them at `line`."""
        self.placed([(text, line + number) for number, text in enumerate(lines)], source)

    def placed(self, lines: list[tuple[str, int]], source: str) -> None:
        """Write lines that have a place each, as one block."""
        if self.lines and not self._sign:
            self.lines.append("")
        for text, line in lines:
            start, self._sign = self._sign or self._indent, ""
            self.lines.append((start + text).rstrip())
            last = self.runs[-1] if self.runs else None
            number = len(self.lines)
            if last is None or last.source != source or last.line + number - last.first != line:
                self.runs.append(Run(number, source, line))

    def open_item(self, sign: str) -> str:
        """Begin a list item with its sign (`-`, `2.`); return what `close_item` wants back."""
        before = self._indent
        self._sign = (self._sign or self._indent) + sign + " "
        self._indent += " " * (len(sign) + 1)
        return before

    def close_item(self, before: str) -> None:
        """End a list item; one that has nothing in it leaves nothing behind."""
        self._indent = before
        self._sign = ""
