"""All figures of the report on documents, each from the documents as they are and from the checks of their contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.claims import audit, contracts
from workflow_docs.claims.contract import Contract
from workflow_docs.claims.copied import Sources
from workflow_docs.claims.findings import Finding
from workflow_docs.claims.measures import Measures

from . import command_lists, facts, gate_rows, readability, references
from .facts import Complaint
from .origins import Lines

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.contract import Check
    from workflow_docs.claims.findings import Code

    from .command_lists import Commands
    from .facts import Facts
    from .gate_rows import GateRow
    from .origins import Origins
    from .readability import Readability
    from .references import References

NO_CONTRACT = Contract({}, (), (), (), None)
"""The contract of those who have none."""


class Figures(NamedTuple):
    """The figures of one document; `required` has the numbers that its contract sets, by key (`lines_min`)."""

    path: str
    lines: int
    origins: Origins
    headings: int
    blocks: Mapping[str, int]
    diagrams: int
    tables: int
    tasks: int
    references: References
    readability: Readability
    required: Mapping[str, int]


class Score(NamedTuple):
    """How many checks of a document passed, and how many there are."""

    passed: int
    checks: int

    @property
    def percent(self) -> float:
        """The share that passed, cut off after the first decimal: 100.0 means all."""
        return 1000 * self.passed // self.checks / 10 if self.checks else 100.0


class Report(NamedTuple):
    """All of it. `others` are documents with a contract that are not among those that the tables are about, `absent` those that are not there.

    `findings` are what the contract finds: what `checks` failed, and what no document names.
    """

    figures: tuple[Figures, ...]
    unread: tuple[tuple[str, str], ...]
    required: Mapping[str, int]
    pairs: tuple[tuple[str, str, int], ...]
    commands: Commands
    facts: tuple[Facts, ...]
    gates: tuple[GateRow, ...]
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    others: tuple[str, ...]
    absent: frozenset[str]
    workflows: tuple[str, ...]

    @property
    def readability(self) -> Readability:
        """The readability of all documents together."""
        return readability.together(each.readability for each in self.figures)

    @property
    def scores(self) -> dict[str, Score]:
        """How complete each document of the contract is; the empty name stands for what they must hold together."""
        found: dict[str, Score] = {}
        for check in self.checks:
            score = found.get(check.document, Score(0, 0))
            found[check.document] = Score(score.passed + check.passed, score.checks + 1)
        return found

    @property
    def score(self) -> Score:
        """How complete all documents are."""
        return Score(sum(check.passed for check in self.checks), len(self.checks))

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if not check.passed)

    def checks_of(self, code: Code) -> tuple[Check, ...]:
        """Return the checks of one kind."""
        return tuple(check for check in self.checks if check.code is code)


def report(
    documents: Iterable[str],
    contract: Contract,
    context: Context,
    generated: Mapping[str, AbstractSet[str]],
    placeholders: Sequence[re.Pattern[str]] = (),
    complaints: Mapping[str, Iterable[Complaint]] | None = None,
) -> Report:
    """Return the report on documents, by their paths.

    `generated` has the fingerprints of what directives made, by document (see `origins`); `placeholders` match the
    addresses that lead nowhere by design. `complaints` has what is known to be found in documents; the others are audited.
    """
    sources = Sources(context.repository)
    read: list[Measures] = []
    unread: list[tuple[str, str]] = []
    for path in documents:
        document = audit.read(context.repository, path)
        if isinstance(document, Finding):
            unread.append((path, document.message))
        else:
            context.keep(document)
            read.append(Measures(document))
    gates = gate_rows.of([each.document for each in read], context)
    said: list[Complaint] = []
    for path, document in ((each.document.path, each.document) for each in read):
        if complaints is not None and path in complaints:
            said.extend(complaints[path])
        else:
            found = audit.check(document, context)
            said.extend(Complaint(finding.code.value, finding.message) for finding in found)
    names = {each.document.path for each in read}
    return Report(
        tuple(
            _figures(each, contract, context, Lines(each, generated.get(each.document.path, frozenset()), sources), placeholders)
            for each in read
        ),
        tuple(unread),
        {
            figure.key: figure.number or 0
            for total in contract.totals
            if set(total.documents) == {*names, *(path for path, _ in unread)}
            for figure in total.figures
        },
        tuple(references.between(each.document for each in read)),
        command_lists.of([each.document for each in read], context),
        tuple(facts.of(read, said, gates, contract.names, context)),
        tuple(gates),
        *contracts.held(contract, context, read),
        tuple(path for path in contract.documents if path not in names),
        frozenset(path for path in contract.documents if not context.exists(path)),
        tuple(context.repository.files),
    )  # fmt: skip


def _figures(
    measures: Measures,
    contract: Contract,
    context: Context,
    lines: Lines,
    placeholders: Sequence[re.Pattern[str]],
) -> Figures:
    document = measures.document
    blocks: dict[str, int] = {}
    for block in measures.blocks:
        language = block.language or "none"
        blocks[language] = blocks.get(language, 0) + 1
    entry = contract.documents.get(document.path)
    return Figures(
        document.path, measures.lines, lines.count(), len(document.headings), blocks, measures.diagrams, measures.tables,
        measures.tasks, references.of(document, context, placeholders),
        readability.of(measures.prose(each) for each in measures.paragraphs if lines.is_written(each.line)),
        {figure.key: figure.number for figure in entry.figures if figure.number is not None} if entry else {},
    )  # fmt: skip


def documents_of(contract: Contract) -> tuple[str, ...]:
    """Return the documents that a report is about: those that its contract counts together, or else all of it."""
    together = [path for total in contract.totals for path in total.documents]
    return tuple(dict.fromkeys(together or contract.documents))
