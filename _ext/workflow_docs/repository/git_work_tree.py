"""Finds the git directory of a work tree. Both must agree: a checkout does not decide which other folder is read.

A `.git` that is a folder belongs to the folder that it is in. A `.git` that is a file, of a linked work tree or a
submodule, names a folder elsewhere; that one counts where it names the work tree in its turn, as git writes it. A bare
repository that happens to lie on the way up does not count, nor does any variable of the environment.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from . import git_config
from .reader import Reason, Unread, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MAX_CONFIG = 1024 * 1024
_MAX_LINE = 8192

_EXTENSIONS = frozenset(
    {"noop", "noop-v1", "partialclone", "preciousobjects", "relativeworktrees", "worktreeconfig"}
)
"""The extensions of the format that change nothing of what is read here."""


class WorkTree(NamedTuple):
    """A work tree, by its top folder, and where git keeps its data.

    `folder` has the HEAD of this work tree; `common` has what it shares with those linked to it: references, objects
    and the configuration.
    """

    top: Path
    folder: Path
    common: Path
    config: Mapping[str, str]


def find_work_tree(start: Path) -> WorkTree | None:
    """Return the work tree of the nearest folder upwards that has a `.git`; None where that one cannot be used."""
    try:
        start = start.resolve(strict=True)
        for top in (start, *start.parents):
            try:
                mode = (top / ".git").lstat().st_mode
            except FileNotFoundError:
                continue
            if stat.S_ISDIR(mode):
                return _with_folder(top, top / ".git")
            return _with_file(top) if stat.S_ISREG(mode) else None
    except (OSError, RuntimeError, ValueError):  # up to Python 3.12, a loop of links is a RuntimeError
        return None
    return None


def read_line(folder: Path, name: str) -> str | Unread:
    """Return the only line of a small file in a git directory."""
    data = read_bytes(folder, name, _MAX_LINE)
    return data if isinstance(data, Unread) else os.fsdecode(data).rstrip("\r\n")


def _with_folder(top: Path, folder: Path) -> WorkTree | None:
    """Return the work tree whose git directory is a folder of its own."""
    config = _read_config(folder)
    if config is None or git_config.is_true(config.get("core.bare")) or (folder / "commondir").exists():
        return None
    if "core.worktree" in config and not _is_same(folder / config["core.worktree"], top):
        return None
    return WorkTree(top, folder, folder, config)


def _with_file(top: Path) -> WorkTree | None:
    """Return the work tree whose `.git` is a file that names the git directory."""
    line = read_line(top, ".git")
    if isinstance(line, Unread) or not line.startswith("gitdir: "):
        return None
    folder = (top / line.removeprefix("gitdir: ")).resolve(strict=True)
    common = read_line(folder, "commondir")
    if isinstance(common, Unread):
        found = _with_folder(top, folder) if common.reason is Reason.MISSING else None
        return found if found is not None and "core.worktree" in found.config else None
    back = read_line(folder, "gitdir")
    shared = folder.parent.parent
    if (
        isinstance(back, Unread)
        or not _is_same(folder / back, top / ".git")
        or folder.parent.name != "worktrees"
        or not _is_same(folder / common, shared)
    ):
        return None
    config = _read_config(shared)
    return WorkTree(top, folder, shared, config) if config is not None else None


def _read_config(folder: Path) -> Mapping[str, str] | None:
    """Return the configuration of a repository; None where its format is not one that is read here."""
    data = read_bytes(folder, "config", _MAX_CONFIG)
    config = None if isinstance(data, Unread) else git_config.parse(data)
    if config is None or config.get("core.repositoryformatversion", "0") not in {"0", "1"}:
        return None
    for key, value in config.items():
        section, _, name = key.partition(".")
        usual = (name, value.lower()) in {("objectformat", "sha1"), ("refstorage", "files")}
        if section == "extensions" and not usual and name not in _EXTENSIONS:
            return None
    return config


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.resolve(strict=True) == other.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return False
