"""Secrets and configuration variables: where each is used, and what is put into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis.secrets import Need
from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence

from .cells import MAX_PLACES, in_several

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_docs.analysis.references import ContextUse
    from workflow_docs.analysis.secrets import Requirement, Secret, Variable
    from workflow_docs.doctree.inline import Cell

    from .cells import Describe, Example


def secrets(rows: Sequence[Secret], describe: Describe, example: Example) -> Table:
    """Return one row a secret, those that must be set first: never a value, only where it is used and what for.

    An example is what a person has written into the file of descriptions.
    """
    several = in_several(use.workflow for secret in rows for use in secret.uses)
    order = list(Need)
    table = [
        Row(
            (
                inline.code(secret.name),
                inline.text(secret.requirement.need.value),
                inline.prose(first_sentence(describe("secret", secret.name, secret.description))),
                inline.code(example("secret", secret.name)),
                places(secret.uses, several=several),
                _reason(secret.requirement),
            ),
            Thing("secret", secret.name),
        )
        for secret in sorted(rows, key=lambda secret: order.index(secret.requirement.need))
    ]
    columns = ("Secret", "Required", "Purpose", "Example", "Used in", "Reason")
    return Table(columns, tuple(table), noun="secret")


def _reason(requirement: Requirement) -> Cell:
    if requirement.need in {Need.UNSTATED, Need.AUTOMATIC}:
        return []  # the reason says no more than the word
    reason = inline.prose(requirement.reason)
    if requirement.position is not None:
        reason += [nodes.Text(" ("), *inline.source(requirement.position), nodes.Text(")")]
    return reason


def variables(rows: Sequence[Variable], describe: Describe, example: Example) -> Table:
    """Return one row a configuration variable (`vars.X`)."""
    several = in_several(use.workflow for variable in rows for use in variable.uses)
    table = [
        Row(
            (
                inline.code(variable.name),
                inline.prose(first_sentence(describe("variable", variable.name, variable.description))),
                inline.code(example("variable", variable.name)),
                places(variable.uses, several=several),
            )
        )
        for variable in rows
    ]
    return Table(("Variable", "Purpose", "Example", "Used in"), tuple(table), noun="variable")


def places(uses: Iterable[ContextUse], *, several: bool = False) -> Cell:
    """Return the jobs that use something, each with a link to its first line there.

    A use outside of all jobs is the file's. With `several`, each job has its file before it.
    """
    by_owner: dict[tuple[str, str | None], ContextUse] = {}
    for use in uses:
        by_owner.setdefault((use.workflow.path, use.expression.job), use)
    cells = [
        inline.source(use.position, _owner(use, job, several=several), literal=True)
        for (_, job), use in list(by_owner.items())[:MAX_PLACES]
    ]
    if len(by_owner) > MAX_PLACES:
        cells.append(inline.text(f"{len(by_owner) - MAX_PLACES} more"))
    return inline.joined(cells)


def _owner(use: ContextUse, job: str | None, *, several: bool) -> str:
    if job is None:
        return use.workflow.file
    return f"{use.workflow.file}:{job}" if several else job
