"""A Markdown document -> what it claims something with: prose, links, code, tables, fences, each with its place."""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt

from workflow_docs.markdown.slugs import Slugger
from workflow_docs.workflow.numbers import whole
from workflow_docs.workflow.position import Position

from .html_links import HtmlReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_ANCHOR = re.compile(r"<[a-zA-Z][^>]{0,500}?\s(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)")
_MARKS = re.compile(
    r"\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)|\]\[[^\]]*\]|</?[a-zA-Z][^<>]*>|[`*\[]|\]|(?<!\w)__?|__?(?!\w)"
)
_LEAD = re.compile(r"^(?:[ \t>]|#{1,6}[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t])+(?:\[[ xX]\][ \t])?", re.MULTILINE)
_LABEL = re.compile(r".*:[\s*_]*\Z|[*_]{2}.*[*_]{2}\Z", re.DOTALL)
_WAIVER = re.compile(r"<!--\s*workflow-docs:ignore\s([\w,\s-]+?)(?::[^>]{0,1000})?-->")


class Link(NamedTuple):
    """A link or an image: where it leads, its text, whether it is an image, and whether it is raw HTML.

    In `target`, `%23`, `%25` and `%3F` are left as they are: decoded, they would read as a fragment or a query.
    """

    target: str
    text: str
    position: Position
    image: bool = False
    html: bool = False


_KEPT = re.compile(r"(%(?:23|25|3[fF]))")


def decoded(address: str) -> str:
    """Return the target of a link as `Link` has it."""
    if "%" not in address:
        return address
    return "".join(part if index % 2 else unquote(part) for index, part in enumerate(_KEPT.split(address)))


class Code(NamedTuple):
    """A code span."""

    text: str
    position: Position


class Prose(NamedTuple):
    """A paragraph, or the text of a list item, as it is written.

    `position` is that of its first line's first character. `item` is the sign of a list item (`-`, `2.`), `#` for a
    heading, else empty.
    `above` is what it stands under, from the top down: the headings, the sentence that leads to its list, and the
    items around it, all as written.
    """

    text: str
    codes: tuple[Code, ...]
    position: Position
    above: tuple[str, ...]
    item: str = ""

    def at(self, offset: int) -> Position:
        """Return the place of a character of the text."""
        return Position(
            self.position.path,
            self.position.line + self.text.count("\n", 0, offset),
            offset - self.text.rfind("\n", 0, offset),
        )


def plain(text: str) -> str:
    """Return a text without the marks of Markdown, blanks in their place: what remains stands where it stood."""
    if not _SIGNS.search(text):
        return text
    return _MARKS.sub(_blanks, _LEAD.sub(_blanks, text))


_SIGNS = re.compile(r"[`*_\[\]<>]|^[^\S\n]*(?:#|[-+]|\d+[.)])\s", re.MULTILINE)


