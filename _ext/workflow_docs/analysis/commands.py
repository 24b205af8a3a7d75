"""Each command of a `run:` step, with the answer whether its failure is one of the step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from . import checkers
from .shell import effective as shells
from .shell import grammar
from .shell.values import Value
from .shell.verdict import failing

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Job, RunStep, Workflow
    from workflow_docs.workflow.position import Position

    from .shell.effective import Shell


class JudgedCommand(NamedTuple):
    """A command. `fails` tells whether the step fails if it fails; None is: that depends, or is not known.

    `kind` is what it checks if it is a known checker; `offset` is where it starts in the script.
    """

    name: str
    text: str
    position: Position
    fails: bool | None
    kind: str | None
    offset: int


def of_step(workflow: Workflow, job: Job, step: RunStep) -> tuple[Shell, list[JudgedCommand]]:
    """Return the shell of a step, and its commands in the order of the text."""
    shell = shells.effective(workflow, job, step)
    script = step.run.value
    match shell.kind:
        case shells.BASH:
            environment = {
                entry.name: Value(entry.text, "${{" not in entry.text)
                for scope in (workflow.env, job.env, step.env)
                for entry in scope
                if entry.text is not None
            }
            commands = grammar.parse(script).commands
            answers = failing(script, shell.options, environment)
            return shell, [
                JudgedCommand(
                    command.program, command.text, step.run.at(command.offset), fails,
                    checkers.of_command(command.words), command.offset,
                )
                for command, fails in zip(commands, answers, strict=True)
            ]  # fmt: skip
        case shells.POWERSHELL | shells.CMD:
            rule = _powershell if shell.kind == shells.POWERSHELL else _cmd
            lines = lines_of(script, "`" if shell.kind == shells.POWERSHELL else "^")
            return shell, [
                JudgedCommand(words[0], text, step.run.at(offset), fails, checkers.of_command(words), offset)
                for (offset, text), fails in zip(lines, rule([text for _, text in lines]), strict=True)
                if (words := text.split())
            ]
    return shell, []


def lines_of(script: str, joiner: str) -> list[tuple[int, str]]:
    """Return the lines that say something, each with its offset; a line that goes on takes the next one in."""
    found: list[tuple[int, str]] = []
    offset = 0
    goes_on = False
    for line in script.split("\n"):
        text = line.strip()
        if goes_on and found:
            found[-1] = (found[-1][0], f"{found[-1][1].removesuffix(joiner).rstrip()} {text}")
        elif text and not text.startswith(("#", "::", "REM ", "rem ", "@echo off")):
            found.append((offset + len(line) - len(line.lstrip()), text))
        goes_on = text.endswith(joiner)
        offset += len(line) + 1
    return found


# Aliases of cmdlets look like programs, but leave the exit code of the last program as it is.
_CMDLET = re.compile(
    r"(?:[A-Z][a-z]+-[A-Z]\w+|throw|exit|cd|chdir|sl|pushd|popd|echo|write|ls|dir|gci|cp|copy|cpi|mv|move|mi|rm|del|rmdir|rd|ri"
    r"|erase|cat|type|gc|mkdir|md|ni|sleep|pwd|gl|set|sv|iex|iwr|irm|curl|wget|tee|sort|select|where|measure|start|kill|ps|clear|cls)"
    r"(?=\s|$|;)"
)
_BLOCK = re.compile(
    r"[{}]|^(?:if|else|elseif|foreach|for|while|try|catch|finally|function|param|switch)\b", re.IGNORECASE
)


def _powershell(lines: list[str]) -> list[bool | None]:
    """Judge lines of PowerShell.

    GitHub sets `$ErrorActionPreference = 'stop'`, so a failing cmdlet ends the script, and ends it with the exit
    code of the last program: a program that fails earlier is not seen. With blocks or `$LASTEXITCODE` it depends.
    """
    text = "\n".join(lines)
    if re.search(r"\$ErrorActionPreference\s*=\s*['\"]?(?:Silently)?Continue", text, re.IGNORECASE):
        return [None] * len(lines)
    strict = (
        re.search(r"\$PSNativeCommandUseErrorActionPreference\s*=\s*\$true", text, re.IGNORECASE) is not None
    )
    depends = "LASTEXITCODE" in text or "try" in text.lower().split()
    programs = [number for number, line in enumerate(lines) if _is_program(line)]
    found: list[bool | None] = []
    depth = 0
    for number, line in enumerate(lines):
        inside = depth > 0 or bool(_BLOCK.search(line))
        depth += line.count("{") - line.count("}")
        if _CMDLET.match(line):
            found.append(True if not inside else None)
        elif not _is_program(line):
            found.append(None)
        elif strict and not inside:
            found.append(True)
        elif inside or depends:
            found.append(None)
        else:
            found.append(number == programs[-1])
    return found


def _is_program(line: str) -> bool:
    return (
        re.match(r"&?\s*[\"']?[\w./\\-]+", line) is not None
        and _CMDLET.match(line) is None
        and not _BLOCK.match(line)
    )


def _cmd(lines: list[str]) -> list[bool | None]:
    """Judge lines of cmd: the exit code is that of the last command."""
    if any(re.search(r"(?i)^(?:if|for|goto|call|:)|errorlevel|[()]", line) for line in lines):
        return [None] * len(lines)
    last = len(lines) - 1
    return [
        True
        if number == last or re.search(r"\|\|\s*exit\b", line)
        else None
        if "&" in line or "|" in line
        else False
        for number, line in enumerate(lines)
    ]
