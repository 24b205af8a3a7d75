"""A key's own comment: the lines right above it, or what follows it on its line, is its description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Comments that speak to tools, and legal notes: nobody wants to read them as a description.
_NOT_PROSE = re.compile(
    r"(?i)^(?:!|yaml-language-server:|yamllint\b|zizmor:|actionlint\b|shellcheck\b|prettier-ignore|renovate:|"
    r"spdx-|copyright\b|\(c\)|©|licen[sc]ed under|vim:|nosec\b|noqa\b|-\*-)"
)
_RULE = re.compile(r"^[-=#*~_+ ]+$")
_TRAILING = re.compile(r"\s#(.*)$")
# `uses: actions/checkout@v4 # v4.2.0`: a version is a remark for an updater, not a description.
_VERSION = re.compile(r"^(?:tag=)?v?\d[\w.+-]*$")


def above(lines: list[str], line: int, columns: tuple[int, ...]) -> str | None:
    """Return the comment that ends on the line before `line` (0-based) and starts in one of `columns`.

    Paragraphs are parted by an empty line. A comment in another column belongs to something else.
    """
    found: list[str] = []
    index = line - 1
    while index >= 0:
        stripped = lines[index].lstrip(" ")
        if not stripped.startswith("#") or len(lines[index]) - len(stripped) not in columns:
            break
        found.append(stripped)
        index -= 1
    return _prose(reversed(found)) if found else None


def at_top(lines: list[str]) -> str | None:
    """Return the comment block that opens the file."""
    found = []
    for line in lines:
        if not line.startswith("#"):
            break
        found.append(line)
    return _prose(found) if found else None


def after(lines: list[str], line: int, column: int) -> str | None:
    """Return the comment that follows, on `line` (0-based), what ends at `column` (0-based)."""
    if line >= len(lines) or "#" not in (rest := lines[line][column:]):
        return None
    match = _TRAILING.search(rest)
    # Anything but a colon between the value and the comment is part of a value that we did not measure.
    if match is None or rest[: match.start()].strip(" :|>-+0123456789"):
        return None
    text = _prose([match.group(1)])
    return None if text is None or _VERSION.match(text) else text


def of_line(lines: list[str], line: int) -> str | None:
    """Return the comment of a line (0-based): the lines right above it, indented as it is, or what ends it."""
    if not 0 <= line < len(lines):
        return None
    indent = len(lines[line]) - len(lines[line].lstrip(" "))
    return above(lines, line, (indent,)) or _ending(lines[line])


def _ending(line: str) -> str | None:
    """Return the comment that ends a line; a `#` within quotes, or without a blank before it, begins none."""
    quote = ""
    for at, sign in enumerate(line):
        before = line[at - 1] if at else " "
        if quote:
            quote = "" if sign == quote and before != "\\" else quote
        elif sign in "\"'" and before in " \t:[{,(=":
            quote = sign
        elif sign == "#" and before in " \t" and line[:at].strip():
            text = _prose([line[at:]])
            return None if text is None or _VERSION.match(text) else text
    return None


def first_sentence(description: str | None) -> str:
    """Return the first sentence of a description, without its full stop, for a cell of a table."""
    if not description:
        return ""
    paragraph = description.split("\n\n", 1)[0]
    match = re.match(r"(.+?[.!?])(?:\s+[A-Z`(]|$)", paragraph)
    sentence = match.group(1) if match else paragraph
    return sentence[:-1] if sentence.endswith(".") and not sentence.endswith("..") else sentence


def _prose(lines: Iterable[str]) -> str | None:
    paragraphs: list[list[str]] = [[]]
    for raw in lines:
        text = raw.lstrip("#").strip()
        if not text or _RULE.match(text):
            if paragraphs[-1]:
                paragraphs.append([])
        elif not _NOT_PROSE.match(text):
            paragraphs[-1].append(text)
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph) or None
