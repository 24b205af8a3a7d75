"""Labels that `gh issue` and `gh pr` name, held against those that workflows make and give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean

from . import words as word_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document

    from .blocks import Written
    from .options import Call

_COMMON = frozenset({
    "bug", "documentation", "duplicate", "enhancement", "good first issue", "help wanted", "invalid", "question", "wontfix",
})  # fmt: skip
"""What every new repository has on GitHub."""


def check(command: Written, call: Call, document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for a label that no workflow knows, where one beside it or nearly called so is known."""
    if call.path[1:2] not in {("issue",), ("pr",)} or call.has("--repo"):
        return
    if not context.all_readable:
        return
    known = context.issues.labels
    said = [
        name.strip()
        for option, value in call.options
        if option in {"--label", "--add-label"}
        for name in word_forms.unquoted(value).split(",")
    ]
    for name in said:
        if (
            not known
            or name in known
            or name in _COMMON
            or word_forms.is_placeholder(name)
            or _is_made(name, document)
        ):
            continue
        near = did_you_mean(name, known, listed=False).removeprefix("; ")
        beside = [other for other in said if other in known]
        if near or beside:
            yield Finding(
                Code.COMMAND_NAME, Judgement.MISSING, f"no workflow makes or gives a label {name!r}", command.position,
                command.text, known[beside[0]] if beside else next(iter(known.values())), suggestion=near, confidence=0.65,
            )  # fmt: skip


def _is_made(name: str, document: Document) -> bool:
    pattern = re.compile(rf"\bgh\s+label\s+create\s+[\"']?{re.escape(name)}(?![\w-])")
    return any(pattern.search(line) for line in document.lines)
