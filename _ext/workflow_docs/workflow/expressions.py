"""Expressions in `${{ }}` and `if:`: lexer, parser and the context references in them.

The syntax is described at
https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 50
"""How deep an expression may be nested; GitHub's own limit."""


class ExpressionError(ValueError):
    """An expression that GitHub would refuse; `offset` counts characters from the expression's start."""

    def __init__(self, message: str, offset: int) -> None:
        """Take what is wrong and where."""
        super().__init__(message)
        self.offset = offset


class Token(NamedTuple):
    """One word of an expression; `kind` is `number`, `string`, `name` or `sign`."""

    kind: str
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, boolean or null, as written (a string without its quotes)."""

    kind: str
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Name:
    """A context: `github`, `secrets`, …."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Access:
    """`value.key` (key is a string literal), `value['key']`, `value[expr]` or `value.*` (key is None)."""

    value: Node
    key: Node | None
    offset: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function call."""

    name: str
    arguments: tuple[Node, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator (`!`, `==`, `&&`, …) and its operands."""

    operator: str
    operands: tuple[Node, ...]
    offset: int


Node: TypeAlias = Literal | Name | Access | Call | Operation


@dataclass(frozen=True, slots=True)
class Reference:
    """A use of a context: `secrets.X` has the path `("secrets", "X")`.

    The context is in lower case, as names are compared without regard to case; an index that is not
    known before the run ends the path.
    """

    path: tuple[str, ...]
    offset: int

    @property
    def context(self) -> str:
        """The context's name: `secrets`, `needs`, …."""
        return self.path[0]

    def __str__(self) -> str:
        return ".".join(self.path)


_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>[+-]?(?:0x[0-9a-fA-F]+|0o[0-7]+|Infinity\b|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.]))"
    r"|(?P<string>'(?:[^']|'')*+')"
    r"|(?P<name>[A-Za-z_][\w-]*)"
    r"|(?P<sign>&&|\|\||[=!<>]=|[!<>()\[\].,*])",
    re.ASCII,
)
_BINARY = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}
_WORDS = {"true": "boolean", "false": "boolean", "null": "null", "nan": "number", "infinity": "number"}


def tokenize(source: str) -> list[Token]:
    """Split an expression into tokens; raise `ExpressionError` at the first character that starts none."""
    tokens = []
    offset = 0
    while offset < len(source):
        match = _TOKEN.match(source, offset)
        if match is None:
            if source[offset] == "'":
                raise ExpressionError("the string has no closing quote (')", offset)
            if source[offset] == '"':
                raise ExpressionError("strings stand in single quotes (')", offset)
            raise ExpressionError(f"unexpected {source[offset]!r}", offset)
        if match.lastgroup != "space":
            tokens.append(Token(match.lastgroup or "", match.group(), offset))
        offset = match.end()
    return tokens


