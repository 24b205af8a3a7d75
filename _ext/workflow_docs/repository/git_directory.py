"""The `.git` of a work tree, read from its files: HEAD, branches, tags, the remote, and what a commit holds.

git itself is never started: its settings, which come with a checkout, can name programs that it runs. What is not
read is not known: repositories with `reftable` or SHA-256, and objects that a partial clone or `alternates` keep
elsewhere.
"""

from __future__ import annotations

import os
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .git_objects import ObjectStore
from .reader import Unread, decode, read_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_REFERENCES = 100_000
"""How many branches and tags are listed."""

MAX_LINKS = 5
"""How many symbolic references, or tags of tags, lead on to one another."""

_LIMIT = 64 * 1024 * 1024
_ID = re.compile(r"[0-9a-f]{40}\Z")
_REFERENCE = re.compile(r"refs/(?!.*(?:\.\.|//|/\.|@\{|\.lock(?:/|\Z)))[^\x00-\x20\x7f~^:?*\[\\]+(?<![./])\Z")


class Entry(NamedTuple):
    """What a tree holds under a name: its kind, `blob`, `tree` or `commit` (a submodule), and its id."""

    kind: str
    id: str


class GitDirectory:
    """The git directory of one work tree."""

    def __init__(self, top: Path, folder: Path) -> None:
        """Take the top folder of the work tree, and its git directory."""
        self.top = top
        self._folder = folder
        common = _line(folder / "commondir")
        self._common = folder / common if common else folder
        self._objects = ObjectStore(self._common / "objects")
        self._trees: dict[str, Mapping[str, Entry] | None] = {}

    @classmethod
    def find(cls, start: Path) -> GitDirectory | None:
        """Return that of the nearest folder upwards that has a `.git`; a bare repository found on the way is none."""
        for top in (start, *start.parents):
            place = top / ".git"
            if not os.path.lexists(place):
                continue
            if place.is_dir():
                folder = place
            else:  # of a linked work tree, or of a submodule
                line = _line(place) or ""
                if not line.startswith("gitdir: "):
                    return None
                folder = top / line.removeprefix("gitdir: ")
            return cls(top, folder) if (folder / "HEAD").is_file() else None
        return None

    @cached_property
    def head(self) -> str | None:
        """The id of the commit that is checked out."""
        return self._resolve("HEAD", self._folder)

    @cached_property
    def references(self) -> Mapping[str, bool]:
        """The names of the branches (True), also of those of `origin`, and of the tags (False)."""
        found: dict[str, bool] = {}
        for name in sorted({*self._packed, *self._loose()}):
            for prefix, branch in (
                ("refs/tags/", False),
                ("refs/remotes/origin/", True),
                ("refs/heads/", True),
            ):
                if name.startswith(prefix):
                    found[name.removeprefix(prefix)] = branch
        return found

    @cached_property
    def origin(self) -> str | None:
        """The address of the remote `origin` as the file `config` has it; files that it includes do not count."""
        text = _text(self._common / "config") or ""
        section, url = "", None
        for line in re.sub(r"\\\n", "", text).split("\n"):
            head = re.match(r'\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*(.*)', line)
            if head is not None:
                section, line = f"{head[1].lower()}.{head[2] or ''}", head[3]  # noqa: PLW2901 (a key may follow)
            value = re.match(r"\s*url\s*=\s*(.*)", line, re.IGNORECASE)
            if value is not None and section == "remote.origin":
                url = re.split(r"\s+[#;]", value[1])[0].strip().strip('"')
        return url

    def commit(self, name: str) -> str | None:
        """Return the id of the commit that a full or short id, or the name of a tag, means."""
        found = self._resolve(f"refs/tags/{name}", self._common) or self._objects.find(name)
        for _ in range(MAX_LINKS):
            read = self._objects.read(found) if found is not None else None
            if read is None:
                return None
            if read.kind == "commit":
                return found
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
            tree = self._tree(found.id)
            found = None if tree is None else tree.get(name, "")
        return found

    def names(self, commit: str, folder: str) -> list[str]:
        """Return the names in a folder of a commit; none where it has no such folder, or that is not known."""
        found = self.entry(commit, folder)
        return sorted(self._tree(found.id) or ()) if isinstance(found, Entry) and found.kind == "tree" else []

    def text(self, commit: str, path: str) -> str | None:
        """Return the text of a file in a commit; None where it is no text, or not known."""
        found = self.entry(commit, path)
        read = self._objects.read(found.id) if isinstance(found, Entry) and found.kind == "blob" else None
        text = decode(read.data) if read is not None else None
        return text if isinstance(text, str) else None

    def _top(self, commit: str) -> Entry | None:
        read = self._objects.read(commit)
        tree = (
            re.match(rb"tree ([0-9a-f]{40})\n", read.data)
            if read is not None and read.kind == "commit"
            else None
        )
        return Entry("tree", tree[1].decode("ascii")) if tree is not None else None

    def _tree(self, tree_id: str) -> Mapping[str, Entry] | None:
        if tree_id not in self._trees:
            read = self._objects.read(tree_id)
            self._trees[tree_id] = _entries(read.data) if read is not None and read.kind == "tree" else None
        return self._trees[tree_id]

    def _resolve(self, name: str, folder: Path) -> str | None:
        for _ in range(MAX_LINKS):
            text = _line(folder / name) or self._packed.get(name, "")
            if _ID.match(text):
                return text
            name, folder = text.removeprefix("ref: ").strip(), self._common
            if not _REFERENCE.match(name):
                return None
        return None

    @cached_property
    def _packed(self) -> Mapping[str, str]:
        text = _text(self._common / "packed-refs") or ""
        lines = (line.partition(" ") for line in text.split("\n"))
        return {name: found for found, _, name in lines if _ID.match(found) and _REFERENCE.match(name)}

    def _loose(self) -> Iterator[str]:
        count = 0
        for place in ("refs/heads", "refs/tags", "refs/remotes/origin"):
            for folder, _, names in os.walk(self._common / place):
                prefix = Path(folder).relative_to(self._common).as_posix()
                for name in names:
                    count += 1
                    if count > MAX_REFERENCES:
                        return
                    if _REFERENCE.match(f"{prefix}/{name}"):
                        yield f"{prefix}/{name}"


def _entries(data: bytes) -> Mapping[str, Entry] | None:
    """Return the entries of a tree by name; None where it is damaged."""
    found = {}
    at = 0
    while at < len(data):
        end = data.find(b"\0", at)
        mode, _, name = data[at:end].partition(b" ")
        object_id = data[end + 1 : end + 21]
        if end < 0 or not name or len(object_id) != 20:
            return None
        kind = {b"40000": "tree", b"160000": "commit"}.get(mode, "blob")
        found[os.fsdecode(name)] = Entry(kind, object_id.hex())
        at = end + 21
    return found


def _text(file: Path) -> str | None:
    data = read_place(file, _LIMIT)
    return None if isinstance(data, Unread) else data.decode("utf-8", "surrogateescape")


def _line(file: Path) -> str | None:
    """Return the only line of a small file."""
    data = read_place(file, 8192)
    return None if isinstance(data, Unread) else data.decode("utf-8", "surrogateescape").rstrip("\r\n")
