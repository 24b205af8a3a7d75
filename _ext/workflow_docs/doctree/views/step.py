"""The steps of a job or of a composite action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence
from workflow_docs.workflow.model import ControlStep, RunStep, UsesStep, step_title, steps_of
from workflow_docs.workflow.repository import local_folder

from .cells import texts

if TYPE_CHECKING:
    from workflow_docs.doctree.inline import Cell
    from workflow_docs.workflow.model import AnyJob, Step, Workflow

    from .cells import Describe


def steps(workflow: Workflow, job: AnyJob, describe: Describe) -> Table:
    """Return one row a step of a job; those inside a `parallel` step follow it."""
    table = []
    for step in steps_of(job):
        purpose = describe("step", f"{workflow.file}:{job.id.value}:{step_title(step)}", step.description)
        table.append(step_row(step, purpose, Thing("step", step_name(workflow, job, step))))
    return Table(STEP_COLUMNS, tuple(table))


STEP_COLUMNS = ("Step", "Name", "Runs", "Condition", "If it fails", "Beside others", "Purpose", "Source")
"""The columns of steps, also of those of an action."""


def step_row(step: Step, purpose: str | None, thing: Thing | None) -> Row:
    """Return the row of a step."""
    return Row(
        (
            inline.text(step.label),
            inline.text(step_title(step)),
            step_action(step),
            inline.code(step.condition.value if step.condition else None),
            _soft(step),
            _beside(step),
            inline.prose(first_sentence(purpose)),
            inline.source(step.position),
        ),
        thing,
    )


def _beside(step: Step) -> Cell:
    """Tell which steps run while others do."""
    if step.parent is not None:
        return inline.text(f"those of step {step.parent}")
    if step.background is not None and step.background.value.lower() == "true":
        return inline.text("those that follow")
    return []


def step_name(workflow: Workflow, job: AnyJob, step: Step) -> str:
    """Return a step's full name in the domain: its id or else its number ends it."""
    return f"{workflow.path}:{job.id.value}:{step.id.value if step.id is not None else step.label}"


def step_action(step: Step) -> Cell:
    """Return what a step runs: the action, or the first command of its script."""
    match step:
        case UsesStep():
            folder = local_folder(step.uses.value)
            return (
                inline.code(step.uses.value)
                if folder is None
                else inline.reference("action", folder, step.uses.value)
            )
        case RunStep():
            written = (line.strip() for line in step.run.value.splitlines())
            lines = [line for line in written if line and not line.startswith("#")]
            shown = [inline.code(line if len(line) <= 80 else line[:79] + "…") for line in lines[:2]]
            if len(lines) <= 2:
                return inline.joined(shown, "; ")
            return [*shown[0], nodes.Text(f" and {len(lines) - 1} more lines")]
        case ControlStep():
            targets = inline.joined([inline.code(text) for text in texts(step.value)])
            return [*inline.code(step.kind), *([nodes.Text(" "), *targets] if targets else [])]


def _soft(step: Step) -> Cell:
    if step.continue_on_error is None or step.continue_on_error.value == "false":
        return []
    if step.continue_on_error.value == "true":
        return inline.text("the job goes on")
    return [nodes.Text("the job goes on if "), *inline.code(step.continue_on_error.value)]
