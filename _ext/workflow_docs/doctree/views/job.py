"""Jobs: the table of them, and the settings of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis import calls, matrix
from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence
from workflow_docs.workflow.model import CallJob, Job

from .cells import minutes, value_cell

if TYPE_CHECKING:
    from workflow_docs.doctree.inline import Cell
    from workflow_docs.workflow.model import AnyJob, Workflow

    from .cells import Describe


def jobs(workflow: Workflow, describe: Describe) -> Table:
    """Return one row a job."""
    rows = []
    alone = (
        "–" if any(job.needs for job in workflow.jobs) else "no other job" if len(workflow.jobs) > 1 else None
    )
    for job in workflow.jobs:
        name = job.id.value
        rows.append(
            Row(
                (
                    inline.reference("job", f"{workflow.path}:{name}", name),
                    inline.text(job.name.value if job.name and job.name.value != name else None),
                    inline.prose(first_sentence(describe("job", f"{workflow.file}:{name}", job.description))),
                    inline.joined(
                        [inline.reference("job", f"{workflow.path}:{need}", need.value) for need in job.needs]
                    )
                    or inline.text(alone),
                    runs_on(job),
                    matrix_cell(job),
                    environment(job),
                    inline.code(job.condition.value if job.condition else None),
                    minutes(job.timeout_minutes) if isinstance(job, Job) else [],
                    inline.source(job.position),
                ),
                Thing("job", f"{workflow.path}:{name}"),
            )
        )
    return Table(
        (
            "Job",
            "Name",
            "Purpose",
            "Needs",
            "Runs on",
            "Matrix",
            "Environment",
            "Condition",
            "Time limit",
            "Source",
        ),
        tuple(rows),
        extra=frozenset({"Source"}),
        noun="job",
    )


def job_facts(workflow: Workflow, job: AnyJob) -> Table:
    """Return the settings of one job, one row a setting."""
    facts: list[tuple[str, Cell]] = [
        (
            "Needs",
            inline.joined(
                [inline.reference("job", f"{workflow.path}:{need}", need.value) for need in job.needs]
            ),
        ),
        ("Condition", inline.code(job.condition.value if job.condition else None)),
        ("Matrix", matrix_cell(job)),
        ("Permissions", value_cell(job.permissions)),
        ("Concurrency", value_cell(job.concurrency)),
    ]
    match job:
        case Job():
            facts += [
                ("Runs on", runs_on(job)),
                ("Environment", environment(job)),
                (
                    "Container",
                    inline.code(job.container.image.value if job.container and job.container.image else None),
                ),
                ("Time limit", minutes(job.timeout_minutes)),
                (
                    "Continues on error",
                    inline.code(job.continue_on_error.value if job.continue_on_error else None),
                ),
                ("Shell", inline.code(job.defaults.shell.value if job.defaults.shell else None)),
                (
                    "Folder",
                    inline.code(
                        job.defaults.working_directory.value if job.defaults.working_directory else None
                    ),
                ),
                ("Outputs", inline.joined([inline.code(entry.name) for entry in job.outputs])),
            ]
        case CallJob():
            facts += [
                ("Calls", called_workflow(job)),
                ("Inputs", inline.joined([inline.code(entry.name) for entry in job.with_])),
                (
                    "Secrets",
                    inline.text("all of the caller's")
                    if job.inherits_secrets
                    else inline.joined([inline.code(entry.name) for entry in job.secrets]),
                ),
            ]
    rows = tuple(Row((inline.text(name), cell)) for name, cell in facts if cell)
    return Table(("Setting", "Value"), rows)


def runs_on(job: AnyJob) -> Cell:
    """Return the runner of a job; for a call, the workflow that it calls."""
    match job:
        case CallJob():
            return called_workflow(job)
        case Job():
            return inline.code(str(job.runs_on)) if job.runs_on is not None else []


def called_workflow(job: CallJob) -> Cell:
    """Return the workflow that a job calls, linked to its page, or to its file in another repository."""
    path = calls.local_path(job)
    if path:
        return inline.reference("workflow", path, job.uses.value)
    remote = calls.remote_use(job.uses.value)
    return inline.code(job.uses.value) if remote is None else inline.external(remote.url, job.uses.value)


def environment(job: AnyJob) -> Cell:
    """Return the deployment environment of a job."""
    if not isinstance(job, Job) or job.environment is None:
        return []
    name = job.environment.name.value
    return inline.code(name) if "${{" in name else inline.reference("environment", name)


def matrix_cell(job: AnyJob) -> Cell:
    """Return the number of legs and what varies, or the expression that makes the matrix."""
    if job.strategy is None or job.strategy.matrix is None:
        return []
    dynamic = matrix.source(job.strategy)
    if dynamic is not None:
        return [nodes.Text("made at run time: "), *inline.code(dynamic)]
    legs = matrix.legs(job.strategy) or []
    names = dict.fromkeys(key for leg in legs for key in leg)
    return [nodes.Text(f"{len(legs)} legs by "), *inline.joined([inline.code(name) for name in names])]
