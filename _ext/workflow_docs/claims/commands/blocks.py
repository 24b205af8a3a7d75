"""The commands of a document, each with its place: those of shell blocks, and code spans that are one."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import shell
from workflow_docs.workflow.position import Position

from . import words as word_forms
from .programs import SPAN_PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.analysis.shell.grammar import Command
    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document, Fence

LANGUAGES = frozenset({"bash", "sh", "shell", "console", "zsh", "shell-session", "shellsession", "terminal"})
"""The languages of blocks that hold commands."""

UNKNOWN = "?"
"""The folder of a command that is run in one that is not known."""

# `$ `, `(venv) $ `, `user@host:~/x$ `; not `# `, which is a comment as well.
_PROMPT = re.compile(r"^(\s*(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+(?::[^\s$]*)?\s?)?[$%❯]\s+)(?=\S)")
_CONTINUED_PROMPT = re.compile(r"^\s*>\s+(?=\S)")
_REDIRECTION = re.compile(r"\d*(?:&>>?|>>?\||>>?&?|<<?<?-?&?)")
_WRAPPERS = frozenset({"sudo", "time", "nohup", "exec", "command"})
_RUNNERS = frozenset({"poetry", "uv", "pipenv", "pdm", "rye"})
_MODULES = frozenset({"pytest", "pip", "mypy", "ruff", "alembic"})
_SPAN = re.compile(r"(?:\$ )?([\w./-]+)\s+\S")


class Block(NamedTuple):
    """A text with commands: a fence, or a code span (`span`). `text` has no prompts and no output."""

    text: str
    position: Position
    span: bool
    number: int


class Written(NamedTuple):
    """One command as a document has it.

    `words` are without quotes and redirections, `raw` with quotes; `folder` is where it is run, below the root;
    `entered` are the folders that the document has gone into before.
    """

    words: tuple[str, ...]
    raw: tuple[str, ...]
    text: str
    position: Position
    folder: str
    entered: tuple[str, ...]
    block: Block
    offset: int

    @property
    def program(self) -> str:
        """The command's name."""
        return self.words[0]

    @property
    def piped(self) -> bool:
        """Whether its output goes into a pipe, a file or a variable, and so to no terminal."""
        if self.block.span:
            return False
        line = self.block.text.rfind("\n", 0, self.offset) + 1
        before = self.block.text[line : self.offset]
        return "$(" in before.rpartition(")")[2] or _redirected(self.block.text, self.offset)


def _redirected(text: str, offset: int) -> bool:
    """Whether what starts at an offset is followed by a pipe or `>` before its command ends."""
    quote = ""
    at = offset
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "|>":
            return (
                text[at : at + 2] != "||"
                and text[at - 1 : at + 2] not in {"2>&", "2>/"}
                and text[at - 1] != "2"
            )
        elif char in ";\n)" or text[at : at + 2] == "&&":
            return False
        at += 1
    return False


def blocks(document: Document) -> Iterator[Block]:
    """Yield the texts of a document that hold commands, in the order of their kind."""
    for number, fence in enumerate(document.fences):
        if fence.language in LANGUAGES or (not fence.language and _looks_like_shell(fence.text)):
            yield Block(word_forms.marked(_without_output(fence)), fence.position, False, number)
    for code in document.codes:
        match = _SPAN.match(code.text)
        if (
            match is not None
            and (match[1] in SPAN_PROGRAMS or match[1].startswith("./"))
            and "\n" not in code.text
        ):
            text = code.text.removeprefix("$ ")
            shift = len(code.text) - len(text)
            yield Block(
                word_forms.marked(text), code.position._replace(column=code.position.column + shift), True, -1
            )


def commands(document: Document, context: Context) -> Iterator[Written]:
    """Yield the commands of a document; `cd` is followed within a block."""
    entered: dict[str, None] = {}
    for block in blocks(document):
        yield from _commands(block, document, entered, context)


