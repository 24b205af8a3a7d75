"""JMESPath queries over data files: what they select, and where that stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import jmespath
from jmespath import exceptions, functions, visitor

from workflow_docs.workflow.names import did_you_mean

from . import quantities
from .data_files import position_of

if TYPE_CHECKING:
    from workflow_docs.workflow.data import Value
    from workflow_docs.workflow.position import Position

# What the library lets through where a function meets values that it was not made for.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class QueryError(Exception):
    """A query that is none, or that cannot be asked of these values."""


_WORDING = frozenset({"duration", "with_unit"})


class Selected(NamedTuple):
    """What a query selects, and where it stands; no position where the value is computed.

    `reason` says, of a query that selects nothing, which key is not there: `; no 'panel' there; did you mean …?`
    """

    value: Value
    position: Position | None
    reason: str = ""


class _Functions(functions.Functions):  # type: ignore[misc]  # it has no types
    """The functions of JMESPath, and two for numbers that have a unit."""

    @functions.signature({"types": [], "variadic": True})  # type: ignore[untyped-decorator]
    def _func_duration(self, *arguments: Value) -> str:
        return quantities.duration(*_value_and_unit("duration", arguments))

    @functions.signature({"types": [], "variadic": True})  # type: ignore[untyped-decorator]
    def _func_with_unit(self, *arguments: Value) -> str:
        return quantities.with_unit(*_value_and_unit("with_unit", arguments))


def _value_and_unit(name: str, arguments: tuple[Value, ...]) -> tuple[Value, str]:
    match arguments:
        case [value]:
            return value, ""
        case [value, str() as unit]:
            return value, unit
    raise QueryError(f"{name}() takes a value and the name of its unit")


class _Interpreter(visitor.TreeInterpreter):  # type: ignore[misc]  # it has no types
    """Asks a query, and notes the keys that it asks for: where the last stands, and the first that is not there."""

    def __init__(self) -> None:
        super().__init__(jmespath.Options(custom_functions=_Functions()))
        self.last: Position | None = None
        self.missing: tuple[str, list[str]] | None = None

    def visit_field(self, node: dict[str, Any], value: Value) -> Value:
        """Return the value at a key."""
        name: str = node["value"]
        self.last = None
        if isinstance(value, dict):
            self.last = next((position_of(key) for key in value if key == name), None)
            if name not in value and self.missing is None:
                self.missing = (name, [str(key) for key in value])
        found: Value = super().visit_field(node, value)
        return found


class Query:
    """A JMESPath expression, ready to be asked."""

    def __init__(self, expression: str) -> None:
        """Take the expression; one that is not JMESPath raises `QueryError`."""
        self.expression = expression
        try:
            self._root: dict[str, Any] = jmespath.compile(expression).parsed
        except (exceptions.JMESPathError, ValueError) as error:
            raise QueryError(f"{expression!r} is no JMESPath query: {_reason(error)}") from error
        except RecursionError:
            raise QueryError("the JMESPath query is nested too deep") from None

    def select(self, value: Value) -> Selected:
        """Return what the query selects of a value; None for nothing. A fault raises `QueryError`."""
        interpreter = _Interpreter()
        found = self._ask(interpreter, self._root, value)
        reason = ""
        if found in (None, [], {}) and interpreter.missing is not None:
            name, known = interpreter.missing
            reason = f"; there is no key {name!r}" + did_you_mean(name, known)
        position = position_of(found)
        if position is None and _ends_in_field(self._root):
            position = interpreter.last
        elif position is None and (self._root["type"] == "pipe" or _words_a_value(self._root)):
            # What is computed at the end stands where the values stand that it is computed from.
            position = position_of(self._ask(_Interpreter(), self._root["children"][0], value))
        return Selected(found, position, reason)

    def _ask(self, interpreter: _Interpreter, node: dict[str, Any], value: Value) -> Value:
        try:
            found: Value = interpreter.visit(node, value)
        except _FAULTS as error:
            raise QueryError(f"the query {self.expression!r} fails: {_reason(error)}") from error
        return found


def quoted(name: str) -> str:
    """Return a key as JMESPath writes it."""
    if _NAME.match(name):
        return name
    escaped = "".join(f"\\u{ord(sign):04x}" if sign in '"\\' or sign < " " else sign for sign in name)
    return f'"{escaped}"'


def _ends_in_field(node: dict[str, Any]) -> bool:
    while node["type"] in {"subexpression", "pipe"}:
        node = node["children"][-1]
    return bool(node["type"] == "field")


def _words_a_value(node: dict[str, Any]) -> bool:
    """Whether a query is a function that says one value in words."""
    return bool(node["type"] == "function_expression" and node["value"] in _WORDING and node["children"])


def _reason(error: Exception) -> str:
    match error:
        case exceptions.IncompleteExpressionError():
            return "it ends too early"
        case exceptions.EmptyExpressionError():
            return "it is empty"
        case exceptions.LexerError():
            return f"{error.message} (column {error.lexer_position + 1})"
        case exceptions.ParseError() if not isinstance(error, exceptions.ArityError):
            return f"unexpected {error.token_value!r} (column {error.lex_position + 1})"
        case RecursionError():
            return "it is nested too deep"
        case _:
            said = " ".join(str(error).split())
            return said if len(said) <= 200 else said[:199] + "…"
