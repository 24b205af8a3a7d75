"""Visitors of blocks: sections, paragraphs, code, quotations, admonitions, figures, footnotes."""

# ruff: noqa: ARG002 (docutils hands every visitor its node)
from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from .translate_base import Stack, fold
from .tree import (
    Alert,
    Anchor,
    Code,
    Emphasis,
    FootnoteDef,
    Heading,
    Paragraph,
    Quote,
    Strong,
    Text,
    ThematicBreak,
)

if TYPE_CHECKING:
    from docutils.nodes import Element

    from .tree import AlertKind, Inline

_KINDS: dict[str, AlertKind] = {
    "note": "NOTE",
    "seealso": "NOTE",
    "tip": "TIP",
    "hint": "TIP",
    "important": "IMPORTANT",
    "warning": "WARNING",
    "attention": "WARNING",
    "caution": "CAUTION",
    "danger": "CAUTION",
    "error": "CAUTION",
}
_TITLES = {
    "seealso": "See also",
    "hint": "Hint",
    "attention": "Attention",
    "danger": "Danger",
    "error": "Error",
}
"""What the reader would not see otherwise, because GitHub has five kinds only."""

_LANGUAGES = {
    "": "text",
    "none": "text",
    "default": "text",
    "guess": "text",
    "unknown": "text",
    "python3": "python",
    "py3": "python",
    "ipython": "python",
    "ipython3": "python",
    "pycon3": "pycon",
}


