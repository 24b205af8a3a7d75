"""The tests `[ … ]`, `test …` and `[[ … ]]`: true, false, or not to be known.

See https://www.gnu.org/software/bash/manual/bash.html#Bash-Conditional-Expressions
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.numbers import signed

from .values import matches

if TYPE_CHECKING:
    from collections.abc import Callable

    from .values import Value

TRUE, FALSE, FAULT = 0, 1, 2
"""The exit statuses of a test."""

_NUMERIC: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}
_TEXTUAL = frozenset({"=", "==", "!=", "<", ">", "=~"})
_BINARY = frozenset({*_NUMERIC, *_TEXTUAL, "-nt", "-ot", "-ef"})
_UNARY = re.compile(r"-[a-hknoprstuvwxzGLNORS]\Z")


class Answer(NamedTuple):
    """The status of a test, and whether it is known."""

    status: int
    known: bool


class World(NamedTuple):
    """What a test may ask: whether a variable is set, and what is thought of a file (`exists`, `has content`)."""

    is_set: Callable[[str], Answer]
    file: Callable[[str, str], Answer]


class Operand(NamedTuple):
    """One side of a comparison in `[[ … ]]`: its text and, for the right one, the pattern it makes."""

    value: Value
    pattern: str


def classic(fields: list[Value], world: World) -> Answer:
    """Return the status of `[ … ]` with these words; `known` is false where a word that decides it is not."""
    texts = [field.text for field in fields]
    known = all(field.known for field in fields)
    match texts:
        case []:
            return Answer(FALSE, known)
        case [text]:
            return Answer(TRUE if text else FALSE, known)
        case ["!", *rest] if len(rest) < 4 and not (len(rest) == 2 and rest[0] in _BINARY):
            return _not(classic(fields[1:], world))
        case [operator, operand] if _UNARY.match(operator):
            return _with(_unary(operator, operand, world), known=known)
        case [left, operator, right] if operator in _BINARY:
            return _with(_binary(left, operator, right, right), known=known)
        case ["(", *_, ")"] if len(texts) in {3, 4}:
            return classic(fields[1:-1], world)
    reader = _Classic(fields, world)
    answer = reader.either()
    return answer if reader.at == len(fields) else Answer(FAULT, known)


class _Classic:
    """`[ … ]` with `-a`, `-o`, `!` and parentheses."""

    def __init__(self, fields: list[Value], world: World) -> None:
        self.fields = fields
        self.world = world
        self.at = 0

    def text(self, ahead: int = 0) -> str | None:
        at = self.at + ahead
        return self.fields[at].text if at < len(self.fields) else None

    def either(self) -> Answer:
        found = self.both()
        while self.text() == "-o":
            self.at += 1
            found = _or(found, self.both())
        return found

    def both(self) -> Answer:
        found = self.one()
        while self.text() == "-a":
            self.at += 1
            found = _and(found, self.one())
        return found

    def one(self) -> Answer:
        match self.text():
            case None:
                return Answer(FAULT, True)
            case "!":
                self.at += 1
                return _not(self.one())
            case "(":
                self.at += 1
                found = self.either()
                self.at += 1
                return found
        operator = self.text(1)
        if operator in _BINARY and self.text(2) is not None:
            left, right = self.fields[self.at], self.fields[self.at + 2]
            self.at += 3
            return _with(
                _binary(left.text, operator, right.text, right.text), known=left.known and right.known
            )
        first = self.fields[self.at]
        if _UNARY.match(first.text) and operator is not None and operator not in {"-a", "-o"}:
            second = self.fields[self.at + 1]
            self.at += 2
            return _with(_unary(first.text, second.text, self.world), known=second.known)
        self.at += 1
        return Answer(TRUE if first.text else FALSE, first.known)


def double(items: list[Operand | str], world: World) -> Answer:
    """Return the status of `[[ … ]]`; operators are texts."""
    reader = _Double(items, world)
    answer = reader.either()
    return answer if reader.at == len(items) else Answer(FALSE, known=False)


class _Double:
    def __init__(self, items: list[Operand | str], world: World) -> None:
        self.items = items
        self.world = world
        self.at = 0

    def next(self) -> Operand | str | None:
        return self.items[self.at] if self.at < len(self.items) else None

    def either(self) -> Answer:
        found = self.both()
        while self.next() == "||":
            self.at += 1
            found = _or(found, self.both())
        return found

    def both(self) -> Answer:
        found = self.one()
        while self.next() == "&&":
            self.at += 1
            found = _and(found, self.one())
        return found

    def one(self) -> Answer:
        item = self.next()
        self.at += 1
        match item:
            case None:
                return Answer(FALSE, known=False)
            case "!":
                return _not(self.one())
            case "(":
                found = self.either()
                self.at += 1
                return found
            case str():
                operand = self.next()
                self.at += 1
                if not isinstance(operand, Operand):
                    return Answer(FALSE, known=False)
                return _with(_unary(item, operand.value.text, self.world), known=operand.value.known)
        operator = self.next()
        if isinstance(operator, str) and operator in _BINARY:
            right = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
            self.at += 2
            if not isinstance(right, Operand):
                return Answer(FALSE, known=False)
            known = item.value.known and right.value.known
            return _with(
                _binary(item.value.text, operator, right.value.text, right.pattern, patterns=True),
                known=known,
            )
        return Answer(TRUE if item.value.text else FALSE, item.value.known)


def _unary(operator: str, operand: str, world: World) -> Answer:
    match operator:
        case "-z":
            return Answer(FALSE if operand else TRUE, known=True)
        case "-n":
            return Answer(TRUE if operand else FALSE, known=True)
        case "-v":
            return world.is_set(operand)
    return world.file(operator, operand)


def _binary(left: str, operator: str, right: str, pattern: str, *, patterns: bool = False) -> Answer:
    if compare := _NUMERIC.get(operator):
        numbers = [_number(text, lenient=patterns) for text in (left, right)]
        if numbers[0] is None or numbers[1] is None:
            return Answer(FAULT, known=True)
        return Answer(TRUE if compare(numbers[0], numbers[1]) else FALSE, known=True)
    match operator:
        case "=" | "==" | "!=":
            same = matches(left, pattern) if patterns else left == right
            if same is None:
                return Answer(FALSE, known=False)
            return Answer(TRUE if same == (operator != "!=") else FALSE, known=True)
        case "<":
            return Answer(TRUE if left < right else FALSE, known=True)
        case ">":
            return Answer(TRUE if left > right else FALSE, known=True)
    # A pattern of a stranger is not matched: some take for ever. Nor is the age of a file known.
    return Answer(FALSE, known=False)


def _number(text: str, *, lenient: bool) -> int | None:
    text = text.strip()
    number = signed(text)
    # [[ takes an empty text, and the name of an unset variable, for zero.
    return number if number is not None else 0 if lenient else None


def _not(answer: Answer) -> Answer:
    return Answer(answer.status if answer.status == FAULT else TRUE + FALSE - answer.status, answer.known)


def _and(left: Answer, right: Answer) -> Answer:
    for side in (left, right):
        if side.known and side.status != TRUE:
            return side
    return Answer(left.status or right.status, left.known and right.known)


def _or(left: Answer, right: Answer) -> Answer:
    for side in (left, right):
        if side.known and side.status == TRUE:
            return side
    return Answer(TRUE if TRUE in {left.status, right.status} else FALSE, left.known and right.known)


def _with(answer: Answer, *, known: bool) -> Answer:
    return Answer(answer.status, answer.known and known)
