"""Texts of a stranger's repository -> words that mean nothing but themselves in a page: escaped, quoted, or refused."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Input, Workflow

_MARKUP = re.compile(r"[\\`*\[\]<>{}&$]|(?<![^\W_])_|_(?![^\W_])|#(?=#*\s*\Z)")
_PLAIN = re.compile(r"[\w.+@/][\w.+@/()-]*(?: [\w.+@/()-]+)*")
_SHOWN = 120
"""How many characters of a name a heading shows."""


class Written(str):
    """A text that a page takes as it is: it was checked or made here."""

    __slots__ = ()


def one_line(text: str) -> str:
    """Return a text on one line, of characters that can be shown."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def markdown(text: object) -> str:
    """Return a text as Markdown that shows it: on one line, with nothing in it that is markup to MyST."""
    if isinstance(text, Written):
        return text
    shown = one_line(str(text))
    shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1].rstrip()}…"
    return _MARKUP.sub(lambda match: f"\\{match[0]}", shown)


def code(text: str) -> Written:
    """Return a text as a code span, whatever grave accents it holds."""
    shown = one_line(text) or " "
    marks = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    space = " " if "`" in {shown[0], shown[-1]} else ""
    return Written(f"{marks}{space}{shown}{space}{marks}")


def plain(name: str) -> Written | None:
    """Return a name that can stand as it is in a directive's first line and in a role; None for any other."""
    return Written(name) if _PLAIN.fullmatch(name) else None


def block(text: str) -> Written:
    """Return commands as a code block, whatever fences they hold."""
    marks = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return Written(f"{marks}bash\n{text}\n{marks}")


def run_command(workflow: Workflow, inputs: tuple[Input, ...]) -> Written:
    """Return a code block with the command that starts a workflow by hand.

    It gives every input that is required or has a list to choose from: the default, else the first choice, else a
    placeholder in angle brackets.
    """
    words = ["gh", "workflow", "run", shlex.quote(workflow.file)]
    for each in inputs:
        name = each.name.value
        if name.isprintable() and (each.is_required or each.options):
            words.append(f"-f {shlex.quote(f'{name}={_value(each)}')}")
    if len(words) <= 6:
        return block(" ".join(words))
    return block(" \\\n  ".join([" ".join(words[:4]), *words[4:]]))


def _value(each: Input) -> str:
    default = getattr(each.default, "value", None)
    choices = [option.value for option in each.options]
    for value in (default, *choices):
        if isinstance(value, str) and value and value.isprintable():
            return value
    return "true" if each.type is not None and each.type.value == "boolean" else f"<{each.name.value}>"