def _commands(
    block: Block, document: Document, entered: dict[str, None], context: Context
) -> Iterator[Written]:
    folder = ""
    left: list[tuple[int, str]] = []
    starts = [0, *(match.end() for match in re.finditer(r"\n", block.text))]
    for command in shell.commands(block.text):
        while left and command.offset > left[-1][0]:
            folder = left.pop()[1]
        raw = _without_wrapper([word for word in command.words if not _REDIRECTION.match(word)])
        words = tuple(word_forms.unquoted(word) for word in raw)
        if not words or not words[0]:
            continue
        if words[0] in {"cd", "pushd"}:
            end = _end_of_subshell(block.text, command.offset)
            if end is not None:
                left.append((end, folder))
            folder = _entered(folder, words[1] if len(words) == 2 else "~", context)
            if folder not in {UNKNOWN, ""}:
                entered[folder] = None
        elif words[0] == "popd":
            folder = UNKNOWN
        yield Written(
            words, raw, word_forms.written(command.text), _place(block, starts, command, document), folder,
            tuple(entered), block, command.offset,
        )  # fmt: skip


def _without_wrapper(words: list[str]) -> tuple[str, ...]:
    """Return the words of a command without what only runs it: `sudo`, `time`, `poetry run`, `python -m`."""
    while len(words) > 1:
        if words[0] in _WRAPPERS and not words[1].startswith("-"):
            words = words[1:]
        elif (
            words[0] in _RUNNERS and words[1] == "run" and len(words) > 2 and not words[2].startswith("-")
        ) or (words[0] in {"python", "python3"} and words[1] == "-m" and words[2:3] and words[2] in _MODULES):
            words = words[2:]
        else:
            break
    return tuple(words)


def _place(block: Block, starts: list[int], command: Command, document: Document) -> Position:
    line = bisect_right(starts, command.offset) - 1
    start = starts[line]
    column = command.offset - start + 1
    if block.span:
        return block.position._replace(column=block.position.column + command.offset)
    number = block.position.line + line
    # The lines of a fence within a list come without their indentation.
    source = document.lines[number - 1] if number <= len(document.lines) else ""
    end = starts[line + 1] - 1 if line + 1 < len(starts) else len(block.text)
    return Position(block.position.path, number, column + max(0, len(source) - (end - start)))


def _entered(folder: str, name: str, context: Context) -> str:
    """Return the folder after `cd`; `?` stands for one that is not known."""
    if folder == UNKNOWN or word_forms.is_placeholder(name) or name.startswith(("/", "~", "-")):
        return UNKNOWN
    path = posixpath.normpath(posixpath.join(folder, name))
    if path == ".":
        return ""
    place = context.repository.resolve(path)
    if (place is not None and place.is_dir()) or path in context.inventory.working_directories:
        return path
    # After `git clone` one goes into the repository itself.
    return "" if not folder and name.rstrip("/") in context.inventory.own_names else UNKNOWN


def _end_of_subshell(text: str, offset: int) -> int | None:
    """Return where the parentheses end right behind whose start something stands."""
    if not text[:offset].rstrip().endswith("("):
        return None
    depth = 1
    for at in range(offset, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return at
    return None


# -- what is a command in a block ------------------------------------------------------------------------


def _without_output(fence: Fence) -> str:
    """Return the commands of a block, spaces instead of prompts and of what the commands print."""
    if not any(_PROMPT.match(line) for line in fence.text.split("\n")):
        return fence.text
    kept: list[str] = []
    goes_on = False
    for line in fence.text.split("\n"):
        match = _PROMPT.match(line) or (_CONTINUED_PROMPT.match(line) if goes_on else None)
        if match is not None:
            kept.append(" " * match.end() + line[match.end() :])
        else:
            kept.append(line if goes_on or line.lstrip().startswith("#") else " " * len(line))
        goes_on = kept[-1].rstrip().endswith("\\")
    return "\n".join(kept)


def _looks_like_shell(text: str) -> bool:
    """Whether every line of a block without a language starts a command, is a comment, or goes on with a command."""
    if any(_PROMPT.match(line) for line in text.split("\n")[:1]):
        return True
    found = goes_on = False
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped and not goes_on and not stripped.startswith("#"):
            first, _, rest = stripped.partition(" ")
            if not rest or (first not in SPAN_PROGRAMS and first != "cd" and not first.startswith("./")):
                return False
            found = True
        goes_on = stripped.endswith("\\")
    return found
