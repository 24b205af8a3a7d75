"""Limits of time: `the job times out after 30 minutes`, a column *Timeout*, `**Timeout**: 10 minutes`; and days that artifacts are kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis import usage
from workflow_docs.claims import labels
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.claims.scope import Scope
from workflow_docs.workflow.model import Job, step_title
from workflow_docs.workflow.numbers import amount, decimal

from . import durations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.statements import Statement

GITHUB_LIMIT = 360 * 60
"""The seconds after which GitHub ends a job that sets no limit of its own."""

_SENTENCE = re.compile(
    r"\b(?:time[ -]?outs?|timed?[ -]out|times out|time limit|timeout-minutes|(?:killed|cancell?ed|aborted|ended|stopped|terminated|ends(?: by itself)?)(?: automatically)? after)\b",
    re.IGNORECASE,
)
_THE_JOB = re.compile(r"\b(?:the|this) job\b", re.IGNORECASE)
# What makes a time beside it the limit or the wait of a step, and not what it takes.
_BEFORE = re.compile(
    r"\b(?:at most|(?<!take )(?<!takes )up to|no (?:longer|more) than|within|(?:maximum|limit|wait) of|waits?(?: for)?(?: about)?|every)\s+(?:the )?\Z",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"[\s-]*(?:waits?|time-?outs?|limit)\b", re.IGNORECASE)
_EACH = re.compile(r"\b(?:each|both|all)\b", re.IGNORECASE)
_KEY = re.compile(r"timeout-minutes`?:?\s*`?(?P<value>\d+)\b")
_DAYS = re.compile(r"(?<![\w.-])(?P<value>\d+)[ -]days?\b", re.IGNORECASE)
_KEPT = re.compile(
    r"\b(?:retention|retain\w*|kept|keep|stored|expire\w*|available for|preserved|saved for)\b", re.IGNORECASE
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a limit of time, or of days, that the workflow does not have."""
    if labels.TIMEOUT.fullmatch(statement.label):
        yield from _check_value(statement)
    elif (
        not labels.is_value(statement.label)
        and _SENTENCE.search(statement.text)
        and statement.is_claim
        and not statement.is_negated
    ):
        yield from _check_sentence(statement)
    elif statement.subject.steps and statement.is_claim and not statement.is_negated:
        yield from _check_steps(statement)
    if _DAYS.search(statement.text) and (_KEPT.search(statement.text) or "retention" in statement.label):
        yield from _check_days(statement, statement.context)


def _check_value(statement: Statement) -> Iterator[Finding]:
    """Check a value that is the limit of a job, or of what stands under a name."""
    job = statement.about.job
    if job is None or not isinstance(job, Job):
        return
    text = statement.text
    said = [(match.start(), durations.seconds_of(match)) for match in durations.SAID.finditer(text)]
    if not said and (bare := re.fullmatch(r"\s*+(?:(?:about|max\.?|~)\s*+)?(\d+)\s*", text)) is not None:
        said = [(bare.start(1), amount(bare[1]) * 60)]
    if len(said) != 1 or re.search(r"\d\s*[-–]\s*\d", text):
        return
    (offset, seconds) = said[0]
    limit = job.timeout_minutes
    minutes = decimal(limit.value) if limit is not None else None
    if limit is not None and minutes is None:
        return  # an expression, or no number
    if statement.about.step is not None:
        if not _is_supported(seconds, statement.about):
            yield from _of_step(statement, offset, seconds)
        return
    real = minutes * 60 if minutes is not None else GITHUB_LIMIT
    if seconds != real:
        words = f"is ended after {int(real // 60)} minutes" + (
            "" if limit is not None else ", GitHub's own limit"
        )
        yield Finding(
            Code.JOB_TIMEOUT, Judgement.CONTRADICTED, f"the job {job.id.value!r} {words}", statement.at(offset),
            statement.shown(), limit.position if limit is not None else job.position,
        )  # fmt: skip


def _check_sentence(statement: Statement) -> Iterator[Finding]:
    scope = statement.subject
    if scope.workflow is None:
        return
    text = statement.text
    said = list(durations.SAID.finditer(text))
    key = _KEY.search(text)
    if key is not None:
        numbers = [(key.start("value"), amount(key["value"]) * 60)]
    elif len(said) == 1:
        numbers = [(said[0].start(), durations.seconds_of(said[0]))]
    else:
        return
    ((offset, seconds),) = numbers
    if _is_supported(seconds, scope):
        return
    if scope.step is not None and not _THE_JOB.search(text):
        yield from _of_step(statement, offset, seconds)
    elif scope.job is not None and isinstance(scope.job, Job):
        limit = scope.job.timeout_minutes
        minutes = decimal(limit.value) if limit is not None else None
        if limit is not None and minutes is None:
            return
        about_job = bool(re.search(r"\bjobs?\b|\btimeout-minutes\b", text)) or scope.job.id.value in text
        if limit is None and (seconds == GITHUB_LIMIT or not about_job):
            return
        real = durations.shown(minutes * 60) if minutes is not None else "360 minutes, GitHub's own limit"
        yield Finding(
            Code.JOB_TIMEOUT, Judgement.CONTRADICTED, f"the job {scope.job.id.value!r} is ended after {real}",
            statement.at(offset), statement.shown(), limit.position if limit is not None else scope.job.position,
            confidence=0.8 if limit is not None else 0.6,
        )  # fmt: skip
    elif not scope.jobs:
        limits = sorted(durations.of_jobs(scope))
        if limits and seconds != GITHUB_LIMIT:
            real = ", ".join(dict.fromkeys(durations.shown(limit.seconds) for limit in limits))
            yield Finding(
                Code.JOB_TIMEOUT, Judgement.CONTRADICTED, f"no job of {scope.workflow.file} is ended after {durations.shown(seconds)}, but after {real}",
                statement.at(offset), statement.shown(), limits[0].position, confidence=0.6,
            )  # fmt: skip


