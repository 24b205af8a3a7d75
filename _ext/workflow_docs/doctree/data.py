"""Values of data files -> cells, tables and lists, each with a link to its line."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from . import inline
from .tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_docs.workflow.data import Value
    from workflow_docs.workflow.position import Position

    from .inline import Cell


class DataRow(NamedTuple):
    """The values of a row, one a column, and its place; none where it is computed."""

    values: tuple[Value, ...]
    position: Position | None


class Prose(str):
    """A text in which words between backticks are code, as comments write it."""

    __slots__ = ()


def words(value: Value) -> str:
    """Return a single value as text: a number as it is written, nothing for None; others as JSON."""
    match value:
        case None:
            return ""
        case str():
            return " ".join(value.split())
        case _:
            written: str = getattr(value, "written", "")
            return written or json.dumps(value, ensure_ascii=False, default=str)


def cell(value: Value, *, code: bool = False) -> Cell:
    """Return a value as text, or as code.

    A list is its items between commas, a mapping of single values `key: value` between commas; what lies deeper is JSON.
    """
    if isinstance(value, list):
        return inline.joined(cell(item, code=code) for item in value if not isinstance(item, list)) + (
            inline.code(words([item for item in value if isinstance(item, list)]))
            if any(isinstance(item, list) for item in value)
            else []
        )
    if (
        isinstance(value, dict)
        and value
        and not any(isinstance(each, dict | list) for each in value.values())
    ):
        return inline.joined(inline.code(f"{key}: {words(each)}") for key, each in value.items())
    if code or isinstance(value, dict):
        return inline.code(words(value))
    if isinstance(value, Prose):
        return inline.prose(value)
    return inline.text(words(value))


def place(path: str, position: Position | None) -> Cell:
    """Return the link to a row's line, or to the file."""
    return inline.source(position) if position is not None else inline.reference("file", path)


def table(
    path: str,
    heads: Sequence[str],
    rows: Iterable[DataRow],
    code: Iterable[str],
    *,
    source: bool,
    exact: bool = False,
) -> Table:
    """Return a table of rows; the columns in `code` are shown as code, and `source` adds links.

    With `exact`, every column stays, whatever it holds.
    """
    as_code = [head in set(code) for head in heads]
    made = []
    for row in rows:
        cells = [cell(value, code=each) for value, each in zip(row.values, as_code, strict=True)]
        if source:
            cells.append(place(path, row.position))
        made.append(Row(tuple(cells)))
    return Table(
        (*heads, "Source") if source else tuple(heads), tuple(made), frozenset(heads if exact else ())
    )


def written(value: Value, how: str = "") -> str:
    """Return a value for a line of a block: as it is, or quoted for a shell (`sh`) or for JSON (`json`)."""
    if how == "json":
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, list):
        return ", ".join(written(item, how) for item in value)
    return shlex.quote(words(value)) if how == "sh" else words(value)


def block(path: str, text: str, language: str, rows: Sequence[DataRow], *, source: bool) -> list[nodes.Node]:
    """Return a block of lines, with a sentence before it that leads to the first row."""
    made = nodes.literal_block(text, text, language=language, force=True)
    if not source:
        return [made]
    first = rows[0].position
    if first is None:
        return [inline.paragraph(inline.reference("file", path), inline.text(":")), made]
    place = inline.source(first, f"from line {first.line}")
    return [inline.paragraph(inline.code(path), inline.text(", "), place, inline.text(":")), made]


def bullets(table: Table, *, source: bool) -> nodes.bullet_list:
    """Return the rows of such a table as a list: `first: second, third (file:line)`."""
    items = []
    for row in table.rows:
        first, *others = row.cells[:-1] if source else row.cells
        rest = inline.joined(others)
        parts = [first, *([[nodes.Text(": ")], rest] if first and rest else [rest])]
        if source:
            parts += [[nodes.Text(" (")], row.cells[-1], [nodes.Text(")")]]
        items.append(nodes.list_item("", inline.paragraph(*parts)))
    return nodes.bullet_list("", *items)
