"""The document as text: one line a file, so that a difference shows which workflow has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.channels.data import Document, as_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .document import Facts


def dump(facts: Facts, indent: int | None = None) -> Document:
    """Return the document as JSON in ASCII, with a line break at its end.

    Without `indent` (in spaces) each workflow, action and diagnostic has one line.
    """
    if indent is not None:
        return Document(f"{as_json(facts, indent)}\n")
    return Document("{" + ",".join(_members(facts)) + "\n}\n")


def _members(facts: Facts) -> Iterator[str]:
    for key, value in facts.items():
        match value:
            case dict() if value:
                inner = ",".join(f"\n{as_json(name)}: {as_json(each)}" for name, each in value.items())
                yield f"\n{as_json(key)}: {{{inner}\n}}"
            case list() if value:
                inner = ",".join(f"\n{as_json(each)}" for each in value)
                yield f"\n{as_json(key)}: [{inner}\n]"
            case _:
                yield f"\n{as_json(key)}: {as_json(value)}"
