"""What statements of documents say of settings: each module knows one kind, and holds it against the workflows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims import about
from workflow_docs.claims.statements import statements

from . import (
    conditions,
    counts,
    gates,
    literals,
    manifests,
    monitored,
    nouns,
    numbers,
    relations,
    routes,
    runners,
    schedules,
    secrets,
    timeouts,
    triggers,
    values,
    versions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document
    from workflow_docs.claims.findings import Finding
    from workflow_docs.claims.statements import Statement

# Each rule with the words of which one must stand in a statement, or in its label, for the rule to say anything: so most
# statements are looked at by few rules. `#` is any number, a backtick any code, a star any bold word, `@` any name.
_TOPICS: tuple[tuple[Callable[[Statement], Iterator[Finding]], frozenset[str]], ...] = tuple(
    (topic, frozenset(words.split()))
    for topic, words in (
        (relations.check, "@ needs depends dependencies dependency requires after upstream waits"),
        (
            timeouts.check,
            (
                "timeout timeouts time times timed limit killed cancelled canceled aborted ended ends stopped terminated days day max"
                " maximum seconds minutes minute hours s m h"
            ),
        ),
        (runners.check, "ubuntu windows macos"),
        (
            triggers.check,
            (
                "run runs trigger triggers triggered start starts started execute executes executed fires invoked launched kicks event"
                " events on when push pushes pull pr prs manual dispatch workflow_dispatch schedule scheduled workflow_call reusable"
                " pull_request"
            ),
        ),
        (
            schedules.check,
            (
                "cron schedule scheduled schedules nightly daily weekly runs run trigger triggers triggered starts started executes * when sundays mondays tuesdays wednesdays thursdays fridays saturdays sunday monday tuesday wednesday thursday friday saturday"
                " meaning time frequency"
            ),
        ),
        (conditions.check, "only always any case every whatever even"),
        (versions.check, "#"),
        (
            gates.check,
            (
                "block blocks blocking non doesn never warning warn warns fail fails breaks informational advisory optional continues best"
                " allowed failures failure errors error soft hard enforced mandatory must stops percent % retries retry reruns rerun attempts"
                " attempt times warnings workers runs verdict enforcement effect impact mode action behavior behaviour severity red type required result minutes minute hours hour seconds"
            ),
        ),
        (secrets.check, "required mandatory optional need needed necessity status"),
        (values.check, "` value values default defaults setting set http https name url"),
        (counts.check, "jobs workflows workflow job steps stages environments secrets"),
        (nouns.check, "` *"),
        (literals.check, "`"),
        (routes.check, "`"),
        (
            monitored.check,
            "# * panel panels metric metrics alert alerts dashboard dashboards",
        ),
        (manifests.check, "# ` verb verbs"),
        (numbers.check, "# two three four five six seven eight nine ten"),
    )
)
_WORD = re.compile(r"[a-z_]+|[`%*]|\d")
_DIGITS = frozenset("0123456789")


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every statement of a document that the workflows say otherwise."""
    if not context.repository.files or about.is_past(document):
        return
    for statement in statements(document, context):
        if context.is_out_of_time():
            return
        words = set(_WORD.findall(f"{statement.label} {statement.source}".lower()))
        if not words.isdisjoint(_DIGITS):
            words.add("#")
        if statement.mentions:
            words.add("@")
        for topic, wanted in _TOPICS:
            if not words.isdisjoint(wanted):
                yield from topic(statement)
