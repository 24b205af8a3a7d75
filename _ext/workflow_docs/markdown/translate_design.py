"""Visitors of sphinx-design's containers, known by their attribute `design_component`: GitHub has no cards or tabs."""

# ruff: noqa: ARG002 (docutils hands every visitor its node)
from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from .translate_base import Stack
from .tree import Details, Link, PageTarget, Paragraph, Strong, Text

if TYPE_CHECKING:
    from docutils.nodes import Element

    from .tree import Inline


class DesignVisitors(Stack):
    """Cards, grids, tabs and dropdowns."""

    def visit_container(self, node: Element) -> None:
        """Open a container."""
        self.push()

    def depart_container(self, node: Element) -> None:
        """Close a container: a dropdown folds, a card's title is bold, others hold their content together."""
        parts = self.pop()
        match node.get("design_component"):
            case "dropdown":
                self._dropdown(node, parts)
            case "card-title":
                line = self.inlines(self.blocks(parts))
                link = self._card_link(node)
                self.add(Paragraph((Strong((Link(link, line),) if link is not None else line),)))
            case _:
                self.add(*self.blocks(parts))

    def _dropdown(self, node: Element, parts: list[object]) -> None:
        blocks = list(self.blocks(parts))
        summary: tuple[Inline, ...] = (Text("Details"),)
        if node.get("has_title") and blocks:
            match blocks[0]:
                case Paragraph(children):
                    summary = tuple(
                        inline
                        for child in children
                        for inline in (child.children if isinstance(child, Strong) else (child,))
                    )
                    del blocks[0]
                case _:
                    pass
        self.add(Details(summary, tuple(blocks), opened=bool(node.get("opened"))))

    def visit_PassthroughTextElement(self, node: Element) -> None:  # noqa: N802 (sphinx-design's name)
        """Leave out the link that lies over a whole card: the card's title is the link."""
        if _is_card_link(node) and node.parent is not None and _title(node.parent) is not None:
            raise nodes.SkipNode
        self.push()

    def _card_link(self, title: Element) -> str | PageTarget | None:
        card: Element | None = title.parent
        while card is not None and card.get("design_component") != "card":
            card = card.parent
        for part in card.children if card is not None else ():
            if isinstance(part, nodes.Element) and _is_card_link(part):
                for reference in part.findall(nodes.reference):
                    return self.target_of(reference)
        return None


def _is_card_link(node: Element) -> bool:
    return node.__class__.__name__ == "PassthroughTextElement" and any(
        "sd-hide-link-text" in part.get("classes", ()) for part in node.findall(nodes.Element)
    )


def _title(card: Element) -> Element | None:
    for part in card.findall(nodes.container):
        if part.get("design_component") == "card-title":
            return part
    return None
