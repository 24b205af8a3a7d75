"""Objects of git's database, read from its files: loose ones and those in packs. Nothing is started or fetched.

What cannot be read, is not there, or is larger than the limits is not known: None. The formats are described at
https://git-scm.com/docs/gitformat-pack.
"""

from __future__ import annotations

import mmap
import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_SIZE = 32 * 1024 * 1024
"""The largest object that is unpacked, in bytes."""

MAX_CHAIN = 4096
"""The longest chain of differences that is followed; git writes at most 4,095."""

MAX_PACKS = 1000
"""With more packs, nothing is known."""

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFFSET_DELTA, _REF_DELTA = 6, 7
_ID = re.compile(r"[0-9a-f]{40}\Z")


class GitObject(NamedTuple):
    """An object: `commit`, `tree`, `blob` or `tag`, and what it holds."""

    kind: str
    data: bytes


class _DamagedError(Exception):
    """Bytes that are not what git writes, or more of them than is read."""


class ObjectStore:
    """The database in a folder `objects`; other folders that its file `alternates` names are not looked into."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self._folder = folder
        self._packs: list[_Pack] | None = None

    def read(self, object_id: str) -> GitObject | None:
        """Return the object with an id of 40 digits."""
        if not _ID.match(object_id):
            return None
        with suppress(OSError, ValueError, zlib.error, _DamagedError):
            return self._loose(object_id) or self._packed(bytes.fromhex(object_id))
        return None

    def find(self, prefix: str) -> str | None:
        """Return the id of the only object whose id begins with at least four digits."""
        if not re.fullmatch(r"[0-9a-f]{4,40}", prefix):
            return None
        with suppress(OSError, ValueError, _DamagedError):
            found = {
                prefix[:2] + file.name
                for file in self._folder.joinpath(prefix[:2]).glob(f"{prefix[2:]}*")
                if _ID.match(prefix[:2] + file.name)
            }
            for pack in self._all_packs():
                found.update(pack.ids(prefix))
            return found.pop() if len(found) == 1 else None
        return None

    def _loose(self, object_id: str) -> GitObject | None:
        file = self._folder / object_id[:2] / object_id[2:]
        if not file.is_file():
            return None
        with file.open("rb") as stream:
            data = _inflate(stream.read(MAX_SIZE), MAX_SIZE + 64)
        head, found, body = data.partition(b"\0")
        kind, _, size = head.decode("ascii").partition(" ")
        if not found or kind not in _KINDS.values() or size != str(len(body)):
            raise _DamagedError
        return GitObject(kind, body)

    def _packed(self, object_id: bytes) -> GitObject | None:
        """Look for the object in all packs; one whose difference has another pack's object as its base is none of git's."""
        for pack in self._all_packs():
            offset = pack.offset(object_id)
            if offset is not None:
                return pack.read(offset)
        return None

    def _all_packs(self) -> list[_Pack]:
        if self._packs is None:
            self._packs = []
            for index in sorted(self._folder.joinpath("pack").glob("*.idx")):
                if len(self._packs) >= MAX_PACKS:
                    raise _DamagedError
                with suppress(OSError, ValueError, _DamagedError):
                    self._packs.append(_Pack(index))
        return self._packs


class _Pack:
    """A pack with its index of the version 2."""

    def __init__(self, index: Path) -> None:
        data = index.with_suffix(".pack")
        if not index.is_file() or not data.is_file():
            raise _DamagedError
        self._index, self._data = _mapped(index), _mapped(data)
        if self._index[:8] != b"\xfftOc\0\0\0\2" or self._data[:4] != b"PACK" or len(self._index) < 1032 + 40:
            raise _DamagedError
        self._count = self._number(8 + 255 * 4)
        if len(self._index) < 1032 + self._count * 28 + 40:
            raise _DamagedError

    def _number(self, at: int) -> int:
        return int.from_bytes(self._index[at : at + 4], "big")

    def _id(self, place: int) -> bytes:
        start = 1032 + place * 20
        return self._index[start : start + 20]

    def _first(self, object_id: bytes) -> int:
        """Return the place of the first id that is not smaller."""
        low = self._number(8 + (object_id[0] - 1) * 4) if object_id[0] else 0
        high = min(self._number(8 + object_id[0] * 4), self._count)
        while low < high:
            middle = (low + high) // 2
            if self._id(middle) < object_id:
                low = middle + 1
            else:
                high = middle
        return low

    def ids(self, prefix: str) -> Iterator[str]:
        """Yield the ids that begin with some digits; no more than two, as then none is meant."""
        start = self._first(bytes.fromhex(prefix.ljust(40, "0")))
        for place in range(start, min(start + 2, self._count)):
            found = self._id(place).hex()
            if found.startswith(prefix):
                yield found

    def offset(self, object_id: bytes) -> int | None:
        """Return where an object begins in the pack."""
        place = self._first(object_id)
        if place >= self._count or self._id(place) != object_id:
            return None
        offset = self._number(1032 + self._count * 24 + place * 4)
        if offset & 0x80000000:
            large = 1032 + self._count * 28 + (offset & 0x7FFFFFFF) * 8
            offset = int.from_bytes(self._index[large : large + 8], "big")
        return offset

    def read(self, offset: int) -> GitObject:
        """Return the object that begins at an offset, with the differences on its way applied."""
        deltas: list[bytes] = []
        while True:
            kind, size, start = self._head(offset)
            if kind in _KINDS:
                data = self._inflated(start, size)
                for delta in reversed(deltas):
                    data = _patched(data, delta)
                return GitObject(_KINDS[kind], data)
            if kind == _OFFSET_DELTA:
                back, start = self._back(start)
                base = offset - back
            elif kind == _REF_DELTA:
                found = self.offset(self._data[start : start + 20])
                base, start = -1 if found is None else found, start + 20
            else:
                raise _DamagedError
            deltas.append(self._inflated(start, size))
            if (
                not 0 < base < len(self._data)
                or len(deltas) > MAX_CHAIN
                or sum(map(len, deltas)) > 2 * MAX_SIZE
            ):
                raise _DamagedError
            offset = base

    def _head(self, at: int) -> tuple[int, int, int]:
        """Return the kind, the size, and where the rest begins."""
        byte = self._byte(at)
        kind, size, shift = byte >> 4 & 7, byte & 15, 4
        while byte & 0x80:
            at += 1
            byte = self._byte(at)
            size |= (byte & 0x7F) << shift
            shift += 7
            if shift > 64:
                raise _DamagedError
        return kind, size, at + 1

    def _back(self, at: int) -> tuple[int, int]:
        byte = self._byte(at)
        back = byte & 0x7F
        while byte & 0x80:
            at += 1
            byte = self._byte(at)
            back = (back + 1 << 7) | (byte & 0x7F)
            if back > len(self._data):
                raise _DamagedError
        return back, at + 1

    def _byte(self, at: int) -> int:
        if not 0 <= at < len(self._data):
            raise _DamagedError
        return self._data[at]

    def _inflated(self, start: int, size: int) -> bytes:
        if size > MAX_SIZE:
            raise _DamagedError
        # Compressed data is at most a little longer than what it holds.
        data = _inflate(self._data[start : start + size + (size >> 8) + 128], size)
        if len(data) != size:
            raise _DamagedError
        return data


def _mapped(file: Path) -> mmap.mmap:
    with file.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def _inflate(data: bytes, limit: int) -> bytes:
    """Unpack data that holds at most so many bytes: a small file may claim to hold terabytes."""
    found = zlib.decompressobj().decompress(data, limit + 1)
    if len(found) > limit:
        raise _DamagedError
    return found


def _patched(base: bytes, delta: bytes) -> bytes:
    """Apply a difference: copies from the base, and new bytes."""
    base_size, at = _varint(delta, 0)
    size, at = _varint(delta, at)
    if base_size != len(base) or size > MAX_SIZE:
        raise _DamagedError
    found = bytearray()
    while at < len(delta):
        command = delta[at]
        at += 1
        if command & 0x80:
            place = length = 0
            for bit in range(7):
                if command & 1 << bit:
                    value = delta[at] if at < len(delta) else 0
                    at += 1
                    if bit < 4:
                        place |= value << 8 * bit
                    else:
                        length |= value << 8 * (bit - 4)
            length = length or 0x10000
            if place + length > len(base):
                raise _DamagedError
            found += base[place : place + length]
        elif command:
            found += delta[at : at + command]
            at += command
        else:
            raise _DamagedError
        if len(found) > size:
            raise _DamagedError
    if len(found) != size:
        raise _DamagedError
    return bytes(found)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 64:
            raise _DamagedError
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at
