"""Everything that a workflow sets to a plain value, by the key that it has in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.model import Entry, RunStep, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.position import Position

_ASSIGNED = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?P<name>[A-Z][A-Z0-9_]{2,})=(?P<value>[^\s;|&]*)", re.MULTILINE
)


class Setting(NamedTuple):
    """A value of a key: where it stands, and the id of the job that has it."""

    value: str
    position: Position
    job: str | None


def of(workflow: Workflow) -> dict[str, list[Setting]]:
    """Return what a workflow sets, in the order of the file for each key."""
    found: dict[str, list[Setting]] = {}
    for key, text in _walk(workflow._replace(jobs=(), expressions=())):
        found.setdefault(key, []).append(Setting(text.value, text.position, None))
    for job in workflow.jobs:
        for key, text in _walk(job):
            found.setdefault(key, []).append(Setting(text.value, text.position, job.id.value))
    return found


def _walk(part: object) -> Iterator[tuple[str, Text]]:
    match part:
        case Text():
            return
        case Entry():
            if isinstance(part.value, Text):
                yield part.name, part.value
            else:
                yield from _walk(part.value)
        case RunStep():
            for field, value in zip(part._fields, part, strict=True):
                yield from _field(field, value)
            for match in _ASSIGNED.finditer(part.run.value):
                yield match["name"], Text(match["value"], part.run.at(match.start("name")))
        case tuple():
            fields = getattr(part, "_fields", None)
            for field, value in zip(fields or [""] * len(part), part, strict=True):
                yield from _field(field, value)


def _field(field: str, value: object) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        if field:
            # The fields have the names of the keys, as far as Python takes them.
            yield field.rstrip("_").replace("_", "-"), value
    else:
        yield from _walk(value)
