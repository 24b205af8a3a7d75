"""Which folder is the repository: the same for every command and for Sphinx builds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOW_FOLDER = ".github/workflows"
"""Where GitHub looks for workflows; it does not look into folders below."""


class Root(NamedTuple):
    """The folder of a repository, resolved, and what was found in it: `.git`, `.github/workflows`, or nothing ("")."""

    folder: Path
    sign: str

    def __str__(self) -> str:
        """Return the folder and how it was found."""
        how = (
            f"the nearest folder upwards with {self.sign}"
            if self.sign
            else "no folder upwards has .git or workflows"
        )
        return f"{self.folder} ({how})"


def find_root(start: Path) -> Root | None:
    """Return the nearest folder, from a path upwards, that has `.git` or `.github/workflows`.

    A symbolic link is followed first. `.git` may be a file, as in a submodule or a linked work tree. The search goes on to
    the root of the file system, also over mounts: a container often mounts a part of a checkout. Without such a folder it
    is the folder of the path itself. None where the path does not exist.
    """
    try:
        place = start.resolve(strict=True)
        folder = place if place.is_dir() else place.parent
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that no file can have
        return None
    for each in (folder, *folder.parents):
        if sign := sign_of(each):
            return Root(each, sign)
    return Root(folder, "")


def sign_of(folder: Path) -> str:
    """Return what shows that a folder is the top of a repository, empty where nothing does or it cannot be looked into."""
    return next((sign for sign in (WORKFLOW_FOLDER, ".git") if os.path.lexists(folder / sign)), "")
