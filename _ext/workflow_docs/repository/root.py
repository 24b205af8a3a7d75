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

    Without such a folder it is the folder of the path itself. None where the path does not exist.
    """
    try:
        place = start.resolve(strict=True)
        folder = place if place.is_dir() else place.parent
        for each in (folder, *folder.parents):
            for sign in (WORKFLOW_FOLDER, ".git"):
                if os.path.lexists(each / sign):
                    return Root(each, sign)
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that no file can have
        return None
    return Root(folder, "")
