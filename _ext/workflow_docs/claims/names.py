"""Names in code and tables: workflows, jobs, secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.workflow.names import did_you_mean

from .findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.position import Position

    from .context import Context
    from .documents import Cell, Document, Table

_WORKFLOW_PATH = re.compile(r"(?:\./)?\.github/workflows/(?P<file>[\w.-]+\.ya?ml)(?=$|[\s:#@])")
_FILE = re.compile(r"[\w.-]+\.ya?ml\Z")
_SECRET = re.compile(r"secrets\.(?P<name>[A-Za-z_]\w*)")
_SECRET_NAME = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_JOB_NAME = re.compile(r"[A-Za-z_][\w-]*\Z")
_BUILT_IN = frozenset({"GITHUB_TOKEN"})


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every name that means nothing, and for every set that is not complete."""
    if not context.repository.files:
        return
    for code in document.codes:
        match = _WORKFLOW_PATH.match(code.text)
        if match is not None and f".github/workflows/{match['file']}" not in context.repository.files:
            yield _unknown_workflow(match["file"], code.text, code.position, context)
        for secret in _SECRET.finditer(code.text):
            name = secret["name"]
            if name.upper() not in context.secrets and name.upper() not in _BUILT_IN and context.all_readable:
                yield _unknown_secret(name, code.text, code.position, context)
    for table in document.tables:
        yield from _check_table(table, context)


def _unknown_workflow(name: str, claim: str, position: Position, context: Context) -> Finding:
    known = [file.file for file in context.repository.files.values()]
    return Finding(
        Code.UNKNOWN_WORKFLOW, Judgement.MISSING, f"there is no workflow {name!r}", position, claim,
        suggestion=did_you_mean(name, known, listed=False).removeprefix("; "),
    )  # fmt: skip


def _unknown_secret(name: str, claim: str, position: Position, context: Context) -> Finding:
    return Finding(
        Code.UNKNOWN_SECRET, Judgement.MISSING, f"no workflow uses a secret {name!r}", position, claim,
        suggestion=did_you_mean(name, (secret.name for secret in context.secrets.values()), listed=False).removeprefix("; "),
    )  # fmt: skip


def _check_table(table: Table, context: Context) -> Iterator[Finding]:
    for index, head in enumerate(table.head):
        words = head.lower().split()
        cells = [row[index] for row in table.rows if index < len(row)]
        if words in (["workflow"], ["workflows"], ["workflow", "file"], ["file"]):
            for cell in cells:
                for code in cell.codes:
                    if (
                        "workflow" in words
                        and _FILE.match(code.text)
                        and context.repository.find(code.text) is None
                    ):
                        yield _unknown_workflow(code.text, code.text, code.position, context)
        elif words in (["job"], ["jobs"], ["job", "id"], ["job", "name"]) and index == 0:
            workflow = workflow_of(table.above, context)
            if workflow is not None:
                yield from _check_jobs(table, cells, workflow)
        elif words in (["secret"], ["secrets"], ["secret", "name"]) and index == 0:
            yield from _check_secrets(table, cells, context)


def workflow_of(above: tuple[str, ...], context: Context) -> Workflow | None:
    """Return the one workflow that the headings above something speak of."""
    for heading in reversed(above):
        found = context.named_in(heading)
        if found:
            return found[0] if len(found) == 1 else None
    return None


def name_of(cell: Cell) -> str:
    """Return the name that the first cell of a row gives: its only code span, or its text."""
    text = cell.codes[0].text if len(cell.codes) == 1 else cell.text
    return text.strip().strip("*")


def _check_jobs(table: Table, cells: list[Cell], workflow: Workflow) -> Iterator[Finding]:
    known = {job.id.value: job for job in workflow.jobs}
    titles = {job.name.value: job.id.value for job in workflow.jobs if job.name is not None}
    listed = set()
    for cell in cells:
        name = name_of(cell)
        name = titles.get(name, name)
        if name in known:
            listed.add(name)
        elif _JOB_NAME.match(name) and cell.codes:
            yield Finding(
                Code.UNKNOWN_JOB, Judgement.MISSING, f"{workflow.file} has no job {name!r}", cell.position, name,
                suggestion=did_you_mean(name, known, listed=False).removeprefix("; "),
            )  # fmt: skip
    # A table that names most of the jobs means to name them all.
    missing = [job for name, job in known.items() if name not in listed]
    if listed and missing and len(listed) * 2 > len(known):
        for job in missing:
            yield Finding(
                Code.UNLISTED_JOB, Judgement.CONTRADICTED, f"the table leaves out the job {job.id.value!r} of {workflow.file}",
                table.position, ", ".join(sorted(listed)), job.position, confidence=0.7,
            )  # fmt: skip


def _check_secrets(table: Table, cells: list[Cell], context: Context) -> Iterator[Finding]:
    workflow = workflow_of(table.above, context)
    known = context.secrets_of(workflow) if workflow is not None else set(context.secrets)
    listed = set()
    for cell in cells:
        name = name_of(cell).removeprefix("secrets.")
        if not _SECRET_NAME.match(name):
            continue
        if name in context.secrets or name in _BUILT_IN:
            listed.add(name)
        elif context.all_readable:
            yield _unknown_secret(name, name, cell.position, context)
    if workflow is None and not context.all_readable:
        return
    missing = sorted(known - listed - _BUILT_IN)
    if listed and missing and len(listed) * 2 > len(known):
        for name in missing:
            yield Finding(
                Code.UNLISTED_SECRET, Judgement.CONTRADICTED, f"the table leaves out the secret {context.secrets[name].name!r}",
                table.position, ", ".join(sorted(listed)), context.secrets[name].position, confidence=0.7,
            )  # fmt: skip
