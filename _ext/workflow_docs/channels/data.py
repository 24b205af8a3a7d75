"""Documents for other programs: JSON, and lines of Markdown, as they are printed."""

from __future__ import annotations

import json
import re
from typing import NewType

from .escaping import without_commands

Document = NewType("Document", str)
"""A text that has passed the boundary of its format; only functions of this package make one."""

_COMMAND = re.compile(r"##(?=\w*\[)")


def as_json(value: object, indent: int | None = None) -> Document:
    """Return JSON in ASCII without a line break at its end; a log of a runner sees no command in it."""
    # Of JSON itself, nothing has a `#`: it stands in a string, where an escape means the same.
    return Document(_COMMAND.sub(r"#\\u0023", json.dumps(value, indent=indent)))


def joined(parts: list[Document]) -> Document:
    """Return documents one after the other."""
    return Document("".join(parts))


def markdown_line(line: str) -> Document:
    """Return a line of Markdown, whose texts were escaped for it, so that it can be printed in a log."""
    return Document(f"{without_commands(line)}\n")
