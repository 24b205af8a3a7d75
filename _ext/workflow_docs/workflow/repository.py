"""`Repository.load(root)`: every workflow of a repository, looked up by file or by name."""

from __future__ import annotations

import contextlib
import gc
import stat
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from . import places
from .parser import parse_workflow
from .position import Position
from .problem import Problem, ProblemKind, Severity
from .reader import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .model import Workflow

WORKFLOW_FOLDER = ".github/workflows"
"""Where GitHub looks for workflows; it does not look into folders below."""


@dataclass(frozen=True, slots=True)
class WorkflowFile:
    """One file of the workflow folder: its text, what it says, and what is wrong with it.

    `workflow` is None where the file cannot be read at all.
    """

    path: str
    text: str
    workflow: Workflow | None
    problems: tuple[Problem, ...]

    @property
    def file(self) -> str:
        """The file's name: `ci.yml`."""
        return self.path.rpartition("/")[2]

    @property
    def title(self) -> str:
        """The workflow's name, or the file's where it has none."""
        return self.workflow.title if self.workflow and self.workflow.name else self.file

    @property
    def broken(self) -> bool:
        """Whether GitHub would refuse the file."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on disk, as it was when it was loaded."""

    root: Path
    files: Mapping[str, WorkflowFile]
    problems: tuple[Problem, ...] = ()
    _texts: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)

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
                (
                    Problem(
                        ProblemKind.MISSING_REPOSITORY,
                        f"there is no folder {root.name!r} to read workflows from; set the path of a repository",
                        Position(".", 1, 1),
                    ),
                ),
            )
        folder = root / WORKFLOW_FOLDER
        with _gc_paused():
            files = {
                path: _read(root, path)
                for entry in _listing(folder)
                if entry.suffix in {".yml", ".yaml"} and not _is_folder(entry)
                for path in [f"{WORKFLOW_FOLDER}/{entry.name}"]
            }
        missing = Problem(
            ProblemKind.NO_WORKFLOWS,
            f"no *.yml or *.yaml file in {WORKFLOW_FOLDER}; is this the root of the repository?",
            Position(WORKFLOW_FOLDER, 1, 1),
        )
        return cls(root, files, () if files else (missing,))

    @property
    def workflows(self) -> Iterator[Workflow]:
        """The readable workflows, by path."""
        return (file.workflow for file in self.files.values() if file.workflow is not None)

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
        if not path or "\0" in path or path.startswith("/") or "\\" in path:
            return None
        try:
            place = (self.root / path).resolve(strict=True)
        except (OSError, RuntimeError):
            return None
        return place if place.is_relative_to(self.root) else None

    def read_text(self, path: str) -> str | None:
        """Return the text of a file below the root; None where it is no readable UTF-8 file of sensible size."""
        if path not in self._texts:
            place = self.resolve(path)
            text: str | None = None
            if place is not None and place.is_file() and place.stat().st_size <= MAX_BYTES:
                with contextlib.suppress(OSError, UnicodeDecodeError):
                    text = place.read_text(encoding="utf-8")
            self._texts[path] = text
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


def _read(root: Path, path: str) -> WorkflowFile:
    start = Position(path, 1, 1)
    file = root / path
    try:
        if not file.resolve().is_relative_to(root):
            message = "the file is a link that leads out of the repository; it is not read"
            return WorkflowFile(path, "", None, (Problem(ProblemKind.UNREADABLE, message, start),))
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            message = "this is no regular file; it is not read"
            return WorkflowFile(path, "", None, (Problem(ProblemKind.UNREADABLE, message, start),))
        if status.st_size > MAX_BYTES:
            message = f"the file has more than {MAX_BYTES // 1024**2} MiB; it is not read"
            return WorkflowFile(path, "", None, (Problem(ProblemKind.TOO_LARGE, message, start),))
        data = file.read_bytes()
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is a loop of links"
        message = f"the file cannot be read: {reason}"
        return WorkflowFile(path, "", None, (Problem(ProblemKind.UNREADABLE, message, start),))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        line, column = places.within(before, len(before))
        shown = places.LINE_BREAK.split(data.decode("utf-8", "replace"))[line]
        problem = Problem(
            ProblemKind.ENCODING,
            f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8",
            Position(path, line + 1, column + 1),
            shown,
        )
        return WorkflowFile(path, data.decode("utf-8", "replace"), None, (problem,))
    workflow, problems = parse_workflow(text, path)
    return WorkflowFile(path, text, workflow, problems)


@contextlib.contextmanager
def _gc_paused() -> Iterator[None]:
    """Pause the collector: reading makes many lasting objects and no cycles, so it would find nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
