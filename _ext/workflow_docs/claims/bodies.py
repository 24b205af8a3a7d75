"""Bodies of JSON that documents quote: their keys with the places of these, and what differs from another body."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.data import Object, read_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.data import Value

    from .documents import Fence

Path = tuple[str, ...]
"""The keys that lead to a value; `[]` stands for the items of a list."""

ITEMS = "[]"

_ELISION = re.compile(r"(?:,|(?<![\s,]))\s*+(?:\.\.\.|…)\s*(?=[}\]])|(?<=[{\[,])\s*+(?:\.\.\.|…)\s*,?")
_COMMENT = re.compile(r"(?m)(?:^|(?<=[\s,{\[]))(?://|#)[^\"\n]*$")
_TRAILING = re.compile(r",(?=\s*[}\]])")
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]*\Z")


class Body(NamedTuple):
    """A body in a block: its value; `whole` is false where something is left out."""

    value: Object
    whole: bool


class Key(NamedTuple):
    """A key of a body: what leads to it, where it stands in the text of the body, and its value."""

    path: Path
    line: int
    value: Value


def read(fence: Fence) -> Body | None:
    """Return the object that a block holds as JSON, also with `...` or comments in it; None where it holds none."""
    if not fence.text.lstrip().startswith("{"):
        return None
    # What is taken out leaves its lines, so that the rest stands where it stood.
    text = _COMMENT.sub("", fence.text)
    whole = text == fence.text
    shorter = _ELISION.sub(lambda match: "\n" * match.group().count("\n"), text)
    whole = whole and shorter == text
    shorter = _TRAILING.sub("", shorter)
    try:
        json.loads(shorter)
    except (ValueError, RecursionError):
        return None
    value = read_data(shorter, "body.json").value
    return Body(value, whole) if isinstance(value, Object) else None


def keys(value: Value, path: Path = ()) -> Iterator[Key]:
    """Yield the keys of a value and of all values in it; the items of a list are taken together."""
    if isinstance(value, dict):
        for name, inner in value.items():
            place = getattr(name, "position", None)
            here = (*path, str(name))
            yield Key(here, place.line if place else 1, inner)
            yield from keys(inner, here)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, (*path, ITEMS))


def shape(value: Value) -> frozenset[Path]:
    """Return the paths of all keys of a value."""
    return frozenset(key.path for key in keys(value))


def at(value: Value, path: Path) -> Value:
    """Return the value at a path; None where there is none, or where the path leads into a list."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def is_word(value: Value) -> bool:
    """Whether a value is a word that may say how things are, as `healthy` does."""
    return isinstance(value, str) and _WORD.match(value) is not None


def named_alike(values: Iterable[Value]) -> frozenset[Path]:
    """Return the paths of mappings whose keys are names of equal things: two or more, each with the same keys."""
    found = set()
    for value in values:
        for path, inner in [((), value), *((key.path, key.value) for key in keys(value))]:
            if isinstance(inner, dict) and len(inner) > 1:
                shapes = {shape(each) for each in inner.values() if isinstance(each, dict)}
                if len(shapes) == 1 and all(isinstance(each, dict) and each for each in inner.values()):
                    found.add(path)
    return frozenset(found)
