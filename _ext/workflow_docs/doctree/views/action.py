"""The actions of the repository: what they take, run and give, and who uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table
from workflow_docs.workflow.comments import first_sentence
from workflow_docs.workflow.model import CompositeRuns, DockerRuns, JavaScriptRuns

from .cells import plain, title
from .trigger import outputs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.doctree.inline import Cell
    from workflow_docs.workflow.model import Action, AnyJob, UsesStep, Workflow
    from workflow_docs.workflow.repository import ActionFile


def actions(files: Iterable[ActionFile]) -> Table:
    """Return one row an action of the repository."""
    rows = []
    for file in files:
        action = file.action
        runs = action.runs if action is not None else None
        rows.append(
            Row(
                (
                    inline.reference("action", file.folder, file.title, literal=False),
                    inline.code(file.path),
                    inline.code(runs.using.value if runs is not None else None)
                    if action is not None
                    else [nodes.strong("", "cannot be read")],
                    inline.joined([inline.code(item.name.value) for item in action.inputs]) if action else [],
                    inline.prose(first_sentence(action.description)) if action else [],
                )
            )
        )
    return Table(("Action", "File", "Runs with", "Inputs", "Purpose"), tuple(rows), noun="action")


def action_inputs(action: Action) -> Table:
    """Return the inputs of an action."""
    rows = [
        Row(
            (
                inline.source(item.name.position, item.name.value, literal=True),
                inline.text("Yes" if item.is_required else "No"),
                plain(item.default),
                inline.prose(item.deprecation.value if item.deprecation else None),
                inline.prose(item.description),
                inline.source(item.name.position),
            )
        )
        for item in action.inputs
    ]
    columns = ("Input", "Required", "Default", "Deprecated", "Purpose", "Source")
    return Table(columns, tuple(rows), extra=frozenset({"Source"}), noun="input")


def action_outputs(action: Action) -> Table:
    """Return the outputs of an action."""
    return outputs(action.outputs)


def action_runs(action: Action) -> Table:
    """Return the programs that an action runs; those of a composite action are its steps."""
    runs = action.runs
    if runs is None:
        return Table(("Setting", "Value"), ())
    facts: list[tuple[str, Cell]] = []
    match runs:
        case JavaScriptRuns():
            texts = {
                "Main": runs.main,
                "Before": runs.pre,
                "Before, if": runs.pre_if,
                "After": runs.post,
                "After, if": runs.post_if,
            }
        case DockerRuns():
            texts = {
                "Image": runs.image,
                "Entrypoint": runs.entrypoint,
                "Before": runs.pre_entrypoint,
                "Before, if": runs.pre_if,
                "After": runs.post_entrypoint,
                "After, if": runs.post_if,
            }
            facts.append(("Arguments", inline.joined([inline.code(text.value) for text in runs.args])))
            facts.append(("Variables", inline.joined([inline.code(entry.name) for entry in runs.env])))
        case CompositeRuns():
            texts = {}
    facts.extend((name, inline.code(text.value if text else None)) for name, text in texts.items())
    rows = tuple(Row((inline.text(name), cell)) for name, cell in facts if cell)
    return Table(("Setting", "Value"), rows)


def action_users(found: Iterable[tuple[Workflow, AnyJob, UsesStep]]) -> Table:
    """Return the steps of workflows that use an action, and what they pass."""
    rows = [
        Row(
            (
                inline.reference("job", f"{workflow.path}:{job.id.value}", f"{workflow.file}:{job.id.value}"),
                inline.text(f"{step.label}. {title(step)}"),
                inline.joined([inline.code(entry.name) for entry in step.with_]),
                inline.source(step.uses.position),
            )
        )
        for workflow, job, step in found
    ]
    return Table(("Used by", "Step", "Inputs", "Source"), tuple(rows))
