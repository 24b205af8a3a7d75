"""A workflow that GitHub cannot read, read all the same: lines that break out of a block are put back into it.

What a broken file says is still what its author meant, and what documents were written about. Only the audit of
documents asks for it; nothing that is generated stands on a guess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .parser import parse_workflow
from .problem import ProblemKind

if TYPE_CHECKING:
    from .model import Workflow

MAX_REPAIRS = 40
"""How many lines are put back before a file counts as lost."""


def parse_repaired(text: str, path: str) -> Workflow | None:
    """Return what a workflow says that does not parse as it is; None where indenting does not help."""
    found = _repaired(text, path)
    return found[1] if found is not None else None


def repaired_text(text: str, path: str) -> str | None:
    """Return a text that parses, where a workflow does not as it is; None where indenting does not help.

    Lines keep their numbers; the columns of a line that was put back are those behind the repair.
    """
    found = _repaired(text, path)
    return found[0] if found is not None else None


def _repaired(text: str, path: str) -> tuple[str, Workflow] | None:
    lines = text.split("\n")
    for _ in range(MAX_REPAIRS):
        workflow, problems = parse_workflow("\n".join(lines), path)
        if workflow is not None:
            return "\n".join(lines), workflow
        fault = next((each for each in problems if each.kind is ProblemKind.YAML_SYNTAX), None)
        if fault is None or not _put_back(lines, min(fault.position.line, len(lines)) - 1):
            return None
    return None


def _put_back(lines: list[str], line: int) -> bool:
    """Indent a line like the block above it; return whether there is such a block."""
    own = _indent(lines[line])
    for above in range(line - 1, -1, -1):
        text = lines[above].strip()
        if text and _indent(lines[above]) > own:
            for number in range(above + 1, line + 1):
                if lines[number].strip():
                    lines[number] = " " * _indent(lines[above]) + lines[number].lstrip()
            return True
        if text and not text.startswith("#"):  # to YAML, such a line may have ended the block as a comment
            return False
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
