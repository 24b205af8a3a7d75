"""The words of verdicts: what a gate can be worth, and for which reasons."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from workflow_docs.workflow.position import Position

    from .shell.causes import Cause


class Verdict(Enum):
    """What a gate is worth, the best first."""

    BLOCKING = "blocking"
    """A finding of the check fails the step, and with it the job."""

    CONDITIONAL = "conditional"
    """It does so in some cases only; a reason names the condition."""

    UNKNOWN = "unknown"
    """What comes of a finding cannot be told from the files."""

    INFORMATIONAL = "informational"
    """No finding of the check ever fails the job."""


class Effect(Enum):
    """What a reader of documents wants to know of a gate: what comes of its failure."""

    BLOCKING = "blocking"
    """The job fails, and nothing that waits for it runs."""

    SOMETIMES = "blocking in some cases"
    """The job fails under a condition."""

    WARNING = "warning"
    """The step is marked as failed, and the job goes on: `continue-on-error` says so."""

    REPORT = "report only"
    """The action tells what it finds, and succeeds."""

    NONE = "none"
    """Nobody sees it: the script hides the failure, or the step never runs."""

    UNKNOWN = "not known"
    """What comes of it cannot be told from the files."""


class Code(Enum):
    """The stable names of reasons, beside those of `causes.Cause`."""

    INTERNAL_ERROR = "internal-error"
    """A part of ours failed at this gate; the others were judged. Please report it."""

    COMMAND_FAILS = "command-fails"
    """The step fails if the command fails."""

    ACTION_FAILS = "action-fails"
    """The step fails if its action fails."""

    SCRIPT_EXITS = "script-exits"
    """The script ends with a failure under a condition of its own."""

    PYTHON_EXITS = "python-exits"
    """A Python text in the script ends with a failure, as a rule under a condition."""

    PYTHON_NEVER_FAILS = "python-never-fails"
    """A Python text in the script has no way to end with a failure."""

    JAVASCRIPT_EXITS = "javascript-exits"
    """A JavaScript text in the script ends with a failure, if it comes to a certain place."""

    JAVASCRIPT_NEVER_FAILS = "javascript-never-fails"
    """A JavaScript text in the script has no place where it ends with a failure."""

    PATTERN_NEVER_MATCHES = "pattern-never-matches"
    """A Python text fails only if a pattern matches that never does."""

    SOFT_ACTION = "soft-action"
    """An input, or its default, makes the action report only."""

    REPORTING_ACTION = "reporting-action"
    """The action reports what it finds somewhere else and succeeds."""

    CONTINUE_ON_ERROR = "continue-on-error"
    """`continue-on-error` of the step lets the job go on, and end green."""

    JOB_CONTINUE_ON_ERROR = "job-continue-on-error"
    """`continue-on-error` of the job keeps the run green."""

    CONDITION = "condition"
    """`if:` decides whether the step runs."""

    JOB_CONDITION = "job-condition"
    """`if:` decides whether the job runs."""

    ONLY_AFTER_FAILURE = "only-after-failure"
    """The step runs only if the job has failed already."""

    NEVER_RUNS = "never-runs"
    """The condition is never true."""

    NOT_FOR_EVENT = "not-for-event"
    """For an event that starts the workflow, the step does not run."""

    NO_PULL_REQUEST = "no-pull-request"
    """The workflow does not start for pull requests, so the gate guards none."""

    TIMEOUT = "timeout"
    """A check that takes longer is ended, and has failed."""

    NO_CHECK = "no-check"
    """No command of the step checks anything that is known."""

    UNKNOWN_SHELL = "unknown-shell"
    """The rules of the shell are not known here."""

    DEPENDS = "depends"
    """Whether a failure of the command is one of the step depends on what is known in a run only."""

    RUNS_ON = "runs-on"
    """A job waits for this one and runs all the same."""

    REQUIRED_UNKNOWN = "required-unknown"
    """Whether GitHub requires the check before a merge is a setting of the server."""


class Reason(NamedTuple):
    """Why a verdict is what it is. `mend` says what to do about it, where there is a usual way."""

    code: str
    message: str
    position: Position
    mend: str = ""


class Finding:
    """The verdict so far, with its reasons."""

    def __init__(self) -> None:
        self.verdict = Verdict.BLOCKING
        self.reasons: list[Reason] = []
        self.conditions: list[str] = []

    def say(
        self,
        verdict: Verdict | None,
        code: Code | Cause,
        message: str,
        position: Position,
        mend: str = "",
    ) -> None:
        """Add a reason; a verdict replaces a better one."""
        order = list(Verdict)
        if verdict is not None and order.index(verdict) > order.index(self.verdict):
            self.verdict = verdict
        self.reasons.append(Reason(code.value, message, position, mend))

    def only_if(self, condition: str, code: Code, message: str, position: Position) -> None:
        """Add a reason that makes the gate conditional."""
        self.conditions.append(condition)
        self.say(Verdict.CONDITIONAL, code, message, position)


def short(text: str, width: int = 80) -> str:
    """Return a text on one line, cut where it is longer than a message should show."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
