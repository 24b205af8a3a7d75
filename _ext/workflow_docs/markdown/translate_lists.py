"""Visitors of lists: bullets, numbers, tasks, definitions, fields, options, lines, and object descriptions."""

# ruff: noqa: ARG002 (docutils hands every visitor its node)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from .translate_base import Stack, fold
from .tree import (
    Break,
    DefinitionItem,
    DefinitionList,
    Emphasis,
    InlineCode,
    InlineHtml,
    List,
    ListItem,
    Paragraph,
    Strong,
    Text,
)

if TYPE_CHECKING:
    from typing import Any

    from docutils.nodes import Element

    from .tree import Block, Inline


@dataclass(frozen=True, slots=True)
class _Term:
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class _Classifier:
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class _Definition:
    children: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    children: tuple[Inline, ...]


class ListVisitors(Stack):
    """Lists."""

    visit_bullet_list = visit_enumerated_list = visit_list_item = Stack.push
    visit_definition_list = visit_definition_list_item = visit_term = visit_classifier = Stack.push
    visit_definition = visit_desc_content = visit_field_list = visit_field = visit_field_name = Stack.push
    visit_field_body = visit_option_list = visit_option_list_item = visit_line_block = visit_line = Stack.push
    visit_description = visit_desc = visit_hlist = Stack.push

    def _items(self) -> tuple[ListItem, ...]:
        return tuple(part for part in self.pop() if isinstance(part, ListItem))

    def depart_bullet_list(self, node: Element) -> None:
        """Add a list with bullets."""
        if items := self._items():
            self.add(List(items))

    def depart_enumerated_list(self, node: Element) -> None:
        """Add a numbered list; Markdown has no letters and no Roman numbers."""
        if items := self._items():
            self.add(List(items, int(node.get("start", 1))))

    def depart_list_item(self, node: Element) -> None:
        """Add an item; a box to tick is how MyST writes a task."""
        blocks = self.blocks(self.pop())
        checked: bool | None = None
        match blocks:
            case (Paragraph((InlineHtml(box), *rest)), *more) if "task-list-item-checkbox" in box:
                checked = "checked=" in box
                blocks = (Paragraph(tuple(rest)), *more)
            case _:
                pass
        self.add(ListItem(blocks, checked))

    def depart_hlist(self, node: Element) -> None:
        """Add one list instead of columns."""
        lists = [part for part in self.pop() if isinstance(part, List)]
        self.add(List(tuple(item for part in lists for item in part.items)))

    # -- definitions ---------------------------------------------------------------------------------

    def depart_definition_list(self, node: Element) -> None:
        """Add a list of definitions."""
        self.add(DefinitionList(tuple(part for part in self.pop() if isinstance(part, DefinitionItem))))

    depart_option_list = depart_definition_list

    def depart_definition_list_item(self, node: Element) -> None:
        """Add an item: its terms, then what they mean."""
        self.add(self._definition_item())

    depart_option_list_item = depart_definition_list_item

    def _definition_item(self) -> DefinitionItem:
        terms: list[tuple[Inline, ...]] = []
        blocks: list[Block] = []
        for part in self.pop():
            match part:
                case _Term(children):
                    terms.append(children)
                case _Classifier(children) if terms:
                    terms[-1] = (*terms[-1], Text(" : "), Emphasis(children))
                case _Definition(children):
                    blocks += children
                case _:
                    blocks += self.blocks([part])
        return DefinitionItem(tuple(terms), tuple(blocks))

    def depart_term(self, node: Element) -> None:
        """Add a term."""
        self.add(_Term(self.inlines(self.pop())))

    def depart_classifier(self, node: Element) -> None:
        """Add what kind of thing a term is."""
        self.add(_Classifier(self.inlines(self.pop())))

    def depart_definition(self, node: Element) -> None:
        """Add what a term means."""
        self.add(_Definition(self.blocks(self.pop())))

    depart_description = depart_desc_content = depart_definition

    def visit_option_group(self, node: Element) -> None:
        """Add the ways in which an option is written, as a term."""
        self.push()
        anchors = self.pop()
        line: list[Inline] = []
        for option in node.findall(nodes.option):
            text = "".join(part.astext() for part in option.children)
            line += [Text(", "), InlineCode(text)] if line else [InlineCode(text)]
        self.add(_Term((*anchors, *line)))
        raise nodes.SkipNode

    # -- descriptions of objects ---------------------------------------------------------------------------

    def visit_desc_signature(self, node: Element) -> None:
        """Add a signature as a term in bold code."""
        self.push()
        anchors = self.pop()
        lines = list(node.findall(lambda part: part.__class__.__name__ == "desc_signature_line"))
        text = " ".join(line.astext() for line in lines) if lines else node.astext()
        self.add(_Term((*anchors, Strong((InlineCode(text),)))))
        raise nodes.SkipNode

    def depart_desc(self, node: Element) -> None:
        """Add a description: its signatures, then what they are for."""
        item = self._definition_item()
        if item.terms:
            self.add(DefinitionList((item,)))
        else:
            self.add(*item.children)

    def visit_desc_inline(self, node: Element) -> None:
        """Add a signature inside a line."""
        self.add(InlineCode(node.astext()))
        raise nodes.SkipNode

    # -- fields --------------------------------------------------------------------------------------

    def depart_field_list(self, node: Element) -> None:
        """Add fields as a list with bold names."""
        if items := self._items():
            self.add(List(items))

    def depart_field(self, node: Element) -> None:
        """Add a field."""
        name: tuple[Any, ...] = ()
        body: tuple[Block, ...] = ()
        for part in self.pop():
            match part:
                case _Term(children):
                    name = children
                case _Definition(children):
                    body = children
                case _:
                    pass
        self.add(ListItem(fold((Strong((*name, Text(":"))),), body)))

    depart_field_name = depart_term
    depart_field_body = depart_definition

    # -- lines ---------------------------------------------------------------------------------------

    def depart_line(self, node: Element) -> None:
        """Add a line, indented by how deep its block stands."""
        depth = 0
        parent = node.parent
        while isinstance(parent, nodes.line_block):
            depth += 1
            parent = parent.parent
        indent = (Text("\u00a0" * 4 * (depth - 1)),) if depth > 1 else ()
        self.add(_Line((*indent, *self.inlines(self.pop()))))

    def depart_line_block(self, node: Element) -> None:
        """Add lines as one paragraph with breaks; inner blocks join the outer one."""
        parts = self.pop()
        if isinstance(node.parent, nodes.line_block):
            self.add(*parts)
            return
        paragraph: list[Inline] = []
        for part in parts:
            if isinstance(part, _Line):
                paragraph += [Break(), *part.children] if paragraph else part.children
        self.add(Paragraph(tuple(paragraph)))
