"""Numbers in words: `the health check retries 10 times`, held against the line of the workflow that says the same with another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis import scripts
from workflow_docs.claims import labels, numbered
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.claims.scope import Scope
from workflow_docs.workflow.model import step_title
from workflow_docs.workflow.numbers import amount
from workflow_docs.workflow.position import Position

from .durations import NUMBER_WORDS, SAID, seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.numbered import Line
    from workflow_docs.claims.statements import Statement

_NUMBER = re.compile(
    r"(?<![\w./:@#=*–-])(?P<value>\d+(?:\.\d+)?)(?P<unit>[ ]?%|[ ]?percent)?(?![\w:/*–-]|\.\d)"
)
_WORDS = re.compile(
    r"\b(?P<value>two|three|four|five|six|seven|eight|nine|ten)\s+(?=times|retries|attempts|reruns|workers|shards)",
    re.IGNORECASE,
)
_CODE = re.compile(r"`(?=[^`\n]*[A-Za-z_]{2})[^`\n]*+`|\]\([^)\s]{0,500}\)|\*\*|__")
_GOAL = re.compile(r"\b(?:goals?|aims?|ideal\w*)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
ENOUGH = 2.0
"""How many words a line must share with a statement to speak of the same."""


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a number where the line that speaks of the same has another."""
    workflow = statement.subject.workflow
    text = statement.text
    if labels.is_value(statement.label) and not labels.WORTH.fullmatch(statement.label):
        return  # what is judged by its own rule
    context = statement.context
    if not (_DIGIT.search(text) or _WORDS.search(text)) or (workflow is None and not context.pipeline):
        return
    if not statement.is_claim or statement.is_negated or len(text) > 200 or _GOAL.search(text):
        return
    # What stands in code is a name or a command, unless it is the number itself.
    said = list(_said(_CODE.sub(_blank, statement.source) if "`" in statement.source else text))
    if not 1 <= len(said) <= 2:
        return
    jobs = {job.id.value for job in statement.subject.jobs}
    elsewhere = {
        name
        for name, places in context.deploying.items()
        if not any(place.job in statement.subject.jobs for place in places)
    }
    if jobs and elsewhere & set(re.findall(r"[a-z][\w-]*", text.lower())):
        return  # it speaks of another environment than what it stands under
    about = numbered.words(f"{statement.label} {statement.row} {text}")
    under = numbered.words(" ".join(statement.above[-2:])) - about
    found = context.lines(workflow) if workflow is not None else context.lines_with(about)
    lines = [
        line
        for line in found
        if (not jobs or line.job in jobs)
        and not (about.isdisjoint(line.words) and about.isdisjoint(line.around))
    ]
    for value, unit, offset in said:
        # The line that another number of the statement is of says nothing against this one.
        others = [
            line
            for line in lines
            if any(_equal(value, unit, number) for number in line.numbers)
            or not any(
                _equal(other, of, number) for other, of, at in said if at != offset for number in line.numbers
            )
        ]
        yield from _check(statement, (value, unit, offset), (about, under), others)


def _said(text: str) -> Iterator[tuple[float, str, int]]:
    """Yield the numbers of a text with their units (`s`, `%`, or none) and places."""
    taken: list[tuple[int, int]] = []
    for match in SAID.finditer(text):
        taken.append(match.span())
        yield seconds_of(match), "d" if match["unit"][0].lower() == "d" else "s", match.start()
    for match in _NUMBER.finditer(text):
        taken_before = any(start <= match.start() < end for start, end in taken)
        # No line of a workflow says how many legs its matrix has.
        if not taken_before and not _in_row(text, match) and not text.startswith(" leg", match.end()):
            yield amount(match["value"]), "%" if match["unit"] else "", match.start()
    for match in _WORDS.finditer(text):
        yield float(NUMBER_WORDS[match["value"].lower()]), "", match.start()


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _in_row(text: str, match: re.Match[str]) -> bool:
    """Return whether a number is one of several in a row, as in a cron line, or a version."""
    return bool(
        re.search(r"(?:\d|[*/]) \Z|\bv\Z", text[: match.start()]) or re.match(r" [\d*]", text[match.end() :])
    )


def _check(
    statement: Statement,
    said: tuple[float, str, int],
    words: tuple[frozenset[str], frozenset[str]],
    lines: list[Line],
) -> Iterator[Finding]:
    value, unit, offset = said
    about, under = words
    # A line of another step than the one that is spoken of says nothing against it.
    steps = {step_title(step) for step in statement.subject.steps}
    best: Line | None = None
    best_score = 0.0
    support = 0.0
    for line in lines:
        own = len(about & line.words)
        score = own + 0.5 * len(
            ((about & line.around) | (under & (line.around | line.words))) - (about & line.words)
        )
        if any(_equal(value, unit, number) for number in line.numbers):
            support = max(support, score)
        elif (
            own
            and score > best_score
            and (not steps or not line.step or line.step in steps)
            and len(about & (line.words | line.around)) > 1
            and any(_fits(unit, number[1], line.text) for number in line.numbers)
        ):
            best, best_score = line, score
    # What is said of no job may be said of an alert.
    monitoring = statement.context.monitoring
    if not statement.subject.jobs and (
        not monitoring.complete
        or any(
            alert.limit == value and len(about & numbered.words(alert.metric)) > 1
            for alert in monitoring.alerts
        )
    ):
        return
    enough = ENOUGH if statement.subject.workflow is not None else ENOUGH + 0.5
    if best is None or best_score < enough or support >= best_score - 0.4 or support >= ENOUGH:
        return
    line = best
    if line.text.lstrip().startswith(("name:", "- name:")) or len(line.numbers) > 2:
        return
    if _in_called_script(statement, line, value):
        return
    column = len(line.text) - len(line.text.lstrip()) + 1
    yield Finding(
        Code.NUMBER, Judgement.CONTRADICTED, f"the workflow has another number there: {line.text.strip()[:120]!r}", statement.at(offset),
        statement.shown(), Position(line.workflow.path, line.number, column), line.text.strip(), confidence=0.6,
    )  # fmt: skip


def _in_called_script(statement: Statement, line: Line, value: float) -> bool:
    """Return whether a script that the line's step calls has the number."""
    return any(
        re.search(rf"(?<![\w.]){value:g}(?:\.0+)?(?![\w.])", script.text) is not None
        for job, step in Scope(line.workflow).all_steps()
        if job.id.value == line.job and (step.name.value if step.name is not None else "") == line.step
        for script in scripts.scripts(statement.context.repository, line.workflow, job, step)
        if script.path is not None
    )


def _fits(unit: str, other: str, text: str) -> bool:
    if unit == "%":
        return other == "%" or (
            other == ""
            and re.search(r"(?i)rate|percent|threshold|cov|under|limit|share|weight", text) is not None
        )
    if unit == "s":
        return other in {"s", "m", "h", "ms"} or (
            other == ""
            and re.search(r"(?i)sleep|timeout|time|wait|seconds|minutes|interval|duration|delay", text)
            is not None
        )
    if unit == "d":
        return other in {"d", ""} and re.search(r"(?i)days|retention", text) is not None
    return other == ""


def _equal(value: float, unit: str, number: tuple[float, str]) -> bool:
    real, other = number
    if unit in {"s", "d"}:
        size = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}.get(other)
        sizes = [size] if size is not None else [0.001, 1, 60, 3600, 86400]
        return any(abs(real * each - value) < 1e-9 for each in sizes)
    return real == value
