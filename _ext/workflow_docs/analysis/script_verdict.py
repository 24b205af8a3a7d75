"""What the check of a `run:` step is worth, by its script alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import checkers, inline, pytest_output
from .commands import JudgedCommand
from .reasons import Code, Finding, Verdict, short
from .shell import causes, effective, grammar, python
from .shell.verdict import failing

if TYPE_CHECKING:
    from workflow_docs.workflow.model import RunStep
    from workflow_docs.workflow.position import Position

    from .gates import Gate
    from .inline import Inline
    from .shell.core import Options
    from .shell.effective import Shell
    from .shell.tree import Script

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


def may_check(command: JudgedCommand) -> bool:
    """Return whether a command can be the check of a gate: it neither prepares something nor only prints."""
    return (
        bool(command.name)
        and command.name not in _NO_CHECKS
        and command.name not in {"test", "["}
        and not _INSTALLS.match(command.text)
        and re.match(r"[\w./$\"'{-]", command.name) is not None
    )


def judge_script(
    gate: Gate, step: RunStep, shell: Shell, judged: list[JudgedCommand], found: Finding
) -> None:
    """Add what the script of a step makes of what its checks find."""
    if shell.kind == effective.PYTHON:
        _judge_python_step(step, found)
        return
    if shell.kind == effective.OTHER:
        found.say(
            Verdict.UNKNOWN, Code.UNKNOWN_SHELL, f"the rules of the shell {shell.line!r} are not known here",
            shell.setting.position if shell.setting is not None else step.run.position,
        )  # fmt: skip
        return
    if shell.kind == effective.BASH and not grammar.parse(step.run.value).read:
        found.say(
            Verdict.UNKNOWN, Code.UNKNOWN_SHELL,
            f"the script is not followed: it has a line of more than {grammar.LONGEST_LINE:,} bytes, or takes too long to read",
            step.run.position,
        )  # fmt: skip
        return
    inner = _Inner(step, judged) if shell.kind == effective.BASH else None
    apart = inner.runners if inner is not None else set()
    everything = [command for command in judged if command.offset not in apart]
    everything += inner.commands if inner is not None else []
    checks = [command for command in everything if command.kind is not None]
    others = [
        command
        for command in everything
        if command.kind is None
        # Of a step that is no gate at all, every command is looked at.
        and ((gate.named and may_check(command)) or not (gate.named or gate.kinds))
    ]
    blocking = [command for command in checks if command.fails] or [
        command for command in others if command.fails
    ]
    for command in blocking:
        found.say(
            None, Code.COMMAND_FAILS,
            f"the step fails if `{short(command.text)}` fails (the shell is `{shell.line}`)", command.position,
        )  # fmt: skip
    weak = [command for command in (*checks, *(() if checks else others)) if command.fails is False]
    for command in weak:
        _tell_cause(step, shell, command, found, inner)
    open_ = [command for command in (*checks, *others) if command.fails is None]
    for command in open_:
        found.say(
            None, Code.DEPENDS,
            f"whether a failure of `{short(command.text)}` fails the step depends on what is known in a run only",
            command.position,
        )  # fmt: skip
    if blocking:
        if inner is not None:
            _tell_inner(step, inner, judged, found, shell, decides=False)
        return
    exits = _tell_exits(step, shell, judged, found)
    if inner is not None:
        exits = _tell_inner(step, inner, judged, found, shell, decides=True) or exits
    if found.verdict is Verdict.UNKNOWN:
        return
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


class _Inner:
    """The texts of other languages in a script; the commands of those for bash are judged with what runs them."""

    def __init__(self, step: RunStep, judged: list[JudgedCommand]) -> None:
        self.texts = {text.command.offset: text for text in inline.texts(step.run.value)}
        self.runners = set(self.texts)
        """The offsets of the commands that run these texts."""
        self.commands: list[JudgedCommand] = []
        self.sources: dict[Position, tuple[Script, Options, int]] = {}
        """Where a command of a bash text stands in that text's own tree."""
        for runner in judged:
            text = self.texts.get(runner.offset)
            if text is None or text.language != inline.BASH:
                continue
            options = effective.options_of(
                list(text.command.words[1:]), posix=text.command.program.rpartition("/")[2] == "sh"
            )
            parsed = grammar.parse(text.text)
            answers = failing(text.text, options)
            for command, fails in zip(parsed.commands, answers, strict=True):
                place = step.run.at(text.offset + command.offset)
                both = False if runner.fails is False or fails is False else runner.fails and fails
                kind = checkers.of_command(command.words)
                self.commands.append(
                    JudgedCommand(command.program, command.text, place, both, kind, command.offset)
                )
                if runner.fails is not False:
                    self.sources[place] = (parsed.script, options, command.offset)


def _tell_cause(
    step: RunStep, shell: Shell, command: JudgedCommand, found: Finding, inner: _Inner | None = None
) -> None:
    """Say why the failure of a command is none of the step."""
    shown = f"a failure of `{short(command.text)}` does not fail the step"
    if shell.kind != effective.BASH:
        found.say(
            None, causes.Cause.NO_ERREXIT, f"{shown}: in {shell.kind}, the last program's exit code counts",
            command.position, "check `$LASTEXITCODE`" if shell.kind == effective.POWERSHELL else "add `|| exit /b 1`",
        )  # fmt: skip
        return
    script, options, offset = grammar.parse(step.run.value).script, shell.options, command.offset
    if inner is not None and command.position in inner.sources:
        script, options, offset = inner.sources[command.position]
    pipefail = options.pipefail or "pipefail" in step.run.value
    for why in causes.why_not(script, offset, options, pipefail=pipefail):
        said = _SAID[why.cause].format(other=why.other, line=shell.line)
        found.say(None, why.cause, f"{shown}: {said}", command.position, causes.MENDS[why.cause])


