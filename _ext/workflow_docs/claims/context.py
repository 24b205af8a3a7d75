"""What claims are judged by: the repository, its names, and its other documents."""

from __future__ import annotations

import math
import re
import time
from functools import cached_property
from typing import TYPE_CHECKING

from workflow_docs.analysis import issues, manifests, monitoring, references, secrets, usage
from workflow_docs.workflow.model import step_title, steps_of
from workflow_docs.workflow.repository import Repository

from . import documents, numbered, settings
from .mentions import Index, Place
from .scope import Scope
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.analysis.issues import Issues
    from workflow_docs.analysis.manifests import Manifests
    from workflow_docs.analysis.monitoring import Monitoring
    from workflow_docs.analysis.secrets import Secret
    from workflow_docs.analysis.verdicts import Judge
    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.position import Position

    from .commands.inventory import Inventory
    from .documents import Document
    from .numbered import Line
    from .printed import Prints
    from .settings import Setting
    from .sources import Sources
    from .statements import Statement


class Context:
    """Knows one repository; every index is made at its first use."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository; a workflow that cannot be read is taken for what it means (see `workflow.repair`)."""
        self.repository = _mended(repository)
        self.stated: tuple[Document, list[Statement]] | None = None
        """The document that was looked at last, with its statements."""
        self.pipeline = True
        """Whether the document that is looked at is about the pipeline."""
        self.deadline = math.inf
        """When the document that is looked at has taken too long (see `time.thread_time`)."""
        self._taken: dict[str, bool] = {}
        self._places: dict[str, bool] = {}
        self._documents: dict[str, Document | None] = {}
        self._jobs: dict[str, dict[str, str]] = {}
        self._named: dict[str, list[Workflow]] = {}
        self._lines: dict[str, tuple[Line, ...]] = {}
        self._settings: dict[str, dict[str, list[Setting]]] = {}
        self.scopes: dict[tuple[str, ...], Scope] = {}
        """What the places of documents are about, by what they stand under."""

    def is_out_of_time(self) -> bool:
        """Return whether the document that is looked at has taken too long."""
        return time.thread_time() > self.deadline

    def keep(self, document: Document) -> None:
        """Keep a document that was parsed, for the links that lead to it."""
        self._documents[document.path] = document

    def forget_documents(self) -> None:
        """Forget the documents and which paths there are: files may have been written since."""
        self.stated = None
        self._documents.clear()
        self._places.clear()

    def exists(self, path: str) -> bool:
        """Return whether there is, or may be, a file or a folder at a path below the root."""
        if path not in self._places:
            self._places[path] = not self.repository.lacks(path)
        return self._places[path]

    def document(self, path: str) -> Document | None:
        """Return a document of the repository, parsed once; None where it cannot be read."""
        if path not in self._documents:
            text = self.repository.read_text(path)
            self._documents[path] = documents.parse(text, path) if text is not None else None
        return self._documents[path]

    @cached_property
    def names(self) -> Index:
        """The names of workflows, jobs, steps and gates, to be found in texts."""
        return Index(self.repository.workflows)

    def takes_all_of(self, name: str) -> bool:
        """Return whether an expression takes all of a context (`secrets`), or a part that is known at run time only."""
        if name not in self._taken:
            self._taken[name] = any(
                not use.name
                for workflow in self.repository.workflows
                for use in references.uses(workflow, name)
            )
        return self._taken[name]

    @cached_property
    def deploying(self) -> dict[str, list[Place]]:
        """The jobs that deploy to each environment with a fixed name."""
        found: dict[str, list[Place]] = {}
        for row in usage.environments(self.repository.workflows):
            if "${{" not in row.environment.name.value:
                place = Place(row.workflow, row.job)
                found.setdefault(row.environment.name.value.lower(), []).append(place)
        return found

    @cached_property
    def whole(self) -> Scope:
        """What a document is about before it has said so: the workflow, if there is just one."""
        workflows = list(self.repository.workflows)
        return Scope(workflows[0]) if len(workflows) == 1 and self.all_readable else Scope()

    @cached_property
    def secrets(self) -> dict[str, Secret]:
        """The secrets that workflows use, by their name in upper case."""
        found = secrets.secrets(self.repository, self.repository.workflows)
        return {secret.name.upper(): secret for secret in found}

    @cached_property
    def inventory(self) -> Inventory:
        """The files of the repository and what its scripts say."""
        from .commands.inventory import Inventory  # noqa: PLC0415 (only commands ask for it)

        return Inventory(self.repository)

    @cached_property
    def environment_hosts(self) -> dict[str, Position]:
        """The hosts in the addresses of environments, as far as they are fixed, each with its first place."""
        found: dict[str, Position] = {}
        for row in usage.environments(self.repository.workflows):
            url = row.environment.url
            match = re.match(r"https?://([\w.-]+)", url.value) if url is not None else None
            if match is not None and url is not None:
                found.setdefault(match[1].lower(), url.position)
        return found

    @cached_property
    def issues(self) -> Issues:
        """The issues that workflows open."""
        return issues.of(self.repository)

    @cached_property
    def monitoring(self) -> Monitoring:
        """The dashboards, metrics and alerts of the repository."""
        return monitoring.of(self.inventory.texts, complete=self.inventory.reads_all)

    @cached_property
    def manifests(self) -> Manifests:
        """What the Kubernetes manifests of the repository set."""
        return manifests.of(self.inventory.texts, complete=self.inventory.reads_all)

    def lines(self, workflow: Workflow) -> tuple[Line, ...]:
        """Return the lines of a workflow that hold a number."""
        if workflow.path not in self._lines:
            self._lines[workflow.path] = numbered.lines(workflow, self.repository.files[workflow.path])
        return self._lines[workflow.path]

    def lines_with(self, words: Iterable[str]) -> list[Line]:
        """Return the lines of all workflows that hold a number and one of the words, or belong to what has it."""
        found = {id(line): line for word in words for line in self._lines_by_word.get(word, ())}
        return list(found.values())

    @cached_property
    def _lines_by_word(self) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for workflow in self.repository.workflows:
            for line in self.lines(workflow):
                for word in line.words | line.around:
                    found.setdefault(word, []).append(line)
        return found

    def settings(self, workflow: Workflow) -> dict[str, list[Setting]]:
        """Return what a workflow sets, by key."""
        if workflow.path not in self._settings:
            self._settings[workflow.path] = settings.of(workflow)
        return self._settings[workflow.path]

    @cached_property
    def judge(self) -> Judge:
        """What tells the worth of gates."""
        from workflow_docs.analysis.verdicts import Judge  # noqa: PLC0415 (few documents speak of gates)

        return Judge(self.repository)

    @cached_property
    def sources(self) -> Sources:
        """The workflows as YAML nodes, which quotations are held against."""
        from .sources import Sources  # noqa: PLC0415 (few documents quote)

        return Sources(self.repository)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the repository."""
        return Vocabulary(self.repository)

    @cached_property
    def job_ids(self) -> frozenset[str]:
        """The first words of what the jobs of all workflows are called, by id and by name."""
        return frozenset(
            name.split(maxsplit=1)[0]
            for workflow in self.repository.workflows
            for name in self.jobs_by_name(workflow)
        )

    def jobs_by_name(self, workflow: Workflow) -> dict[str, str]:
        """Return the ids of a workflow's jobs by what they are called: by the ids and the fixed names."""
        if workflow.path not in self._jobs:
            names = {job.id.value: job.id.value for job in workflow.jobs}
            for job in workflow.jobs:
                if job.name is not None and job.name.value.strip() and "${{" not in job.name.value:
                    names.setdefault(job.name.value.strip(), job.id.value)
            self._jobs[workflow.path] = names
        return self._jobs[workflow.path]

    @cached_property
    def step_names(self) -> frozenset[str]:
        """What the steps of all workflows are called, in lower case and without signs."""
        return frozenset(
            " ".join(re.findall(r"\w+", step_title(step).lower()))
            for workflow in self.repository.workflows
            for job in workflow.jobs
            for step in steps_of(job)
        )

    @cached_property
    def prints(self) -> Prints:
        """What the workflows and scripts print."""
        from .printed import Prints  # noqa: PLC0415 (few documents quote output)

        return Prints(self.repository)

    @cached_property
    def all_readable(self) -> bool:
        """Whether every workflow could be read: if not, what is missing may stand in the one that cannot."""
        return self.repository.is_complete and all(
            file.workflow is not None for file in self.repository.files.values()
        )

    def secrets_of(self, workflow: Workflow) -> set[str]:
        """Return the secrets that one workflow uses, in upper case."""
        return {use.name.upper() for use in references.uses(workflow, "secrets") if use.name}

    def named_in(self, text: str) -> list[Workflow]:
        """Return the workflows that a text names, by file or by title."""
        if text not in self._named:
            found = {
                workflow.path: workflow
                for match in self._names.finditer(text)
                for workflow in self._by_name[match.group().lower()]
            }
            self._named[text] = list(found.values())
        return self._named[text]

    @cached_property
    def _by_name(self) -> dict[str, list[Workflow]]:
        found: dict[str, list[Workflow]] = {}
        for workflow in self.repository.workflows:
            for name in {workflow.file, workflow.name.value if workflow.name is not None else ""} - {""}:
                found.setdefault(name.lower(), []).append(workflow)
        return found

    @cached_property
    def _names(self) -> re.Pattern[str]:
        # The longest first, so that `CI Pipeline` is not taken for `CI`.
        names = "|".join(re.escape(name) for name in sorted(self._by_name, key=len, reverse=True))
        return re.compile(rf"(?<![\w-])(?:{names or '(?!)'})(?![\w-])", re.IGNORECASE)

    def workflow(self, name: str) -> Workflow | None:
        """Return the readable workflow that a file's name, a path or a title means."""
        file = self.repository.find(name)
        return file.workflow if file is not None else None


def _mended(repository: Repository) -> Repository:
    if all(file.workflow is not None for file in repository.files.values()):
        return repository
    from workflow_docs.workflow.repair import parse_repaired  # noqa: PLC0415 (few files are broken)

    files = {
        path: file if file.workflow is not None else file._replace(workflow=parse_repaired(file.text, path))
        for path, file in repository.files.items()
    }
    return Repository(
        repository.root,
        files,
        repository.action_files,
        repository.problems,
        is_complete=repository.is_complete,
    )
