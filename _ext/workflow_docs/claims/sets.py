"""Tables that name all of a kind (jobs, secrets, variables), and leave one out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import usage

from . import labels
from .documents import plain
from .findings import Code, Finding, Judgement
from .scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.position import Position

    from .context import Context
    from .documents import Cell, Document, Table
    from .scope import Scope

_VARIABLE = re.compile(r"(?:(?:env(?:ironment)?|configuration) )?(?:variables?|vars?)(?: names?)?")
_LEFT_OUT = 0.25
"""Which part of a set may be missing at the most; a table with less of it does not mean to be whole."""


class _Set(NamedTuple):
    """What there is of a kind, with the places, and how to speak of it."""

    what: str
    code: Code
    members: dict[str, Position]


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for each that a table leaves out which names nearly all."""
    if not context.repository.files:
        return
    for table in document.tables:
        if not table.head or len(table.rows) < 2:
            continue
        head = " ".join(plain(table.head[0]).lower().split())
        scope = scope_of(table.above, context)
        for known in _sets(head, scope, context):
            yield from _check(table, known, scope.workflow)


def _sets(head: str, scope: Scope, context: Context) -> Iterator[_Set]:
    workflow = scope.workflow
    if labels.KINDS["job"].fullmatch(head) and workflow is not None and not scope.jobs:
        members = {job.id.value: job.position for job in workflow.jobs}
        yield _Set("job", Code.UNLISTED_JOB, members)
    elif labels.KINDS["secret"].fullmatch(head):
        names = context.secrets_of(workflow) if workflow is not None else set(context.secrets)
        if workflow is not None or context.all_readable:
            found = {
                context.secrets[name].name: context.secrets[name].position
                for name in sorted(names - {"GITHUB_TOKEN"})
            }
            yield _Set("secret", Code.UNLISTED_SECRET, found)
    elif _VARIABLE.fullmatch(head) and workflow is not None:
        rows = usage.env(workflow, job_id=scope.job.id.value if scope.job is not None else None)
        for scopes in (("workflow", "job"), ("workflow",)) if scope.job is None else (("job",),):
            members = {row.entry.name: row.entry.position for row in rows if row.scope in scopes}
            if members:
                yield _Set("variable", Code.UNLISTED_VARIABLE, members)
                return


def _check(table: Table, known: _Set, workflow: Workflow | None) -> Iterator[Finding]:
    lower = {name.lower() for row in table.rows if row for name in _names(row[0])}
    titles = {}
    if workflow is not None and known.what == "job":
        titles = {job.id.value: job.name.value.lower() for job in workflow.jobs if job.name is not None}
    members = {name.lower() for name in known.members} | {"github_token"}
    unknown = [name for name in lower if name not in members and name not in titles.values()]
    missing = [name for name in known.members if name.lower() not in lower and titles.get(name) not in lower]
    listed = len(known.members) - len(missing)
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
