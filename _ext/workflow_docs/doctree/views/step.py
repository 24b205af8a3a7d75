"""The steps of a job or of a composite action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis import main_commands
from workflow_docs.analysis.shell import effective
from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence
from workflow_docs.workflow.model import ControlStep, Job, RunStep, UsesStep, step_title, steps_of
from workflow_docs.workflow.repository import local_folder

from .cells import short, texts, title

if TYPE_CHECKING:
    from workflow_docs.doctree.inline import Cell
    from workflow_docs.workflow.model import Action, AnyJob, Step, Workflow

    from .cells import Describe


def steps(workflow: Workflow, job: AnyJob, describe: Describe, *, with_runs: bool = True) -> Table:
    """Return one row a step of a job; those inside a `parallel` step follow it.

    With the column of what a step runs, one without a name needs none: GitHub's would say the same again.
    """
    table = []
    for step in steps_of(job):
        purpose = describe("step", f"{workflow.file}:{job.id.value}:{step_title(step)}", step.description)
        kind = (
            effective.effective(workflow, job, step).kind
            if isinstance(step, RunStep) and isinstance(job, Job)
            else effective.BASH
        )
        thing = Thing("step", step_name(workflow, job, step))
        named = not with_runs or step.name is not None
        table.append(_row(step, title(step) if named else None, kind, purpose, thing, "the job"))
    return _table(table, "the job")


def composite_steps(action: Action) -> Table:
    """Return one row a step of a composite action."""
    table = []
    for step in action.steps:
        shell = step.shell.value if isinstance(step, RunStep) and step.shell is not None else "bash"
        name = title(step) if step.name is not None else None
        kind = effective.named(shell).kind
        table.append(_row(step, name, kind, step.description, None, "the action"))
    return _table(table, "the action")


def _table(rows: list[Row], owner: str) -> Table:
    return Table(
        ("Step", "Name", "Runs", "Condition", "If it fails", "Beside others", "Purpose", "Source"),
        tuple(rows),
        extra=frozenset({"Source"}),
        noun="step",
        usual={"If it fails": f"{owner} fails"},
        phrases={"If it fails": "if it fails, "},
    )


def _row(
    step: Step, name: str | None, kind: str, purpose: str | None, thing: Thing | None, owner: str
) -> Row:
    return Row(
        (
            inline.source(step.position, step.label),
            inline.text(name),
            step_action(step, kind),
            inline.code(step.condition.value if step.condition else None),
            _if_it_fails(step, owner),
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


def step_action(step: Step, kind: str = effective.BASH) -> Cell:
    """Return what a step runs: the action, or the main commands of its script; `kind` is that of its shell."""
    match step:
        case UsesStep():
            folder = local_folder(step.uses.value)
            return (
                inline.code(short(step.uses.value))
                if folder is None
                else inline.reference("action", folder, step.uses.value)
            )
        case RunStep():
            return _script(step, kind)
        case ControlStep():
            targets = inline.joined([inline.code(text) for text in texts(step.value)])
            return [*inline.code(step.kind), *([nodes.Text(" "), *targets] if targets else [])]


def _script(step: RunStep, kind: str) -> Cell:
    found = main_commands.main(step.run.value, kind)
    place = step.run.position
    if found.commands:
        shown = [
            [*inline.code(command.text), *([] if command.whole else [nodes.Text(" …")])]
            for command in found.commands
        ]
        cell = inline.joined(shown, "; ")
        if found.more:
            return [*cell, nodes.Text(" and "), *inline.source(place, f"{found.more} more")]
        if not all(command.whole for command in found.commands):
            return [*cell, nodes.Text(" ("), *inline.source(place, "in full"), nodes.Text(")")]
        return cell
    if found.requires:
        verb = "is" if len(found.requires) == 1 else "are"
        names = inline.joined([inline.code(name) for name in found.requires])
        return [nodes.Text("ends unless "), *names, nodes.Text(f" {verb} set")]
    if found.writes:
        return [nodes.Text("writes "), *inline.joined([inline.code(f"${name}") for name in found.writes])]
    if not found.lines:
        return []
    lines = inline.source(place, f"{found.lines} line" + ("s" if found.lines > 1 else ""))
    if found.prints:
        return [nodes.Text("prints text ("), *lines, nodes.Text(")")]
    program = step.shell.value.split()[:1] if step.shell is not None else []
    return [*lines, *([nodes.Text(" of "), *inline.code(program[0])] if program else [])]


def _if_it_fails(step: Step, owner: str) -> Cell:
    """Return what becomes of the job, or of the action, if a step fails."""
    soft = step.continue_on_error
    if soft is None or soft.value.lower() == "false":
        return inline.text(f"{owner} fails")
    if soft.value.lower() == "true":
        return inline.text(f"{owner} goes on")
    return [nodes.Text(f"{owner} goes on if "), *inline.code(soft.value)]
