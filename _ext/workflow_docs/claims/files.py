"""The files of a repository, without those that tools make or others wrote; every search says whether it was complete."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from workflow_docs.repository import reader
from workflow_docs.repository.hard_coded_secrets import mask

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from workflow_docs.workflow.repository import Repository

T = TypeVar("T")

SKIPPED = frozenset(
    {
        "node_modules",
        "vendor",
        "third_party",
        "site-packages",
        "dist",
        "build",
        "_build",
        "__pycache__",
        ".git",
        ".venv",
        "venv",
    }
)
"""The names of folders that are not looked into."""

MAX_FILES = 200_000
"""How many files are listed."""

MAX_TEXT = 64 * 1024 * 1024
"""How much text is searched in all, in characters."""

NO_SOURCES = (".md", ".markdown", ".rst", ".lock", ".svg")
"""The endings of files whose words name nothing that runs: documents, and what tools write."""

_BINARY = (
    ".png", ".jpg", ".jpeg", ".gif", ".ico", ".webp", ".pdf", ".zip", ".gz", ".tgz", ".xz", ".bz2", ".zst", ".tar", ".jar",
    ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp4", ".mp3", ".wasm", ".so", ".dll", ".exe", ".pyc", ".class",
)  # fmt: skip


class Search(NamedTuple, Generic[T]):
    """What a search found. Where it is not complete, what it did not find may be there all the same: that is not known."""

    found: T
    complete: bool


def listing(root: Path, skipped: Collection[str] = SKIPPED) -> Search[tuple[str, ...]]:
    """Return the paths of the files below a folder, in order, without those in folders of the skipped names."""
    found: list[str] = []
    failed: list[OSError] = []
    top = str(root)
    for name, folders, files in os.walk(top, onerror=failed.append):
        folders[:] = sorted(folder for folder in folders if folder not in skipped)
        prefix = "" if name == top else f"{os.path.relpath(name, top).replace(os.sep, '/')}/"
        found.extend(prefix + file for file in sorted(files))
        if len(found) > MAX_FILES:
            return Search(tuple(found[:MAX_FILES]), complete=False)
    return Search(tuple(found), complete=not failed)


def texts(repository: Repository, paths: Iterable[str]) -> Search[dict[str, str]]:
    """Return what files say, by path; what is no text has nothing to say."""
    found: dict[str, str] = {}
    complete = True
    size = 0
    for path in paths:
        text = _text(repository, path)
        if text is None:
            complete = False
        elif size + len(text) > MAX_TEXT:
            return Search(found, complete=False)
        elif text:
            size += len(text)
            found[path] = text
    return Search(found, complete)


def _text(repository: Repository, path: str) -> str | None:
    """Return the text of a file, empty for what is none or lies elsewhere; None where it cannot be read."""
    if path.lower().endswith(_BINARY):
        return ""
    text = repository.read_text(path)
    if text is not None:
        return text
    data = reader.read_bytes(repository.root, path)
    if isinstance(data, reader.Unread):
        # What a link leads to is listed where it lies, if that is in the repository.
        if data.reason in {reader.Reason.TOO_LARGE, reader.Reason.FAILED} and not is_binary(data.data):
            return "" if (repository.root / path).is_symlink() else None
        return ""
    return "" if is_binary(data) else mask(data.decode("utf-8", "replace"))


def is_binary(data: bytes) -> bool:
    """Return whether bytes are no text, by the rule that git has."""
    return b"\0" in data[:8000]
