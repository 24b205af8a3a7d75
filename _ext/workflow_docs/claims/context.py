"""What claims are judged by: the repository, its names, and its other documents."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from workflow_docs.analysis import references, secrets

from . import documents

if TYPE_CHECKING:
    from workflow_docs.analysis.secrets import Secret
    from workflow_docs.analysis.verdicts import Judge
    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.repository import Repository

    from .documents import Document


class Context:
    """Knows one repository; every index is made at its first use."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository."""
        self.repository = repository
        self._documents: dict[str, Document | None] = {}

    def document(self, path: str) -> Document | None:
        """Return a document of the repository, parsed once; None where it cannot be read."""
        if path not in self._documents:
            text = self.repository.read_text(path)
            self._documents[path] = documents.parse(text, path) if text is not None else None
        return self._documents[path]

    @cached_property
    def secrets(self) -> dict[str, Secret]:
        """The secrets that workflows use, by their name in upper case."""
        found = secrets.secrets(self.repository, self.repository.workflows)
        return {secret.name.upper(): secret for secret in found}

    @cached_property
    def judge(self) -> Judge:
        """What tells the worth of gates."""
        from workflow_docs.analysis.verdicts import Judge  # noqa: PLC0415 (few documents speak of gates)

        return Judge(self.repository)

    @cached_property
    def all_readable(self) -> bool:
        """Whether every workflow could be read: if not, what is missing may stand in the one that cannot."""
        return all(file.workflow is not None for file in self.repository.files.values())

    def secrets_of(self, workflow: Workflow) -> set[str]:
        """Return the secrets that one workflow uses, in upper case."""
        return {use.name.upper() for use in references.uses(workflow, "secrets") if use.name}

    def workflow(self, name: str) -> Workflow | None:
        """Return the readable workflow that a file's name, a path or a title means."""
        file = self.repository.find(name)
        return file.workflow if file is not None else None