def _check_steps(statement: Statement) -> Iterator[Finding]:
    """Check each time that a step waits, or is given: a step of several jobs must have it in each of them."""
    text, scope = statement.text, statement.subject
    for match in durations.SAID.finditer(text):
        before = _BEFORE.search(text[: match.start()])
        # In the column of an environment, a time says what the step of the row has there.
        alone = statement.label in statement.context.deploying and text.strip() == match.group()
        if not (alone or before or _BEHIND.match(text, match.end())):
            continue
        seconds = durations.seconds_of(match)
        is_interval = before is not None and before.group().lower().startswith("every")
        kind = INTERVAL if is_interval else WAIT
        other = other_time(scope, statement.context, seconds, kind, each=_EACH.search(text) is not None)
        if other is not None:
            yield Finding(
                Code.STEP_TIMEOUT, Judgement.CONTRADICTED,
                f"the step has {durations.shown(other.seconds)} and not {durations.shown(seconds)}",
                statement.at(match.start()), statement.shown(), other.position, confidence=0.7,
            )  # fmt: skip


WAIT = re.compile(r"step|time|wait|sleep|delay|duration|deadline", re.IGNORECASE)
"""What a limit is called that a step waits for, or has."""

INTERVAL = re.compile(r"sleep|interval|poll|period|every|retry|delay", re.IGNORECASE)
"""What a limit is called between two looks of a step."""


def other_time(
    scope: Scope, context: Context, seconds: float, kind: re.Pattern[str], *, each: bool = False
) -> durations.Limit | None:
    """Return the time of a kind that some steps have instead of another; None where they have that, or none at all.

    Several steps must all have it if they have one name, or if it is said of `each`.
    """
    workflow = scope.workflow
    steps = list(scope.all_steps())
    lacking: list[durations.Limit] = []
    for job, step in steps:
        if workflow is None:
            return None
        inside = Scope(workflow, (job,), (step,))
        around = list(durations.within(inside))
        called = list(durations.of_called(context.repository, workflow, job, step))
        # What the step itself says comes before what holds for the whole job.
        own = [*durations.own(step), *called]
        near = next((limit for limit in (*own, *around) if kind.search(limit.of)), None)
        if near is None:
            return None
        if not any(limit.seconds == seconds for limit in (*durations.of_jobs(inside), *around, *called)):
            lacking.append(near)
    one_name = len({step_title(step) for _, step in steps}) == 1
    if lacking and (len(lacking) == len(steps) or one_name or each):
        return lacking[0]
    return None


def _is_supported(seconds: float, scope: Scope) -> bool:
    """Return whether any time that is written where the statement looks is the one that it says."""
    return any(limit.seconds == seconds for limit in (*durations.of_jobs(scope), *durations.within(scope)))


def _of_step(statement: Statement, offset: int, seconds: float) -> Iterator[Finding]:
    scope = statement.subject
    limits = [limit for limit in durations.within(scope) if "timeout" in limit.of or limit.of == "step"]
    if not limits:
        return
    real = durations.shown(limits[0].seconds)
    yield Finding(
        Code.STEP_TIMEOUT, Judgement.CONTRADICTED, f"the step has {real} and not {durations.shown(seconds)}", statement.at(offset),
        statement.shown(), limits[0].position, confidence=0.7,
    )  # fmt: skip


def _check_days(statement: Statement, context: Context) -> Iterator[Finding]:
    said = list(_DAYS.finditer(statement.text))
    if len(said) != 1 or not statement.is_claim:
        return
    scope = statement.subject
    rows = [
        row
        for workflow in ([scope.workflow] if scope.workflow is not None else context.repository.workflows)
        for row in usage.artifacts(workflow)
        if row.action == "upload"
    ]
    named = [
        row
        for row in rows
        if re.search(rf"(?<![\w-]){re.escape(row.name)}(?![\w-])", f"{statement.source} {statement.row}")
    ]
    if named:
        rows = named
    elif scope.jobs:
        rows = [row for row in rows if row.job in scope.jobs]
    elif scope.workflow is None and not (
        statement.context.pipeline
        and re.match(r"\W*(?:they|it|(?:the |all )?artifacts?|all)\b", statement.text, re.IGNORECASE)
    ):
        return
    days = {row.retention_days for row in rows}
    if not rows or None in days or any(day is None or not day.isdecimal() for day in days):
        return
    if said[0]["value"] not in days:
        entry = next(entry for entry in rows[0].step.with_ if entry.name == "retention-days")
        kept = ", ".join(sorted({row.retention_days or "" for row in rows}, key=int))
        yield Finding(
            Code.RETENTION, Judgement.CONTRADICTED, f"the artifact {rows[0].name!r} is kept for {kept} days",
            statement.at(said[0].start()), statement.shown(), entry.position, confidence=0.8,
        )  # fmt: skip
