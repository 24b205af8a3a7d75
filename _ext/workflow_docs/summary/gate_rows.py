"""The quality gates twice: as documents tell of them, and as the workflow has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import gates
from workflow_docs.analysis.criteria import passes_if
from workflow_docs.analysis.reasons import Verdict
from workflow_docs.claims import labels, statements
from workflow_docs.claims.topics.gates import in_a_word
from workflow_docs.workflow.numbers import decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document
    from workflow_docs.claims.statements import Statement
    from workflow_docs.workflow.position import Position

BLOCKS, WARNS = "blocking", "warning"
"""The words for the effect of a gate."""

_CRITERIA = re.compile(
    r"\W*(?:pass(?:es)?(?: criteri(?:a|on)| if)|thresholds?|limits?|criteri(?:a|on))\b[\W_]*", re.IGNORECASE
)
_LABEL = re.compile(r"pass(?:es)?(?: criteri(?:a|on)| if)?|thresholds?|limits?|criteri(?:a|on)")
_NUMBER = re.compile(r"(?<![\w.-])(\d+(?:\.\d+)?)[ ]?(%|minutes?|min\b|hours?|h\b|seconds?|s\b)?")
_SECONDS = {"m": 60.0, "h": 3600.0}


class GateRow(NamedTuple):
    """One gate: what documents say of its threshold and effect, and what the workflow has.

    `number` is the first one of the threshold as documents say it, in seconds where it is a time; `limits` is when the gate
    passes, and `numbers` are those in it. An effect is `BLOCKS` or `WARNS`, empty where no document says
    it, and the verdict's own word where it depends on more than the files.
    """

    name: str
    position: Position
    said_threshold: str
    number: float | None
    limits: tuple[str, ...]
    numbers: frozenset[float]
    said_effect: str
    effect: str

    @property
    def same_threshold(self) -> bool:
        """Whether the number of the documents is one of the workflow's; a threshold without a number agrees."""
        return self.number is None or self.number in self.numbers

    @property
    def same(self) -> bool:
        """Whether threshold and effect are told as they are."""
        return self.same_threshold and self.said_effect == self.effect and bool(self.said_threshold)


def of(documents: Iterable[Document], context: Context) -> list[GateRow]:
    """Return the gates that have an id, in their order."""
    said = [each for document in documents for each in statements.statements(document, context)]
    rows = []
    for gate in gates.gates(context.repository.workflows):
        if not gate.id:
            continue
        about = [each for each in said if each.subject.step is gate.step]
        # A table may be made from the workflow itself; what people write in sentences counts first.
        criteria = list(
            dict.fromkeys(_criteria(each for each in about if not each.row))
            or dict.fromkeys(_criteria(each for each in about if each.row))
        )
        effects = {
            worth
            for each in about
            if labels.WORTH.fullmatch(each.label) and (worth := in_a_word(each.text)) is not None
        }
        judged = context.judge.judge(gate)
        limits = passes_if(judged)
        texts = [
            *(limit.text for limit in limits),
            *(limit.source for limit in judged.thresholds if limit.passes),
        ]
        rows.append(
            GateRow(
                gate.id,
                gate.position,
                "; ".join(criteria),
                _first_number(criteria),
                tuple(limit.text for limit in limits),
                frozenset(number for text in texts for number in _numbers(text)),
                " or ".join(BLOCKS if worth else WARNS for worth in sorted(effects, reverse=True)),
                {Verdict.BLOCKING: BLOCKS, Verdict.INFORMATIONAL: WARNS}.get(judged.verdict, judged.verdict.value),
            )
        )  # fmt: skip
    return rows


def _criteria(about: Iterable[Statement]) -> Iterator[str]:
    for each in about:
        start = _CRITERIA.match(each.text)
        if _LABEL.fullmatch(each.label):
            yield _phrase(each.text)
        elif not each.label and start is not None:
            yield _phrase(each.text[start.end() :])


def _phrase(text: str) -> str:
    return " ".join(text.split()).rstrip(".;")


def _first_number(criteria: Iterable[str]) -> float | None:
    return next((number for text in criteria for number in _numbers(text)), None)


def _numbers(text: str) -> Iterator[float]:
    for match in _NUMBER.finditer(text):
        number = decimal(match[1])
        if number is not None:
            yield number * _SECONDS.get((match[2] or "")[:1], 1.0)
