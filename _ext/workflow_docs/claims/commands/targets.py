"""Targets of Makefiles and scripts of `package.json` that commands run."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from . import words as word_forms
from .blocks import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document

    from .blocks import Written

_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_TARGET = re.compile(r"[\w-]+\Z")
_VALUED = frozenset(
    {"-C", "--directory", "-f", "--file", "--makefile", "-j", "--jobs", "-I", "-l", "-o", "-W"}
)
_ELSEWHERE = re.compile(r"^-?s?include\b|^[^\n#:=\t%]*+%[^\n=:]*+:|^\$\(", re.MULTILINE)
_MADE = (
    "configure",
    "configure.ac",
    "CMakeLists.txt",
    "Makefile.am",
    "Makefile.in",
    "Makefile.PL",
    "meson.build",
)
_WORKSPACE = (
    "--prefix",
    "--cwd",
    "-C",
    "--filter",
    "-F",
    "-w",
    "--workspace",
    "--workspaces",
    "-r",
    "--recursive",
    "-ws",
    "--dir",
)


def check(command: Written, document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for a target or a script that is not there."""
    match command.words:
        case ["make", *words]:
            yield from _check_make(words, command, context)
        case ["npm" | "pnpm", "run" | "run-script", name, *_] | ["yarn", "run", name, *_]:
            yield from _check_script(name, command, document, context)
        case ["npm" | "pnpm", "test" | "t" | "start" | "stop" as name, *_] | [
            "yarn",
            "test" | "start" as name,
            *_,
        ]:
            yield from _check_script("test" if name == "t" else name, command, document, context)


def _check_make(words: list[str], command: Written, context: Context) -> Iterator[Finding]:
    folder, targets = command.folder, []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if word in {"-f", "--file", "--makefile"} or word.startswith(("--file=", "--makefile=")):
            return
        if word in {"-C", "--directory"} or word.startswith("--directory="):
            name = word.partition("=")[2] or (waiting.pop(0) if waiting else "")
            if word_forms.is_placeholder(name) or folder == UNKNOWN:
                return
            folder = posixpath.normpath(posixpath.join(folder, name)).removeprefix(".")
        elif word in _VALUED and waiting and not word.startswith("-j"):
            waiting.pop(0)
        elif _TARGET.match(word) and not word.startswith("-") and not word.isdecimal():
            targets.append(word)
    if folder == UNKNOWN:
        return
    found = (
        (posixpath.join(folder, name), context.repository.read_text(posixpath.join(folder, name)))
        for name in _MAKEFILES
    )
    path, makefile = next(((path, text) for path, text in found if text is not None), ("", None))
    if makefile is None:
        yield from _without_makefile(folder, command, context)
        return
    if _ELSEWHERE.search(makefile):
        return  # targets may come from elsewhere
    known = {
        name
        for line in re.findall(r"^([^\t#=:\n]+):{1,2}(?!=)", makefile, re.MULTILINE)
        for name in line.split()
    }
    if any("$" in name for name in known):
        return
    for target in targets:
        # `make` builds C from nothing, and a file that is there is a target.
        if target not in known and context.repository.lacks(posixpath.join(folder, target)):
            near = did_you_mean(target, known - {".PHONY"}, listed=False).removeprefix("; ")
            yield Finding(
                Code.COMMAND_SCRIPT, Judgement.MISSING, f"{path} has no target {target!r}", command.position,
                command.text, Position(path, 1, 1), suggestion=near,
            )  # fmt: skip


def _without_makefile(folder: str, command: Written, context: Context) -> Iterator[Finding]:
    """Tell of `make` in a repository that has no Makefile at all, and nothing that makes one."""
    names = context.inventory.by_name
    if (
        folder
        or not context.inventory.whole
        or any(name in names for name in (*_MAKEFILES, *_MADE))
        or command.entered
    ):
        return
    if any(name.endswith((".mk", ".mak")) for name in names) or re.search(
        r"\bmake\s+\w", context.inventory.workflow_text
    ):
        return
    yield Finding(
        Code.COMMAND_SCRIPT, Judgement.MISSING, "the repository has no Makefile", command.position, command.text,
        confidence=0.65,
    )  # fmt: skip


def _check_script(name: str, command: Written, document: Document, context: Context) -> Iterator[Finding]:
    if command.folder == UNKNOWN or word_forms.is_placeholder(name) or name.startswith("-"):
        return
    if any(word.partition("=")[0] in _WORKSPACE for word in command.words[1:]):
        return
    folders = dict.fromkeys((command.folder, posixpath.dirname(document.path), *command.entered))
    known: dict[str, set[str]] = {}
    for folder in folders:
        path = posixpath.join(folder, "package.json")
        scripts = _scripts(path, context)
        if scripts is not None:
            known[path] = scripts
    if not known or any(name in scripts for scripts in known.values()):
        return
    if name == "start" and any(
        context.repository.resolve(posixpath.join(folder, "server.js")) for folder in folders
    ):
        return
    path, scripts = next(iter(known.items()))
    others = [
        other
        for other in context.inventory.by_name.get("package.json", [])
        if name in (_scripts(other, context) or ())
    ]
    # Without a `cd`, a command may be meant for another folder, of which the text speaks.
    elsewhere = others or not context.inventory.lists_all
    confidence = 0.9 if not elsewhere else 0.45 if not command.folder else 0.8
    suggestion = did_you_mean(name, scripts, listed=False).removeprefix("; ")
    yield Finding(
        Code.COMMAND_SCRIPT, Judgement.MISSING, f"{path} has no script {name!r}", command.position, command.text,
        Position(path, 1, 1), suggestion=f"{others[0]} has it" if others else suggestion, confidence=confidence,
    )  # fmt: skip


def _scripts(path: str, context: Context) -> set[str] | None:
    content = context.repository.read_text(path)
    try:
        document = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    scripts = document.get("scripts", {})
    return set(scripts) if isinstance(scripts, dict) else None
