"""The commands of documents by class and by program, and each of them once with the documents that have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.claims import commands
from workflow_docs.claims.commands.classes import CommandClass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workflow_docs.claims.commands.classes import ClassifiedCommand
    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document

SCRIPTS = "scripts of the repository"
"""What programs are called that are files of the repository."""

OTHER = "the shell itself"
"""What the words are called that no program stands behind."""

_SHELL = frozenset(
    {":", ".", "[", "[[", "alias", "cd", "echo", "eval", "exit", "export", "printf", "read", "set", "shift", "source", "test",
     "trap", "true", "false", "umask", "unset", "wait"}
)  # fmt: skip


class Listed(NamedTuple):
    """A command as it is written first, its class, and the documents that have it."""

    text: str
    kind: CommandClass
    documents: tuple[str, ...]


class Commands(NamedTuple):
    """The commands of several documents: by document and class, by program and document, and each one once."""

    by_class: Mapping[str, Mapping[CommandClass, int]]
    by_program: Mapping[str, Mapping[str, int]]
    listed: tuple[Listed, ...]


def of(documents: Iterable[Document], context: Context) -> Commands:
    """Return the commands of the shell blocks of documents."""
    by_class: dict[str, dict[CommandClass, int]] = {}
    by_program: dict[str, dict[str, int]] = {}
    seen: dict[tuple[str, CommandClass], list[str]] = {}
    for document in documents:
        classes = by_class.setdefault(document.path, dict.fromkeys(CommandClass, 0))
        for each in commands.listed(document, context):
            classes[each.kind] += 1
            programs = by_program.setdefault(_program(each), {})
            programs[document.path] = programs.get(document.path, 0) + 1
            places = seen.setdefault((_one_line(each), each.kind), [])
            if document.path not in places:
                places.append(document.path)
    order = list(CommandClass)
    listed = sorted(
        (Listed(text, kind, tuple(places)) for (text, kind), places in seen.items()),
        key=lambda each: (order.index(each.kind), each.text),
    )
    last = (SCRIPTS, OTHER)
    ordered = {name: by_program[name] for name in sorted(by_program, key=lambda name: (name in last, name))}
    return Commands(by_class, ordered, tuple(listed))


def _program(command: ClassifiedCommand) -> str:
    first = command.command.words[0]
    if first in _SHELL:
        return OTHER
    return SCRIPTS if "/" in first and command.kind is not CommandClass.UNKNOWN else first


def _one_line(command: ClassifiedCommand) -> str:
    return " ".join(command.command.text.replace("\\\n", " ").split())
