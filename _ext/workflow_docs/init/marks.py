"""The marks of what is to be written: which there are in a page or in a folder of pages.

A mark is a box titled *To be written* that says what to think of there; who has written the part removes the box. `make
todo` of a new project runs this module.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

from workflow_docs.channels.terminal import stdout

TITLE = "To be written"
"""The title of the box that marks a part."""

_OPEN = re.compile(rf"\s*(?P<fence>`{{3,}}|~{{3,}}|:{{3,}})\{{admonition\}}\s+{re.escape(TITLE)}\s*\Z")
_FENCE = re.compile(r"\s*(`{3,}+|~{3,}+|:{3,}+)(.*)\Z")


MAX_LINES = 200
"""How many lines of a box are read; whoever forgets its end would have the rest of the page in it."""


class Mark(NamedTuple):
    """A part that is to be written: its file, as it was named, its line from 1, and what to think of there."""

    path: str
    line: int
    text: str


def marks(text: str, path: str = "") -> list[Mark]:
    """Return the marks in the source of a MyST page, in order; also those inside other directives, not those in shown code."""
    found: list[Mark] = []
    lines = text.splitlines()
    fences: list[tuple[str, bool]] = []  # those that are open, and whether they show code
    for number, line in enumerate(lines, start=1):
        fence = _FENCE.match(line)
        if fence is not None:
            mark, info = fence[1], fence[2].strip()
            if fences and not info and mark.startswith(fences[-1][0]):
                fences.pop()
            elif not (fences and fences[-1][1]):
                fences.append((mark, not info.startswith("{")))
        if fences and fences[-1][1]:
            continue
        opened = _OPEN.match(line)
        if opened is None:
            continue
        said: list[str] = []
        for following in lines[number : number + MAX_LINES]:
            if following.strip().startswith(opened["fence"]):
                break
            said.append(following.strip())
        found.append(Mark(path, number, " ".join(filter(None, said))))
    return found


def marks_in(folder: Path) -> list[Mark]:
    """Return the marks in the Markdown files below a folder, by path; a file that cannot be read has none."""
    found: list[Mark] = []
    for file in sorted(folder.rglob("*.md")):
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        found.extend(marks(text, file.as_posix()))
    return found


def main(arguments: list[str]) -> int:
    """Print the marks below each folder as `file:line: text`, and how many there are."""
    found = [mark for name in arguments for mark in marks_in(Path(name))]
    out = stdout()
    for mark in found:
        out.line(f"{mark.path}:{mark.line}: {mark.text}")
    out.line(f"{len(found)} {'part is' if len(found) == 1 else 'parts are'} to be written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
