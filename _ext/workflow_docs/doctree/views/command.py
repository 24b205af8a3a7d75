"""The commands in scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table
from workflow_docs.workflow.model import step_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.analysis.usage import CommandRow


def commands(rows: Iterable[CommandRow]) -> Table:
    """Return one row a command."""
    table = [
        Row(
            (
                inline.code(row.command.text),
                inline.reference("workflow", row.workflow.path, row.workflow.title, literal=False),
                inline.reference("job", f"{row.workflow.path}:{row.job.id.value}", row.job.id.value),
                inline.text(step_title(row.step)),
                inline.source(row.position),
            )
        )
        for row in rows
    ]
    return Table(("Command", "Workflow", "Job", "Step", "Source"), tuple(table))
