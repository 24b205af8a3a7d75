"""Advice that tells the present value (`timeout-minutes: 30  # up from 20`), held against the workflows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.workflow.position import Position
from workflow_docs.workflow.reader import MappingNode, ScalarNode

from .findings import Code, Finding, Judgement
from .leads import lead
from .quotes import pairs, plain
from .subjects import workflow_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .context import Context
    from .documents import Document, Fence

_LANGUAGES = frozenset({"yaml", "yml"})
_CHANGE = re.compile(
    r"^\s*+(?:-\s++)?(?P<key>[A-Za-z][\w-]*+):\s++(?P<new>[^\s#]++)\s++#.*?\b(?:from|was|instead\s+of|currently|previously)\s*+(?::\s*+)?"
    r"[`'\"]?(?P<old>\d[\w.]*)"
)


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every comment that says of a setting what no workflow has."""
    for fence in document.fences:
        if fence.language in _LANGUAGES and "#" in fence.text:
            yield from _check(document, fence, context)


def _check(document: Document, fence: Fence, context: Context) -> Iterator[Finding]:
    for number, line in enumerate(fence.text.split("\n")):
        match = _CHANGE.match(line) if "#" in line else None
        if match is None:
            continue
        named, other = workflow_named((lead(document, fence), *reversed(fence.above)), context)
        if named is None and other:
            return
        values: dict[str, Position] = {}
        for workflow in [named] if named is not None else context.repository.workflows:
            source = context.sources.source(workflow.path)
            for place in source.by_key.get(match["key"], ()) if source is not None else ():
                if not isinstance(place.node, MappingNode):
                    continue
                for key, value in pairs(place.node):
                    if key.value == match["key"] and isinstance(value, ScalarNode):
                        start = value.start_mark
                        at = Position(workflow.path, start.line + 1, start.column + 1)
                        values.setdefault(plain(value.value), at)
        if not values or match["old"] in values or any("${{" in value for value in values):
            continue
        shown = ", ".join(sorted(values)[:5])
        where = named.file if named is not None else "the workflows"
        yield Finding(
            Code.EXCERPT_VALUE, Judgement.CONTRADICTED, f"{match['key']} is {shown} in {where}, and nowhere {match['old']}",
            Position(document.path, fence.position.line + number, match.start("key") + 1), line.strip(),
            next(iter(values.values())), confidence=0.8,
        )  # fmt: skip
