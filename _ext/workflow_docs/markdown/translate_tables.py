"""Visitors of tables: rows, cells, spans, heads, and which columns are heads too."""

# ruff: noqa: ARG002 (docutils hands every visitor its node)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from .translate_base import Stack
from .tree import Cell, Table

if TYPE_CHECKING:
    from docutils.nodes import Element

    from .tree import Align

_ALIGNMENTS: dict[str, Align] = {"text-left": "left", "text-center": "center", "text-right": "right"}


@dataclass(frozen=True, slots=True)
class _Rows:
    head: bool
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Cell, ...]


class TableVisitors(Stack):
    """Tables."""

    visit_table = visit_thead = visit_row = visit_entry = Stack.push

    def depart_table(self, node: Element) -> None:
        """Add a table, after its title."""
        head: list[tuple[Cell, ...]] = []
        body: list[tuple[Cell, ...]] = []
        for part in self.pop():
            if isinstance(part, _Rows):
                (head if part.head else body).extend(part.rows)
            else:
                self.add(part)
        if head or body:
            self.add(Table(tuple(head), tuple(body)))

    def depart_thead(self, node: Element) -> None:
        """Add the rows of the head."""
        self.add(_Rows(head=True, rows=self._rows()))

    def visit_tbody(self, node: Element) -> None:
        """Open the body, and find out which of its cells stand in a column of heads."""
        self.push()
        group = node.parent
        stubs = [bool(spec.get("stub")) for spec in group.findall(nodes.colspec)] if group is not None else []
        if any(stubs):
            _mark_stubs(node, stubs)

    def depart_tbody(self, node: Element) -> None:
        """Add the rows of the body."""
        self.add(_Rows(head=False, rows=self._rows()))

    def _rows(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple(part.cells for part in self.pop() if isinstance(part, _Row))

    def depart_row(self, node: Element) -> None:
        """Add a row."""
        self.add(_Row(tuple(part for part in self.pop() if isinstance(part, Cell))))

    def depart_entry(self, node: Element) -> None:
        """Add a cell."""
        in_head = node.parent is not None and isinstance(node.parent.parent, nodes.thead)
        self.add(
            Cell(
                self.blocks(self.pop()),
                header=in_head or bool(node.get("gfm-stub")),
                columns=int(node.get("morecols", 0)) + 1,
                rows=int(node.get("morerows", 0)) + 1,
                align=next((_ALIGNMENTS[name] for name in node["classes"] if name in _ALIGNMENTS), None),
            )
        )


def _mark_stubs(body: Element, stubs: list[bool]) -> None:
    """Mark the cells that begin in a column of heads; a cell that reaches down pushes those below aside."""
    covered = [0] * len(stubs)
    for row in body.findall(nodes.row):
        column = 0
        for entry in row.children:
            if not isinstance(entry, nodes.entry):
                continue
            while column < len(covered) and covered[column]:
                covered[column] -= 1
                column += 1
            entry["gfm-stub"] = column < len(stubs) and stubs[column]
            for _ in range(int(entry.get("morecols", 0)) + 1):
                if column < len(covered):
                    covered[column] = int(entry.get("morerows", 0))
                column += 1
        for rest in range(column, len(covered)):
            covered[rest] = max(0, covered[rest] - 1)
