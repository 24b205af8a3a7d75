"""Quoted answers of endpoints, held against the examples that their routes declare."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from workflow_docs.workflow.numbers import whole

from . import bodies
from .commands import blocks, options
from .commands.endpoints import requests
from .endpoint_answers import Spoken, differences
from .leads import lead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.analysis.endpoints import Endpoint

    from .context import Context
    from .documents import Document, Fence
    from .findings import Finding

_LANGUAGES = frozenset({"json", "jsonc", "json5", ""})
_PATH = re.compile(
    r"(?<![\w.~-])(?:https?://[\w.:-]+)?(?P<path>(?:/(?:[\w.~-]|\{[^{}\s]*\}|<[^<>\s]*>)+)+/?)(?![\w/])"
)
_STATUS = re.compile(
    r"(?<![\w.:/-])(?<!line )(?<!lines )(?<!port )(?P<status>[1-5]\d\d)(?![\w/-]|[.:]\d|\s*(?:ms|s|sec\w*|milli\w*|%|MB|KB|requests?|users?|lines?)\b)"
)
_STATUSES = frozenset(map(int, HTTPStatus))
_NO_ANSWER = re.compile(
    r"(?i:\brequest\s+(?:body|payload)|\bpayload\b|\bbody\s+of\s+the\s+request|\binput\b|\bconfig\w*|\bschema\b|\bsettings?\b"
    r"|\blog(?:s|ged)?\b|\bevents?\b|\Arequest\W*\Z|\bbody\W*\Z)|\b(?:[Ss]end(?:s|ing)?|sent|[Pp]ost(?:s|ed)?)\b(?!\s*back)"
)
_NOT_NOW = re.compile(
    r"\b(?:adds?|adding|chang(?:e[sd]?|ing)|extend\w*|could|would|propos\w+|future|planned|previous\w*|formerly|old|used\s+to)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\W*(?:(?:example|sample|expected|success\w*|error)\s+)?(?:responses?|answers?|outputs?|results?|returns?)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[*_`#>]+")
# What FastAPI sends for its own errors, which no route declares.
_OWN_ERRORS = frozenset({"detail"})


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every key of a quoted answer that its route does not declare, or that is left out."""
    if not any(
        fence.language in _LANGUAGES and fence.text.lstrip().startswith("{") for fence in document.fences
    ):
        return
    asked = _Asked(document, context)
    for fence in document.fences:
        body = bodies.read(fence) if fence.language in _LANGUAGES else None
        if body is None or not body.value or body.value.keys() <= _OWN_ERRORS:
            continue
        spoken = _spoken(document, fence, asked, context)
        if spoken is not None:
            yield from differences(document, fence, body, spoken)


class _Asked:
    """Which endpoints the commands of a document ask, block by block."""

    def __init__(self, document: Document, context: Context) -> None:
        self.document = document
        self.by_line: dict[int, list[Endpoint]] = {}
        self.silent: set[int] = set()  # the blocks whose commands print something else
        for command in blocks.commands(document, context):
            if command.block.span:
                continue
            first = command.block.position.line
            self.by_line.setdefault(first, [])
            call = options.call(command.words)
            found = list(requests(call, context)) if call is not None and call.path[0] == "curl" else []
            if command.piped or (
                not found and command.program not in {"export", "echo", "cd", "sleep", "kubectl"}
            ):
                self.silent.add(first)
            for request in found:
                self.by_line[first] += _named(request.path, request.method, context)

    def before(self, fence: Fence) -> list[Endpoint]:
        """Return what the commands before a block ask for, if no heading but a label of answers stands between."""
        line = max((line for line in self.by_line if line < fence.position.line), default=None)
        if line is None or line in self.silent:
            return []
        between = [
            heading.text
            for heading in self.document.headings
            if line < heading.position.line < fence.position.line
        ]
        return self.by_line[line] if all(map(_LABEL.match, between)) else []


def _spoken(document: Document, fence: Fence, asked: _Asked, context: Context) -> Spoken | None:
    sentence = _plain(lead(document, fence))
    around = [*_between(document, fence), *(_plain(text) for text in reversed(fence.above))]
    if (
        _NO_ANSWER.search(sentence)
        or _NOT_NOW.search(sentence)
        or any(_NO_ANSWER.search(text) for text in around[:2])
    ):
        return None
    if any(_NOT_NOW.search(text) for text in around):
        return None
    status = _status([sentence, *around])
    for text in (sentence, *around[:1]):
        found = _named_in(text, context)
        if found:
            return Spoken(tuple(found), status, sure=True)
    found = asked.before(fence)
    if found:
        return Spoken(tuple(found), status, sure=True)
    for text in around:
        found = _named_in(text, context)
        if found:
            return Spoken(tuple(found), status, sure=False)
    return None


def _plain(text: str) -> str:
    return _MARKS.sub("", text).strip()


def _between(document: Document, fence: Fence) -> list[str]:
    """Return the paragraphs between a block and the block or heading before it, the nearest first."""
    lines = [heading.position.line for heading in document.headings]
    lines += [other.position.line + other.text.count("\n") for other in document.fences]
    first = max((line for line in lines if line < fence.position.line - 1), default=0)
    found = [prose for prose in document.prose if first < prose.position.line < fence.position.line]
    return [_plain(prose.text) for prose in reversed(found) if prose.item != "#"]


def _status(texts: Iterable[str]) -> int | None:
    for text in texts:
        found = {whole(match["status"]) for match in _STATUS.finditer(_PATH.sub(" ", text))} & _STATUSES
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return None


def _named_in(text: str, context: Context) -> list[Endpoint]:
    found: dict[tuple[str, str], Endpoint] = {}
    for match in _PATH.finditer(text):
        before = re.search(r"\b(GET|POST|PUT|PATCH|DELETE|HEAD)\s*\Z", text[: match.start()])
        for endpoint in _named(match["path"], before[1] if before else None, context):
            found[endpoint.method, endpoint.path] = endpoint
    return list(found.values())


def _named(path: str, method: str | None, context: Context) -> list[Endpoint]:
    """Return the endpoints that a path means, of one method if it is known."""
    inventory = context.inventory
    places = {route.position for route in inventory.routes.matching(path.rstrip("."), whole=False)}
    found = [endpoint for place in sorted(places) for endpoint in inventory.endpoints.get(place, ())]
    return [endpoint for endpoint in found if method in {None, endpoint.method}]
