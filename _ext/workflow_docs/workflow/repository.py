"""`Repository.load(root)`: every workflow and action of a repository, looked up by file or by name."""

from __future__ import annotations

import contextlib
import gc
import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.repository import reader
from workflow_docs.repository.hard_coded_secrets import find_secrets, mask
from workflow_docs.repository.root import WORKFLOW_FOLDER

from . import places
from .guard import describe
from .model import UsesStep, steps_of
from .parser import parse_workflow
from .position import Position
from .problem import Problem, ProblemKind, Severity
from .reader import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .model import Action, Step, Workflow

ACTION_NAMES = ("action.yml", "action.yaml")
"""The names of an action's file, the one that GitHub prefers first."""

MAX_FOLDERS = 2_000
"""How many folders below `.github` are looked into for actions."""


class WorkflowFile(NamedTuple):
    """One file of the workflow folder: its text, what is wrong with it, and what it says.

    `workflow` is None where the file cannot be read at all.
    """

    path: str
    text: str
    problems: tuple[Problem, ...]
    workflow: Workflow | None

    @property
    def broken(self) -> bool:
        """Whether GitHub would refuse the file."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def file(self) -> str:
        """The file's name: `ci.yml`."""
        return self.path.rpartition("/")[2]

    @property
    def title(self) -> str:
        """The workflow's name, or the file's where it has none."""
        return self.workflow.title if self.workflow and self.workflow.name else self.file


class ActionFile(NamedTuple):
    """An action file of the repository; `action` is None where it cannot be read at all."""

    path: str
    text: str
    problems: tuple[Problem, ...]
    action: Action | None

    @property
    def folder(self) -> str:
        """The folder of the file, which is how a step names the action; `.` at the top."""
        return self.path.rpartition("/")[0] or "."

    @property
    def title(self) -> str:
        """The action's name, or else its folder."""
        return self.action.title if self.action is not None else self.folder


class Repository:
    """A repository on disk, as it was when it was loaded."""

    __slots__ = ("_texts", "action_files", "files", "is_complete", "problems", "root")

    def __init__(
        self,
        root: Path,
        files: Mapping[str, WorkflowFile],
        action_files: Mapping[str, ActionFile] | None = None,
        problems: tuple[Problem, ...] = (),
        *,
        is_complete: bool = True,
    ) -> None:
        """Take the folder, its workflow and action files by path, and what is wrong with the whole.

        `is_complete` is false where the text of some of these files could not be read, or some were not looked for:
        what the others do not have may stand there.
        """
        self.root = root
        self.files = files
        self.action_files: Mapping[str, ActionFile] = action_files or {}
        self.problems = problems
        self.is_complete = is_complete
        self._texts: dict[str, str | None] = {}

    @classmethod
    def load(cls, root: Path) -> Repository:
        """Read every workflow below `root`. Faults become problems of the file or the repository; none is raised."""
        try:
            root = root.resolve()
            found = root.is_dir()
        except (OSError, RuntimeError, ValueError):  # a loop of links, a name that no folder can have
            found = False
        if not found:
            return cls(
                root,
                {},
                problems=(
                    Problem(
                        ProblemKind.MISSING_REPOSITORY,
                        f"there is no folder {root.name!r} to read workflows from; set the path of a repository",
                        Position(".", 1, 1),
                    ),
                ),
            )
        folder = root / WORKFLOW_FOLDER
        with paused_collection():
            files = {
                path: _read_workflow(root, path)
                for entry in _listing(folder)
                if entry.suffix in {".yml", ".yaml"} and not _is_folder(entry)
                for path in [f"{WORKFLOW_FOLDER}/{entry.name}"]
            }
            action_files, all_listed = _actions(root, (file.workflow for file in files.values()))
        missing = Problem(
            ProblemKind.NO_WORKFLOWS,
            f"there is no workflow: {root.name!r} has no *.yml or *.yaml file in {WORKFLOW_FOLDER}; give a folder of a"
            " repository that has one (in conf.py: ci_repository)",
            Position(WORKFLOW_FOLDER, 1, 1),
        )
        read = all(file.workflow is not None or file.text for file in files.values()) and all(
            file.action is not None or file.text for file in action_files.values()
        )
        problems = () if files or action_files else (missing,)
        return cls(root, files, action_files, problems, is_complete=read and all_listed)

    @property
    def workflows(self) -> Iterator[Workflow]:
        """The readable workflows, by path."""
        return (file.workflow for file in self.files.values() if file.workflow is not None)

    @property
    def unread(self) -> tuple[WorkflowFile, ...]:
        """The workflow files that cannot be read, by path: what no other has may stand there."""
        return tuple(file for file in self.files.values() if file.workflow is None)

    @property
    def actions(self) -> Iterator[Action]:
        """The readable actions, by path."""
        return (file.action for file in self.action_files.values() if file.action is not None)

    def action_file(self, folder: str) -> ActionFile | None:
        """Return the action in a folder below the root, which steps name `./FOLDER`; None where there is none."""
        place = PurePosixPath(folder).as_posix()
        prefix = "" if place == "." else f"{place}/"
        return next(
            (
                self.action_files[path]
                for name in ACTION_NAMES
                if (path := prefix + name) in self.action_files
            ),
            None,
        )

    def find(self, name: str) -> WorkflowFile | None:
        """Return a workflow file by path, by file name with or without its ending, or by the workflow's name."""
        name = name.strip()
        if name in self.files:
            return self.files[name]
        for file in self.files.values():
            if name in {file.file, PurePosixPath(file.file).stem}:
                return file
        named = [file for file in self.files.values() if file.workflow and file.workflow.title == name]
        return named[0] if len(named) == 1 else None

    def resolve(self, path: str) -> Path | None:
        """Return the place on disk of a path below the root; None where it does not exist or leads outside."""
        place = reader.resolve(self.root, path)
        return None if isinstance(place, reader.Unread) else place

    def lacks(self, path: str) -> bool:
        """Return whether there is surely nothing at a path below the root; what cannot be looked at may be there."""
        place = reader.resolve(self.root, path)
        return isinstance(place, reader.Unread) and place.reason is reader.Reason.MISSING

    def read_text(self, path: str) -> str | None:
        """Return the text of a file below the root; None where it is no readable UTF-8 file of sensible size."""
        if path not in self._texts:
            text = reader.read_text(self.root, path, MAX_BYTES)
            self._texts[path] = None if isinstance(text, reader.Unread) else mask(text)
        return self._texts[path]


