"""Names that documents use (`ci.yml:backend-test`) -> the things of the repository that they mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workflow_docs.workflow.model import Job, step_title, steps_of
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from . import gates, references, secrets, usage

if TYPE_CHECKING:
    from collections.abc import Collection

    from workflow_docs.workflow.model import AnyJob, Workflow
    from workflow_docs.workflow.repository import ActionFile, Repository, WorkflowFile
    from workflow_docs.workflow.user_patterns import Expression

    from .verdicts import Judge

KINDS = ("workflow", "job", "step", "action", "secret", "env", "gate", "environment", "input", "file")
"""What a document can name; each is a role of the `ci` domain."""


@dataclass(frozen=True, slots=True)
class Found:
    """A thing of the repository: its canonical name, how to show it, and where it stands."""

    name: str
    title: str
    position: Position


@dataclass(frozen=True, slots=True)
class Missing:
    """A name that means nothing, or more than one thing: why, the name, and the names that there are instead."""

    reason: str
    name: str = ""
    known: Collection[str] = ()

    @property
    def message(self) -> str:
        """The reason, with what may have been meant. That takes time, and who only tries a name does not ask."""
        return self.reason + did_you_mean(self.name, self.known)

    @property
    def suggestion(self) -> str:
        """What may have been meant: `did you mean 'x'?`, or nothing."""
        return did_you_mean(self.name, self.known, listed=False).removeprefix("; ")


class ObjectIndex:
    """Looks up names in one repository; every index is made at its first use."""

    def __init__(self, repository: Repository, gate_pattern: Expression = gates.DEFAULT_PATTERN) -> None:
        """Take the repository, and the pattern that tells which steps are gates."""
        self.repository = repository
        self.gate_pattern = gate_pattern

    def find(self, kind: str, target: str) -> Found | Missing:
        """Return the thing that a name of a kind (one of `KINDS`) means, or why there is none."""
        match kind:
            case "workflow":
                return self._workflow(target)
            case "job":
                return self._job(target)
            case "step":
                return self._step(target)
            case "action":
                return self._action(target)
            case "input":
                return self._input(target)
            case "env":
                return self._env(target)
            case "secret":
                return self._by_name("secret", target.upper(), self._secrets)
            case "gate":
                return self._by_name("gate", target, self._gates)
            case "environment":
                return self._by_name("environment", target, self._environments)
            case "file":
                return self._file(target)
        raise ValueError(kind)

    def workflow_file(self, target: str) -> WorkflowFile | Missing:
        """Return the workflow file that a name means, the broken ones too."""
        file = self.repository.find(target)
        if file is None:
            known = [file.file for file in self.repository.files.values()]
            return Missing(f"there is no workflow {target!r}", target, known)
        return file

    def job(self, target: str) -> tuple[Workflow, AnyJob] | Missing:
        """Return the job that `workflow:job` means; `job` alone is enough where only one workflow has it."""
        owner, _, name = target.rpartition(":")
        if owner:
            file = self.workflow_file(owner)
            if isinstance(file, Missing):
                return file
            if file.workflow is None:
                return Missing(f"the workflow {file.file} cannot be read, so its jobs are not known")
            job = usage.find_job(file.workflow, name)
            if job is None:
                known = [job.id.value for job in file.workflow.jobs]
                return Missing(f"{file.file} has no job {name!r}", name, known)
            return file.workflow, job
        owners = [
            (workflow, job)
            for workflow in self.repository.workflows
            if (job := usage.find_job(workflow, name)) is not None
        ]
        if len(owners) == 1:
            return owners[0]
        if owners:
            options = " or ".join(f"{workflow.file}:{name}" for workflow, _ in owners)
            return Missing(f"{len(owners)} workflows have a job {name!r}; write {options}")
        known = [
            f"{workflow.file}:{job.id.value}"
            for workflow in self.repository.workflows
            for job in workflow.jobs
        ]
        ids = [entry.rpartition(":")[2] for entry in known]
        return self._nowhere("job", name, ids)

    def action_file(self, target: str) -> ActionFile | Missing:
        """Return the action that a folder (`./x`, `x`), or the action's name, means; the broken ones too."""
        files = self.repository.action_files.values()
        folder = target.removeprefix("./").removeprefix("$/").strip("/") or "."
        named = [file for file in files if file.title == target]
        file = self.repository.action_file(folder) or (named[0] if len(named) == 1 else None)
        if file is None:
            return Missing(f"there is no action {target!r}", target, [file.folder for file in files])
        return file

    # -- one method a kind -------------------------------------------------------------------------

    def _workflow(self, target: str) -> Found | Missing:
        file = self.workflow_file(target)
        if isinstance(file, Missing):
            return file
        return Found(file.path, file.title, Position(file.path, 1, 1))

    def _action(self, target: str) -> Found | Missing:
        file = self.action_file(target)
        if isinstance(file, Missing):
            return file
        return Found(file.folder, file.title, Position(file.path, 1, 1))

    def _job(self, target: str) -> Found | Missing:
        found = self.job(target)
        if isinstance(found, Missing):
            return found
        workflow, job = found
        return Found(f"{workflow.path}:{job.id.value}", job.id.value, job.position)

    def _step(self, target: str) -> Found | Missing:
        # A step's name may hold colons: the job is what stands before the second colon.
        parts = target.split(":", 2)
        if len(parts) < 3:
            return Missing(
                f"{target!r} is no step; write workflow:job:step, where step is an id, a name or a number"
            )
        found = self.job(":".join(parts[:2]))
        if isinstance(found, Missing):
            return found
        workflow, job = found
        step = usage.find_step(job, parts[2].strip())
        if step is None:
            known = [
                name
                for step in steps_of(job)
                for name in (step.id and step.id.value, step.name and step.name.value)
                if name
            ]
            return Missing(
                f"the job {job.id.value!r} of {workflow.file} has no step {parts[2]!r}", parts[2], known
            )
        key = step.id.value if step.id is not None else step.label
        return Found(f"{workflow.path}:{job.id.value}:{key}", step_title(step), step.position)

    def _input(self, target: str) -> Found | Missing:
        owner, _, name = target.rpartition(":")
        file = (
            self.workflow_file(owner) if owner else Missing(f"{target!r} is no input; write workflow:input")
        )
        if isinstance(file, Missing):
            return file
        inputs = (
            {}
            if file.workflow is None
            else {item.name.value: item for trigger in file.workflow.triggers for item in trigger.inputs}
        )
        if name not in inputs:
            return Missing(f"{file.file} has no input {name!r}", name, inputs)
        return Found(f"{file.path}:{name}", name, inputs[name].name.position)

    def _env(self, target: str) -> Found | Missing:
        owner, _, name = target.rpartition(":")
        if not owner:
            return self._by_name("variable", name, self._variables)
        file = self.workflow_file(owner)
        if isinstance(file, Missing):
            return file
        rows = usage.env(file.workflow) if file.workflow is not None else []
        first = next((row for row in rows if row.entry.name == name), None)
        if first is None:
            return Missing(f"{file.file} sets no variable {name!r}", name, [row.entry.name for row in rows])
        return Found(name, name, first.entry.position)

    def _file(self, target: str) -> Found | Missing:
        if self.repository.resolve(target) is None:
            folder, _, name = target.rstrip("/").rpartition("/")
            place = self.repository.resolve(folder) if folder else self.repository.root
            if place is None or not place.is_dir():
                return Missing(f"the repository has no {target!r}: it has no folder {folder!r} either")
            known = [entry.name for entry in place.iterdir()]
            return Missing(f"the repository has no {target!r}", name, known)
        return Found(target, target, Position(target, 0, 0))

    def _by_name(self, kind: str, name: str, known: dict[str, Found]) -> Found | Missing:
        return known.get(name) or self._nowhere(kind, name, known)

    def _nowhere(self, kind: str, name: str, known: Collection[str]) -> Missing:
        """Return that no workflow has a thing, as far as all could be read."""
        unread = ", ".join(file.file for file in self.repository.unread)
        if unread:
            return Missing(
                f"no workflow that can be read has a {kind} {name!r} ({unread} cannot)", name, known
            )
        return Missing(f"no workflow has a {kind} {name!r}", name, known)

    # -- indexes -----------------------------------------------------------------------------------

    @cached_property
    def _secrets(self) -> dict[str, Found]:
        return {
            name.upper(): Found(name, name, position)
            for name, position in secrets.names(self.repository.workflows)
        }

    @cached_property
    def _variables(self) -> dict[str, Found]:
        found: dict[str, Found] = {}
        for workflow in self.repository.workflows:
            for row in usage.env(workflow):
                found.setdefault(row.entry.name, Found(row.entry.name, row.entry.name, row.entry.position))
            for use in references.uses(workflow, "vars"):
                if use.name:
                    found.setdefault(use.name, Found(use.name, use.name, use.position))
        return found

    @cached_property
    def judge(self) -> Judge:
        """What tells the worth of gates."""
        from .verdicts import Judge  # noqa: PLC0415 (a build without changes never asks)

        return Judge(self.repository)

    def gate(self, target: str) -> gates.Gate | Missing:
        """Return the gate that an id, a title, or `workflow:job:step` means."""
        for gate in gates.gates(self.repository.workflows, self.gate_pattern):
            if target in {gate.id, gate.title} and target:
                return gate
        parts = target.split(":", 2)
        if len(parts) == 3:
            found = self.job(":".join(parts[:2]))
            if isinstance(found, Missing):
                return found
            workflow, job = found
            step = usage.find_step(job, parts[2].strip())
            if step is not None and isinstance(job, Job):
                return gates.gate_of(workflow, job, step, self.gate_pattern)
        return self._nowhere("gate", target, self._gates)

    @cached_property
    def _gates(self) -> dict[str, Found]:
        found: dict[str, Found] = {}
        for gate in gates.gates(self.repository.workflows, self.gate_pattern):
            name = gate.id or gate.title
            found.setdefault(name, Found(name, name, gate.position))
        return found

    @cached_property
    def _environments(self) -> dict[str, Found]:
        found: dict[str, Found] = {}
        for row in usage.environments(self.repository.workflows):
            name = row.environment.name.value
            found.setdefault(name, Found(name, name, row.environment.name.position))
        return found
