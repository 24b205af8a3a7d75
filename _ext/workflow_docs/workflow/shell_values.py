"""A shell script, or a file of variables -> the variables that have one value there, or one default."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .data import Integer, Object, String
from .position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .data import Value

# What may stand before an assignment on its line, and the assignments themselves, of which one line may have several.
_START = re.compile(
    r"(?:^|;|&&|\|\||\b(?:then|do|else)\s)\s*(?:(?:export|local|readonly|declare|typeset)\s+(?:-\w+\s+)*)?"
)
_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_]\w*)(?P<more>\+?)=(?P<value>\"[^\"]*\"|'[^']*'|[^\s;&|]*)\s*")
_DEFAULT = re.compile(r"\$\{(?P<name>[A-Za-z_]\w*):?[-=](?P<value>[^{}]*)\}")
_OTHERWISE = re.compile(r"\b(?:for\s+(?P<loop>\w+)\s+in\b|read\s+(?:-\w+\s+){0,20}(?P<read>\w+(?:\s+\w+)*))")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_LITERAL = re.compile(r"[^$`\"'()]*\Z")
_INTEGER = re.compile(r"-?\d{1,18}\Z")


def read_variables(text: str, path: str) -> Object:
    """Return the variables by name, without those that get several values, or one that only running would tell."""
    found: dict[str, list[tuple[str | None, Position]]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for name, value, column in sorted(_values(_COMMENT.sub("", line)), key=lambda each: each[2]):
            found.setdefault(name, []).append((value, Position(path, number, column + 1)))
    made = Object()
    made.position = Position(path, 1, 1)
    for name, values in found.items():
        value, place = values[0]
        if value is not None and {other for other, _ in values} == {value}:
            key = String(name)
            key.position = place
            made[key] = _made(value, place)
    return made


def _values(line: str) -> Iterator[tuple[str, str | None, int]]:
    """Yield the variables of a line with their values; None for what only running would tell."""
    for start in _START.finditer(line):
        at = start.end()
        while match := _ASSIGNMENT.match(line, at):
            value = _unquoted(match["value"])
            yield match["name"], None if match["more"] else value, match.start("value")
            at = match.end()
    for match in _DEFAULT.finditer(line):
        yield match["name"], _unquoted(match["value"]), match.start("value")
    for match in _OTHERWISE.finditer(line):
        for name in (match["loop"] or match["read"]).split():
            yield name, None, match.start()


def _unquoted(value: str) -> str | None:
    if value[:1] == "'" and value[-1:] == "'" and len(value) > 1:
        return value[1:-1]
    if value[:1] == '"' and value[-1:] == '"' and len(value) > 1:
        value = value[1:-1]
    return value if _LITERAL.match(value) else None


def _made(value: str, place: Position) -> Value:
    if _INTEGER.match(value):
        number = Integer(value)
        number.written, number.position = value, place
        return number
    text = String(value)
    text.position = place
    return text
