"""The audit of whole documents: which there are, what is found in them, and what is waived."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import changes, commands, documents, excerpts, graphs, links, names, outputs, settings, steps, trees
from .context import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.repository import Repository

    from .documents import Document
    from .findings import Finding

ENDINGS = (".md", ".markdown")
"""The endings of documents."""

MAX_BYTES = 12 * 1024 * 1024
"""A document that is larger is not read."""

CONFIDENCE = 0.5
"""What is less sure is not told."""

_CHECKS = (
    links.check,
    names.check,
    settings.check,
    graphs.check,
    commands.check,
    excerpts.check,
    changes.check,
    trees.check,
    steps.check,
    outputs.check,
)
# What others wrote, or what a tool has made.
_SKIPPED = frozenset(
    {"node_modules", "vendor", "third_party", "site-packages", "dist", "build", "_build", "__pycache__"}
)


class Audit(NamedTuple):
    """The findings by place, and what could not be read, with why."""

    findings: tuple[Finding, ...]
    unread: tuple[tuple[str, str], ...]
    documents: int


def audit(repository: Repository, paths: Iterable[str]) -> Audit:
    """Return what is found in documents, whose paths are those below the root."""
    context = Context(repository)
    found: list[Finding] = []
    unread: list[tuple[str, str]] = []
    count = 0
    for path in paths:
        document = _document(repository, path)
        if isinstance(document, str):
            unread.append((path, document))
            continue
        count += 1
        found.extend(check(document, context))
    return Audit(tuple(sorted(found, key=lambda finding: finding.position)), tuple(unread), count)


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield the findings of one document that are sure enough and not waived."""
    for judge in _CHECKS:
        for finding in judge(document, context):
            waived = document.waived.get(finding.position.line, frozenset())
            if finding.confidence >= CONFIDENCE and not waived & {finding.code.value, "all"}:
                yield finding


def _document(repository: Repository, path: str) -> Document | str:
    place = repository.resolve(path)
    if place is None or not place.is_file():
        return "there is no such file in the repository"
    try:
        if place.stat().st_size > MAX_BYTES:
            return f"it is larger than {MAX_BYTES // 1024**2} MiB"
        return documents.parse(place.read_text(encoding="utf-8-sig"), path)
    except UnicodeDecodeError:
        return "it is no text in UTF-8"
    except OSError as error:
        return error.__class__.__name__


def all_documents(repository: Repository) -> list[str]:
    """Return the paths of all Markdown files of a repository, without those that come from elsewhere."""
    found: list[str] = []
    for name, folders, files in os.walk(repository.root):
        folder = Path(name)
        folders[:] = sorted(
            inner
            for inner in folders
            if inner not in _SKIPPED
            and (not inner.startswith(".") or inner == ".github")
            # A folder with workflows of its own is another repository, or the sample of one.
            and not (folder / inner / ".github" / "workflows").is_dir()
        )
        found.extend(
            (folder / file).relative_to(repository.root).as_posix()
            for file in files
            if file.lower().endswith(ENDINGS)
        )
    return sorted(found)
