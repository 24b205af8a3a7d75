"""What is said of checks: whether they block, and the limits that they judge by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis import gates, thresholds
from workflow_docs.analysis.reasons import Verdict
from workflow_docs.analysis.tool_settings import Threshold
from workflow_docs.claims import labels
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.model import Job, RunStep, UsesStep, step_title
from workflow_docs.workflow.numbers import amount, decimal, decimals, wholes

from .durations import NUMBER_WORDS, SAID, seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.statements import Statement
    from workflow_docs.workflow.model import Step

_SOFT = re.compile(
    r"\b(?:non-blocking|not blocking|(?:does|do|will) not (?:block|fail)|doesn't (?:block|fail)|never (?:blocks?|fails?)|warning[- ]only|only (?:a )?warn\w*|warns only|informational|advisory|optional|"
    r"continues? on (?:error|failure)|best[- ]effort|allowed to fail|(?:failures?|errors?) (?:is|are) (?:ignored|tolerated)|soft[- ]fail\w*)\b",
    re.IGNORECASE,
)
_HARD = re.compile(
    r"\b(?:blocks? (?:the )?(?:merge|merging|build|deployment|deploy|pipeline|release|PRs?|pull requests?)|blocking|(?:fails?|breaks?) the (?:build|job|pipeline|workflow|step|run)|is (?:enforced|mandatory)|must pass|hard[- ]fail\w*|"
    r"stops the (?:pipeline|build|deployment))\b",
    re.IGNORECASE,
)
_CELL_HARD = re.compile(
    r"(?:yes|blocking|blocks|(?:deployment|merge|release|build|pipeline)s? (?:is |are )?blocked|required|enforced|mandatory|true|fails?(?: the (?:build|job|pipeline))?|hard)\b"
)
_CELL_SOFT = re.compile(
    r"(?:no|not blocking|non-blocking|warning|warns|warn|informational|advisory|optional|false|soft)\b"
)
_PERCENT = re.compile(r"(?<![\w.-])(?P<value>\d+(?:\.\d+)?)[ ]?(?:%|percent\b)\+?")
_COVERAGE = re.compile(r"\bcoverage\b", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:threshold|minimum|at least|required|requires?|enforce\w*|must|gate|below|above|fails?|under|over|min|limit|target)\b|[≥>]",
    re.IGNORECASE,
)
_GOAL = re.compile(r"\b(?:goals?|targets?|aims?|ideal\w*|long[- ]term|eventual\w*)\b", re.IGNORECASE)
_BELOW = re.compile(r"(?:[<≤]=?|\b(?:under|below|less than|at most|within))\s*\Z", re.IGNORECASE)
_COUNT = re.compile(
    r"(?<![\w.-])(?P<value>\d+|"
    + "|".join(NUMBER_WORDS)
    + r")[ -](?P<what>retries|retry|reruns?|attempts?|times|failures|warnings|workers|runs)\b",
    re.IGNORECASE,
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a check that is said to block and does not (or the other way round), and for a wrong limit."""
    yield from _check_worth(statement, statement.context)
    if "%" in statement.text or "percent" in statement.text:
        yield from _check_percent(statement, statement.context)
    if statement.subject.step is not None:
        yield from _check_counts(statement)
        yield from _check_time(statement)


def in_a_word(text: str) -> bool | None:
    """Return whether a value says that a check blocks: with its first words, or the last behind what it names.

    None where it says neither that it blocks (`blocking`) nor that it does not (`warning`).
    """
    for part in (text, text.rpartition(",")[2]):
        words = re.sub(r"^[\W_]+(?:an? )?", "", part.lower())
        if _CELL_HARD.match(words):
            return True
        if _CELL_SOFT.match(words):
            return False
    return None


# -- worth ------------------------------------------------------------------------------------------------


