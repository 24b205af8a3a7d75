"""JMESPath queries over data files: what they select, and where that stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import jmespath
from jmespath import exceptions, visitor

from workflow_docs.workflow.data import DataFile, read_data
from workflow_docs.workflow.names import did_you_mean

from .objects import Missing

if TYPE_CHECKING:
    from workflow_docs.workflow.data import Value
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.repository import Repository

    from .objects import ObjectIndex

# What the library lets through where a function meets values that it was not made for.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class QueryError(Exception):
    """A query that is none, or that cannot be asked of these values."""


class Selected(NamedTuple):
    """What a query selects, and where it stands; no position where the value is computed.

    `reason` says, of a query that selects nothing, which key is not there: `; no 'panel' there; did you mean …?`
    """

    value: Value
    position: Position | None
    reason: str = ""


class _Interpreter(visitor.TreeInterpreter):  # type: ignore[misc]  # it has no types
    """Asks a query, and notes the keys that it asks for: where the last stands, and the first that is not there."""

    def __init__(self) -> None:
        super().__init__()
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
        elif position is None and self._root["type"] == "pipe":
            # What is computed at the end stands where the values stand that it is computed from.
            position = position_of(self._ask(_Interpreter(), self._root["children"][0], value))
        return Selected(found, position, reason)

    def _ask(self, interpreter: _Interpreter, node: dict[str, Any], value: Value) -> Value:
        try:
            found: Value = interpreter.visit(node, value)
        except _FAULTS as error:
            raise QueryError(f"the query {self.expression!r} fails: {_reason(error)}") from error
        return found


class DataFiles:
    """The data files of one repository, each read once."""

    def __init__(self, repository: Repository, index: ObjectIndex) -> None:
        """Take the repository, and what looks up its files."""
        self.repository = repository
        self.index = index
        self._read: dict[str, DataFile | Missing] = {}

    def file(self, path: str) -> DataFile | Missing:
        """Return a file's values and problems; why there is none where the repository has no such text."""
        if path not in self._read:
            text = self.repository.read_text(path)
            if text is not None:
                self._read[path] = read_data(text, path)
            else:
                missing = self.index.find("file", path)
                self._read[path] = (
                    missing
                    if isinstance(missing, Missing)
                    else Missing(f"{path} cannot be read as text (UTF-8)")
                )
        return self._read[path]


def position_of(value: Value) -> Position | None:
    """Return where a value stands; for a list or a mapping that is computed, where its first value does."""
    position: Position | None = getattr(value, "position", None)
    if position is not None:
        return position
    inner: list[Value] = []
    if isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, list):
        inner = value
    return next((found for each in inner if (found := position_of(each)) is not None), None)


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
