"""What a gate is worth: whether it really blocks, why, and what it stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.guard import describe
from workflow_docs.workflow.model import RunStep, UsesStep

from . import commands, thresholds
from .action_verdict import judge_action
from .reach import Reach, Reaches, allows_failure
from .reasons import Code, Effect, Finding, Reason, Verdict
from .script_verdict import judge_script, may_check
from .setting_verdict import judge_settings

if TYPE_CHECKING:
    from workflow_docs.workflow.repository import Repository

    from .commands import JudgedCommand
    from .gates import Gate
    from .tool_settings import Threshold


class Judgement(NamedTuple):
    """A gate with all that follows from the files.

    `condition` is what a conditional gate depends on; `hollow` tells that the gate cannot fail by the way it is
    written, not by a setting that says so.
    """

    gate: Gate
    commands: tuple[JudgedCommand, ...]
    thresholds: tuple[Threshold, ...]
    verdict: Verdict
    condition: str
    reasons: tuple[Reason, ...]
    reach: Reach
    hollow: bool

    @property
    def stops(self) -> tuple[str, ...]:
        """The jobs that do not run if the gate fails: `deploy`, or `deploy.yml:deploy` in another workflow."""
        return tuple(job.name(self.gate.workflow) for job in self.reach.stopped)

    @property
    def effect(self) -> Effect:
        """The word of documents for what comes of a failure."""
        match self.verdict:
            case Verdict.BLOCKING:
                return Effect.BLOCKING
            case Verdict.CONDITIONAL:
                return Effect.SOMETIMES
            case Verdict.UNKNOWN:
                return Effect.UNKNOWN
        codes = {reason.code for reason in self.reasons}
        if self.hollow:
            soft = {Code.SOFT_ACTION.value, Code.REPORTING_ACTION.value}
            return Effect.REPORT if codes & soft else Effect.NONE
        switches = {Code.CONTINUE_ON_ERROR.value, Code.JOB_CONTINUE_ON_ERROR.value}
        return Effect.WARNING if codes & switches else Effect.NONE

    @property
    def checks(self) -> tuple[JudgedCommand, ...]:
        """The commands that check, as far as they can be told from those that only prepare or print."""
        known = tuple(command for command in self.commands if command.kind is not None)
        return known or tuple(command for command in self.commands if may_check(command))


class Judge:
    """Judges gates of one repository."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository."""
        self.repository = repository
        self.reaches = Reaches(repository)

    def judge(self, gate: Gate) -> Judgement:
        """Return what a gate is worth; it is not known where a part of ours fails at it."""
        try:
            return self._judge(gate)
        except Exception as error:  # noqa: BLE001 (as in `guarded`)
            reason = Reason(Code.INTERNAL_ERROR.value, describe(error), gate.position)
            return Judgement(
                gate, (), (), Verdict.UNKNOWN, "", (reason,), Reach((), (), red=False), hollow=False
            )

    def _judge(self, gate: Gate) -> Judgement:
        found = Finding()
        judged: list[JudgedCommand] = []
        match gate.step:
            case RunStep() as step:
                shell, judged = commands.of_step(gate.workflow, gate.job, step)
                judge_script(gate, step, shell, judged, found)
            case UsesStep() as step:
                judge_action(step, found)
            case _:
                found.say(Verdict.INFORMATIONAL, Code.NO_CHECK, "the step runs no check", gate.position)
        hollow = found.verdict is Verdict.INFORMATIONAL
        judge_settings(gate, found)
        reach = self.reaches.of(gate.workflow, gate.job)
        if found.verdict is Verdict.INFORMATIONAL:
            reach = Reach((), (), red=False)
        else:
            _tell_reach(gate, reach, found)
        return Judgement(
            gate,
            tuple(judged),
            tuple(thresholds.of_step(self.repository, gate.workflow, gate.job, gate.step)),
            found.verdict,
            " and ".join(dict.fromkeys(found.conditions)),
            tuple(found.reasons),
            reach,
            hollow,
        )


def _tell_reach(gate: Gate, reach: Reach, found: Finding) -> None:
    for job in reach.runs_on:
        found.say(
            None, Code.RUNS_ON, f"the job {job.name(gate.workflow)!r} waits for this one and runs all the same",
            gate.job.position,
        )  # fmt: skip
    guards = {"pull_request", "pull_request_target", "merge_group"}
    if (
        any(trigger.event.value in guards for trigger in gate.workflow.triggers)
        and allows_failure(gate.job) is False
    ):
        found.say(
            None, Code.REQUIRED_UNKNOWN,
            "whether a red check keeps a pull request from being merged is a setting on GitHub (required status"
            " checks), which no file shows", gate.job.position,
        )  # fmt: skip