def _check_worth(statement: Statement, context: Context) -> Iterator[Finding]:
    said = None
    offset = 0
    if labels.WORTH.fullmatch(statement.label):
        said = in_a_word(statement.text)
    elif statement.is_claim and (
        not statement.label or statement.label in {"notes", "description", "purpose"}
    ):
        soft, hard = _SOFT.search(statement.text), _HARD.search(statement.text)
        if (soft is None) != (hard is None):
            said = hard is not None
            offset = (hard or soft).start()  # type: ignore[union-attr]  # one of them is
            if hard is not None and statement.is_negated:
                return
    scope = statement.subject
    workflow, job, step = scope.workflow, scope.job, scope.step
    if said is None or workflow is None or job is None or not isinstance(job, Job):
        return
    if step is None:
        if said and not statement.label and job.id.value in statement.source:
            yield from _check_job(statement, job, offset)
        return
    found = context.judge.judge(gates.gate_of(workflow, job, step))
    worth = {Verdict.BLOCKING: True, Verdict.INFORMATIONAL: False}.get(found.verdict)
    if worth is None or worth == said:
        return
    if worth and isinstance(step, UsesStep) and not found.gate.kinds:
        return  # what an action takes for a failure is not known here
    reason = found.reasons[-1] if not worth and not found.hollow else found.reasons[0]
    name = found.gate.id or step_title(step)
    yield Finding(
        Code.GATE_WORTH, Judgement.CONTRADICTED, f"{name} is {found.verdict.value}: {reason.message}",
        statement.at(offset), statement.shown(), reason.position, confidence=0.9 if statement.label else 0.75,
    )  # fmt: skip


def _check_job(statement: Statement, job: Job, offset: int) -> Iterator[Finding]:
    """Check that a whole job blocks: `continue-on-error` makes it soft, and nothing else does for sure."""
    soft = job.continue_on_error
    if soft is not None and soft.value == "true":
        yield Finding(
            Code.GATE_WORTH, Judgement.CONTRADICTED, f"the job {job.id.value!r} has `continue-on-error`: the run stays green",
            statement.at(offset), statement.shown(), soft.position, confidence=0.8,
        )  # fmt: skip


# -- limits -----------------------------------------------------------------------------------------------


def _check_percent(statement: Statement, context: Context) -> Iterator[Finding]:
    said = list(_PERCENT.finditer(statement.text))
    if (
        not 1 <= len(said) <= 2
        or not statement.is_claim
        or _GOAL.search(f"{statement.label} {statement.source}")
    ):
        return
    limit = _LIMIT.search(f"{statement.label} {statement.text}")
    if limit is None:
        return
    scope = statement.subject
    if scope.step is not None:
        steps = [(job, step) for job, step in scope.all_steps()]
        of = "this gate"
    elif (
        _COVERAGE.search(f"{statement.label} {statement.text} {statement.row}") and scope.workflow is not None
    ):
        steps = [(job, step) for job, step in scope.all_steps() if "cov" in _words(step).lower()]
        of = f"the coverage in {scope.workflow.file}"
    else:
        return
    if scope.workflow is None or len(steps) > 8:
        return
    limits = [
        limit
        for job, step in steps
        for limit in thresholds.of_step(context.repository, scope.workflow, job, step)
        if re.search(r"\d", limit.text)
    ]
    percents = [
        limit
        for limit in limits
        if "%" in limit.text or re.match(r"[<>≥≤]", limit.text) or "rate" in limit.source.lower()
    ]
    if not percents:
        return
    numbers = {
        number
        for limit in limits
        for digits in re.findall(r"\d+(?:\.\d+)?", f"{limit.text} {limit.source}")
        if (number := decimal(digits)) is not None
    }
    # A number that the step itself says anywhere is no invention of the document.
    numbers |= {number for _, step in steps for number in decimals(_words(step))}
    for match in said:
        if amount(match["value"]) not in numbers:
            real = ", ".join(dict.fromkeys(limit.text for limit in percents))
            yield Finding(
                Code.THRESHOLD, Judgement.CONTRADICTED, f"the limit of {of} is {real}, not {match.group().strip()}",
                statement.at(match.start()), statement.shown(), percents[0].position, confidence=0.8 if scope.step is not None else 0.65,
            )  # fmt: skip
            return


