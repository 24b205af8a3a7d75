"""Who refers to a workflow or an action: callers, workflows that start afterwards, and steps that use an action."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from workflow_docs.workflow.model import CallJob, UsesStep, steps_of
from workflow_docs.workflow.repository import local_folder

from .calls import local_path
from .chains import waits_for

if TYPE_CHECKING:
    from workflow_docs.workflow.model import AnyJob, Trigger, Workflow
    from workflow_docs.workflow.repository import Repository


class Backlinks:
    """The references of a repository turned around; each index is made at its first use."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository."""
        self.repository = repository

    @cached_property
    def callers(self) -> dict[str, list[tuple[Workflow, CallJob]]]:
        """The jobs that call a reusable workflow of the repository, by its path."""
        found: dict[str, list[tuple[Workflow, CallJob]]] = {}
        for workflow in self.repository.workflows:
            for job in workflow.jobs:
                if isinstance(job, CallJob) and (path := local_path(job)) is not None:
                    found.setdefault(path, []).append((workflow, job))
        return found

    @cached_property
    def followers(self) -> dict[str, list[tuple[Workflow, Trigger]]]:
        """The workflows that start when another runs (`workflow_run`), by the name of the other."""
        found: dict[str, list[tuple[Workflow, Trigger]]] = {}
        for workflow in self.repository.workflows:
            for trigger in workflow.triggers:
                if trigger.event.value == "workflow_run":
                    for name in dict.fromkeys(text.value for text in waits_for(workflow)):
                        found.setdefault(name, []).append((workflow, trigger))
        return found

    @cached_property
    def users(self) -> dict[str, list[tuple[Workflow, AnyJob, UsesStep]]]:
        """The steps of workflows that use an action of the repository, by its folder."""
        found: dict[str, list[tuple[Workflow, AnyJob, UsesStep]]] = {}
        for workflow in self.repository.workflows:
            for job in workflow.jobs:
                for step in steps_of(job):
                    if isinstance(step, UsesStep) and (folder := local_folder(step.uses.value)) is not None:
                        found.setdefault(folder, []).append((workflow, job, step))
        return found
