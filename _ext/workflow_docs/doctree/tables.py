"""A table of cells -> docutils nodes. A column that says nothing, or the same in every row, is left out.

What all rows have in common stands in a sentence above the table instead. A column that was asked for by its
name stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from docutils import nodes

from . import inline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .inline import Cell


@dataclass(frozen=True, slots=True)
class Thing:
    """An object that a row describes: what a reference of the `ci` domain can point to."""

    kind: str
    name: str


MIN_COLUMNS = 2
"""A table keeps so many columns, also where they say the same in every row: one alone would be a list."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the object that it describes."""

    cells: tuple[Cell, ...]
    thing: Thing | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows.

    `keep` names the columns that stay whatever they hold, `extra` those that are shown only where they are asked
    for. `noun` is what a row stands for. `usual` has, for a column of states, the text that is not repeated where
    most rows say it, and `phrases` the words that stand for a heading in a sentence. `code` are the headings that are
    code.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    keep: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    noun: str = "row"
    usual: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    code: frozenset[str] = frozenset()

    def only(self, names: Sequence[str]) -> Table:
        """Return the table with exactly these columns, in this order; `Heading=column` gives one another heading.

        An unknown name raises `KeyError`.
        """
        parts = [name.rpartition("=") for name in names]
        table = self.at([self._index(name) for _, _, name in parts])
        heads = tuple(head.strip() or own for (head, _, _), own in zip(parts, table.columns, strict=True))
        code = frozenset(head for head, own in zip(heads, table.columns, strict=True) if own in self.code)
        return replace(table, columns=heads, keep=frozenset(heads), extra=frozenset(), code=code)

    def without(self, names: Sequence[str]) -> Table:
        """Return the table less these columns; an unknown name raises `KeyError`."""
        out = {self._index(name) for name in names}
        return self.at([i for i in range(len(self.columns)) if i not in out])

    def _index(self, name: str) -> int:
        index = {slug(column): i for i, column in enumerate(self.columns)}
        try:
            return index[slug(name)]
        except KeyError:
            raise KeyError(name) from None

    def at(self, chosen: Sequence[int]) -> Table:
        """Return the table with the columns at these places."""
        rows = tuple(Row(tuple(row.cells[i] for i in chosen), row.thing) for row in self.rows)
        return replace(self, columns=tuple(self.columns[i] for i in chosen), rows=rows)


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it is shown.

    `said` are the columns that were left out because all rows have the same cell, and `blank` those whose usual text
    is not repeated.
    """

    table: Table
    noun: str
    said: tuple[tuple[str, Cell], ...]
    blank: tuple[str, ...]

    def sentences(self) -> list[nodes.Node]:
        """Return the paragraph above the table; nothing where there is nothing to say."""
        parts: list[Cell] = []
        if self.said:
            cells = [[nodes.Text(self._phrase(column)), *cell] for column, cell in self.said]
            parts.append([nodes.Text(f"Every {self.noun}: "), *inline.joined(cells, "; "), nodes.Text(".")])
        parts += [
            [
                nodes.Text("Where "),
                nodes.emphasis("", column),
                nodes.Text(f" is empty, {self.table.usual[column]}."),
            ]
            for column in self.blank
        ]
        return [inline.paragraph(inline.joined(parts, " "))] if parts else []

    def _phrase(self, column: str) -> str:
        words = self.table.phrases.get(column)
        if words is not None:
            return words
        return (column if column[1:2].isupper() else column[:1].lower() + column[1:]) + " "


def shown(table: Table) -> Shown:
    """Return a table as it is shown, with what stands above it."""
    candidates = [i for i, column in enumerate(table.columns) if column not in table.extra]
    chosen = [
        i for i in candidates if table.columns[i] in table.keep or any(row.cells[i] for row in table.rows)
    ]
    common = [i for i in chosen if table.columns[i] not in table.keep and _is_common(table, i)]
    while common and len(chosen) - len(common) < MIN_COLUMNS:
        common.pop(0)
    said = tuple((table.columns[i], table.rows[0].cells[i]) for i in common)
    # Without its first column a row has lost what it is about.
    noun = "row" if common[:1] == candidates[:1] else table.noun
    rest = table.at([i for i in chosen if i not in common])
    blank = tuple(column for column, text in rest.usual.items() if _is_usual(rest, column, text))
    return Shown(_blanked(rest, blank), noun, said, blank)


def _is_common(table: Table, index: int) -> bool:
    first = _key(table.rows[0].cells[index])
    return len(table.rows) > 1 and all(_key(row.cells[index]) == first for row in table.rows)


def _is_usual(table: Table, column: str, text: str) -> bool:
    if column not in table.columns:
        return False
    cells = [row.cells[table.columns.index(column)] for row in table.rows]
    return len(cells) / 2 < sum(_text(cell) == text for cell in cells) < len(cells) and all(cells)


def _blanked(table: Table, columns: Sequence[str]) -> Table:
    texts = {table.columns.index(column): table.usual[column] for column in columns}
    rows = tuple(
        Row(tuple([] if _text(cell) == texts.get(i) else cell for i, cell in enumerate(row.cells)), row.thing)
        for row in table.rows
    )
    return replace(table, rows=rows)


def build(table: Table, describe: Callable[[Thing, nodes.Element], None] | None = None) -> list[nodes.Node]:
    """Return the docutils table, after a paragraph with what its rows have in common.

    `describe` is told the node that each row's object can be linked at.
    """
    found = shown(table)
    return [*found.sentences(), _table(found.table, describe)]


def _table(table: Table, describe: Callable[[Thing, nodes.Element], None] | None) -> nodes.table:
    group = nodes.tgroup(cols=len(table.columns))
    group.extend(nodes.colspec(colwidth=width) for width in _widths(table))
    group += nodes.thead("", _row(table.columns, [_head(table, column) for column in table.columns]))
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


def _head(table: Table, column: str) -> Cell:
    return inline.code(column) if column in table.code else inline.text(column)


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
        row += nodes.entry("", *content, classes=[f"ci-column-{slug(column)}"])
    return row


def slug(name: str) -> str:
    """Return the heading of a column as options may write it."""
    return name.strip().lower().replace(" ", "-")


def _text(cell: Cell) -> str:
    return "".join(node.astext() for node in cell)


def _key(cell: Cell) -> str:
    """Return what two cells that say the same have in common: their text, and where it leads."""
    return "".join(node.pformat() for node in cell)
