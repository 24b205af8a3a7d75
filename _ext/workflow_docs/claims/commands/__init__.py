"""Commands in shell blocks: `gh workflow run`, scripts of the repository, `make`, `npm run`."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING

from workflow_docs.analysis import shell
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from .findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.analysis.shell.grammar import Command
    from workflow_docs.workflow.model import Input, Workflow

    from .context import Context
    from .documents import Document, Fence

LANGUAGES = frozenset({"bash", "sh", "shell", "console", "zsh", "shell-session"})
"""The languages of blocks that hold commands."""

_PROMPT = re.compile(r"^(\s*)[$%>] (?=\S)", re.MULTILINE)
_PLACEHOLDER = re.compile(
    r"[<>{}$*?\[\]]|\.\.\.|…|^(?:path|my|your|example|foo|some)\b|YOUR_|EXAMPLE", re.IGNORECASE
)
_SCRIPT = re.compile(
    r"(?:\./)?(?:[\w.-]+/)+[\w.-]+\.(?:sh|bash|py|js|mjs|ts|rb|pl)\Z|\./[\w.-]+\.(?:sh|py|js)\Z"
)
_INTERPRETERS = frozenset({"bash", "sh", "python", "python3", "node", "ruby", "perl", "source", "."})


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every command that cannot work in the repository."""
    for fence in document.fences:
        if fence.language not in LANGUAGES:
            continue
        text = _PROMPT.sub(lambda match: match[1] + "  ", fence.text)
        folder = ""
        for command in shell.commands(text):
            place = _place(fence, text, command)
            words = [word.strip("\"'") for word in command.words]
            if words[:1] == ["cd"] and len(words) == 2:
                folder = _entered(folder, words[1], context)
                continue
            yield from _check(words, command.text, place, folder, context)


def _place(fence: Fence, text: str, command: Command) -> Position:
    line = text.count("\n", 0, command.offset)
    column = command.offset - text.rfind("\n", 0, command.offset)
    return Position(fence.position.path, fence.position.line + line, column)


def _entered(folder: str, name: str, context: Context) -> str:
    """Return the folder after `cd`; `?` stands for one that is not known."""
    path = posixpath.normpath(posixpath.join(folder, name))
    known = folder != "?" and not _PLACEHOLDER.search(name) and context.repository.resolve(path) is not None
    return ("" if path == "." else path) if known else "?"


def _check(words: list[str], text: str, place: Position, folder: str, context: Context) -> Iterator[Finding]:
    match words:
        case ["gh", "workflow", "run" | "view" | "enable" | "disable" as verb, *rest]:
            yield from _check_gh(verb, rest, text, place, context)
        case ["make", *targets]:
            yield from _check_make(targets, text, place, folder, context)
        case ["npm" | "yarn" | "pnpm", "run", name, *_]:
            yield from _check_npm(name, text, place, folder, context)
        case [program, *rest]:
            path = (
                next((word for word in rest if not word.startswith("-")), "")
                if program in _INTERPRETERS
                else program
            )
            if folder != "?" and _SCRIPT.match(path) and not _PLACEHOLDER.search(path):
                yield from _check_path(path, text, place, folder, context)


def _check_path(path: str, text: str, place: Position, folder: str, context: Context) -> Iterator[Finding]:
    candidates = {posixpath.normpath(posixpath.join(folder, path)), posixpath.normpath(path)}
    if any(context.repository.resolve(candidate) is not None for candidate in candidates):
        return
    # A command that was written for another folder has its first part somewhere; else nothing is known of it.
    parent = posixpath.dirname(posixpath.normpath(posixpath.join(folder, path)))
    if context.repository.resolve(parent or ".") is None:
        return
    place_of = context.repository.root / parent
    known = [entry.name for entry in place_of.iterdir()] if place_of.is_dir() else []
    yield Finding(
        Code.COMMAND_PATH, Judgement.MISSING, f"the repository has no {posixpath.join(parent, posixpath.basename(path))!r}",
        place, text, suggestion=did_you_mean(posixpath.basename(path), known, listed=False).removeprefix("; "),
    )  # fmt: skip


# -- gh workflow -----------------------------------------------------------------------------------------

_VALUED = {
    "-f": "field",
    "--raw-field": "field",
    "-F": "field",
    "--field": "field",
    "-r": "ref",
    "--ref": "ref",
    "-R": "repo",
    "--repo": "repo",
}


def _check_gh(verb: str, rest: list[str], text: str, place: Position, context: Context) -> Iterator[Finding]:
    names, fields, elsewhere = _gh_words(rest)
    if elsewhere or not names or _PLACEHOLDER.search(names[0]) or not context.repository.files:
        return
    file = context.repository.find(names[0])
    if file is None:
        known = [file.file for file in context.repository.files.values()]
        yield Finding(
            Code.UNKNOWN_WORKFLOW, Judgement.MISSING, f"there is no workflow {names[0]!r}", place, text,
            suggestion=did_you_mean(names[0], known, listed=False).removeprefix("; "),
        )  # fmt: skip
        return
    if verb == "run" and file.workflow is not None:
        yield from _check_run(file.workflow, fields, text, place)


