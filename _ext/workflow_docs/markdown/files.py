"""Where a Markdown file may be written, and how: inside the root, whole or not at all, only when it changes."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath

MARK = re.compile(r"<!-- workflow-docs: edit .+, not this file -->\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class EmitPathError(ValueError):
    """A path at which no file may be written; the message says why."""


class ForeignFileError(Exception):
    """A file that this builder has not written."""


def mark(source: str) -> str:
    """Return the first line of a file: a hint for people, and the sign that the file is ours."""
    return f"<!-- workflow-docs: edit {source.replace('-->', '--')}, not this file -->"


def is_ours(content: bytes) -> bool:
    """Say whether a file begins with the mark."""
    first = content.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].rstrip(b"\r")
    return MARK.match(first.decode("utf-8", "replace")) is not None


def emit_path(root: Path, text: str) -> PurePosixPath:
    """Return the path below the root that a page asks for; raise `EmitPathError` where it must not be written."""
    if _CONTROL.search(text):
        raise EmitPathError("it holds a control character")
    if "\\" in text:
        raise EmitPathError("it holds a backslash; folders are separated by '/'")
    if re.match(r"[A-Za-z]:", text):
        raise EmitPathError("it names a drive")
    if text.startswith("/"):
        raise EmitPathError("it is absolute; it must be relative to gfm_root")
    path = PurePosixPath(text)
    if ".." in path.parts:
        raise EmitPathError("it holds '..'")
    _refuse_git(path)
    if path.suffix != ".md":
        raise EmitPathError("it does not end in '.md'")
    real_root = root.resolve()
    real = root.joinpath(*path.parts).resolve()
    if not real.is_relative_to(real_root):
        raise EmitPathError("a symbolic link leads outside gfm_root")
    _refuse_git(PurePosixPath(real.relative_to(real_root).as_posix()))
    if real.is_dir():
        raise EmitPathError("it is a folder")
    return path


def _refuse_git(path: PurePosixPath) -> None:
    # Some file systems take `.GIT`, and Windows also `.git.` and `.git ` for the same folder.
    if any(part.casefold().rstrip(". ") == ".git" for part in path.parts):
        raise EmitPathError("it lies in a '.git' folder")


def write(root: Path, path: PurePosixPath, text: str, *, overwrite: bool = False) -> bool:
    """Write a file below the root; return whether it changed.

    Raises `ForeignFileError` for an existing file without the mark unless `overwrite`, `EmitPathError` where the
    path has become unsafe since it was checked, and `OSError` as the system says it. On an error the old file stays.
    """
    emit_path(root, str(path))
    target = root.joinpath(*path.parts).resolve()
    content = text.encode("utf-8")
    mode = 0o644
    if target.exists():
        old = target.read_bytes()
        if old == content:
            return False
        if not overwrite and not is_ours(old):
            raise ForeignFileError(str(path))
        mode = target.stat().st_mode & 0o777
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return True


def difference(root: Path, path: PurePosixPath, text: str) -> str | None:
    """Return what differs first between a file and the text that it should hold; None where nothing does."""
    target = root.joinpath(*path.parts)
    if not target.is_file():
        return "the file is missing"
    old = target.read_bytes().decode("utf-8", "replace")
    if old == text:
        return None
    before, after = old.split("\n"), text.split("\n")
    for number, (was, now) in enumerate(zip(before, after, strict=False), 1):
        if was != now:
            return f"line {number} is {was!r}, should be {now!r}"
    number = min(len(before), len(after)) + 1
    was = repr(before[number - 1]) if len(before) >= number else "missing"
    now = repr(after[number - 1]) if len(after) >= number else "no line"
    return f"line {number} is {was}, should be {now}"
