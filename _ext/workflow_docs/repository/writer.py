"""The one writer of files: a reader, and a crash at any moment, see the whole old file or the whole new one."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEFTOVER_SECONDS = 60
"""How old the unfinished file of another process must be before it is taken for abandoned, and removed."""

_PREFIX, _SUFFIX = ".workflow-docs-", ".tmp"


def write_bytes(target: Path, content: bytes, mode: int | None = None) -> None:
    """Put a whole new file in the place of a file, and make its folder where there is none.

    Without a `mode` that of the old file stays. Raises `OSError` as the system says it; the old file is then as it was.
    """
    if mode is None:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target.parent)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=_PREFIX, suffix=_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def write_text(target: Path, text: str, mode: int | None = None) -> None:
    r"""Put a text in the place of a file, as UTF-8 and with `\n` at the ends of lines: see `write_bytes`."""
    write_bytes(target, text.encode("utf-8"), mode)


def remove_leftovers(folder: Path) -> None:
    """Remove what a process that was killed has left in a folder; younger files may belong to one that is running."""
    with suppress(OSError):
        for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > LEFTOVER_SECONDS:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()


def write_folder(folder: Path, texts: Mapping[str, str]) -> None:
    """Make a folder with files, by their paths below it, that does not exist or is empty: whole, or not at all.

    Raises `OSError` as the system says it, also where the folder has got other files meanwhile.
    """
    parent = folder.parent
    if parent.exists() and not parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(parent)
    made = Path(tempfile.mkdtemp(dir=parent, prefix=_PREFIX, suffix=_SUFFIX))
    try:
        made.chmod(0o755)
        for name, text in texts.items():
            write_text(made / name, text)
        if folder.exists():  # its own place stays, as somebody may stand in it
            if any(folder.iterdir()):
                raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(folder))  # noqa: TRY301 (cleans up, too)
            for entry in sorted(made.iterdir()):
                entry.rename(folder / entry.name)
            made.rmdir()
        else:
            made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
