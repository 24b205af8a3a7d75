"""Where the lines of an emitted document come from: a directive, a file that is quoted, or a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from workflow_docs.claims.copied import Sources
    from workflow_docs.claims.measures import Measures

_SIGNS = re.compile(r"[\W_]+")
# What the builder adds by itself: the mark in the first line, and the places that links lead to.
_ADDED = re.compile(r"\s*(?:<!--.*-->|(?:<a id=\"[^\"]*\"></a>)+)\s*\Z")


class Origins(NamedTuple):
    """How many lines come from where; together they are all lines of the document."""

    generated: int
    excerpt: int
    written: int
    blank: int


def fingerprint(text: str) -> str:
    """Return what a text keeps on its way through Markdown: its letters and figures."""
    return _SIGNS.sub("", text)


class Lines:
    """Tells for each line of a document where it comes from."""

    def __init__(self, measures: Measures, generated: AbstractSet[str], sources: Sources) -> None:
        """Take the document, the fingerprints of what directives made of its page, and what tells excerpts."""
        self.measures = measures
        self._made: set[int] = set()
        self._quoted: set[int] = set()
        for part in measures.parts:
            span = range(part.first, part.last + 1)
            if fingerprint(part.text) in generated:
                self._made.update(span)
            if part.kind == "fence" and part.text.strip() and sources.has(part.text):
                self._quoted.update(span[1:-1])
        lines = measures.document.lines[: measures.lines]
        self._made.update(number for number, line in enumerate(lines, 1) if _ADDED.match(line))

    def is_written(self, line: int) -> bool:
        """Tell whether a person wrote a line."""
        return line not in self._made and line not in self._quoted

    def count(self) -> Origins:
        """Count the lines by where they come from; what is blank is blank wherever it stands."""
        generated = excerpt = written = blank = 0
        for number, line in enumerate(self.measures.document.lines[: self.measures.lines], 1):
            if not line.strip():
                blank += 1
            elif number in self._quoted:
                excerpt += 1
            elif number in self._made:
                generated += 1
            else:
                written += 1
        return Origins(generated, excerpt, written, blank)
