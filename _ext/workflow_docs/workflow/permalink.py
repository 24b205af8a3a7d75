"""Where a line of the repository can be seen on GitHub: the commit, the remote and the files it holds unchanged."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

_REMOTE = re.compile(
    r"^(?:https://(?:[^@/]*@)?|ssh://git@|git@)github\.com[:/](?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?$"
)

_HOOK_VARIABLES = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"}
)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A git work tree with a remote on GitHub.

    `prefix` is the repository folder below the top of the work tree; `blobs` are the object ids of the
    files that the commit holds, by path below the top.
    """

    url: str
    commit: str
    prefix: PurePosixPath
    blobs: dict[str, str]

    @classmethod
    def read(cls, root: Path) -> Checkout | None:
        """Return the checkout that holds `root`; None without git, commit or a remote on GitHub."""
        # The cheapest question first: each costs a process, at every build.
        remote = _REMOTE.match(_git(root, "config", "--get", "remote.origin.url") or "")
        if not remote:
            return None
        top = _git(root, "rev-parse", "--show-toplevel")
        commit = _git(root, "rev-parse", "--verify", "HEAD")
        if not top or not commit:
            return None
        listing = _git(root, "ls-tree", "-r", "-z", "--full-tree", "HEAD") or ""
        blobs = {}
        for line in listing.split("\0"):
            meta, _, path = line.partition("\t")
            if path:
                blobs[path] = meta.split(" ")[2]
        prefix = PurePosixPath(root.resolve().relative_to(Path(top).resolve()).as_posix())
        return cls(f"https://github.com/{remote['name']}", commit, prefix, blobs)

    def permalink(self, path: str, content: bytes, line: int | None = None) -> str | None:
        """Return the address of a line at this commit; None where the commit holds other content.

        A link to a line that has moved since the commit would show the wrong line.
        """
        full = str(self.prefix / path)
        if self.blobs.get(full) not in _blob_ids(content):
            return None
        return f"{self.url}/blob/{self.commit}/{quote(full)}" + (f"#L{line}" if line else "")


def references(root: Path) -> dict[str, bool]:
    """Return the names of the branches (True) and tags (False) that git knows for the folder; none without git."""
    listing = _git(
        root, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes/origin", "refs/tags"
    )
    found: dict[str, bool] = {}
    for name in (listing or "").splitlines():
        for prefix, branch in (("refs/tags/", False), ("refs/remotes/origin/", True), ("refs/heads/", True)):
            if name.startswith(prefix):
                found[name.removeprefix(prefix)] = branch
    return found


def kind_at(root: Path, commit: str, path: str) -> str | None:
    """Return what a path below the top is in a commit or tag: `blob`, `tree`, "" for nothing; None if git lacks the commit."""
    if (
        commit.startswith("-")
        or _git(root, "rev-parse", "--quiet", "--verify", f"{commit}^{{commit}}") is None
    ):
        return None
    return _git(root, "cat-file", "-t", f"{commit}:{path}") or ""


def content_at(root: Path, commit: str, path: str) -> str | None:
    """Return the text of a file in a commit or tag."""
    return None if commit.startswith("-") else _output(root, "cat-file", "blob", f"{commit}:{path}")


def _blob_ids(content: bytes) -> set[str]:
    """Return git's ids for a file's content, as it is and with the line ends that git may have converted."""
    return {
        hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        for data in (content, content.replace(b"\r\n", b"\n"))
    }


def _git(root: Path, *arguments: str) -> str | None:
    output = _output(root, *arguments)
    return None if output is None else output.strip("\n\0") or None


def _output(root: Path, *arguments: str) -> str | None:
    # These subcommands only read objects and settings: they run no hook, filter or alias of the repository.
    try:
        done = subprocess.run(  # noqa: S603 (fixed words and a folder, no shell)
            ["git", "-C", str(root), *arguments],  # noqa: S607 (the git that the user has)
            # A git hook sets these for its own repository, which need not be this one.
            env={key: value for key, value in os.environ.items() if key not in _HOOK_VARIABLES},
            capture_output=True,
            check=False,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
