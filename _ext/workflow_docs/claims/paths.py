"""Paths in code: files and folders of the repository that a document names."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from workflow_docs.workflow.names import did_you_mean

from . import about
from .findings import Code, Finding, Judgement
from .statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .context import Context
    from .documents import Document

_PATH = re.compile(
    r"(?:\./)?(?P<path>(?:[\w.@+-]+/)+(?:[\w.@+-]+\.[A-Za-z][A-Za-z0-9]{0,8}|Dockerfile|Makefile)?)(?::\d+(?:-\d+)?|#L\d+(?:-L\d+)?)?\Z"
)
_MADE = frozenset({
    "build", "dist", "out", "target", "coverage", "htmlcov", "node_modules", "vendor", "tmp", "temp", "logs", "log", "reports", "results", "artifacts", "venv", ".venv", "env", ".next", ".nuxt", ".cache", ".git", "_build", "site", "public", ".pytest_cache", ".mypy_cache", ".ruff_cache", "test-results", "playwright-report", "cache", "bin", "obj",
})  # fmt: skip
"""Folders that tools make."""

_PLACE = re.compile(
    r"^(?:path|my|your|example|foo|some|org|owner|user|username|repo|project|app)/|YOUR|EXAMPLE",
    re.IGNORECASE,
)


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every path in code that nothing in the repository has."""
    if (
        about.is_past(document)
        or not context.vocabulary.is_whole
        or not context.repository.is_complete
        or not any("/" in code.text for code in document.codes)
    ):
        return
    for statement in statements(document, context):
        if "/" not in statement.source or not statement.is_claim:
            continue
        for code in re.finditer(r"`([^`\n]+)`", statement.source):
            match = _PATH.fullmatch(code[1].strip())
            if match is None or _PLACE.search(match["path"]) or statement.is_denied(code.start()):
                continue
            if re.search(
                r"\b(?:create|add|generates?|writes?|produces?|creates?|output|saved?|new)\b",
                statement.text,
                re.IGNORECASE,
            ):
                continue  # it comes into being
            if re.search(r"HOME\b|~/|home (?:folder|directory)|\b(?:x{3,}|XYZ)", statement.source):
                continue  # it is not in the repository
            path = posixpath.normpath(match["path"])
            if path.startswith(".github/workflows/"):
                continue  # what is said of workflows is judged by its own rule
            if _is_known(path, document.path, context):
                continue
            parent, _, name = path.rpartition("/")
            known = [file for file in context.vocabulary.files if file.rpartition("/")[2] == name] or [
                file for file in context.vocabulary.files if file.startswith(parent + "/") or parent == ""
            ]
            first = path.partition("/")[0]
            yield Finding(
                Code.PATH, Judgement.MISSING, f"the repository has no {path!r}", statement.at(code.start(1)), statement.shown(),
                suggestion=did_you_mean(path, known, listed=False).removeprefix("; "), confidence=0.75 if first in context.vocabulary.folders else 0.55 if context.pipeline else 0.4,
            )  # fmt: skip


def _is_known(path: str, document: str, context: Context) -> bool:
    parts = path.split("/")
    if (
        path.startswith("..")
        or parts[0] in _MADE
        or any(part in _MADE for part in parts[:-1])
        or parts[-1] in _MADE
    ):
        return True
    if parts[0] not in context.vocabulary.folders and "." not in parts[-1]:
        return True  # it may be anything: a branch, an image, a name
    if re.search(r"\.(?:com|org|io|dev|net|sh|app|me)\Z", parts[0]) or parts[0].startswith("@"):
        return True  # a host, or a package
    if context.exists(path) or context.exists(
        posixpath.normpath(posixpath.join(posixpath.dirname(document), path))
    ):
        return True
    ending = "/" + path
    return any(
        file.endswith(ending) or (file + "/").find(ending + "/") >= 0 for file in context.vocabulary.files
    ) or context.vocabulary.is_said(path)
