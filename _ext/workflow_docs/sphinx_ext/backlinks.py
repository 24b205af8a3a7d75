"""What other files say of the one that a page is about, as a text that changes when it does.

A page does not depend on all files of the repository for that; it is read again when this text is another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Entry

    from .site import Site


def state(site: Site, kind: str, name: str) -> str:
    """Return all that a page shows of who refers to a workflow (by path) or an action (by folder)."""
    known = site.backlinks
    if kind == "action":
        used = [
            (workflow.path, job.id, step.label, step.name, step.uses, _names(step.with_))
            for workflow, job, step in known.users.get(name, ())
        ]
        return repr(used)
    called = [
        (workflow.path, job.id, job.uses, job.inherits_secrets, _names(job.with_), _names(job.secrets))
        for workflow, job in known.callers.get(name, ())
    ]
    file = site.repository.files.get(name)
    title = file.workflow.title if file is not None and file.workflow is not None else ""
    after = [(workflow.path, workflow.name, trigger) for workflow, trigger in known.followers.get(title, ())]
    return repr((called, after))


def _names(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.name for entry in entries]
