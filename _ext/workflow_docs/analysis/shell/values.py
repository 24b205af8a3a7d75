"""What a shell variable holds while a script is thought through: texts that are known, or only supposed."""

from __future__ import annotations

import fnmatch
import re
from typing import NamedTuple

from workflow_docs.workflow.numbers import signed


class Value(NamedTuple):
    """A text. Where it is not `known`, it is what an empty world would make it, and another may stand there."""

    text: str
    known: bool = True


class Array(NamedTuple):
    """An indexed array."""

    items: tuple[Value, ...]
    known: bool = True

    def at(self, index: str) -> Value:
        """Return an element by its index as written."""
        number = signed(index)
        if number is None:
            return Value("", known=False)
        if -len(self.items) <= number < len(self.items):
            return self.items[number]
        return Value("", self.known)


EMPTY = Value("")
UNKNOWN = Value("", known=False)
_EXTENDED = re.compile(r"[?*+@!]\(")
MAX_TEXT = 10_000
"""Longer texts are not followed."""


def matches(text: str, pattern: str) -> bool | None:
    """Return whether a text matches a shell pattern, or None for a pattern that is not understood."""
    if _EXTENDED.search(pattern) or len(pattern) > 200 or len(text) > MAX_TEXT:
        return None
    return fnmatch.fnmatchcase(text, pattern)


def escaped(text: str) -> str:
    """Return a quoted text as the pattern that matches only it."""
    return re.sub(r"([*?[])", r"[\1]", text)
