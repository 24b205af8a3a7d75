"""What starts a workflow, and what it declares for those who start it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis import cron
from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence

from .cells import MAX_PLACES, plain, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_docs.doctree.inline import Cell
    from workflow_docs.workflow.model import Output, Schedule, Trigger, Workflow

    from .cells import Describe, Example


# How a filter is said before its values: one, several.
_FILTERS = {
    "branches": ("branch", "branches"),
    "branches-ignore": ("every branch but", "every branch but"),
    "tags": ("tag", "tags"),
    "tags-ignore": ("every tag but", "every tag but"),
    "paths": ("path", "paths"),
    "paths-ignore": ("every path but", "every path but"),
    "types": ("type", "types"),
    "workflows": ("after", "after"),
}
# When an event without a filter starts a workflow.
_ALWAYS = {
    "push": "every branch and tag",
    "pull_request": "every branch",
    "pull_request_target": "every branch",
    "workflow_dispatch": "by hand",
    "workflow_call": "called by another workflow",
    "repository_dispatch": "called from outside of GitHub",
}


def trigger_summary(trigger: Trigger) -> Cell:
    """Return one event with its branches or its times, in few words."""
    cell = inline.code(trigger.event.value)
    shown = [
        inline.code(text)
        for entry in trigger.filters
        if entry.name in {"branches", "tags"}
        for text in texts(entry.value)
    ]
    shown += [_time(schedule) for schedule in trigger.schedules]
    if shown:
        cell += [nodes.Text(" ("), *inline.joined(shown), nodes.Text(")")]
    return cell


def triggers(workflows: Iterable[Workflow], *, with_workflow: bool, describe: Describe) -> Table:
    """Return one row an event of each workflow: what starts it.

    Of several workflows, those that the same event starts stand in one row.
    """
    found: dict[object, list[tuple[Workflow, Trigger]]] = {}
    for workflow in workflows:
        for trigger in workflow.triggers:
            said = "".join(node.pformat() for node in when(trigger))
            key = (
                (trigger.event.value, said, trigger.description) if with_workflow else trigger.event.position
            )
            found.setdefault(key, []).append((workflow, trigger))
    rows = [_trigger_row(uses, with_workflow=with_workflow, describe=describe) for uses in found.values()]
    if with_workflow:
        rows.sort(key=lambda row: row.cells[0][0].astext())
    columns = ("Event", "Workflow", "When", "Purpose", "Source")
    return Table(columns, tuple(rows), extra=frozenset({"Source"}), noun="event")


def _trigger_row(uses: Sequence[tuple[Workflow, Trigger]], *, with_workflow: bool, describe: Describe) -> Row:
    _, trigger = uses[0]
    event = trigger.event
    owners = [
        inline.reference("workflow", workflow.path, workflow.title, literal=False) for workflow, _ in uses
    ]
    return Row(
        (
            inline.source(event.position, event.value, literal=True)
            if len(uses) == 1
            else inline.code(event.value),
            inline.joined(owners) if with_workflow else [],
            when(trigger),
            inline.prose(first_sentence(describe("trigger", event.value, trigger.description))),
            inline.joined([inline.source(each.event.position) for _, each in uses]),
        )
    )


def inputs(workflow: Workflow, describe: Describe, example: Example) -> Table:
    """Return the inputs of `workflow_dispatch` and `workflow_call`."""
    rows = [
        Row(
            (
                inline.source(item.name.position, item.name.value, literal=True),
                inline.code(trigger.event.value),
                inline.text(item.type.value if item.type else "string"),
                inline.text("Yes" if item.is_required else "No"),
                plain(item.default),
                inline.joined([inline.code(option.value) for option in item.options]),
                inline.prose(describe("input", f"{workflow.file}:{item.name.value}", item.description)),
                inline.code(example("input", f"{workflow.file}:{item.name.value}")),
                inline.source(item.name.position),
            ),
            Thing("input", f"{workflow.path}:{item.name.value}"),
        )
        for trigger in workflow.triggers
        for item in trigger.inputs
    ]
    columns = ("Input", "Event", "Type", "Required", "Default", "Options", "Purpose", "Example", "Source")
    return Table(columns, tuple(rows), extra=frozenset({"Source"}), noun="input")


def call_secrets(workflow: Workflow, describe: Describe) -> Table:
    """Return the secrets that `workflow_call` declares."""
    rows = [
        Row(
            (
                inline.source(secret.name.position, secret.name.value, literal=True),
                inline.text("Yes" if secret.is_required else "No"),
                inline.prose(describe("secret", secret.name.value, secret.description)),
                inline.source(secret.name.position),
            )
        )
        for trigger in workflow.triggers
        for secret in trigger.secrets
    ]
    columns = ("Secret of a call", "Required", "Purpose", "Source")
    return Table(columns, tuple(rows), extra=frozenset({"Source"}), noun="secret")


def call_outputs(workflow: Workflow) -> Table:
    """Return the outputs that `workflow_call` declares."""
    return outputs(output for trigger in workflow.triggers for output in trigger.outputs)


def outputs(declared: Iterable[Output]) -> Table:
    """Return the outputs that a workflow or an action declares."""
    rows = [
        Row(
            (
                inline.source(output.name.position, output.name.value, literal=True),
                inline.code(output.value.value if output.value else None),
                inline.prose(output.description),
                inline.source(output.name.position),
            )
        )
        for output in declared
    ]
    columns = ("Output", "Value", "Purpose", "Source")
    return Table(columns, tuple(rows), extra=frozenset({"Source"}), noun="output")


def when(trigger: Trigger) -> Cell:
    """Return what an event must match to start the workflow, or at which times it does."""
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
        one, several = _FILTERS.get(entry.name, (entry.name, entry.name))
        parts.append([nodes.Text(f"{one if len(found) == 1 else several} "), *shown])
    parts += [_time(schedule, exact=True) for schedule in trigger.schedules]
    return inline.joined(parts, "; ") or inline.text(_ALWAYS.get(trigger.event.value))


def _time(schedule: Schedule, *, exact: bool = False) -> Cell:
    """Return the times of a schedule in words, where they are plain, and else, or with `exact`, as it is written."""
    written = inline.code(schedule.cron.value)
    words = cron.in_words(schedule.cron.value)
    if words is None:
        zone = [nodes.Text(" in "), *inline.code(schedule.timezone.value)] if schedule.timezone else []
        return [*(inline.text("cron ") if exact else []), *written, *zone]
    zone_name = schedule.timezone.value if schedule.timezone else "UTC"
    said = inline.text(f"{words} {zone_name}" if " at " in words else words)
    return [*said, nodes.Text(" ("), *written, nodes.Text(")")] if exact else said
