"""A Python module -> its syntax tree and the values that are written in it: nothing is imported or run."""

from __future__ import annotations

import ast
import operator
import re
import warnings
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from .data import Array, Float, Integer, Object, String
from .numbers import whole
from .position import Position
from .python_calls import called
from .python_names import constants_of
from .python_values import Unknown, holds_unknown, is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .data import Value

MAX_DEPTH = 40
"""Values that stand deeper in one another, or behind more names, are not looked for."""

MAX_VALUES = 20_000
"""How many values one value may be made of, and how many characters a text."""

MAX_NUMBER = 10**18
"""A whole number from this one on is no setting that anybody writes down."""

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_KEYWORD_CALLS = frozenset({"dict", "ConfigDict", "SettingsConfigDict"})
_LIST_CALLS = frozenset({"list", "tuple", "set", "frozenset"})
_STATUS = re.compile(r"HTTP_(\d{3})_\w+")


class ModuleSyntaxError(ValueError):
    """The file is not Python; the position tells where."""

    def __init__(self, message: str, position: Position) -> None:
        """Take what is wrong and where."""
        super().__init__(message)
        self.position = position


class Item(NamedTuple):
    """A key of a mapping as text, where it stands, and the node of its value."""

    key: str
    position: Position
    node: ast.expr


