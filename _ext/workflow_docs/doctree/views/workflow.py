"""Workflow files: the overview, who calls a workflow, and what starts after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table
from workflow_docs.workflow.comments import first_sentence

from .trigger import trigger_summary, when

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.doctree.inline import Cell
    from workflow_docs.workflow.model import CallJob, Trigger, Workflow
    from workflow_docs.workflow.repository import WorkflowFile

    from .cells import Describe


def workflows(files: Iterable[WorkflowFile], describe: Describe, *, with_title: bool = True) -> Table:
    """Return the overview: one row a file.

    The workflow's name leads to it, and the name of its file does where that stands alone.
    """
    rows = []
    for file in files:
        workflow = file.workflow
        cells = [
            inline.reference("workflow", file.path, file.title, literal=False),
            _file(file) if with_title else inline.reference("workflow", file.path, file.file),
        ]
        if workflow is None:
            cells += [[nodes.strong("", "cannot be read")], [], []]
        else:
            cells += [
                inline.joined([trigger_summary(trigger) for trigger in workflow.triggers]),
                inline.text(str(len(workflow.jobs))),
                inline.prose(first_sentence(describe("workflow", file.path, workflow.description))),
            ]
        rows.append(Row(tuple(cells)))
    return Table(("Workflow", "File", "Triggers", "Jobs", "Purpose"), tuple(rows), noun="workflow")


def _file(file: WorkflowFile) -> Cell:
    """Return the name of a file; nothing for a workflow without a name, as GitHub shows the file's instead."""
    return inline.code(file.file) if file.title not in {file.file, file.path} else []


def callers(found: Iterable[tuple[Workflow, CallJob]]) -> Table:
    """Return the jobs that call a workflow, and what they pass."""
    rows = [
        Row(
            (
                inline.reference("job", f"{workflow.path}:{job.id.value}", f"{workflow.file}:{job.id.value}"),
                inline.joined([inline.code(entry.name) for entry in job.with_]),
                inline.text("all of the caller's")
                if job.inherits_secrets
                else inline.joined([inline.code(entry.name) for entry in job.secrets]),
                inline.source(job.uses.position),
            )
        )
        for workflow, job in found
    ]
    return Table(("Called by", "Inputs", "Secrets", "Source"), tuple(rows))


def followers(found: Iterable[tuple[Workflow, Trigger]]) -> Table:
    """Return the workflows that start when one runs."""
    rows = [
        Row(
            (
                inline.reference("workflow", workflow.path, workflow.title, literal=False),
                when(trigger),
                inline.source(trigger.event.position),
            )
        )
        for workflow, trigger in found
    ]
    return Table(("Starts afterwards", "When", "Source"), tuple(rows))
