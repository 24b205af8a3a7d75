"""Blocks that show a run as `gh` does: `✓ build (3m 20s)`, with steps below their job. Their names, and the waits of steps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.model import Job, step_title, steps_of
from workflow_docs.workflow.names import did_you_mean

from .findings import Code, Finding, Judgement
from .scope import Scope
from .topics import durations, timeouts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import AnyJob, Workflow
    from workflow_docs.workflow.position import Position

    from .context import Context
    from .documents import Document, Fence

_LANGUAGES = frozenset({"", "text", "txt", "plain", "plaintext", "console", "output", "none"})
_JOB = re.compile(
    r"(?P<sign>[✓✔√X✗×✘→➜⏳*-]\s+)(?P<name>[A-Za-z_][\w-]*)(?:\s+in)?(?:\s+\((?P<note>[^()]*)\))?(?:\s+\(ID \d+\))?\s*\Z"
)
_STEP = re.compile(r"\s+(?:[✓✔√X✗×✘→➜⏳*-]\s+)?(?P<name>\w[^()]*?\w[%.]?)(?:\s+\((?P<note>[^()]*)\))?\s*\Z")
MAX_LINE = 200
"""A block with a longer line shows no run."""

_WAIT = re.compile(r"\b(?:waits?|time-?out|limit)\b", re.IGNORECASE)


class _Named(NamedTuple):
    """A line that may name a job, or a step of the job above it."""

    number: int
    match: re.Match[str]


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every job and step that a block names and the workflow does not have, and for every other wait."""
    for fence in document.fences:
        if fence.language in _LANGUAGES:
            yield from _check(fence, context)


def _check(fence: Fence, context: Context) -> Iterator[Finding]:
    tops: list[_Named] = []
    inner: dict[int, list[_Named]] = {}
    for number, line in enumerate(fence.text.rstrip("\n").split("\n")):
        if len(line) > MAX_LINE:
            return
        if (match := _JOB.match(line)) is not None:
            tops.append(_Named(number, match))
        elif tops and (match := _STEP.match(line)) is not None:
            inner.setdefault(tops[-1].number, []).append(_Named(number, match))
        elif line.strip():
            return
    names = [top.match["name"] for top in tops]
    found = _workflow(names, context)
    if found is None:
        return
    workflow, jobs = found
    for top in tops:
        name = top.match["name"]
        if name in jobs:
            yield from _check_steps(inner.get(top.number, []), jobs[name], workflow, fence, context)
        elif sum(each in jobs for each in names) >= 2:
            yield _missing(
                Code.UNKNOWN_JOB, f"{workflow.file} has no job {name!r}", top, fence,
                did_you_mean(name, jobs, listed=False),
            )  # fmt: skip


def _workflow(names: list[str], context: Context) -> tuple[Workflow, dict[str, AnyJob]] | None:
    """Return the only workflow with the most of some jobs, if it has more than half of them, with its jobs by id."""
    best: list[tuple[int, Workflow, dict[str, AnyJob]]] = []
    for workflow in context.repository.workflows:
        jobs = {job.id.value: job for job in workflow.jobs}
        best.append((sum(name in jobs for name in names), workflow, jobs))
    best.sort(key=lambda each: -each[0])
    if not best or best[0][0] * 2 <= len(names) or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return best[0][1], best[0][2]


def _check_steps(
    lines: list[_Named], job: AnyJob, workflow: Workflow, fence: Fence, context: Context
) -> Iterator[Finding]:
    steps = {step_title(step): step for step in steps_of(job)}
    known = [line for line in lines if line.match["name"] in steps]
    for line in lines:
        name, note = line.match["name"], line.match["note"] or ""
        if name not in steps:
            if known and " " in name:
                yield _missing(
                    Code.UNKNOWN_STEP, f"{job.id.value!r} has no step {name!r}", line, fence,
                    did_you_mean(name, steps, listed=False),
                )  # fmt: skip
            continue
        said = durations.SAID.search(note)
        if said is None or not _WAIT.search(note) or not isinstance(job, Job):
            continue
        seconds = durations.seconds_of(said)
        other = timeouts.other_time(Scope(workflow, (job,), (steps[name],)), context, seconds, timeouts.WAIT)
        if other is not None:
            yield Finding(
                Code.STEP_TIMEOUT, Judgement.CONTRADICTED,
                f"the step has {durations.shown(other.seconds)} and not {durations.shown(seconds)}",
                _place(line, fence), line.match.group().strip(), other.position,
                confidence=0.7,
            )  # fmt: skip


def _missing(code: Code, message: str, line: _Named, fence: Fence, near: str) -> Finding:
    return Finding(
        code, Judgement.MISSING, message, _place(line, fence), line.match.group().strip(),
        suggestion=near.removeprefix("; "), confidence=0.75,
    )  # fmt: skip


def _place(line: _Named, fence: Fence) -> Position:
    """Return the place of a line, at its first sign: where it may be told of as a line of a diagram, too."""
    text = line.match.string
    column = len(text) - len(text.lstrip()) + 1
    return fence.position._replace(line=fence.position.line + line.number, column=column)
