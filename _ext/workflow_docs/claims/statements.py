"""A document -> its statements: sentences, labelled values (`**Timeout**: 5 minutes`) and cells, with what they are about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.workflow.position import Position

from . import labels
from .documents import plain
from .scope import Scope, scope_of, under_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .context import Context
    from .documents import Cell, Document, Prose, Table
    from .mentions import Mention

_LABEL = re.compile(
    r"\s*(?:[-*+>]\s+|\d+[.)]\s+)*"
    r"(?:(?P<mark>\*\*|__|`)(?P<marked>[^\n*`]{1,60}?)(?::(?P=mark)|(?P=mark)\s*:)|(?P<bare>[A-Z][\w /()-]{1,40}):)\s+(?=\S)"
)
_MARK = re.compile(r"(?:\s*(?:[-*+>]|\d+[.)]|#+)\s+)*")
_SENTENCE = re.compile(
    r"(?:[^.!?;\n]|[.!?;](?!\s|$)|\b(?:e\.g|i\.e|vs|approx)\.|\n(?![^\S\n]*(?:[-*+]|\d+[.)])\s))+[.!?;]?"
)
_NOT_CLAIMED = re.compile(
    r"\b(?:for example|locally|on your machine|for instance|e\.g\.?|suppose|imagine|would|could|should|might|may want|consider|recommend\w*|previously"
    r"|formerly|used to be|no longer|in the past|in (?:the )?future|planned|upcoming|eventually|deprecated|legacy|old"
    r"|instead of|rather than|hypothetical\w*|typically|usually|other projects?|other repositor\w+|elsewhere|todo|tbd"
    r"|if you (?:want|need|wish)|to (?:change|increase|decrease|reduce|raise|lower|extend|add|upgrade|bump|switch|adjust|set|run"
    r"|override|test|reproduce|debug|try|simulate)|such as)\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\W*(?:then\s+|next,?\s+|first,?\s+|please\s+)?(?:add|set|change|increase|decrease|reduce|raise|lower|update|upgrade|bump|replace|switch|use|try"
    r"|ensure|make sure|create|export|if|when|suppose|install|configure|enable|disable|adjust|extend|open|go to|navigate"
    r"|pass(?!\W+(?:criteri|rate|mark))|provide|run)\b",
    re.IGNORECASE,
)
# What leads to a block of commands, which says itself what is meant.
_LEAD_IN = re.compile(
    r"\W*(?:then\s+|next,?\s+|first,?\s+|or\s+)?(?:start|trigger|launch|dispatch|re-?run|begin|kick)\b[^:]*:\s*\Z",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|without|nor|neither|cannot|can't|doesn't|don't|isn't|aren't|won't|except|unless|excluding|skips?|skipped)\b",
    re.IGNORECASE,
)

_DENIED = re.compile(
    r"\b(?:no|not|never|without|removed|deleted|renamed|replaced|instead of|rather than|missing|lacks?|n't)\b[^.;:]{0,40}\Z",
    re.IGNORECASE,
)


MAX_TEXT = 20_000
"""A paragraph of more characters was not written by anybody, and says nothing."""

MAX_STATEMENT = 2_000
"""A sentence or a cell of more characters says nothing either; the longest in the documents of pip, Prometheus and Argo CD has 1,204."""


class Statement:
    """A piece of text that says something of `scope`.

    `row` is the first cell of its row in a table, `above` what it stands under. `label` is what it is the value of, in small letters: a bold word before a colon, or the head of a column; empty for
    a sentence. `source` is the text as written, `text` the same without marks, place by place.
    """

    __slots__ = (
        "_column", "_is_claim", "_is_negated", "_line", "_mentions", "_scope", "_text", "about", "above", "context", "label", "path", "row",
        "source",
    )  # fmt: skip

    def __init__(
        self,
        source: str,
        label: str,
        about: Scope,
        place: Position,
        context: Context,
        row: str = "",
        above: tuple[str, ...] = (),
    ) -> None:
        self.source = source
        self.row = row
        self.above = above
        self.label = label
        self.about = about
        self.path = place.path
        self._line = place.line
        self._column = place.column
        self.context = context
        self._text: str | None = None
        self._mentions: tuple[Mention, ...] | None = None
        self._scope: Scope | None = None
        self._is_claim: bool | None = None
        self._is_negated: bool | None = None

    # Each is made when it is first asked for; a `cached_property` would take a lock each time.

    @property
    def text(self) -> str:
        """The text without marks."""
        if self._text is None:
            self._text = plain(self.source)
        return self._text

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The names in it."""
        if self._mentions is None:
            self._mentions = self.context.names.find(self.source)
        return self._mentions

    @property
    def scope(self) -> Scope:
        """What it is about, by the names in it and by what it stands under."""
        if self._scope is None:
            self._scope = self.about.named(self.mentions) if self.mentions else self.about
        return self._scope

    @property
    def subject(self) -> Scope:
        """What it is about: a value says something of what it stands under, a sentence of what it names itself."""
        return self.about if self.label and self.about.workflow is not None else self.scope

    @property
    def is_claim(self) -> bool:
        """Whether it says how things are, and not how they could, should or used to be."""
        if self._is_claim is None:
            self._is_claim = not _NOT_CLAIMED.search(self.text) and not (
                not self.label and (_ADVICE.match(self.text) or _LEAD_IN.match(self.text))
            )
        return self._is_claim

    @property
    def is_negated(self) -> bool:
        """Whether something in it is denied."""
        if self._is_negated is None:
            self._is_negated = _NEGATION.search(self.text) is not None
        return self._is_negated

    def is_denied(self, offset: int) -> bool:
        """Whether what stands at a character is said not to be: `there is no …`, `without …`."""
        return _DENIED.search(self.text[:offset]) is not None

    def at(self, offset: int = 0) -> Position:
        """Return the place of a character of it."""
        down = self.source.count("\n", 0, offset)
        right = offset - self.source.rfind("\n", 0, offset)
        return Position(self.path, self._line + down, right if down else self._column + right - 1)

    def shown(self) -> str:
        """Return it for a finding, on one line."""
        return " ".join(self.source.split())[:160]


