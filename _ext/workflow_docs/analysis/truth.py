"""What an expression comes to, as far as it can be known before a run: true, false, or unknown.

The rules are GitHub's: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from workflow_docs.workflow import expressions
from workflow_docs.workflow.expressions import Access, Call, ExpressionError, Literal, Name, Operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflow_docs.workflow.expressions import Node


class _Unknown:
    """The value of what is known in a run only."""


UNKNOWN: Final = _Unknown()
_BRACES = re.compile(r"\s*\$\{\{(.*)\}\}\s*", re.DOTALL)


class Facts(NamedTuple):
    """What is known: values by the path of a context in lower case (`("github", "event_name")`), and the status.

    `failed` tells whether something that the step or the job waits for has failed, None if that is open.
    """

    values: Mapping[tuple[str, ...], object] = {}
    failed: bool | None = False


def of_condition(condition: str | None, facts: Facts) -> bool | None:
    """Return whether a step or a job with this `if:` runs; None where that is not known.

    Without a status function, `success()` is joined to it.
    """
    if condition is None or not condition.strip():
        return None if facts.failed is None else not facts.failed
    source = _source(condition)
    if source is None:
        return True if condition.strip() else None  # a text, which is always true
    try:
        node = expressions.parse(source)
    except ExpressionError:
        return None
    found = as_bool(evaluate(node, facts))
    if not uses_status(condition) and facts.failed is not False:
        return False if facts.failed or found is False else None
    return found


def of_value(text: str, facts: Facts) -> object:
    """Return what a value comes to: an expression in braces, or else the text."""
    match = _BRACES.fullmatch(text)
    if match is None or "${{" in match[1]:
        return UNKNOWN if "${{" in text else text
    try:
        return evaluate(expressions.parse(match[1]), facts)
    except ExpressionError:
        return UNKNOWN


def uses_status(condition: str) -> bool:
    """Return whether an `if:` calls `success()`, `failure()`, `always()` or `cancelled()`."""
    return re.search(r"(?i)\b(?:success|failure|always|cancelled)\s*\(", condition) is not None


def _source(condition: str) -> str | None:
    """Return the expression of an `if:`, with or without braces; None where it is a text with more around it."""
    match = _BRACES.fullmatch(condition)
    if match is not None and "${{" not in match[1]:
        return match[1]
    return None if "${{" in condition else condition


def as_bool(value: object) -> bool | None:
    """Return what GitHub takes a value for in a condition."""
    if value is UNKNOWN:
        return None
    return value is not None and value not in {0, ""}


def evaluate(node: Node, facts: Facts) -> object:
    """Return the value of an expression, `UNKNOWN` where it depends on what is not known."""
    match node:
        case Literal(kind, text, _):
            match kind:
                case "string":
                    return text
                case "boolean":
                    return text == "true"
                case "null":
                    return None
                case _:
                    return _number(text)
        case Name(text, _):
            return facts.values.get((text.lower(),), UNKNOWN)
        case Access():
            path = _path(node)
            return UNKNOWN if path is None else facts.values.get(path, UNKNOWN)
        case Call(name, arguments, _):
            return _call(name.lower(), arguments, facts)
        case Operation(operator, operands, _):
            return _operate(operator, operands, facts)


def _path(node: Node) -> tuple[str, ...] | None:
    match node:
        case Name(text, _):
            return (text.lower(),)
        case Access(value, Literal("string", key, _), _):
            inner = _path(value)
            return None if inner is None else (*inner, key.lower())
    return None


def _call(name: str, arguments: tuple[Node, ...], facts: Facts) -> object:
    match name:
        case "always":
            return True
        case "cancelled":
            return False
        case "success":
            return UNKNOWN if facts.failed is None else not facts.failed
        case "failure":
            return UNKNOWN if facts.failed is None else facts.failed
    values = [evaluate(argument, facts) for argument in arguments]
    if len(values) == 2 and all(isinstance(value, str) for value in values):
        first, second = str(values[0]).lower(), str(values[1]).lower()
        match name:
            case "contains":
                return second in first
            case "startswith":
                return first.startswith(second)
            case "endswith":
                return first.endswith(second)
    return UNKNOWN


def _operate(operator: str, operands: tuple[Node, ...], facts: Facts) -> object:
    values = [evaluate(operand, facts) for operand in operands]
    match operator:
        case "!":
            truth = as_bool(values[0])
            return UNKNOWN if truth is None else not truth
        case "&&":
            for value in values:
                if as_bool(value) is False:
                    return value
            return UNKNOWN if any(value is UNKNOWN for value in values) else values[-1]
        case "||":
            for value in values:
                if as_bool(value):
                    return value
            return UNKNOWN if any(value is UNKNOWN for value in values) else values[-1]
    left, right = values
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if operator in {"==", "!="}:
        return _equal(left, right) == (operator == "==")
    first, second = _as_number(left), _as_number(right)
    match operator:
        case "<":
            return first < second
        case "<=":
            return first <= second
        case ">":
            return first > second
        case _:
            return first >= second


def _equal(left: object, right: object) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if type(left) is type(right):
        return left == right
    return _as_number(left) == _as_number(right)


def _as_number(value: object) -> float:
    if value is None:
        return 0.0
    if isinstance(value, bool | int | float):
        return float(value)
    text = str(value).strip()
    return _number(text) if text else 0.0


def _number(text: str) -> float:
    try:
        return float(int(text, 0)) if re.fullmatch(r"0[xob][0-9a-fA-F]+", text) else float(text)
    except (ValueError, OverflowError):
        return float("nan")
