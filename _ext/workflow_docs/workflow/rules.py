"""What the shape of a file cannot say: ids that are free, times that exist, inputs that fit their type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .model import ControlStep, Job, Sequence, Text
from .numbers import whole
from .problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .model import Input, RunsOn, Service, Step, Trigger, Workflow
    from .position import Position

    Complain = Callable[[ProblemKind, str, Position], None]

MAX_ID = 100
"""Ids of jobs and steps must be shorter, in characters."""

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_CRON_FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    ("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
_GROUP_OWNERS = ("org", "organization", "ent", "enterprise")


def check_workflow(workflow: Workflow, complain: Complain) -> None:
    """Complain about what GitHub refuses although its shape is right."""
    for trigger in workflow.triggers:
        _check_trigger(trigger, complain)
    for job in workflow.jobs:
        _check_id(job.id, "job", complain)
        if not isinstance(job, Job):
            continue
        if job.runs_on is not None:
            _check_group(job.runs_on, complain)
        for service in (*job.services, *([job.container] if job.container is not None else [])):
            _check_image(service, complain)
        check_steps(job.steps, complain)


def check_steps(steps: Iterable[Step], complain: Complain, *, parallel: bool = False) -> None:
    """Complain about ids that are taken or no ids, and about steps that steer others wrongly."""
    seen: dict[str, Text] = {}
    for step in steps:
        if step.id is not None:
            _check_id(step.id, "step", complain)
            first = seen.setdefault(step.id.value.lower(), step.id)
            if first is not step.id:
                complain(
                    ProblemKind.DUPLICATE_ID,
                    f"the step id {step.id.value!r} is taken (first on line {first.position.line}); rename one",
                    step.id.position,
                )
        if isinstance(step, ControlStep):
            _check_control(step, seen, complain)
        if parallel and (step.background is not None or (isinstance(step, ControlStep) and step.kind)):
            shown = "background" if step.background is not None else getattr(step, "kind", "")
            complain(
                ProblemKind.INVALID_VALUE,
                f"`{shown}` has no place inside `parallel`, whose steps run side by side anyway",
                step.position,
            )


def _check_control(step: ControlStep, seen: dict[str, Text], complain: Complain) -> None:
    if step.kind == "wait-all" and isinstance(step.value, Text) and step.value.value.lower() == "false":
        complain(
            ProblemKind.INVALID_VALUE, "`wait-all` can only be true; leave the step out", step.value.position
        )
    if step.kind == "parallel":
        check_steps(step.steps, complain, parallel=True)
    if step.kind not in {"wait", "cancel"}:
        return
    targets = step.value.items if isinstance(step.value, Sequence) else (step.value,)
    for target in targets:
        if isinstance(target, Text) and (
            target.value.lower() not in seen or (step.id and step.id.value.lower() == target.value.lower())
        ):
            complain(
                ProblemKind.UNKNOWN_STEP,
                f"`{step.kind}` names the step {target.value!r}, but no step before it has this id",
                target.position,
            )


def _check_id(text: Text, kind: str, complain: Complain) -> None:
    value = text.value
    if "${{" in value:
        return  # the checker has said that no expression may stand here
    if not _ID.match(value):
        complain(
            ProblemKind.INVALID_ID,
            f"{value!r} is no {kind} id: letters, digits, - and _ only, and no digit or - first",
            text.position,
        )
    elif value.startswith("__"):
        complain(
            ProblemKind.INVALID_ID,
            f"{value!r} is no {kind} id: those that start with __ are GitHub's",
            text.position,
        )
    elif len(value) >= MAX_ID:
        complain(
            ProblemKind.INVALID_ID,
            f"this {kind} id has {len(value)} characters; it must have less than {MAX_ID}",
            text.position,
        )


def _check_trigger(trigger: Trigger, complain: Complain) -> None:
    for schedule in trigger.schedules:
        fault = cron_fault(schedule.cron.value)
        if fault is not None:
            complain(
                ProblemKind.INVALID_VALUE,
                f"the time {schedule.cron.value!r} is no cron: {fault}",
                schedule.cron.position,
            )
    for item in trigger.inputs:
        _check_input(item, complain)


def _check_input(item: Input, complain: Complain) -> None:
    kind = item.type.value if item.type is not None else "string"
    name = item.name.value
    if kind == "choice" and not item.options:
        complain(
            ProblemKind.MISSING_KEY,
            f"the input {name} is a choice and needs the key `options`",
            item.name.position,
        )
    if kind != "choice" and item.options:
        complain(
            ProblemKind.INVALID_VALUE,
            f"the input {name} has `options`, so its type must be `choice`",
            item.name.position,
        )
    default = item.default
    if isinstance(default, Text) and "${{" not in default.value:
        fault = _default_fault(item, kind, default)
        if fault is not None:
            complain(ProblemKind.INVALID_DEFAULT, fault, default.position)


def _default_fault(item: Input, kind: str, default: Text) -> str | None:
    start = f"the default {default.value!r} of the input {item.name.value}"
    if kind == "boolean" and not default.is_boolean:
        return f"{start} is no boolean; write `true` or `false` without quotes"
    if kind == "number" and not default.is_number:
        return f"{start} is no number"
    if kind in {"string", "choice", "environment"} and (default.is_boolean or default.is_number):
        return f"{start} is no text to YAML; put it in quotes"
    if kind == "choice" and item.options and default.value not in {option.value for option in item.options}:
        shown = ", ".join(f"`{option.value}`" for option in item.options)
        return f"{start} is none of its options {shown}"
    return None


def _check_group(runs_on: RunsOn, complain: Complain) -> None:
    group = runs_on.group
    if group is None or "${{" in group.value or "/" not in group.value:
        return
    owner, _, rest = group.value.partition("/")
    if owner not in _GROUP_OWNERS or not rest or "/" in rest:
        complain(
            ProblemKind.INVALID_VALUE,
            f"{group.value!r} is no runner group; write `organization/NAME` or `enterprise/NAME`",
            group.position,
        )


def _check_image(service: Service, complain: Complain) -> None:
    if service.image is None and not any("${{" in text for text in _texts(service)):
        complain(
            ProblemKind.MISSING_KEY,
            f"`{service.name.value}` names no image to run; add `image`",
            service.name.position,
        )


def _texts(service: Service) -> Iterator[str]:
    """Yield the texts of a container; with an expression among them nobody knows before the run what it is."""
    for text in (*service.ports, *service.volumes, service.options, service.entrypoint, service.command):
        if text is not None:
            yield text.value
    for entry in (*service.env, *service.credentials):
        yield entry.name
        yield entry.text or ""


def cron_fault(cron: str) -> str | None:
    """Return what is wrong with a cron expression of five fields, or None.

    See https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
    """
    fields = re.split(" +", cron)
    if len(fields) != len(_CRON_FIELDS):
        return f"it has {len(fields)} fields, and needs 5 (minute, hour, day, month, day of the week)"
    for text, (name, low, high, words) in zip(fields, _CRON_FIELDS, strict=True):
        if not all(_is_cron_part(part, low, high, words) for part in text.split(",")):
            return f"{text!r} is no {name} ({low} to {high})"
    return None


def _is_cron_part(part: str, low: int, high: int, words: tuple[str, ...]) -> bool:
    span, slash, step = part.partition("/")
    if slash and not (low <= (number := whole(step) or 0) <= high and number > 0):
        return False
    if span == "*":
        return True
    first, dash, last = span.partition("-")
    start = _cron_number(first, low, high, words)
    if not dash:
        return start is not None
    end = _cron_number(last, low, high, words)
    return start is not None and end is not None and start <= end


def _cron_number(text: str, low: int, high: int, words: tuple[str, ...]) -> int | None:
    if text.lower() in words:
        return words.index(text.lower()) + low
    number = whole(text)
    if number is not None and low <= number <= high:
        return number
    return None
