"""Objects in git's packs: found by the index, unpacked, and put together from the deltas they are stored as.

The formats are described at https://git-scm.com/docs/gitformat-pack. Sizes and offsets in a pack are claims of whoever
wrote it: each is checked before memory or time is spent on it.
"""

from __future__ import annotations

import mmap
import zlib
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_SIZE = 32 * 1024 * 1024
"""The largest object that is unpacked, in bytes."""

MAX_CHAIN = 4096
"""The longest chain of deltas that is followed; git writes at most 4,095."""

KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFFSET_DELTA, _REF_DELTA = 6, 7
_FANOUT, _NAMES = 8, 8 + 256 * 4
_ID_SIZE = 20


class DamagedError(Exception):
    """Bytes that are not what git writes, or more of them than are read."""


class Work:
    """How much may still be unpacked and put together, in bytes: a small pack can make a lot of work."""

    def __init__(self, left: int) -> None:
        """Take the number of bytes."""
        self.left = left

    def spend(self, size: int) -> None:
        """Fail where nothing is left."""
        self.left -= size
        if self.left < 0:
            raise DamagedError


class Pack:
    """A pack with its index of the version 2."""

    def __init__(self, index: Path, pack: Path, work: Work) -> None:
        """Open the index; the pack itself is opened when an object of it is needed."""
        self._pack = pack
        self._work = work
        self._index = _mapped(index)
        if self._index[:_FANOUT] != b"\xfftOc\0\0\0\2" or len(self._index) < _NAMES + 2 * _ID_SIZE:
            raise DamagedError
        self._count = self._number(_FANOUT + 255 * 4)
        self._offsets = _NAMES + self._count * (_ID_SIZE + 4)
        self._large_offsets = self._offsets + self._count * 4
        if len(self._index) < self._large_offsets + 2 * _ID_SIZE:
            raise DamagedError

    @cached_property
    def _data(self) -> mmap.mmap:
        data = _mapped(self._pack)
        if data[:4] != b"PACK":
            raise DamagedError
        return data

    def ids(self, prefix: str) -> Iterator[str]:
        """Yield the ids that begin with some digits, but no more than two: then none is meant."""
        start = self._first(bytes.fromhex(prefix.ljust(2 * _ID_SIZE, "0")))
        for place in range(start, min(start + 2, self._count)):
            found = self._id(place).hex()
            if found.startswith(prefix):
                yield found

    def offset(self, object_id: bytes) -> int | None:
        """Return where an object begins in the pack."""
        place = self._first(object_id)
        if place >= self._count or self._id(place) != object_id:
            return None
        offset = self._number(self._offsets + place * 4)
        if offset & 0x80000000:
            large = self._large_offsets + (offset & 0x7FFFFFFF) * 8
            offset = int.from_bytes(self._index[large : large + 8], "big")
        return offset

    def read(self, offset: int) -> tuple[str, bytes]:
        """Return the kind and the bytes of the object that begins at an offset, its deltas applied."""
        deltas: list[bytes] = []
        held = 0
        while True:
            kind, size, start = self._head(offset)
            if kind in KINDS:
                data = self._inflated(start, size)
                while deltas:
                    data = patch(data, deltas.pop(), self._work)
                return KINDS[kind], data
            if kind == _OFFSET_DELTA:
                back, start = self._back(start)
                base = offset - back
            elif kind == _REF_DELTA:
                found = self.offset(self._data[start : start + _ID_SIZE])
                base, start = -1 if found is None else found, start + _ID_SIZE
            else:
                raise DamagedError
            held += size
            if base <= 0 or len(deltas) >= MAX_CHAIN or held > 2 * MAX_SIZE:
                raise DamagedError
            deltas.append(self._inflated(start, size))
            offset = base

    def _number(self, at: int) -> int:
        return int.from_bytes(self._index[at : at + 4], "big")

    def _id(self, place: int) -> bytes:
        start = _NAMES + place * _ID_SIZE
        return self._index[start : start + _ID_SIZE]

    def _first(self, object_id: bytes) -> int:
        """Return the place of the first id that is not smaller."""
        if len(object_id) != _ID_SIZE:
            raise DamagedError
        low = self._number(_FANOUT + (object_id[0] - 1) * 4) if object_id[0] else 0
        high = min(self._number(_FANOUT + object_id[0] * 4), self._count)
        while low < high:
            middle = (low + high) // 2
            if self._id(middle) < object_id:
                low = middle + 1
            else:
                high = middle
        return low

    def _head(self, at: int) -> tuple[int, int, int]:
        """Return the kind, the size, and where the rest begins."""
        byte = self._byte(at)
        kind, size, shift = byte >> 4 & 7, byte & 15, 4
        while byte & 0x80:
            at += 1
            byte = self._byte(at)
            size |= (byte & 0x7F) << shift
            shift += 7
            if size > MAX_SIZE:
                raise DamagedError
        return kind, size, at + 1

    def _back(self, at: int) -> tuple[int, int]:
        byte = self._byte(at)
        back = byte & 0x7F
        while byte & 0x80:
            at += 1
            byte = self._byte(at)
            back = (back + 1 << 7) | (byte & 0x7F)
            if back > len(self._data):
                raise DamagedError
        return back, at + 1

    def _byte(self, at: int) -> int:
        if not 0 <= at < len(self._data):
            raise DamagedError
        return self._data[at]

    def _inflated(self, start: int, size: int) -> bytes:
        if size > MAX_SIZE:
            raise DamagedError
        # Compressed data is at most a little longer than what it holds.
        data = inflate(self._data[start : start + size + (size >> 8) + 128], size, self._work)
        if len(data) != size:
            raise DamagedError
        return data


def _mapped(file: Path) -> mmap.mmap:
    with file.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def inflate(data: bytes, limit: int, work: Work) -> bytes:
    """Unpack data that holds at most so many bytes: a small file may claim to hold terabytes."""
    work.spend(4096 + limit)
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(data, limit + 1)
    if len(found) > limit or not unpacker.eof:
        raise DamagedError
    return found


def patch(base: bytes, delta: bytes, work: Work) -> bytes:
    """Apply a delta: copies from the base, and new bytes."""
    base_size, at = _varint(delta, 0)
    size, at = _varint(delta, at)
    if base_size != len(base) or size > MAX_SIZE:
        raise DamagedError
    work.spend(size + 32 * len(delta))  # a step of the loop below takes as long as unpacking some dozen bytes
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
                raise DamagedError
            found += base[place : place + length]
        elif command:
            found += delta[at : at + command]
            at += command
        else:
            raise DamagedError
        if len(found) > size:
            raise DamagedError
    if len(found) != size:
        raise DamagedError
    return bytes(found)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 64:
            raise DamagedError
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at
