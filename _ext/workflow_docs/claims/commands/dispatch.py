"""`gh workflow run`: whether the workflow can be started by hand, and takes what is passed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean

from . import words as word_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Input, Trigger, Workflow

    from .blocks import Written
    from .options import Call

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\Z")
_JOB_REF = re.compile(r"\s*+(?:\$\{\{\s*+)?github\.ref\s*==\s*'refs/heads/([^']+)'\s*+(?:\}\}\s*+)?\Z")


def check(workflow: Workflow, command: Written, call: Call) -> Iterator[Finding]:
    """Yield a finding for each reason why a workflow would not start, or would do nothing."""
    dispatch = _dispatch(workflow)
    if dispatch is None:
        yield from check_trigger(workflow, command)
        return
    fields = _fields(call)
    declared: dict[str, Input] = {item.name.value: item for item in dispatch.inputs}
    for name, value in fields.items():
        item = declared.get(name)
        if item is None:
            if not word_forms.is_placeholder(name):
                yield Finding(
                    Code.UNKNOWN_INPUT, Judgement.CONTRADICTED, f"{workflow.file} declares no input {name!r}",
                    command.position, command.text, dispatch.event.position,
                    suggestion=did_you_mean(name, declared).removeprefix("; "),
                )  # fmt: skip
        elif value and not word_forms.is_placeholder(value):
            yield from _check_value(item, value, workflow, command)
    # A code span names a command more than it gives all of it; `--json` reads the inputs from elsewhere.
    if not command.block.span and call.sure and not call.has("--json"):
        for name, item in declared.items():
            if item.is_required and item.default is None and name not in fields:
                yield Finding(
                    Code.MISSING_INPUT, Judgement.CONTRADICTED,
                    f"{workflow.file} requires the input {name!r}, which is not passed", command.position, command.text,
                    item.name.position,
                )  # fmt: skip
    yield from _check_ref(workflow, command, call)


def check_trigger(workflow: Workflow, command: Written) -> Iterator[Finding]:
    """Yield a finding where a workflow cannot be started by hand."""
    if _dispatch(workflow) is None:
        events = ", ".join(trigger.event.value for trigger in workflow.triggers)
        evidence = workflow.triggers[0].event.position if workflow.triggers else workflow.position
        yield Finding(
            Code.NOT_DISPATCHED, Judgement.CONTRADICTED,
            f"{workflow.file} cannot be started by hand: it has no workflow_dispatch, only {events}",
            command.position, command.text, evidence,
        )  # fmt: skip


def _dispatch(workflow: Workflow) -> Trigger | None:
    return next(
        (trigger for trigger in workflow.triggers if trigger.event.value == "workflow_dispatch"), None
    )


def _fields(call: Call) -> dict[str, str]:
    """Return the inputs that are passed; a field without `=` is none."""
    found: dict[str, str] = {}
    for option, given in call.options:
        if option in {"--field", "--raw-field"}:
            name, _, value = given.partition("=")
            found[word_forms.unquoted(name)] = word_forms.unquoted(value)
    return found


def _check_value(item: Input, value: str, workflow: Workflow, command: Written) -> Iterator[Finding]:
    kind = item.type.value if item.type is not None else "string"
    name = item.name.value
    if item.options:
        taken = [option.value for option in item.options]
    elif kind == "boolean":
        taken = ["true", "false"]
    elif kind == "number" and not _NUMBER.match(value):
        taken = ["a number"]
    else:
        return
    if value not in taken:
        yield Finding(
            Code.INPUT_VALUE, Judgement.CONTRADICTED,
            f"the input {name!r} of {workflow.file} takes {', '.join(taken)}, not {value!r}", command.position,
            command.text, item.name.position, suggestion=did_you_mean(value, taken, listed=False).removeprefix("; "),
        )  # fmt: skip


def _check_ref(workflow: Workflow, command: Written, call: Call) -> Iterator[Finding]:
    """Tell where a workflow is started on a branch on which every job of it is skipped."""
    ref = (call.value("--ref") or "").removeprefix("refs/heads/")
    if not ref or word_forms.is_placeholder(ref):
        return
    branches = set()
    for job in workflow.jobs:
        match = _JOB_REF.match(job.condition.value) if job.condition is not None else None
        if match is None:
            return
        branches.add(match[1])
    if branches and ref not in branches:
        condition = workflow.jobs[0].condition
        yield Finding(
            Code.INPUT_VALUE, Judgement.CONTRADICTED,
            f"every job of {workflow.file} is skipped on {ref!r}: they run on {', '.join(sorted(branches))} only",
            command.position, command.text, condition.position if condition is not None else None, confidence=0.8,
        )  # fmt: skip
