"""Steps that look like quality gates and cannot fail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.workflow import places
from workflow_docs.workflow.model import Job, RunStep, steps_of
from workflow_docs.workflow.problem import Problem, ProblemKind

from . import checkers, commands, gates
from .reasons import Finding, Verdict
from .script_verdict import judge_script
from .shell import effective

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.repository import Repository, WorkflowFile
    from workflow_docs.workflow.user_patterns import Expression

    from .gates import Gate
    from .reasons import Reason

# Without one of these, or a shell of its own, every failure of a script's command is one of the step.
_HIDES = re.compile(r"[|&!<]|\bset \+|\b(?:if|while|until|trap|exit|export|shopt|local|function)\b|\(\)|\$\(")
# A build that may fail, or a search for changes, is seldom meant as a gate.
_JUDGING = frozenset({checkers.TESTS, checkers.LINT, checkers.TYPES, checkers.SCAN})


def check_gates(repository: Repository, pattern: Expression = gates.DEFAULT_PATTERN) -> list[Problem]:
    """Return a problem for every gate whose script hides each failure, by path and line."""
    return [problem for file in repository.files.values() for problem in check_file(file, pattern)]


def check_file(file: WorkflowFile, pattern: Expression = gates.DEFAULT_PATTERN) -> list[Problem]:
    """Return a problem for every gate of one file whose script hides each failure; it depends on nothing else.

    Looked at are the steps that the pattern names, and those that run a test, a linter, a type checker or a scanner.
    A gate that is soft by a setting that says so (`continue-on-error`, an input of an action) is no finding.
    """
    workflow = file.workflow
    if workflow is None:
        return []
    problems = []
    for job in workflow.jobs:
        for step in steps_of(job):
            if (
                not isinstance(step, RunStep)
                or not isinstance(job, Job)
                or not _may_hide(workflow, job, step)
            ):
                continue
            gate = gates.gate_of(workflow, job, step, pattern)
            if not gate.named and not _JUDGING.intersection(gate.kinds):
                continue
            found = Finding()
            judge_script(gate, step, *commands.of_step(workflow, job, step), found)
            if found.verdict is Verdict.INFORMATIONAL:
                problems.append(_problem(gate, found.reasons, places.lines(file.text)))
    return problems


def _may_hide(workflow: Workflow, job: Job, step: RunStep) -> bool:
    shell = step.shell or job.defaults.shell or workflow.defaults.shell
    return shell is not None or effective.runs_on_windows(job) or _HIDES.search(step.run.value) is not None


def _problem(gate: Gate, reasons: list[Reason], lines: list[str]) -> Problem:
    reason, *others = reasons
    name = f"{gate.id} {gate.title}".strip()
    # One command may be hidden more than once: then all of it must be mended.
    mends = [reason.mend, *(other.mend for other in others if other.position == reason.position)]
    mend = "".join(f"; {text}" for text in dict.fromkeys(mends) if text)
    return Problem(
        ProblemKind.GATE_CANNOT_FAIL,
        f"the step {name!r} looks like a quality gate, but cannot fail: {reason.message}{mend}",
        reason.position,
        lines[reason.position.line - 1].rstrip("\r"),
    )
