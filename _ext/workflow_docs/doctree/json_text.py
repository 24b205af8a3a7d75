"""A value as JSON that people can read: what fits into a line stands in one, the rest is indented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflow_docs.workflow.data import Value

WIDTH = 88
"""How long a line may be."""


def pretty(value: Value, indent: int = 0, used: int = 0) -> str:
    """Return JSON; `used` is what else stands on the first line."""
    line = _line(value)
    if len(line) + indent + used <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = indent + 2
    if isinstance(value, dict):
        parts = [
            f"{_line(str(key))}: {pretty(each, inner, len(_line(str(key))) + 3)}"
            for key, each in value.items()
        ]
        opening, closing = "{}"
    else:
        parts = [pretty(each, inner, 1) for each in value]
        opening, closing = "[]"
    lines = ",\n".join(" " * inner + part for part in parts)
    return f"{opening}\n{lines}\n{' ' * indent}{closing}"


def _line(value: Value) -> str:
    """Return JSON in one line, with numbers as they are written."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_line(str(key))}: {_line(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(_line(each) for each in value) + "]"
        case str():
            return json.dumps(str(value), ensure_ascii=False)
    return str(getattr(value, "written", "")) or json.dumps(value)
