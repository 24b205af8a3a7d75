"""Shell arithmetic, as in `$((…))`: https://www.gnu.org/software/bash/manual/bash.html#Shell-Arithmetic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from workflow_docs.workflow.numbers import in_base, signed, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from .values import Value

MAX_TOKENS = 200
_LIMIT = 1 << 63
_TOKEN = re.compile(
    r"\s*(?:(?P<number>0[xX][0-9a-fA-F]+|[0-9]+(?:#[0-9a-zA-Z@_]+)?)|\$?\{?(?P<name>[A-Za-z_]\w*)\}?"
    r"|(?P<operator>\*\*|<<=|>>=|\+\+|--|&&|\|\||[-+*/%&^|<>=!]=|<<|>>|[-+*/%&|^~!<>=?:(),]))"
)
_BINARY: tuple[tuple[str, ...], ...] = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", ">", "<=", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)


class Number(NamedTuple):
    """A whole number, and whether it is known."""

    value: int
    known: bool = True


class ArithmeticFaultError(Exception):
    """An expression that bash would refuse, or that is too long to follow."""


T = TypeVar("T")


def calculate(
    text: str, get: Callable[[str], Value], put: Callable[[str, Number], None], *, known: bool = True
) -> Number:
    """Return the value of an expression; `get` and `put` read and set variables.

    Raises:
        ArithmeticFaultError: for an expression that is no expression.

    """
    if not text.strip():
        return Number(0, known)
    found = _Reader(text, get, put).all()
    return Number(found.value, found.known and known)


class _Reader:
    def __init__(self, text: str, get: Callable[[str], Value], put: Callable[[str, Number], None]) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        text = text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or len(self.tokens) >= MAX_TOKENS:
                raise ArithmeticFaultError
            self.tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
            at = match.end()
        self.at = 0
        self.get = get
        self.put = put

    def all(self) -> Number:
        found = self.assignment()
        while self.take(","):
            found = self.assignment()
        if self.at < len(self.tokens):
            raise ArithmeticFaultError
        return found

    def peek(self) -> str:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        return text if kind == "operator" else ""

    def take(self, *operators: str) -> str:
        found = self.peek()
        if found in operators and found:
            self.at += 1
            return found
        return ""

    def assignment(self) -> Number:
        if self.at + 1 < len(self.tokens) and self.tokens[self.at][0] == "name":
            name = self.tokens[self.at][1]
            kind, operator = self.tokens[self.at + 1]
            if kind == "operator" and operator.endswith("=") and operator not in {"==", "!=", "<=", ">="}:
                self.at += 2
                value = self.assignment()
                if operator != "=":
                    value = _apply(operator[:-1], self.variable(name), value)
                self.put(name, value)
                return value
        return self.choice()

    def choice(self) -> Number:
        condition = self.binary(0)
        if not self.take("?"):
            return condition
        yes = self.assignment()
        if not self.take(":"):
            raise ArithmeticFaultError
        no = self.assignment()
        chosen = yes if condition.value else no
        return Number(chosen.value, chosen.known and condition.known)

    def binary(self, level: int) -> Number:
        if level == len(_BINARY):
            return self.power()
        left = self.binary(level + 1)
        while operator := self.take(*_BINARY[level]):
            left = _apply(operator, left, self.binary(level + 1))
        return left

    def power(self) -> Number:
        base = self.unary()
        return _apply("**", base, self.power()) if self.take("**") else base

    def unary(self) -> Number:
        step = self.take("++", "--")
        if step:
            kind, name = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
            if kind != "name":
                raise ArithmeticFaultError
            self.at += 1
            stepped = _apply(step[0], self.variable(name), Number(1))
            self.put(name, stepped)
            return stepped
        sign = self.take("-", "+", "!", "~")
        if not sign:
            return self.primary()
        found = self.unary()
        value = {"-": -found.value, "+": found.value, "!": int(not found.value), "~": ~found.value}[sign]
        return Number(_wrapped(value), found.known)

    def primary(self) -> Number:
        if self.take("("):
            found = self.assignment()
            while self.take(","):
                found = self.assignment()
            if not self.take(")"):
                raise ArithmeticFaultError
            return found
        if self.at >= len(self.tokens):
            raise ArithmeticFaultError
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Number(_wrapped(number(text)))
        if kind != "name":
            raise ArithmeticFaultError
        value = self.variable(text)
        if step := self.take("++", "--"):
            self.put(text, _apply(step[0], value, Number(1)))
        return value

    def variable(self, name: str) -> Number:
        value = self.get(name)
        text = value.text.strip()
        found = signed(text)
        if found is not None:
            return Number(found, value.known)
        # A name in a variable is looked up again by bash; here its value is not followed.
        return Number(0, value.known and not text)


def number(text: str) -> int:
    """Return the value of a number as written: decimal, octal, hexadecimal, or `base#digits`.

    Raises:
        ArithmeticFaultError: for digits that its base has not.

    """
    if "#" in text:
        base, _, digits = text.partition("#")
        radix = whole(base)
        if radix is not None and not 2 <= radix <= 36:
            return 0
        found = in_base(digits, radix) if radix is not None else None
    elif text[:2].lower() == "0x":
        found = in_base(text[2:], 16)
    else:
        found = in_base(text, 8) if text.startswith("0") and text != "0" else in_base(text[:30], 10)
    if found is None:
        raise ArithmeticFaultError
    return found


def _wrapped(value: int) -> int:
    """Return a number as it fits into 64 bits."""
    return (value + _LIMIT) % (2 * _LIMIT) - _LIMIT


def _apply(operator: str, left: Number, right: Number) -> Number:
    a, b = left.value, right.value
    known = left.known and right.known
    if operator in {"/", "%"} and not b:
        if known:
            raise ArithmeticFaultError
        return Number(0, known=False)
    if operator in {"**", "<<", ">>"} and not 0 <= b < 64:
        return Number(0, known=False)
    match operator:
        case "||":
            value = int(bool(a or b))
        case "&&":
            value = int(bool(a and b))
        case "|":
            value = a | b
        case "^":
            value = a ^ b
        case "&":
            value = a & b
        case "==":
            value = int(a == b)
        case "!=":
            value = int(a != b)
        case "<":
            value = int(a < b)
        case ">":
            value = int(a > b)
        case "<=":
            value = int(a <= b)
        case ">=":
            value = int(a >= b)
        case "<<":
            value = a << b
        case ">>":
            value = a >> b
        case "+":
            value = a + b
        case "-":
            value = a - b
        case "*":
            value = a * b
        case "/":
            value = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        case "%":
            value = abs(a) % abs(b) * (-1 if a < 0 else 1)
        case _:
            value = a**b
    return Number(_wrapped(value), known)