def _gh_words(rest: list[str]) -> tuple[list[str], dict[str, str], bool]:
    """Return the names, the fields that are passed, and whether another repository is meant."""
    names: list[str] = []
    fields: dict[str, str] = {}
    elsewhere = False
    waiting = list(rest)
    while waiting:
        word = waiting.pop(0)
        option, equals, value = word.partition("=")
        kind = _VALUED.get(option)
        if kind is None:
            if not word.startswith("-"):
                names.append(word)
            continue
        if not equals:
            value = waiting.pop(0) if waiting else ""
        if kind == "field":
            name, _, given = value.partition("=")
            fields[name.strip("\"'")] = given.strip("\"'")
        elsewhere = elsewhere or kind == "repo"
    return names, fields, elsewhere


def _check_run(workflow: Workflow, fields: dict[str, str], text: str, place: Position) -> Iterator[Finding]:
    dispatch = next(
        (trigger for trigger in workflow.triggers if trigger.event.value == "workflow_dispatch"), None
    )
    if dispatch is None:
        events = ", ".join(trigger.event.value for trigger in workflow.triggers)
        evidence = workflow.triggers[0].event.position if workflow.triggers else workflow.position
        yield Finding(
            Code.NOT_DISPATCHED, Judgement.CONTRADICTED,
            f"{workflow.file} cannot be started by hand: it has no workflow_dispatch, only {events}", place, text, evidence,
        )  # fmt: skip
        return
    declared: dict[str, Input] = {item.name.value: item for item in dispatch.inputs}
    for name, value in fields.items():
        item = declared.get(name)
        if item is None:
            yield Finding(
                Code.UNKNOWN_INPUT, Judgement.CONTRADICTED, f"{workflow.file} declares no input {name!r}", place, text,
                dispatch.event.position, suggestion=did_you_mean(name, declared).removeprefix("; "),
            )  # fmt: skip
        elif (
            item.options
            and value
            and not _PLACEHOLDER.search(value)
            and value not in {o.value for o in item.options}
        ):
            options = [option.value for option in item.options]
            yield Finding(
                Code.INPUT_VALUE, Judgement.CONTRADICTED,
                f"the input {name!r} of {workflow.file} takes {', '.join(options)}, not {value!r}", place, text,
                item.name.position, suggestion=did_you_mean(value, options, listed=False).removeprefix("; "),
            )  # fmt: skip
    for name, item in declared.items():
        if item.is_required and item.default is None and name not in fields:
            yield Finding(
                Code.MISSING_INPUT, Judgement.CONTRADICTED, f"{workflow.file} requires the input {name!r}, which is not passed",
                place, text, item.name.position,
            )  # fmt: skip


# -- make and npm ----------------------------------------------------------------------------------------


def _check_make(
    targets: list[str], text: str, place: Position, folder: str, context: Context
) -> Iterator[Finding]:
    if folder == "?" or any(word.startswith(("-C", "-f", "--dir", "--file")) for word in targets):
        return
    path = posixpath.join(folder, "Makefile") if folder else "Makefile"
    makefile = context.repository.read_text(path)
    if makefile is None or re.search(r"^-?include\b|^%|^\$\(", makefile, re.MULTILINE):
        return  # targets may come from elsewhere
    known = set(re.findall(r"^([\w.-]+)(?:\s+[\w.-]+)*\s*:(?!=)", makefile, re.MULTILINE))
    known |= {
        name for line in re.findall(r"^([^\t#=:]+):(?!=)", makefile, re.MULTILINE) for name in line.split()
    }
    for target in targets:
        if re.fullmatch(r"[\w-]+", target) and target not in known:
            yield Finding(
                Code.COMMAND_SCRIPT, Judgement.MISSING, f"{path} has no target {target!r}", place, text, Position(path, 1, 1),
                suggestion=did_you_mean(target, known, listed=False).removeprefix("; "),
            )  # fmt: skip


def _check_npm(name: str, text: str, place: Position, folder: str, context: Context) -> Iterator[Finding]:
    if (
        folder == "?"
        or _PLACEHOLDER.search(name)
        or any(word in text for word in ("--prefix", "--cwd", "-C ", "--filter", "-w ", "--workspace"))
    ):
        return
    path = posixpath.join(folder, "package.json") if folder else "package.json"
    content = context.repository.read_text(path)
    try:
        document = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return
    scripts = document.get("scripts") if isinstance(document, dict) else None
    if isinstance(scripts, dict) and name not in scripts:
        yield Finding(
            Code.COMMAND_SCRIPT, Judgement.MISSING, f"{path} has no script {name!r}", place, text, Position(path, 1, 1),
            suggestion=did_you_mean(name, scripts, listed=False).removeprefix("; "),
        )  # fmt: skip
