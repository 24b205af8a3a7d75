"""When a gate passes, in words: what its commands check, in which manner, and the limits that must hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.model import RunStep, UsesStep

from . import checkers
from .script_verdict import may_check

if TYPE_CHECKING:
    from workflow_docs.workflow.position import Position

    from .commands import JudgedCommand
    from .verdicts import Judgement

_KINDS = {
    checkers.TESTS: "all tests pass",
    checkers.LINT: "the linter finds nothing",
    checkers.TYPES: "the types fit",
    checkers.SCAN: "the scan finds nothing",
    checkers.BUILD: "the build succeeds",
}
# Options of test runners that say in which manner the tests must pass.
_MANNERS = (
    (
        re.compile(
            r"--random-order\b|--random-order-bucket|-p[ =]random_order|-p[ =]randomly|--randomly-seed|--shuffle\b"
            r"|-shuffle[= ]on|--order[= ]rand|--order-by[= ]random|--randomize\b"
        ),
        "in random order",
    ),
    (re.compile(r"--(?:reruns|retries|retry)[= ](\d+)"), "each after at most {} retries"),
    (re.compile(r"-count[= ](\d+)|--count[= ](\d+)|--repeat-each[= ](\d+)"), "{} times each"),
)


class Criterion(NamedTuple):
    """Something that must hold; `position` is the line that says so, if it is a limit."""

    text: str
    position: Position | None = None


def passes_if(row: Judgement) -> list[Criterion]:
    """Return what must hold for a gate to pass; one that hides every failure always does."""
    step = row.gate.step
    if isinstance(step, UsesStep):
        if row.hollow:
            return [Criterion("always")]
        checker = checkers.of_action(step.uses.value)
        # Actions about tests mostly send or show their results, so more is not known of them.
        known = checker is not None and checker.kind != checkers.TESTS
        return [Criterion(_KINDS[checker.kind] if checker and known else "the action succeeds")]
    if not isinstance(step, RunStep):
        return []
    deciding = [command for command in row.commands if command.fails is not False]
    found = list(
        dict.fromkeys(
            Criterion(_KINDS[command.kind] + _manner(command)) for command in deciding if command.kind
        )
    )
    limits = [Criterion(limit.passes, limit.position) for limit in row.thresholds if limit.passes]
    if row.hollow:
        return [Criterion("always")] + [limit._replace(text=f"its limit is {limit.text}") for limit in limits]
    found += dict.fromkeys(limits)
    if not found and any(may_check(command) for command in deciding):
        return [Criterion("its commands succeed")]
    return found


def _manner(command: JudgedCommand) -> str:
    """Return in which manner tests must pass, as the options of their runner say."""
    if command.kind != checkers.TESTS:
        return ""
    found = []
    for pattern, words in _MANNERS:
        match = pattern.search(command.text)
        if match is not None:
            count = next((group for group in match.groups() if group), "")
            said = words.format(count)
            found.append(said.replace("retries", "retry") if count == "1" else said)
    return "".join(f", {words}" for words in found)
