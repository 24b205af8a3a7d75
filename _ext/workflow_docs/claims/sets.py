"""Tables that name all of a kind (jobs, secrets, variables), and leave one out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import usage
from workflow_docs.workflow.model import Job, Mapping, Sequence, Text, UsesStep, steps_of

from . import labels
from .documents import plain
from .findings import Code, Finding, Judgement
from .scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.model import AnyJob, Workflow
    from workflow_docs.workflow.position import Position

    from .context import Context
    from .documents import Cell, Document, Prose, Table
    from .scope import Scope

_LEFT_OUT = 0.25
"""Which part of a set may be missing at the most; a table with less of it does not mean to be whole."""


class _Set(NamedTuple):
    """What there is of a kind, with the places, and how to speak of it; `lacking` have not what the table tells."""

    what: str
    code: Code
    members: dict[str, Position]
    lacking: frozenset[str] = frozenset()


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for each that a table leaves out which names nearly all."""
    if not context.repository.files:
        return
    yield from _check_lists(document, context)
    for table in document.tables:
        if not table.head or len(table.rows) < 2:
            continue
        head, *others = (" ".join(plain(each).lower().split()) for each in table.head)
        scope = scope_of(table.above, context)
        for known in _sets(head, others, scope, context):
            yield from _check(table, known, scope.workflow)


def _check_lists(document: Document, context: Context) -> Iterator[Finding]:
    """Check lists of the values of a matrix: the sentence above leads to one job, and nearly all values are there."""
    lists: dict[tuple[str, ...], list[Prose]] = {}
    for prose in document.prose:
        if prose.item and prose.item != "#" and prose.codes and prose.above:
            lists.setdefault(prose.above, []).append(prose)
    for above, items in lists.items():
        scope = scope_of(above, context) if len(items) > 2 and "matrix" in above[-1] else None
        job = scope.job if scope is not None else None
        if not isinstance(job, Job) or job.strategy is None or not isinstance(job.strategy.matrix, Mapping):
            continue
        said = {item.codes[0].text for item in items}
        for entry in job.strategy.matrix.entries:
            values = (
                [value for value in entry.value.items if isinstance(value, Text)]
                if isinstance(entry.value, Sequence)
                else []
            )
            missing = [value for value in values if value.value not in said]
            if len(values) - len(missing) < 3 or len(missing) > len(values) * _LEFT_OUT:
                continue
            unknown = len(said - {value.value for value in values})
            for value in missing[unknown:]:
                yield Finding(
                    Code.UNLISTED_VALUE, Judgement.CONTRADICTED, f"the list leaves out {value.value!r} of the matrix of {job.id.value!r}",
                    items[0].position, items[0].text.strip(), value.position, confidence=0.65,
                )  # fmt: skip


def _sets(head: str, others: list[str], scope: Scope, context: Context) -> Iterator[_Set]:
    workflow = scope.workflow
    if labels.KINDS["job"].fullmatch(head) and workflow is not None and not scope.jobs:
        members = {job.id.value: job.position for job in workflow.jobs}
        lacking = {job.id.value for job in workflow.jobs if not all(_has(job, other) for other in others)}
        yield _Set("job", Code.UNLISTED_JOB, members, frozenset(lacking))
    elif labels.KINDS["secret"].fullmatch(head):
        names = context.secrets_of(workflow) if workflow is not None else set(context.secrets)
        if workflow is not None or context.all_readable:
            found = {
                context.secrets[name].name: context.secrets[name].position
                for name in sorted(names - {"GITHUB_TOKEN"})
            }
            yield _Set("secret", Code.UNLISTED_SECRET, found)
    elif labels.KINDS["variable"].fullmatch(head) and workflow is not None:
        rows = usage.env(workflow, job_id=scope.job.id.value if scope.job is not None else None)
        for scopes in (("workflow", "job"), ("workflow",)) if scope.job is None else (("job",),):
            members = {row.entry.name: row.entry.position for row in rows if row.scope in scopes}
            if members:
                yield _Set("variable", Code.UNLISTED_VARIABLE, members)
                return


def _has(job: AnyJob, head: str) -> bool:
    """Return whether a job has what a column tells: a table of it need not name those that have none."""
    if labels.TIMEOUT.fullmatch(head):
        return isinstance(job, Job) and job.timeout_minutes is not None
    if labels.KINDS["environment"].fullmatch(head):
        return isinstance(job, Job) and job.environment is not None
    if labels.KINDS["artifact"].fullmatch(head) or labels.RETENTION.fullmatch(head):
        return any(isinstance(step, UsesStep) and "artifact" in step.uses.value for step in steps_of(job))
    return True


def _check(table: Table, known: _Set, workflow: Workflow | None) -> Iterator[Finding]:
    lower = {name.lower() for row in table.rows if row for name in _names(row[0])}
    titles = {}
    if workflow is not None and known.what == "job":
        titles = {job.id.value: job.name.value.lower() for job in workflow.jobs if job.name is not None}
    members = {name.lower() for name in known.members} | {"github_token"}
    unknown = [name for name in lower if name not in members and name not in titles.values()]
    missing = [name for name in known.members if name.lower() not in lower and titles.get(name) not in lower]
    listed = len(known.members) - len(missing)
    if known.lacking <= set(missing):
        missing = [name for name in missing if name not in known.lacking]
    if listed < 2 or len(missing) > max(len(known.members) * _LEFT_OUT, 1 if listed > 1 else 0):
        return
    # A name that is wrong stands for one that is missing.
    for name in missing[len(unknown) :]:
        where = f" of {workflow.file}" if workflow is not None else ""
        yield Finding(
            known.code, Judgement.CONTRADICTED, f"the table leaves out the {known.what} {name!r}{where}", table.position,
            ", ".join(table.head), known.members[name], confidence=0.7,
        )  # fmt: skip


def _names(cell: Cell) -> Iterable[str]:
    """Return what a cell names: its code spans, or its text, without the context in front."""
    found = [code.text for code in cell.codes] or [cell.text]
    return [re.sub(r"^(?:secrets|vars|env)\.", "", name.strip().strip("*")) for name in found]
