"""Quoted answers of endpoints, held against the examples that their routes declare."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.names import did_you_mean

from . import bodies
from .commands import blocks, options
from .commands.endpoints import requests
from .findings import Code, Finding, Judgement
from .leads import lead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workflow_docs.analysis.answers import Example
    from workflow_docs.analysis.endpoints import Endpoint
    from workflow_docs.workflow.data import Value

    from .bodies import Body, Path
    from .context import Context
    from .documents import Document, Fence

RESEMBLES = 0.3
"""The share of keys that a body must have in common with an answer, unless it is surely one of it."""

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


class _Spoken(NamedTuple):
    """What a block is said to be the answer of. `sure` where the words right above it, or a command, say so."""

    endpoints: tuple[Endpoint, ...]
    status: int | None
    sure: bool


class _Candidate(NamedTuple):
    """An answer that a block may quote."""

    endpoint: Endpoint
    status: int
    example: Example
    declared: bool

    @property
    def title(self) -> str:
        return f"the answer {self.status} of {self.endpoint.method} {self.endpoint.path}"


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
            yield from _check(document, fence, body, spoken)


# -- what a block is the answer of ---------------------------------------------------------------------------


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


def _spoken(document: Document, fence: Fence, asked: _Asked, context: Context) -> _Spoken | None:
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
            return _Spoken(tuple(found), status, sure=True)
    found = asked.before(fence)
    if found:
        return _Spoken(tuple(found), status, sure=True)
    for text in around:
        found = _named_in(text, context)
        if found:
            return _Spoken(tuple(found), status, sure=False)
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
        found = {int(match["status"]) for match in _STATUS.finditer(_PATH.sub(" ", text))} & _STATUSES
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


# -- what differs --------------------------------------------------------------------------------------------


def _candidates(spoken: _Spoken) -> list[_Candidate]:
    declared = [
        _Candidate(endpoint, answer.status, example, True)
        for endpoint in spoken.endpoints
        for answer in endpoint.answers
        for example in answer.examples
        if isinstance(example.value, dict)
    ]
    returned = [
        _Candidate(endpoint, status, example, False)
        for endpoint in spoken.endpoints
        if not any(answer.examples for answer in endpoint.answers)
        for status, example in endpoint.bodies
    ]
    found = [*declared, *returned]
    if spoken.status is None:
        return found
    return [candidate for candidate in found if candidate.status == spoken.status]


def _check(document: Document, fence: Fence, body: Body, spoken: _Spoken) -> Iterator[Finding]:
    candidates = _candidates(spoken)
    if not candidates:
        return
    every = [candidate.example.value for candidate in _candidates(spoken._replace(status=None))]
    open_ = bodies.named_alike(every)
    known = frozenset().union(*(bodies.shape(value) for value in every))
    said = bodies.shape(body.value)
    best = max(candidates, key=lambda candidate: _likeness(said, bodies.shape(candidate.example.value)))
    real = bodies.shape(best.example.value)
    extra = {path for path in said - real if not (path in known and path[:-1] in open_)}
    missing = {path for path in real - said if path[:-1] not in open_} if body.whole else set()
    # What stands below a key that is missing, or too much, is told with it.
    extra = {path for path in extra if path[:-1] not in extra}
    missing = {path for path in missing if path[:-1] not in missing and _parent_is_there(path, said)}
    likeness = _likeness(said, real)
    if (extra or missing) and likeness < RESEMBLES and not (spoken.sure and best.declared):
        return
    confidence = 0.85 if best.declared and likeness >= RESEMBLES else 0.7 if best.declared else 0.6
    teller = _Teller(document, fence, best, confidence)
    if extra or missing:
        yield from teller.keys(body, extra, missing)
    elif best.declared:
        yield from teller.states(body, candidates, every)


def _likeness(said: frozenset[Path], real: frozenset[Path]) -> float:
    return len(said & real) / max(1, len(said | real))


def _parent_is_there(path: Path, said: frozenset[Path]) -> bool:
    names = tuple(name for name in path[:-1])
    while names and names[-1] == bodies.ITEMS:
        names = names[:-1]
    return not names or names in said


class _Teller:
    """Makes the findings about one block."""

    def __init__(self, document: Document, fence: Fence, best: _Candidate, confidence: float) -> None:
        self.document = document
        self.fence = fence
        self.best = best
        self.confidence = confidence

    def keys(self, body: Body, extra: set[Path], missing: set[Path]) -> Iterator[Finding]:
        """Yield a finding for each key too much, and one for those that are left out."""
        left = {path[-1]: path for path in missing}
        for key in bodies.keys(body.value):
            if key.path in extra:
                extra.discard(key.path)  # the items of a list have it more than once
                meant = did_you_mean(key.path[-1], left, listed=False).removeprefix("; ")
                if meant:
                    missing.discard(left[meant[len("did you mean '") : -2]])
                yield self._finding(f"{self.best.title} has no key {_shown(key.path)!r}", key.line, meant)
        if missing:
            names = ", ".join(repr(_shown(path)) for path in sorted(missing))
            yield self._finding(
                f"{self.best.title} also has the key{'s' if len(missing) > 1 else ''} {names}", 1, ""
            )

    def states(
        self, body: Body, candidates: Sequence[_Candidate], every: Sequence[Value]
    ) -> Iterator[Finding]:
        """Yield a finding where a word that tells answers apart is none of theirs."""
        for key in bodies.keys(body.value):
            words = {str(word) for value in every if bodies.is_word(word := bodies.at(value, key.path))}
            meant = [bodies.at(candidate.example.value, key.path) for candidate in candidates]
            if len(words) < 2 or not bodies.is_word(key.value) or not all(map(bodies.is_word, meant)):
                continue
            if str(key.value) not in set(map(str, meant)):
                right = sorted(set(map(str, meant)))
                yield self._finding(
                    f"{self.best.title} says {' or '.join(map(repr, right))} at {_shown(key.path)!r}, not {str(key.value)!r}",
                    key.line, f"write {right[0]!r}" if len(right) == 1 else "", meant[0],
                )  # fmt: skip

    def _finding(self, message: str, line: int, suggestion: str, value: Value = None) -> Finding:
        number = self.fence.position.line + line - 1
        source = self.document.lines[number - 1] if number <= len(self.document.lines) else ""
        column = len(source) - len(source.lstrip()) + 1
        return Finding(
            Code.ENDPOINT_EXAMPLE, Judgement.CONTRADICTED, message,
            self.fence.position._replace(line=number, column=column), source.strip(),
            getattr(value, "position", self.best.example.position), suggestion=suggestion, confidence=self.confidence,
        )  # fmt: skip


def _shown(path: Path) -> str:
    return ".".join(path).replace(f".{bodies.ITEMS}", bodies.ITEMS)
