"""Settings in tables: what jobs need, how long they may take, where they run, and whether gates block."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from workflow_docs.analysis import gates
from workflow_docs.analysis.graph import JobGraph
from workflow_docs.analysis.reasons import Verdict
from workflow_docs.workflow.model import Job

from .findings import Code, Finding, Judgement
from .names import name_of, workflow_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import AnyJob, Workflow

    from .context import Context
    from .documents import Cell, Document, Table

_NEEDS = frozenset({"needs", "depends on", "dependencies", "dependency", "requires", "after"})
_TIMEOUT = frozenset({"timeout", "time limit", "timeout (minutes)", "timeout-minutes", "limit"})
_RUNNER = frozenset({"runner", "runs on", "runs-on", "os"})
_BLOCKS = frozenset({"blocking", "blocks", "blocking?", "verdict", "enforcement", "blocks deployment"})
_NONE = re.compile(r"(?i)\W*(?:none|nothing|no|n/a|independent|–|—|-)?\W*\Z")
_NUMBER = re.compile(r"(?P<value>\d+)\s*(?P<unit>h(?:ours?)?|m(?:in(?:utes?)?)?)?\b", re.IGNORECASE)


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every cell of a table that gives a job or a gate another setting than the workflow."""
    for table in document.tables:
        head = [cell.lower().strip() for cell in table.head]
        if not head:
            continue
        if head[0] in {"job", "jobs", "job id"}:
            workflow = workflow_of(table.above, context)
            if workflow is not None:
                yield from _check_jobs(table, head, workflow)
        elif head[0] in {"gate", "gates", "id", "quality gate"}:
            yield from _check_gates(table, head, context)


def _check_jobs(table: Table, head: list[str], workflow: Workflow) -> Iterator[Finding]:
    graph = JobGraph.of(workflow)
    titles = {job.name.value: job.id.value for job in workflow.jobs if job.name is not None}
    for row in table.rows:
        name = name_of(row[0]) if row else ""
        job = graph.jobs.get(titles.get(name, name))
        if job is None:
            continue
        for column, cell in zip(head[1:], row[1:], strict=False):
            if column in _NEEDS:
                yield from _check_needs(cell, job, graph)
            elif column in _TIMEOUT:
                yield from _check_timeout(cell, job)
            elif column in _RUNNER:
                yield from _check_runner(cell, job)


def _check_needs(cell: Cell, job: AnyJob, graph: JobGraph) -> Iterator[Finding]:
    said = [code.text for code in cell.codes] or [
        part for part in re.split(r"[\s,]+", cell.text) if part in graph.jobs
    ]
    if not said and not _NONE.match(cell.text):
        return  # words that are no list of jobs
    titles = {other.name.value: name for name, other in graph.jobs.items() if other.name is not None}
    named = {titles.get(name, name) for name in said}
    if not named <= set(graph.jobs):
        return  # a name that is no job is another finding
    real = set(graph.needs[job.id.value])
    if named != real:
        shown = ", ".join(sorted(real)) or "no other job"
        yield Finding(
            Code.JOB_NEEDS, Judgement.CONTRADICTED, f"the job {job.id.value!r} needs {shown}", cell.position,
            cell.text or "nothing", job.needs[0].position if job.needs else job.position,
        )  # fmt: skip


def _check_timeout(cell: Cell, job: AnyJob) -> Iterator[Finding]:
    match = _NUMBER.search(cell.text)
    if match is None or not isinstance(job, Job) or len(_NUMBER.findall(cell.text)) != 1:
        return
    minutes = int(match["value"]) * (60 if (match["unit"] or "").lower().startswith("h") else 1)
    limit = job.timeout_minutes
    if limit is not None and not limit.value.isdecimal():
        return  # an expression
    real = int(limit.value) if limit is not None else 360  # GitHub's own limit
    if minutes != real:
        said = f"is ended after {real} minutes" + ("" if limit is not None else ", GitHub's own limit")
        yield Finding(
            Code.JOB_TIMEOUT, Judgement.CONTRADICTED, f"the job {job.id.value!r} {said}", cell.position, cell.text,
            limit.position if limit is not None else job.position,
        )  # fmt: skip


def _check_runner(cell: Cell, job: AnyJob) -> Iterator[Finding]:
    if not isinstance(job, Job) or job.runs_on is None or "${{" in str(job.runs_on):
        return
    said = re.search(r"(?<![\w-])(?:ubuntu|windows|macos)-[\w.-]+", cell.text)
    labels = [label.value for label in job.runs_on.labels]
    if said is not None and said.group() not in labels:
        yield Finding(
            Code.JOB_RUNNER, Judgement.CONTRADICTED, f"the job {job.id.value!r} runs on {', '.join(labels)}",
            cell.position, cell.text, job.runs_on.labels[0].position,
        )  # fmt: skip


def _check_gates(table: Table, head: list[str], context: Context) -> Iterator[Finding]:
    column = next((index for index, name in enumerate(head) if name in _BLOCKS), None)
    if column is None:
        return
    known = {gate.id: gate for gate in gates.gates(context.repository.workflows) if gate.id}
    for row in table.rows:
        gate = known.get(name_of(row[0]).split(":")[0].split(" ")[0]) if row else None
        said = _blocks(row[column].text) if gate is not None and column < len(row) else None
        if gate is None or said is None:
            continue
        found = context.judge.judge(gate)
        worth = {Verdict.BLOCKING: True, Verdict.INFORMATIONAL: False}.get(found.verdict)
        if worth is not None and worth != said:
            reason = found.reasons[-1] if not worth and not found.hollow else found.reasons[0]
            yield Finding(
                Code.GATE_WORTH, Judgement.CONTRADICTED, f"{gate.id} is {found.verdict.value}: {reason.message}",
                row[column].position, row[column].text, reason.position,
            )  # fmt: skip


@lru_cache(maxsize=256)
def _blocks(text: str) -> bool | None:
    """Return what a cell says of a gate: that it blocks, that it does not, or nothing that is clear."""
    words = re.sub(r"^[\W_]+", "", text.lower())
    if re.match(r"(?:yes|blocking|blocks|required|enforced|mandatory|true)\b", words):
        return True
    if re.match(
        r"(?:no|not blocking|non-blocking|warning|warns|informational|advisory|optional|false)\b", words
    ):
        return False
    return None
