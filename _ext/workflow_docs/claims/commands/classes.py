"""What a command of a document is to the repository: one of its workflows' own, one of its own, anybody's, or unknown."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from . import paths
from .inventory import plain
from .programs import WELL_KNOWN

if TYPE_CHECKING:
    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document

    from .blocks import Written


class CommandClass(Enum):
    """The classes of commands."""

    IN_WORKFLOW = "in a workflow"
    """A `run:` script has the same command."""

    IN_REPOSITORY = "in the repository"
    """It runs a script, a target, a test or a module of the repository."""

    OPERATOR = "operator"
    """A program that everybody has or knows; the repository says nothing of it."""

    UNKNOWN = "unknown"
    """Neither a known program nor a file of the repository."""


class ClassifiedCommand(NamedTuple):
    """A command of a document with its class."""

    command: Written
    kind: CommandClass


def classify(command: Written, document: Document, context: Context) -> CommandClass:
    """Return the class of a command."""
    if plain(command.text.replace("\\\n", " ")) in context.inventory.workflow_commands:
        return CommandClass.IN_WORKFLOW
    if _is_own(command, document, context):
        return CommandClass.IN_REPOSITORY
    name = command.program.rpartition("/")[2]
    known = name in WELL_KNOWN or re.fullmatch(r"(?:python|pip|ruby|php|clang|gcc|g\+\+)[\d.-]*", name)
    return CommandClass.OPERATOR if known else CommandClass.UNKNOWN


def _is_own(command: Written, document: Document, context: Context) -> bool:
    words = command.words
    match words:
        case ["make", *rest]:
            return bool(rest) and any(
                name in context.inventory.by_name for name in ("Makefile", "makefile", "GNUmakefile")
            )
        case ["npm" | "yarn" | "pnpm", "run" | "test" | "start" | "run-script", *_]:
            return "package.json" in context.inventory.by_name
    if any(paths.exists(target.path, command, document, context) for target in paths.targets(command, None)):
        return True
    if words[0] in {"python", "python3"} and "-m" in words[:-1]:
        first = words[words.index("-m") + 1].partition(".")[0]
        return any(
            paths.exists(f"{first}{end}", command, document, context) for end in ("/__init__.py", ".py")
        )
    folder, _, name = words[0].rpartition("/")
    if folder.startswith("$"):  # `"$here/step.sh"`, where a script calls another
        return name in context.inventory.by_name
    return "/" in words[0] and paths.exists(words[0], command, document, context)
