"""Git's references, read from their files: what HEAD, branches and tags lead to, and which of them there are."""

from __future__ import annotations

import os
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .git_work_tree import WorkTree, read_line
from .reader import Reason, Unread, read_bytes, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_REFERENCES = 100_000
"""With more loose branches and tags than these, none is known."""

MAX_LINKS = 5
"""How many symbolic references lead on to one another, as in git."""

_MAX_PACKED = 64 * 1024 * 1024
_ID = re.compile(r"[0-9a-f]{40}\Z")
_NAME = re.compile(r"refs/(?!.*(?:\.\.|//|/\.|@\{|\.lock(?:/|\Z)))[^\x00-\x20\x7f~^:?*\[\\]+(?<![./])\Z")
_PACKED = re.compile(r"^([0-9a-f]{40}) (refs/.+)$", re.MULTILINE)
_FOLDERS = {"refs/heads/": True, "refs/remotes/origin/": True, "refs/tags/": False}


class References:
    """The references of a work tree."""

    def __init__(self, work_tree: WorkTree) -> None:
        """Take the work tree."""
        self._folder = work_tree.folder
        self._common = work_tree.common

    def head(self) -> str | None:
        """Return the id of the commit that is checked out; None before the first commit, and where it is not known."""
        return self._resolve(self._folder, "HEAD")

    def tag(self, name: str) -> str | None:
        """Return the id of the object that a tag names."""
        full = f"refs/tags/{name}"
        return self._resolve(self._common, full) if _NAME.match(full) else None

    @cached_property
    def names(self) -> Mapping[str, bool]:
        """The names of the branches (True), also of those of `origin`, and of the tags (False); none if not known.

        A name that is a branch and a tag counts as the tag.
        """
        loose = self._loose()
        if loose is None or self._packed is None:
            return {}
        return {
            name.removeprefix(folder): branch
            for folder, branch in _FOLDERS.items()
            for name in (*self._packed, *loose)
            if name.startswith(folder)
        }

    def _resolve(self, folder: Path, name: str) -> str | None:
        for _ in range(MAX_LINKS):
            line = read_line(folder, name)
            if isinstance(line, Unread):
                absent = line.reason in {
                    Reason.MISSING,
                    Reason.NOT_REGULAR,
                }  # a folder may have the same name
                return self._packed.get(name) if absent and self._packed is not None else None
            line = line.rstrip(" \t\n")
            if _ID.match(line):
                return line
            name, folder = line.removeprefix("ref:").lstrip(" \t"), self._common
            if not line.startswith("ref:") or not _NAME.match(name):
                return None
        return None

    @cached_property
    def _packed(self) -> Mapping[str, str] | None:
        """The references in the file `packed-refs`; None where it cannot be read."""
        data = read_bytes(self._common, "packed-refs", _MAX_PACKED)
        if isinstance(data, Unread):
            return {} if data.reason is Reason.MISSING else None
        return {name: found for found, name in _PACKED.findall(os.fsdecode(data)) if _NAME.match(name)}

    def _loose(self) -> list[str] | None:
        """Return the references that have a file of their own; None where they are too many, or cannot be listed."""
        found: list[str] = []
        for place in _FOLDERS:
            top = resolve(self._common, place)
            if isinstance(top, Unread):
                if top.reason is Reason.MISSING:
                    continue
                return None
            for folder, _, names in os.walk(top):
                prefix = Path(folder).relative_to(self._common).as_posix()
                found += [f"{prefix}/{name}" for name in names]
                if len(found) > MAX_REFERENCES:
                    return None
        return [name for name in found if _NAME.match(name) and self._resolve(self._common, name) is not None]
