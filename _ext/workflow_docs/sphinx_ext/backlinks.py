"""What other files say of the one that a page is about: who calls a workflow, starts after it, or uses an action.

A page does not depend on all files of the repository for that; it is read again when this state changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.analysis import calls, chains

if TYPE_CHECKING:
    from workflow_docs.workflow.repository import Repository


def state(repository: Repository, kind: str, name: str) -> str:
    """Return all that a page shows of who refers to a workflow (by path) or an action (by folder), as one text."""
    if kind == "action":
        return repr(
            [
                (
                    workflow.path,
                    job.id.value,
                    step.label,
                    step.name,
                    step.uses,
                    [entry.name for entry in step.with_],
                )
                for workflow, job, step in calls.users(repository, name)
            ]
        )
    file = repository.files.get(name)
    called = [
        (
            workflow.path,
            job.id.value,
            job.uses,
            job.inherits_secrets,
            [entry.name for entry in (*job.with_, *job.secrets)],
        )
        for workflow, job in calls.callers(repository, name)
    ]
    after = (
        [
            (workflow.path, workflow.title, trigger)
            for workflow, trigger in chains.followers(repository, file.workflow)
        ]
        if file is not None and file.workflow is not None
        else []
    )
    return repr((called, after))
