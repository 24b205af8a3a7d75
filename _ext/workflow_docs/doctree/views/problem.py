"""What is wrong with workflow files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.workflow.problem import Problem


def problems(rows: Iterable[Problem]) -> Table:
    """Return one row a problem of a workflow file."""
    table = [
        Row(
            (
                inline.source(problem.position, str(problem.position)),
                inline.code(f"ci.{problem.kind.value}"),
                inline.text(problem.message),
                inline.code(problem.line_text.strip()),
            )
        )
        for problem in rows
    ]
    return Table(("Where", "Type", "Problem", "Line"), tuple(table))
