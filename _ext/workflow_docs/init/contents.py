"""What the pages of a new project speak of: the workflows, jobs, environments and starts by hand of a repository.

Only a name that a directive or a role finds again is given to one; whatever cannot be named so is shown as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import diagnostics, gates, references, secrets, usage, weak_gates
from workflow_docs.analysis.graph import JobGraph
from workflow_docs.analysis.objects import Found, ObjectIndex
from workflow_docs.workflow.model import CallJob

from .words import Written, code, plain, run_command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.model import AnyJob, Workflow
    from workflow_docs.workflow.repository import Repository, WorkflowFile


class JobPart(NamedTuple):
    """A job: its id as text, its name for directives (`ci.yml:build`), and what it stops when it fails.

    `calls` is what a job without steps of its own calls; `stops` are references between commas.
    """

    id: str
    name: Written | None
    calls: Written | None
    stops: Written


class WorkflowPart(NamedTuple):
    """A workflow file: its title as text, a link to the file or its name as code, and its name for directives.

    `run` is the code block that starts it by hand, None where that cannot be done or its file has no plain name.
    """

    title: str
    file: Written
    name: Written | None
    readable: bool
    jobs: tuple[JobPart, ...]
    run: Written | None
    has_inputs: bool

    @property
    def detailed(self) -> bool:
        """Whether directives can tell of its content."""
        return self.readable and self.name is not None

    @property
    def several(self) -> bool:
        """Whether a job waits for another."""
        return any(job.stops for job in self.jobs)


class EnvironmentPart(NamedTuple):
    """A deployment environment: its name as text, whether it is known only at run time, and its jobs."""

    title: str
    dynamic: bool
    jobs: tuple[tuple[Written, JobPart], ...]


class Contents(NamedTuple):
    """Everything that the pages are made from; `faults` are the names of warnings that the files cause."""

    workflows: tuple[WorkflowPart, ...]
    environments: tuple[EnvironmentPart, ...]
    gates: bool
    secrets: bool
    variables: bool
    artifacts: bool
    services: bool
    actions: bool
    faults: tuple[str, ...]

    @property
    def runnable(self) -> tuple[WorkflowPart, ...]:
        """The workflows that can be started by hand."""
        return tuple(part for part in self.workflows if part.run is not None)


def contents(repository: Repository) -> Contents:
    """Return what the pages say of a repository."""
    index = ObjectIndex(repository)
    workflows = list(repository.workflows)
    return Contents(
        tuple(_workflow(index, file) for file in repository.files.values()),
        tuple(_environments(index, workflows)),
        gates=bool(gates.gates(workflows, detect=True)),
        secrets=bool(secrets.secrets(repository, workflows)),
        variables=any(True for workflow in workflows for _ in references.uses(workflow, "vars")),
        artifacts=any(usage.artifacts(workflow) for workflow in workflows),
        services=any(usage.services(workflow) for workflow in workflows),
        actions=bool(repository.action_files),
        faults=_faults(repository),
    )


def _faults(repository: Repository) -> tuple[str, ...]:
    found = [*diagnostics.of_repository(repository), *weak_gates.check_gates(repository)]
    return tuple(sorted({f"ci.{problem.kind.value}" for problem in found}))


def _workflow(index: ObjectIndex, file: WorkflowFile) -> WorkflowPart:
    workflow = file.workflow
    name = _name(index, file)
    jobs: tuple[JobPart, ...] = ()
    run: Written | None = None
    inputs = False
    if workflow is not None:
        graph = JobGraph.of(workflow)
        jobs = tuple(_job(index, job, graph, name) for job in workflow.jobs)
        manual = next((each for each in workflow.triggers if each.event.value == "workflow_dispatch"), None)
        if manual is not None and name is not None and not file.broken:
            run = run_command(workflow, manual.inputs)
            inputs = bool(manual.inputs)
    link = Written(f"{{ci:file}}`{file.path}`") if name is not None else code(file.path)
    return WorkflowPart(file.title, link, name, workflow is not None, jobs, run, inputs)


def _name(index: ObjectIndex, file: WorkflowFile) -> Written | None:
    """Return the shortest name by which a directive finds the file."""
    # Where a directive takes several, `ci deploy.yml` could mean two files; a path cannot.
    for name in (file.path,) if " " in file.file else (file.file, file.path):
        if index.repository.find(name) is file:
            return plain(name)
    return None


def _job(index: ObjectIndex, job: AnyJob, graph: JobGraph, owner: Written | None) -> JobPart:
    stops = ", ".join(
        _reference(_job_name(index, owner, graph.jobs[other]), other)
        for other in graph.downstream(job.id.value)
    )
    calls = code(job.uses.value) if isinstance(job, CallJob) else None
    return JobPart(job.id.value, _job_name(index, owner, job), calls, Written(stops))


def _job_name(index: ObjectIndex, owner: Written | None, job: AnyJob) -> Written | None:
    if owner is None or plain(job.id.value) is None or " " in job.id.value:
        return None
    name = f"{owner}:{job.id.value}"
    found = index.find("job", name)
    return Written(name) if isinstance(found, Found) and found.position == job.position else None


def _reference(name: Written | None, shown: str) -> Written:
    return Written(f"{{ci:job}}`{name}`") if name is not None else code(shown)


def _environments(index: ObjectIndex, workflows: Iterable[Workflow]) -> Iterator[EnvironmentPart]:
    groups: dict[str, list[tuple[Written, JobPart]]] = {}
    for row in usage.environments(workflows):
        owner = _name(index, index.repository.files[row.workflow.path])
        part = _job(index, row.job, JobGraph.of(row.workflow), owner)
        groups.setdefault(row.environment.name.value, []).append((_reference(part.name, part.id), part))
    for name, jobs in groups.items():
        yield EnvironmentPart(name, "${{" in name, tuple(jobs))
