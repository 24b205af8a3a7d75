"""A page's doctree -> the Markdown of what people wrote on it, with the place of each line.

It is read before Sphinx changes quotation marks and resolves references. What directives of the domain have made
(`GENERATED`) is true by construction and left out, and so is what is copied from a file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinxcontrib.mermaid import mermaid

from workflow_docs.sphinx_ext.domain import domain_of
from workflow_docs.sphinx_ext.pages import MARK

from .inlines import written
from .lines import Sources, relative
from .page import GENERATED, Page, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workflow_docs.analysis.objects import ObjectIndex

_LEFT_OUT = (
    nodes.comment, nodes.raw, nodes.docinfo, nodes.target, nodes.image, nodes.math_block, nodes.substitution_definition,
    nodes.system_message, nodes.citation, nodes.problematic, nodes.meta, addnodes.index, addnodes.toctree,
    addnodes.desc_signature, addnodes.productionlist,
)  # fmt: skip
# What Markdown would take for the beginning of something else.
_BEGINS = re.compile(r"[#>|<~=]|[-+*](?:\s|\Z)|-{3}")
_ITEM = re.compile(r"\d{1,9}[.)]\s")


class ReadClaims(SphinxTransform):
    """Keeps what people wrote on a page with the data of the domain."""

    default_priority = 720  # after substitutions (220), before quotation marks become typographic (750)

    def apply(self, **_arguments: Any) -> None:
        """Read the page."""
        if not self.config.ci_claims or _is_kept(self.document):
            return
        domain = domain_of(self.env)
        docname = self.env.current_document.docname
        root = domain.site.repository.root.resolve()
        page = str(self.env.doc2path(docname))
        domain.note_page(read(self.document, page, root, domain.site.index, self.config.highlight_language))


def read(document: nodes.document, page: str, root: Path, index: ObjectIndex, language: str = "") -> Page:
    """Return what people wrote on a page, by its doctree and its path.

    `root` is that of the repository, `language` that of blocks of code that name none.
    """
    return _Reader(page, root, index, language).read(document)


def _is_kept(document: nodes.document) -> bool:
    """Tell whether a page is one of those that `ci_pages` keeps."""
    first = next((child for child in document.children if isinstance(child, nodes.comment)), None)
    return first is not None and first.astext() == MARK.removeprefix(".. ")


class _Reader:
    def __init__(self, page: str, root: Path, index: ObjectIndex, language: str) -> None:
        self.page = page
        self.root = root
        self.index = index
        self.language = language
        self.sources = Sources(page)
        self.out = Writer()

    def read(self, document: nodes.document) -> Page:
        """Return the page."""
        self.children(document, 0)
        return Page(
            relative(self.page, self.root), "".join(f"{line}\n" for line in self.out.lines), tuple(self.out.runs),
            self.sources.waived(self.root),
        )  # fmt: skip

    def children(self, node: nodes.Element, level: int) -> None:
        """Read what is in a node that stands below a heading of a level."""
        for child in node.children:
            self.block(child, level)

    def block(self, node: nodes.Node, level: int) -> None:
        """Read one node."""
        if not isinstance(node, nodes.Element) or isinstance(node, _LEFT_OUT) or node.get(GENERATED):
            return
        match node:
            case nodes.section():
                self.children(node, level + 1)
            case nodes.title() if isinstance(node.parent, nodes.section):
                self.prose(node, "#" * min(level, 6) + " ")
            case nodes.bullet_list():
                for item in node.children:
                    self.item(item, "-", level)
            case nodes.enumerated_list():
                for number, item in enumerate(node.children, node.get("start", 1)):
                    self.item(item, f"{number}.", level)
            case nodes.definition_list_item() | nodes.option_list_item():
                self.item(node, "-", level)
            case nodes.field():
                self.field(node, level)
            case nodes.table():
                self.table(node)
            case nodes.literal_block() if "source" not in node:  # else it is a copy of a file
                self.code(node, node.get("language", self.language), node.astext())
            case mermaid():
                self.code(node, "mermaid", node["code"])
            case addnodes.highlightlang():
                self.language = node["lang"]
            case nodes.FixedTextElement():
                pass
            case nodes.TextElement():
                self.prose(node)
            case _:
                self.children(node, level)

    def item(self, node: nodes.Node, sign: str, level: int) -> None:
        """Read an item of a list."""
        before = self.out.open_item(sign)
        if isinstance(node, nodes.Element):
            self.children(node, level)
        self.out.close_item(before)

    def field(self, node: nodes.field, level: int) -> None:
        """Read `:name: text` as an item with a label."""
        name, body = node.children
        before = self.out.open_item("-")
        for number, child in enumerate(body.children):
            if number == 0 and isinstance(child, nodes.paragraph):
                self.prose(child, f"**{written(name, self.index)}**: ")
            else:
                self.block(child, level)
        self.out.close_item(before)

    def prose(self, node: nodes.TextElement, start: str = "") -> None:
        """Read a text; one with a start is a heading or has a label."""
        place = self.place(node)
        text = written(node, self.index)
        if place is None or not text.strip():
            return
        lines = [line.strip() for line in text.strip().split("\n")]
        is_heading = start.startswith("#")
        lines = [" ".join(lines)] if is_heading else [_escaped(line) for line in lines if line]
        lines[0] = start + lines[0]
        self.out.block(lines, *place)

    def code(self, node: nodes.Element, language: str, text: str) -> None:
        """Read a block of code."""
        place = self.sources.place(node)
        text = text.strip("\n")
        if place is None or not text.strip():
            return
        source, line = place
        line = self.sources.code(source, line, text)
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
        name = "" if language in {"default", "none"} else language
        numbered = [(written, line + number) for number, written in enumerate(text.split("\n"))]
        last = numbered[-1][1] + 1
        self.out.placed([(fence + name, line - 1), *numbered, (fence, last)], relative(source, self.root))

    def table(self, node: nodes.table) -> None:
        """Read a table, unless cells of it reach over several columns or rows."""
        entries = list(node.findall(nodes.entry))
        if any(entry.get("morecols") or entry.get("morerows") for entry in entries):
            return
        rows = [list(row.children) for head in node.findall(nodes.thead) for row in head.children]
        body = [list(row.children) for body in node.findall(nodes.tbody) for row in body.children]
        if len(rows) > 1 or not any(self.cell(cell) for cells in body for cell in cells):
            return
        places = list(self.row_places(rows + body, headed=bool(rows)))
        if len(places) != len(rows + body):
            return
        source = places[0][0]
        head = self.row(rows[0]) if rows else "|" + "  |" * len(body[0])
        line = places[0][1] - (not rows)
        lines = [(head, line), ("|" + " --- |" * len(body[0]), line)]
        for cells, (_, number) in zip(body, places[len(rows) :], strict=True):
            lines.append((self.row(cells), number))
        self.out.placed(lines, source)

    def row(self, cells: list[nodes.Node]) -> str:
        """Return a row of a table."""
        return "| " + " | ".join(self.cell(cell) for cell in cells) + " |"

    def cell(self, cell: nodes.Node) -> str:
        """Return what is in a cell on one line; the items of a list in it between commas."""
        found: list[str] = []
        listed = False
        for node in cell.findall(nodes.TextElement):
            if isinstance(node, nodes.Inline | nodes.FixedTextElement):
                continue
            text = " ".join(written(node, self.index).split())
            listed = listed or isinstance(node.parent, nodes.list_item)
            if text:
                found.append(text)
        return (", " if listed else " ").join(found).replace("|", "\\|")

    def row_places(self, rows: list[list[nodes.Node]], *, headed: bool) -> Iterator[tuple[str, int]]:
        """Yield the place of each row of a table; nothing more at the first that has none."""
        first: tuple[str, int] | None = None
        for number, cells in enumerate(rows):
            text = next((text for cell in cells for text in cell.findall(nodes.paragraph)), cells[0])
            place = self.sources.place(text)
            if place is None:
                return
            source, line = place
            first = first or place
            if headed and self.sources.is_pipe_table(*first):
                line = first[1] + number + (number > 0)  # below the line of hyphens
            else:
                line = self.sources.settled(source, line, _probe(text))
            yield relative(source, self.root), line

    def place(self, node: nodes.Element) -> tuple[str, int] | None:
        """Return the path and the line of a text."""
        place = self.sources.place(node)
        if place is None:
            return None
        source, line = place
        return relative(source, self.root), self.sources.settled(source, line, _probe(node))


def _probe(node: nodes.Node) -> str:
    """Return what can be looked for in the source: words of the first line of a node that have no mark in them.

    What a role shows does not stand there: `{ci:step}` writes the id of a step, and shows its name.
    """
    found = ""
    for text in node.findall(nodes.Text):
        lines = text.astext().split("\n")
        first = lines[0].strip()
        if first and not _is_shown(text):
            found = found or first[:_PROBE]
            if len(first) >= _WORDS:
                return first[:_PROBE]
        if len(lines) > 1:
            break
    return found


_PROBE = 40
_WORDS = 8


def _is_shown(text: nodes.Text) -> bool:
    parent: nodes.Node | None = text.parent
    while parent is not None and not isinstance(parent, addnodes.pending_xref):
        parent = parent.parent
    return parent is not None and not parent.get("refexplicit")


def _escaped(line: str) -> str:
    match = _ITEM.match(line)
    if match is not None:
        at = len(match.group().rstrip()) - 1
        return f"{line[:at]}\\{line[at:]}"
    return f"\\{line}" if _BEGINS.match(line) else line
