"""Which file of the repository each page of a new project shall write, so that nobody's file is in the way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.markdown.files import EmitPathError, content_of, emit_path, mark

if TYPE_CHECKING:
    from pathlib import Path

PATHS = {
    "workflows": (".github/workflows/README.md", "docs/ci/WORKFLOWS.md"),
    "runbook": ("docs/ci/RUNBOOK.md",),
    "deployment": ("docs/ci/DEPLOYMENT.md",),
    "troubleshooting": ("docs/ci/TROUBLESHOOTING.md",),
    "report": ("docs/ci/REPORT.md",),
}
"""The pages that become files, and the paths below the repository that each tries, the best first."""


class Target(NamedTuple):
    """The path that a page writes, and the better ones that are taken; without a free one `path` is None."""

    path: str | None
    taken: tuple[str, ...]


def targets(root: Path, source: Path) -> dict[str, Target]:
    """Return the target of each page in the folder `source`, whose page names are the keys of `PATHS`."""
    found: dict[str, Target] = {}
    for page, paths in PATHS.items():
        first = mark(_hint(root, source / f"{page}.md")).encode("utf-8")
        free = next((path for path in paths if _free(root, path, first)), None)
        taken = paths[: paths.index(free)] if free is not None else paths
        found[page] = Target(free, taken)
    return found


def _hint(root: Path, page: Path) -> str:
    # As the builder names the page in the mark: from the repository, or else from the folder of conf.py.
    return os.path.relpath(page, root if page.is_relative_to(root) else page.parents[1]).replace(os.sep, "/")


def _free(root: Path, path: str, first: bytes) -> bool:
    """Say whether a file may be written: there is none, or the very page has written it before."""
    try:
        if root.joinpath(path).is_symlink():
            return False
        place = root.joinpath(*emit_path(root, path).parts)
        old = content_of(place)
        if old is not None:
            return old.startswith(first + b"\n")
        parents = [parent for parent in place.parents if parent.is_relative_to(root)]
        return all(parent.is_dir() or not os.path.lexists(parent) for parent in parents)
    except (EmitPathError, OSError):
        return False
