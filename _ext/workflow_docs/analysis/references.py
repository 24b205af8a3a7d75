"""Who refers to which context (`secrets.X`, `vars.X`, `needs.a`, …), and in which place of the workflow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflow_docs.workflow import expressions
from workflow_docs.workflow.model import Entry, ExpressionText, Job, UsesStep, Workflow, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import AnyJob, Step
    from workflow_docs.workflow.position import Position


@dataclass(frozen=True, slots=True)
class ContextUse:
    """One reference to a context in one expression of one workflow."""

    workflow: Workflow
    expression: ExpressionText
    reference: expressions.Reference

    @property
    def position(self) -> Position:
        """Where the reference's first character stands."""
        return self.expression.at(self.reference.offset)

    @property
    def name(self) -> str:
        """The first name below the context: `X` of `secrets.X`; empty for the whole context."""
        return self.reference.path[1] if len(self.reference.path) > 1 else ""

    @property
    def job(self) -> AnyJob | None:
        """The job that holds the reference; None at the workflow's own level."""
        return self.workflow.job(self.expression.job) if self.expression.job else None

    @property
    def step(self) -> Step | None:
        """The step that holds the reference; None outside of steps."""
        job, label = self.job, self.expression.step_label
        if job is None or label is None:
            return None
        return next((step for step in steps_of(job) if step.label == label), None)

    @property
    def place(self) -> str:
        """The kind of key that holds it: `env`, `with`, `run`, `if`, `environment`, …."""
        inner = self.expression.inner_keys
        return inner[0] if inner else ""

    @property
    def entry(self) -> Entry | None:
        """The entry of `env:`, `with:` or `secrets:` whose value holds it."""
        keys = self.expression.keys
        return next((entry for entry in _entries(self) if entry.name == keys[-1]), None)


def uses(workflow: Workflow, *contexts: str) -> Iterator[ContextUse]:
    """Yield the references of a workflow to the given contexts (all of them without any), in file order."""
    for expression in workflow.expressions:
        try:
            tree = expressions.parse(expression.source)
        except expressions.ExpressionError:
            continue  # reported by the parser as a problem of the file
        for reference in expressions.references(tree):
            if not contexts or reference.context in contexts:
                yield ContextUse(workflow, expression, reference)


def _entries(use: ContextUse) -> tuple[Entry, ...]:
    keys = use.expression.keys
    if len(keys) < 2 or keys[-2] != use.place:
        return ()  # not in a mapping of names, or in that of a service, which is not the job's
    match keys[-2], use.step, use.job:
        case "env", None, None:
            return use.workflow.env
        case "env", None, Job() as job:
            return job.env
        case "env", step, _ if step is not None:
            return step.env
        case "with", UsesStep() as step, _:
            return step.with_
        case "with" | "secrets" as key, None, job if job is not None and not isinstance(job, Job):
            return job.with_ if key == "with" else job.secrets
    return ()
