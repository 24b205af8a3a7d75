"""What a cron line says, in words, where it is a plain one.

See https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
"""

from __future__ import annotations

import re

from workflow_docs.workflow.numbers import whole

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_STEP = re.compile(r"(?:\*|0)/(\d+)")


def in_words(cron: str) -> str | None:
    """Return `daily at 05:30`, `every 15 minutes` and the like; None for what has no short form."""
    fields = cron.split()
    if len(fields) != 5:
        return None
    minute, hour, month_day, month, week_day = fields
    days = _days(month_day, month, week_day)
    if days is None:
        return None
    every = _every(minute, hour)
    if every is not None:
        return every if days == "daily" else f"{every}, {days}"
    times = _times(minute, hour)
    return None if times is None else f"{days} at {times}"


def _every(minute: str, hour: str) -> str | None:
    if hour == "*" and (step := _step(minute, 60)) is not None:
        return f"every {step} minutes" if step > 1 else "every minute"
    at_minute = whole(minute)
    at = f", at minute {at_minute}" if at_minute else ""
    if at_minute is not None and hour in {"*", "*/1"}:
        return f"every hour{at}"
    if at_minute is not None and (step := _step(hour, 24)) is not None and step > 1:
        return f"every {step} hours{at}"
    return None


def _step(field: str, span: int) -> int | None:
    """Return the step of a field whose times are evenly apart."""
    if field == "*":
        return 1
    match = _STEP.fullmatch(field)
    step = whole(match[1]) if match is not None else 0
    return step if step and span % step == 0 else None


def _times(minute: str, hour: str) -> str | None:
    hours = _numbers(hour, 23)
    minutes = _numbers(minute, 59)
    if not hours or not minutes or len(hours) * len(minutes) > 4:
        return None
    return _listed([f"{each:02}:{at:02}" for each in hours for at in minutes])


def _days(month_day: str, month: str, week_day: str) -> str | None:
    months = _numbers(month, 12, _MONTHS) if month != "*" else []
    if months is None or (months and min(months) < 1):
        return None
    in_months = f" of {_listed([_MONTHS[each - 1] for each in months])}" if months else ""
    if month_day == "*" and week_day in {"*", "?"}:
        return f"every day{in_months}" if in_months else "daily"
    if week_day in {"*", "?"}:
        days = _numbers(month_day, 31)
        if not days:
            return None
        return f"on day {_listed([str(each) for each in days])}{in_months or ' of each month'}"
    if month_day != "*" or months:
        return None
    spans = [_span(part) for part in week_day.split(",")]
    if not all(spans):
        return None
    return _listed(spans) if " to " in spans[0] else f"every {_listed(spans)}"


def _span(part: str) -> str:
    ends = [_number(end, _DAYS, 0) for end in part.split("-")]
    names = [_DAYS[end % 7] for end in ends if end is not None and end <= 7]
    match names:
        case [day] if len(ends) == 1:
            return day
        case [first, last] if len(ends) == 2:
            return f"{first} to {last}"
        case _:
            return ""


def _numbers(field: str, most: int, names: tuple[str, ...] = ()) -> list[int] | None:
    found = [_number(part, names, 1) for part in field.split(",")]
    numbers = [number for number in found if number is not None and number <= most]
    return numbers if len(numbers) == len(found) else None


def _number(text: str, names: tuple[str, ...], first: int) -> int | None:
    number = whole(text)
    if number is not None:
        return number
    short = [name[:3].lower() for name in names]
    return short.index(text.lower()) + first if text.lower() in short else None


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
