"""How many there are: `five jobs`, `three workflows`, a column *Jobs*."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.model import Job
from workflow_docs.workflow.numbers import count as number_of

from .durations import NUMBER_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.statements import Statement

_NUMBER = r"(?P<count>\d+|" + "|".join(word for word in NUMBER_WORDS if word not in {"an", "zero"}) + r")"
_SAID = re.compile(
    r"\b(?P<verb>has|have|contains?|consists? of|includes?|comprises?|defines?|with|of|are|runs?|made up of|all|the|split into|through)\s+(?:exactly\s+|a total of\s+|the\s+)?"
    + _NUMBER
    + r"(?P<kind>(?:\s+(?:GitHub Actions|CI/CD|CI|automated|main|separate|sequential|parallel|independent|different|distinct|GitHub))*)\s+(?P<what>jobs|workflows|workflow files|steps|stages|environments|secrets)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:of the|other|more|first|last|remaining|at least|up to|at most|or more|these|those|following|out of)\b",
    re.IGNORECASE,
)

_REPOSITORY = re.compile(
    r"\b(?:repository|project|we|there are|this directory|CI/CD|GitHub Actions|\.github/workflows)\b",
    re.IGNORECASE,
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a number of jobs, workflows or steps that is another."""
    scope = statement.subject
    if statement.label in {"jobs", "number of jobs", "job count", "# jobs"} and (
        bare := re.fullmatch(r"\s*(\d+)(?: jobs?)?\s*", statement.text)
    ):
        if scope.workflow is not None and not scope.jobs:
            yield from _compare(
                statement,
                number_of(bare[1]),
                len(scope.workflow.jobs),
                "jobs",
                scope.workflow.file,
                bare.start(1),
            )
        return
    if statement.label in {"steps", "number of steps"} and (
        bare := re.fullmatch(r"\s*(\d+)(?: steps?)?\s*", statement.text)
    ):
        if scope.workflow is not None and isinstance(scope.job, Job):
            yield from _compare(
                statement,
                number_of(bare[1]),
                len(scope.job.steps),
                "steps",
                scope.job.id.value,
                bare.start(1),
            )
        return
    match = _SAID.search(statement.text)
    if match is None or not statement.is_claim or statement.is_negated:
        return
    if (
        _PART.search(statement.text[max(match.start() - 20, 0) : match.end() + 14])
        or "parallel" in match["kind"]
    ):
        return
    count = NUMBER_WORDS.get(match["count"].lower())
    said = count if count is not None else number_of(match["count"])
    what = match["what"].lower()
    verb = match["verb"].lower()
    offset = match.start("count")
    if what == "jobs" and scope.workflow is not None and not scope.jobs and verb not in {"runs", "run"}:
        names_it = any(
            place.job is None for mention in statement.mentions for place in mention.places
        ) or re.match(r"\W*(?:it|this|the (?:workflow|pipeline))\b", statement.text, re.IGNORECASE)
        if names_it:
            yield from _compare(
                statement, said, len(scope.workflow.jobs), "jobs", scope.workflow.file, offset
            )
    elif what == "steps" and isinstance(scope.job, Job) and statement.mentions:
        yield from _compare(statement, said, len(scope.job.steps), "steps", scope.job.id.value, offset)
    elif what.startswith("workflow") and not any(statement.scope) and _REPOSITORY.search(statement.text):
        count = len(statement.context.repository.files)
        yield from _compare(statement, said, count, "workflows", ".github/workflows", offset)


def _compare(
    statement: Statement, said: int, real: int, what: str, where: str, offset: int
) -> Iterator[Finding]:
    if said != real:
        yield Finding(
            Code.COUNT, Judgement.CONTRADICTED, f"{where} has {real} {what if real != 1 else what[:-1]}, not {said}", statement.at(offset),
            statement.shown(), statement.subject.workflow.position if statement.subject.workflow is not None else None, confidence=0.7,
        )  # fmt: skip
