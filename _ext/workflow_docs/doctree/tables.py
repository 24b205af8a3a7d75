"""A table of cells -> a docutils table; columns that say nothing in any row are left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .inline import Cell


@dataclass(frozen=True, slots=True)
class Thing:
    """An object that a row describes: what a reference of the `ci` domain can point to."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the object that it describes."""

    cells: tuple[Cell, ...]
    thing: Thing | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; `keep` names the columns that stay when they are empty."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    keep: frozenset[str] = field(default_factory=frozenset)

    def only(self, names: Sequence[str]) -> Table:
        """Return the table with these columns, in this order; `Heading=column` gives one another heading.

        An unknown name raises `KeyError`.
        """
        index = {_slug(column): i for i, column in enumerate(self.columns)}
        heads = [name.rpartition("=") for name in names]
        chosen = [index[_slug(name)] for _, _, name in heads]
        rows = tuple(Row(tuple(row.cells[i] for i in chosen), row.thing) for row in self.rows)
        columns = tuple(
            head.strip() or self.columns[i] for (head, _, _), i in zip(heads, chosen, strict=True)
        )
        return Table(columns, rows, frozenset(columns))

    def without_empty_columns(self) -> Table:
        """Return the table without the columns that are empty in every row."""
        chosen = [
            i
            for i, column in enumerate(self.columns)
            if column in self.keep or any(row.cells[i] for row in self.rows)
        ]
        rows = tuple(Row(tuple(row.cells[i] for i in chosen), row.thing) for row in self.rows)
        return Table(tuple(self.columns[i] for i in chosen), rows, self.keep)


def build(table: Table, describe: Callable[[Thing, nodes.Element], None] | None = None) -> nodes.table:
    """Return the docutils table. `describe` is told the node that each row's object can be linked at."""
    table = table.without_empty_columns()
    group = nodes.tgroup(cols=len(table.columns))
    group.extend(nodes.colspec(colwidth=width) for width in _widths(table))
    group += nodes.thead("", _row(table.columns, [[nodes.Text(column)] for column in table.columns]))
    body = nodes.tbody()
    for row in table.rows:
        cells = [list(cell) for cell in row.cells]
        if row.thing is not None and describe is not None:
            target = nodes.inline("", "", *cells[0])
            describe(row.thing, target)
            if target["ids"]:
                cells[0] = [target]
        body += _row(table.columns, cells)
    group += body
    return nodes.table("", group, classes=["colwidths-auto", "ci-table"])


def _widths(table: Table) -> list[int]:
    """Return the columns' shares of the width, for writers that do not measure the text themselves."""
    longest = [
        max(len(column), *(sum(len(node.astext()) for node in row.cells[i]) for row in table.rows), 4)
        for i, column in enumerate(table.columns)
    ]
    return [min(length, 40) for length in longest]


def _row(columns: Sequence[str], cells: Sequence[Cell]) -> nodes.row:
    """Return a row; each entry has a class with its column's name, for those who style the page."""
    row = nodes.row()
    for column, cell in zip(columns, cells, strict=True):
        content = [nodes.paragraph("", "", *cell)] if cell else []
        row += nodes.entry("", *content, classes=[f"ci-column-{_slug(column)}"])
    return row


def _slug(name: str) -> str:
    return name.strip().lower().replace(" ", "-")
