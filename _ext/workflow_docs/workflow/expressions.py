"""Expressions in `${{ }}` and `if:`: lexer, parser and the context references in them.

The syntax is described at
https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from .names import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

MAX_DEPTH = 50
"""How deep an expression may be nested; GitHub's own limit."""

MAX_LENGTH = 21_000
"""How many characters an expression may have; GitHub's own limit."""


class ExpressionError(ValueError):
    """An expression that GitHub would refuse; `offset` counts characters from the expression's start."""

    def __init__(self, message: str, offset: int) -> None:
        """Take what is wrong and where."""
        super().__init__(message)
        self.offset = offset


class Token(NamedTuple):
    """One word of an expression; `kind` is `number`, `string`, `word` (`true`, `null`, …), `name` or `sign`."""

    kind: str
    text: str
    offset: int


class Literal(NamedTuple):
    """A string, number, boolean or null, as written (a string without its quotes)."""

    kind: str
    text: str
    offset: int


class Name(NamedTuple):
    """A context: `github`, `secrets`, …."""

    text: str
    offset: int


class Access(NamedTuple):
    """`value.key` (key is a string literal), `value['key']`, `value[expr]` or `value.*` (key is None)."""

    value: Node
    key: Node | None
    offset: int


class Call(NamedTuple):
    """A function call."""

    name: str
    arguments: tuple[Node, ...]
    offset: int


class Operation(NamedTuple):
    """An operator (`!`, `==`, `&&`, …) and its operands."""

    operator: str
    operands: tuple[Node, ...]
    offset: int


Node: TypeAlias = Literal | Name | Access | Call | Operation


class Reference(NamedTuple):
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


_SPACE = re.compile(r"[ \t\r\n]+")
_SIGN = re.compile(r"&&|\|\||[=!<>]=|[!<>()\[\],*]")
_STRING = re.compile(r"'(?:[^']|'')*+'")
# A word ends at one of these signs or at white space; a number may hold dots.
_WORD = re.compile(r"[^()\[\],.!<>=&|\s]*+")
_NUMBER_WORD = re.compile(r"[^()\[\],!<>=&|\s]*+")
_NUMBER = re.compile(
    r"[+-]?Infinity|[+-]?(?:[0-9]++\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+"
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*+")
_AFTER_VALUE = {")", "]", "*"}
_BINARY = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}
_WORDS = {"true": "boolean", "false": "boolean", "null": "null", "NaN": "number", "Infinity": "number"}


