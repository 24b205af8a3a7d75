"""What jobs wait for: columns and labels such as *Needs*, and sentences such as `deploy runs after build`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis.graph import JobGraph
from workflow_docs.claims import labels
from workflow_docs.claims.findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.mentions import Mention
    from workflow_docs.claims.statements import Statement
    from workflow_docs.workflow.model import AnyJob, Workflow

_NO_JOB = r"(?:none|nothing|no (?:dependencies|other jobs?)|no|n/a|independent)?"
_NONE = re.compile(
    rf"(?i)(?:[^\w(]*+{_NO_JOB}[^\w(]*+\((?:.*\w)?[^\w)]*+\)|\W*+{_NO_JOB})\W*+\Z"  # also with words in parentheses
)
_AFTER = re.compile(
    r"\b(?:runs?|starts?|executes?|waits?|begins?|triggered|happens?|kicks? off|run)\s+(?:only\s+|once\s+)?(?:after|once|when|for)\b(?:\s+(?:both|all of|the|jobs?|completion of|successful))*"
    r"|\b(?:depends?|depending|dependent)\s+(?:only\s+|directly\s+)?(?:on|upon)\b|\bneeds(?!:)\b|\bneeds:|\brequires?\b|\bis gated (?:on|by)\b|\bblocked (?:on|by)\b|\bafter\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:runs?|happens?|executes?|completes?|finish(?:es)?|must (?:pass|succeed|complete))\s+before\b|\bfollowed by\b|\bthen (?:runs|starts|triggers)\b",
    re.IGNORECASE,
)
_PARALLEL = re.compile(
    r"\b(?:in parallel|concurrently|simultaneously|side by side|at the same time|runs? beside)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\b(?:no dependenc\w+|independent(?:ly)?|does not (?:depend on|need|wait for) (?:any|other)|standalone)\b",
    re.IGNORECASE,
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding where a statement says of a job that it waits for other jobs than it does."""
    if labels.NEEDS.fullmatch(statement.label) is not None:
        yield from _check_list(statement)
    elif statement.mentions and statement.is_claim:
        yield from _check_sentence(statement)


def _check_list(statement: Statement) -> Iterator[Finding]:
    scope = statement.about
    job, workflow = scope.job, scope.workflow
    if job is None or workflow is None or scope.steps:
        return
    graph = JobGraph.of(workflow)
    named = set(_jobs(statement, workflow))
    words = [word.strip("`*") for word in re.split(r"[\s,+&/]+|\band\b", statement.text) if word.strip("`* ")]
    named |= {word for word in words if word in graph.jobs}
    if not named and not _NONE.match(statement.text):
        return  # words that are no list of jobs
    # A word in code that is no job of the workflow is another finding.
    codes = re.findall(r"`([^`]+)`", statement.source)
    titles = {each.name.value for each in graph.jobs.values() if each.name is not None}
    if any(code not in graph.jobs and code not in titles for code in codes):
        return
    real = set(graph.needs[job.id.value])
    if named != real:
        yield Finding(
            Code.JOB_NEEDS, Judgement.CONTRADICTED, f"the job {job.id.value!r} needs {', '.join(sorted(real)) or 'no other job'}",
            statement.at(), statement.shown() or "nothing", job.needs[0].position if job.needs else job.position,
        )  # fmt: skip


def _check_sentence(statement: Statement) -> Iterator[Finding]:
    text = statement.text
    named = [
        (mention, job) for mention in statement.mentions if (job := _job(mention, statement)) is not None
    ]
    workflow = statement.scope.workflow
    if workflow is None or not named:
        return
    graph = JobGraph.of(workflow)
    for pattern, turned in ((_AFTER, False), (_BEFORE, True)):
        match = next(pattern.finditer(text), None)
        if match is None or statement.is_denied(match.start()):
            continue
        before = [(mention, job) for mention, job in named if mention.end <= match.start()]
        behind = [
            (mention, job)
            for mention, job in named
            if mention.start >= match.end()
            and not re.search(
                r"[.;()]|\bwhile\b|\bbut\b|\bso\b|\bbefore\b|\bwhich\b|\bthat\b",
                text[match.end() : mention.start],
            )
        ]
        subjects = [job for _, job in before[-1:]]
        if (
            not subjects
            and statement.about.job is not None
            and not text[: match.start()].strip(" -*>:(").count(" ") > 3
        ):
            subjects = [statement.about.job]
        if (
            len(subjects) != 1
            or not behind
            or (
                len(before) > 1
                and not re.search(r"\b(?:both|and)\b", text[before[0][0].end : before[-1][0].start])
            )
        ):
            continue
        if len(before) > 1:
            subjects = [job for _, job in before]
        for subject in subjects:
            for mention, other in behind:
                first, second = (subject, other) if turned else (other, subject)
                if first is second:
                    continue
                if second.id.value not in graph.downstream(first.id.value):
                    needs = ", ".join(graph.needs[second.id.value]) or "no other job"
                    yield Finding(
                        Code.JOB_NEEDS, Judgement.CONTRADICTED,
                        f"{second.id.value!r} does not wait for {first.id.value!r}: in {workflow.file} it needs {needs}",
                        statement.at(mention.start), statement.shown(),
                        second.needs[0].position if second.needs else second.position, confidence=0.75,
                    )  # fmt: skip
        return
    if _PARALLEL.search(text) and not statement.is_negated and 2 <= len(named) <= 6:
        yield from _check_parallel(statement, [job for _, job in named], graph, workflow)
    elif (match := _ALONE.search(text)) is not None and len(named) == 1:
        job = named[0][1]
        if graph.needs[job.id.value] and named[0][0].end <= match.start():
            yield Finding(
                Code.JOB_NEEDS, Judgement.CONTRADICTED, f"the job {job.id.value!r} needs {', '.join(graph.needs[job.id.value])}",
                statement.at(match.start()), statement.shown(), job.needs[0].position, confidence=0.7,
            )  # fmt: skip


def _check_parallel(
    statement: Statement, jobs: list[AnyJob], graph: JobGraph, workflow: Workflow
) -> Iterator[Finding]:
    for index, first in enumerate(jobs):
        for second in jobs[index + 1 :]:
            for one, other in ((first, second), (second, first)):
                if other.id.value in graph.downstream(one.id.value):
                    yield Finding(
                        Code.JOB_NEEDS, Judgement.CONTRADICTED,
                        f"{other.id.value!r} does not run beside {one.id.value!r}: it waits for it ({workflow.file})",
                        statement.at(), statement.shown(), other.needs[0].position if other.needs else other.position, confidence=0.6,
                    )  # fmt: skip
                    return


def _job(mention: Mention, statement: Statement) -> AnyJob | None:
    """Return the job that a name means in a statement."""
    workflow = statement.scope.workflow
    jobs = {
        id(place.job): place.job
        for place in mention.places
        if place.job is not None and place.step is None and place.workflow is workflow
    }
    return next(iter(jobs.values())) if len(jobs) == 1 else None


def _jobs(statement: Statement, workflow: Workflow) -> Iterator[str]:
    for mention in statement.mentions:
        for place in mention.places:
            if place.workflow is workflow and place.job is not None and place.step is None:
                yield place.job.id.value
