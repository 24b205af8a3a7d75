"""Where a Markdown file may be written, and how: inside the root, whole or not at all, only when it changes."""

from __future__ import annotations

import difflib
import os
import re
import stat
import unicodedata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.channels.escaping import visible
from workflow_docs.channels.runner import annotation
from workflow_docs.repository.hard_coded_secrets import mask
from workflow_docs.repository.reader import Reason, Unread, read_place
from workflow_docs.repository.writer import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.channels.data import Document

MARK = re.compile(r"<!-- workflow-docs: edit (.+), not this file -->\Z")

_LONGEST_NAME = 255
"""How long a name may be on most file systems, in bytes."""

_START = 1000
"""How many bytes of a file are read to find its mark."""


class EmitPathError(ValueError):
    """A path at which no file may be written; the message says why."""


class ForeignFileError(Exception):
    """A file that this builder has not written."""


def mark(source: str) -> str:
    """Return the first line of a file: a hint for people, and the sign that the file is ours."""
    return f"<!-- workflow-docs: edit {visible(source).replace('-->', '--')}, not this file -->"


def is_ours(content: bytes) -> bool:
    """Say whether a file begins with the mark."""
    first = content.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].rstrip(b"\r")
    return MARK.match(first.decode("utf-8", "replace")) is not None


def emit_path(root: Path, text: str) -> PurePosixPath:
    """Return the path below the root of the file that a page asks for, where symbolic links inside of the root lead.

    Raises `EmitPathError` where no file may be written.
    """
    if visible(text) != text:
        raise EmitPathError("it holds a control character, or one that nobody sees")
    if "\\" in text:
        raise EmitPathError("it holds a backslash; folders are separated by '/'")
    if re.match(r"[A-Za-z]:", text):
        raise EmitPathError("it names a drive")
    if text.startswith("/"):
        raise EmitPathError("it is absolute; it must be relative to gfm_root")
    path = PurePosixPath(text)
    if ".." in path.parts:
        raise EmitPathError("it holds '..'")
    _refuse_names(path)
    if path.suffix != ".md":
        raise EmitPathError("it does not end in '.md'")
    try:
        real_root = root.resolve()
        real = root.joinpath(*path.parts).resolve()
        mode = _mode(real)
    except (OSError, RuntimeError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is a loop of links"
        raise EmitPathError(f"it cannot be used: {why}") from None
    if not real.is_relative_to(real_root):
        raise EmitPathError("a symbolic link leads outside gfm_root")
    found = PurePosixPath(real.relative_to(real_root).as_posix())
    _refuse_names(found)
    if found.suffix != ".md":
        raise EmitPathError("it is a symbolic link to a file that does not end in '.md'")
    if stat.S_ISDIR(mode):
        raise EmitPathError("it is a folder")
    if mode and not stat.S_ISREG(mode):
        raise EmitPathError("it is no regular file")
    return found


def _mode(place: Path) -> int:
    """Return what kind of file there is at a place, 0 where there is none; raise `OSError` where there can be none."""
    try:
        return place.stat().st_mode
    except FileNotFoundError:
        return 0


def _refuse_names(path: PurePosixPath) -> None:
    """Raise `EmitPathError` for a name that some system takes for `.git` or for a stream, or that none can keep."""
    for part in path.parts:
        # Some file systems take `.GIT` for the same folder, and also a name with invisible characters, `.git.`, `.git `
        # and `git~1`.
        plain = "".join(char for char in part if unicodedata.category(char) != "Cf").casefold()
        if re.fullmatch(r"(?:\.git|git~\d+)[. ]*(?::.*)?", plain):
            raise EmitPathError("it lies in a '.git' folder")
        if ":" in part:
            raise EmitPathError("it holds a colon, after which Windows expects the name of a stream")
        if len(part.encode("utf-8", "surrogatepass")) > _LONGEST_NAME:
            raise EmitPathError(f"a name in it has more than {_LONGEST_NAME} bytes")


def write(root: Path, path: PurePosixPath, text: str, *, overwrite: bool = False) -> bool:
    """Write a file below the root; return whether it changed.

    Raises `ForeignFileError` for an existing file without the mark unless `overwrite`, `EmitPathError` where the
    path has become unsafe since it was checked, and `OSError` as the system says it. On an error the old file stays.
    """
    target = root.joinpath(*emit_path(root, str(path)).parts)
    content = text.encode("utf-8")
    old = content_of(target)
    if old == content:
        return False
    if old is not None and not overwrite and not is_ours(old):
        raise ForeignFileError(str(path))
    write_bytes(target, content)
    return True


def content_of(target: Path) -> bytes | None:
    """Return what a file holds, None where there is none; raise `EmitPathError` where it cannot be read."""
    found = read_place(target)
    if isinstance(found, Unread):
        if found.reason is Reason.MISSING:
            return None
        raise EmitPathError(found.message)
    return found


def copy(root: Path, path: PurePosixPath, source: Path) -> None:
    """Copy a file that a page shows to a path below the root; one that is the same is not touched."""
    target = root.joinpath(*path.parts)
    if not target.resolve().is_relative_to(root.resolve()):
        return
    content = source.read_bytes()
    if read_place(target, len(content)) != content:
        write_bytes(target, content, 0o644)


def marked(root: Path) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield every file below the root that has the mark, with the page that the mark names, by path."""
    for path in markdown_files(root):
        found = read_place(root.joinpath(*path.parts), _START)
        data = found.data if isinstance(found, Unread) else found
        first = data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].rstrip()
        match = MARK.match(first.decode("utf-8", "replace"))
        if match is not None:
            yield path, match.group(1)


def markdown_files(root: Path) -> Iterator[PurePosixPath]:
    """Yield the Markdown files below the root; no links, and nothing in the folders of tools."""
    for folder, below, names in os.walk(root):
        # They hold many files and none of ours; `.github` is the one that begins with a dot.
        below[:] = sorted(
            name for name in below if name == ".github" or not name.startswith((".", "node_modules"))
        )
        for name in sorted(names):
            place = Path(folder, name)
            if name.endswith(".md") and not place.is_symlink():
                yield PurePosixPath(place.relative_to(root).as_posix())


class Difference(NamedTuple):
    """How a file differs from the text that it should hold: in one line, and as a unified diff."""

    line: int
    first: str
    diff: str

    def annotation(self, path: PurePosixPath) -> Document:
        """Return the command that makes GitHub Actions show the difference at its line."""
        return annotation("error", str(path), self.line, "Markdown is out of date", self.first)


def difference(root: Path, path: PurePosixPath, text: str) -> Difference | None:
    """Return how a file differs from the text that it should hold; None where it does not."""
    data = content_of(root.joinpath(*path.parts))
    if data is None:
        return Difference(1, "the file is missing", _unified("", text, path))
    old = data.decode("utf-8", "replace")
    if old == text:
        return None
    old, text = mask(old), mask(text)
    before, after = old.split("\n"), text.split("\n")
    diff = _unified(old, text, path)
    for number, (was, now) in enumerate(zip(before, after, strict=False), 1):
        if was != now:
            return Difference(number, f"line {number} is {was!r}, should be {now!r}", diff)
    number = min(len(before), len(after)) + 1
    was = repr(before[number - 1]) if len(before) >= number else "missing"
    now = repr(after[number - 1]) if len(after) >= number else "no line"
    return Difference(number, f"line {number} is {was}, should be {now}", diff)


def _unified(old: str, new: str, path: PurePosixPath) -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
