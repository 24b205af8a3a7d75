"""Which workflow and which job a piece of a document is about: what the words next to it name, or else those above."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_docs.workflow.model import Workflow

    from .context import Context

_FILE = re.compile(r"(?<![\w.*-])[\w.*-]+\.ya?ml\b")
_AROUND = "`*:.,;()[]\"'"


def workflow_named(texts: Sequence[str], context: Context) -> tuple[Workflow | None, bool]:
    """Return the workflow that the first of some texts names that names any, by file or else by name.

    The second is whether a file is named at all, be it no workflow or one of several.
    """
    for text in texts:
        files = _FILE.findall(text)
        if files:
            found = {workflow.path: workflow for name in files for workflow in context.named_in(name)}
            return (next(iter(found.values())), True) if len(found) == 1 == len(set(files)) else (None, True)
    # The name of a workflow may be a word like any other, such as `build`.
    for text in texts:
        named = context.named_in(text)
        if named:
            return (named[0], True) if len(named) == 1 else (None, False)
    return None, False


def job_named(texts: Iterable[str], workflow: Workflow) -> str | None:
    """Return the id of the only job of a workflow that the first of some texts names that names any."""
    for text in texts:
        words = {word.strip(_AROUND) for word in text.split()}
        found = [
            job.id.value
            for job in workflow.jobs
            if f"`{job.id.value}`" in text
            or (
                job.id.value in words
                and ("-" in job.id.value or "_" in job.id.value or "job" in text.lower())
            )
            or (job.name is not None and " " in job.name.value and job.name.value in text)
        ]
        if found:
            return found[0] if len(found) == 1 else None
    return None