def _blanks(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


class Heading(NamedTuple):
    """A heading with the fragment that GitHub gives it."""

    level: int
    text: str
    slug: str
    position: Position


class Fence(NamedTuple):
    """A block of code; `position` is that of its first line, `above` what it stands under, as in `Prose`."""

    language: str
    text: str
    position: Position
    above: tuple[str, ...]


class Cell(NamedTuple):
    """A cell of a table: its text, the code spans in it, where it starts, and its text as written."""

    text: str
    codes: tuple[Code, ...]
    position: Position
    source: str = ""


class Table(NamedTuple):
    """A table with its head; `above` is what it stands under, as in `Prose`."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    position: Position
    above: tuple[str, ...]


class Document(NamedTuple):
    """All of one document. `waived` has the codes that a comment on a line waives, by that line."""

    path: str
    lines: tuple[str, ...]
    prose: tuple[Prose, ...]
    links: tuple[Link, ...]
    codes: tuple[Code, ...]
    headings: tuple[Heading, ...]
    fences: tuple[Fence, ...]
    tables: tuple[Table, ...]
    anchors: frozenset[str]
    waived: dict[int, frozenset[str]]

    def has_anchor(self, fragment: str) -> bool:
        """Whether GitHub finds a place of the document by a fragment: a script of its looks for it in lower case, too."""
        name = fragment.removeprefix("user-content-")
        return name in self.anchors or name.lower() in self.anchors or name.lower() == "top"


def parse(text: str, path: str) -> Document:
    """Parse a document; whatever it is, it is some document."""
    return _Reader(text, path).read()


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        # As the parser does, so that its lines are ours.
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.path = path
        self.lines = self.text.split("\n")
        self.prose: list[Prose] = []
        self.links: list[Link] = []
        self.codes: list[Code] = []
        self.headings: list[Heading] = []
        self.fences: list[Fence] = []
        self.tables: list[Table] = []
        self.anchors: set[str] = set()
        self.slugger = Slugger()
        self.titles: list[tuple[int, str]] = []  # the headings above, from the top down, with their levels
        self.lead = ""  # the paragraph right above
        self.around: list[str] = []  # what leads to the lists around, and the items around
        self.ends: list[int] = []
        self.item: list[str] = []  # the signs of the items around
        self.html = HtmlReader()

    def read(self) -> Document:
        markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        tokens = markdown.parse(self.text)
        at = 0
        while at < len(tokens):
            token = tokens[at]
            match token.type:
                case "heading_open":
                    self.heading(token, tokens[at + 1])
                case "table_open":
                    at = self.table(tokens, at)
                case "bullet_list_open" | "ordered_list_open":
                    self.around.append(self.lead)
                    self.lead = ""
                case "bullet_list_close" | "ordered_list_close":
                    self.around.pop()
                    self.lead = ""
                case "list_item_open":
                    self.around.append("")
                    self.item.append(token.info + token.markup)
                case "list_item_close":
                    self.around.pop()
                    self.item.pop()
                case "inline":
                    self.text_block(token, heading=tokens[at - 1].type == "heading_open")
                case "fence" | "code_block":
                    self.fence(token)
                case "html_block":
                    self.html_piece(token.content, token.map[0] if token.map else 0)
            at += 1
        return Document(
            self.path, tuple(self.lines), tuple(self.prose), tuple(self.links), tuple(self.codes), tuple(self.headings),
            tuple(self.fences), tuple(self.tables), frozenset(self.anchors), dict(self.waivers()),
        )  # fmt: skip

    def html_piece(self, text: str, line: int, column: int | None = None) -> None:
        """Keep the links, anchors and headings of raw HTML that starts on a line (from 0)."""
        self.anchors.update(_ANCHOR.findall(text))
        links, headings = self.html.read(text)
        rows = text.split("\n") if links else []
        for link in links:
            at = line + link.line
            # In a list or a quotation, what stands before the HTML is not in the text of the piece.
            start = column if column is not None else max(self.lines[at].find(rows[link.line]), 0)
            place = Position(self.path, at + 1, start + link.column + 1)
            self.links.append(Link(decoded(link.target), "", place, link.image, html=True))
        for heading in headings:
            # GitHub gives them fragments, too; whether it takes spaces at their ends is not known.
            self.anchors.update({self.slugger.slug(heading.strip()), Slugger().slug(heading)})

    def waivers(self) -> Iterator[tuple[int, frozenset[str]]]:
        """Yield the codes that a comment waives: for its own line, or for the next where it stands alone."""
        for number, line in enumerate(self.lines, 1):
            match = _WAIVER.search(line) if "workflow-docs:ignore" in line else None
            if match is not None:
                alone = not line.replace(match.group(), "").strip()
                yield number + alone, frozenset(match[1].replace(",", " ").split())

    def above(self, *, led: bool = False) -> tuple[str, ...]:
        """Return what one stands under, from the top down; with `led` also the paragraph right above."""
        titles = [title for _, title in self.titles]
        return (*titles, *filter(None, self.around), *([self.lead] if led and self.lead else ()))

    def heading(self, token: Token, inline: Token) -> None:
        text = "".join(
            child.content
            for child in inline.children or ()
            if child.type in {"text", "code_inline", "text_special"}
        )
        slug = self.slugger.slug(text)
        line = token.map[0] + 1 if token.map else 1
        self.headings.append(Heading((whole(token.tag[1]) or 1), text, slug, Position(self.path, line, 1)))
        level = whole(token.tag[1]) or 1
        while self.titles and self.titles[-1][0] >= level:
            self.titles.pop()
        self.prose.append(Prose(self.lines[line - 1], (), Position(self.path, line, 1), self.above(), "#"))
        self.titles.append((level, inline.content))
        self.anchors.add(slug)
        self.lead = ""

    def text_block(self, token: Token, *, heading: bool) -> None:
        """Keep a piece of text that stands in no table."""
        first = token.map[0] if token.map else 0
        codes, _ = self.inline(token, first)
        if heading:
            return
        text = "\n".join(self.lines[first : token.map[1] if token.map else first + 1])
        opens = bool(self.around) and bool(self.item) and not self.around[-1]
        self.prose.append(
            Prose(
                text,
                tuple(codes),
                Position(self.path, first + 1, 1),
                self.above(),
                self.item[-1] if opens else "",
            )
        )
        if opens:
            self.around[-1] = token.content
        self.lead = token.content if not opens and _LABEL.match(token.content) else ""

    def inline(self, token: Token, first: int) -> tuple[list[Code], list[Link]]:
        """Keep the links and the code of a piece of text, each where it stands in the source."""
        last = token.map[1] if token.map else first + 1
        source = "\n".join(self.lines[first:last])
        # Where its lines end, so that the place of each of very many parts is found at once.
        self.ends = [match.start() for match in re.finditer("\n", source)]
        offset = 0
        codes: list[Code] = []
        links: list[Link] = []
        open_: list[tuple[str, int, list[str]]] = []
        for child in token.children or ():
            match child.type:
                case "code_inline":
                    at = source.find(child.content, source.find("`", offset) + 1)
                    at = offset if at < 0 else at
                    codes.append(Code(child.content, self.place(at, first)))
                    offset = at + len(child.content)
                    for _, _, parts in open_:
                        parts.append(child.content)
                case "link_open":
                    at = source.find("[", offset)
                    open_.append((str(child.attrs.get("href", "")), offset if at < 0 else at, []))
                    offset = max(offset, at + 1)
                case "link_close" if open_:
                    target, at, parts = open_.pop()
                    links.append(Link(decoded(target), "".join(parts), self.place(at, first)))
                case "image":
                    at = source.find("![", offset)
                    target = decoded(str(child.attrs.get("src", "")))
                    links.append(Link(target, child.content, self.place(max(at, 0), first), image=True))
                    offset = max(offset, at + 2)
                case "text" | "text_special":
                    at = source.find(child.content, offset) if child.content else -1
                    offset = at + len(child.content) if at >= 0 else offset
                    for _, _, parts in open_:
                        parts.append(child.content)
                case "html_inline":
                    at = source.find(child.content, offset)
                    offset = at + len(child.content) if at >= 0 else offset
                    place = self.place(max(at, 0), first)
                    self.html_piece(child.content, place.line - 1, place.column - 1)
        self.codes.extend(codes)
        self.links.extend(links)
        return codes, links

    def place(self, at: int, first: int) -> Position:
        """Return the place of a character of a piece of text that starts on a line (from 0)."""
        down = bisect.bisect_left(self.ends, at)
        return Position(self.path, first + down + 1, at - (self.ends[down - 1] if down else -1))

    def fence(self, token: Token) -> None:
        language = token.info.split()[0].lower() if token.info.split() else ""
        line = (token.map[0] if token.map else 0) + (2 if token.type == "fence" else 1)
        self.fences.append(Fence(language, token.content, Position(self.path, line, 1), self.above(led=True)))

    def table(self, tokens: list[Token], at: int) -> int:
        """Keep a table; return where it ends."""
        start = tokens[at]
        column = 0
        rows: list[list[Cell]] = []
        while tokens[at].type != "table_close":
            token = tokens[at]
            if token.type == "tr_open":
                rows.append([])
                column = 0
            elif token.type == "inline" and rows:
                first = token.map[0] if token.map else 0
                codes, _ = self.inline(token, first)
                text = "".join(
                    child.content for child in token.children or () if child.type in {"text", "code_inline"}
                )
                # Where a bar is escaped, the source is longer than the cell; then its place is that of the row.
                found = self.lines[first].find(token.content, column)
                column = max(column, found + len(token.content))
                place = Position(self.path, first + 1, max(found, 0) + 1)
                rows[-1].append(Cell(text.strip(), tuple(codes), place, token.content))
            at += 1
        head = tuple(cell.text for cell in rows[0]) if rows else ()
        line = start.map[0] + 1 if start.map else 1
        body = tuple(tuple(row) for row in rows[1:])
        self.tables.append(Table(head, body, Position(self.path, line, 1), self.above(led=True)))
        return at
