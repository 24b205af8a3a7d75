"""What the repository has of each kind, and what documents name of it: which names stand on one side only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis.secrets import Need
from workflow_docs.claims import declared
from workflow_docs.claims.coverage import NamesIn
from workflow_docs.claims.findings import Code
from workflow_docs.workflow.model import steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.contract import Names
    from workflow_docs.claims.measures import Measures

    from .gate_rows import GateRow


class Complaint(NamedTuple):
    """What a finding says of a document: its code, and its message, which quotes the name."""

    code: str
    message: str


class Facts(NamedTuple):
    """The names of one kind: how many documents have, how many sources have, and those on one side only."""

    kind: str
    named: int
    present: int
    only_in_documents: tuple[str, ...]
    only_in_sources: tuple[str, ...]


_QUOTED = re.compile(r"'([^']+)'")
_UNKNOWN = {
    "jobs": {Code.UNKNOWN_JOB},
    "steps": {Code.UNKNOWN_STEP},
    "secrets": {Code.UNKNOWN_SECRET},
    "variables": {Code.UNKNOWN_VARIABLE, Code.UNSET_VARIABLE},
    "endpoints": {Code.COMMAND_ENDPOINT},
}
"""The findings that tell of a name that no source has."""


def of(
    documents: Sequence[Measures],
    complaints: Iterable[Complaint],
    gates: Iterable[GateRow],
    names: Iterable[Names],
    context: Context,
) -> list[Facts]:
    """Return the kinds that every repository has, the thresholds of its gates, and those of its contract."""
    known = NamesIn("\n".join(measures.plain) for measures in documents)
    said = set(complaints)
    found = []
    for kind, things in _things(context):
        codes = {code.value for code in _UNKNOWN[kind]}
        unknown = sorted({_name(each) for each in said if each.code in codes})
        missing = sorted({shown for shown, name in things if not known.has(name)})
        present = len({shown for shown, _ in things})
        found.append(
            Facts(kind, present - len(missing) + len(unknown), present, tuple(unknown), tuple(missing))
        )
    found.append(_thresholds(gates))
    for each in names:
        sources = declared.of_sources(each, context)
        written = {name for measures in documents for name, _ in declared.written(each, measures)}
        found.append(
            Facts(
                each.kind,
                len(written),
                len(sources),
                tuple(sorted(written - sources)),
                tuple(sorted(sources - written)),
            )
        )  # fmt: skip
    return found


def _name(complaint: Complaint) -> str:
    quoted = _QUOTED.search(complaint.message)
    return quoted[1] if quoted is not None else complaint.message


def _things(context: Context) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield for each kind its things: how they are told apart, and the name that a document gives them."""
    workflows = list(context.repository.workflows)
    jobs = [(workflow, job) for workflow in workflows for job in workflow.jobs]
    yield "jobs", [(f"{workflow.file}:{job.id.value}", job.id.value) for workflow, job in jobs]
    yield (
        "steps",
        [
            (f"{workflow.file}:{job.id.value}:{step.name.value}", step.name.value)
            for workflow, job in jobs
            for step in steps_of(job)
            if step.name is not None
        ],
    )
    yield (
        "secrets",
        [
            (secret.name, secret.name)
            for secret in context.secrets.values()
            if secret.requirement.need is not Need.AUTOMATIC
        ],
    )
    yield "variables", [(name, name) for name in context.vocabulary.variables]
    # Parameters of a path have a value where it is called.
    yield (
        "endpoints",
        [(path, path.partition("{")[0].rstrip("/") or "/") for path in context.inventory.routes.written()],
    )


def _thresholds(gates: Iterable[GateRow]) -> Facts:
    """Return the limits of gates: a document names one where it says the same number."""
    named = present = 0
    only_documents: list[str] = []
    only_sources: list[str] = []
    for gate in gates:
        present += bool(gate.numbers)
        named += gate.number is not None
        if gate.number is not None and not gate.same_threshold:
            only_documents.append(f"{gate.name}: {gate.said_threshold}")
        if gate.numbers and not (gate.number is not None and gate.same_threshold):
            only_sources.append(f"{gate.name}: {', '.join(gate.limits)}")
    return Facts("thresholds", named, present, tuple(only_documents), tuple(only_sources))