def _check_counts(statement: Statement) -> Iterator[Finding]:
    """Check `2 retries` of a step against every number that the step writes."""
    if not statement.is_claim:
        return
    scope = statement.subject
    numbers = set()
    for _, step in scope.all_steps():
        text = _words(step)
        numbers |= {number for number in decimals(text) if number == int(number)}
        numbers |= wholes(text) if "seq" in text or ".." in text else set()
    for match in _COUNT.finditer(statement.text):
        value = match["value"].lower()
        count = NUMBER_WORDS[value] if value in NUMBER_WORDS else amount(value)
        evidence = _written(scope.step, match["what"]) if scope.step is not None else None
        if evidence is not None and count not in numbers:
            yield Finding(
                Code.THRESHOLD, Judgement.CONTRADICTED, f"the step says {evidence.source!r}, not {match.group()!r}",
                statement.at(match.start()), statement.shown(), evidence.position, confidence=0.7,
            )  # fmt: skip


def _check_time(statement: Statement) -> Iterator[Finding]:
    """Check `<60 minutes` of a step that compares a number, whatever its unit, against all that the step writes."""
    scope = statement.subject
    said = list(SAID.finditer(statement.text))
    if (
        scope.workflow is None
        or scope.job is None
        or len(said) != 1
        or not statement.is_claim
        or not _BELOW.search(statement.text[: said[0].start()])
    ):
        return
    for job, step in scope.all_steps():
        found = thresholds.of_step(statement.context.repository, scope.workflow, job, step)
        compared = [limit for limit in found if re.fullmatch(r"[<>≤≥] \d[\d.]*(?: \(\w+\))?", limit.text)]
        numbers = decimals(_words(step))
        seconds = seconds_of(said[0])
        if compared and not any(number * size == seconds for number in numbers for size in (1, 60, 3600)):
            yield Finding(
                Code.THRESHOLD, Judgement.CONTRADICTED, f"the limit of this gate is {compared[0].text}, not {said[0].group()}",
                statement.at(said[0].start()), statement.shown(), compared[0].position, confidence=0.7,
            )  # fmt: skip


_WHAT = {
    "ret": r"(?:--re(?:runs|tries)|max_?(?:retries|attempts)|retries|attempts|reruns)[\"']?\s*[:= ]\s*\d+",
    "rer": r"--reruns[= ]\d+",
    "att": r"(?:max_?attempts|attempts|retries)[\"']?\s*[:= ]\s*\d+|seq 1 \d+|\{1\.\.\d+\}",
    "tim": r"seq 1 \d+|\{1\.\.\d+\}|--count[= ]\d+",
    "run": r"seq 1 \d+|\{1\.\.\d+\}|--count[= ]\d+",
    "fai": r"--maxfail[= ]\d+",
    "war": r"--max-warnings[= ]\d+",
    "wor": r"(?:-n|--workers|--numprocesses)[= ]\d+",
}


def _written(step: Step, what: str) -> Threshold | None:
    """Return where a step writes such a number."""
    pattern = _WHAT.get(what.lower()[:3])
    if pattern is None or not isinstance(step, RunStep):
        return None
    match = re.search(pattern, step.run.value, re.IGNORECASE)
    return Threshold(match.group(), match.group(), step.run.at(match.start())) if match is not None else None


def _words(step: Step) -> str:
    """Return all that a step says: its name, its script, its inputs. Its comment is a statement like that of a document."""
    parts = [step_title(step)]
    match step:
        case RunStep():
            parts.append(step.run.value)
            parts.extend(entry.text or "" for entry in step.env)
        case UsesStep():
            parts.extend(f"{entry.name} {entry.text or ''}" for entry in step.with_)
    return "\n".join(parts)
