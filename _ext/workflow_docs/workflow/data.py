"""A YAML or JSON file of any shape -> plain values that know where they stand."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

import yaml

from .problem import ProblemKind
from .reader import MAX_DEPTH, NULLS, Reader

if TYPE_CHECKING:
    from .position import Position
    from .problem import Problem

Value = object
"""`Object`, `Array`, `String`, `Integer`, `Float`, `bool` or None; the last two cannot know where they stand."""

MAX_VALUES = 500_000
"""How many values a data file may have when every alias is followed."""

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,300}|[0-9]{1,300}(?:\.[0-9]{0,300})?)(?:[eE][-+]?[0-9]{1,3})?\Z")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


class String(str):
    """A text."""

    __slots__ = ("position",)
    position: Position


class Integer(int):
    """A whole number, and how it is written."""

    position: Position
    written: str


class Float(float):
    """Any other number, and how it is written: `3.10` stays `3.10`."""

    position: Position
    written: str


class Array(list[Value]):
    """A list."""

    position: Position


class Object(dict[str, Value]):
    """A mapping; its keys are `String`s."""

    position: Position


# JMESPath tells types by the names of their classes.
for _kind, _name in ((String, "str"), (Integer, "int"), (Float, "float"), (Array, "list"), (Object, "dict")):
    _kind.__name__ = _name


class DataFile(NamedTuple):
    """A file's path and value; what is wrong with it, where it cannot be read."""

    path: str
    value: Value
    problems: tuple[Problem, ...]


def read_data(text: str, path: str) -> DataFile:
    """Read a file; its ending does not matter, as JSON is YAML. Several documents in a file make a list of them."""
    if path.endswith(".json"):
        text = _SURROGATES.sub(_character, text)  # the one thing in JSON that YAML does not take
    reader = _DataReader(text, path)
    roots = reader.compose_all()
    try:
        values = [reader.data(root) for root in roots]
    except _LimitError:
        reader.complain(
            ProblemKind.TOO_LARGE,
            f"the file has more than {MAX_VALUES} values, or values nested more than {MAX_DEPTH} deep, counting those "
            "that aliases repeat; it is not read",
            roots[0],
        )
        values = []
    if reader.problems or not values:
        return DataFile(path, None, reader.sorted_problems())
    if len(values) == 1:
        return DataFile(path, values[0], ())
    documents = Array(values)
    documents.position = reader.position(roots[0])
    return DataFile(path, documents, ())


def _character(match: re.Match[str]) -> str:
    high, low = int(match[1], 16), int(match[2], 16)
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"


class _LimitError(Exception):
    """Ends the reading of a file that repeats too much."""


class _DataReader(Reader):
    """Makes values of nodes."""

    def __init__(self, text: str, path: str) -> None:
        super().__init__(text, path)
        self._made = 0

    def data(self, node: yaml.Node, depth: int = 0) -> Value:
        """Return the value of a node."""
        self._made += 1
        if self._made > MAX_VALUES or depth > MAX_DEPTH:  # an alias may stand within what it names
            raise _LimitError
        match node:
            case yaml.ScalarNode():
                return self._scalar(node)
            case yaml.SequenceNode():
                array = Array(self.data(item, depth + 1) for item in node.value)
                array.position = self.position(node)
                return array
            case _:
                return self._object(node, depth)

    def _object(self, node: yaml.Node, depth: int) -> Object:
        found = Object()
        found.position = self.position(node)
        merged: list[yaml.Node] = []
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.wrong_type(key_node, "a single value as key")
            elif key_node.value == "<<" and not key_node.style:
                merged.extend(value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node])
            elif key_node.value in found:
                self.complain(
                    ProblemKind.DUPLICATE_KEY,
                    f"the key {key_node.value!r} stands here again; remove one",
                    key_node,
                )
            else:
                key = String(key_node.value)
                key.position = self.position(key_node)
                found[key] = self.data(value_node, depth + 1)
        for other in merged:
            if isinstance(other, yaml.MappingNode) and depth < MAX_DEPTH:
                for name, value in self._object(other, depth + 1).items():
                    found.setdefault(name, value)
            else:
                self.wrong_type(other, "a mapping to merge")
        return found

    def _scalar(self, node: yaml.ScalarNode) -> Value:
        written: str = node.value
        plain = not node.style
        if plain and written in NULLS:
            return None
        if plain and written in _BOOLEANS:
            return _BOOLEANS[written]
        value: String | Integer | Float
        if plain and _INTEGER.match(written):
            value = Integer(written)
            value.written = written
        elif plain and _FLOAT.match(written) and math.isfinite(float(written)):
            value = Float(written)
            value.written = written
        else:
            value = String(written)
        value.position = self.position(node)
        return value