_SAID = {
    causes.Cause.OR: "`|| {other}` behind it succeeds",
    causes.Cause.AND: "more commands follow behind `&&`, and `set -e` looks at the last one only",
    causes.Cause.PIPE: "the status of the pipe is that of `{other}`, as `{line}` has no `pipefail`",
    causes.Cause.TESTED: "it is a condition, and the branch for a failure succeeds",
    causes.Cause.NEGATED: "`!` stands before it",
    causes.Cause.SUBSTITUTED: "it stands in the words of `{other}`, whose status counts",
    causes.Cause.DECLARED: "the command that declares the variable succeeds",
    causes.Cause.PROCESS: "nobody sees the status of a process substitution",
    causes.Cause.BACKGROUND: "it runs in the background",
    causes.Cause.NO_ERREXIT: "`set -e` does not hold there, and other commands follow",
    causes.Cause.TRAP: "a trap ends the script with another status",
    causes.Cause.LATER: "the script goes on and ends with success",
}


def _tell_exits(step: RunStep, shell: Shell, judged: list[JudgedCommand], found: Finding) -> bool:
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
                f"the step fails by `{command.text}`, which depends on `{short(text)}`", command.position,
            )  # fmt: skip
            told = True
        elif command.fails and command.name in {"test", "["}:
            found.only_if(
                f"not ({command.text})", Code.SCRIPT_EXITS,
                f"the step fails if `{short(command.text)}` is false", command.position,
            )  # fmt: skip
            told = True
    return told


def _tell_inner(
    step: RunStep, inner: _Inner, judged: list[JudgedCommand], found: Finding, shell: Shell, *, decides: bool
) -> bool:
    """Say whether Python and JavaScript texts in the script can fail; return whether one can, and fails the step."""
    told = False
    for command in judged:
        text = inner.texts.get(command.offset)
        if text is None or text.language == inline.BASH:
            continue
        failures = python.failures(text.text) if text.language == inline.PYTHON else _javascript(text.text)
        if failures is None:
            if decides:
                found.say(
                    Verdict.UNKNOWN,
                    Code.DEPENDS,
                    f"the {text.language} text cannot be read",
                    command.position,
                )
            continue
        if not failures and decides:
            found.say(
                None, Code.PYTHON_NEVER_FAILS if text.language == inline.PYTHON else Code.JAVASCRIPT_NEVER_FAILS,
                f"the {_LANGUAGES[text.language]} text never ends with a failure, whatever it finds", command.position,
                f"end it with `{_FAILS[text.language]}` where it finds a fault",
            )  # fmt: skip
        told = _tell_failures(step, text, command, failures, found, shell, decides=decides) or told
    return told


_LANGUAGES = {inline.PYTHON: "Python", inline.NODE: "JavaScript"}
_FAILS = {inline.PYTHON: "sys.exit(1)", inline.NODE: "process.exit(1)"}
_JAVASCRIPT = re.compile(
    r"process\.exit\((?!\s*+0?\s*+\))\s*+[^)\n]{0,500}\)|process\.exitCode\s*=\s*[^0\s;][^;\n]*|\bthrow\b[^;\n]*|\bassert\b[^;\n]*"
    r"|setFailed\([^)\n]{0,500}\)"
)


def _javascript(text: str) -> list[python.Failure]:
    """Return where a JavaScript text fails on purpose; what leads there is not followed."""
    return [
        python.Failure(text.count("\n", 0, match.start()) + 1, match.group(), match.group(), certain=False)
        for match in _JAVASCRIPT.finditer(text)
    ]


def _tell_failures(
    step: RunStep,
    text: Inline,
    command: JudgedCommand,
    failures: list[python.Failure],
    found: Finding,
    shell: Shell,
    *,
    decides: bool,
) -> bool:
    told = False
    python_text = text.language == inline.PYTHON
    hollow = pytest_output.hollow_names(text.text) if python_text and "pytest" in step.run.value else {}
    code = Code.PYTHON_EXITS if python_text else Code.JAVASCRIPT_EXITS
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
                failure.condition, code,
                f"the step fails by `{short(failure.text)}`, which depends on `{short(failure.condition)}`"
                if python_text
                else f"the step fails by `{short(failure.text)}`, if the text comes there",
                place,
            )  # fmt: skip
            told = True
        elif decides:
            found.say(None, code, f"the step fails by `{short(failure.text)}`", place)
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


def _judge_python_step(step: RunStep, found: Finding) -> None:
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
                f"the step fails by `{failure.text}`, which depends on `{short(failure.condition)}`", place,
            )  # fmt: skip
        else:
            found.say(None, Code.PYTHON_EXITS, f"the step fails by `{failure.text}`", place)
    if not failures:
        found.say(
            Verdict.INFORMATIONAL, Code.PYTHON_NEVER_FAILS,
            "the script never ends with a failure, whatever it finds", step.run.position,
            "end it with `sys.exit(1)` where it finds a fault",
        )  # fmt: skip
