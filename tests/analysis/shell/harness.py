"""Runs scripts under the very shell line that GitHub uses, in an empty folder with a PATH of stubs.

One command is made to fail at a time; what counts is the exit status of the shell. Nothing else on the machine is
reachable by name: a command with a path in its name is run as a stub too.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis.shell import commands
from workflow_docs.analysis.shell.core import Options

if TYPE_CHECKING:
    from collections.abc import Iterable

BASH = shutil.which("bash") or "/bin/bash"
SECONDS = 5


class ShellLine(NamedTuple):
    """How GitHub starts a shell, and the options that this means."""

    arguments: tuple[str, ...]
    options: Options


LINES = {
    "unspecified": ShellLine((BASH, "-e"), Options(errexit=True, pipefail=False)),
    "bash": ShellLine(
        (BASH, "--noprofile", "--norc", "-eo", "pipefail"), Options(errexit=True, pipefail=True)
    ),
    "sh": ShellLine(
        (shutil.which("dash") or "/bin/sh", "-e"), Options(errexit=True, pipefail=False, posix=True)
    ),
    "bash {0}": ShellLine((BASH,), Options(errexit=False, pipefail=False)),
}

_STUB = """#!/bin/sh
name="${0##*/}"
# A reader that ends before its writer would kill that with SIGPIPE, now and then.
while read -r _; do :; done
if [ "$name" = "$FAILING" ]; then : > "$REACHED"; exit 1; fi
exit 0
"""
# What cannot run here, or what bash knows by itself and cannot fail in the way meant.
_KEPT = frozenset(
    [
        "exit",
        "return",
        "set",
        "shopt",
        "trap",
        "break",
        "continue",
        "shift",
        "wait",
        "eval",
        "exec",
        "local",
        "export",
        "readonly",
        "declare",
        "typeset",
        "unset",
        "command",
        "builtin",
        "time",
        "read",
        "test",
        "[",
        ":",
        "true",
        "false",
    ]
)
_UNSAFE = re.compile(
    r"/dev/tcp|/dev/udp|\bkill\b|\bulimit\b|\bmkfifo\b|\bsleep infinity\b|\benable\b|>\|?\s*[\"']?[~/](?!dev/null|dev/stderr|dev/stdout)"
)


class Bench:
    """An empty folder, and a PATH of stubs."""

    def __init__(self) -> None:
        """Make the folders."""
        self.root = Path(tempfile.mkdtemp(prefix="stubs-"))
        self.bin = self.root / "bin"
        self.bin.mkdir()
        self.script = self.root / "script.sh"
        self.reached = self.root / "reached"
        self.stub = self.root / "stub"
        self.stub.write_text(_STUB)
        self.stub.chmod(0o755)
        self.root.chmod(0o755)

    def close(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.root, ignore_errors=True)

    def provide(self, names: Iterable[str]) -> None:
        """Put stubs of these names on the PATH."""
        for name in names:
            if name and "/" not in name and not (self.bin / name).exists():
                (self.bin / name).symlink_to(self.stub)

    def run(self, text: str, line: ShellLine, failing: str = "") -> tuple[int | None, bool]:
        """Return the exit status of a script, None for one that does not end, and whether the failing stub ran."""
        self.script.write_text(text)
        self.script.chmod(0o644)
        self.reached.unlink(missing_ok=True)
        work = Path(tempfile.mkdtemp(prefix="work-", dir=self.root))
        work.chmod(0o777)
        self.root.chmod(0o777)
        environment = {
            "PATH": str(self.bin),
            "HOME": str(work),
            "TMPDIR": str(work),
            "RUNNER_TEMP": str(work),
            "GITHUB_WORKSPACE": str(work),
            "GITHUB_OUTPUT": str(work / "output"),
            "GITHUB_ENV": str(work / "env"),
            "GITHUB_PATH": str(work / "path"),
            "GITHUB_STEP_SUMMARY": str(work / "summary"),
            "FAILING": failing,
            "REACHED": str(self.reached),
        }
        process = subprocess.Popen(
            [*line.arguments, str(self.script)],
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **({"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}),
        )
        try:
            status: int | None = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            status = None
        # What runs beside the script may come a little later.
        until = time.monotonic() + (0.2 if failing and re.search(r"(?<![&>\d])&(?![&\d>])|<\(", text) else 0)
        while not self.reached.exists() and time.monotonic() < until:
            time.sleep(0.01)
        with_group_gone(process)
        found = self.reached.exists()
        shutil.rmtree(work, ignore_errors=True)
        return status, found


def with_group_gone(process: subprocess.Popen[bytes]) -> None:
    """End what a script has left in the background."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, 9)
    process.wait()


class Trial(NamedTuple):
    """A command of a script that bash has judged."""

    index: int
    name: str
    fails: bool


def judged(bench: Bench, script: str, line: ShellLine) -> list[Trial] | None:
    """Let bash judge each command of a script; None where the script does not succeed with every stub succeeding.

    The command that is to fail gets a name of its own, in its place in the text.
    """
    if _UNSAFE.search(script):
        return None
    plain = re.sub(r"\$\{\{.*?\}\}", lambda match: "x" * len(match[0]), script, flags=re.DOTALL)
    found = commands(script)
    edits = []
    for command in found:
        # The name stands after assignments.
        at = plain.find(command.program.split("${{")[0] or "\0", command.offset)
        edits.append((at, command))
    names = {command.program for command in found}
    bench.provide(
        name for name in names if re.fullmatch(r"[\w.+-]+", name) and name not in _KEPT | {"echo", "printf"}
    )
    bench.provide(["made-to-fail", "stub"])
    base = _rewritten(plain, edits, None)
    status, _ = bench.run(base, line)
    if status != 0:
        return None
    trials = []
    for index, (at, command) in enumerate(edits):
        if at < 0 or command.program in _KEPT or not re.fullmatch(r"[\w.+/-]+", command.program):
            continue
        status, reached = bench.run(_rewritten(plain, edits, index), line, "made-to-fail")
        if reached:
            trials.append(Trial(index, command.program, status != 0))
    return trials


def _rewritten(text: str, edits: list[tuple[int, object]], failing: int | None) -> str:
    """Return the script with one command's name replaced, and with stubs for names that have a path."""
    pieces = []
    end = len(text)
    for index, (at, command) in sorted(enumerate(edits), key=lambda item: -item[1][0]):
        name = command.program  # type: ignore[attr-defined]
        if at < 0 or at + len(name) > end or text[at : at + len(name)] != name:
            continue
        other = (
            "made-to-fail"
            if index == failing
            else "stub"
            if "/" in name or name in {"cd", "pushd", "popd", "source", "."}
            else name
        )
        pieces.append(text[at + len(name) : end])
        pieces.append(other)
        end = at
    pieces.append(text[:end])
    return "".join(reversed(pieces))
