"""On which branch a job runs: `only on the main branch`, held against its `if:`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.statements import Statement

_ONLY = re.compile(
    r"\bonly\b[^.;]{0,40}?\b(?P<branch>main|master|develop|staging|production|release)\b(?!\s+environment)(?:\s+branch)?",
    re.IGNORECASE,
)
_REF = re.compile(r"refs/heads/([\w./-]+)|ref_name\s*==\s*'([\w./-]+)'")


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding where a job is said to run on another branch than its condition names."""
    match = _ONLY.search(statement.text)
    job = statement.subject.job
    if match is None or job is None or job.condition is None or not statement.is_claim:
        return
    if statement.subject.steps:
        return
    source = job.condition.value
    branches = {first or second for first, second in _REF.findall(source)}
    if branches and match["branch"] not in branches and "startsWith" not in source and "!=" not in source:
        yield Finding(
            Code.BRANCH, Judgement.CONTRADICTED, f"the job {job.id.value!r} runs on {', '.join(sorted(branches))}, by its `if:`",
            statement.at(match.start("branch")), statement.shown(), job.condition.position, confidence=0.7,
        )  # fmt: skip
