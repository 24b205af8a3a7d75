"""Markers in a Markdown file -> the regions between them, or what is wrong with them.

A region begins with the comment `<!-- workflow-docs:begin ci:jobs ci.yml -->` on a line of its own and ends with
`<!-- workflow-docs:end -->`. Options of the directive stand on lines of their own inside the first comment. Markers
in code, and those that a page only talks about, are none.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

from workflow_docs.channels.escaping import visible
from workflow_docs.workflow.numbers import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_MARKER = re.compile(r"<!--\s*workflow-docs:(?!\s|ignore\s)")
_BEGIN = re.compile(r"<!--\s*workflow-docs:begin\s+(ci:[a-z]++(?:-[a-z]++)*+)(.*)-->\s*\Z", re.DOTALL)
_END = re.compile(r"<!--\s*workflow-docs:end\s*-->\s*\Z")
_OPTION = re.compile(r":([a-z-]+):(?:\s+(.*))?\Z")


class MarkerError(ValueError):
    """A marker that cannot be understood, or that has no partner; `line` and `column` count from 1."""

    def __init__(self, line: int, message: str, column: int = 1) -> None:
        """Take the place and what is wrong, with what to do."""
        super().__init__(message)
        self.line = line
        self.column = column


class Region(NamedTuple):
    """A directive and the lines that it fills: from `start` up to `end`, which are its markers (from 1).

    `level` is that of the heading above it, 0 where there is none.
    """

    directive: str
    argument: str
    options: tuple[tuple[str, str], ...]
    start: int
    first: int
    end: int
    level: int


def regions(text: str) -> list[Region]:
    """Return the regions of a Markdown text in order; raise `MarkerError` at the first fault."""
    found: list[Region] = []
    opened: Region | None = None
    level = 0
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "heading_open" and opened is None:
            level = whole(token.tag[1]) or 0
        for content, line in _markers(token):
            if token.type != "html_block" or token.level:
                raise MarkerError(line, "a marker must stand on a line of its own, at the left margin")
            _refuse_controls(token.content, line)
            after = token.map[1] + 1 if token.map is not None else line + 1
            if _END.match(content):
                if opened is None:
                    raise MarkerError(
                        line, "this marker ends what has not begun; remove it, or add its begin"
                    )
                found.append(opened._replace(end=line))
                opened = None
                continue
            if opened is not None:
                raise MarkerError(
                    line,
                    f"the part that begins on line {opened.start} has no end; add workflow-docs:end before",
                )
            opened = _begin(content, line, after, level)
    if opened is not None:
        raise MarkerError(opened.start, "this part has no end; add <!-- workflow-docs:end --> after it")
    return found


def _begin(content: str, line: int, after: int, level: int) -> Region:
    match = _BEGIN.match(content)
    if match is None:
        raise MarkerError(
            line,
            "unknown marker; write <!-- workflow-docs:begin ci:DIRECTIVE ARGUMENT --> or <!-- workflow-docs:end -->",
        )
    argument, *rest = match.group(2).strip().split("\n")
    options = []
    for text in filter(None, (each.strip() for each in rest)):
        option = _OPTION.match(text)
        if option is None:
            raise MarkerError(line, f"{text!r} is no option; write `:name: value`")
        options.append((option.group(1), (option.group(2) or "").strip()))
    return Region(match.group(1), argument.strip(), tuple(options), line, after, 0, level)


def _refuse_controls(content: str, line: int) -> None:
    """Refuse what a marker could hide: characters that nobody sees, and ends of lines that are none in Markdown."""
    for number, text in enumerate(content.split("\n"), line):
        for column, char in enumerate(text, 1):
            # The first is how Markdown reads a NUL.
            if char == "\ufffd" or (char != "\t" and visible(char) != char):
                name = unicodedata.name(char, "a control character")
                message = f"a marker cannot hold the character U+{ord(char):04X} ({name}); remove it"
                raise MarkerError(number, message, column)


def _markers(token: Token) -> Iterator[tuple[str, int]]:
    """Yield the markers in a token with their lines."""
    line = token.map[0] + 1 if token.map is not None else 0
    if token.type == "html_block":
        if _MARKER.match(token.content.lstrip()):
            yield token.content.strip(), line
    elif token.type == "inline":
        for child in token.children or ():
            if child.type == "html_inline" and _MARKER.match(child.content):
                yield child.content, line


def fill(text: str, parts: dict[Region, str]) -> str:
    """Return a text with the content of its regions replaced; all else, and its line ends, stay as they are."""
    # Markdown also ends a line at a lone carriage return, and so the lines of regions are counted.
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
    newline = "\r\n" if "\r\n" in text else "\n"
    for region in sorted(parts, key=lambda region: region.start, reverse=True):
        content = parts[region].strip("\n").split("\n")
        lines[region.first - 1 : region.end - 1] = [f"{line}{newline}" for line in ("", *content, "")]
    return "".join(lines)
