"""The words that people put before a value, or over a column, for each kind of statement."""

from __future__ import annotations

import re
from functools import lru_cache

NEEDS = re.compile(
    r"needs|depends on|dependenc(?:y|ies)|requires|(?:runs )?after|job dependencies|upstream|waits for"
)
TIMEOUT = re.compile(
    r"(?:job |step )?(?:time-?out|time limit|limit of time|time out)(?: \(min(?:utes)?\)|-minutes)?|max(?:imum)? (?:duration|run ?time)"
)
RUNNER = re.compile(r"runners?|runs[ -]on|os|operating systems?|platforms?")
TRIGGER = re.compile(
    r"triggers?(?:\(s\))?|trigger events?|(?:when|starts on|started by|triggered by|runs (?:on|when)|on|events?|when (?:it|does it) runs?)"
)
SCHEDULE = re.compile(r"schedules?|cron|when|runs|triggers?|meaning|time|frequency")
WORTH = re.compile(
    r".*\bblock(?:s|ing)?\b.*|verdict|enforcement|effect|on failure|mode|action on failure|behaviou?r|severity|(?:failure )?impact|.*\b(?:turns?|make) .*\bred\b.*|fails? (?:the )?(?:job|build|ci|pipeline)\??|enforced\??|type|required\??|result on failure"
)
REQUIRED = re.compile(r"required\??|mandatory\??|optional\??|need(?:ed)?\??|necessity|is required|status")
VALUE = re.compile(r"(?:current |default |ci )?values?|defaults?|setting|value in ci|set to")
RETENTION = re.compile(r"retention(?: \(days\)| days| period)?|kept(?: for)?|days")
COUNT = re.compile(r"(?:number of |# ?)?(?P<what>jobs|steps)|(?P<job>job) count")

PANEL = re.compile(r"(?:dashboard )?panels?")
METRIC = re.compile(r"(?:prometheus )?metrics?(?: names?)?")
ALERT = re.compile(r"alerts?(?: names?)?")

KINDS = {
    "artifact": re.compile(r"artifacts?(?: names?| begins with)?"),
    "environment": re.compile(r"environments?"),
    "secret": re.compile(r"(?:required |optional )?secrets?(?: names?| used| needed)?"),
    "job": re.compile(r"jobs?(?:\(s\))?(?: ids?| names?)?"),
    "step": re.compile(r"steps?(?: names?| that \w+)?|location|gate steps?"),
    "workflow": re.compile(r"workflows?(?: files?)?|files?"),
    "variable": re.compile(r"(?:(?:env(?:ironment)?|configuration) )?(?:variables?|vars?)(?: names?)?"),
    "input": re.compile(r"inputs?(?: names?)?"),
    "service": re.compile(r"services?(?: containers?)?"),
    "gate": re.compile(r"(?:quality )?gates?(?: ids?)?|ids?"),
}  # fmt: skip
"""What a column, or a list, names."""

_VALUES = (
    NEEDS,
    TIMEOUT,
    RUNNER,
    TRIGGER,
    SCHEDULE,
    WORTH,
    REQUIRED,
    VALUE,
    RETENTION,
    COUNT,
    *KINDS.values(),
)
MAX_LABEL = 200
"""A heading of a column, or a label, that is longer names no kind of value."""

_TOOLS = re.compile(r"(?:python|node(?:\.js)?|nodejs|go|java|ruby|php)(?: versions?)?")


@lru_cache(maxsize=4096)
def kind(label: str) -> str | None:
    """Return what a column, or a list, with this label names."""
    if len(label) > MAX_LABEL:
        return None
    return next((kind for kind, pattern in KINDS.items() if pattern.fullmatch(label)), None)


def is_name(label: str) -> bool:
    """Return whether a column with this label names things."""
    return kind(label) is not None or any(each.fullmatch(label) for each in (PANEL, METRIC, ALERT))


@lru_cache(maxsize=4096)
def is_value(label: str) -> bool:
    """Return whether what stands behind a label is a value of a known kind, and no sentence."""
    return len(label) <= MAX_LABEL and (
        any(pattern.fullmatch(label) for pattern in _VALUES) or _TOOLS.fullmatch(label) is not None
    )
