"""What only running a Python module would tell, in the place of a value, and how to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .data import Value
    from .position import Position


class Unknown(NamedTuple):
    """In the place of a value that only running the module would tell: its text, and where it stands."""

    text: str
    position: Position


def holds_unknown(value: Value) -> bool:
    """Whether a value, or a part of it, cannot be known."""
    return first_unknown(value) is not None


def first_unknown(value: Value) -> Unknown | None:
    """Return the first part of a value that cannot be known."""
    match value:
        case Unknown():
            return value
        case dict():
            inner: Iterable[Value] = value.values()
        case list():
            inner = value
        case _:
            return None
    return next((found for each in inner if (found := first_unknown(each)) is not None), None)


def is_number(value: Value) -> TypeGuard[int | float]:
    """Whether a value is a number, and not true or false."""
    return isinstance(value, int | float) and not isinstance(value, bool)
