"""Variables of `env:` blocks: each with its scopes, or side by side for the steps or jobs that set them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis import durations
from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence
from workflow_docs.workflow.numbers import whole

from .cells import MAX_PLACES, in_several, job_link, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_docs.analysis.usage import EnvRow
    from workflow_docs.doctree.inline import Cell

    from .cells import Describe

_UNITS = (
    (re.compile(r"(?:.*_)?(?:SECONDS|SECS|SEC)", re.IGNORECASE), 1),
    (re.compile(r"(?:.*_)?(?:MINUTES|MINS|MIN)", re.IGNORECASE), 60),
)


def env(rows: Sequence[EnvRow], describe: Describe, *, with_scope: bool = True) -> Table:
    """Return one row a variable and value, with every scope that sets it so.

    The scope leads to the line; without it, the value does.
    """
    several = in_several(row.workflow for row in rows)
    found: dict[tuple[str, str | None, str], list[EnvRow]] = {}
    order = {name: number for number, name in enumerate(dict.fromkeys(row.entry.name for row in rows))}
    for row in sorted(rows, key=lambda row: order[row.entry.name]):
        purpose = first_sentence(describe("env", row.entry.name, row.entry.description))
        found.setdefault((row.entry.name, row.entry.text, purpose), []).append(row)
    table = [
        Row(
            (
                inline.code(name),
                _value(name, text) if with_scope else _linked(same[0]),
                _scopes(same, several=several),
                inline.prose(purpose),
                inline.joined([inline.source(row.entry.position) for row in same]),
            ),
            Thing("env", name),
        )
        for (name, text, purpose), same in found.items()
    ]
    columns = ("Variable", "Value", "Scope", "Purpose", "Source")
    return Table(columns, tuple(table), extra=frozenset({"Source"}), noun="variable")


def env_plain(rows: Iterable[EnvRow]) -> Table:
    """Return each variable and value once, as they are written."""
    found = dict.fromkeys((row.entry.name, row.entry.text or "") for row in rows)
    return Table(("Variable", "Value"), tuple(Row(tuple(map(inline.text, pair))) for pair in found))


def _value(name: str, text: str | None) -> Cell:
    return [*(inline.code(text) or inline.text("empty")), *inline.text(_in_words(name, text))]


def _in_words(name: str, text: str | None) -> str | None:
    """Return a time that is hard to read in the unit that the variable's name says: ` (5 minutes)`."""
    for unit, seconds in _UNITS:
        number = whole(text) if text and unit.fullmatch(name) else None
        if number is not None:
            words = durations.in_words(number * seconds)
            return f" ({words})" if number >= 60 else None
    return None


def _scopes(rows: Iterable[EnvRow], *, several: bool) -> Cell:
    """Return where a variable is set, each place with a link to its line; the steps of a job stand together."""
    by_job: dict[tuple[str, str, str], list[EnvRow]] = {}
    for row in rows:
        job = row.job.id.value if row.job is not None else ""
        by_job.setdefault((row.workflow.path, job, row.scope), []).append(row)
    cells = [_scope(same, several=several) for same in list(by_job.values())[:MAX_PLACES]]
    if len(by_job) > MAX_PLACES:
        cells.append(inline.text(f"{len(by_job) - MAX_PLACES} more"))
    return inline.joined(cells, "; ")


def _scope(rows: Sequence[EnvRow], *, several: bool) -> Cell:
    first = rows[0]
    position = first.entry.position
    if first.job is None:
        return inline.source(position, first.workflow.file if several else "workflow")
    name = f"{first.workflow.file}:{first.job.id.value}" if several else first.job.id.value
    if first.step is None:
        return [nodes.Text("job "), *inline.source(position, name, literal=True)]
    steps = [inline.source(row.entry.position, title(row.step)) for row in rows if row.step is not None][
        :MAX_PLACES
    ]
    if len(rows) > MAX_PLACES:
        steps.append(inline.text(f"{len(rows) - MAX_PLACES} more"))
    owner = inline.reference("job", f"{first.workflow.path}:{first.job.id.value}", name)
    return [
        nodes.Text("steps of " if len(rows) > 1 else "step of "),
        *owner,
        nodes.Text(": "),
        *inline.joined(steps),
    ]


def env_by(rows: Sequence[EnvRow], names: Sequence[str]) -> Table:
    """Return one row a step, a job or a workflow, with a column for each variable that it sets.

    All rows have the same scope. Each value leads to its line.
    """
    scope = rows[0].scope if rows else "step"
    owners: dict[object, list[EnvRow]] = {}
    for row in rows:
        place = (
            row.step.position if row.step is not None else row.job.position if row.job is not None else None
        )
        owners.setdefault((row.workflow.path, place), []).append(row)
    table = []
    several = in_several(row.workflow for row in rows)
    for same in owners.values():
        values = {row.entry.name: row for row in same}
        cells = [_linked(values[name]) if name in values else [] for name in names]
        table.append(Row((*_owner(same[0], several=several), *cells)))
    heads = {"step": ("Step", "Job", "Workflow"), "job": ("Job", "Workflow"), "workflow": ("Workflow",)}[
        scope
    ]
    extra = frozenset() if scope == "workflow" else frozenset({"Workflow"})
    return Table((*heads, *names), tuple(table), extra=extra, noun=scope, code=frozenset(names))


def _owner(row: EnvRow, *, several: bool) -> list[Cell]:
    workflow = row.workflow
    cells = [inline.reference("workflow", workflow.path, workflow.title, literal=False)]
    if row.job is not None:
        cells.insert(0, job_link(workflow, row.job, several=several))
        if row.step is not None:
            cells.insert(0, inline.source(row.step.position, title(row.step)))
    return cells


def _linked(row: EnvRow) -> Cell:
    entry = row.entry
    shown = (entry.text or "").strip()
    return [
        *inline.source(entry.position, " ".join(shown.split()) or "empty", literal=bool(shown)),
        *inline.text(_in_words(entry.name, entry.text)),
    ]
