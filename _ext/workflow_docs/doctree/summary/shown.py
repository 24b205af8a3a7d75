"""How a report is shown: links to its documents, tables whose cells are words or figures, and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from workflow_docs.claims.findings import Code
from workflow_docs.doctree import inline, tables
from workflow_docs.doctree.tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workflow_docs.claims.contract import Check
    from workflow_docs.doctree.inline import Cell
    from workflow_docs.summary.report import Report
    from workflow_docs.workflow.position import Position

TOTAL = "Total"
"""The name of the last row."""

TOGETHER = "several together"
"""The name of the row of what documents must hold together."""


class Shown(NamedTuple):
    """A report and how it is shown.

    `pages` has the page of each document, `own` is the path of the report's file, `to_write` counts the parts of the pages
    that are to be written.
    """

    report: Report
    pages: Mapping[str, str]
    own: str
    to_write: int

    def document(self, path: str) -> Cell:
        """Return the link to a document: to its page where there is one, else to the file."""
        name = path.rpartition("/")[2]
        others = {*self.pages, *(figures.path for figures in self.report.figures)} - {path}
        if any(other.rpartition("/")[2] == name for other in others):
            name = path
        if path not in self.pages and path in self.report.absent:
            return inline.code(name)
        if path not in self.pages:
            return inline.reference("file", path, name)
        node = addnodes.pending_xref(
            "", refdomain="std", reftype="doc", reftarget=f"/{self.pages[path]}", refexplicit=True, refwarn=True
        )  # fmt: skip
        node += nodes.inline("", name, classes=["xref", "std", "std-doc"])
        return [node]

    def check(self, check: Check) -> str:
        """Return what a check looks at.

        An expression is not shown where the report itself would match it: it is forbidden, or wanted in the report.
        """
        if check.code is Code.CONTRACT_FORBIDDEN or check.document == self.own:
            return f"{check.code.value} ({check.position.path.rpartition('/')[2]}:{check.position.line})"
        return check.what

    def place(self, position: Position) -> Cell:
        """Return the link to a line of a document; only its name where it is one of the contract."""
        known = {*(each.path for each in self.report.figures), *self.report.others}
        if position.path in known:
            return inline.source(position)
        return inline.text(f"{position.path.rpartition('/')[2]}:{position.line}")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], keep: Iterable[str] = ()) -> nodes.table:
    """Return a table; a cell is made of nodes, or is a value to be written out."""
    made = tuple(Row(tuple(map(_cell, row))) for row in rows)
    # A figure that is the same in every row is a figure all the same.
    filled = {head for i, head in enumerate(heads) if any(row.cells[i] for row in made)}
    found = tables.build(Table(tuple(heads), made, frozenset({*keep, *filled})))
    return next(node for node in found if isinstance(node, nodes.table))


def _cell(value: object) -> Cell:
    return value if isinstance(value, list) else inline.text(str(value))


def bullets(items: Iterable[Cell]) -> nodes.bullet_list:
    """Return a list."""
    return nodes.bullet_list("", *(nodes.list_item("", inline.paragraph(item)) for item in items))


def required(count: int, least: int | None) -> str:
    """Return the number that is required, and whether it is met; nothing where none is."""
    if least is None:
        return ""
    return f"{least}, met" if count >= least else f"{least}, not met"


def result(check: Check) -> str:
    """Return how a check came out."""
    return "passed" if check.passed else "failed"


def decimal(value: float | None) -> str:
    """Return a number with one decimal; a dash for none."""
    return f"{value:.1f}" if value is not None else "–"
