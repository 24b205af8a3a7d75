"""Quality gates, with what each is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis import criteria
from workflow_docs.analysis.reasons import Code, Effect, Verdict
from workflow_docs.analysis.shell import effective
from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence
from workflow_docs.workflow.model import RunStep

from .cells import in_several, job_link, title
from .step import step_action, step_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow_docs.analysis.reasons import Reason
    from workflow_docs.analysis.verdicts import Judgement
    from workflow_docs.doctree.inline import Cell

    from .cells import Describe


_COLUMNS = (
    "Gate", "Purpose", "Where", "Command", "Passes if", "Effect", "Why", "Checks", "Job", "Step", "Threshold", "Verdict",
    "Stops", "If it fails", "Source",
)  # fmt: skip
_EXTRA = frozenset(_COLUMNS[_COLUMNS.index("Why") + 1 :])
_BADGES: dict[Verdict | Effect, str] = {
    Verdict.BLOCKING: "success",
    Verdict.CONDITIONAL: "warning",
    Verdict.UNKNOWN: "secondary",
    Verdict.INFORMATIONAL: "danger",
    Effect.BLOCKING: "success",
    Effect.SOMETIMES: "warning",
    Effect.WARNING: "warning",
    Effect.REPORT: "warning",
    Effect.NONE: "danger",
    Effect.UNKNOWN: "secondary",
}
# They take nothing from a gate.
_GOOD_REASONS = {
    Code.TIMEOUT.value,
    Code.REQUIRED_UNKNOWN.value,
    Code.COMMAND_FAILS.value,
    Code.ACTION_FAILS.value,
    Code.SCRIPT_EXITS.value,
    Code.PYTHON_EXITS.value,
    Code.JAVASCRIPT_EXITS.value,
}


def gates(rows: Sequence[Judgement], describe: Describe) -> Table:
    """Return one row a gate: what it checks, where, when it passes, and what comes of its failure."""
    several = in_several(row.gate.workflow for row in rows)
    table = []
    for row in rows:
        gate = row.gate
        purpose = describe("gate", gate.id, gate.step.description)
        name = gate.id or gate.title
        table.append(
            Row(
                (
                    inline.source(gate.position, name, literal=bool(gate.id)),
                    inline.prose(first_sentence(purpose)),
                    [*job_link(gate.workflow, gate.job, several=several), nodes.Text(" → "), *gate_step(row)]
                    if gate.named
                    else job_link(gate.workflow, gate.job, several=several),
                    gate_command(row),
                    gate_criteria(row),
                    badge(row.effect),
                    inline.joined(
                        [gate_reason(reason) for reason in row.reasons if reason.code not in _GOOD_REASONS],
                        "; ",
                    ),
                    inline.text(gate.title) if gate.id else inline.text(", ".join(gate.kinds)),
                    job_link(gate.workflow, gate.job, several=several),
                    gate_step(row),
                    gate_limits(row),
                    badge(row.verdict),
                    gate_reach(row),
                    _if_it_fails(row),
                    inline.source(gate.position),
                ),
                Thing("gate", name) if gate.named else None,
            )
        )
    return Table(_COLUMNS, tuple(table), extra=_EXTRA, noun="gate")


def badge(word: Verdict | Effect) -> Cell:
    """Return a verdict or an effect as a badge of sphinx-design; elsewhere it is a word."""
    colour = _BADGES[word]
    classes = ["sd-sphinx-override", "sd-badge", f"sd-bg-{colour}", f"sd-bg-text-{colour}", "ci-verdict"]
    return [nodes.inline("", word.value, classes=classes)]


def gate_step(row: Judgement) -> Cell:
    """Return a link to the step of a gate."""
    gate = row.gate
    return inline.reference(
        "step", step_name(gate.workflow, gate.job, gate.step), title(gate.step), literal=False
    )


def gate_command(row: Judgement) -> Cell:
    """Return what the step of a gate runs, as the table of steps shows it."""
    gate = row.gate
    if isinstance(gate.step, RunStep):
        return step_action(gate.step, effective.effective(gate.workflow, gate.job, gate.step).kind)
    return step_action(gate.step)


def gate_criteria(row: Judgement) -> Cell:
    """Return when a gate passes; a limit leads to its line."""
    return inline.joined(
        [
            inline.source(criterion.position, criterion.text)
            if criterion.position is not None
            else inline.text(criterion.text)
            for criterion in criteria.passes_if(row)
        ],
        "; ",
    )


def gate_limits(row: Judgement) -> Cell:
    """Return the limits that a gate judges by, each with a link to its line."""
    return inline.joined(
        [
            inline.source(limit.position, limit.text, literal=True)
            for limit in row.thresholds
            if limit.passes is not None
        ]
    )


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
    lines = [
        ("Job", job_link(row.gate.workflow, row.gate.job, several=False)),
        ("Step", gate_step(row)),
        ("Command", gate_command(row)),
        ("Passes if", gate_criteria(row)),
        ("Threshold", gate_limits(row)),
        ("Effect", badge(row.effect)),
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
