"""Secrets: where each is used, and whether the workflow can do without it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from workflow_docs.workflow.model import Job, Text, steps_of

from . import references, scripts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workflow_docs.workflow.model import CallSecret, Step, Workflow
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.repository import Repository


class Need(Enum):
    """Whether a workflow needs a secret to be set; the value is what a table says."""

    REQUIRED = "Yes"
    OPTIONAL = "No"
    AUTOMATIC = "Set by GitHub"
    UNSTATED = "Not stated"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A verdict with its reason, and the line that shows it (None where there is no such line)."""

    need: Need
    reason: str
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret of one or several workflows, with every use in file order."""

    name: str
    uses: tuple[references.ContextUse, ...]
    requirement: Requirement
    description: str | None

    @property
    def position(self) -> Position:
        """The first use."""
        return self.uses[0].position


@dataclass(frozen=True, slots=True)
class Variable:
    """One configuration variable (`vars.X`), with every use in file order."""

    name: str
    uses: tuple[references.ContextUse, ...]
    description: str | None

    @property
    def position(self) -> Position:
        """The first use."""
        return self.uses[0].position


def secrets(repository: Repository, workflows: Iterable[Workflow]) -> list[Secret]:
    """Return the secrets that workflows use, by name; names are compared without regard to case."""
    return [
        Secret(uses[0].name, tuple(uses), _requirement(repository, uses[0].name, uses), _description(uses))
        for uses in _by_name(workflows, "secrets")
    ]


def names(workflows: Iterable[Workflow]) -> list[tuple[str, Position]]:
    """Return the names of the secrets that workflows use, with the first use of each: what needs no script to be read."""
    return [(uses[0].name, uses[0].position) for uses in _by_name(workflows, "secrets")]


def variables(workflows: Iterable[Workflow]) -> list[Variable]:
    """Return the configuration variables that workflows use, by name."""
    return [Variable(uses[0].name, tuple(uses), _description(uses)) for uses in _by_name(workflows, "vars")]


def _by_name(workflows: Iterable[Workflow], context: str) -> list[list[references.ContextUse]]:
    found: dict[str, list[references.ContextUse]] = {}
    for workflow in workflows:
        for use in references.uses(workflow, context):
            if use.name:
                found.setdefault(use.name.upper(), []).append(use)
    return [found[name] for name in sorted(found)]


def _description(uses: list[references.ContextUse]) -> str | None:
    entries = (use.entry for use in uses)
    described = (entry.description for entry in entries if entry and entry.description)
    return next(described, None) or next(_declared_descriptions(uses), None)


def _declared_descriptions(uses: list[references.ContextUse]) -> Iterator[str]:
    for declared in _declarations(uses):
        if declared.description is not None:
            yield declared.description


def _declarations(uses: list[references.ContextUse]) -> Iterator[CallSecret]:
    for use in uses:
        for trigger in use.workflow.triggers:
            for declared in trigger.secrets:
                if declared.name.value.upper() == use.name.upper():
                    yield declared


def _requirement(repository: Repository, name: str, uses: list[references.ContextUse]) -> Requirement:
    if name.upper() == "GITHUB_TOKEN":
        return Requirement(Need.AUTOMATIC, "every run gets its own token")
    for declared in _declarations(uses):
        if declared.required is not None and declared.is_required:
            return Requirement(
                Need.REQUIRED, "declared as required under `workflow_call`", declared.required.position
            )
    # One value may use a secret very many times.
    different: dict[tuple[object, ...], references.ContextUse] = {}
    for use in uses:
        # The place counts where it is shown; in a value of `env:` only the value and the expression do.
        place = id(use.entry) if use.place == "env" and use.entry is not None else use.position
        different.setdefault((place, use.place, use.expression.source), use)
    guards = [_guard(repository, use) for use in different.values()]
    for guard in guards:
        if guard is not None and guard.need is Need.REQUIRED:
            return guard
    if guards and all(guards):
        return guards[0] or Requirement(Need.UNSTATED, "")
    return Requirement(Need.UNSTATED, "nothing checks it, and not every use is guarded")


def _guard(repository: Repository, use: references.ContextUse) -> Requirement | None:
    """Return what one use says of the need; None where it takes the value unchecked."""
    if use.place == "if":
        return Requirement(Need.OPTIONAL, "tested in `if:`", use.position)
    if "||" in use.expression.source:
        return Requirement(Need.OPTIONAL, f"has a fallback: `{use.expression.source}`", use.position)
    if use.place == "run":
        return _guard_in_script(use)
    if use.place != "env" or use.entry is None:
        return None
    variable = use.entry.name
    optional: Requirement | None = None
    mentioned = unguarded = False
    tested_in_if = re.compile(rf"\benv\.{re.escape(variable)}\b")
    named = re.compile(rf"\b{re.escape(variable)}\b")
    for job, step in _steps_in_scope(use):
        if isinstance(step.condition, Text) and tested_in_if.search(step.condition.value):
            optional = optional or Requirement(Need.OPTIONAL, "tested in `if:`", step.condition.position)
            continue
        for script in scripts.scripts(repository, use.workflow, job, step):
            if not named.search(script.text):
                continue
            mentioned = True
            tested = _tested(script.text, variable, script.at)
            if tested is not None and tested.need is Need.REQUIRED:
                return tested
            optional = optional or tested
            unguarded = unguarded or tested is None
    return None if unguarded or (not mentioned and optional is None) else optional


def _guard_in_script(use: references.ContextUse) -> Requirement | None:
    """Return what a script says of the need that takes the secret as it is: `X="${{ secrets.X }}"`."""
    text = use.expression.text
    script = text.value
    start = script.rfind("\n", 0, use.expression.offset) + 1
    line = script[start : (script + "\n").find("\n", use.expression.offset)]
    assigned = re.match(r"\s*(?:export\s+)?([A-Za-z_]\w*)=[\"']?\$\{\{[^}]*\}\}[\"']?\s*\Z", line)
    return _tested(script, assigned[1], text.at) if assigned is not None else None


def _tested(script: str, variable: str, at: Callable[[int], Position]) -> Requirement | None:
    """Return what comes of an empty variable in a script; None where it is not looked at."""
    name = re.escape(variable)
    if match := re.search(rf"\$\{{{name}:?\?", script):
        return Requirement(
            Need.REQUIRED, f"`${{{variable}:?}}` ends the step when it is empty", at(match.start())
        )
    if match := re.search(rf"\bif\b[^\n]{{0,500}}-z\s+[\"']?\$\{{?{name}\b[^\n]*", script):
        # What is done where it is empty, up to the end of that branch.
        branch = re.split(
            r"^[^\S\n]*(?:elif|else|fi)\b", script[match.end() :], maxsplit=1, flags=re.MULTILINE
        )[0]
        if re.search(r"^[^\S\n]*exit\s+[1-9]", branch, re.MULTILINE):
            return Requirement(
                Need.REQUIRED,
                f"the script ends with a failure where `{variable}` is empty",
                at(match.start()),
            )
    if match := re.search(_OPTIONAL.format(name=name), script):
        return Requirement(
            Need.OPTIONAL, f"the script has a way for an empty `{variable}`", at(match.start())
        )
    return None


_OPTIONAL = (
    r"\$\{{{name}:?[-+]|-[zn]\s+[\"']?\$\{{?{name}\b|[\"']?\$\{{?{name}\}}?[\"']?\s*(?:==?|!=)\s*[\"']{{2}}"
)


def _steps_in_scope(use: references.ContextUse) -> Iterator[tuple[Job, Step]]:
    jobs = [use.job] if use.job is not None else list(use.workflow.jobs)
    for job in jobs:
        if isinstance(job, Job):
            yield from ((job, step) for step in steps_of(job) if use.step is None or use.step is step)
