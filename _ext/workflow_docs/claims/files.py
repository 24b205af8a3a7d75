"""The files of a repository, without those that tools make or others wrote."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.repository import Repository

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

MAX_FILES = 50_000
"""How many files are listed."""

MAX_BYTES = 400_000
"""The largest file that is searched for words."""

MAX_TEXT = 20_000_000
"""How much text is searched for words in all, in characters."""


def of(root: Path) -> Iterator[str]:
    """Yield the paths of files below a folder, in order."""
    count = 0
    for name, folders, files in os.walk(root):
        folders[:] = sorted(folder for folder in folders if folder not in SKIPPED)
        prefix = Path(name).relative_to(root).as_posix()
        for file in sorted(files):
            count += 1
            if count > MAX_FILES:
                return
            yield file if prefix == "." else f"{prefix}/{file}"


def texts(repository: Repository, paths: list[str]) -> list[str]:
    """Return what files say; those that are large, or no text, are left out."""
    found: list[str] = []
    total = 0
    for path in paths:
        place = repository.resolve(path)
        try:
            if place is None or not place.is_file() or place.stat().st_size > MAX_BYTES:
                continue
            data = place.read_bytes()
        except OSError:
            continue
        if b"\0" in data[:1024]:
            continue
        total += len(data)
        if total > MAX_TEXT:
            break
        found.append(data.decode("utf-8", "replace"))
    return found
