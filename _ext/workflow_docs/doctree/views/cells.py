"""What several views say in their cells: settings, limits in minutes, lists of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.doctree import inline
from workflow_docs.workflow.model import Mapping, Sequence, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow_docs.doctree.inline import Cell
    from workflow_docs.workflow.model import Value

    Describe = Callable[[str, str, str | None], str | None]
    """Returns what describes an object: (kind, name, its comment) -> text."""


MAX_PLACES = 6
"""How many uses a cell lists before it counts the rest."""


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
