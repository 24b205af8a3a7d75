"""The data files of a repository: YAML and JSON, the constants of Python modules, the variables of shell scripts."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from workflow_docs.workflow.data import DataFile, read_data
from workflow_docs.workflow.problem import Problem, ProblemKind
from workflow_docs.workflow.python_module import ModuleSyntaxError, PythonModule
from workflow_docs.workflow.shell_values import read_variables

from .objects import Missing

if TYPE_CHECKING:
    from workflow_docs.workflow.data import Value
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.repository import Repository

    from .objects import ObjectIndex


class DataFiles:
    """The data files of one repository, each read once."""

    def __init__(self, repository: Repository, index: ObjectIndex) -> None:
        """Take the repository, and what looks up its files."""
        self.repository = repository
        self.index = index
        self._read: dict[str, DataFile | Missing] = {}

    def file(self, path: str) -> DataFile | Missing:
        """Return a file's values and problems; why there is none where the repository has no such text."""
        if path not in self._read:
            text = self.repository.read_text(path)
            if text is not None:
                self._read[path] = read(text, path)
            else:
                missing = self.index.find("file", path)
                self._read[path] = (
                    missing
                    if isinstance(missing, Missing)
                    else Missing(f"{path} cannot be read as text (UTF-8)")
                )
        return self._read[path]


def read(text: str, path: str) -> DataFile:
    """Return the values of a file, by its name: all that is neither Python nor shell is taken for YAML, as JSON is."""
    name = posixpath.basename(path)
    if name.endswith(".py"):
        try:
            return DataFile(path, PythonModule(text, path).constants(), ())
        except ModuleSyntaxError as error:
            problem = Problem(ProblemKind.UNREADABLE, str(error), error.position)
            return DataFile(path, None, (problem,))
    if name.endswith((".sh", ".bash", ".env")) or name.startswith(".env"):
        return DataFile(path, read_variables(text, path), ())
    return read_data(text, path)


def position_of(value: Value) -> Position | None:
    """Return where a value stands; for a list or a mapping that is computed, where its first value does."""
    position: Position | None = getattr(value, "position", None)
    if position is not None:
        return position
    inner: list[Value] = []
    if isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, list):
        inner = value
    return next((found for each in inner if (found := position_of(each)) is not None), None)
