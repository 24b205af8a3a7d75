"""Hosts that `curl` asks, held against the addresses of the environments that jobs deploy to."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context

    from .blocks import Written
    from .options import Call

_HOST = re.compile(r"https?://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?=[:/?#]|\Z)")
NEAR = 0.6
"""How alike the one part is in which two hosts differ, for one to be taken for the other, from 0 to 1."""


def check(command: Written, call: Call, context: Context) -> Iterator[Finding]:
    """Yield a finding for a host that nothing in the repository has, while an environment has nearly the same."""
    known = context.environment_hosts
    for word in call.rest:
        match = _HOST.match(word)
        if match is None or not known or match["host"] in known:
            continue
        near = [host for host in sorted(known) if _is_near(match["host"], host)]
        if near and context.all_readable and context.inventory.lacks(match["host"]):
            yield Finding(
                Code.COMMAND_HOST, Judgement.CONTRADICTED, f"no environment has the address {match['host']!r}",
                command.position, command.text, known[near[0]], suggestion=f"did you mean {near[0]!r}?", confidence=0.65,
            )  # fmt: skip


def _is_near(one: str, other: str) -> bool:
    """Tell whether two hosts are the same but for one part, which begins alike (`staging`, `stage`)."""
    parts = one.split("."), other.split(".")
    differing = [pair for pair in zip(*parts, strict=False) if pair[0] != pair[1]]
    if len(parts[0]) != len(parts[1]) or len(differing) != 1:
        return False
    ((first, second),) = differing
    return (
        min(len(first), len(second)) > 3
        and first[:3] == second[:3]
        and difflib.SequenceMatcher(None, first, second).ratio() >= NEAR
    )
