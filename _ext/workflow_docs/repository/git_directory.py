"""What git knows of a work tree, read from its files: HEAD, branches, tags, the remote, and what a commit holds.

git itself is never started: its settings, which come with a checkout, can name programs that it runs. What is not
read is not known: repositories with `reftable` or SHA-256, and objects that a partial clone or `alternates` keep
elsewhere.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from .git_objects import Entry, ObjectStore
from .git_references import References
from .git_work_tree import WorkTree, find_work_tree
from .reader import decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAX_TAGS = 5
"""How many tags of tags are followed."""

_ID = re.compile(r"[0-9a-f]{40}\Z")


class GitDirectory:
    """The data of git for one work tree."""

    def __init__(self, work_tree: WorkTree) -> None:
        """Take the work tree."""
        self.top = work_tree.top
        self._config = work_tree.config
        self._references = References(work_tree)
        self._objects = ObjectStore(work_tree.common)
        self._tops: dict[str, Entry | None] = {}

    @classmethod
    def find(cls, start: Path) -> GitDirectory | None:
        """Return that of the work tree which a folder belongs to; None without one, or where it cannot be read."""
        work_tree = find_work_tree(start)
        return cls(work_tree) if work_tree is not None else None

    @cached_property
    def head(self) -> str | None:
        """The id of the commit that is checked out."""
        return self._references.head()

    @property
    def references(self) -> Mapping[str, bool]:
        """The names of the branches (True), also of those of `origin`, and of the tags (False)."""
        return self._references.names

    @property
    def origin(self) -> str | None:
        """The address of the remote `origin`; files that the configuration includes do not count."""
        return self._config.get("remote.origin.url")

    def commit(self, name: str) -> str | None:
        """Return the id of the commit that a full or short id, or the name of a tag, means."""
        found = name if _ID.match(name) else self._references.tag(name) or self._objects.find(name)
        for _ in range(MAX_TAGS):
            read = self._objects.read(found) if found is not None else None
            if read is None or read.kind == "commit":
                return found if read is not None else None
            target = re.match(rb"object ([0-9a-f]{40})\n", read.data) if read.kind == "tag" else None
            found = target[1].decode("ascii") if target is not None else None
        return None

    def entry(self, commit: str, path: str) -> Entry | str | None:
        """Return what a commit holds at a path below the top; "" for nothing, None where that is not known."""
        found: Entry | str | None = self._top(commit)
        for name in path.split("/") if path not in {"", "."} else ():
            if not isinstance(found, Entry):
                return found
            if found.kind != "tree":
                return ""
            tree = self._objects.tree(found.id)
            found = None if tree is None else tree.get(name, "")
        return found

    def names(self, commit: str, folder: str) -> list[str]:
        """Return the names in a folder of a commit; empty where it has no such folder, or that is not known."""
        found = self.entry(commit, folder)
        is_tree = isinstance(found, Entry) and found.kind == "tree"
        return sorted(self._objects.tree(found.id) or ()) if isinstance(found, Entry) and is_tree else []

    def text(self, commit: str, path: str) -> str | None:
        """Return the text of a file in a commit; None where it is no text, or not known."""
        found = self.entry(commit, path)
        read = self._objects.read(found.id) if isinstance(found, Entry) and found.kind == "blob" else None
        text = decode(read.data) if read is not None else None
        return text if isinstance(text, str) else None

    def _top(self, commit: str) -> Entry | None:
        if commit not in self._tops:
            read = self._objects.read(commit)
            is_commit = read is not None and read.kind == "commit"
            tree = re.match(rb"tree ([0-9a-f]{40})\n", read.data) if read is not None and is_commit else None
            self._tops[commit] = Entry("tree", tree[1].decode("ascii")) if tree is not None else None
        return self._tops[commit]
