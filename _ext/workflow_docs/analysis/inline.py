"""Texts of other languages within a script: a here-document, or what stands behind `-c` or `-e`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow import written_expressions

from . import shell

if TYPE_CHECKING:
    from .shell.grammar import Command

PYTHON, BASH, NODE = "python", "bash", "node"
"""The languages that are looked into."""

_INTERPRETERS = re.compile(
    r"(?P<python>(?:\S*/)?(?:python[0-9.]*|py))|(?P<bash>(?:\S*/)?(?:bash|sh))|(?P<node>(?:\S*/)?(?:node|nodejs))"
)
_OPTION = {
    PYTHON: re.compile(r"-\w*c"),
    BASH: re.compile(r"-\w*c"),
    NODE: re.compile(r"-\w*[ep]|--eval|--print"),
}
_MARK = re.compile(r"<<-?\s*(?P<quote>['\"]?)(?P<word>\w+)(?P=quote)")


class Inline(NamedTuple):
    """A text within a script; `offset` is where it starts there, `command` what runs it."""

    language: str
    text: str
    offset: int
    command: Command


def texts(script: str) -> list[Inline]:
    """Return the texts within a script, in their order.

    A `${{ }}` in them is a word of the same length.
    """
    if "<<" not in script and " -" not in script:
        return []
    found = []
    for command in shell.commands(script):
        match = _INTERPRETERS.fullmatch(command.program)
        if match is None:
            continue
        language = match.lastgroup or ""
        text = _argument(script, command, language) or _document(script, command)
        if text is not None:
            masked = written_expressions.replace(text[0], lambda written: "x" * len(written))
            found.append(Inline(language, masked, text[1], command))
    return found


def _argument(script: str, command: Command, language: str) -> tuple[str, int] | None:
    for option, word in zip(command.words[1:], command.words[2:], strict=False):
        if _OPTION[language].fullmatch(option):
            at = script.find(word, command.offset)
            if word[:1] not in {"'", '"'} or at < 0:
                return None
            body = word[1:-1]
            # In double quotes bash takes backslashes away; places then are those of the text as written.
            return (re.sub(r'\\([$`"\\])', r"\1", body) if word[0] == '"' else body), at + 1
    return None


def _document(script: str, command: Command) -> tuple[str, int] | None:
    end = script.find("\n", command.offset)
    mark = _MARK.search(script[command.offset : end]) if end >= 0 else None
    if mark is None:
        return None
    close = re.compile(rf"^[ \t]*{mark['word']}[ \t]*$", re.MULTILINE).search(script, end + 1)
    return (script[end + 1 : close.start()], end + 1) if close is not None else None
