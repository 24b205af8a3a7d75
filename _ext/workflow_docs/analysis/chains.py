"""Workflows that start when others run: `on.workflow_run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.workflow.model import Sequence, Text
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.repository import Repository


def waits_for(workflow: Workflow) -> Iterator[Text]:
    """Yield the names of the workflows after whose runs this one starts, as the file writes them."""
    for trigger in workflow.triggers:
        for entry in trigger.filters:
            if trigger.event.value == "workflow_run" and entry.name == "workflows":
                items = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
                yield from (item for item in items if isinstance(item, Text))


def check_chains(repository: Repository, workflow: Workflow) -> list[Problem]:
    """Return a problem for every workflow that this one waits for and that the repository does not have."""
    awaited = list(waits_for(workflow))
    # The name of a file that cannot be read is not known.
    if not awaited or any(file.workflow is None for file in repository.files.values()):
        return []
    titles = {other.title for other in repository.workflows}
    return [
        Problem(
            ProblemKind.UNKNOWN_RUN,
            f"no workflow of this repository is named {name.value!r}, so this one never starts after it"
            + did_you_mean(name.value, titles - {workflow.title}),
            name.position,
        )
        for name in awaited
        if name.value not in titles
    ]
