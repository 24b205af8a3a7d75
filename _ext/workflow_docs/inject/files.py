"""`workflow-docs inject`: find the files with markers, and write what lies between them, or only compare."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from workflow_docs.channels.runner import annotation
from workflow_docs.channels.terminal import stderr, stdout
from workflow_docs.markdown.files import difference, is_ours, markdown_files
from workflow_docs.repository.reader import Reason, Unread, read_bytes
from workflow_docs.repository.root import find_root
from workflow_docs.repository.writer import write_text

from .markers import MarkerError, Region, fill, regions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def inject(root: Path, below: Path | None = None, *, check: bool) -> bool:
    """Bring the parts of all files of a repository, or of a folder in it, up to date; with `check` only show differences.

    Returns whether all is well: False where a marker or a part is at fault, or with `check` where a file is out of
    date. A file with a fault is left as it is.
    """
    found, well = _found(root, below or root)
    if not found:
        stderr().line("workflow-docs: no Markdown file has a marker (<!-- workflow-docs:begin … -->)")
        return well
    from .render import Part, render  # noqa: PLC0415 (loads Sphinx, which a repository without markers need not)

    parts = [Part(path, region) for path, (_, each) in found.items() for region in each]
    try:
        rendered = render(root, parts)
    except OSError as error:
        stderr().line(f"workflow-docs: the parts cannot be made: {error.strerror}")
        return False
    for line in rendered.warnings:
        stderr().line(line)
    for path, (text, _) in found.items():
        numbers = [number for number, part in enumerate(parts) if part.path == path]
        faults = [
            (parts[number].region.start, rendered.faults[number])
            for number in numbers
            if number in rendered.faults
        ]
        for start, message in faults:
            _complain(path, start, message)
        if faults:
            well = False
            continue
        new = fill(text, {parts[number].region: rendered.texts[number] for number in numbers})
        if new == text:
            continue
        if check:
            well = False
            _show(root, path, new)
        else:
            try:
                write_text(root / path, new)
            except OSError as error:
                _complain(path, 1, f"the file cannot be written: {error.strerror}")
                well = False
                continue
            stdout().line(f"{path}: {len(numbers)} {'part' if len(numbers) == 1 else 'parts'} written")
    return well


def _found(root: Path, below: Path) -> tuple[dict[PurePosixPath, tuple[str, list[Region]]], bool]:
    """Return the files with markers, with their texts and regions; and whether no file has faulty ones."""
    found: dict[PurePosixPath, tuple[str, list[Region]]] = {}
    well = True
    for path, data in _candidates(root, below):
        try:
            if isinstance(data, Unread):
                raise MarkerError(1, data.message)  # noqa: TRY301 (said once, below)
            text = data.decode("utf-8")
            each = regions(text)
        except UnicodeDecodeError:
            _complain(path, 1, "the file is not UTF-8 text; save it as UTF-8")
            well = False
        except MarkerError as error:
            _complain(path, error.line, str(error), error.column)
            well = False
        else:
            if each:
                found[path] = (text, each)
    return found, well


def _candidates(root: Path, below: Path) -> Iterator[tuple[PurePosixPath, bytes | Unread]]:
    """Yield the files that may have markers, and those of which nobody knows."""
    for inner in markdown_files(below):
        path = PurePosixPath((below / inner).relative_to(root).as_posix())
        data = read_bytes(root.resolve(), str(path))
        if isinstance(data, Unread):
            if data.reason in {Reason.FAILED, Reason.TOO_LARGE} and _is_of(root, path):
                yield path, data
        # What a page of a project writes as a whole is not ours to change, nor is a file of a repository within this one.
        elif b"workflow-docs:" in data and not is_ours(data) and _is_of(root, path):
            yield path, data


def _is_of(root: Path, path: PurePosixPath) -> bool:
    """Return whether the repository of a file is the one at `root`, or none."""
    found = find_root(root / path)
    return found is not None and (found.folder == root or not found.sign)


def _complain(path: PurePosixPath, line: int, message: str, column: int = 1) -> None:
    place = f"{path}:{line}" if column == 1 else f"{path}:{line}:{column}"
    stderr().line(f"{place}: {message}")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        at = None if column == 1 else column
        stdout().document(annotation("error", str(path), line, "Part cannot be made", message, at))


def _show(root: Path, path: PurePosixPath, text: str) -> None:
    found = difference(root, path, text)
    if found is not None:
        stdout().lines(found.diff)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            stdout().document(found.annotation(path))
