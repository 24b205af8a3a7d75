"""Links in raw HTML: `<a href>`, `<img src>`, and the images of `<picture>`; with what else HTML brings into a document."""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser
from typing import NamedTuple

_USED = re.compile(r"<\s*(?:a|img|source|h[1-6])\b|<!--|-->", re.IGNORECASE)
_TEMPLATE = re.compile(r"[{}<>$\n]|%[^0-9a-fA-F]")
"""What an address that a template still has to fill in has in it."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class HtmlLink(NamedTuple):
    """A link: its target as written, whether it is an image, and the line (from 0) and column (from 0) of its tag."""

    target: str
    image: bool
    line: int
    column: int


class HtmlReader(HTMLParser):
    """Reads the raw HTML of a document piece by piece: a comment may begin in one and end in another."""

    def __init__(self) -> None:
        """Begin outside of any comment."""
        super().__init__(convert_charrefs=True)
        self.links: list[HtmlLink] = []
        self.headings: list[str] = []
        self._heading: list[str] | None = None
        self._in_comment = False

    def read(self, text: str) -> tuple[list[HtmlLink], list[str]]:
        """Return the links of a piece, and the texts of the headings that are whole in it."""
        self.links, self.headings, self._heading = [], [], None
        if not _USED.search(text):
            return [], []
        before = ""
        if self._in_comment:
            before, end, text = text.partition("-->")
            if not end:
                return [], []
            self._in_comment = False
            before = re.sub(r"[^\n]", " ", before + end)  # what follows keeps its place
        self._in_comment = text.rfind("<!--") > text.rfind("-->")
        self.reset()
        with suppress(ValueError, AssertionError):  # an entity of 5,000 digits, `<![if`: the rest is not read
            self.feed(before + text)
        return self.links, self.headings

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the addresses of a tag."""
        if tag in _HEADINGS:
            self._heading = []
            return
        values = dict(reversed(attrs))  # the first of several counts
        match tag:
            case "a":
                self._add(values.get("href"), image=False)
            case "img" | "source":
                self._add(values.get("src"), image=True)
                for candidate in re.split(r",\s+", values.get("srcset") or ""):
                    self._add(candidate.strip().partition(" ")[0], image=True)
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        """End a heading."""
        if tag in _HEADINGS and self._heading is not None:
            self.headings.append("".join(self._heading))
            self._heading = None

    def handle_data(self, data: str) -> None:
        """Take the text of a heading."""
        if self._heading is not None:
            self._heading.append(data)

    def _add(self, value: str | None, *, image: bool) -> None:
        target = (value or "").strip()
        if target and not _TEMPLATE.search(target):
            line, column = self.getpos()
            self.links.append(HtmlLink(target, image, line - 1, column))
