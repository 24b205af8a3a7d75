"""Planned and measured durations -> tables, and a sentence on the critical path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis import durations
from workflow_docs.analysis.durations import UP_TO, WHOLE_RUN

from . import inline
from .tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workflow_docs.analysis.durations import Measured, Path, Planned, Samples
    from workflow_docs.workflow.model import Workflow

    from .inline import Cell


def planned(plans: Iterable[Planned], *, with_workflow: bool) -> Table:
    """Return one row a scope."""
    rows = [
        Row(
            (
                inline.reference("workflow", plan.workflow) if with_workflow else [],
                _scope(plan),
                inline.source(plan.position, durations.in_minutes(plan.least, plan.most)),
                inline.prose(plan.note),
                inline.source(plan.position),
            )
        )
        for plan in plans
    ]
    columns = ("Workflow", "Scope", "Planned", "Note", "Source")
    return Table(columns, tuple(rows), extra=frozenset({"Source"}), noun="scope")


def measured(rows: Iterable[Measured], *, head: str, jobs: Mapping[str, str]) -> Table:
    """Return one row a job or a workflow; `jobs` has the objects that names mean."""
    return Table(
        (head, "Runs", "Median", "90th percentile"),
        tuple(
            Row(
                (
                    inline.reference("job", jobs[row.name], row.name)
                    if row.name in jobs
                    else inline.text(row.name),
                    inline.text(str(row.runs)),
                    inline.text(durations.in_seconds(row.median)),
                    inline.text(durations.in_seconds(row.percentile_90)),
                )
            )
            for row in rows
        ),
    )


def critical_path(workflow: Workflow, path: Path, total: str, word: str) -> nodes.paragraph:
    """Return the sentence: which chain of jobs takes longest, how long, and what is not known."""
    parts: list[Cell] = [
        inline.text(f"Critical path, {word}: "),
        inline.joined([_job(workflow, name) for name in path.jobs], " → "),
        inline.text(f", {total}."),
    ]
    if path.unknown:
        parts += [
            inline.text(" No figures, and so no time, for: "),
            inline.joined([_job(workflow, name) for name in path.unknown]),
            inline.text("."),
        ]
    return inline.paragraph(*parts)


def measured_head(samples: Samples, left_out: int) -> nodes.paragraph:
    """Return the sentence before a table of measured durations: what was measured, and what does not count."""
    if not samples.of_jobs:
        what, one = " from each run's start to its last change, waiting included", "runs"
    else:
        what = f" in {samples.runs} run{'s' if samples.runs > 1 else ''}" if samples.runs else ""
        one = "jobs"
    others = f" ({left_out} left out)" if left_out else ""
    return nodes.paragraph("", f"Measured{what}; only {one} that succeeded count{others}.")


def _job(workflow: Workflow, name: str) -> Cell:
    return inline.reference("job", f"{workflow.path}:{name}", name)


def _scope(plan: Planned) -> Cell:
    if plan.job is None:
        return inline.text(WHOLE_RUN)
    job = inline.reference("job", f"{plan.workflow}:{plan.job}", plan.job)
    return [*inline.text(UP_TO), *job] if plan.scope.startswith(UP_TO) else job
