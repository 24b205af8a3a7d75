"""The small tree that a page becomes before it is Markdown text: what GitHub can show, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class PageTarget:
    """A place inside the project: a page, and an id on it or "" for its top. `location` is for warnings."""

    docname: str
    id: str = ""
    location: str = ""


# -- inlines --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text; nothing in it is markup."""

    value: str


@dataclass(frozen=True, slots=True)
class InlineCode:
    """Code inside a line, shown as it is."""

    value: str


@dataclass(frozen=True, slots=True)
class InlineMath:
    """A formula inside a line, in TeX."""

    value: str


@dataclass(frozen=True, slots=True)
class InlineHtml:
    """HTML inside a line, passed on as it is."""

    value: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasised inlines."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Strongly emphasised inlines."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """Inlines inside an HTML element that Markdown has no sign for: `sub`, `sup`, `kbd`, `abbr`."""

    tag: str
    children: tuple[Inline, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an address or to a place inside the project."""

    target: str | PageTarget
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """An image; `width`, `height` (pixels or percent) and `align` as HTML attributes, "" for none."""

    uri: str
    alt: str = ""
    width: str = ""
    height: str = ""
    align: str = ""


@dataclass(frozen=True, slots=True)
class FootnoteRef:
    """A reference to the footnote with this label."""

    label: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that links may point to; `ids` are the names that it has inside the page."""

    ids: tuple[str, ...]


Inline: TypeAlias = (
    Text
    | InlineCode
    | InlineMath
    | InlineHtml
    | Emphasis
    | Strong
    | Tagged
    | Link
    | Image
    | FootnoteRef
    | Break
    | Anchor
)

# -- blocks ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Inlines on a line of their own."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6; `ids` are the names that it has inside the page."""

    level: int
    children: tuple[Inline, ...]
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list; `checked` is None unless it is a task."""

    children: tuple[Block, ...]
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class List:
    """A list: with bullets where `start` is None, otherwise numbered from `start`."""

    items: tuple[ListItem, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code, byte for byte, with the language that colours it."""

    value: str
    language: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; it covers `columns` columns and `rows` rows."""

    children: tuple[Block, ...]
    header: bool = False
    columns: int = 1
    rows: int = 1
    align: Align = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of the head, then rows of the body."""

    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    children: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """One of GitHub's alerts; a title of its own, or None for GitHub's word."""

    kind: AlertKind
    children: tuple[Block, ...]
    title: tuple[Inline, ...] | None = None


@dataclass(frozen=True, slots=True)
class DefinitionItem:
    """Terms and what they mean."""

    terms: tuple[tuple[Inline, ...], ...]
    children: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class DefinitionList:
    """Terms with their definitions; Markdown has none, so it becomes the HTML element `dl`."""

    items: tuple[DefinitionItem, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """A part that opens when its summary is clicked."""

    summary: tuple[Inline, ...]
    children: tuple[Block, ...]
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Html:
    """HTML on lines of its own, passed on as it is."""

    value: str


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    """A line between two parts."""


@dataclass(frozen=True, slots=True)
class FootnoteDef:
    """The text of a footnote. GitHub shows all of them at the end of the page."""

    label: str
    children: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Root:
    """A page."""

    children: tuple[Block, ...]


Align: TypeAlias = Literal["left", "center", "right"] | None
AlertKind: TypeAlias = Literal["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"]
Block: TypeAlias = (
    Paragraph
    | Heading
    | List
    | Code
    | Table
    | Quote
    | Alert
    | DefinitionList
    | Details
    | Html
    | ThematicBreak
    | FootnoteDef
)
Node: TypeAlias = Inline | Block
INLINES = (
    Text,
    InlineCode,
    InlineMath,
    InlineHtml,
    Emphasis,
    Strong,
    Tagged,
    Link,
    Image,
    FootnoteRef,
    Break,
    Anchor,
)
