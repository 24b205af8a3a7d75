"""Quality gates: which steps are gates. What a gate is worth, `verdicts` says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.model import Job, RunStep, UsesStep, step_title, steps_of
from workflow_docs.workflow.user_patterns import UserPattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.workflow.model import Step, Workflow
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.user_patterns import Expression


def gate_pattern(text: str) -> Expression:
    """Compile the regular expression of gates; `^` is the start of a name, or of a line of a comment.

    Raises:
        re.error: for a text that is no regular expression.

    """
    return DEFAULT_PATTERN if text == DEFAULT_PATTERN.pattern else UserPattern(text, re.MULTILINE)


DEFAULT_PATTERN: Expression = re.compile(r"^(?P<id>[A-Z][A-Z0-9]*-\d+)[:.]?\s+(?P<title>.+)$", re.MULTILINE)
"""An id like `TQ-01` at the start of a step's name, or of a line of its comment."""


class Gate(NamedTuple):
    """A step that judges quality.

    `id` is empty where the pattern names no such group. `kinds` tells what its known checkers look at (see
    `checkers.KINDS`); `named` is false for a step that was only found by such a checker.
    """

    id: str
    title: str
    workflow: Workflow
    job: Job
    step: Step
    kinds: tuple[str, ...] = ()
    named: bool = True

    @property
    def position(self) -> Position:
        """Where the step stands."""
        return self.step.position


def gates(
    workflows: Iterable[Workflow], pattern: Expression = DEFAULT_PATTERN, *, detect: bool = False
) -> list[Gate]:
    """Return the gates of workflows by id, then in file order; those without an id come last.

    The pattern is searched in the name of each step, then in its comment; its groups `id` and `title` name the gate
    where it has them. With `detect`, any step that runs a known checker is a gate too.
    """
    found = []
    for workflow in workflows:
        for job in workflow.jobs:
            if not isinstance(job, Job):
                continue
            for step in steps_of(job):
                if detect or _match(step, pattern) is not None:
                    gate = gate_of(workflow, job, step, pattern)
                    if gate.named or gate.kinds:
                        found.append(gate)
    return sorted(found, key=lambda gate: (not gate.named, gate.id))


def run_steps(workflows: Iterable[Workflow], pattern: Expression = DEFAULT_PATTERN) -> list[Gate]:
    """Return every step with a script as a gate, in file order, whatever it is."""
    return [
        gate_of(workflow, job, step, pattern)
        for workflow in workflows
        for job in workflow.jobs
        for step in steps_of(job)
        if isinstance(job, Job) and isinstance(step, RunStep)
    ]


def gate_of(workflow: Workflow, job: Job, step: Step, pattern: Expression = DEFAULT_PATTERN) -> Gate:
    """Return a step as a gate, whatever it is."""
    match = _match(step, pattern)
    kinds = kinds_of(step)
    if match is None:
        return Gate("", step_title(step), workflow, job, step, kinds, named=False)
    groups = match.groupdict()
    return Gate(groups.get("id") or "", groups.get("title") or step_title(step), workflow, job, step, kinds)


def _match(step: Step, pattern: Expression) -> re.Match[str] | None:
    for text in (step.name.value if step.name is not None else None, step.description):
        if text and (match := pattern.search(text)) is not None:
            return match
    return None


def kinds_of(step: Step) -> tuple[str, ...]:
    """Return what the known checkers of a step look at, each kind once, in the order of the text."""
    # Imported where it is needed: most repositories name no gates.
    from . import checkers, shell  # noqa: PLC0415

    match step:
        case UsesStep():
            checker = checkers.of_action(step.uses.value)
            return (checker.kind,) if checker is not None else ()
        case RunStep():
            found = (checkers.of_command(command.words) for command in shell.commands(step.run.value))
            return tuple(dict.fromkeys(kind for kind in found if kind is not None))
    return ()
