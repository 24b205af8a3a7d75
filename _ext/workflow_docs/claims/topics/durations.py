"""Times in documents (`5 minutes`, `1 h`, `300 s`) and in workflows (`--timeout=5m`, `sleep 30`), in seconds."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import scripts
from workflow_docs.workflow.model import Job, RunStep, UsesStep
from workflow_docs.workflow.numbers import amount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workflow_docs.claims.scope import Scope
    from workflow_docs.workflow.model import Step, Text, Workflow
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.repository import Repository

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"]
    )
} | {"twenty": 20, "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90, "an": 1}  # fmt: skip
SAID = re.compile(
    r"(?<![\w.$-])(?P<value>\d+(?:\.\d+)?|(?:" + "|".join(NUMBER_WORDS) + r")(?=[ \t-]))[ \t-]?"
    r"(?P<unit>seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b(?!\w)",
    re.IGNORECASE,
)
"""A time as people write it."""

_WRITTEN = re.compile(
    r"(?:(?P<key>(?<![\w-])[\w-]{0,100}(?:timeout|time-limit|max-time|wait|interval|retry|delay|duration|seconds|minutes)[\w-]{0,100})(?:[\"']?\s*+(?:[:=][ =]*)?|:-)|"
    r"\b(?P<command>sleep|timeout)\s+(?:-\S+\s+){0,10})[\"']?(?P<value>\d+(?:\.\d+)?)(?P<unit>ms|[smhd])?\b",
    re.IGNORECASE,
)


# What says its unit, or has always the same.
_IN_UNIT = re.compile(r"minute|second|max-time")


class Limit(NamedTuple):
    """A time that a workflow gives something, and where."""

    seconds: float
    position: Position
    of: str


def seconds_of(match: re.Match[str]) -> float:
    """Return the seconds that a match of `SAID` says."""
    value = match["value"].lower()
    number = NUMBER_WORDS[value] if value in NUMBER_WORDS else amount(value)
    return number * _UNITS[match["unit"][0].lower()]


def shown(seconds: float) -> str:
    """Return a time for a message."""
    if math.isinf(seconds):
        return "an endless time"
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= size and seconds % size == 0 and not (unit == "hour" and seconds == 3600):
            count = int(seconds // size)
            return f"{count} {unit}" + ("" if count == 1 else "s")
    return f"{seconds:g} second" + ("" if seconds == 1 else "s")


def of_jobs(scope: Scope) -> Iterator[Limit]:
    """Yield the limits of time that jobs have by `timeout-minutes`."""
    for job in scope.all_jobs():
        if isinstance(job, Job):
            yield from _minutes(job.timeout_minutes, "job")


def within(scope: Scope) -> Iterator[Limit]:
    """Yield every other time that is written in the steps that are meant, and in what surrounds them."""
    for job, step in scope.all_steps():
        yield from own(step)
        for entry in job.env:
            if entry.text is not None:
                yield from _in_text(f"{entry.name}: {entry.text}", entry.value)  # type: ignore[arg-type]  # a text
        for service in job.services:
            if service.options is not None:
                yield from _in_text(service.options.value, service.options)
    if scope.workflow is not None:
        for entry in scope.workflow.env:
            if entry.text is not None:
                yield from _in_text(f"{entry.name}: {entry.text}", entry.value)  # type: ignore[arg-type]


def own(step: Step) -> Iterator[Limit]:
    """Yield the limit of time that a step has, and the times that it writes out."""
    yield from _minutes(step.timeout_minutes, "step")
    yield from of_step(step)


def of_step(step: Step) -> Iterator[Limit]:
    """Yield the times that a step writes out: in its script, its `env` and its inputs."""
    for entry in (*step.env, *(step.with_ if isinstance(step, UsesStep) else ())):
        if entry.text is not None:
            yield from _in_text(f"{entry.name}: {entry.text}", entry.value)  # type: ignore[arg-type]
    if isinstance(step, RunStep):
        yield from _in_text(step.run.value, step.run)


def of_called(repository: Repository, workflow: Workflow, job: Job, step: Step) -> Iterator[Limit]:
    """Yield the times that are written in the scripts which a step calls."""
    for script in scripts.scripts(repository, workflow, job, step):
        if script.path is not None:
            yield from _in_script(script.text, script.at)


def _minutes(text: Text | None, of: str) -> Iterator[Limit]:
    if text is not None and re.fullmatch(r"\d+(?:\.\d+)?", text.value):
        yield Limit(amount(text.value) * 60, text.position, of)


def _in_text(source: str, text: Text) -> Iterator[Limit]:
    return _in_script(source, text.at if source is text.value else lambda _: text.position)


def _in_script(source: str, at: Callable[[int], Position]) -> Iterator[Limit]:
    for match in _WRITTEN.finditer(source):
        key = (match["key"] or match["command"] or "").lower()
        size = _UNITS.get((match["unit"] or "").lower())
        if match["unit"] and match["unit"].lower() == "ms":
            value = amount(match["value"]) / 1000
        elif size is not None:
            value = amount(match["value"]) * size
        else:
            value = amount(match["value"]) * (60 if "minute" in key else 1)
        position = at(match.start())
        yield Limit(value, position, key)
        if size is None and not match["command"] and not _IN_UNIT.search(key):
            # A bare number under `timeout:` may be of any unit.
            yield Limit(amount(match["value"]) * 60, position, key)
            yield Limit(amount(match["value"]) / 1000, position, key)
