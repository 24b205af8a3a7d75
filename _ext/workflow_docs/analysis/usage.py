"""Rows about what workflows set and make: variables by scope, artifacts, environments, services, commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflow_docs.workflow.model import Entry, Job, RunStep, Service, Text, UsesStep, steps_of

from . import shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.model import AnyJob, Environment, Step, Workflow
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.user_patterns import Expression

    from .shell.grammar import Command


EVERY_ARTIFACT = "every artifact of the run"
"""What a download without a name takes."""


@dataclass(frozen=True, slots=True)
class EnvRow:
    """An entry of an `env:` block; without a step its scope is the job, without a job the workflow."""

    entry: Entry
    workflow: Workflow
    job: Job | None = None
    step: Step | None = None

    @property
    def scope(self) -> str:
        """`workflow`, `job` or `step`."""
        return "step" if self.step is not None else "job" if self.job is not None else "workflow"


@dataclass(frozen=True, slots=True)
class ArtifactRow:
    """An artifact that a step uploads (`action` is `upload`) or downloads."""

    name: str
    action: str
    path: str | None
    retention_days: str | None
    workflow: Workflow
    job: Job
    step: UsesStep
    position: Position


@dataclass(frozen=True, slots=True)
class EnvironmentRow:
    """A job that deploys to an environment."""

    environment: Environment
    workflow: Workflow
    job: Job


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service container of a job."""

    service: Service
    workflow: Workflow
    job: Job


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command in a `run:` script."""

    command: Command
    workflow: Workflow
    job: Job
    step: RunStep

    @property
    def position(self) -> Position:
        """Where the command starts in the workflow file."""
        return shell.command_position(self.step.run, self.command)


def env(
    workflow: Workflow, scopes: Iterable[str] = ("workflow", "job", "step"), job_id: str | None = None
) -> list[EnvRow]:
    """Return the `env:` entries of a workflow in file order; only those of one job where `job_id` is given."""
    rows: list[EnvRow] = []
    wanted = set(scopes)
    if "workflow" in wanted and job_id is None:
        rows.extend(EnvRow(entry, workflow) for entry in workflow.env)
    for job in _own_jobs(workflow, job_id):
        if "job" in wanted:
            rows.extend(EnvRow(entry, workflow, job) for entry in job.env)
        if "step" in wanted:
            rows.extend(EnvRow(entry, workflow, job, step) for step in job.steps for entry in step.env)
    return rows


def artifacts(workflow: Workflow) -> list[ArtifactRow]:
    """Return the steps of `actions/upload-artifact` and `actions/download-artifact`, in file order."""
    rows = []
    for job in _own_jobs(workflow):
        for step in steps_of(job):
            if not isinstance(step, UsesStep):
                continue
            match = re.match(r"actions/(upload|download)-artifact(?:/merge)?@", step.uses.value)
            if match is None:
                continue
            given = {entry.name: entry for entry in step.with_}
            named = given.get("name") or given.get("pattern")
            default = "artifact" if match.group(1) == "upload" else EVERY_ARTIFACT
            rows.append(
                ArtifactRow(
                    name=(named.text if named else None) or default,
                    action=match.group(1),
                    path=given["path"].text if "path" in given else None,
                    retention_days=given["retention-days"].text if "retention-days" in given else None,
                    workflow=workflow,
                    job=job,
                    step=step,
                    position=named.position if named else step.uses.position,
                )
            )
    return rows


def environments(workflows: Iterable[Workflow]) -> list[EnvironmentRow]:
    """Return the jobs with an `environment:`, by the environment's name, then in file order."""
    rows = [
        EnvironmentRow(job.environment, workflow, job)
        for workflow in workflows
        for job in _own_jobs(workflow)
        if job.environment is not None
    ]
    return sorted(rows, key=lambda row: row.environment.name.value)


def services(workflow: Workflow, job_id: str | None = None) -> list[ServiceRow]:
    """Return the service containers of a workflow, in file order."""
    return [
        ServiceRow(service, workflow, job) for job in _own_jobs(workflow, job_id) for service in job.services
    ]


def commands(workflow: Workflow, pattern: Expression) -> list[CommandRow]:
    """Return the commands whose text the pattern finds (`search`), in file order."""
    rows: list[CommandRow] = []
    for job in _own_jobs(workflow):
        for step in steps_of(job):
            if isinstance(step, RunStep):
                rows.extend(
                    CommandRow(command, workflow, job, step)
                    for command in shell.commands(step.run.value)
                    if pattern.search(command.text)
                )
    return rows


def effective_shell(workflow: Workflow, job: Job, step: RunStep) -> Text | None:
    """Return the shell that a step, its job or its workflow names; None where the runner's default applies."""
    return step.shell or job.defaults.shell or workflow.defaults.shell


def working_directory(workflow: Workflow, job: Job, step: RunStep) -> Text | None:
    """Return the folder that a step, its job or its workflow names; None for the workspace."""
    return step.working_directory or job.defaults.working_directory or workflow.defaults.working_directory


def _own_jobs(workflow: Workflow, job_id: str | None = None) -> Iterator[Job]:
    for job in workflow.jobs:
        if isinstance(job, Job) and job_id in {None, job.id.value}:
            yield job


def find_job(workflow: Workflow, name: str) -> AnyJob | None:
    """Return a job by its id, or by its name where just one job has it."""
    by_id = workflow.job(name)
    if by_id is not None:
        return by_id
    named = [job for job in workflow.jobs if job.name is not None and job.name.value == name]
    return named[0] if len(named) == 1 else None


def find_step(job: AnyJob, name: str) -> Step | None:
    """Return a step by its id, its name, or its number (`3`, or `3.1` inside the parallel step 3)."""
    for step in steps_of(job):
        if (step.id is not None and step.id.value == name) or step.label == name:
            return step
    named = [step for step in steps_of(job) if step.name is not None and step.name.value == name]
    return named[0] if named else None
