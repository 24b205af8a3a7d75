"""Names that are nearly right: what a reader may have meant."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


MAX_COMPARED = 200
"""With more names than these, only those with the same first letter are compared, and of these the next in the alphabet."""

MAX_LENGTH = 200
"""A longer name is compared with none."""

CANDIDATES = 8
"""How many of the names with the most letters in common are looked at part by part."""

_BREAK = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


def did_you_mean(name: str, known: Iterable[str], *, listed: bool = True) -> str:
    """Return `; did you mean 'x'?`; when nothing comes near, what there is (if `listed`); else nothing."""
    names = sorted(set(known))
    if not names:
        return ""
    lower = {candidate.lower(): candidate for candidate in reversed(names)}
    import difflib  # noqa: PLC0415 (only faults need it)

    if len(name) > MAX_LENGTH:
        lower = {}
    lower = {key: each for key, each in lower.items() if len(key) <= MAX_LENGTH}
    if len(lower) > MAX_COMPARED:
        # The search takes the time of all pairs; who mistypes a name seldom does so in its first letter.
        lower = {key: each for key, each in lower.items() if key[:1] == name[:1].lower()}
        if len(lower) > MAX_COMPARED:
            keys = sorted(lower)
            at = max(bisect_left(keys, name.lower()) - MAX_COMPARED // 2, 0)
            lower = {key: lower[key] for key in keys[at : at + MAX_COMPARED]}
    close = difflib.get_close_matches(name.lower(), lower, n=CANDIDATES, cutoff=0.6)
    near = next((key for key in close if is_near(name.lower(), key)), None)
    if near is not None:
        return f"; did you mean {lower[near]!r}?"
    if not listed:
        return ""
    shown = ", ".join(repr(candidate) for candidate in names[:8])
    return f"; there is {shown}" + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def is_near(one: str, other: str) -> bool:
    """Return whether two names in lower case can be one name: mistyped, shortened, or with a word more.

    Two names that only share letters, an ending or a first word (`deploy-dev`, `deploy-prod`) are two things, and so
    are names with different numbers.
    """
    first, second = _parts(one), _parts(other)
    if "".join(first) == "".join(second):
        return True
    numbers = _DIGITS.findall(one), _DIGITS.findall(other)
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    only = [part for part in first if part not in second], [part for part in second if part not in first]
    if len(only[0]) == len(only[1]):
        alone = len(first) == len(second) == 1
        return all(_is_part_near(*pair, alone=alone) for pair in zip(*only, strict=True))
    if _is_close("".join(first), "".join(second)):  # `rollback` and `rolled-back`
        return True
    if only[0] and only[1]:
        return False
    more = sum(map(len, only[0] or only[1]))
    return 2 * more <= max(sum(map(len, first)), sum(map(len, second)))


def _parts(name: str) -> list[str]:
    return [part for part in _BREAK.split(name) if part]


def _is_part_near(one: str, other: str, *, alone: bool) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or (alone and len(long) < 4):
        if len(short) == len(long):
            return sorted(short) == sorted(long)  # `gte` and `get`, but not `api` and `app`
        return len(short) > 1 and _distance(short, long) == 1
    start = _same(short, long)
    if start >= 3 and 4 * start >= 3 * len(short):  # `prod` and `production`, `stage` and `staging`
        return True
    end = _same(short[::-1], long[::-1])
    if end >= 4 and 2 * end >= len(short):  # `version` and `revision`
        return True
    return _is_close(one, other)


def _is_close(one: str, other: str) -> bool:
    """Return whether at most a quarter of the letters of two texts differ."""
    return _distance(one, other) <= max(1, min(len(one), len(other)) // 4)


def _same(one: str, other: str) -> int:
    """Return with how many same letters two texts begin."""
    return next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))


def _distance(one: str, other: str) -> int:
    """Return how many letters have to be changed, put in, taken out or swapped to make one text of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
    return row[-1]
