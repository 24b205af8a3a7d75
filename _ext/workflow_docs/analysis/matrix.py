"""The legs of a job's matrix, expanded as GitHub does: product, then exclude, then include.

The rules are described at
https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
"""

from __future__ import annotations

import itertools
import math
import re
from typing import TYPE_CHECKING

from workflow_docs.workflow.model import Mapping, Sequence, Text

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Strategy, Value

MAX_LEGS = 256
"""GitHub runs no more legs of one job."""

MAX_COMBINATIONS = 10_000
"""How many combinations are tried where `exclude` takes most of them away."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]++\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

Leg = dict[str, object]


def source(strategy: Strategy | None) -> str | None:
    """Return the expression that makes the matrix at run time (`${{ fromJSON(…) }}`), or None."""
    if strategy is None:
        return None
    if isinstance(strategy.matrix, Text):
        return strategy.matrix.value
    if isinstance(strategy.matrix, Mapping):
        for entry in strategy.matrix.entries:
            if isinstance(entry.value, Text):
                return f"{entry.name}: {entry.value.value}"
    return None


def legs(strategy: Strategy | None) -> list[Leg] | None:
    """Return the legs of a matrix; None where there is no matrix or it is only known at run time.

    A matrix of more than 256 legs, which GitHub refuses, gives its first 256.
    """
    if strategy is None or not isinstance(strategy.matrix, Mapping) or source(strategy) is not None:
        return None
    vectors: dict[str, list[object]] = {}
    include: list[Leg] = []
    exclude: list[Leg] = []
    for entry in strategy.matrix.entries:
        values = [_plain(item) for item in entry.value.items] if isinstance(entry.value, Sequence) else []
        if entry.name in {"include", "exclude"}:
            maps = [value for value in values if isinstance(value, dict)]
            (include if entry.name == "include" else exclude).extend(maps)
        else:
            vectors[entry.name] = values
    found: list[Leg] = []
    if vectors:
        for combination in itertools.islice(itertools.product(*vectors.values()), MAX_COMBINATIONS):
            leg: Leg = dict(zip(vectors, combination, strict=True))
            if not any(_matches(leg, pattern) for pattern in exclude):
                found.append(leg)
            if len(found) >= MAX_LEGS:
                break
    original = len(found)
    for addition in include:
        fitting = [
            leg
            for leg in found[:original]
            if all(leg.get(key) == value for key, value in addition.items() if key in vectors)
        ]
        if fitting:
            for leg in fitting:
                leg.update(addition)
        else:
            found.append(dict(addition))
    return found[:MAX_LEGS]


def count(strategy: Strategy | None) -> int | None:
    """Return how many legs a matrix has; None where that is only known at run time or there is no matrix."""
    expanded = legs(strategy)
    return None if expanded is None else len(expanded)


def _matches(leg: Leg, pattern: Leg) -> bool:
    for key, wanted in pattern.items():
        value = leg.get(key)
        if isinstance(wanted, dict) and isinstance(value, dict):
            if not _matches(value, wanted):
                return False
        elif value != wanted:
            return False
    return True


def _plain(value: Value) -> object:
    match value:
        case Text():
            # `1` and `1.0` are one number to GitHub, and so are they in an exclude.
            is_number = _NUMBER.fullmatch(value.value) and math.isfinite(float(value.value))
            return _Number(value.value) if is_number else value.value
        case Sequence():
            return [_plain(item) for item in value.items]
        case Mapping():
            return {entry.name: _plain(entry.value) for entry in value.entries}
        case None:
            return None


class _Number(str):
    """A number as written that equals other ways to write it."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return float(self) == float(other) if isinstance(other, _Number) else str.__eq__(self, other)

    # Without it, `!=` would be that of texts.
    def __ne__(self, other: object) -> bool:
        return float(self) != float(other) if isinstance(other, _Number) else str.__ne__(self, other)

    def __hash__(self) -> int:
        return hash(float(self))
