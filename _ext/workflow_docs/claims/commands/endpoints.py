"""`curl` to the application of the repository: whether it has such a route, and that takes the method."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context

    from .blocks import Written
    from .options import Call

_URL = re.compile(
    r"(?P<scheme>https?://)?(?P<host>\$\{?\w+\}?|\[::1\]|[\w.-]+|‹[^›]*›|<[^>]*>)(?::(?P<port>\d+|\$\{?\w+\}?))?(?P<path>/[^?#\s]*)?(?:[?#].*)?\Z"
)
_LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "[::1]"})  # noqa: S104 (what documents call, nothing listens)
_OTHERS = re.compile(
    r"prom|grafana|slack|hook|github|gitlab|registry|alert|jaeger|sentry|loki|elastic|kibana|vault|consul|minio|s3|aws|pypi"
    r"|docker|kube|k8s|jenkins|sonar|codecov|keycloak|auth0|discord|pager|statuspage|datadog|newrelic|ollama|rabbit|argocd|proxy|cdn",
    re.IGNORECASE,
)
_APPLICATION = re.compile(
    r"url|host|base|api|app|endpoint|domain|server|service|backend|staging|production|prod", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"/(?:-/|api/v1/(?:query|query_range|alerts|targets|rules|label|labels|series|status|metadata|admin/tsdb)\b|api/v2/(?:alerts|silences)"
    r"|api/(?:dashboards|datasources|search|org|annotations)\b|_cluster|_cat|v2/_catalog|graph\b|minio/|actuator|apis/|api/v1/(?:namespaces|nodes|pods))"
)


class Request(NamedTuple):
    """What `curl` asks for: the method, and the path without its query.

    `whole` where nothing may stand before or lack at its beginning; `own` where it is the application that is asked.
    """

    method: str
    path: str
    whole: bool
    own: bool


def check(command: Written, call: Call, context: Context) -> Iterator[Finding]:
    """Yield a finding for a request that no route of the application answers."""
    for request in requests(call, context):
        if request.own and context.inventory.routes.complete:
            yield from _check_route(request, command, context)
        else:
            yield from _check_called(request.path, command, context)


def requests(call: Call, context: Context) -> Iterator[Request]:
    """Yield what a call of `curl` asks of the application, or of what may be it."""
    for word in call.rest:
        found = _request(word, call, context)
        if found is not None:
            yield found


def _check_route(request: Request, command: Written, context: Context) -> Iterator[Finding]:
    routes = context.inventory.routes
    method, path, whole, _ = request
    matching = routes.matching(path, whole=whole)
    if not matching:
        known = sorted({route.path for route in routes.routes if "\0" not in route.path})
        near = did_you_mean(path, known, listed=False).removeprefix("; ")
        yield Finding(
            Code.COMMAND_ENDPOINT, Judgement.MISSING, f"the application has no route {path!r}", command.position,
            command.text, routes.routes[0].position, suggestion=near, confidence=0.8 if whole else 0.7,
        )  # fmt: skip
        return
    allowed = frozenset().union(*(route.methods for route in matching))
    if "*" not in allowed and method not in allowed and not (method == "HEAD" and "GET" in allowed):
        yield Finding(
            Code.COMMAND_ENDPOINT, Judgement.CONTRADICTED,
            f"{path} takes {', '.join(sorted(allowed))}, not {method}", command.position, command.text,
            matching[0].position, suggestion=f"use {min(allowed)}", confidence=0.8,
        )  # fmt: skip


def _check_called(path: str, command: Written, context: Context) -> Iterator[Finding]:
    """Tell of a path that nothing in the repository has, where its workflows ask for one that is nearly the same."""
    known = context.inventory.called_paths
    path = path.rstrip("/")
    if not path or path in known or any(route.matches(path) for route in context.inventory.routes.routes):
        return
    parent, _, name = path.rpartition("/")
    siblings = {other for other in known if parent and other.rpartition("/")[0] == parent}
    near = did_you_mean(path, siblings or known, listed=False).removeprefix("; ")
    if near and not re.search(r"/1(?:/|$)", path) and context.inventory.lacks(f"/{name}"):
        place = known[near[len("did you mean '") : -2]]
        yield Finding(
            Code.COMMAND_ENDPOINT, Judgement.MISSING, f"nothing in the repository has the path {path!r}", command.position,
            command.text, place, suggestion=near, confidence=0.6,
        )  # fmt: skip


def _request(word: str, call: Call, context: Context) -> Request | None:
    match = _URL.match(word)
    if match is None or not match["path"]:
        return None
    host, port, path = match["host"], match["port"], match["path"]
    if _OTHERS.search(host) or _ELSEWHERE.match(path) or not re.fullmatch(r"[\w./{}$‹›:~%-]+", path):
        return None
    local = host in _LOCAL
    if not local and not (_APPLICATION.search(host) if host[0] in "$‹<" else _is_own(host, context)):
        return None
    own = port is None or port in context.inventory.ports
    if not own and f"{host}:{port}/" not in context.inventory.workflow_text:
        return None
    if local and port is None:
        return None
    # What is put in is one part of the path, whatever it is.
    path = re.sub(r"\$\{?\w+\}?|‹[^›]*›|\{[^}]*\}", "1", path)
    return Request(_method(call), path, local, own)


def _is_own(host: str, context: Context) -> bool:
    """Whether a host is the application's: an example of one, or one that workflows ask."""
    return "example." in host or host.startswith("your") or f"//{host}" in context.inventory.workflow_text


def _method(call: Call) -> str:
    given = call.value("--request")
    if given:
        return given.upper()
    if call.has("--get"):
        return "GET"
    if call.has("--head"):
        return "HEAD"
    if call.has("--upload-file"):
        return "PUT"
    return (
        "POST" if any(name.startswith(("--data", "--form", "--json")) for name, _ in call.options) else "GET"
    )
