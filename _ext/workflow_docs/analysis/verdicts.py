"""What a gate is worth: whether it really blocks, why, and what it stops."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.model import Mapping, RunStep, Text, UsesStep

from . import checkers, commands, matrix, pytest_output, thresholds, truth
from .reach import Reach, Reaches, allows_failure
from .shell import causes, effective, grammar, python
from .truth import Facts

if TYPE_CHECKING:
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.repository import Repository

    from .commands import JudgedCommand
    from .gates import Gate
    from .shell.effective import Shell
    from .thresholds import InlinePython, Threshold


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


class Code(Enum):
    """The stable names of reasons, beside those of `causes.Cause`."""

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
    def checks(self) -> tuple[JudgedCommand, ...]:
        """The commands that check, as far as they can be told from those that only prepare or print."""
        known = tuple(command for command in self.commands if command.kind is not None)
        return known or tuple(command for command in self.commands if _may_check(command))


class Judge:
    """Judges gates of one repository."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository."""
        self.repository = repository
        self.reaches = Reaches(repository)

    def judge(self, gate: Gate) -> Judgement:
        """Return what a gate is worth."""
        found = _Found()
        judged: list[JudgedCommand] = []
        match gate.step:
            case RunStep() as step:
                shell, judged = commands.of_step(gate.workflow, gate.job, step)
                _judge_script(gate, step, shell, judged, found)
            case UsesStep() as step:
                _judge_action(step, found)
            case _:
                found.say(Verdict.INFORMATIONAL, Code.NO_CHECK, "the step runs no check", gate.position)
        hollow = found.verdict is Verdict.INFORMATIONAL
        _judge_settings(gate, found)
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


