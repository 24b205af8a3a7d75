"""What a document is about: the pipeline, the past, or something else, where names mean other things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .context import Context
    from .documents import Document

_PAST = re.compile(
    r"(?:^|/)(?:changelog|changes|history|news|release[-_ ]?notes|releases|whats[-_ ]?new)(?:[-_.][^/]*)?\.(?:md|markdown|rst)\Z",
    re.IGNORECASE,
)
_MADE_UP = re.compile(r"(?:^|/)(?:fixtures?|testdata|__snapshots__|snapshots|golden)/", re.IGNORECASE)
_HEADING = re.compile(
    r"\b(?:CI|CD|CI/CD|continuous (?:integration|delivery|deployment)|pipelines?|workflows?|deploy\w*|GitHub Actions|runbook|rollback|quality gates?|jobs)\b",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"^[^\S\n]*(?:\$ )?gh (?:workflow|run|secret|variable|cache)\b", re.MULTILINE)
ENOUGH = 4
"""How many signs make a document one about the pipeline."""


def is_past(document: Document) -> bool:
    """Return whether a document tells how things were, such as a changelog; or is no document of the repository at all."""
    return _PAST.search(document.path) is not None or _MADE_UP.search(document.path) is not None


def is_about_pipeline(document: Document, context: Context) -> bool:
    """Return whether a document is about workflows, by its place, its headings, and the workflows that it names."""
    if document.path.startswith(".github/workflows/"):
        return True
    signs = sum(
        2 if heading.level == 1 else 1 for heading in document.headings if _HEADING.search(heading.text)
    )
    for fence in document.fences:
        signs += len(_COMMAND.findall(fence.text))
    for line in document.lines:
        if ".y" in line:
            signs += sum(file.file in line for file in context.repository.files.values())
        if signs >= ENOUGH:
            return True
    return signs >= ENOUGH
