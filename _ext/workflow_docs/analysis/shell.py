"""A `run:` script -> its commands, with their places in the workflow file, and the script files it calls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tree_sitter

    from workflow_docs.workflow.model import Text
    from workflow_docs.workflow.position import Position

_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_CONTINUED = re.compile(r"\s*\\\n\s*")
_INTERPRETERS = frozenset({"bash", "sh", "zsh", "python", "python3", "node", "source", ".", "ruby", "perl"})
_SCRIPT = re.compile(
    r"(?:\./|\$\w+/|\$\{\w+\}/)?(?:[\w.-]+/)*[\w.-]+\.(?:sh|bash|py|js|mjs|rb|pl)\Z|\./[\w./-]+\Z"
)


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command: its text on one line, its words (quotes kept), and where it starts."""

    text: str
    words: tuple[str, ...]
    offset: int

    @property
    def program(self) -> str:
        """The command's name as written."""
        return self.words[0] if self.words else ""


def commands(script: str) -> tuple[Command, ...]:
    """Return the simple commands of a bash script in the order of the text, those in substitutions too.

    An `${{ }}` is a word of unknown value; the offset counts characters of the script. A script with
    a syntax error gives the commands that can be made out.
    """
    return _commands(script)


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


@lru_cache(maxsize=2048)
def _commands(script: str) -> tuple[Command, ...]:
    # A word of the same length stands for an expression, so that places stay what they are.
    plain = _EXPRESSION.sub(lambda match: re.sub(r"[^\n]", "x", match.group()), script)
    data = plain.encode()
    tree = _parser().parse(data)

    def characters(offset: int) -> int:
        return offset if len(data) == len(plain) else len(data[:offset].decode("utf-8", "ignore"))

    def source(node: tree_sitter.Node) -> str:
        return script[characters(node.start_byte) : characters(node.end_byte)]

    found = []
    for node in _walk(tree.root_node):
        if node.type != "command":
            continue
        parts = [child for child in node.named_children if child.type != "variable_assignment"]
        words = tuple(source(child) for child in parts)
        text = _CONTINUED.sub(" ", source(node)).strip()
        found.append(Command(text, words, characters(node.start_byte)))
    return tuple(found)


def _walk(root: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.named_children))


@lru_cache(maxsize=1)
def _parser() -> tree_sitter.Parser:
    # Imported at the first script: most calls of the command never need the grammar.
    import tree_sitter  # noqa: PLC0415
    import tree_sitter_bash  # noqa: PLC0415

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))