@lru_cache(maxsize=4096)
def parse(source: str) -> Node:
    """Parse an expression without its braces; raise `ExpressionError` where GitHub would refuse it."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.tokens = tokenize(source)
        self.end = len(source)
        self.index = 0
        self.depth = 0

    def parse(self) -> Node:
        if not self.tokens:
            raise ExpressionError("the expression is empty", 0)
        node = self.binary(1)
        if self.index < len(self.tokens):
            token = self.tokens[self.index]
            raise ExpressionError(f"unexpected {token.text!r}", token.offset)
        return node

    def peek(self) -> str:
        if self.index < len(self.tokens) and self.tokens[self.index].kind == "sign":
            return self.tokens[self.index].text
        return ""

    def next(self) -> Token:
        if self.index >= len(self.tokens):
            raise ExpressionError("the expression ends too early", self.end)
        token = self.tokens[self.index]
        self.index += 1
        return token

    def expect(self, sign: str) -> None:
        if self.peek() != sign:
            found = repr(self.tokens[self.index].text) if self.index < len(self.tokens) else "the end"
            offset = self.tokens[self.index].offset if self.index < len(self.tokens) else self.end
            raise ExpressionError(f"expected {sign!r}, found {found}", offset)
        self.index += 1

    def binary(self, level: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"the expression is nested more than {MAX_DEPTH} deep", self.next().offset)
        left = self.unary()
        while (strength := _BINARY.get(self.peek(), 0)) >= level:
            token = self.next()
            left = Operation(token.text, (left, self.binary(strength + 1)), token.offset)
        self.depth -= 1
        return left

    def unary(self) -> Node:
        marks = []
        while self.peek() == "!":
            marks.append(self.next())
        node = self.postfix()
        for token in reversed(marks):
            node = Operation("!", (node,), token.offset)
        return node

    def postfix(self) -> Node:
        node = self.primary()
        while (sign := self.peek()) in {".", "["}:
            offset = self.next().offset
            if sign == "." and self.peek() == "*":
                self.next()
                node = Access(node, None, offset)
            elif sign == ".":
                token = self.next()
                if token.kind != "name":
                    raise ExpressionError(f"expected a name after '.', found {token.text!r}", token.offset)
                node = Access(node, Literal("string", token.text, token.offset), offset)
            elif self.peek() == "*":
                self.next()
                self.expect("]")
                node = Access(node, None, offset)
            else:
                key = self.binary(1)
                self.expect("]")
                node = Access(node, key, offset)
        return node

    def primary(self) -> Node:
        token = self.next()
        match token.kind:
            case "number":
                return Literal("number", token.text, token.offset)
            case "string":
                return Literal("string", token.text[1:-1].replace("''", "'"), token.offset)
            case "name" if self.peek() == "(":
                return self.call(token)
            case "name" if token.text.lower() in _WORDS:
                return Literal(_WORDS[token.text.lower()], token.text, token.offset)
            case "name":
                return Name(token.text, token.offset)
        if token.text == "(":
            node = self.binary(1)
            self.expect(")")
            return node
        raise ExpressionError(f"unexpected {token.text!r}", token.offset)

    def call(self, name: Token) -> Node:
        self.next()
        arguments = []
        while self.peek() != ")":
            arguments.append(self.binary(1))
            if self.peek() == ",":
                self.next()
                if self.peek() == ")":
                    raise ExpressionError("expected an argument after ','", self.next().offset)
            elif self.peek() != ")":
                self.expect(")")
        self.next()
        return Call(name.text, tuple(arguments), name.offset)


def references(node: Node) -> Iterator[Reference]:
    """Yield every context reference of a parsed expression, in the order of the text."""
    # A stack and no recursion, here and below: `a || b || …` may be longer than Python calls deep.
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, Access):
            base, keys = _chain(current)
            if isinstance(base, Name):
                yield Reference((base.text.lower(), *_known(keys)), base.offset)
        elif isinstance(current, Name):
            yield Reference((current.text.lower(),), current.offset)
        stack.extend(reversed(_parts(current)))


def calls(node: Node) -> Iterator[Call]:
    """Yield every function call of a parsed expression, in the order of the text."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, Call):
            yield current
        stack.extend(reversed(_parts(current)))


def _parts(node: Node) -> list[Node]:
    """Return the nodes right below; of a chain of accesses its keys, and its base if that is no name."""
    match node:
        case Access():
            base, keys = _chain(node)
            return [*([] if isinstance(base, Name) else [base]), *(key for key in keys if key is not None)]
        case Call():
            return list(node.arguments)
        case Operation():
            return list(node.operands)
    return []


def _known(keys: list[Node | None]) -> Iterator[str]:
    """Yield the keys up to the first that is not known before the run."""
    for key in keys:
        if not isinstance(key, Literal) or key.kind != "string":
            return
        yield key.text


def _chain(node: Access) -> tuple[Node, list[Node | None]]:
    keys: list[Node | None] = []
    current: Node = node
    while isinstance(current, Access):
        keys.append(current.key)
        current = current.value
    return current, keys[::-1]
