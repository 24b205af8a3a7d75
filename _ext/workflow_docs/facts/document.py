"""`facts_of`: a repository -> the document that `workflow-docs facts` prints.

`schema` describes it key by key. Mappings whose order carries a meaning (jobs, steps, `env`) keep that of the file;
others are sorted. A scalar is the text as written, what is absent is None, and a secret is a name only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from workflow_docs.analysis import diagnostics, matrix
from workflow_docs.workflow import expressions
from workflow_docs.workflow.guard import describe
from workflow_docs.workflow.model import (
    CallJob,
    CallSecret,
    CompositeRuns,
    ControlStep,
    DockerRuns,
    Input,
    Job,
    Mapping,
    Output,
    RunStep,
    Sequence,
    Text,
    UsesStep,
)
from workflow_docs.workflow.position import Position
from workflow_docs.workflow.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workflow_docs.workflow.model import (
        Action,
        AnyJob,
        Entry,
        Environment,
        ExpressionText,
        Runs,
        RunsOn,
        Service,
        Step,
        Trigger,
        Value,
        Workflow,
    )
    from workflow_docs.workflow.repository import Repository

SCHEMA_VERSION = 1
"""Grows when a key changes its meaning or goes away; a new key leaves it as it is."""

Facts = dict[str, Any]

_Model = TypeVar("_Model", "Workflow", "Action")


def facts_of(repository: Repository) -> Facts:
    """Return all facts of a repository; a file at which a part of ours fails is one of the diagnostics."""
    problems: list[Problem] = []
    workflows = _each(repository.workflows, _workflow, problems)
    actions = _each(repository.actions, _action, problems)
    return {
        "schema": SCHEMA_VERSION,
        "workflows": workflows,
        "actions": actions,
        "diagnostics": [
            {
                "file": problem.position.path,
                "line": problem.position.line,
                "column": problem.position.column,
                "severity": problem.severity.value,
                "code": problem.kind.value,
                "message": problem.message,
            }
            for problem in (*diagnostics.of_repository(repository), *problems)
        ],
    }


def _each(
    models: Iterable[_Model], facts: Callable[[_Model], Facts], problems: list[Problem]
) -> dict[str, Facts]:
    found = {}
    for model in models:
        try:
            found[model.path] = facts(model)
        except Exception as error:  # noqa: BLE001 (as in `guarded`; one file must not cost the others)
            problems.append(Problem(ProblemKind.INTERNAL_ERROR, describe(error), Position(model.path, 1, 1)))
    return found


# -- workflows -------------------------------------------------------------------------------------------


def _workflow(workflow: Workflow) -> Facts:
    return {
        "name": _text(workflow.name),
        "run_name": _text(workflow.run_name),
        "description": workflow.description,
        "on": {trigger.event.value: _trigger(trigger) for trigger in workflow.triggers},
        "env": _entries(workflow.env),
        "permissions": _plain(workflow.permissions),
        "concurrency": _plain(workflow.concurrency),
        "defaults": _defaults(workflow),
        "jobs": {job.id.value: _job(job) for job in workflow.jobs},
        "references": references_of(workflow.expressions),
    }


def _defaults(owner: Workflow | Job) -> Facts:
    defaults = owner.defaults
    return {"shell": _text(defaults.shell), "working_directory": _text(defaults.working_directory)}


def _trigger(trigger: Trigger) -> Facts:
    found: Facts = {entry.name: _texts(entry.value) for entry in trigger.filters}
    if trigger.schedules:
        found["schedules"] = [
            {
                "cron": schedule.cron.value,
                "timezone": _text(schedule.timezone),
                "line": schedule.cron.position.line,
            }
            for schedule in trigger.schedules
        ]
    for key, things in (
        ("inputs", trigger.inputs),
        ("secrets", trigger.secrets),
        ("outputs", trigger.outputs),
    ):
        if things:
            found[key] = {thing.name.value: _declared(thing) for thing in things}
    return {**found, "description": trigger.description, "line": trigger.event.position.line}


def _declared(thing: Input | CallSecret | Output) -> Facts:
    """Return what `inputs`, `secrets` or `outputs` declare under one name."""
    fields: Facts = {"description": thing.description}
    match thing:
        case Input():
            fields["type"] = _text(thing.type)
            fields["required"] = _text(thing.required)
            fields["default"] = _plain(thing.default)
            fields["options"] = [option.value for option in thing.options]
            fields["deprecation"] = _text(thing.deprecation)
        case CallSecret():
            fields["required"] = _text(thing.required)
        case Output():
            fields["value"] = _text(thing.value)
    return {**fields, "line": thing.name.position.line}


def _job(job: AnyJob) -> Facts:
    facts: Facts = {
        "name": _text(job.name),
        "description": job.description,
        "line": job.position.line,
        "needs": [need.value for need in job.needs],
        "if": _text(job.condition),
        "permissions": _plain(job.permissions),
        "concurrency": _plain(job.concurrency),
        "strategy": None
        if job.strategy is None
        else {"fail_fast": _text(job.strategy.fail_fast), "max_parallel": _text(job.strategy.max_parallel)},
        "matrix": _matrix(job),
    }
    # Every job has every key: what its kind cannot have is absent.
    match job:
        case Job():
            return {**facts, **_ABSENT, **_own(job)}
        case CallJob():
            return {**facts, **_ABSENT, **_call(job)}


_ABSENT: Facts = {
    "runs_on": None,
    "environment": None,
    "timeout_minutes": None,
    "cancel_timeout_minutes": None,
    "continue_on_error": None,
    "env": {},
    "defaults": None,
    "outputs": {},
    "services": {},
    "container": None,
    "snapshot": None,
    "uses": None,
    "with": {},
    "secrets": {},
    "inherits_secrets": False,
    "steps": [],
}


def _own(job: Job) -> Facts:
    return {
        "runs_on": None if job.runs_on is None else _runs_on(job.runs_on),
        "environment": None if job.environment is None else _environment(job.environment),
        "timeout_minutes": _text(job.timeout_minutes),
        "cancel_timeout_minutes": _text(job.cancel_timeout_minutes),
        "continue_on_error": _text(job.continue_on_error),
        "env": _entries(job.env),
        "defaults": _defaults(job),
        "outputs": _entries(job.outputs),
        "services": {service.name.value: _container(service) for service in job.services},
        "container": None if job.container is None else _container(job.container),
        "snapshot": _plain(job.snapshot),
        "steps": _steps(job.steps),
    }


def _call(job: CallJob) -> Facts:
    return {
        "uses": job.uses.value,
        "with": _entries(job.with_),
        "secrets": _entries(job.secrets),
        "inherits_secrets": job.inherits_secrets,
    }


def _runs_on(runs_on: RunsOn) -> Facts:
    return {"labels": [label.value for label in runs_on.labels], "group": _text(runs_on.group)}


def _environment(environment: Environment) -> Facts:
    return {
        "name": environment.name.value,
        "url": _text(environment.url),
        "deployment": _text(environment.deployment),
    }


def _matrix(job: AnyJob) -> Facts | None:
    strategy = job.strategy
    if strategy is None or strategy.matrix is None:
        return None
    legs = matrix.legs(strategy)
    return {
        "source": matrix.source(strategy),
        "count": None if legs is None else len(legs),
        "legs": legs or [],
    }


def _container(container: Service) -> Facts:
    return {
        "image": _text(container.image),
        "ports": [port.value for port in container.ports],
        "volumes": [volume.value for volume in container.volumes],
        "options": _text(container.options),
        "entrypoint": _text(container.entrypoint),
        "command": _text(container.command),
        "env": _entries(container.env),
        # A password that stands in the file itself is a secret all the same.
        "credentials": {
            entry.name: entry.text if entry.text is not None and entry.text.startswith("${{") else None
            for entry in container.credentials
        },
        "line": container.name.position.line,
    }


# -- steps -----------------------------------------------------------------------------------------------


def _steps(steps: Iterable[Step]) -> list[Facts]:
    return [_step(step) for step in steps]


def _step(step: Step) -> Facts:
    run = step if isinstance(step, RunStep) else None
    uses = step if isinstance(step, UsesStep) else None
    control = step if isinstance(step, ControlStep) else None
    return {
        "id": _text(step.id),
        "name": _text(step.name),
        "kind": "run" if run else "uses" if uses else control.kind if control and control.kind else None,
        "uses": uses.uses.value if uses else None,
        "run": run.run.value if run else None,
        "if": _text(step.condition),
        "env": _entries(step.env),
        "with": _entries(uses.with_) if uses else {},
        "shell": _text(run.shell) if run else None,
        "working_directory": _text(run.working_directory) if run else None,
        "continue_on_error": _text(step.continue_on_error),
        "timeout_minutes": _text(step.timeout_minutes),
        "background": _text(step.background),
        "targets": _texts(control.value) if control and control.kind in {"wait", "cancel"} else [],
        "steps": _steps(control.steps) if control else [],
        "description": step.description,
        "line": step.position.line,
    }


# -- actions ---------------------------------------------------------------------------------------------


def _action(action: Action) -> Facts:
    return {
        "name": _text(action.name),
        "author": _text(action.author),
        "description": action.description,
        "inputs": {item.name.value: _declared(item) for item in action.inputs},
        "outputs": {item.name.value: _declared(item) for item in action.outputs},
        "runs": None if action.runs is None else _runs(action.runs),
        "references": references_of(action.expressions),
    }


def _runs(runs: Runs) -> Facts:
    fields: Facts = {"using": runs.using.value}
    for name in _PHASES:
        fields[name] = _text(getattr(runs, name, None))
    return {
        **fields,
        "args": [text.value for text in runs.args] if isinstance(runs, DockerRuns) else [],
        "env": _entries(runs.env) if isinstance(runs, DockerRuns) else {},
        "steps": _steps(runs.steps) if isinstance(runs, CompositeRuns) else [],
    }


_PHASES = (
    *("main", "pre", "pre_if", "post", "post_if"),
    *("image", "entrypoint", "pre_entrypoint", "post_entrypoint"),
)


# -- references ------------------------------------------------------------------------------------------


def references_of(found: Iterable[ExpressionText]) -> dict[str, list[Facts]]:
    """Return the uses of contexts (`secrets.X`, `needs.build.result`) by name, each in the order of the file."""
    places: dict[str, list[Facts]] = {}
    for expression in found:
        try:
            tree = expressions.parse(expression.source)
        except expressions.ExpressionError:
            continue  # it is among the diagnostics
        for reference in expressions.references(tree):
            position = expression.at(reference.offset)
            places.setdefault(str(reference), []).append(
                {
                    "line": position.line,
                    "column": position.column,
                    "job": expression.job,
                    "step": expression.step_label,
                }
            )
    return dict(sorted(places.items()))


# -- values ----------------------------------------------------------------------------------------------


def _text(text: Text | None) -> str | None:
    return None if text is None else text.value


def _entries(entries: Iterable[Entry]) -> dict[str, Facts]:
    return {entry.name: {"value": _plain(entry.value), "line": entry.position.line} for entry in entries}


def _texts(value: Value) -> list[str]:
    match value:
        case Text():
            return [value.value]
        case Sequence():
            return [item.value for item in value.items if isinstance(item, Text)]
    return []


def _plain(value: Value) -> object:
    match value:
        case Text():
            return value.value
        case Sequence():
            return [_plain(item) for item in value.items]
        case Mapping():
            return {entry.name: _plain(entry.value) for entry in value.entries}
    return None