def statements(document: Document, context: Context) -> list[Statement]:
    """Return all that a document says outside of fences, from top to bottom in each of prose and tables."""
    if context.stated is None or context.stated[0] is not document:  # several rules ask for the same
        found: list[Statement] = []
        for prose in document.prose:
            found.extend(_of_prose(prose, scope_of(prose.above, context), context))
        for table in document.tables:
            found.extend(_of_table(table, scope_of(table.above, context), context))
        context.stated = document, found
    return context.stated[1]


def _of_prose(prose: Prose, about: Scope, context: Context) -> Iterator[Statement]:
    text = prose.text
    if len(text) > MAX_TEXT:
        return
    start = _MARK.match(text).end()  # type: ignore[union-attr]  # it matches nothing, too
    match = _LABEL.match(text)
    if match is not None:
        label = " ".join((match["marked"] or match["bare"]).lower().split())
        about = about.named(context.names.find(text[: match.end()]))
        if labels.is_value(label):
            if len(text) - match.end() > MAX_STATEMENT:
                return
            yield Statement(
                text[match.end() :], label, about, prose.at(match.end()), context, "", prose.above
            )
            return
    for sentence in _SENTENCE.finditer(text, start):
        if sentence.group().strip() and sentence.end() - sentence.start() <= MAX_STATEMENT:
            statement = Statement(
                sentence.group(), "", about, prose.at(sentence.start()), context, "", prose.above
            )
            yield statement
            if statement.scope.workflow is not None:
                about = statement.scope  # the next sentence speaks of the same, until it says otherwise


def _of_table(table: Table, about: Scope, context: Context) -> Iterator[Statement]:
    heads = [" ".join(plain(head).lower().split()) for head in table.head]
    for row in table.rows:
        if not row or any(len(cell.source) > MAX_STATEMENT for cell in row):
            continue
        scope = about
        naming: set[int] = set()
        for index, (head, cell) in enumerate(zip(heads, row, strict=False)):
            if index == 0 or labels.kind(head) in {"workflow", "job", "step", "gate"}:
                inner = scope.named(context.names.find(_as_name(cell) if index == 0 else cell.source))
                if inner is not scope:
                    naming.add(index)
                    # The job of a step that the row has named before says nothing new.
                    if not (scope.steps and not inner.steps and inner.jobs == scope.jobs):
                        scope = inner
        is_pair = len(heads) == 2 and 0 not in naming
        for index, (head, cell) in enumerate(zip(heads, row, strict=False)):
            if index in naming or (index == 0 and is_pair and not labels.is_name(head)):
                continue
            label = (
                " ".join(plain(row[0].source).lower().split()) if is_pair and head in _PLAIN_HEADS else head
            )
            inside = under_head(head, scope, context)
            yield Statement(cell.source, label, inside, cell.position, context, row[0].source, table.above)


_PLAIN_HEADS = frozenset(
    {"value", "setting", "values", "details", "description", "expected", "", "configuration", "limit"}
)


def _as_name(cell: Cell) -> str:
    """Return the first cell of a row; it is a name as such, so words that people also use count in it."""
    text = cell.source.strip()
    return text if text[:1] in "`*[" else f"`{text}`"
