"""Which shell runs a script, and with which options: what the step, its job, its workflow or the runner says.

See https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import matrix

from .core import Options

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Job, RunStep, Text, Workflow

BASH, POWERSHELL, CMD, PYTHON, OTHER = "bash", "pwsh", "cmd", "python", "other"
"""The kinds of shells: `sh` is of the kind of bash, `powershell` of that of pwsh."""


class Shell(NamedTuple):
    """How a script is run. `line` is GitHub's command line; `setting` is what chose it, None for the runner's own."""

    kind: str
    line: str
    options: Options
    setting: Text | None = None


_NO_OPTIONS = Options(errexit=False)
_KNOWN = {
    "bash": Shell(BASH, "bash --noprofile --norc -eo pipefail {0}", Options(pipefail=True)),
    "sh": Shell(BASH, "sh -e {0}", Options(posix=True)),
    "pwsh": Shell(POWERSHELL, "pwsh -command \". '{0}'\"", _NO_OPTIONS),
    "powershell": Shell(POWERSHELL, "powershell -command \". '{0}'\"", _NO_OPTIONS),
    "cmd": Shell(CMD, '%ComSpec% /D /E:ON /V:OFF /S /C "CALL "{0}""', _NO_OPTIONS),
    "python": Shell(PYTHON, "python {0}", _NO_OPTIONS),
}
_UNSPECIFIED = Shell(BASH, "bash -e {0}", Options())
_OPTION = re.compile(r"([-+])([a-zA-Z]+)\Z")


def effective(workflow: Workflow, job: Job, step: RunStep) -> Shell:
    """Return the shell of a step."""
    setting = step.shell or job.defaults.shell or workflow.defaults.shell
    if setting is None:
        return _KNOWN["pwsh"] if runs_on_windows(job) else _UNSPECIFIED
    return named(setting.value)._replace(setting=setting)


def named(name: str) -> Shell:
    """Return the shell for a value of `shell:`: a name, or a command line with `{0}`."""
    known = _KNOWN.get(name.strip().lower())
    if known is not None:
        return known
    words = name.split()
    program = words[0].replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe") if words else ""
    match program:
        case "bash" | "sh" | "dash":
            return Shell(BASH, name, options_of(words[1:], posix=program != "bash"))
        case "pwsh" | "powershell":
            return Shell(POWERSHELL, name, _NO_OPTIONS)
        case "cmd":
            return Shell(CMD, name, _NO_OPTIONS)
        case _ if re.fullmatch(r"python[0-9.]*", program):
            return Shell(PYTHON, name, _NO_OPTIONS)
        case _:
            return Shell(OTHER, name, _NO_OPTIONS)


def options_of(words: list[str], *, posix: bool) -> Options:
    """Read the options of a command line of bash."""
    errexit = pipefail = False
    waiting = list(words)
    while waiting:
        match = _OPTION.match(waiting.pop(0))
        if match is None:
            continue
        on = match[1] == "-"
        for letter in match[2]:
            if letter == "e":
                errexit = on
            elif letter == "o" and waiting:
                option = waiting.pop(0)
                errexit = on if option == "errexit" else errexit
                pipefail = on if option == "pipefail" else pipefail
    return Options(errexit, pipefail, posix)


def runs_on_windows(job: Job) -> bool:
    """Return whether every runner of a job is one with Windows, as far as its labels say."""
    if job.runs_on is None or job.container is not None:
        return False
    labels = [label.value for label in job.runs_on.labels]
    found = [name for label in labels for name in _values(job, label)]
    # Of several runners by a matrix, those without Windows decide: their shell is the stricter to read.
    return bool(found) and all("windows" in name.lower() for name in found)


def _values(job: Job, label: str) -> list[str]:
    match = re.fullmatch(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}", label)
    if match is None:
        return [label] if "self-hosted" not in label.lower() else []
    values = [leg.get(match[1]) for leg in matrix.legs(job.strategy) or []]
    return list(dict.fromkeys(value for value in values if isinstance(value, str)))
