"""Variables by their scope, secrets and configuration variables by their uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence
from workflow_docs.workflow.model import step_title

from .cells import MAX_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.analysis.references import ContextUse
    from workflow_docs.analysis.secrets import Secret, Variable
    from workflow_docs.analysis.usage import EnvRow
    from workflow_docs.doctree.inline import Cell

    from .cells import Describe


def env(rows: Iterable[EnvRow], describe: Describe) -> Table:
    """Return one row an `env:` entry."""
    table = []
    for row in rows:
        names = [row.workflow.file]
        if row.job is not None:
            names.append(row.job.id.value)
        scope = inline.text(row.scope)
        if row.job is not None:
            scope = [
                *inline.text(f"{row.scope} "),
                *inline.reference("job", f"{row.workflow.path}:{row.job.id.value}", row.job.id.value),
            ]
        if row.step is not None:
            scope += inline.text(f" → {step_title(row.step)}")
        name = row.entry.name
        table.append(
            Row(
                (
                    inline.code(name),
                    inline.code(row.entry.text) or inline.text("empty"),
                    scope,
                    inline.prose(first_sentence(describe("env", name, row.entry.description))),
                    inline.source(row.entry.position),
                ),
                Thing("env", name),
            )
        )
    return Table(("Variable", "Value", "Scope", "Purpose", "Source"), tuple(table))


def secrets(rows: Iterable[Secret], describe: Describe) -> Table:
    """Return one row a secret: never a value, only where it is used and whether it must be set."""
    table = []
    for secret in rows:
        requirement = secret.requirement
        reason = inline.prose(requirement.reason)
        if requirement.position is not None:
            reason += [nodes.Text(" ("), *inline.source(requirement.position), nodes.Text(")")]
        table.append(
            Row(
                (
                    inline.code(secret.name),
                    inline.text(requirement.need.value),
                    inline.prose(first_sentence(describe("secret", secret.name, secret.description))),
                    places(secret.uses),
                    reason,
                ),
                Thing("secret", secret.name),
            )
        )
    return Table(("Secret", "Required", "Purpose", "Used in", "Reason"), tuple(table))


def variables(rows: Iterable[Variable], describe: Describe) -> Table:
    """Return one row a configuration variable (`vars.X`)."""
    table = [
        Row(
            (
                inline.code(variable.name),
                inline.prose(first_sentence(describe("variable", variable.name, variable.description))),
                places(variable.uses),
            )
        )
        for variable in rows
    ]
    return Table(("Variable", "Purpose", "Used in"), tuple(table))


def places(uses: Iterable[ContextUse]) -> Cell:
    """Return the places of uses: job, and a link to each line."""
    by_owner: dict[tuple[str, str | None], list[ContextUse]] = {}
    for use in uses:
        by_owner.setdefault((use.workflow.path, use.expression.job), []).append(use)
    cells: list[Cell] = []
    for (path, job), found in list(by_owner.items())[:MAX_PLACES]:
        owner = (
            inline.reference("job", f"{path}:{job}", job)
            if job is not None
            else inline.reference("workflow", path, found[0].workflow.file, literal=False)
        )
        lines = {use.position: None for use in found}
        links = [inline.source(position) for position in list(lines)[:MAX_PLACES]]
        more = inline.text(f"{len(lines) - MAX_PLACES} more") if len(lines) > MAX_PLACES else []
        cells.append([*owner, nodes.Text(" ("), *inline.joined([*links, more]), nodes.Text(")")])
    if len(by_owner) > MAX_PLACES:
        cells.append(inline.text(f"{len(by_owner) - MAX_PLACES} more jobs"))
    return inline.joined(cells)
