"""A quoted body, and the answers of endpoints that it may be -> what differs from the likeliest one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.names import did_you_mean

from . import bodies
from .findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workflow_docs.analysis.answers import Example
    from workflow_docs.analysis.endpoints import Endpoint
    from workflow_docs.workflow.data import Value

    from .bodies import Body, Path
    from .documents import Document, Fence

RESEMBLES = 0.3
"""The share of keys that a body must have in common with an answer, unless it is surely one of it."""


class Spoken(NamedTuple):
    """What a block is said to be the answer of. `sure` where the words right above it, or a command, say so."""

    endpoints: tuple[Endpoint, ...]
    status: int | None
    sure: bool


class Candidate(NamedTuple):
    """An answer that a block may quote."""

    endpoint: Endpoint
    status: int
    example: Example
    declared: bool

    @property
    def title(self) -> str:
        """What findings call it."""
        return f"the answer {self.status} of {self.endpoint.method} {self.endpoint.path}"


def _candidates(spoken: Spoken) -> list[Candidate]:
    declared = [
        Candidate(endpoint, answer.status, example, True)
        for endpoint in spoken.endpoints
        for answer in endpoint.answers
        for example in answer.examples
        if isinstance(example.value, dict)
    ]
    returned = [
        Candidate(endpoint, status, example, False)
        for endpoint in spoken.endpoints
        if not any(answer.examples for answer in endpoint.answers)
        for status, example in endpoint.bodies
    ]
    found = [*declared, *returned]
    if spoken.status is None:
        return found
    return [candidate for candidate in found if candidate.status == spoken.status]


def differences(document: Document, fence: Fence, body: Body, spoken: Spoken) -> Iterator[Finding]:
    """Yield a finding for each key, and each word that tells answers apart, which the likeliest answer has otherwise."""
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

    def __init__(self, document: Document, fence: Fence, best: Candidate, confidence: float) -> None:
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
        self, body: Body, candidates: Sequence[Candidate], every: Sequence[Value]
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
