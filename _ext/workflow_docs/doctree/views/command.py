"""The commands in scripts, with the steps that run them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table

from .cells import MAX_PLACES, in_several, job_link, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_docs.analysis.usage import CommandRow
    from workflow_docs.doctree.inline import Cell


def commands(rows: Iterable[CommandRow]) -> Table:
    """Return one row a command, with every step that runs it."""
    found: dict[str, list[CommandRow]] = {}
    for row in rows:
        found.setdefault(row.command.text, []).append(row)
    several = in_several(row.workflow for same in found.values() for row in same)
    table = [
        Row(
            (
                inline.code(text),
                _uses(same, several=several),
                _each(
                    inline.reference("workflow", row.workflow.path, row.workflow.title, literal=False)
                    for row in same
                ),
                _each(
                    inline.reference("job", f"{row.workflow.path}:{row.job.id.value}", row.job.id.value)
                    for row in same
                ),
                _each(inline.text(title(row.step)) for row in same),
                _each(inline.source(row.position) for row in same),
            )
        )
        for text, same in found.items()
    ]
    columns = ("Command", "Used in", "Workflow", "Job", "Step", "Source")
    return Table(columns, tuple(table), extra=frozenset(columns[2:]), noun="command")


def _uses(rows: Sequence[CommandRow], *, several: bool) -> Cell:
    """Return the steps that run a command, each with a link to the line; those of a job stand together."""
    by_job: dict[tuple[str, str], list[CommandRow]] = {}
    for row in rows:
        by_job.setdefault((row.workflow.path, row.job.id.value), []).append(row)
    cells = []
    for same in list(by_job.values())[:MAX_PLACES]:
        owner = job_link(same[0].workflow, same[0].job, several=several)
        steps = _each(inline.source(row.position, title(row.step)) for row in same)
        cells.append([*owner, nodes.Text(": "), *steps])
    if len(by_job) > MAX_PLACES:
        cells.append(inline.text(f"{len(by_job) - MAX_PLACES} more jobs"))
    return inline.joined(cells, "; ")


def _each(cells: Iterable[Cell]) -> Cell:
    """Join cells, each once; many are counted."""
    found = {"".join(node.pformat() for node in cell): cell for cell in cells}
    shown = list(found.values())[:MAX_PLACES]
    if len(found) > MAX_PLACES:
        shown.append(inline.text(f"{len(found) - MAX_PLACES} more"))
    return inline.joined(shown)