def tokenize(source: str) -> list[Token]:
    """Split an expression into tokens; raise `ExpressionError` at the first that is none."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"it has more than {MAX_LENGTH} characters", MAX_LENGTH)
    tokens: list[Token] = []
    offset = 0
    while offset < len(source):
        space = _SPACE.match(source, offset)
        if space is not None:
            offset = space.end()
            continue
        token = _token(source, offset, tokens[-1] if tokens else None)
        tokens.append(token)
        offset += len(token.text)
    return tokens


def _token(source: str, offset: int, before: Token | None) -> Token:
    first = source[offset]
    if first == "'":
        match = _STRING.match(source, offset)
        if match is None:
            raise ExpressionError("the string has no closing quote (')", offset)
        return Token("string", match.group(), offset)
    if first == "." and before is not None and (before.kind == "name" or before.text in _AFTER_VALUE):
        return Token("sign", ".", offset)
    if first in "+-.0123456789":
        word = first + _matched(_NUMBER_WORD, source, offset + 1)
        if not _NUMBER.fullmatch(word):
            raise ExpressionError(f"{word!r} is no number", offset)
        return Token("number", word, offset)
    sign = _SIGN.match(source, offset)
    if sign is not None:
        return Token("sign", sign.group(), offset)
    word = first + _matched(_WORD, source, offset + 1)
    if not _NAME.fullmatch(word):
        if first == '"':
            raise ExpressionError("strings stand in single quotes (')", offset)
        raise ExpressionError(f"unexpected {word!r}", offset)
    # After a dot every word is a name: `github.event.true`.
    literal = word in _WORDS and (before is None or before.text != ".")
    return Token("word" if literal else "name", word, offset)


def _matched(pattern: re.Pattern[str], source: str, offset: int) -> str:
    match = pattern.match(source, offset)
    return match.group() if match is not None else ""


@lru_cache(maxsize=4096)
def parse(source: str) -> Node:
    """Parse an expression without its braces; raise `ExpressionError` where GitHub would refuse it."""
    return _Parser(source).parse()


class _Parser:
    """A recursive descent that counts its depth as GitHub does."""

    def __init__(self, source: str) -> None:
        self.tokens = tokenize(source)
        self.end = len(source)
        self.index = 0
        self.depth = 0

    def parse(self) -> Node:
        if not self.tokens:
            raise ExpressionError("the expression is empty", 0)
        node = self.expression()
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

    def expect(self, sign: str, *others: str) -> None:
        if self.peek() != sign:
            at_end = self.index >= len(self.tokens)
            found = "the end" if at_end else repr(self.tokens[self.index].text)
            offset = self.end if at_end else self.tokens[self.index].offset
            wanted = " or ".join(repr(each) for each in (sign, *others))
            raise ExpressionError(f"expected {wanted}, found {found}", offset)
        self.index += 1

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            offset = self.tokens[self.index].offset if self.index < len(self.tokens) else self.end
            raise ExpressionError(f"the expression is nested more than {MAX_DEPTH} deep", offset)

    def expression(self) -> Node:
        self.deeper()
        node = self.binary(1)
        self.depth -= 1
        return node

    def binary(self, level: int) -> Node:
        if level > 4:
            return self.unary()
        node = self.binary(level + 1)
        logical = level <= 2 and _BINARY.get(self.peek()) == level
        if logical:
            self.deeper()
        while _BINARY.get(self.peek()) == level:
            token = self.next()
            node = Operation(token.text, (node, self.binary(level + 1)), token.offset)
        if logical:
            self.depth -= 1
        return node

    def unary(self) -> Node:
        if self.peek() != "!":
            return self.postfix()
        token = self.next()
        self.deeper()
        node = Operation("!", (self.unary(),), token.offset)
        self.depth -= 1
        return node

    def postfix(self) -> Node:
        grouped = self.peek() == "("
        node = self.primary()
        if isinstance(node, Literal) and not grouped:
            return node  # a literal has nothing inside: `'a'.b` is refused
        inside = 0
        while (sign := self.peek()) in {".", "["}:
            offset = self.next().offset
            key = self.property() if sign == "." else self.subscript()
            self.deeper()
            inside += 1
            node = Access(node, key, offset)
        self.depth -= inside
        return node

    def property(self) -> Node | None:
        if self.peek() == "*":
            self.next()
            return None
        token = self.next()
        if token.kind != "name":
            raise ExpressionError(f"expected a name after '.', found {token.text!r}", token.offset)
        return Literal("string", token.text, token.offset)

    def subscript(self) -> Node | None:
        if self.peek() == "*":
            self.next()
            key = None
        else:
            key = self.expression()
        self.expect("]")
        return key

    def primary(self) -> Node:
        token = self.next()
        match token.kind:
            case "number":
                return Literal("number", token.text, token.offset)
            case "string":
                return Literal("string", token.text[1:-1].replace("''", "'"), token.offset)
            case "word":
                return Literal(_WORDS[token.text], token.text, token.offset)
            case "name" if self.peek() == "(":
                return self.call(token)
            case "name":
                return Name(token.text, token.offset)
        if token.text == "(":
            node = self.expression()
            self.expect(")")
            return node
        raise ExpressionError(f"unexpected {token.text!r}", token.offset)

    def call(self, name: Token) -> Node:
        self.next()
        arguments = []
        # A comma after the last argument is taken, as GitHub's own parser does.
        while self.peek() != ")":
            arguments.append(self.expression())
            if self.peek() != ")":
                self.expect(",", ")")
        self.next()
        return Call(name.text, tuple(arguments), name.offset)


FUNCTIONS: dict[str, tuple[int, int]] = {
    "case": (3, 255),
    "contains": (2, 2),
    "endswith": (2, 2),
    "format": (1, 255),
    "fromjson": (1, 1),
    "join": (1, 2),
    "startswith": (2, 2),
    "tojson": (1, 1),
}
"""The functions that stand everywhere, in lower case, with their least and most arguments."""


_WRITTEN = {
    written.lower(): written for written in ("endsWith", "fromJSON", "hashFiles", "startsWith", "toJSON")
}


def check(
    node: Node, contexts: AbstractSet[str], functions: Mapping[str, tuple[int, int]]
) -> Iterator[ExpressionError]:
    """Yield what GitHub refuses in a parsed expression at a place that has these contexts and functions."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, Call):
            fault = _call_fault(current, functions)
            if fault is not None:
                yield ExpressionError(fault, current.offset)
        base = (
            current
            if isinstance(current, Name)
            else _chain(current)[0]
            if isinstance(current, Access)
            else None
        )
        if isinstance(base, Name) and base.text.lower() not in contexts:
            known = ", ".join(sorted(contexts))
            yield ExpressionError(f"there is no context {base.text!r} here, only {known}", base.offset)
        stack.extend(reversed(_parts(current)))


def _call_fault(call: Call, functions: Mapping[str, tuple[int, int]]) -> str | None:
    name = call.name.lower()
    limits = FUNCTIONS.get(name) or functions.get(name)
    if limits is None:
        return f"there is no function {call.name!r} here" + did_you_mean(
            name, (_WRITTEN.get(known, known) for known in (*FUNCTIONS, *functions))
        )
    least, most = limits
    given = len(call.arguments)
    if given < least:
        return f"{call.name} needs at least {least} arguments, and has {given}"
    if given > most:
        return f"{call.name} takes at most {most} arguments, and has {given}"
    if name == "case" and given % 2 == 0:
        return f"{call.name} takes pairs and a last value, an odd number of arguments, and has {given}"
    return None


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