class BlockVisitors(Stack):
    """Blocks."""

    notes: list[FootnoteDef]
    labels: dict[str, str]
    level = 0

    # -- sections ------------------------------------------------------------------------------------

    def visit_section(self, node: Element) -> None:
        """Go one level down."""
        self.level += 1

    def depart_section(self, node: Element) -> None:
        """Go one level up."""
        self.level -= 1

    visit_title = visit_subtitle = visit_rubric = visit_caption = visit_paragraph = Stack.push
    visit_centered = visit_attribution = visit_block_quote = visit_topic = visit_sidebar = Stack.push
    visit_figure = visit_compound = visit_versionmodified = Stack.push
    visit_Admonition = Stack.push  # noqa: N815 (a class of docutils)
    visit_footnote = visit_citation = Stack.push

    def depart_title(self, node: Element) -> None:
        """Add the heading of a section, or the title of something else in bold."""
        children = self.inlines(self.pop())
        parent = node.parent
        if isinstance(parent, nodes.section):
            ids = (*parent["ids"], *node["ids"])
            numbers = self.builder.env.toc_secnumbers.get(self.docname, {})
            number = next((numbers[key] for key in (*(f"#{name}" for name in ids), "") if key in numbers), ())
            if number and (f"#{ids[0]}" in numbers or self.level == 1):
                children = (Text(".".join(map(str, number)) + ". "), *children)
            self.add(Heading(min(self.level, 6), children, ids))
        elif children:
            self.add(Paragraph((Strong((*self._number(parent), *children)),)))

    def depart_subtitle(self, node: Element) -> None:
        """Add a subtitle."""
        self.add(Paragraph((Emphasis(self.inlines(self.pop())),)))

    def depart_rubric(self, node: Element) -> None:
        """Add a heading outside the order of sections; one with a level of its own is a real heading."""
        children = self.inlines(self.pop())
        level = node.get("heading-level")
        if level:
            self.add(Heading(min(int(level), 6), children, tuple(node["ids"])))
        elif children:
            self.add(Paragraph((Strong(children),)))

    depart_centered = depart_rubric

    def depart_caption(self, node: Element) -> None:
        """Add what stands above code in bold, and what stands below an image emphasised."""
        children = (*self._number(node.parent), *self.inlines(self.pop()))
        mark = Emphasis if isinstance(node.parent, nodes.figure) else Strong
        self.add(Paragraph((mark(children),)))

    def _number(self, node: Element | None) -> tuple[Inline, ...]:
        """Return the number that `numfig` gives to a figure, as references to it say it."""
        kind = (
            "figure"
            if isinstance(node, nodes.figure)
            else "table"
            if isinstance(node, nodes.table)
            else "code-block"
        )
        numbers = self.builder.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        for name in node["ids"] if node is not None else ():
            if name in numbers:
                form = str(self.builder.config.numfig_format.get(kind, "%s"))
                return (Text(form % ".".join(map(str, numbers[name])) + " "),)
        return ()

    # -- text ----------------------------------------------------------------------------------------

    def depart_paragraph(self, node: Element) -> None:
        """Add a paragraph; blocks inside it stand alone."""
        self.add(*self.blocks(self.pop()))

    visit_compact_paragraph = visit_paragraph
    depart_compact_paragraph = depart_compound = depart_figure = depart_paragraph
    depart_PassthroughTextElement = depart_paragraph  # noqa: N815 (sphinx-design's name)
    depart_versionmodified = depart_paragraph

    def depart_attribution(self, node: Element) -> None:
        """Add who said it."""
        self.add(Paragraph((Text("— "), *self.inlines(self.pop()))))

    def depart_block_quote(self, node: Element) -> None:
        """Quote."""
        self.add(Quote(self.blocks(self.pop())))

    def depart_topic(self, node: Element) -> None:
        """Add a list of contents as it is, and anything else beside the text as a quotation."""
        blocks = self.blocks(self.pop())
        if "contents" in node["classes"]:
            self.add(*blocks)
        else:
            self.add(Quote(blocks))

    depart_sidebar = depart_topic

    def visit_transition(self, node: Element) -> None:
        """Draw a line; not the one before footnotes, for GitHub draws its own."""
        if "footnotes" not in node["classes"]:
            self.add(ThematicBreak())
        raise nodes.SkipNode

    # -- admonitions ---------------------------------------------------------------------------------

    visit_attention = visit_caution = visit_danger = visit_error = visit_hint = Stack.push
    visit_important = visit_note = visit_tip = visit_warning = visit_admonition = visit_seealso = Stack.push

    def depart_Admonition(self, node: Element) -> None:  # noqa: N802 (a class of docutils)
        """Add an alert of GitHub's kinds; a title of its own becomes its first line."""
        blocks = list(self.blocks(self.pop()))
        name = node.__class__.__name__
        names = [name, *(part for part in node["classes"] if part in _KINDS)]
        kind: AlertKind = next((_KINDS[part] for part in names if part in _KINDS), "NOTE")
        title: tuple[Inline, ...] | None = None
        if node.children and isinstance(node[0], nodes.title) and blocks:
            match blocks[0]:
                case Paragraph((*anchors, Strong(children))):
                    title = (*anchors, *children)
                    del blocks[0]
                case _:
                    pass
        elif name in _TITLES:
            title = (Text(_TITLES[name]),)
        self.add(Alert(kind, tuple(blocks), title))

    depart_attention = depart_caution = depart_danger = depart_error = depart_hint = depart_Admonition
    depart_important = depart_note = depart_tip = depart_warning = depart_admonition = depart_Admonition
    depart_seealso = depart_Admonition

    # -- code ----------------------------------------------------------------------------------------

    def visit_literal_block(self, node: Element) -> None:
        """Add code in the language that the source names."""
        # MyST counts the last line end as part of the code, reStructuredText does not; the fence brings its own.
        self.add(Code(node.astext().removesuffix("\n"), language_of(str(node.get("language", "")))))
        raise nodes.SkipNode

    def visit_doctest_block(self, node: Element) -> None:
        """Add a dialogue with Python."""
        self.add(Code(node.astext(), "pycon"))
        raise nodes.SkipNode

    def visit_math_block(self, node: Element) -> None:
        """Add a formula on lines of its own, with the number that references to it say."""
        value = node.astext().strip("\n")
        number = node.get("number")
        self.add(Code(f"{value} \\tag{{{number}}}" if number else value, "math"))
        raise nodes.SkipNode

    def visit_productionlist(self, node: Element) -> None:
        """Add the rules of a grammar as text."""
        for part in node.findall(nodes.Element):
            if part is not node and part.get("ids"):
                self.add(Anchor(tuple(part["ids"])))
        self.add(Code("".join(child.astext() for child in node.children).rstrip("\n"), "text"))
        raise nodes.SkipNode

    def visit_mermaid(self, node: Element) -> None:
        """Add a diagram of sphinxcontrib-mermaid, which GitHub draws."""
        self.add(Code(str(node["code"]).strip("\n"), "mermaid"))
        raise nodes.SkipNode

    def visit_graphviz(self, node: Element) -> None:
        """Add a drawing of sphinx.ext.graphviz as its text; GitHub does not draw it."""
        if "code" not in node:  # an inheritance diagram, whose text is made only while HTML is written
            self.unknown_visit(node)
            return
        self.add(Code(str(node["code"]).strip("\n"), "dot"))
        raise nodes.SkipNode

    def depart_graphviz(self, node: Element) -> None:
        """Nothing is open."""

    # -- footnotes -----------------------------------------------------------------------------------

    def prepare_notes(self, document: nodes.document) -> None:
        """Find the footnotes and citations that something refers to: GitHub drops the others."""
        self.notes = []
        self.labels = {}
        referred = {node.get("refid") for node in document.findall(nodes.footnote_reference)}
        referred |= {node.get("refid") for node in document.findall(nodes.reference)}
        taken: set[str] = set()
        for kind in (nodes.footnote, nodes.citation):
            for node in document.findall(kind):
                assert isinstance(node, nodes.Element)  # noqa: S101 (tells the type checker what docutils does not)
                name = _label(node) or node["ids"][0]
                if not referred.intersection(node["ids"]):
                    continue
                wanted = name = "".join(char if char.isalnum() or char in "-_." else "-" for char in name)
                number = 1
                while name.casefold() in taken or not name.strip("-"):
                    number += 1
                    name = f"{wanted.strip('-') or 'note'}-{number}"
                taken.add(name.casefold())
                self.labels.update(dict.fromkeys(node["ids"], name))

    def depart_footnote(self, node: Element) -> None:
        """Keep a footnote for the end of the page, or write it here if nothing refers to it."""
        blocks = self.blocks(self.pop())
        label = next((self.labels[name] for name in node["ids"] if name in self.labels), None)
        shown = (Strong((Text(f"[{_label(node)}]"),)),)
        if label is None:
            self.add(*fold((Anchor(tuple(node["ids"])), *shown), blocks))
        elif isinstance(node, nodes.citation):
            # GitHub shows a number where the text has the name of the work; other pages link to the anchor.
            self.notes.append(FootnoteDef(label, fold((Anchor(tuple(node["ids"])), *shown), blocks)))
        else:
            self.notes.append(FootnoteDef(label, blocks))

    depart_citation = depart_footnote


def _label(node: Element) -> str:
    first = node.children[0] if node.children else None
    return first.astext() if isinstance(first, nodes.label) else ""


def language_of(name: str) -> str:
    """Return the name after a fence for a language as Sphinx calls it; every fence has one."""
    name = name.strip().lower()
    name = _LANGUAGES.get(name, name)
    return "".join(char for char in name if char.isalnum() or char in "+-_.#") or "text"