class PythonModule:
    """A module of a repository. The names that it gives a value just once, at its top, stand for this value."""

    def __init__(self, source: str, path: str) -> None:
        """Parse the source; raises `ModuleSyntaxError` where it is not Python."""
        self.path = path
        self.source = source
        try:
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore"
                )  # what Python thinks of the style of a module is not our business
                self.tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None) or 1
            column = getattr(error, "offset", None) or 1
            raise ModuleSyntaxError(
                f"not Python: {getattr(error, 'msg', error)}", Position(path, line, column)
            ) from error
        self._classes = {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}
        self._depth = 0
        self._made = 0

    def position(self, node: ast.expr | ast.stmt) -> Position:
        """Return where a node stands; `ast` counts in bytes."""
        line = self._lines[node.lineno - 1].encode() if node.lineno <= len(self._lines) else b""
        return Position(self.path, node.lineno, len(line[: node.col_offset].decode(errors="replace")) + 1)

    @cached_property
    def _lines(self) -> list[str]:
        return re.split(r"\r\n|\r|\n", self.source)

    def _segment(self, node: ast.expr) -> str:
        """Return the text of an expression; of one that goes over several lines, its first."""
        line = self._lines[node.lineno - 1].encode()
        end = node.end_col_offset if node.end_lineno == node.lineno else None
        return line[node.col_offset : end].decode(errors="replace")

    @cached_property
    def _assigned(self) -> dict[str, ast.expr]:
        """The values of the names that are bound once, by a statement at the top of the module, and never changed."""
        return constants_of(self.tree.body, self.tree)

    def constants(self) -> Object:
        """Return the constants of the module, by name, and those of its classes, each class a mapping of its own."""
        found = self._object(self._assigned)
        for name, node in self._classes.items():
            inner = self._object(constants_of(node.body, node))
            if inner and name not in found:
                key = String(name)
                key.position = inner.position = self.position(node)
                found[key] = inner
        found.position = Position(self.path, 1, 1)
        return found

    def _object(self, assigned: dict[str, ast.expr]) -> Object:
        made = Object()
        for name, node in assigned.items():
            value = self.value(node)
            if not holds_unknown(value):
                key = String(name)
                key.position = self.position(node)
                made[key] = value
        return made

    # -- values --------------------------------------------------------------------------------------------

    def value(self, node: ast.expr) -> Value:
        """Return the value of an expression, with an `Unknown` for each part that only running would tell."""
        self._made = self._made + 1 if self._depth else 0
        if self._depth >= MAX_DEPTH or self._made > MAX_VALUES:
            return self._unknown(node)
        self._depth += 1
        try:
            found = self._value(node)
        finally:
            self._depth -= 1
        return self._unknown(node) if found is NotImplemented else found

    def text(self, node: ast.expr | None) -> str | None:
        """Return the value of an expression that is a text; None for any other."""
        value = self.value(node) if node is not None else None
        return str(value) if isinstance(value, str) else None

    def _value(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.List() | ast.Tuple() | ast.Set():
                return self._array(node, node.elts)
            case ast.Dict():
                return self._mapping(node)
            case ast.Name(id=name):
                return self.value(self._assigned[name]) if name in self._assigned else NotImplemented
            case ast.Attribute():
                return self._attribute(node)
            case ast.Subscript():
                return self._subscript(node)
            case ast.JoinedStr(values=parts):
                texts = [self._part(part) for part in parts]
                if all(text is not None for text in texts):
                    return self._string("".join(text for text in texts if text is not None), node)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                number = self.value(operand)
                if is_number(number):
                    return self._number(-number if isinstance(sign, ast.USub) else number, node)
            case ast.BinOp():
                return self._operation(node)
            case ast.Call():
                return self._call(node)
        return NotImplemented

    def _constant(self, node: ast.Constant) -> Value:
        match node.value:
            case bool() | None as value:
                return value
            case int() | float() as number:
                return self._number(number, node)
            case str() as text:
                return self._string(text, node)
        return NotImplemented

    def _array(self, node: ast.expr, elements: Iterable[ast.expr]) -> Value:
        made = Array()
        made.position = self.position(node)
        for element in elements:
            if isinstance(element, ast.Starred):
                inner = self.value(element.value)
                made.extend(inner if isinstance(inner, Array) else [inner])
            else:
                made.append(self.value(element))
        return made

    def _mapping(self, node: ast.expr) -> Value:
        items = self.items(node)
        if items is None:
            return NotImplemented
        made = Object()
        made.position = self.position(node)
        for item in items:
            if isinstance(item, Unknown):
                return item  # what it would bring could be any key
            key = String(item.key)
            key.position = item.position
            made[key] = self.value(item.node)
        return made

    def items(self, node: ast.expr | None) -> list[Item | Unknown] | None:
        """Return the items of an expression that makes a mapping, with an `Unknown` for what is put in from elsewhere.

        None where it makes none.
        """
        found: list[Item | Unknown] | None = None
        if node is not None and self._depth < MAX_DEPTH:
            self._depth += 1
            try:
                found = self._items(node)
            finally:
                self._depth -= 1
        return found

    def _items(self, node: ast.expr) -> list[Item | Unknown] | None:
        match node:
            case ast.Dict(keys=keys, values=values):
                return [
                    item
                    for key, value in zip(keys, values, strict=True)
                    for item in (self._spread(value) if key is None else [self._item(key, value)])
                ]
            case ast.Call(args=[], keywords=keywords) if called(node) in _KEYWORD_CALLS:
                return [
                    item
                    for keyword in keywords
                    for item in (
                        self._spread(keyword.value)
                        if keyword.arg is None
                        else [Item(keyword.arg, self.position(keyword.value), keyword.value)]
                    )
                ]
            case ast.BinOp(op=ast.BitOr(), left=left, right=right):
                return [*self._spread(left), *self._spread(right)]
            case ast.Name(id=name) if name in self._assigned:
                return self.items(self._assigned[name])
        return None

    def _item(self, key: ast.expr, value: ast.expr) -> Item | Unknown:
        name = self.value(key)
        if isinstance(name, bool) or not isinstance(name, str | int):
            return self._unknown(key)
        return Item(str(name), self.position(key), value)

    def _spread(self, node: ast.expr) -> list[Item | Unknown]:
        found = self.items(node)
        return [self._unknown(node)] if found is None else found

    def _attribute(self, node: ast.Attribute) -> Value:
        status = _STATUS.fullmatch(node.attr)
        if status is not None:
            return self._number(whole(status[1]) or 0, node)
        match node.value:
            case ast.Name(id="HTTPStatus") | ast.Attribute(attr="HTTPStatus") if (
                node.attr in HTTPStatus.__members__
            ):
                return self._number(int(HTTPStatus[node.attr]), node)
            case ast.Attribute(value=ast.Name(id="HTTPStatus")) if node.attr == "value":
                return self.value(node.value)
            case ast.Name(id=name) if name in self._classes:
                inner = constants_of(self._classes[name].body, self._classes[name])
                return self.value(inner[node.attr]) if node.attr in inner else NotImplemented
        return NotImplemented

    def _subscript(self, node: ast.Subscript) -> Value:
        owner, key = self.value(node.value), self.value(node.slice)
        match owner, key:
            case Object(), (str() | int()) if not isinstance(key, bool):
                return owner.get(str(key), NotImplemented)
            case Array(), int() if not isinstance(key, bool) and -len(owner) <= key < len(owner):
                return owner[key]
        return NotImplemented

    def _part(self, part: ast.expr) -> str | None:
        """Return a part of an f-string as text; None where that cannot be known."""
        match part:
            case ast.Constant(value=str() as text):
                return text
            case ast.FormattedValue(conversion=-1, format_spec=None, value=value):
                found = self.value(value)
                if isinstance(found, str) or is_number(found):
                    return str(found)
        return None

    def _operation(self, node: ast.BinOp) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        match left, node.op, right:
            case str(), ast.Add(), str():
                return self._string(left + right, node)
            case Array(), ast.Add(), Array():
                made = Array([*left, *right])
                made.position = self.position(node)
                return made
            case Object(), ast.BitOr(), Object():
                return self._mapping(node)
        calculate = _OPERATORS.get(type(node.op))
        if calculate is not None and is_number(left) and is_number(right):
            try:
                return self._number(calculate(left, right), node)
            except (ArithmeticError, ValueError):
                return NotImplemented
        return NotImplemented

    def _call(self, node: ast.Call) -> Value:
        name = called(node)
        if name in _KEYWORD_CALLS and not node.args:
            return self._mapping(node)
        match node.args:
            case [one] if not node.keywords and isinstance(node.func, ast.Name):
                value = self.value(one)
                if name in _LIST_CALLS and isinstance(value, Array):
                    return value
                if name == "str" and (isinstance(value, str) or is_number(value)):
                    return self._string(str(value), node)
        return NotImplemented

    # -- made values ---------------------------------------------------------------------------------------

    def _string(self, text: str, node: ast.expr) -> Value:
        if len(text) > MAX_VALUES:
            return NotImplemented
        made = String(text)
        made.position = self.position(node)
        return made

    def _number(self, number: float, node: ast.expr) -> Value:
        made: Integer | Float
        if isinstance(number, int):
            if abs(number) >= MAX_NUMBER:
                return NotImplemented
            made = Integer(number)
        else:
            made = Float(number)
            if not (abs(number) < float("inf")):
                return NotImplemented
        written = self._segment(node) if isinstance(node, ast.Constant) else ""
        made.written = written if re.fullmatch(r"\d+(?:\.\d+)?", written) else repr(number)
        made.position = self.position(node)
        return made

    def _unknown(self, node: ast.expr) -> Unknown:
        text = " ".join(self._segment(node).split())
        return Unknown(text if len(text) <= 60 else text[:59] + "…", self.position(node))
