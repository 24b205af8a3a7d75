"""What can be counted in a document: lines, blocks, diagrams, words of prose, and filler."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

from workflow_docs.workflow.user_patterns import UserPattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

    from workflow_docs.workflow.user_patterns import Expression

    from .documents import Document

WORD = re.compile(r"\w+(?:['’-]\w+)*")
"""A word of prose; `don't` and `built-in` are one each."""

_MARK = re.compile(r"\\(?P<escaped>[!-/:-@\[-`{-~])|&(?P<entity>lt|gt|amp|quot);|(?P<ticks>`+)")
_EDGES = re.compile(r"\(\?(?:<?[!=]|\()|\\[AZ]")
_TASK = re.compile(r"\[[ xX]\]\s")
_INLINE = MarkdownIt("commonmark").enable("strikethrough")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
# The line that makes a quotation an alert of GitHub's.
_ALERT = re.compile(r"[\s>]*\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*\Z")
_HARD_BREAK = re.compile(r"(?:  |\\|<br\s*/?>\s*)\Z")


class Block(NamedTuple):
    """A fenced block: its language, its text, and the line of its fence."""

    language: str
    text: str
    line: int


class Paragraph(NamedTuple):
    """A paragraph, also of a list item: its source without the marks around it, and its first line."""

    text: str
    line: int


class Part(NamedTuple):
    """A heading, a paragraph, a table or a fence: its text without marks, and its first and last line."""

    kind: str
    text: str
    first: int
    last: int


class Measures:
    """Counts in one document; each figure is found at its first use."""

    def __init__(self, document: Document) -> None:
        """Take the document."""
        self.document = document
        self._environment: dict[str, object] = {}

    @property
    def lines(self) -> int:
        """The number of line ends."""
        return len(self.document.lines) - 1

    @property
    def blank_lines(self) -> int:
        """The number of lines without anything to see."""
        return sum(not line.strip() for line in self.document.lines[: self.lines])

    @cached_property
    def blocks(self) -> list[Block]:
        """The fenced blocks that are no diagrams."""
        return [block for block in self._fences if block.language != "mermaid"]

    @property
    def diagrams(self) -> int:
        """The number of Mermaid diagrams."""
        return sum(block.language == "mermaid" for block in self._fences)

    @property
    def unnamed_fences(self) -> list[int]:
        """The lines of the fences that name no language."""
        return [block.line for block in self._fences if not block.language]

    @property
    def rules(self) -> list[int]:
        """The lines of horizontal rules."""
        return [_line(token) for token in self._tokens if token.type == "hr"]

    @property
    def second_headings(self) -> int:
        """The number of headings of the second level."""
        return sum(token.type == "heading_open" and token.tag == "h2" for token in self._tokens)

    @property
    def tables(self) -> int:
        """The number of tables."""
        return sum(token.type == "table_open" for token in self._tokens)

    @property
    def tasks(self) -> int:
        """The number of task list items."""
        return sum(_TASK.match(paragraph.text) is not None for paragraph in self.paragraphs)

    @cached_property
    def prose_words(self) -> int:
        """The number of words in paragraphs and list items, without code."""
        return sum(len(WORD.findall(self.prose(paragraph))) for paragraph in self.paragraphs)

    def prose(self, paragraph: Paragraph) -> str:
        """Return the words of a paragraph, without code and marks."""
        return "".join(
            child.content if child.type == "text" else " "
            for token in _INLINE.parseInline(paragraph.text, self._environment)
            for child in token.children or ()
            if child.type in {"text", "softbreak", "hardbreak"}
        )

    @cached_property
    def parts(self) -> list[Part]:
        """The blocks that hold text, in the order of the document; a table is one of them."""
        found: list[Part] = []
        table: Token | None = None
        cells: list[str] = []
        for token, inner in zip(self._tokens, [*self._tokens[1:], None], strict=False):
            if token.type == "table_open":
                table, cells = token, []
            elif token.type == "table_close" and table is not None:
                found.append(_part("table", " ".join(cells), table))
                table = None
            elif token.type == "inline" and table is not None:
                cells.append(self._plain(token.content))
            elif token.type in {"paragraph_open", "heading_open"} and inner is not None:
                found.append(_part(token.type.removesuffix("_open"), self._plain(inner.content), token))
            elif token.type in {"fence", "code_block"}:
                found.append(_part("fence", token.content, token))
        return found

    def _plain(self, source: str) -> str:
        return " ".join(
            child.content
            for token in _INLINE.parseInline(source, self._environment)
            for child in token.children or ()
            if child.type in {"text", "code_inline"}
        )

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs in the order of the document, also those of list items."""
        return [
            Paragraph(inner.content, _line(token))
            for token, inner in zip(self._tokens, self._tokens[1:], strict=False)
            if token.type == "paragraph_open"
        ]

    def repeated_paragraphs(self, words: int) -> list[int]:
        """Return the lines of paragraphs of so many words or more that have stood before."""
        seen: set[str] = set()
        found = []
        for paragraph in self.paragraphs:
            parts = paragraph.text.split()
            if len(parts) >= words:
                text = " ".join(parts)
                if text in seen:
                    found.append(paragraph.line)
                seen.add(text)
        return found

    def narrow_lines(self, columns: int) -> list[int]:
        """Return the lines of paragraphs that end although the next word had its place before that column."""
        found = []
        for paragraph in self.paragraphs:
            parts = paragraph.text.split("\n")
            for offset, following in enumerate(parts[1:]):
                number = paragraph.line + offset
                line = self.document.lines[number - 1]
                word = following.split(maxsplit=1)[:1]
                broken = _HARD_BREAK.search(line) is not None or _ALERT.match(line) is not None
                if word and not broken and len(line.rstrip()) + 1 + len(word[0]) < columns:
                    found.append(number)
        return found

    def matching(self, regex: Expression) -> list[int]:
        """Return the lines that an expression finds something in, Markdown's escapes undone."""
        # Most expressions find nothing: then one search of the whole text is enough. Not where what stands behind the
        # end of a line, or before its start, counts.
        if not _EDGES.search(regex.pattern) and not _by_line(regex).search(self._whole):
            return []
        return [number for number, line in enumerate(self.plain, 1) if regex.search(line)]

    @cached_property
    def _whole(self) -> str:
        return "\n".join(self.plain)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The lines with Markdown's escapes undone; code is as it is written."""
        lines = self.document.lines
        return tuple(
            plain(line) if ("\\" in line or "&" in line) and number not in self._code_lines else line
            for number, line in enumerate(lines, 1)
        )

    @cached_property
    def text(self) -> str:
        """All that is written outside of code blocks and comments, escapes undone."""
        hidden = self._code_lines | _numbers(
            token
            for token in self._tokens
            if token.type == "html_block" and token.content.lstrip().startswith("<!--")
        )
        return "\n".join(line for number, line in enumerate(self.plain, 1) if number not in hidden)

    # -- the blocks ----------------------------------------------------------------------------------------

    @cached_property
    def _tokens(self) -> list[Token]:
        reader = MarkdownIt("commonmark").enable("table")
        # What stands within a paragraph is looked at only where words are counted.
        reader.core.ruler.enableOnly(["normalize", "block"])
        return reader.parse("\n".join(self.document.lines), self._environment)

    @cached_property
    def _fences(self) -> list[Block]:
        return [
            Block("".join(token.info.split()[:1]).lower(), token.content, _line(token))
            for token in self._tokens
            if token.type == "fence"
        ]

    @cached_property
    def _code_lines(self) -> frozenset[int]:
        return _numbers(token for token in self._tokens if token.type in {"fence", "code_block"})


