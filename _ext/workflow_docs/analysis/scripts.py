"""The texts that a step runs: its own script, and the script files of the repository that it calls."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflow_docs.workflow.model import RunStep, Text
from workflow_docs.workflow.position import Position

from . import shell, usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Job, Step, Workflow
    from workflow_docs.workflow.repository import Repository

MAX_FILES = 20
"""How many script files are followed from one step."""


@dataclass(frozen=True, slots=True)
class Script:
    """A text that a step runs. `path` is None for the step's own script."""

    text: str
    path: str | None
    run: Text

    def at(self, offset: int) -> Position:
        """Return the position of a character of the text."""
        if self.path is None:
            return self.run.at(offset)
        return Position(
            self.path, self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset)
        )


def scripts(repository: Repository, workflow: Workflow, job: Job, step: Step) -> Iterator[Script]:
    """Yield the script of a step, then the files that it calls, directly or through each other."""
    if not isinstance(step, RunStep):
        return
    yield Script(step.run.value, None, step.run)
    setting = usage.working_directory(workflow, job, step)
    folder = setting.value if setting is not None else ""
    waiting = [(call, folder, "") for call in shell.called_scripts(step.run.value)]
    seen: set[str] = set()
    while waiting and len(seen) < MAX_FILES:
        call, folder, beside = waiting.pop(0)
        path = next(
            (path for path in _candidates(call, folder, beside) if repository.read_text(path) is not None),
            None,
        )
        if path is None or path in seen:
            continue
        seen.add(path)
        text = repository.read_text(path) or ""
        yield Script(text, path, step.run)
        if not path.endswith(".py"):
            waiting.extend((inner, folder, posixpath.dirname(path)) for inner in shell.called_scripts(text))


def _candidates(call: str, folder: str, beside: str) -> Iterator[str]:
    if call.startswith("$"):  # "$here/other.sh": a file beside the one that calls it
        yield posixpath.join(beside, call.partition("/")[2])
        return
    yield posixpath.normpath(posixpath.join(folder, call))
    yield posixpath.normpath(call)
