"""Copied text: which blocks of documents stand literally in a workflow, an action or a script of the repository."""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from . import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.repository import Repository

    from .measures import Block

ENDINGS = frozenset(
    {".yml", ".yaml", ".sh", ".bash", ".zsh", ".ps1", ".py", ".js", ".mjs", ".ts", ".rb", ".pl", ".sql"}
)
"""The endings of the files that count as workflows and scripts."""

NAMES = frozenset({"Dockerfile", "Makefile"})
"""The names of files that count as scripts without an ending."""


class Sources:
    """The workflows and scripts of a repository, read at their first use."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository."""
        self.repository = repository

    def lines(self, blocks: list[Block]) -> int:
        """Return the number of lines of the blocks whose text stands in a file, wherever it is indented to."""
        return sum(block.text.count("\n") for block in blocks if block.text.strip() and self.has(block.text))

    def has(self, text: str) -> bool:
        """Tell whether a text stands in one of the files."""
        wanted = _normal(text.strip("\n"))
        return any(wanted in known for known in self._texts)

    @property
    def complete(self) -> bool:
        """Whether all of the files could be read."""
        return self._listing.complete and self._files.complete

    @cached_property
    def _listing(self) -> files.Search[tuple[str, ...]]:
        return files.listing(self.repository.root)

    @cached_property
    def _files(self) -> files.Search[dict[str, str]]:
        return files.texts(self.repository, self._paths())

    @cached_property
    def _texts(self) -> list[str]:
        return [_normal(text) for text in self._files.found.values()]

    def _paths(self) -> Iterator[str]:
        for path in self._listing.found:
            place = PurePosixPath(path)
            if place.name in NAMES or place.suffix.lower() in ENDINGS:
                yield path


def _normal(text: str) -> str:
    """Return the lines without their indentation, each with a line end before and after it."""
    return "\n" + "".join(f"{line.strip()}\n" for line in text.splitlines())
