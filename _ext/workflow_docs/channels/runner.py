"""Commands to GitHub's runner, which shows them as annotations at lines of files.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from .data import Document
from .escaping import visible, without_old_commands

Level: TypeAlias = Literal["error", "warning", "notice"]


def annotation(
    level: Level, path: str, line: int, title: str, message: str, column: int | None = None
) -> Document:
    """Return the command that shows a message at a place; nothing in it can be another command."""
    place = f"file={_property(path)},line={line}" + (f",col={column}" if column is not None else "")
    return Document(f"::{level} {place},title={_property(title)}::{_data(message)}\n")


def _data(text: str) -> str:
    # The runner decodes `%0A` and shows a line break.
    return "%0A".join(_neutral(line) for line in text.split("\n"))


def _property(text: str) -> str:
    return _neutral(text).replace(":", "%3A").replace(",", "%2C")


def _neutral(text: str) -> str:
    return without_old_commands(visible(text)).replace("%", "%25")
