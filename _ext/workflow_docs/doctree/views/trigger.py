"""What starts a workflow, and what it declares for those who start it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence

from .cells import MAX_PLACES, plain, texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.doctree.inline import Cell
    from workflow_docs.workflow.model import Output, Trigger, Workflow

    from .cells import Describe


def trigger_summary(trigger: Trigger) -> Cell:
    """Return one event with its branches, in few words."""
    cell = inline.code(trigger.event.value)
    branches = [
        text for entry in trigger.filters if entry.name in {"branches", "tags"} for text in texts(entry.value)
    ]
    if branches:
        cell += [nodes.Text(" ("), *inline.joined([inline.code(text) for text in branches]), nodes.Text(")")]
    return cell


def triggers(workflows: Iterable[Workflow], *, with_workflow: bool, describe: Describe) -> Table:
    """Return one row an event of each workflow: what starts it."""
    rows = [
        Row(
            (
                inline.code(trigger.event.value),
                inline.reference("workflow", workflow.path, workflow.title, literal=False)
                if with_workflow
                else [],
                filters(trigger),
                inline.prose(first_sentence(describe("trigger", trigger.event.value, trigger.description))),
                inline.source(trigger.event.position),
            )
        )
        for workflow in workflows
        for trigger in workflow.triggers
    ]
    if with_workflow:
        rows.sort(key=lambda row: row.cells[0][0].astext())
    return Table(("Event", "Workflow", "Only for", "Purpose", "Source"), tuple(rows))


def inputs(workflow: Workflow, describe: Describe) -> Table:
    """Return the inputs of `workflow_dispatch` and `workflow_call`."""
    rows = [
        Row(
            (
                inline.code(item.name.value),
                inline.code(trigger.event.value),
                inline.text(item.type.value if item.type else "string"),
                inline.text("Yes" if item.is_required else "No"),
                plain(item.default),
                inline.joined([inline.code(option.value) for option in item.options]),
                inline.prose(describe("input", f"{workflow.file}:{item.name.value}", item.description)),
                inline.source(item.name.position),
            ),
            Thing("input", f"{workflow.path}:{item.name.value}"),
        )
        for trigger in workflow.triggers
        for item in trigger.inputs
    ]
    return Table(
        ("Input", "Event", "Type", "Required", "Default", "Options", "Purpose", "Source"), tuple(rows)
    )


def call_secrets(workflow: Workflow, describe: Describe) -> Table:
    """Return the secrets that `workflow_call` declares."""
    rows = [
        Row(
            (
                inline.code(secret.name.value),
                inline.text("Yes" if secret.is_required else "No"),
                inline.prose(describe("secret", secret.name.value, secret.description)),
                inline.source(secret.name.position),
            )
        )
        for trigger in workflow.triggers
        for secret in trigger.secrets
    ]
    return Table(("Secret of a call", "Required", "Purpose", "Source"), tuple(rows))


def call_outputs(workflow: Workflow) -> Table:
    """Return the outputs that `workflow_call` declares."""
    rows = [output_row(output) for trigger in workflow.triggers for output in trigger.outputs]
    return Table(("Output", "Value", "Purpose", "Source"), tuple(rows))


def output_row(output: Output) -> Row:
    """Return the row of a declared output."""
    return Row(
        (
            inline.code(output.name.value),
            inline.code(output.value.value if output.value else None),
            inline.prose(output.description),
            inline.source(output.name.position),
        )
    )


def filters(trigger: Trigger) -> Cell:
    """Return what an event must match to start the workflow."""
    parts: list[Cell] = []
    for entry in trigger.filters:
        found = texts(entry.value)
        after = trigger.event.value == "workflow_run" and entry.name == "workflows"
        cells = [
            inline.reference("workflow", text, text, literal=False) if after else inline.code(text)
            for text in found[:MAX_PLACES]
        ]
        shown = inline.joined(cells)
        if len(found) > MAX_PLACES:
            shown += inline.text(f" and {len(found) - MAX_PLACES} more")
        parts.append([nodes.Text(f"{entry.name} "), *shown])
    for schedule in trigger.schedules:
        zone = [nodes.Text(" in "), *inline.code(schedule.timezone.value)] if schedule.timezone else []
        parts.append([nodes.Text("cron "), *inline.code(schedule.cron.value), *zone])
    return inline.joined(parts, "; ")
