"""What statements of documents say of settings: each module knows one kind, and holds it against the workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.claims import about
from workflow_docs.claims.statements import statements

from . import (
    conditions,
    counts,
    gates,
    literals,
    nouns,
    numbers,
    relations,
    runners,
    schedules,
    secrets,
    timeouts,
    triggers,
    values,
    versions,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document
    from workflow_docs.claims.findings import Finding

_TOPICS = (
    relations.check, timeouts.check, runners.check, triggers.check, schedules.check, conditions.check, versions.check,
    gates.check, secrets.check, values.check, counts.check, nouns.check, literals.check, numbers.check,
)  # fmt: skip


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every statement of a document that the workflows say otherwise."""
    if not context.repository.files or about.is_past(document):
        return
    context.pipeline = about.is_about_pipeline(document, context)
    for statement in statements(document, context):
        for topic in _TOPICS:
            yield from topic(statement)
