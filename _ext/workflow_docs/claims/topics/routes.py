"""Paths of requests in code (`/api/skills`, `POST /api/login`), held against the routes of the application."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.statements import Statement

_PATH = re.compile(r"`(?:(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD)\s+)?(?P<path>(?:/[\w{}<>:.-]+){2,})/?`")
# What other programs than the application answer, and folders of a system.
_ELSEWHERE = re.compile(
    r"/(?:-/|api/v1/(?:query|alerts|targets|rules|label|series|status|namespaces|nodes|pods)|api/v2/(?:alerts|silences)"
    r"|api/(?:dashboards|datasources|search|org|annotations|serviceaccounts)\b"
    r"|(?:etc|usr|var|tmp|home|opt|dev|proc|root|bin|mnt|sys|run|srv|lib|app|work|workspace|github)/)"
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a path that no route has, where one beside it has the same beginning."""
    matches = list(_PATH.finditer(statement.source))
    if not matches or not statement.is_claim:
        return
    routes = statement.context.inventory.routes
    if not routes.complete:
        return
    # What stands before a router's own prefix may not be known; it is before all of its routes then.
    known = {path: route for route in routes.routes if "\0" not in (path := route.path.removeprefix("\0"))}
    for match in matches:
        path = re.sub(r"<[^<>]*>|\{[^{}]*\}|:\w+", "1", match["path"])
        if _ELSEWHERE.match(path) or statement.is_denied(match.start()) or routes.matching(path, whole=False):
            continue
        folder = match["path"].rpartition("/")[0]
        beside = [route for known_path, route in known.items() if known_path.rpartition("/")[0] == folder]
        near = did_you_mean(match["path"], known, listed=False).removeprefix("; ")
        first = next((known[each] for each in known if f"'{each}'" in near), None) or next(iter(beside), None)
        if first is not None:
            yield Finding(
                Code.UNKNOWN_ROUTE, Judgement.MISSING, f"the application has no route {match['path']!r}",
                statement.at(match.start("path")), statement.shown(), first.position, suggestion=near, confidence=0.65,
            )  # fmt: skip
