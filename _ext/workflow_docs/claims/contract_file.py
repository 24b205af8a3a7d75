"""`contracts.yml` -> what documents must hold, every entry with its place in the file."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis.query import Query, QueryError
from workflow_docs.repository.reader import Reason, Unread, decode, read_place
from workflow_docs.workflow.numbers import whole
from workflow_docs.workflow.position import Position
from workflow_docs.workflow.problem import Problem, ProblemKind
from workflow_docs.workflow.reader import MAX_BYTES
from workflow_docs.workflow.user_patterns import UserPattern
from workflow_docs.workflow.values import Values

from .contract import (
    COVERAGE_KEYS,
    DOCUMENT_KEYS,
    EVERY_KEYS,
    FACT_KEYS,
    FIGURES,
    KINDS,
    LINK_KEYS,
    NAMES_KEYS,
    NUMBER_OF_H2,
    PATTERN_KEYS,
    SOURCE_KEYS,
    TOP_KEYS,
    TOTAL_KEYS,
    Allowed,
    Contract,
    Coverage,
    DocumentContract,
    Fact,
    Figure,
    Group,
    KeyLink,
    Names,
    NameSource,
    Pattern,
    Total,
    Waiver,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from workflow_docs.workflow.model import Text
    from workflow_docs.workflow.reader import Pair
    from workflow_docs.workflow.values import Node

_ALLOWED = re.compile(r"(?P<least>>=\s*)?(?P<number>[0-9]{1,9})\Z")


class ContractFile(NamedTuple):
    """A file that was read; its contract counts only where there is no problem."""

    path: str
    text: str
    contract: Contract
    problems: tuple[Problem, ...]

    def place_of(self, expression: str) -> Position:
        """Return where an expression stands in the file; its first line where it is written in another way."""
        for number, line in enumerate(self.text.split("\n"), 1):
            if expression in line:
                return Position(self.path, number, line.index(expression) + 1)
        return Position(self.path, 1, 1)


_KINDS = {Reason.TOO_LARGE: ProblemKind.TOO_LARGE, Reason.NOT_UTF8: ProblemKind.ENCODING}


def load(file: Path, root: Path) -> ContractFile:
    """Read a file, which may lie outside of the repository at `root`; its faults become problems.

    Its path is shown from the repository where it is below it, else from the current folder.
    """
    path = _shown(file, root)
    start = Position(path, 1, 1)
    text = decode(read_place(file, MAX_BYTES))
    if isinstance(text, Unread):
        kind = _KINDS.get(text.reason, ProblemKind.UNREADABLE)
        return ContractFile(path, "", Contract({}, (), (), (), None), (Problem(kind, text.message, start),))
    return ContractFile(path, text, *parse(text, path))


def _shown(file: Path, root: Path) -> str:
    try:
        return file.resolve().relative_to(root.resolve()).as_posix()
    except (OSError, RuntimeError, ValueError):
        pass
    try:
        return Path(os.path.relpath(file)).as_posix()
    except ValueError:  # another drive
        return file.as_posix()


def parse(text: str, path: str) -> tuple[Contract, tuple[Problem, ...]]:
    """Read the text of a file that is shown as `path`; the contract counts only where there is no problem."""
    reader = _ContractReader(text, path)
    contract = reader.contract()
    return contract, reader.sorted_problems()


class _ContractReader(Values):
    """Reads what stands at each key; complains at its place about what cannot be."""

    def contract(self) -> Contract:
        root = self.mapping("the file must be a mapping with the key `documents`")
        keys = self.keys(root, TOP_KEYS, required=("documents",)) if root is not None else {}
        every = self.document("", keys["every"], EVERY_KEYS) if "every" in keys else None
        read = {
            pair.key.value: self.document(pair.key.value, pair, DOCUMENT_KEYS)
            for pair in self.below(keys, "documents")
        }
        documents = {path: self.complete(entry, every, read) for path, entry in read.items()}
        return Contract(
            documents,
            tuple(self.total(node, documents) for node in self.items(keys, "totals")),
            tuple(
                link
                for node in self.items(keys, "key_links")
                if (link := self.key_link(node, documents)) is not None
            ),
            tuple(fact for node in self.items(keys, "facts") for fact in self.facts(node)),
            self.coverage(keys["coverage"], documents) if "coverage" in keys else None,
            tuple(names for pair in self.below(keys, "names") if (names := self.names(pair)) is not None),
        )

    # -- documents -----------------------------------------------------------------------------------------

    def document(self, path: str, pair: Pair, known: Collection[str]) -> DocumentContract:
        keys = self.keys(pair.node, known)
        return DocumentContract(
            path, pair.key.position, self.single(keys, "title"), self.figures(keys),
            self.listed(keys, "headings"), self.listed(keys, "links"),
            tuple(pattern for node in self.items(keys, "count") if (pattern := self.counted(node)) is not None),
            tuple(self.group(each) for each in self.below(keys, "count_each")),
            self.patterns(self.listed(keys, "forbid")),
        )  # fmt: skip

    def group(self, pair: Pair) -> Group:
        if not self.is_mapping(pair.node):
            return Group(pair.key.value, self.patterns(self.texts_of(pair)))
        keys = self.keys(pair.node, ("from",), required=("from",))
        return Group(pair.key.value, (), self.single(keys, "from"))

    def complete(
        self, entry: DocumentContract, every: DocumentContract | None, read: dict[str, DocumentContract]
    ) -> DocumentContract:
        """Add what holds for every document, and the groups of other documents."""
        groups = tuple(self.resolved(group, read) if group.source else group for group in entry.groups)
        if every is None:
            return entry._replace(groups=groups)
        own = {figure.key for figure in entry.figures}
        inherited = tuple(figure for figure in every.figures if figure.key not in own)
        return entry._replace(
            groups=groups, figures=entry.figures + inherited, forbidden=entry.forbidden + every.forbidden
        )

    def resolved(self, group: Group, read: dict[str, DocumentContract]) -> Group:
        owner = read.get(self.known(group.source, read, "document")) if group.source else None
        if owner is None or group.source is None:
            return group
        known = {other.name: other.patterns for other in owner.groups if other.source is None}
        self.known(group.source._replace(value=group.name), known, f"group of {owner.path}")
        # Each expression counts where it is asked for, so that is where a failure is shown.
        place = group.source.position
        return group._replace(
            patterns=tuple(pattern._replace(position=place) for pattern in known.get(group.name, ()))
        )

    def figures(self, keys: dict[str, Pair]) -> tuple[Figure, ...]:
        found = (self.figure(pair) for name, pair in keys.items() if name in FIGURES)
        return tuple(figure for figure in found if figure is not None)

    def figure(self, pair: Pair) -> Figure | None:
        key, place = pair.key.value, pair.key.position
        if key == "mermaid_allowed":
            return Figure(key, place, None, tuple(self.allowed(self.texts_of(pair))))
        if key == "horizontal_rules_max" and pair.node.value == NUMBER_OF_H2:
            return Figure(key, place, None)
        number = self.number(pair.node)
        if number is not None and number > 100 and key.endswith("_percent"):
            self.complain(
                ProblemKind.INVALID_VALUE, f"{key}: expected at most 100, found {number}", pair.node
            )
        return Figure(key, place, number) if number is not None else None

    def allowed(self, texts: Iterable[Text]) -> Iterator[Allowed]:
        for text in texts:
            match = _ALLOWED.match(text.value)
            if match is not None:
                yield Allowed(whole(match["number"]) or 0, bool(match["least"]))
            else:
                message = f"expected a number, or '>=' and a number, found {text.value!r}"
                self.complain(ProblemKind.INVALID_VALUE, message, text.position)

    # -- expressions ---------------------------------------------------------------------------------------

    def patterns(self, texts: Iterable[Text]) -> tuple[Pattern, ...]:
        return tuple(pattern for text in texts if (pattern := self.pattern(text)) is not None)

    def pattern(self, text: Text) -> Pattern | None:
        try:
            return Pattern(UserPattern(text.value), text.position)
        except re.error as error:
            place = text.at(error.pos) if error.pos is not None else text.position
            why = str(error.msg)
        message = f"{text.value!r} is no regular expression: {why}"
        self.complain(ProblemKind.INVALID_VALUE, message, place)
        return None

    def counted(self, node: Node, known: Collection[str] = PATTERN_KEYS) -> Pattern | None:
        keys = self.keys(node, known, required=("re",))
        text = self.single(keys, "re")
        pattern = self.pattern(text) if text is not None else None
        least = self.number(keys["min"].node) if "min" in keys else None
        most = self.number(keys["max"].node) if "max" in keys else None
        if least is not None and most is not None and most < least:
            self.complain(ProblemKind.INVALID_VALUE, f"max is {most}, less than min", keys["max"].node)
        if least is None:
            # An expression with a `max` alone need not occur.
            least = 0 if most is not None else 1
        return pattern._replace(minimum=least, maximum=most) if pattern is not None else None

    # -- several documents ---------------------------------------------------------------------------------

    def total(self, node: Node, documents: Collection[str]) -> Total:
        keys = self.keys(node, TOTAL_KEYS, required=("documents",))
        named = self.listed(keys, "documents")
        return Total(tuple(self.known(text, documents, "document") for text in named), self.figures(keys))

    def key_link(self, node: Node, documents: Collection[str]) -> KeyLink | None:
        keys = self.keys(node, LINK_KEYS, required=LINK_KEYS)
        pattern = self.counted(node, LINK_KEYS)
        document, file = self.single(keys, "document"), self.single(keys, "file")
        if pattern is None or document is None or file is None:
            return None
        return KeyLink(pattern, self.known(document, documents, "document"), file.value)

    def names(self, pair: Pair) -> Names | None:
        keys = self.keys(pair.node, NAMES_KEYS, required=NAMES_KEYS)
        written = self.single(keys, "documents")
        pattern = self.pattern(written) if written is not None else None
        sources = tuple(
            source for node in self.items(keys, "sources") if (source := self.name_source(node)) is not None
        )
        return Names(pair.key.value, sources, pattern, pair.key.position) if pattern is not None else None

    def name_source(self, node: Node) -> NameSource | None:
        keys = self.keys(node, SOURCE_KEYS, required=("file",))
        file, query, regex = (self.single(keys, name) for name in SOURCE_KEYS)
        if file is None:
            return None
        if ("query" in keys) == ("re" in keys):
            self.complain(ProblemKind.MISSING_KEY, "name one of `query` and `re`: what finds the names", node)
            return None
        if regex is not None:
            pattern = self.pattern(regex)
            return NameSource(file.value, file.position, pattern=pattern) if pattern is not None else None
        asked = self.query(query) if query is not None else None
        return (
            NameSource(file.value, query.position, asked) if query is not None and asked is not None else None
        )

    def facts(self, node: Node) -> Iterator[Fact]:
        """Yield the fact of an item, for each file that it names."""
        keys = self.keys(node, FACT_KEYS, required=("is",))
        says, workflow, query, regex = (
            self.single(keys, name) for name in ("says", "workflow", "query", "re")
        )
        files: tuple[Text | None, ...] = (None,)
        if "file" in keys:
            listed = self.is_list(keys["file"].node)
            files = self.texts_of(keys["file"]) if listed else (self.single(keys, "file"),)
        if "workflow" in keys and "file" in keys:
            message = "a fact is of a workflow or of a file, not of both"
            self.complain(ProblemKind.INVALID_VALUE, message, keys["file"].key_node)
        if ("query" in keys) == ("re" in keys):
            message = "a fact has either a `query` or, of a file, an expression `re`"
            self.complain(ProblemKind.MISSING_KEY, message, node)
        elif "re" in keys and "file" not in keys:
            message = "an expression is looked for in a `file`"
            self.complain(ProblemKind.MISSING_KEY, message, keys["re"].key_node)
        asks = self.asked(query, regex)
        if asks is None or "is" not in keys:
            return
        wanted = self.anything(keys["is"].node)
        position = (query or regex or keys["is"].key).position
        for file in files:
            called, asked, path = (text.value if text is not None else "" for text in (says, workflow, file))
            yield Fact(asks, wanted, position, called, asked, path)

    def asked(self, query: Text | None, regex: Text | None) -> Query | UserPattern | None:
        if query is None:
            pattern = self.pattern(regex) if regex is not None else None
            return UserPattern(pattern.regex.pattern, re.MULTILINE) if pattern is not None else None
        return self.query(query)

    def query(self, query: Text) -> Query | None:
        try:
            return Query(query.value)
        except QueryError as error:
            self.complain(ProblemKind.INVALID_VALUE, str(error), query.position)
            return None

    def coverage(self, pair: Pair, documents: Collection[str]) -> Coverage:
        keys = self.keys(pair.node, COVERAGE_KEYS)
        named = [self.known(text, documents, "document") for text in self.listed(keys, "documents")]
        kinds = [self.known(text, KINDS, "kind") for text in self.listed(keys, "kinds")] or KINDS
        waivers = tuple(
            waiver
            for each in self.below(keys, "waivers")
            if self.known(each.key, kinds, "kind") in kinds
            for waiver in self.waivers(each)
        )
        return Coverage(tuple(named or documents), tuple(kinds), waivers)

    def waivers(self, kind: Pair) -> Iterator[Waiver]:
        for pair in self.pairs(kind.node):
            reason = self.text(pair.node)
            if reason is None or not reason.value.strip():
                message = f"the waiver of {pair.key.value!r} has no reason; say why it need not be documented"
                self.complain(ProblemKind.MISSING_KEY, message, pair.key_node)
            else:
                yield Waiver(kind.key.value, pair.key.value, reason.value.strip(), pair.key.position)
