"""The only place where text becomes a number: plain digits of a sensible length, or no number at all.

Python's own `int` and `float` also take `1_000`, `²`, `nan` and `1e999`, and fail for 5,000 digits.
"""

from __future__ import annotations

import math
import re

MAX_DIGITS = 18
"""A number with more digits is none: no limit, count or line is as large."""

_WHOLE = re.compile(r"[0-9]{1,18}\Z")
_DECIMAL = re.compile(r"(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})\Z")
_SIGNED = re.compile(r"[-+]?[0-9]{1,18}\Z")
_IN_BASE = re.compile(r"[0-9A-Za-z]{1,64}\Z")


def whole(text: str) -> int | None:
    """Return the value of decimal digits without a sign, of which there are at most 18; None for any other text."""
    return int(text) if _WHOLE.match(text) else None


def signed(text: str) -> int | None:
    """Return the value of decimal digits that may have a sign."""
    return int(text) if _SIGNED.match(text) else None


def decimal(text: str) -> float | None:
    """Return the value of decimal digits that may have a point, as in `2.5`, `2.` and `.5`."""
    return float(text) if _DECIMAL.match(text) else None


def amount(text: str) -> float:
    """Return the value of digits that an expression has found, with or without a point; infinite where there are too many."""
    found = decimal(text)
    return math.inf if found is None else found


def count(text: str) -> int:
    """Return the value of decimal digits that an expression has found; where there are too many, more than anything has."""
    found = whole(text)
    return 10**MAX_DIGITS if found is None else found


def in_base(text: str, base: int) -> int | None:
    """Return the value of digits in a base from 2 to 36, without a prefix or a sign."""
    if not _IN_BASE.match(text):
        return None
    try:
        return int(text, base)
    except ValueError:
        return None


def wholes(text: str) -> set[int]:
    """Return the numbers in a text that are written with decimal digits alone."""
    return {number for digits in re.findall(r"[0-9]+", text) if (number := whole(digits)) is not None}


def decimals(text: str) -> set[float]:
    """Return the numbers in a text that stand by themselves, with or without a point."""
    found = re.findall(r"(?<![\w.])[0-9]+(?:\.[0-9]+)?(?![\w.])", text)
    return {number for digits in found if (number := decimal(digits)) is not None}
