"""What documents must hold, as data: the words of `contracts.yml`, and what is read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .findings import Judgement

if TYPE_CHECKING:
    from workflow_docs.analysis.query import Query
    from workflow_docs.workflow.model import Text
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.user_patterns import Expression

    from .findings import Code

NONE = "none"
"""How a figure of nothing is said."""

TOP_KEYS = ("documents", "every", "totals", "key_links", "names", "facts", "coverage")
"""The keys of the file."""

NUMBER_OF_H2 = "number_of_h2"
"""What `horizontal_rules_max` takes besides a number."""

TOTAL_FIGURES = ("lines_min", "blocks_min", "mermaid_min", "prose_words_min")
"""The figures that several documents can reach together."""

FIGURES = (
    *TOTAL_FIGURES,
    "mermaid_allowed",
    "blank_lines_max_percent",
    "excerpt_lines_max_percent",
    "horizontal_rules_max",
    "repeated_paragraph_min_words",
    "paragraph_wrap_min_columns",
    "fence_info_missing",
    "broken_links",
    "unknown_commands",
)
"""The keys that take a number, of one document or of every one."""

EVERY_KEYS = (*FIGURES, "forbid")
"""The keys below `every`."""

DOCUMENT_KEYS = ("title", "headings", "links", "count", "count_each", *EVERY_KEYS)
"""The keys of a document."""

PATTERN_KEYS = ("re", "min", "max")
"""The keys of an item of `count`."""

TOTAL_KEYS = ("documents", *TOTAL_FIGURES)
"""The keys of an item of `totals`."""

LINK_KEYS = ("re", "document", "file")
"""The keys of an item of `key_links`."""

NAMES_KEYS = ("sources", "documents")
"""The keys of a kind of `names`."""

SOURCE_KEYS = ("file", "query", "re")
"""The keys of an item of `sources`."""

FACT_KEYS = ("says", "workflow", "file", "query", "re", "is")
"""The keys of an item of `facts`."""

COVERAGE_KEYS = ("documents", "kinds", "waivers")
"""The keys of `coverage`."""

KINDS = ("workflow", "job", "secret", "gate", "environment")
"""What coverage can look for."""


class Allowed(NamedTuple):
    """One of the numbers that are allowed: this one, or this one and all above."""

    number: int
    or_more: bool


class Figure(NamedTuple):
    """A number that a document must keep; `number` is None for `number_of_h2` and where several are `allowed`."""

    key: str
    position: Position
    number: int | None
    allowed: tuple[Allowed, ...] = ()


class Pattern(NamedTuple):
    """A regular expression, and how many lines must match it; `maximum` is None where there is no limit."""

    regex: Expression
    position: Position
    minimum: int = 1
    maximum: int | None = None


class Group(NamedTuple):
    """Expressions with a name, of which each must match a line; those of the document `source` where it has one."""

    name: str
    patterns: tuple[Pattern, ...]
    source: Text | None = None


class DocumentContract(NamedTuple):
    """What one document must hold. `figures` and `forbidden` have those of `every` document, too."""

    path: str
    position: Position
    title: Text | None = None
    figures: tuple[Figure, ...] = ()
    headings: tuple[Text, ...] = ()
    links: tuple[Text, ...] = ()
    counts: tuple[Pattern, ...] = ()
    groups: tuple[Group, ...] = ()
    forbidden: tuple[Pattern, ...] = ()


class Total(NamedTuple):
    """Figures that documents reach together."""

    documents: tuple[str, ...]
    figures: tuple[Figure, ...]


class KeyLink(NamedTuple):
    """An expression that matches lines of a document and of a file that the document speaks of."""

    pattern: Pattern
    document: str
    file: str


class NameSource(NamedTuple):
    """A file that declares names: those that a JMESPath query selects, or the first group of an expression."""

    file: str
    position: Position
    query: Query | None = None
    pattern: Pattern | None = None


class Names(NamedTuple):
    """Names of one kind: which files declare them, and how documents write them (first group, or the whole match)."""

    kind: str
    sources: tuple[NameSource, ...]
    written: Pattern
    position: Position


class Fact(NamedTuple):
    """What a query must select: of the facts of one `workflow`, of the data `file`, or of all facts where it names neither.

    With an expression instead of a query, what it finds in the text of the file. `wanted` has texts, lists and mappings of
    texts, and None; `says` is what the fact is called.
    """

    asks: Query | Expression
    wanted: object
    position: Position
    says: str = ""
    workflow: str = ""
    file: str = ""


class Waiver(NamedTuple):
    """A thing that need not be documented, and why."""

    kind: str
    name: str
    reason: str
    position: Position


class Coverage(NamedTuple):
    """Which kinds of things must be named in which documents."""

    documents: tuple[str, ...]
    kinds: tuple[str, ...]
    waivers: tuple[Waiver, ...]


class Contract(NamedTuple):
    """All of one file."""

    documents: dict[str, DocumentContract]
    totals: tuple[Total, ...]
    key_links: tuple[KeyLink, ...]
    facts: tuple[Fact, ...]
    coverage: Coverage | None
    names: tuple[Names, ...] = ()


class Check(NamedTuple):
    """One entry of a contract and how it came out.

    `what` is looked at in `document` (empty for several together), `wanted` and `measured` say the figures.
    `position` is that of the entry, `place` the line of the document where it fails, if there is such a line, `evidence`
    the one of the repository that says otherwise.
    """

    code: Code
    document: str
    what: str
    wanted: str
    measured: str
    passed: bool
    position: Position
    place: Position | None = None
    judgement: Judgement = Judgement.MISSING
    suggestion: str = ""
    evidence: Position | None = None
