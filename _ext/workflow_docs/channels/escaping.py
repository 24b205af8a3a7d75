"""Characters that steer what shows them, made visible: the part that all channels share."""

from __future__ import annotations

import re
import unicodedata

# Controls (C0, C1), invisible and direction-changing characters, lone surrogates, line and paragraph separators.
_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Emoji and several scripts are not readable without the joiners.
_JOINERS = frozenset("\u200c\u200d")
# What GitHub's runner takes for a command: `::` where a line begins, and `##[` anywhere; Azure and TeamCity: `##word[`.
_COMMAND = re.compile(r"^(\s*):(?=:)|##(?=\w*\[)")
_OLD_COMMAND = re.compile(r"##(?=\w*\[)")


def visible(text: str) -> str:
    r"""Return text on one line in which every steering character is written as an escape: ESC is `\x1b`.

    A byte of a file name that is not UTF-8 is written as `\xff`.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or not _steers(char) else _escape(char) for char in text)


def _steers(char: str) -> bool:
    return unicodedata.category(char) in _STEERING and char not in _JOINERS


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # how Python keeps such a byte: https://peps.python.org/pep-0383/
        return f"\\x{code - 0xDC00:02x}"
    return (
        char.encode("unicode_escape").decode("ascii") if code < 0xD800 or code > 0xDFFF else f"\\u{code:04x}"
    )


def without_old_commands(text: str) -> str:
    """Return a part of a line in which no runner sees a command of the form `##[error]`."""
    return _OLD_COMMAND.sub("## ", text)


def without_commands(line: str) -> str:
    """Return a line in which no log of a CI service sees a command; a space separates what would be one."""
    return _COMMAND.sub(lambda match: f"{match[1]}: " if match[1] is not None else "## ", line)


def visible_lines(text: str) -> str:
    r"""Return text of several lines, which end at `\n`, in which steering characters but tabs are written as escapes."""
    if text.isprintable():
        return text
    return "\n".join("\t".join(visible(part) for part in line.split("\t")) for line in text.split("\n"))