def _listing(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError:
        return []


def _is_folder(entry: Path) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # reading it will tell why
        return False


def _actions(root: Path, workflows: Iterable[Workflow | None]) -> tuple[dict[str, ActionFile], bool]:
    """Read the actions at the top, below `.github`, and wherever a step names one; tell whether these were all looked for."""
    found: dict[str, ActionFile | None] = {}
    below, all_listed = _folders_below(root, ".github")
    folders = [".", *below]
    for workflow in workflows:
        for job in workflow.jobs if workflow is not None else ():
            folders.extend(_local_actions(steps_of(job)))
    while folders:
        folder = folders.pop()
        for name in ACTION_NAMES:
            path = name if folder == "." else f"{folder}/{name}"
            if path in found or not os.path.lexists(root / path):
                continue
            file = _read_action(root, path)
            found[path] = file
            if file.action is not None:
                folders.extend(_local_actions(file.action.steps))
            break
    return {path: file for path, file in sorted(found.items()) if file is not None}, all_listed


def _local_actions(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        if isinstance(step, UsesStep) and (folder := local_folder(step.uses.value)) is not None:
            yield folder


def local_folder(uses: str) -> str | None:
    """Return the folder of an action of this repository (`./x` or `$/x` -> `x`); None for any other."""
    if not uses.startswith(("./", "$/")) or "${{" in uses:
        return None
    parts = PurePosixPath(uses[2:]).parts
    return "/".join(parts) or "." if ".." not in parts else None


def _folders_below(root: Path, top: str) -> tuple[list[str], bool]:
    found: list[str] = []
    failed: list[OSError] = []
    for folder, below, _ in os.walk(root / top, onerror=failed.append):
        below.sort()
        path = Path(folder).relative_to(root).as_posix()
        if path != WORKFLOW_FOLDER:
            found.append(path)
        if len(found) > MAX_FOLDERS:
            return found[:MAX_FOLDERS], False
    return found, not failed or not (root / top).exists()


def _read_workflow(root: Path, path: str) -> WorkflowFile:
    text, problem = _read(root, path)
    if problem is not None:
        return WorkflowFile(path, mask(text), (problem,), None)
    text, secrets = _without_secrets(text, path)
    try:
        workflow, problems = parse_workflow(text, path)
    except Exception as error:  # noqa: BLE001 (as in `guarded`)
        workflow, problems = None, (_internal_error(error, path),)
    return WorkflowFile(path, text, (*problems, *secrets), workflow)


def _read_action(root: Path, path: str) -> ActionFile:
    text, problem = _read(root, path)
    if problem is not None:
        return ActionFile(path, mask(text), (problem,), None)
    text, secrets = _without_secrets(text, path)
    from .action_parser import parse_action  # noqa: PLC0415 (most repositories have no action)

    try:
        action, problems = parse_action(text, path)
    except Exception as error:  # noqa: BLE001 (as in `guarded`)
        action, problems = None, (_internal_error(error, path),)
    return ActionFile(path, text, (*problems, *secrets), action)


def _internal_error(error: Exception, path: str) -> Problem:
    return Problem(ProblemKind.INTERNAL_ERROR, describe(error), Position(path, 1, 1))


def _without_secrets(text: str, path: str) -> tuple[str, list[Problem]]:
    """Return a text in which each hard-coded secret is masked, so that none goes any further, and what to say of them."""
    found = find_secrets(text)
    if not found:
        return text, []
    masked = mask(text)
    lines = places.lines(masked)
    problems = []
    for secret in found:
        line, column = places.within(masked, secret.start)
        message = (
            f"{secret.what} stands here in plain text, and in the history; revoke it, store a new one as a secret, and use"
            " ${{ secrets.NAME }}"
        )
        position = Position(path, line + 1, column + 1)
        problems.append(Problem(ProblemKind.HARD_CODED_SECRET, message, position, lines[line]))
    return masked, problems


def _read(root: Path, path: str) -> tuple[str, Problem | None]:
    """Return the text of a file, or what keeps it from being read."""
    start = Position(path, 1, 1)
    data = reader.read_bytes(root, path, MAX_BYTES)
    if isinstance(data, reader.Unread):
        too_large = data.reason is reader.Reason.TOO_LARGE
        return "", Problem(
            ProblemKind.TOO_LARGE if too_large else ProblemKind.UNREADABLE, data.message, start
        )
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        line, column = places.within(before, len(before))
        text = data.decode("utf-8", "replace")
        problem = Problem(
            ProblemKind.ENCODING,
            f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8",
            Position(path, line + 1, column + 1),
            mask(places.lines(text)[line]),
        )
        return text, problem


@contextlib.contextmanager
def paused_collection() -> Iterator[None]:
    """Pause the collector of garbage: reading makes many lasting objects and no cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
