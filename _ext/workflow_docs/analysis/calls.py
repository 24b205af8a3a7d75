"""Calls of reusable workflows and actions of the repository: what is passed, held against what is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.model import CallJob, Text, UsesStep, steps_of
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.problem import Problem, ProblemKind
from workflow_docs.workflow.repository import local_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.model import Entry, Input, Step, Workflow
    from workflow_docs.workflow.repository import Repository


class RemoteUse(NamedTuple):
    """An action, or a reusable workflow, of another repository: `owner/name/path@ref`."""

    repository: str
    path: str
    ref: str

    @property
    def url(self) -> str:
        """Where GitHub shows it: a workflow's file, or an action's folder, at the ref."""
        if not self.path:
            return f"https://github.com/{self.repository}/tree/{self.ref}"
        kind = "blob" if self.path.endswith((".yml", ".yaml")) else "tree"
        return f"https://github.com/{self.repository}/{kind}/{self.ref}/{self.path}"


_NAME_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/")


def remote_use(uses: str) -> RemoteUse | None:
    """Return what `owner/name[/path]@ref` names; None for a local, a Docker, or no such use."""
    target, at, ref = uses.partition("@")
    if not at or not ref or not set(target + ref) <= _NAME_SIGNS or uses.startswith((".", "/", "$")):
        return None
    parts = target.split("/")
    if len(parts) < 2 or not all(parts) or ".." in parts:
        return None
    return RemoteUse("/".join(parts[:2]), "/".join(parts[2:]), ref)


def local_path(job: CallJob) -> str | None:
    """Return the path of the called file if it is one of this repository (`./…` or `$/…`), else None."""
    return job.uses.value[2:] if job.uses.value.startswith(("./", "$/")) else None


# -- what is wrong ---------------------------------------------------------------------------------------


def check_calls(repository: Repository, workflow: Workflow) -> list[Problem]:
    """Return a problem for every call that names nothing of the repository, or passes what is not declared."""
    problems: list[Problem] = []
    for job in workflow.jobs:
        if isinstance(job, CallJob):
            problems.extend(_check_call(repository, job))
        else:
            problems.extend(check_uses(repository, steps_of(job)))
    return problems


def _check_call(repository: Repository, job: CallJob) -> Iterator[Problem]:
    path = local_path(job)
    if path is None:
        return
    if path not in repository.files:
        yield Problem(
            ProblemKind.UNKNOWN_CALL,
            f"the job {job.id.value!r} calls {path!r}, which is no workflow of this repository"
            + did_you_mean(path.rpartition("/")[2], (file.file for file in repository.files.values())),
            job.uses.position,
        )
        return
    called = repository.files[path].workflow
    if called is None:
        return  # its own problem is enough
    trigger = called.call
    if trigger is None:
        yield Problem(
            ProblemKind.CALL_MISMATCH,
            f"{path} cannot be called: it has no `workflow_call` under `on`",
            job.uses.position,
        )
        return
    yield from _check_inputs(trigger.inputs, job.with_, job.uses, path)
    if job.inherits_secrets:
        return
    declared = {secret.name.value.lower(): secret for secret in trigger.secrets}
    given = {entry.name.lower(): entry for entry in job.secrets}
    for name, entry in given.items():
        if name not in declared:
            known = (secret.name.value for secret in trigger.secrets)
            yield Problem(
                ProblemKind.CALL_MISMATCH,
                f"{path} declares no secret {entry.name!r}" + did_you_mean(entry.name, known),
                entry.position,
            )
    for name, secret in declared.items():
        if secret.is_required and name not in given:
            yield Problem(
                ProblemKind.CALL_MISMATCH,
                f"{path} requires the secret {secret.name.value!r}, which is not passed",
                job.uses.position,
            )


def check_uses(repository: Repository, steps: Iterable[Step]) -> list[Problem]:
    """Return a problem for every step that uses no action of the repository, or passes what is not declared."""
    problems: list[Problem] = []
    elsewhere = False
    for step in steps:
        if not isinstance(step, UsesStep):
            continue
        if step.uses.value.startswith("actions/checkout@"):
            # What it puts into a folder, or from another repository, nobody knows before the run.
            elsewhere |= any(entry.name in {"path", "repository"} for entry in step.with_)
        folder = local_folder(step.uses.value)
        if folder is None:
            continue
        file = repository.action_file(folder)
        if file is not None:
            if file.action is not None:
                problems.extend(_check_inputs(file.action.inputs, step.with_, step.uses, file.path))
        elif not elsewhere and not _has_dockerfile(repository, folder):
            known = (f"./{known.folder}" for known in repository.action_files.values())
            problems.append(
                Problem(
                    ProblemKind.UNKNOWN_USES,
                    f"there is no action in {folder!r} (no action.yml)"
                    + did_you_mean(step.uses.value, known),
                    step.uses.position,
                )
            )
    return problems


def _has_dockerfile(repository: Repository, folder: str) -> bool:
    return any(
        repository.resolve(f"{folder}/{name}".removeprefix("./")) is not None
        for name in ("Dockerfile", "dockerfile")
    )


def _check_inputs(
    inputs: tuple[Input, ...], given: tuple[Entry, ...], uses: Text, path: str
) -> Iterator[Problem]:
    declared = {item.name.value.lower(): item for item in inputs}
    passed = {entry.name.lower(): entry for entry in given}
    for name, entry in passed.items():
        item = declared.get(name)
        # The runner itself takes these two for an action in a container.
        if item is None and name not in {"entrypoint", "args"}:
            known = (item.name.value for item in inputs)
            yield Problem(
                ProblemKind.CALL_MISMATCH,
                f"{path} declares no input {entry.name!r}" + did_you_mean(entry.name, known),
                entry.position,
            )
        elif item is not None and (fault := _type_fault(item, entry)) is not None:
            yield Problem(
                ProblemKind.CALL_MISMATCH, f"the input {entry.name!r} of {path} {fault}", entry.position
            )
    for name, item in declared.items():
        if item.is_required and item.default is None and name not in passed:
            yield Problem(
                ProblemKind.CALL_MISMATCH,
                f"{path} requires the input {item.name.value!r}, which is not passed",
                uses.position,
            )


def _type_fault(item: Input, entry: Entry) -> str | None:
    value = entry.value
    if item.type is None or not isinstance(value, Text) or "${{" in value.value:
        return None
    match item.type.value:
        case "boolean" if not value.is_boolean:
            return f"is a boolean, not {value.value!r}; pass `true` or `false` without quotes"
        case "number" if not value.is_number:
            return f"is a number, not {value.value!r}"
    return None
