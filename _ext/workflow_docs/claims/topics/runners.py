"""Where jobs run: a column *Runner*, and labels such as `ubuntu-22.04` in sentences about a job or a workflow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis import matrix
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.model import Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.scope import Scope
    from workflow_docs.claims.statements import Statement
    from workflow_docs.workflow.position import Position

_LABEL = re.compile(
    r"(?<![\w./-])(?:ubuntu|windows|macos)-(?:latest|\d[\w.]*)(?:-(?:arm|large|xlarge|intel|cores?|\d+)+)?(?![\w-])"
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a runner's label that no job of those meant runs on."""
    matches = list(_LABEL.finditer(statement.text))
    scope = statement.subject
    if not matches or scope.workflow is None or not statement.is_claim or statement.is_negated:
        return
    known = _labels(scope)
    if known is None or not known:
        return
    for match in matches:
        if match.group() not in known:
            label = next(iter(known))
            whose = (
                f"the job {scope.job.id.value!r} runs"
                if scope.job is not None
                else f"{scope.workflow.file} runs"
            )
            yield Finding(
                Code.JOB_RUNNER, Judgement.CONTRADICTED, f"{whose} on {', '.join(known)}", statement.at(match.start()),
                statement.shown(), known[label], confidence=0.9 if scope.job is not None else 0.7,
            )  # fmt: skip


def _labels(scope: Scope) -> dict[str, Position] | None:
    """Return the labels of the jobs with their places; None where one is only known in a run."""
    found: dict[str, Position] = {}
    for job in scope.all_jobs():
        if not isinstance(job, Job) or job.runs_on is None:
            return None
        for label in job.runs_on.labels:
            if "${{" not in label.value:
                found[label.value] = label.position
                continue
            name = re.fullmatch(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}", label.value)
            legs = matrix.legs(job.strategy) if name is not None else None
            if name is None or legs is None:
                return None
            for leg in legs:
                found[str(leg.get(name[1], ""))] = label.position
    return found
