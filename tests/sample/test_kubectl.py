"""Each kubectl command of the sample uses subcommands and options that kubectl knows."""

from __future__ import annotations

import functools
import re
import shlex
import subprocess

import pytest
from sample.support import ATOM, SCRIPTS, environment, need_program, run_blocks

KEYWORDS = {"rollout", "config", "set", "auth", "create"}


def sources():
    """Return (name, shell text) of run blocks, scripts and the bash blocks of emitted documents."""
    found = run_blocks()
    found += [(path.name, path.read_text(encoding="utf-8")) for path in sorted(SCRIPTS.glob("*.sh"))]
    for path in sorted([*ATOM.glob("backend/docs/*.md"), *ATOM.glob(".github/**/*.md")]):
        blocks = re.findall(
            r"^ *```bash\n(.*?)^ *```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
        found += [(path.name, block) for block in blocks]
    return found


def names(word):
    """Return the options in a word: `-it` is `-i` and `-t`."""
    return [word.split("=")[0]] if word.startswith("--") else [f"-{letter}" for letter in word[1:]]


def commands():
    """Return each kubectl command as (source, subcommand words, option names)."""
    found = set()
    for name, text in sources():
        joined = re.sub(r"\\\n\s*", " ", text)
        for line in re.findall(r"(?:^|[;&|(`]|\$\()\s*(kubectl\s[^\n]*)", joined, re.MULTILINE):
            # The JSON of --patch spans lines; a placeholder such as <pod-name> is one word.
            plain = re.sub(r"<[a-z-]+>", "name", re.sub(r"--patch .*", "--patch x", line))
            words = shlex.split(re.split(r"[|;&<>)]| #", plain)[0])[1:]
            sub = words[:1]
            if sub and sub[0] in KEYWORDS:
                sub = words[:2]
            if sub[:2] == ["create", "secret"]:
                sub = words[:3]
            if "--" in words:
                words = words[: words.index("--")]
            options = {option for word in words if word.startswith("-") for option in names(word)}
            found.add((name, " ".join(sub), tuple(sorted(options))))
    return sorted(found)


@functools.cache
def help_text(subcommand):
    result = subprocess.run(
        ["kubectl", *subcommand.split(), "--help"],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    options = subprocess.run(
        ["kubectl", "options"], env=environment(), capture_output=True, text=True, check=True
    )
    return result.stdout, result.stdout + options.stdout


def test_commands_are_found():
    found = {(sub, options) for _, sub, options in commands()}
    assert ("rollout undo", ()) in found
    assert ("rollout status", ("--timeout",)) in found
    assert ("patch", ("--patch", "--type")) in found
    assert ("config set-context", ("--current", "--namespace")) in found


@pytest.mark.parametrize("subcommand, options", sorted({(sub, options) for _, sub, options in commands()}))
def test_kubectl_knows(subcommand, options):
    need_program("kubectl")
    usage, text = help_text(subcommand)
    assert re.search(rf"^\s*kubectl {subcommand}\b", usage, re.MULTILINE), usage[-300:]
    for option in options:
        assert re.search(rf"^\s*(-\w, )?{re.escape(option)}[=,:]", text, re.MULTILINE), option
