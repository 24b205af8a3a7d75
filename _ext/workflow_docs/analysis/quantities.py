"""Numbers and spans with their unit, in words: `300` seconds are `5 minutes`, `{min: 5, max: 10}` are `5–10 minutes`."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflow_docs.workflow.data import Value

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_SHORT = {
    "": "", "s": "second", "sec": "second", "secs": "second", "m": "minute", "min": "minute", "mins": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "d": "day",
    "ms": "ms", "millisecond": "ms", "us": "µs", "µs": "µs",
}  # fmt: skip
_WRITTEN = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[A-Za-zµ%]*)\Z")
_WORD = re.compile(r"[a-z]{3,}\Z")


class QuantityError(ValueError):
    """What is none: neither a number, nor a text such as `5m`, nor a span of these."""


def with_unit(value: Value, unit: str = "") -> str:
    """Return a number, a text with one, or a span with its unit. A unit that the value has itself comes first."""
    numbers, unit = _read(value, unit)
    return _shown(numbers, unit)


def duration(value: Value, unit: str = "") -> str:
    """Return a time in the largest of days, hours, minutes and seconds that leaves no rest."""
    numbers, unit = _read(value, unit)
    if not unit:
        raise QuantityError(f"{value!r} has no unit; name one, as in duration(@, 'seconds')")
    if unit not in _SECONDS:
        return _shown(numbers, unit)
    seconds = [number * _SECONDS[unit] for number in numbers]
    for name in ("day", "hour", "minute"):
        if any(seconds) and all(number % _SECONDS[name] == 0 for number in seconds):
            return _shown([number / _SECONDS[name] for number in seconds], name)
    return _shown(seconds, "second") if all(number % 1 == 0 for number in seconds) else _shown(numbers, unit)


def _read(value: Value, unit: str) -> tuple[list[Decimal], str]:
    match value:
        case {"min": least, "max": most}:
            ends = [least, most]
        case list() if 1 <= len(value) <= 2:
            ends = value
        case _:
            ends = [value]
    numbers, units = zip(*(_number(end) for end in ends), strict=True)
    own = {found for found in units if found}
    if len(own) > 1:
        raise QuantityError(f"{value!r} has two units")
    found = next(iter(own), _unit(unit))
    return sorted(set(numbers)), found


def _number(value: Value) -> tuple[Decimal, str]:
    written = getattr(value, "written", value)
    if isinstance(written, str | int | float) and not isinstance(written, bool):
        match = _WRITTEN.match(str(written).strip())
        if match is not None:
            try:
                return Decimal(match["number"]), _unit(match["unit"])
            except InvalidOperation:
                pass
    raise QuantityError(f"{value!r} is no number")


def _unit(written: str) -> str:
    name = written.strip()
    singular = name[:-1] if _WORD.match(name) and name.endswith("s") else name
    return _SHORT.get(name, _SHORT.get(singular, singular))


def _shown(numbers: list[Decimal], unit: str) -> str:
    span = "–".join(f"{number.normalize():f}" if number % 1 == 0 else f"{number:f}" for number in numbers)
    if not unit:
        return span
    if _WORD.match(unit):
        return f"{span} {unit}" + ("" if span == "1" else "s")
    return f"{span} {unit}"
