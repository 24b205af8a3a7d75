"""Git's configuration files, as far as a reader of the repository needs them: the last value of each key.

No setting is followed: a file that `include.path` or `includeIf` names is not read.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
      (?P<skipped>[ \t\r\n]+|[#;][^\n]*)
    | \[(?P<section>[A-Za-z0-9.-]+)(?:[ \t\r]+"(?P<subsection>(?:[^"\\\n]|\\[^\n])*)")?\]
    | (?P<key>[A-Za-z][A-Za-z0-9-]*)[ \t]*(?P<assigned>=|(?=\n|\Z))
    """,
    re.VERBOSE,
)
_VALUE = re.compile(
    r"""
      (?P<plain>[^"\\\n#; \t\r]+)
    | \\(?P<escape>[tbn"\\\n]|\Z)
    | (?P<space>[ \t\r]+)
    | "(?P<quoted>(?:[^"\\\n]|\\[tbn"\\\n])*)"
    """,
    re.VERBOSE,
)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "\n": ""}


def parse(data: bytes) -> dict[str, str] | None:
    """Return the last value of each key, such as `remote.origin.url`; None where git refuses the file or cuts it at a NUL."""
    if b"\0" in data:
        return None
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff").replace("\r\n", "\n")
    values: dict[str, str] = {}
    section = ""
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        at = token.end()
        if token["section"] is not None:
            section = f"{token['section'].lower()}."
            if token["subsection"] is not None:
                section += re.sub(r"\\(.)", r"\1", token["subsection"]) + "."
        elif token["key"] is not None:
            value = "true"  # a key without `=` is set
            if token["assigned"]:
                value, at = _value(text, at)
            if at < len(text) and text[at] != "\n":
                return None
            values[section + token["key"].lower()] = value
    return values


def _value(text: str, at: int) -> tuple[str, int]:
    """Return a value, and where its line ends or cannot be read."""
    parts: list[str] = []  # of which white space counts where more of the value follows
    space: list[str] = []
    while (token := _VALUE.match(text, at)) is not None:
        at = token.end()
        if token["space"] is not None:
            space += [token["space"]] if parts else []
            continue
        if token["quoted"] is not None:
            part = re.sub(r"\\(.|\n)", lambda found: _ESCAPED.get(found[1], found[1]), token["quoted"])
        elif token["escape"] is not None:
            part = _ESCAPED.get(token["escape"], token["escape"])
        else:
            part = token["plain"]
        parts += [*space, part] if space or part else []
        space = []
    if text[at : at + 1] in {"#", ";"}:
        end = text.find("\n", at)
        at = len(text) if end < 0 else end
    return "".join(parts), at


def is_true(value: str | None) -> bool:
    """Return whether a value switches a setting on."""
    return value is not None and value.lower() in {"true", "yes", "on", "1"}
