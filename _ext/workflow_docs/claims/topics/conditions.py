"""When jobs and steps run: `only on the main branch`, and `runs in any case`, held against their `if:`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.model import step_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.statements import Statement

_ONLY = re.compile(
    r"\bonly\b[^.;]{0,40}?\b(?P<branch>main|master|develop|staging|production|release)\b(?!\s+environment)(?:\s+branch)?",
    re.IGNORECASE,
)
_ALWAYS = re.compile(
    r"\b(?:runs?|run)\s+(?:in any case|in every case|whatever happens|always(?!\s+(?:on|with|for|in)\b)|even (?:if|when|after)\b[^.;]{0,200}?\bfail\w*)"
    r"|\balways\s+runs?\b(?!\s+(?:first|on|in|before|after|with|for|against)\b)",
    re.IGNORECASE,
)
# With one of these, a step runs after a failure, too.
_STATUS = re.compile(r"\b(?:always|failure|cancelled)\s*\(\s*\)")
_REF = re.compile(r"refs/heads/([\w./-]+)|ref_name\s*==\s*'([\w./-]+)'")


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding where a job is said to run on another branch than its condition names, or a step more often than it does."""
    if statement.subject.steps:
        yield from _check_always(statement)
    else:
        yield from _check_branch(statement)


def _check_always(statement: Statement) -> Iterator[Finding]:
    match = _ALWAYS.search(statement.text)
    if match is None or not statement.is_claim or statement.is_negated:
        return
    for _, step in statement.subject.all_steps():
        source = step.condition.value if step.condition is not None else ""
        if not _STATUS.search(source):
            place = step.condition.position if step.condition is not None else step.position
            yield Finding(
                Code.STEP_CONDITION, Judgement.CONTRADICTED,
                f"the step {step_title(step)!r} is skipped after a failure: it has {f'`if: {source}`' if source else 'no `if:`'}",
                statement.at(match.start()), statement.shown(), place, confidence=0.75,
            )  # fmt: skip
            return


def _check_branch(statement: Statement) -> Iterator[Finding]:
    match = _ONLY.search(statement.text)
    job = statement.subject.job
    if match is None or job is None or job.condition is None or not statement.is_claim:
        return
    source = job.condition.value
    branches = {first or second for first, second in _REF.findall(source)}
    if branches and match["branch"] not in branches and "startsWith" not in source and "!=" not in source:
        yield Finding(
            Code.BRANCH, Judgement.CONTRADICTED, f"the job {job.id.value!r} runs on {', '.join(sorted(branches))}, by its `if:`",
            statement.at(match.start("branch")), statement.shown(), job.condition.position, confidence=0.7,
        )  # fmt: skip
