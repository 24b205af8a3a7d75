"""When workflows start by the clock: cron lines in code, and `daily at 2 AM UTC`, `every Monday`, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims import labels
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.numbers import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.statements import Statement
    from workflow_docs.workflow.model import Schedule, Workflow

_DAY_NAME = "SUN|MON|TUE|WED|THU|FRI|SAT"
_MONTH_NAME = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
_FIELD = rf"(?:\*|\d+|{_DAY_NAME}|{_MONTH_NAME})(?:[-,/](?:\d+|{_DAY_NAME}|{_MONTH_NAME})){{0,60}}"
_CRON = re.compile(rf"(?<![\w*/-])(?:{_FIELD}(?:/\d+)?[ ]+){{4}}{_FIELD}(?:/\d+)?(?![\w*/-])")
_CLOCK = re.compile(
    r"(?<![\w:.-])(?:(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?[ ]?(?P<half>[AaPp]\.?[Mm]\.?)\b|(?P<hour24>\d{1,2}):(?P<minute24>\d{2})(?::\d{2})?(?![\d:])|(?P<word>midnight|noon)\b)"
)
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_DAY = re.compile(r"\b(?:" + "|".join(_DAYS) + r")s?\b", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_EVERY = re.compile(r"\b(?:daily|nightly|every (?:day|night)|each (?:day|night))\b", re.IGNORECASE)
_WEEKLY = re.compile(r"\b(?:weekly|every week|once a week)\b", re.IGNORECASE)
_HOURLY = re.compile(
    r"\b(?:hourly|every (?:(?P<count>\d+|two|three|four|six|twelve) )?hours?)\b", re.IGNORECASE
)
_ABOUT = re.compile(
    r"\b(?:schedul\w*|cron|runs?|triggers?|triggered|starts?|executes?|nightly|daily|weekly)\b", re.IGNORECASE
)
_WORDS = {"two": 2, "three": 3, "four": 4, "six": 6, "twelve": 12}


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a time at which the workflow does not start."""
    source = statement.text
    # `* *` may look like emphasis.
    for match in _CRON.finditer(statement.source):
        yield from _check_cron(statement, match, statement.context)
        return
    workflow = statement.subject.workflow
    if workflow is None or not statement.is_claim or statement.is_negated:
        return
    timed = _DAY.search(source) is not None and _CLOCK.search(source) is not None
    if not (timed or _ABOUT.search(source) or labels.SCHEDULE.fullmatch(statement.label)):
        return
    schedules = [schedule for trigger in workflow.triggers for schedule in trigger.schedules]
    if len(schedules) == 1:
        yield from _check_words(statement, schedules[0], workflow)


def _check_cron(statement: Statement, match: re.Match[str], context: Context) -> Iterator[Finding]:
    workflow = statement.subject.workflow
    workflows = [workflow] if workflow is not None else list(context.repository.workflows)
    known = [
        (each, schedule) for each in workflows for trigger in each.triggers for schedule in trigger.schedules
    ]
    said = " ".join(match.group().split())
    if (
        not known
        or not statement.is_claim
        or any(" ".join(schedule.cron.value.split()) == said for _, schedule in known)
    ):
        return
    if workflow is None and len(known) > 1:
        return
    each, schedule = known[0]
    yield Finding(
        Code.SCHEDULE, Judgement.CONTRADICTED, f"{each.file} starts at {', '.join(repr(item.cron.value) for _, item in known)}, not at {said!r}",
        statement.at(match.start()), statement.shown(), schedule.cron.position, confidence=0.8,
    )  # fmt: skip


def _check_words(statement: Statement, schedule: Schedule, workflow: Workflow) -> Iterator[Finding]:
    fields = schedule.cron.value.split()
    if len(fields) != 5:
        return
    minute, hour, month_day, _, week_day = fields
    text = statement.text
    wrong = None
    clock = list(_CLOCK.finditer(text))
    if (
        len(clock) == 1
        and whole(hour) is not None
        and whole(minute) is not None
        and not re.search(r"\b(?:[ECMP][SD]T|CET|CEST|local time)\b", text)
    ):
        said = _clock(clock[0])
        if said != (whole(hour), whole(minute)):
            wrong = clock[0]
    days = list(_DAY.finditer(text))
    if (
        wrong is None
        and days
        and not re.search(r"\bthrough\b|\bto\b|[-–]", text[days[0].end() : days[-1].start()])
    ):
        real = _week_days(week_day)
        if real is not None:
            wrong = next(
                (day for day in days if _DAYS.index(day.group().lower().removesuffix("s")) not in real), None
            )
    dates = list(_DATE.finditer(text))
    if wrong is None and dates and re.fullmatch(r"\d+(?:,\d+)*", month_day):
        wrong = next((date for date in dates if date[1] not in month_day.split(",")), None)
    every = _EVERY.search(text)
    if (
        wrong is None
        and every is not None
        and (not week_day.startswith("*") or not month_day.startswith("*"))
        and not days
    ):
        wrong = every
    weekly = _WEEKLY.search(text)
    if wrong is None and weekly is not None and week_day == "*" and month_day == "*":
        wrong = weekly
    hourly = _HOURLY.search(text)
    if wrong is None and hourly is not None:
        count = hourly["count"]
        step = 1 if count is None else _WORDS.get(count.lower()) or whole(count)
        if hour != ("*" if step == 1 else f"*/{step}") and not (step == 1 and hour == "*/1"):
            wrong = hourly
    if wrong is not None:
        yield Finding(
            Code.SCHEDULE, Judgement.CONTRADICTED, f"{workflow.file} starts at {schedule.cron.value!r}, which is not {wrong.group()!r}",
            statement.at(wrong.start()), statement.shown(), schedule.cron.position, confidence=0.75,
        )  # fmt: skip


def _clock(match: re.Match[str]) -> tuple[int, int]:
    if match["word"]:
        return (0, 0) if match["word"].lower() == "midnight" else (12, 0)
    if match["hour24"]:
        return whole(match["hour24"]) or 0, whole(match["minute24"]) or 0
    hour = (whole(match["hour"]) or 0) % 12 + (12 if match["half"].lower().startswith("p") else 0)
    return hour, whole(match["minute"] or "0") or 0


def _week_days(field: str) -> set[int] | None:
    """Return the days of the week of a cron field, Sunday as 0; None for what is not plain."""
    if field == "*":
        return set(range(7))
    found: set[int] = set()
    names = [day[:3] for day in _DAYS]
    for part in field.lower().split(","):
        ends = [names.index(end) if end in names else whole(end) for end in part.split("-")]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2 or last > 7:
            return None
        found.update(number % 7 for number in range(first, last + 1))
    return found
