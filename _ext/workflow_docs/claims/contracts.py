"""Contracts of documents: every check of `contracts.yml`, and the findings of those that fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from . import audit, coverage, declared, documents
from .contract import NONE, Check
from .contract_facts import Asked, check_fact
from .copied import Sources
from .document_checks import DocumentChecks, least, reached, shown
from .findings import Code, Finding, Judgement
from .measures import Measures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .context import Context
    from .contract import Contract, KeyLink, Total


class Held(NamedTuple):
    """A contract as the repository holds it: every check, and what is found."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]


def held(contract: Contract, context: Context, measured: Iterable[Measures] = ()) -> Held:
    """Hold the documents of a repository against their contract; those that are `measured` are not read again.

    The checks are in the order of the file, passed or not; the coverage is none of them. The findings are in the order of
    their places: one for each check that failed, and those of the coverage. A document that is not there is one finding,
    however many checks it has.
    """
    read = _Documents(contract, context, {each.document.path: each for each in measured})
    checked = tuple(_checks(contract, context, read))
    found = [_missing(path, why, contract, context) for path, why in read.unread.items()]
    found += [_finding(check) for check in checked if not check.passed and check.document not in read.unread]
    if contract.coverage is not None:
        paths = contract.coverage.documents
        texts = [read.measures[path].text for path in paths if path in read.measures]
        found += coverage.check(contract.coverage, texts, context)
    ordered = sorted(found, key=lambda each: (each.position, each.code.value, each.message))
    return Held(checked, tuple(ordered))


def checks(contract: Contract, context: Context) -> tuple[Check, ...]:
    """Return every check of a contract (see `held`)."""
    return held(contract, context).checks


def findings(contract: Contract, context: Context) -> list[Finding]:
    """Return what a contract finds (see `held`)."""
    return list(held(contract, context).findings)


class _Documents:
    """The documents of a contract, each read once, and why others could not be."""

    def __init__(self, contract: Contract, context: Context, measured: Mapping[str, Measures]) -> None:
        self.measures: dict[str, Measures] = {}
        self.unread: dict[str, str] = {}
        for path in contract.documents:
            if path in measured:
                self.measures[path] = measured[path]
                continue
            document = audit.read(context.repository, path)
            if isinstance(document, Finding):
                self.unread[path] = document.message
            else:
                context.keep(document)
                self.measures[path] = Measures(document)


def _checks(contract: Contract, context: Context, read: _Documents) -> Iterator[Check]:
    sources = Sources(context.repository)
    for path, entry in contract.documents.items():
        measures = read.measures.get(path)
        if measures is not None:
            yield from DocumentChecks(entry, measures, context, sources).all()
            continue
        # The checks of an empty document are those of one that is not there; each fails.
        empty = Measures(documents.parse("", path))
        for check in DocumentChecks(entry, empty, context, sources).all():
            yield check._replace(measured="no document", passed=False, place=None, suggestion="")
    for total in contract.totals:
        yield from _total(total, read)
    for link in contract.key_links:
        yield _key_link(link, context, read)
    for names in contract.names:
        yield from declared.check(
            names, {path: read.measures.get(path) for path in contract.documents}, context
        )
    if contract.facts:
        asked = Asked(context)
        for fact in contract.facts:
            yield check_fact(fact, asked)


def _total(total: Total, read: _Documents) -> Iterator[Check]:
    there = [read.measures[path] for path in total.documents if path in read.measures]
    of = f" of {len(total.documents)} documents together"
    for figure in total.figures:
        yield least(figure, "", sum(reached(measures, figure.key) for measures in there), of)


def _key_link(link: KeyLink, context: Context, read: _Documents) -> Check:
    measures = read.measures.get(link.document)
    text = context.repository.read_text(link.file)
    lines = measures.matching(link.pattern.regex) if measures is not None else []
    here = len(lines)
    there = sum(link.pattern.regex.search(line) is not None for line in (text or "").splitlines())
    missing = "" if text is not None else ", which the repository does not have"
    return Check(
        Code.CONTRACT_KEY_LINK, link.document, f"lines with {shown(link.pattern)} here and in {link.file}", "some in both",
        f"{here or NONE} here and {there or NONE} there{missing}", bool(here and there), link.pattern.position,
        # What the document alone has is false where it stands.
        Position(link.document, lines[0], 1) if here and not there else None,
    )  # fmt: skip


def _finding(check: Check) -> Finding:
    """Return the finding that a check is which failed."""
    about = f"{check.document}: {check.what}" if check.document and check.place is None else check.what
    return Finding(
        check.code, check.judgement, f"{about}: wanted {check.wanted}, found {check.measured}",
        check.place or check.position, f"{check.document}: {check.what}: {check.wanted}".removeprefix(": "),
        check.position if check.place is not None else check.evidence, suggestion=check.suggestion,
    )  # fmt: skip


def _missing(path: str, why: str, contract: Contract, context: Context) -> Finding:
    near = did_you_mean(path, audit.all_documents(context.repository), listed=False)
    return Finding(
        Code.CONTRACT_DOCUMENT, Judgement.MISSING, f"{path}: {why}", contract.documents[path].position, path,
        suggestion=near.removeprefix("; "),
    )  # fmt: skip
