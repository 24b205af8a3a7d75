"""The document as text: one line a file, so that a difference shows which workflow has changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .document import Facts


def dump(facts: Facts, indent: int | None = None) -> str:
    """Return the document as JSON in ASCII, with a line break at its end.

    Without `indent` (in spaces) each workflow, action and diagnostic has one line.
    """
    if indent is not None:
        return json.dumps(facts, indent=indent) + "\n"
    return "{" + ",".join(_members(facts)) + "\n}\n"


def _members(facts: Facts) -> Iterator[str]:
    for key, value in facts.items():
        match value:
            case dict() if value:
                inner = ",".join(f"\n{json.dumps(name)}: {json.dumps(each)}" for name, each in value.items())
                yield f"\n{json.dumps(key)}: {{{inner}\n}}"
            case list() if value:
                inner = ",".join(f"\n{json.dumps(each)}" for each in value)
                yield f"\n{json.dumps(key)}: [{inner}\n]"
            case _:
                yield f"\n{json.dumps(key)}: {json.dumps(value)}"