class _Found:
    """The verdict so far, with its reasons."""

    def __init__(self) -> None:
        self.verdict = Verdict.BLOCKING
        self.reasons: list[Reason] = []
        self.conditions: list[str] = []

    def say(
        self,
        verdict: Verdict | None,
        code: Code | causes.Cause,
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


# -- scripts ---------------------------------------------------------------------------------------------

_NO_CHECKS = frozenset(
    [
        "echo",
        "printf",
        "cd",
        "set",
        "export",
        "true",
        ":",
        "false",
        "cat",
        "tee",
        "mkdir",
        "rm",
        "cp",
        "mv",
        "touch",
        "ls",
        "pwd",
        "sleep",
        "exit",
        "return",
        "source",
        ".",
        "read",
        "shift",
        "local",
        "declare",
        "typeset",
        "readonly",
        "wait",
        "trap",
        "pushd",
        "popd",
        "head",
        "tail",
        "sort",
        "uniq",
        "wc",
        "tr",
        "sed",
        "awk",
        "cut",
        "date",
        "basename",
        "dirname",
        "tar",
        "unzip",
        "zip",
        "gzip",
        "chmod",
        "chown",
        "ln",
        "env",
        "which",
        "command",
        "type",
        "uname",
        "whoami",
        "df",
        "du",
        "free",
        "ps",
        "kill",
        "unset",
        "git",
        "wget",
        "gh",
        "break",
        "continue",
        "apt",
        "apt-get",
        "brew",
        "choco",
        "yum",
        "dnf",
        "apk",
        "winget",
        "sudo",
        "shopt",
        "umask",
        "ulimit",
        "eval",
        "hash",
        "nproc",
        "sysctl",
    ]
)
_INSTALLS = re.compile(
    r"^(?:python[0-9.]*\s+-m\s+)?(?:pip[0-9.]*|npm|yarn|pnpm|bun|uv|uv pip|poetry|pdm|pipenv|gem|bundle|cargo|go|rustup|conda|composer"
    r"|pipx|corepack|nvm|volta|dotnet|flutter|mix)\s+(?:install|i|ci|add|sync|get|restore|update|enable|toolchain|component|download|upgrade"
    r"|--version|deps\.get|mod|config|cache)\b|^(?:yarn|pnpm)$"
)


def _may_check(command: JudgedCommand) -> bool:
    """Return whether a command can be the check of a gate: it neither prepares something nor only prints."""
    return (
        bool(command.name)
        and command.name not in _NO_CHECKS
        and command.name not in {"test", "["}
        and not _INSTALLS.match(command.text)
        and re.match(r"[\w./$\"'{-]", command.name) is not None
    )


def _judge_script(
    gate: Gate, step: RunStep, shell: Shell, judged: list[JudgedCommand], found: _Found
) -> None:
    if shell.kind == effective.PYTHON:
        _judge_python_step(step, found)
        return
    if shell.kind == effective.OTHER:
        found.say(
            Verdict.UNKNOWN, Code.UNKNOWN_SHELL, f"the rules of the shell {shell.line!r} are not known here",
            shell.setting.position if shell.setting is not None else step.run.position,
        )  # fmt: skip
        return
    inline = {python_text.command.offset: python_text for python_text in _inline(step, shell)}
    checks = [command for command in judged if command.kind is not None and command.offset not in inline]
    others = [
        command
        for command in judged
        if command.kind is None
        and command.offset not in inline
        # Of a step that is no gate at all, every command is looked at.
        and ((gate.named and _may_check(command)) or not (gate.named or gate.kinds))
    ]
    blocking = [command for command in checks if command.fails] or [
        command for command in others if command.fails
    ]
    for command in blocking:
        found.say(
            None, Code.COMMAND_FAILS,
            f"the step fails if `{_short(command.text)}` fails (the shell is `{shell.line}`)", command.position,
        )  # fmt: skip
    weak = [command for command in (*checks, *(() if checks else others)) if command.fails is False]
    for command in weak:
        _tell_cause(step, shell, command, found)
    open_ = [command for command in (*checks, *others) if command.fails is None]
    for command in open_:
        found.say(
            None, Code.DEPENDS,
            f"whether a failure of `{_short(command.text)}` fails the step depends on what is known in a run only",
            command.position,
        )  # fmt: skip
    if blocking:
        _tell_python(step, inline, judged, found, shell, decides=False)
        return
    exits = _tell_exits(step, shell, judged, found)
    exits = _tell_python(step, inline, judged, found, shell, decides=True) or exits
    if exits:
        found.verdict = Verdict.CONDITIONAL if found.conditions else Verdict.BLOCKING
    elif open_:
        found.verdict = Verdict.UNKNOWN
    else:
        found.verdict = Verdict.INFORMATIONAL
        if not found.reasons:
            found.say(
                None, Code.NO_CHECK, "no command of the step can fail by what it checks", step.run.position
            )


def _inline(step: RunStep, shell: Shell) -> list[InlinePython]:
    return thresholds.inline_python(step.run.value) if shell.kind == effective.BASH else []


def _tell_cause(step: RunStep, shell: Shell, command: JudgedCommand, found: _Found) -> None:
    """Say why the failure of a command is none of the step."""
    shown = f"a failure of `{_short(command.text)}` does not fail the step"
    if shell.kind != effective.BASH:
        found.say(
            None, causes.Cause.NO_ERREXIT, f"{shown}: in {shell.kind}, the last program's exit code counts",
            command.position, "check `$LASTEXITCODE`" if shell.kind == effective.POWERSHELL else "add `|| exit /b 1`",
        )  # fmt: skip
        return
    parsed = grammar.parse(step.run.value)
    pipefail = shell.options.pipefail or "pipefail" in step.run.value
    why = causes.why_not(parsed.script, command.offset, shell.options, pipefail=pipefail)
    said = {
        causes.Cause.OR: f"`|| {why.other}` behind it succeeds",
        causes.Cause.AND: "more commands follow behind `&&`, and `set -e` looks at the last one only",
        causes.Cause.PIPE: f"the status of the pipe is that of `{why.other}`, as `{shell.line}` has no `pipefail`",
        causes.Cause.TESTED: "it is a condition, and the branch for a failure succeeds",
        causes.Cause.NEGATED: "`!` stands before it",
        causes.Cause.SUBSTITUTED: f"it stands in the words of `{why.other}`, whose status counts",
        causes.Cause.DECLARED: "the command that declares the variable succeeds",
        causes.Cause.PROCESS: "nobody sees the status of a process substitution",
        causes.Cause.BACKGROUND: "it runs in the background",
        causes.Cause.NO_ERREXIT: "`set -e` does not hold there, and other commands follow",
        causes.Cause.TRAP: "a trap ends the script with another status",
        causes.Cause.LATER: "the script goes on and ends with success",
    }[why.cause]
    found.say(None, why.cause, f"{shown}: {said}", command.position, causes.MENDS[why.cause])


def _tell_exits(step: RunStep, shell: Shell, judged: list[JudgedCommand], found: _Found) -> bool:
    """Say where the script itself ends with a failure: `exit 1`, or a test that stands alone."""
    if shell.kind != effective.BASH:
        return False
    script = grammar.parse(step.run.value).script
    told = False
    for command in judged:
        if command.fails and command.name in {"exit", "return", "false"}:
            conditions = causes.conditions(script, command.offset)
            if not conditions:
                continue  # it fails always, and judges nothing
            text = conditions[-1]
            found.only_if(
                text, Code.SCRIPT_EXITS,
                f"the step fails by `{command.text}`, which depends on `{_short(text)}`", command.position,
            )  # fmt: skip
            told = True
        elif command.fails and command.name in {"test", "["}:
            found.only_if(
                f"not ({command.text})", Code.SCRIPT_EXITS,
                f"the step fails if `{_short(command.text)}` is false", command.position,
            )  # fmt: skip
            told = True
    return told


def _tell_python(
    step: RunStep,
    inline: dict[int, InlinePython],
    judged: list[JudgedCommand],
    found: _Found,
    shell: Shell,
    *,
    decides: bool,
) -> bool:
    """Say whether Python texts in the script can fail; return whether one of them can, and fails the step."""
    told = False
    for command in judged:
        text = inline.get(command.offset)
        if text is None:
            continue
        failures = python.failures(text.text)
        if failures is None:
            continue
        if not failures:
            if decides:
                found.say(
                    None, Code.PYTHON_NEVER_FAILS,
                    "the Python text never ends with a failure, whatever it finds", command.position,
                    "end it with `sys.exit(1)` where it finds a fault",
                )  # fmt: skip
            continue
        hollow = pytest_output.hollow_names(text.text) if "pytest" in step.run.value else {}
        for failure in failures:
            place = step.run.at(text.offset + _line_offset(text.text, failure.line))
            name = next((name for name in hollow if _asks_for(name, failure.condition)), None)
            if name is not None:
                found.say(
                    None, Code.PATTERN_NEVER_MATCHES,
                    f"`{failure.text}` is never reached: pytest prints its counts in another order than the pattern"
                    f" `{hollow[name]}` has", place, "read the exit status of pytest, or its JSON report",
                )  # fmt: skip
            elif not command.fails:
                if decides:
                    _tell_cause(step, shell, command, found)
                break
            elif decides and failure.condition:
                found.only_if(
                    failure.condition, Code.PYTHON_EXITS,
                    f"the step fails by `{failure.text}`, which depends on `{_short(failure.condition)}`", place,
                )  # fmt: skip
                told = True
            elif decides:
                found.say(None, Code.PYTHON_EXITS, f"the step fails by `{failure.text}`", place)
                told = True
    return told


def _asks_for(name: str, condition: str) -> bool:
    """Return whether a condition is true only if a match was found."""
    parts = condition.split(" and ")
    return name in parts or f"{name} is not None" in parts


def _line_offset(text: str, line: int) -> int:
    lines = text.split("\n")
    return (
        sum(len(before) + 1 for before in lines[: line - 1])
        + len(lines[line - 1])
        - len(lines[line - 1].lstrip())
    )


def _judge_python_step(step: RunStep, found: _Found) -> None:
    failures = python.failures(step.run.value)
    if failures is None:
        found.say(
            Verdict.UNKNOWN, Code.UNKNOWN_SHELL, "the script is no Python that can be read", step.run.position
        )
        return
    for failure in failures:
        place = step.run.at(_line_offset(step.run.value, failure.line))
        if failure.condition:
            found.only_if(
                failure.condition, Code.PYTHON_EXITS,
                f"the step fails by `{failure.text}`, which depends on `{_short(failure.condition)}`", place,
            )  # fmt: skip
        else:
            found.say(None, Code.PYTHON_EXITS, f"the step fails by `{failure.text}`", place)
    if not failures:
        found.say(
            Verdict.INFORMATIONAL, Code.PYTHON_NEVER_FAILS,
            "the script never ends with a failure, whatever it finds", step.run.position,
            "end it with `sys.exit(1)` where it finds a fault",
        )  # fmt: skip


# -- actions ---------------------------------------------------------------------------------------------


def _judge_action(step: UsesStep, found: _Found) -> None:
    name = step.uses.value.partition("@")[0]
    checker = checkers.of_action(step.uses.value)
    given = {entry.name.lower(): entry for entry in step.with_}
    if checker is not None and checker.reports_only:
        found.say(
            Verdict.INFORMATIONAL, Code.REPORTING_ACTION,
            f"{name} reports what it finds to GitHub and succeeds", step.uses.position,
        )  # fmt: skip
        return
    switches = {checker.switch: checker.soft_values} if checker is not None and checker.switch else {}
    for switch, soft in {**checkers.SOFT_SWITCHES, **switches}.items():
        entry = given.get(switch.lower())
        if entry is None or entry.text is None:
            if checker is not None and switch == checker.switch and checker.default in soft:
                found.say(
                    Verdict.INFORMATIONAL, Code.SOFT_ACTION,
                    f"{name} succeeds whatever it finds, as `{switch}` is not set", step.uses.position,
                    f"set `{switch}`",
                )  # fmt: skip
            continue
        value = truth.of_value(entry.text, Facts())
        if value is truth.UNKNOWN:
            found.only_if(
                f"{switch}: {entry.text}", Code.SOFT_ACTION,
                f"`{switch}: {entry.text}` decides whether {name} fails", entry.position,
            )  # fmt: skip
        elif _spelled(value) in soft:
            found.say(
                Verdict.INFORMATIONAL, Code.SOFT_ACTION, f"`{switch}: {entry.text}` makes {name} report only",
                entry.position, f"remove `{switch}: {entry.text}`",
            )  # fmt: skip
    if found.verdict is Verdict.BLOCKING:
        found.say(None, Code.ACTION_FAILS, f"the step fails if {name} fails", step.uses.position)


def _spelled(value: object) -> str:
    return str(value).lower() if value is not None else ""


# -- settings of the step and the job --------------------------------------------------------------------


def _judge_settings(gate: Gate, found: _Found) -> None:
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


def _judge_switch(gate: Gate, switch: Text, code: Code, comes: str, found: _Found) -> None:
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


def _judge_condition(gate: Gate, condition: Text | None, found: _Found, *, of_job: bool) -> None:
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


def _tell_reach(gate: Gate, reach: Reach, found: _Found) -> None:
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


def _short(text: str, width: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
