"""Where a line of the repository can be seen on GitHub: the commit, the remote and the files it holds unchanged."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from .git_directory import GitDirectory
from .git_objects import Entry

if TYPE_CHECKING:
    from pathlib import Path

_REMOTE = re.compile(
    r"(?:https://(?:[^@/]*@)?|ssh://git@|git@)github\.com[:/](?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?\Z",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A git work tree with a remote on GitHub.

    `prefix` is the repository folder below the top of the work tree.
    """

    url: str
    commit: str
    prefix: PurePosixPath
    git: GitDirectory

    @classmethod
    def read(cls, root: Path) -> Checkout | None:
        """Return the checkout that holds `root`; None without git, commit or a remote on GitHub."""
        git = GitDirectory.find(root)
        remote = _REMOTE.match(git.origin or "") if git is not None else None
        if git is None or remote is None or git.head is None:
            return None
        # Without the commit itself, nothing can be compared.
        if not isinstance(git.entry(git.head, ""), Entry):
            return None
        prefix = PurePosixPath(root.resolve().relative_to(git.top).as_posix())
        return cls(f"https://github.com/{remote['name']}", git.head, prefix, git)

    def permalink(self, path: str, content: bytes, line: int | None = None) -> str | None:
        """Return the address of a line at this commit; None where the commit holds other content.

        A link to a line that has moved since the commit would show the wrong line.
        """
        full = str(self.prefix / path)
        found = self.git.entry(self.commit, full)
        if not isinstance(found, Entry) or found.id not in _blob_ids(content):
            return None
        return f"{self.url}/blob/{self.commit}/{quote(os.fsencode(full))}" + (f"#L{line}" if line else "")


def _blob_ids(content: bytes) -> set[str]:
    """Return git's ids for a file's content, as it is and with the line ends that git may have converted."""
    return {
        hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        for data in (content, content.replace(b"\r\n", b"\n"))
    }
