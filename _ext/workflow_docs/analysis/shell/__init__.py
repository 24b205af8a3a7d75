"""A `run:` script -> its commands, with their places in the workflow file, and what its exit status depends on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Text
    from workflow_docs.workflow.position import Position

    from .grammar import Command

_INTERPRETERS = frozenset({"bash", "sh", "zsh", "python", "python3", "node", "source", ".", "ruby", "perl"})
_SCRIPT = re.compile(
    r"(?:\./|\$\w+/|\$\{\w+\}/)?(?:[\w.-]+/)*[\w.-]+\.(?:sh|bash|py|js|mjs|rb|pl)\Z|\./[\w./-]+\Z"
)


def commands(script: str) -> tuple[Command, ...]:
    """Return the simple commands of a bash script in the order of the text, those in substitutions too.

    An `${{ }}` is a word of unknown value; the offset counts characters of the script. A script with
    a syntax error gives the commands that can be made out.
    """
    from .grammar import parse  # noqa: PLC0415 (most uses of the package never look into a script)

    return parse(script).commands


def command_position(script: Text, command: Command) -> Position:
    """Return the place of a command in the workflow file."""
    return script.at(command.offset)


def called_scripts(script: str) -> tuple[str, ...]:
    """Return the script files that a script runs, as written without quotes and `./`, each once.

    A path that starts with a variable (`$here/other.sh`) keeps it.
    """
    found: dict[str, None] = {}
    for command in commands(script):
        words = [word.replace('"', "") for word in command.words]
        if words and words[0] in _INTERPRETERS:
            words = [word for word in words[1:] if not word.startswith("-")][:1]
        if words and _SCRIPT.match(words[0]):
            found[words[0].removeprefix("./")] = None
    return tuple(found)
