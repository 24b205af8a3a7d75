"""What several views say in their cells: settings, limits in minutes, lists of texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.doctree import inline
from workflow_docs.workflow.model import Mapping, Sequence, Text, step_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workflow_docs.doctree.inline import Cell
    from workflow_docs.workflow.model import AnyJob, Step, Value, Workflow

    Describe = Callable[[str, str, str | None], str | None]
    """Returns what describes an object: (kind, name, its comment) -> text."""

    Example = Callable[[str, str], str | None]
    """Returns an example of a value, as a person has written it: (kind, name) -> text."""


MAX_PLACES = 6
"""How many uses a cell lists before it counts the rest."""

_COMMIT = re.compile(r"(?<=@)([0-9a-f]{7})[0-9a-f]{33}\b")


def short(text: str) -> str:
    """Return a text in which the commits of actions are short, as GitHub shows commits."""
    return _COMMIT.sub(r"\1", text)


def job_link(workflow: Workflow, job: AnyJob, *, several: bool) -> Cell:
    """Return a link to a job; where a table is about several workflows, the file stands before its name."""
    name = job.id.value
    return inline.reference("job", f"{workflow.path}:{name}", f"{workflow.file}:{name}" if several else name)


def in_several(workflows: Iterable[Workflow]) -> bool:
    """Tell whether rows are about more than one workflow, so that a job's name alone would not say which."""
    return len({workflow.path for workflow in workflows}) > 1


def title(step: Step) -> str:
    """Return the name of a step as GitHub shows it, the commit of an action short."""
    return short(step_title(step))


def value_cell(value: Value) -> Cell:
    """Return a small setting on one line: a text, or `key: value` pairs."""
    match value:
        case Text():
            return inline.code(value.value)
        case Mapping():
            return inline.joined(
                [inline.code(f"{entry.name}: {_short(entry.value)}") for entry in value.entries]
            ) or inline.text("none")
        case Sequence():
            return inline.joined([value_cell(item) for item in value.items])
        case None:
            return []


def _short(value: Value) -> str:
    return value.value if isinstance(value, Text) else "…" if value is not None else ""


def plain(value: Value) -> Cell:
    """Return a single value as code; nothing for others."""
    return inline.code(value.value) if isinstance(value, Text) else []


def texts(value: Value) -> list[str]:
    """Return a text, or those of a list."""
    match value:
        case Text():
            return [value.value]
        case Sequence():
            return [item.value for item in value.items if isinstance(item, Text)]
        case _:
            return []


def minutes(value: Text | None) -> Cell:
    """Return a limit in minutes, or the expression that makes it."""
    if value is None:
        return []
    return (
        inline.text(f"{value.value} minutes")
        if value.value.replace(".", "").isdigit()
        else inline.code(value.value)
    )
