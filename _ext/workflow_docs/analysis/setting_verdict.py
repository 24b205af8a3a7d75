"""What the settings of a step and its job leave of a check: `continue-on-error`, `if:`, events, and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.workflow.model import Mapping

from . import matrix, truth
from .reasons import Code, Finding, Verdict
from .truth import Facts

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Text

    from .gates import Gate


def judge_settings(gate: Gate, found: Finding) -> None:
    """Add what the settings of a step and its job change."""
    step, job = gate.step, gate.job
    if step.continue_on_error is not None:
        _judge_switch(
            gate, step.continue_on_error, Code.CONTINUE_ON_ERROR, "the job goes on and ends green", found
        )
    if job.continue_on_error is not None:
        _judge_switch(gate, job.continue_on_error, Code.JOB_CONTINUE_ON_ERROR, "the run stays green", found)
    _judge_condition(gate, step.condition, found, of_job=False)
    _judge_condition(gate, job.condition, found, of_job=True)
    timeout = step.timeout_minutes or job.timeout_minutes
    if timeout is not None and found.verdict is not Verdict.INFORMATIONAL:
        found.say(
            None, Code.TIMEOUT, f"a check that takes longer than {timeout.value} minutes is ended, and has failed",
            timeout.position,
        )  # fmt: skip
    events = [trigger.event for trigger in gate.workflow.triggers]
    guards = {"pull_request", "pull_request_target", "merge_group", "workflow_call"}
    if (
        events
        and found.verdict is not Verdict.INFORMATIONAL
        and not guards & {event.value for event in events}
    ):
        shown = ", ".join(event.value for event in events)
        found.say(
            None,
            Code.NO_PULL_REQUEST,
            f"it guards no pull request: the workflow starts for {shown}",
            events[0].position,
        )


def _judge_switch(gate: Gate, switch: Text, code: Code, comes: str, found: Finding) -> None:
    values = {_is_on(switch, facts) for facts in _legs(gate)}
    if values == {True}:
        found.say(
            Verdict.INFORMATIONAL, code, f"`continue-on-error: {switch.value}`: if the step fails, {comes}",
            switch.position, "remove `continue-on-error`",
        )  # fmt: skip
    elif values != {False}:
        found.only_if(
            f"not ({switch.value})", code, f"`continue-on-error: {switch.value}` decides whether a failure counts",
            switch.position,
        )  # fmt: skip


def _is_on(switch: Text, facts: Facts) -> bool | None:
    value = truth.of_value(switch.value, facts)
    if isinstance(value, str):
        return value.lower() == "true"
    return truth.as_bool(value)


def _legs(gate: Gate) -> list[Facts]:
    """Return what the legs of the job's matrix say; one without facts where it has none."""
    strategy = gate.job.strategy
    legs = matrix.legs(strategy) or [{}]
    names = set()
    if strategy is not None and isinstance(strategy.matrix, Mapping):
        names = {entry.name for entry in strategy.matrix.entries}
    found = []
    for leg in legs:
        values: dict[tuple[str, ...], object] = {
            ("matrix", name.lower()): _plain(value) for name, value in leg.items()
        }
        if leg:
            keys = {key for other in legs for key in other} | names
            for key in keys:
                values.setdefault(("matrix", key.lower()), None)
        found.append(Facts(values))
    return found


def _plain(value: object) -> object:
    """Return a value of the matrix as an expression sees it."""
    if isinstance(value, str):
        lowered = value.lower()
        return {"true": True, "false": False, "null": None}.get(
            lowered, truth.UNKNOWN if "${{" in value else value
        )
    return truth.UNKNOWN


def _judge_condition(gate: Gate, condition: Text | None, found: Finding, *, of_job: bool) -> None:
    if condition is None:
        return
    thing = "job" if of_job else "step"
    code = Code.JOB_CONDITION if of_job else Code.CONDITION
    values = {truth.of_condition(condition.value, facts) for facts in _legs(gate)}
    if values == {True}:
        return
    text = " ".join(condition.value.split())
    if values == {False}:
        after = truth.of_condition(condition.value, Facts(failed=True))
        if after is False:
            found.say(
                Verdict.INFORMATIONAL,
                Code.NEVER_RUNS,
                f"the {thing} never runs: `if: {text}`",
                condition.position,
            )
        else:
            found.say(
                Verdict.INFORMATIONAL, Code.ONLY_AFTER_FAILURE,
                f"the {thing} runs only if something has failed already: `if: {text}`", condition.position,
            )  # fmt: skip
        return
    without = _events_without(gate, condition)
    if without:
        found.only_if(
            text, Code.NOT_FOR_EVENT, f"the {thing} does not run for {', '.join(without)}: `if: {text}`",
            condition.position,
        )  # fmt: skip
    else:
        found.only_if(text, code, f"the {thing} runs only `if: {text}`", condition.position)


def _events_without(gate: Gate, condition: Text) -> list[str]:
    """Return the events of the workflow for which a condition is surely false."""
    found = []
    for trigger in gate.workflow.triggers:
        event = trigger.event.value
        values: dict[tuple[str, ...], object] = {("github", "event_name"): event}
        if event.startswith("pull_request"):
            values[("github", "ref")] = "refs/pull/0/merge"
            values[("github", "ref_type")] = "branch"
        elif event == "push":
            values[("github", "head_ref")] = ""
            values[("github", "base_ref")] = ""
        if truth.of_condition(condition.value, Facts(values)) is False:
            found.append(event)
    return found
