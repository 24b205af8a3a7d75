"""The banner on the page of a workflow or an action file that is at fault: each problem, with the lines around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.workflow import places
from workflow_docs.workflow.problem import Severity
from workflow_docs.workflow.repository import WorkflowFile

from . import inline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow_docs.workflow.problem import Problem
    from workflow_docs.workflow.repository import ActionFile

MAX_SHOWN = 10
"""How many problems a banner shows before it counts the rest."""

_AROUND = 2


def banner(file: WorkflowFile | ActionFile, problems: Sequence[Problem]) -> nodes.Element:
    """Return an error box (a warning box where GitHub would take the file) with every problem of a file."""
    severe = any(problem.severity is Severity.ERROR for problem in problems)
    content = file.workflow if isinstance(file, WorkflowFile) else file.action
    first = "This file cannot be read." if content is None else "This file has problems."
    box: nodes.Element = (nodes.error if severe else nodes.warning)("", nodes.paragraph("", first))
    for problem in problems[:MAX_SHOWN]:
        box += inline.paragraph(
            inline.source(problem.position, str(problem.position)),
            [
                nodes.Text(": "),
                *inline.text(problem.message),
                nodes.Text(" ("),
                *inline.code(f"ci.{problem.kind.value}"),
                nodes.Text(")"),
            ],
        )
        excerpt = _excerpt(file.text, problem.position.line)
        if excerpt:
            box += nodes.literal_block(excerpt, excerpt, language="text", force=True)
    if len(problems) > MAX_SHOWN:
        box += nodes.paragraph("", f"{len(problems) - MAX_SHOWN} more problems.")
    return box


def _excerpt(text: str, line: int) -> str:
    lines = places.lines(text)
    if not 0 < line <= len(lines):
        return ""
    first, last = max(line - _AROUND, 1), min(line + _AROUND, len(lines))
    width = len(str(last))
    return "\n".join(
        f"{'>' if number == line else ' '} {number:{width}} | {lines[number - 1].rstrip()[:200]}".rstrip()
        for number in range(first, last + 1)
    )
