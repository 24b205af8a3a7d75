"""Quality gates, with what each is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis.reasons import Code, Verdict
from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence
from workflow_docs.workflow.model import UsesStep, step_title

from .step import step_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.analysis.reasons import Reason
    from workflow_docs.analysis.thresholds import Threshold
    from workflow_docs.analysis.verdicts import Judgement
    from workflow_docs.doctree.inline import Cell

    from .cells import Describe


GATE_COLUMNS = (
    "gate",
    "checks",
    "job",
    "step",
    "command",
    "threshold",
    "verdict",
    "why",
    "stops",
    "purpose",
    "source",
)
"""The columns of gates that are shown where none are chosen."""


_BADGES = {
    Verdict.BLOCKING: "success",
    Verdict.CONDITIONAL: "warning",
    Verdict.UNKNOWN: "secondary",
    Verdict.INFORMATIONAL: "danger",
}


# What every gate has, and no reader of a table asks for.
_SIDE_REASONS = {Code.TIMEOUT.value, Code.REQUIRED_UNKNOWN.value}


def gates(rows: Iterable[Judgement], describe: Describe) -> Table:
    """Return one row a gate, with what it is worth."""
    table = []
    for row in rows:
        gate = row.gate
        purpose = describe("gate", gate.id, gate.step.description)
        table.append(
            Row(
                (
                    inline.code(gate.id) or inline.text(gate.title),
                    inline.text(gate.title) if gate.id else inline.text(", ".join(gate.kinds)),
                    inline.reference("job", f"{gate.workflow.path}:{gate.job.id.value}", gate.job.id.value),
                    gate_step(row),
                    inline.joined([inline.code(command) for command in gate_commands(row)], "; "),
                    inline.joined([gate_limit(limit) for limit in row.thresholds]),
                    badge(row.verdict),
                    inline.joined(
                        [gate_reason(reason) for reason in row.reasons if reason.code not in _SIDE_REASONS],
                        "; ",
                    ),
                    gate_reach(row),
                    _if_it_fails(row),
                    inline.prose(first_sentence(purpose)),
                    inline.source(gate.position),
                ),
                Thing("gate", gate.id or gate.title) if gate.named else None,
            )
        )
    return Table(
        (
            "Gate", "Checks", "Job", "Step", "Command", "Threshold", "Verdict", "Why", "Stops", "If it fails",
            "Purpose", "Source",
        ),
        tuple(table),
    )  # fmt: skip


def badge(verdict: Verdict) -> Cell:
    """Return a verdict as a badge of sphinx-design; elsewhere it is a word."""
    colour = _BADGES[verdict]
    classes = ["sd-sphinx-override", "sd-badge", f"sd-bg-{colour}", f"sd-bg-text-{colour}", "ci-verdict"]
    return [nodes.inline("", verdict.value, classes=classes)]


def gate_step(row: Judgement) -> Cell:
    """Return a link to the step of a gate."""
    gate = row.gate
    return inline.reference(
        "step", step_name(gate.workflow, gate.job, gate.step), step_title(gate.step), literal=False
    )


def gate_commands(row: Judgement) -> list[str]:
    """Return the texts of the commands that check."""
    if isinstance(row.gate.step, UsesStep):
        return [row.gate.step.uses.value]
    return list(dict.fromkeys(" ".join(command.text.split()) for command in row.checks))


def gate_limit(limit: Threshold) -> Cell:
    """Return a limit with the line that it stands in."""
    return [*inline.code(limit.text), nodes.Text(" ("), *inline.source(limit.position), nodes.Text(")")]


def gate_reason(reason: Reason) -> Cell:
    """Return a reason with the line that it speaks of."""
    return [*inline.prose(reason.message), nodes.Text(" ("), *inline.source(reason.position), nodes.Text(")")]


def gate_reach(row: Judgement) -> Cell:
    """Return the jobs that a failed gate stops."""
    if row.verdict is Verdict.INFORMATIONAL:
        return inline.text("nothing")
    return inline.joined(
        [
            inline.reference("job", f"{job.path}:{job.job}", job.name(row.gate.workflow))
            for job in row.reach.stopped
        ]
    ) or inline.text("its own job only")


def _if_it_fails(row: Judgement) -> Cell:
    match row.verdict:
        case Verdict.INFORMATIONAL:
            return inline.text("the job goes on")
        case Verdict.UNKNOWN:
            return inline.text("not known")
    words = "the job fails" if row.verdict is Verdict.BLOCKING else "the job fails in some cases"
    return [*inline.text(words), *(inline.text(", without ") + gate_reach(row) if row.reach.stopped else [])]


def gate_facts(row: Judgement) -> Table:
    """Return what there is to say of one gate, a line each."""
    gate = row.gate
    lines = [
        ("Job", inline.reference("job", f"{gate.workflow.path}:{gate.job.id.value}", gate.job.id.value)),
        ("Step", gate_step(row)),
        ("Command", inline.joined([inline.code(command) for command in gate_commands(row)], "; ")),
        ("Threshold", inline.joined([gate_limit(limit) for limit in row.thresholds])),
        ("Verdict", badge(row.verdict)),
        ("Depends on", inline.code(row.condition) if row.verdict is Verdict.CONDITIONAL else []),
        ("Stops", gate_reach(row)),
        (
            "Run",
            inline.text(
                {True: "turns red", False: "stays green", None: "depends on `continue-on-error`"}[
                    row.reach.red
                ]
            ),
        ),
    ]
    return Table(("Setting", "Value"), tuple(Row((inline.text(name), cell)) for name, cell in lines if cell))