def _by_line(regex: Expression) -> Expression:
    return (
        regex.by_line()
        if isinstance(regex, UserPattern)
        else re.compile(regex.pattern, regex.flags | re.MULTILINE)
    )


def plain(line: str) -> str:
    """Return a line with Markdown's escapes undone outside of its code spans."""
    runs: dict[int, list[int]] = {}
    for run in re.finditer("`+", line):
        runs.setdefault(len(run.group()), []).append(run.start())
    found: list[str] = []
    at = 0
    while (mark := _MARK.search(line, at)) is not None:
        found.append(line[at : mark.start()])
        at = mark.end()
        if mark["ticks"]:
            # A code span ends at the next run of as many ticks.
            size = len(mark["ticks"])
            starts = runs.get(size, [])
            index = bisect_right(starts, mark.start())
            if index < len(starts):
                at = starts[index] + size
            found.append(line[mark.start() : at])
        else:
            found.append(mark["escaped"] or _ENTITIES[mark["entity"]])
    return "".join(found) + line[at:]


def _part(kind: str, text: str, token: Token) -> Part:
    first, last = token.map or [0, 1]
    return Part(kind, text, first + 1, last)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _numbers(tokens: Iterable[Token]) -> frozenset[int]:
    return frozenset(
        number for token in tokens if token.map for number in range(token.map[0] + 1, token.map[1] + 1)
    )
