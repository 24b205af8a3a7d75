"""The words of a repository: what its workflows name, and what stands in any of its files."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import gates, secrets, usage
from workflow_docs.workflow import written_expressions
from workflow_docs.workflow.model import RunStep, UsesStep, step_title, steps_of

from . import files, images, shapes

if TYPE_CHECKING:
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.repository import Repository

    from .files import Search

WHOLE = 3
"""How many files that are neither workflows nor documents make a folder a repository."""


_PLAIN_WORD = re.compile(r"[\w-]+")


class Use(NamedTuple):
    """A use of an action: the version, and the comment behind it, which names it where `ref` is a commit."""

    path: str
    ref: str
    comment: str
    position: Position


class Vocabulary:
    """Knows the words of one repository; every set is made at its first use."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository."""
        self.repository = repository
        self._words: dict[str, bool] = {}
        self.near: dict[tuple[str, str], str | None] = {}
        """What a name of some shape may have been meant for, as far as it was asked."""

    @cached_property
    def variables(self) -> set[str]:
        """The names of all variables that workflows set or read."""
        found = {row.entry.name for workflow in self.repository.workflows for row in usage.env(workflow)}
        return found | {variable.name for variable in secrets.variables(self.repository.workflows)}

    @cached_property
    def artifacts(self) -> set[str]:
        """The names of the artifacts that workflows upload, an expression in them as `*`."""
        return {
            written_expressions.replace(row.name, lambda _: "*")
            for workflow in self.repository.workflows
            for row in usage.artifacts(workflow)
        }

    @cached_property
    def environments(self) -> set[str]:
        """The environments that jobs deploy to, in small letters; `*` where one is an expression."""
        return {
            "*" if "${{" in row.environment.name.value else row.environment.name.value.lower()
            for row in usage.environments(self.repository.workflows)
        }

    @cached_property
    def gate_ids(self) -> set[str]:
        """The ids of the quality gates."""
        return {gate.id for gate in gates.gates(self.repository.workflows) if gate.id}

    @cached_property
    def step_titles(self) -> set[str]:
        """The names that GitHub shows for steps."""
        return {
            step_title(step)
            for workflow in self.repository.workflows
            for job in workflow.jobs
            for step in steps_of(job)
        }

    @cached_property
    def uses(self) -> dict[str, list[Use]]:
        """The uses of every action of another repository, by its name in small letters."""
        found: dict[str, list[Use]] = {}
        for workflow in self.repository.workflows:
            lines = self.repository.files[workflow.path].text.split("\n")
            for job in workflow.jobs:
                for step in steps_of(job):
                    if isinstance(step, UsesStep) and "@" in step.uses.value:
                        name, _, ref = step.uses.value.partition("@")
                        line = step.uses.position.line
                        comment = lines[line - 1].partition("#")[2] if line <= len(lines) else ""
                        version = re.search(r"v?(\d[\w.]*)", comment)
                        use = Use(
                            workflow.path, ref, version[1] if version is not None else "", step.uses.position
                        )
                        found.setdefault(name.lower(), []).append(use)
        return found

    @cached_property
    def images(self) -> dict[str, dict[str, Position]]:
        """The container images of workflows, with their tags and where each is used first."""
        found: dict[str, dict[str, Position]] = {}
        for workflow in self.repository.workflows:
            for name, tag, position in images.of(workflow):
                found.setdefault(name, {}).setdefault(tag, position)
        return found

    @cached_property
    def tokens(self) -> dict[str, frozenset[str]]:
        """The names in workflows and actions, by their shape."""
        files = [file.text for file in self.repository.files.values()]
        return shapes.of(files + [file.text for file in self.repository.action_files.values()])

    @cached_property
    def _known_names(self) -> set[str]:
        found = {name.lower() for name in self.step_titles}
        for file in self.repository.files.values():
            found |= {file.file.lower(), file.title.lower(), file.file.rpartition(".")[0].lower()}
            for job in file.workflow.jobs if file.workflow is not None else ():
                found.add(job.id.value.lower())
                if job.name is not None:
                    found.add(job.name.value.lower())
                for step in steps_of(job):
                    if step.id is not None:
                        found.add(step.id.value.lower())
                    if isinstance(step, UsesStep):
                        found.add(step.uses.value.lower())
                        found.add(step.uses.value.partition("@")[0].lower())
        return found

    def is_name(self, text: str) -> bool:
        """Return whether a workflow, a job or a step has this name, or one that is a part of it."""
        lower = text.lower()
        if lower in self._known_names:
            return True
        return " " in lower and any(
            " " in name and (f" {lower} " in f" {name} " or f" {name} " in f" {lower} ")
            for name in self._known_names
        )

    def runs(self, text: str) -> bool:
        """Return whether a script of a workflow has this text."""
        return any(
            text in step.run.value
            for workflow in self.repository.workflows
            for job in workflow.jobs
            for step in steps_of(job)
            if isinstance(step, RunStep)
        )

    def is_said(self, text: str) -> bool:
        """Return whether a workflow file has this text anywhere: who names a path there knows that it exists in a run."""
        return any(text in file.text for file in self.repository.files.values()) or any(
            text in file.text for file in self.repository.action_files.values()
        )

    @cached_property
    def _listing(self) -> Search[tuple[str, ...]]:
        return files.listing(self.repository.root)

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths of the files of the repository, but for those that tools make."""
        return frozenset(self._listing.found)

    @cached_property
    def folders(self) -> frozenset[str]:
        """The folders at the top of the repository."""
        return frozenset(path.partition("/")[0] for path in self.files if "/" in path)

    @cached_property
    def is_whole(self) -> bool:
        """Whether this is the whole of a repository, not just its workflows and documents, and all its files are listed."""
        sources = sum(
            not path.startswith(".github/") and not path.endswith((".md", ".txt")) for path in self.files
        )
        return sources >= WHOLE and self._listing.complete

    def is_word(self, word: str) -> bool:
        """Return whether any file of the repository that is no document has this word, or the name of one."""
        if word not in self._words:
            self._words[word] = word in self._workflow_words or word in self._all_words or self._is_part(word)
        return self._words[word]

    def lacks_word(self, word: str) -> bool:
        """Return whether every file that is no document was searched, and none has this word, or the name of one."""
        return (
            not self.is_word(word)
            and self._texts.complete
            and self._listing.complete
            and self.repository.is_complete
        )

    def _is_part(self, word: str) -> bool:
        """Return whether a word of several parts (`a.b/c`) stands somewhere."""
        if _PLAIN_WORD.fullmatch(word):
            return False
        pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        return any(word in text and pattern.search(text) for text in self._searched) or any(
            path == word or path.endswith("/" + word) for path in self.files
        )

    @cached_property
    def _workflow_words(self) -> frozenset[str]:
        return frozenset(
            word for file in self.repository.files.values() for word in _PLAIN_WORD.findall(file.text)
        )

    @cached_property
    def _all_words(self) -> frozenset[str]:
        found: set[str] = set()
        for text in self._searched:
            found.update(_PLAIN_WORD.findall(text))
        return frozenset(found)

    @cached_property
    def _texts(self) -> Search[dict[str, str]]:
        names = (path for path in sorted(self.files) if not path.endswith(files.NO_SOURCES))
        return files.texts(self.repository, names)

    @cached_property
    def _searched(self) -> list[str]:
        return [*(file.text for file in self.repository.files.values()), *self._texts.found.values()]
