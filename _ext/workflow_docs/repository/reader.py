"""The one reader of a checkout's files: inside the folder, regular, of sensible size, UTF-8, or a reason why not."""

from __future__ import annotations

import errno
import os
import re
import stat
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 12 * 1024 * 1024
"""A file that is larger is not read."""

_START = 8000


class Reason(Enum):
    """Why a file is not read."""

    MISSING = "missing"
    """There is no file at the path."""

    OUTSIDE = "outside"
    """The path, or a symbolic link on it, leads out of the repository."""

    NOT_REGULAR = "not-regular"
    """It is a folder, a FIFO, a socket or a device."""

    TOO_LARGE = "too-large"
    """It has more bytes than the limit."""

    NOT_UTF8 = "not-utf-8"
    """Its bytes are not UTF-8."""

    FAILED = "failed"
    """The system refuses to read it."""


class Unread(NamedTuple):
    """A file that was not read: why, in words, and at which byte where one is at fault.

    `data` is what there is of a file that is not UTF-8, and the beginning of one that is too large.
    """

    reason: Reason
    message: str
    data: bytes = b""
    offset: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """The line and the column, both from 1, of the byte at fault."""
        before = re.split(r"\r\n|[\r\n]", self.data[: self.offset].decode("utf-8", "replace"))
        return len(before), len(before[-1]) + 1


_MISSING = Unread(Reason.MISSING, "there is no such file in the repository")


def resolve(root: Path, path: str) -> Path | Unread:
    """Return the place on disk of a path below a root that has been resolved; nothing outside of it is touched."""
    # Where a backslash separates folders, a link that has one would lead elsewhere; it is a character of names here.
    if not path or "\0" in path or path.startswith("/") or (os.sep == "\\" and "\\" in path):
        return _MISSING
    try:
        place = (root / path).resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        return _MISSING
    except RuntimeError:  # Python up to 3.12
        return Unread(Reason.FAILED, "the file cannot be read: it is a loop of links")
    except (OSError, ValueError) as error:
        return _MISSING if getattr(error, "errno", None) == errno.ENAMETOOLONG else _failed(error)
    if not place.is_relative_to(root) and ".." in path.split("/"):
        return _MISSING
    if not place.is_relative_to(root):
        return Unread(Reason.OUTSIDE, "the file is a link that leads out of the repository; it is not read")
    return place


def read_bytes(root: Path, path: str, limit: int = MAX_BYTES) -> bytes | Unread:
    """Return what a file below a resolved root holds, or why it is not read."""
    place = resolve(root, path)
    if isinstance(place, Unread):
        return place
    return _MISSING if place.is_dir() else read_place(place, limit)


def read_place(place: Path, limit: int = MAX_BYTES) -> bytes | Unread:
    """Return what a file holds that the user has named, wherever it lies, or why it is not read."""
    try:
        # A FIFO would otherwise wait for somebody who writes.
        handle = os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return Unread(Reason.MISSING, "there is no such file")
    except IsADirectoryError:
        return _not_regular()
    except (OSError, ValueError) as error:
        return _failed(error)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return _not_regular()
        with os.fdopen(handle, "rb", closefd=False) as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        return _failed(error)
    finally:
        os.close(handle)
    if len(data) > limit:
        return Unread(
            Reason.TOO_LARGE, f"the file has more than {_size(limit)}; it is not read", data[:_START]
        )
    return data


def read_text(root: Path, path: str, limit: int = MAX_BYTES) -> str | Unread:
    """Return the text of a file below a resolved root, without a byte order mark, or why it is not read."""
    return decode(read_bytes(root, path, limit))


def decode(data: bytes | Unread) -> str | Unread:
    r"""Return bytes as text, with line breaks as `\n`, or why they are none."""
    if isinstance(data, Unread):
        return data
    try:
        return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return Unread(Reason.NOT_UTF8, message, data, error.start)


def _not_regular() -> Unread:
    return Unread(Reason.NOT_REGULAR, "this is no regular file; it is not read")


def _failed(error: OSError | ValueError) -> Unread:
    why = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
    return Unread(Reason.FAILED, f"the file cannot be read: {why}")


def _size(limit: int) -> str:
    return f"{limit // 1024**2} MiB" if limit >= 1024**2 else f"{limit} bytes"
