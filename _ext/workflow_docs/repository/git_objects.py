"""Objects of git's database, read from its files: loose ones and those in packs. Nothing is started or fetched.

What is not there, cannot be read, is larger than the limits, or does not have the content that its id stands for is
not known: None.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zlib
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .git_pack import KINDS, MAX_SIZE, DamagedError, Pack, Work, inflate
from .reader import Reason, Unread, read_bytes, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_PACKS = 1000
"""With more packs, nothing is known."""

MAX_WORK = 1024**3
"""How many bytes are unpacked and put together for one checkout; afterwards, nothing more is known."""

_OPEN_PACKS = 48
_ID = re.compile(r"[0-9a-f]{40}\Z")


class Entry(NamedTuple):
    """What a tree holds under a name: its kind, `blob`, `tree` or `commit` (a submodule), and its id."""

    kind: str
    id: str


class GitObject(NamedTuple):
    """An object: `commit`, `tree`, `blob` or `tag`, and what it holds."""

    kind: str
    data: bytes


class ObjectStore:
    """The database of a git directory; folders elsewhere that its file `alternates` names are not looked into."""

    def __init__(self, folder: Path) -> None:
        """Take the git directory, without links in its path."""
        self._folder = folder
        self._work = Work(MAX_WORK)
        # Each holds files open: with hundreds of packs, few would be left for the rest of the build.
        self._pack = lru_cache(_OPEN_PACKS)(self._open)
        self._packs: list[str] | None = None
        self._trees: dict[str, Mapping[str, Entry] | None] = {}

    def read(self, object_id: str) -> GitObject | None:
        """Return the object with an id of 40 digits."""
        if not _ID.match(object_id):
            return None
        with suppress(OSError, ValueError, zlib.error, DamagedError):
            found = self._loose(object_id) or self._packed(bytes.fromhex(object_id))
            if found is not None and object_id == _id_of(found):
                return found
        return None

    def tree(self, object_id: str) -> Mapping[str, Entry] | None:
        """Return the entries of a tree by name; None where it is not known."""
        if object_id not in self._trees:
            read = self.read(object_id)
            self._trees[object_id] = None
            with suppress(DamagedError):
                if read is not None and read.kind == "tree":
                    self._work.spend(64 * len(read.data))  # an entry takes much more memory than its bytes
                    self._trees[object_id] = _entries(read.data)
        return self._trees[object_id]

    def find(self, prefix: str) -> str | None:
        """Return the id of the only object whose id begins with at least four digits."""
        if not re.fullmatch(r"[0-9a-f]{4,40}", prefix):
            return None
        with suppress(OSError, ValueError, DamagedError):
            found = {prefix[:2] + file.name for file in self._files(f"objects/{prefix[:2]}")}
            found = {name for name in found if name.startswith(prefix) and _ID.match(name)}
            for pack in map(self._pack, self._names()):
                if pack is None:
                    return None  # it may have another one
                found.update(pack.ids(prefix))
            return found.pop() if len(found) == 1 else None
        return None

    def _loose(self, object_id: str) -> GitObject | None:
        packed = read_bytes(self._folder, f"objects/{object_id[:2]}/{object_id[2:]}", MAX_SIZE)
        if isinstance(packed, Unread):
            if packed.reason is Reason.MISSING:
                return None
            raise DamagedError
        # How much it holds is only known from its beginning.
        start = zlib.decompressobj().decompress(packed, 32)
        kind, _, size = start.partition(b"\0")[0].decode("ascii").partition(" ")
        length = len(kind) + len(size) + 2
        if kind not in KINDS.values() or not re.fullmatch(r"[0-9]{1,9}", size) or int(size) > MAX_SIZE:
            raise DamagedError
        data = inflate(packed, length + int(size), self._work)
        if len(data) != length + int(size):
            raise DamagedError
        return GitObject(kind, data[length:])

    def _packed(self, object_id: bytes) -> GitObject | None:
        for name in self._names():
            pack = self._pack(name)
            offset = pack.offset(object_id) if pack is not None else None
            if pack is not None and offset is not None:
                # The next object is mostly in the same pack.
                self._names().remove(name)
                self._names().insert(0, name)
                return GitObject(*pack.read(offset))
        return None

    def _names(self) -> list[str]:
        """Return the names of the packs, without the ends of their files; the last one used is the first."""
        if self._packs is None:
            names = (file.name for file in self._files("objects/pack"))
            self._packs = sorted(name.removesuffix(".idx") for name in names if name.endswith(".idx"))
        if len(self._packs) > MAX_PACKS:
            raise DamagedError
        return self._packs

    def _open(self, name: str) -> Pack | None:
        """Open a pack; None for one that is damaged: another one may have the object, too."""
        self._work.spend(16384)
        index, data = (self._folder / f"objects/pack/{name}.{end}" for end in ("idx", "pack"))
        with suppress(OSError, ValueError, DamagedError):
            if stat.S_ISREG(index.lstat().st_mode) and stat.S_ISREG(data.lstat().st_mode):
                return Pack(index, data, self._work)
        return None

    def _files(self, folder: str) -> Iterator[Path]:
        place = resolve(self._folder, folder)
        if isinstance(place, Unread):
            if place.reason is Reason.MISSING:
                return
            raise DamagedError
        yield from place.iterdir()


def _entries(data: bytes) -> Mapping[str, Entry]:
    """Return the entries of a tree by name."""
    found = {}
    at = 0
    while at < len(data):
        end = data.find(b"\0", at)
        mode, _, name = data[at:end].partition(b" ")
        object_id = data[end + 1 : end + 21]
        if end < 0 or not name or len(object_id) != 20:
            raise DamagedError
        kind = {b"40000": "tree", b"160000": "commit"}.get(mode, "blob")
        found[os.fsdecode(name)] = Entry(kind, object_id.hex())
        at = end + 21
    return found


def _id_of(found: GitObject) -> str:
    head = f"{found.kind} {len(found.data)}\0".encode()
    return hashlib.sha1(head + found.data, usedforsecurity=False).hexdigest()
