"""Quality gates: steps whose names match a pattern, with their command and threshold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflow_docs.workflow.model import Job, RunStep, UsesStep, step_title, steps_of

from . import scripts, shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.model import Step, Workflow
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.repository import Repository

DEFAULT_PATTERN = re.compile(r"^(?P<id>[A-Z][A-Z0-9]*-\d+)[:.]?\s+(?P<title>.+)$")
"""An id like `TQ-01` at the start of a step's name."""

# Each way of writing a limit that is common in workflows, with the words that it stands for.
_THRESHOLDS = (
    (re.compile(r"--(?:cov-)?fail-under[= ](?P<value>[\d.]+)"), "≥ {value} %"),
    (re.compile(r"--coverageThreshold[= ](?P<value>\S+)"), "{value}"),
    (re.compile(r"--max-warnings[= ](?P<value>\d+)"), "≤ {value} warnings"),
    (
        re.compile(r"(?<!\$\?)\s-(?P<operator>lt|le|gt|ge|eq|ne)\s+[\"']?(?P<value>\d[\d.]*)\b"),
        "{operator} {value}",
    ),
)
_NO_CHECKS = frozenset({"echo", "printf", "set", "export", "cd", "true", ":"})
_OPERATORS = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "ne": "≠"}
_CONSTANT = re.compile(
    r"^[ \t]*(?:export\s+|readonly\s+|const\s+)?"
    r"(?P<name>[A-Z0-9_]*(?:MIN|MAX|THRESHOLD|LIMIT)[A-Z0-9_]*)(?:\s*:\s*\w+)?\s*=\s*[\"']?(?P<value>\d[\d.]*)\b",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit as it stands in a script or in a file that the script runs; `text` is how a table shows it."""

    text: str
    source: str
    position: Position


@dataclass(frozen=True, slots=True)
class Gate:
    """A step that judges quality. `id` is empty where the pattern names no such group."""

    id: str
    title: str
    workflow: Workflow
    job: Job
    step: Step
    commands: tuple[str, ...]
    thresholds: tuple[Threshold, ...]

    @property
    def position(self) -> Position:
        """Where the step stands."""
        return self.step.position


def gates(
    repository: Repository, workflows: Iterable[Workflow], pattern: re.Pattern[str] = DEFAULT_PATTERN
) -> list[Gate]:
    """Return the gates of workflows by id, then in file order.

    The pattern is searched in step names; its groups `id` and `title` name the gate where it has them.
    """
    found = []
    for workflow in workflows:
        for job in workflow.jobs:
            for step in steps_of(job):
                match = pattern.search(step.name.value) if step.name is not None else None
                if match is None or not isinstance(job, Job):
                    continue
                groups = match.groupdict()
                found.append(
                    Gate(
                        groups.get("id") or "",
                        groups.get("title") or step_title(step),
                        workflow,
                        job,
                        step,
                        tuple(_commands(step)),
                        tuple(_thresholds(repository, workflow, job, step)),
                    )
                )
    return sorted(found, key=lambda gate: gate.id)


def _commands(step: Step) -> Iterator[str]:
    match step:
        case UsesStep():
            yield step.uses.value
        case RunStep():
            for command in shell.commands(step.run.value):
                if command.program not in _NO_CHECKS and "$?" not in command.words:
                    yield command.text


def _thresholds(repository: Repository, workflow: Workflow, job: Job, step: Step) -> Iterator[Threshold]:
    for script in scripts.scripts(repository, workflow, job, step):
        if script.path is not None:
            for match in _CONSTANT.finditer(script.text):
                shown = f"{match['name']} = {match['value']}"
                yield Threshold(shown, match.group().strip(), script.at(match.start("name")))
            continue
        for pattern, words in _THRESHOLDS:
            for match in pattern.finditer(script.text):
                groups = {key: _OPERATORS.get(value, value) for key, value in match.groupdict().items()}
                offset = match.start() + len(match.group()) - len(match.group().lstrip())
                yield Threshold(words.format(**groups), match.group().strip(), script.at(offset))
