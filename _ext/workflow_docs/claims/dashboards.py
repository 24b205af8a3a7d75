"""Addresses of Grafana's dashboards, in text and in commands: their `uid` is that of a dashboard of the repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from .findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .context import Context
    from .documents import Document

_ADDRESS = re.compile(
    r"grafana[^\s`\"'()<>]{0,200}?/(?:d|api/dashboards/uid)/(?P<uid>[\w-]+)(?=[/?#\s`\"')>]|\Z)",
    re.IGNORECASE,
)


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every address whose dashboard the repository does not have, while it has others."""
    if not any("grafana" in line.lower() for line in document.lines):
        return
    if not context.monitoring.complete:
        return
    known = {dashboard.uid: dashboard for dashboard in context.monitoring.dashboards if dashboard.uid}
    for number, line in enumerate(document.lines, 1):
        for match in _ADDRESS.finditer(line):
            uid = match["uid"]
            if known and uid not in known:
                near = did_you_mean(uid, known, listed=False).removeprefix("; ")
                yield Finding(
                    Code.UNKNOWN_DASHBOARD, Judgement.MISSING, f"no dashboard has the uid {uid!r}",
                    Position(document.path, number, match.start("uid") + 1), line.strip()[:160],
                    next(iter(known.values())).position, suggestion=near, confidence=0.7,
                )  # fmt: skip
