"""The routes of an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table
from workflow_docs.workflow.comments import first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.analysis.endpoints import Endpoint


def endpoints(rows: Iterable[Endpoint]) -> Table:
    """Return one row a route."""
    table = [
        Row(
            (
                inline.code(endpoint.method),
                inline.code(endpoint.path),
                inline.joined([inline.code(str(status)) for status in endpoint.statuses]),
                inline.prose(first_sentence(" ".join(endpoint.docstring.split("\n\n")[0].split()))),
                inline.source(endpoint.position),
            )
        )
        for endpoint in rows
    ]
    return Table(("Method", "Path", "Status codes", "Purpose", "Source"), tuple(table), noun="route")
