"""Calls of reusable workflows: which file of the repository a job calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.workflow.model import CallJob
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.repository import Repository


def local_path(job: CallJob) -> str | None:
    """Return the path of the called file if it is one of this repository (`./…` or `$/…`), else None."""
    return job.uses.value[2:] if job.uses.value.startswith(("./", "$/")) else None


def check_calls(repository: Repository, workflow: Workflow) -> list[Problem]:
    """Return a problem for every call of a file that the repository does not have."""
    return [
        Problem(
            ProblemKind.UNKNOWN_CALL,
            f"the job {job.id.value!r} calls {path!r}, which is no workflow of this repository"
            + did_you_mean(path, repository.files),
            job.uses.position,
        )
        for job in workflow.jobs
        if isinstance(job, CallJob) and (path := local_path(job)) is not None and path not in repository.files
    ]
