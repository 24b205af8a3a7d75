"""The checks of one document: what its contract says, held against the document as it is."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from . import audit, commands, links
from .commands.classes import CommandClass
from .contract import NONE, Check
from .findings import Code, Judgement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workflow_docs.workflow.model import Text

    from .context import Context
    from .contract import DocumentContract, Figure, Pattern
    from .copied import Sources
    from .documents import Document
    from .findings import Finding
    from .measures import Measures


class DocumentChecks:
    """The checks of one document, which is there."""

    def __init__(
        self, entry: DocumentContract, measures: Measures, context: Context, sources: Sources
    ) -> None:
        """Take what the document must hold, the document, and what tells excerpts."""
        self.entry = entry
        self.measures = measures
        self.document: Document = measures.document
        self.context = context
        self.sources = sources

    def all(self) -> Iterator[Check]:
        """Yield every check, in the order of the pages about them."""
        if self.entry.title is not None:
            yield self.title(self.entry.title)
        for figure in self.entry.figures:
            yield self.figure(figure)
        yield from self.headings()
        written = {link.target.partition("#")[0] for link in self.document.links}
        targets = {normpath(target) for target in written}
        for link in self.entry.links:
            there = normpath(link.value) in targets
            yield self._one(Code.CONTRACT_LINK, f"link to {link.value!r}", link, there, written)
        for pattern in self.entry.counts:
            yield self.count(pattern)
        for group in self.entry.groups:
            for pattern in group.patterns:
                yield self.count(pattern, f" ({group.name})")
        for pattern in self.entry.forbidden:
            places = self._kept(self.measures.matching(pattern.regex), Code.CONTRACT_FORBIDDEN)
            what = f"lines with {shown(pattern)}"
            yield self._at_most(Code.CONTRACT_FORBIDDEN, what, 0, places, pattern.position)

    def title(self, wanted: Text) -> Check:
        """Check the first heading of the first level."""
        first = next((heading for heading in self.document.headings if heading.level == 1), None)
        found = first.text.strip() if first is not None else ""
        return Check(
            Code.CONTRACT_TITLE, self.entry.path, "title", repr(wanted.value), repr(found) if first else NONE,
            found == wanted.value, wanted.position, first.position if first is not None else None,
            Judgement.CONTRADICTED if first is not None else Judgement.MISSING,
        )  # fmt: skip

    def headings(self) -> Iterator[Check]:
        """Check that the headings are there, each below the one before it."""
        known = [(heading.text.strip(), heading) for heading in self.document.headings]
        at = 0
        before = ""
        for wanted in self.entry.headings:
            what = f"heading {wanted.value!r}"
            later = next((i for i, (text, _) in enumerate(known[at:], at) if text == wanted.value), None)
            earlier = next((heading for text, heading in known[:at] if text == wanted.value), None)
            if later is not None:
                at, before = later + 1, wanted.value
            if later is not None or earlier is None:
                texts = {text for text, _ in known}
                yield self._one(Code.CONTRACT_HEADING, what, wanted, later is not None, texts)
            else:
                yield Check(
                    Code.CONTRACT_HEADING, self.entry.path, what, f"below {before!r}", "above", False,
                    wanted.position, earlier.position, Judgement.CONTRADICTED,
                )  # fmt: skip

    def count(self, pattern: Pattern, group: str = "") -> Check:
        """Check how many lines match an expression."""
        places = self.measures.matching(pattern.regex)
        what = f"lines with {shown(pattern)}{group}"
        if pattern.maximum is not None and len(places) > pattern.maximum:
            wanted = (
                f"{pattern.maximum}" if pattern.minimum == pattern.maximum else f"at most {pattern.maximum}"
            )
            return Check(
                Code.CONTRACT_PATTERN, self.entry.path, what, wanted, str(len(places)), False, pattern.position,
                self._at(places[pattern.maximum]), Judgement.CONTRADICTED,
            )  # fmt: skip
        wanted = f"{pattern.minimum}" if pattern.minimum == pattern.maximum else f"at least {pattern.minimum}"
        return Check(
            Code.CONTRACT_PATTERN, self.entry.path, what, wanted, str(len(places)) if places else NONE,
            len(places) >= pattern.minimum, pattern.position,
        )  # fmt: skip

    def figure(self, figure: Figure) -> Check:
        """Check one figure."""
        measures, number = self.measures, figure.number or 0
        claims = Code.CONTRACT_CLAIMS
        match figure.key:
            case "mermaid_allowed":
                return allowed(figure, self.entry.path, measures.diagrams)
            case "blank_lines_max_percent":
                return self._percent(figure, "blank lines", measures.blank_lines)
            case "excerpt_lines_max_percent":
                check = self._percent(figure, "lines of excerpts", self.sources.lines(measures.blocks))
                if not check.passed or self.sources.complete:
                    return check
                return check._replace(
                    measured=f"{check.measured} or more: some files could not be searched", passed=False,
                    judgement=Judgement.NOT_KNOWN,
                )  # fmt: skip
            case "horizontal_rules_max":
                most = measures.second_headings if figure.number is None else number
                return self._filler(figure, "horizontal rules", most, measures.rules)
            case "repeated_paragraph_min_words":
                what = f"paragraphs of {number} words or more that stand there already"
                return self._filler(figure, what, 0, measures.repeated_paragraphs(number))
            case "paragraph_wrap_min_columns":
                what = f"lines wrapped before column {number}"
                return self._filler(figure, what, 0, measures.narrow_lines(number))
            case "fence_info_missing":
                return self._filler(figure, "fences without a language", number, measures.unnamed_fences)
            case "broken_links":
                return self._at_most(
                    claims, "broken links", number, self._found(links.check), figure.position
                )
            case "unknown_commands":
                unknown = (
                    each.command.position.line
                    for each in commands.listed(self.document, self.context)
                    if each.kind is CommandClass.UNKNOWN
                )
                places = sorted({*self._found(commands.check), *self._kept([*unknown], Code.COMMAND_PATH)})
                return self._at_most(claims, "commands that cannot work", number, places, figure.position)
            case _:
                return least(figure, self.entry.path, reached(measures, figure.key))

    def _filler(self, figure: Figure, what: str, most: int, places: Sequence[int]) -> Check:
        kept = self._kept(places, Code.CONTRACT_FILLER)
        return self._at_most(Code.CONTRACT_FILLER, what, most, kept, figure.position)

    def _percent(self, figure: Figure, what: str, count: int) -> Check:
        most, lines = figure.number or 0, self.measures.lines
        return Check(
            Code.CONTRACT_FILLER, self.entry.path, what, f"at most {most} %",
            f"{100 * count / max(lines, 1):.1f} %", 100 * count <= most * lines, figure.position,
            judgement=Judgement.CONTRADICTED,
        )  # fmt: skip

    def _at_most(self, code: Code, what: str, most: int, places: Sequence[int], position: Position) -> Check:
        """Check that there are no more places than so many; the first too many is where it fails."""
        failed = len(places) > most
        return Check(
            code, self.entry.path, what, f"at most {most}" if most else NONE, str(len(places)) if places else NONE,
            not failed, position, self._at(places[most]) if failed else None, Judgement.CONTRADICTED,
        )  # fmt: skip

    def _one(self, code: Code, what: str, wanted: Text, there: bool, known: set[str]) -> Check:
        """Check that something is there; what is known tells what may be meant."""
        near = "" if there else did_you_mean(wanted.value, known, listed=False).removeprefix("; ")
        measured = "one" if there else NONE
        return Check(code, self.entry.path, what, "one", measured, there, wanted.position, suggestion=near)

    def _found(self, judge: Callable[[Document, Context], Iterator[Finding]]) -> list[int]:
        kept = audit.kept(judge(self.document, self.context), self.document)
        return sorted(finding.position.line for finding in kept)

    def _kept(self, places: Sequence[int], code: Code) -> list[int]:
        """Leave out the lines on which a comment waives the code."""
        waived = self.document.waived
        return [line for line in places if not waived.get(line, frozenset()) & {code.value, "all"}]

    def _at(self, line: int) -> Position:
        return Position(self.entry.path, line, 1)


def shown(pattern: Pattern) -> str:
    """Return an expression as messages show it."""
    return f"'{pattern.regex.pattern}'"


def reached(measures: Measures, key: str) -> int:
    """Return what a document has of a figure that ends in `_min`."""
    match key:
        case "lines_min":
            return measures.lines
        case "blocks_min":
            return len(measures.blocks)
        case "mermaid_min":
            return measures.diagrams
        case _:
            return measures.prose_words


_NAMES = {
    "lines_min": "lines",
    "blocks_min": "blocks of code",
    "mermaid_min": "Mermaid diagrams",
    "prose_words_min": "words of prose",
}


def least(figure: Figure, document: str, count: int, of: str = "") -> Check:
    """Return the check of a figure that must be reached; `of` tells of what."""
    return Check(
        Code.CONTRACT_LENGTH, document, f"{_NAMES[figure.key]}{of}", f"at least {figure.number}", str(count) if count else NONE,
        count >= (figure.number or 0), figure.position,
    )  # fmt: skip


def allowed(figure: Figure, document: str, count: int) -> Check:
    """Return the check of a figure that must be one of several."""
    wanted = " or ".join(
        f"at least {one.number}" if one.or_more else str(one.number) for one in figure.allowed
    )
    passed = any(count >= one.number if one.or_more else count == one.number for one in figure.allowed)
    return Check(
        Code.CONTRACT_LENGTH, document, _NAMES["mermaid_min"], wanted, str(count) if count else NONE, passed, figure.position,
    )  # fmt: skip
