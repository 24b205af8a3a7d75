"""What a repository has that commands speak of: its files, and what its workflows and scripts say."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING

from workflow_docs.analysis import routes, shell
from workflow_docs.claims import files
from workflow_docs.workflow import written_expressions
from workflow_docs.workflow.model import Job, RunStep, steps_of
from workflow_docs.workflow.position import Position

from . import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflow_docs.analysis.endpoints import Endpoint
    from workflow_docs.analysis.routes import Routes
    from workflow_docs.claims.files import Search
    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.repository import Repository


_SKIPPED = frozenset(
    {".git", "node_modules", "site-packages", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache"}
)
_TEXTS = (
    ".sh", ".bash", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".conf", ".mk", ".env", ".tpl", ".tf", ".py", ".js",
    ".mjs", ".ts", ".tsx", ".go", ".rs", ".rb", ".json", ".properties", ".ps1",
)  # fmt: skip
_NAMES = re.compile(
    r"(?:Dockerfile|Makefile|makefile|GNUmakefile|Justfile|justfile|Procfile|\.env|\.?envrc).*"
)
# `curl "$URL/health"`: the path behind a host or a variable.
_CALLED = re.compile(
    r"(?:https?://[\w.-]+(?::\d+)?|\$\{?\w*(?:URL|HOST|BASE|ENDPOINT)\w*\}?|\}\})(/[\w/.-]*\w)(?![\w/]*[.:$@]\w)"
)
_SERVERS = ("uvicorn", "gunicorn", "hypercorn", "flask", "fastapi")
_PORT = re.compile(
    r"(?:--port[ =]|--bind[ =]\S{0,100}:|-b[ =]?\S{0,100}:|-p[ =]?|port=|\"--port\", \")(\d{2,5})"
)
_FIXTURE = re.compile(
    r"^[^\S\n]*@(?:pytest\.|pytest_asyncio\.)?fixture\b[^\n]*\n(?:\s*+@[^\n]*\n){0,20}+\s*+(?:async\s+)?def\s+(\w+)",
    re.MULTILINE,
)
_SPACES = re.compile(r"\s*\\?\n\s*|\s+")


class Inventory:
    """Knows the files and texts of one repository; each list is made at its first use."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository."""
        self.repository = repository
        self._said: dict[str, bool] = {}

    @cached_property
    def _listing(self) -> Search[tuple[str, ...]]:
        return files.listing(self.repository.root, _SKIPPED)

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths of all files, without those that others have made."""
        return frozenset(self._listing.found)

    @property
    def lists_all(self) -> bool:
        """Whether all files are among `files`; if not, a file that is not may be there all the same."""
        return self._listing.complete

    @property
    def reads_all(self) -> bool:
        """Whether all scripts, settings, manifests and sources are in `texts`; if not, what none of these has is not known."""
        return self._listing.complete and self._texts.complete and self.repository.is_complete

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """The paths of files by their last part."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.files):
            found.setdefault(posixpath.basename(path), []).append(path)
        return found

    @cached_property
    def whole(self) -> bool:
        """Whether this is no part of a repository: it has its history, and more than a few things at its top."""
        tops = {path.partition("/")[0] for path in self.files}
        return (
            self.lists_all
            and self.repository.resolve(".git") is not None
            and sum(not top.startswith(".") for top in tops) >= 3
        )

    @cached_property
    def own_names(self) -> frozenset[str]:
        """The names that a clone of the repository gets: the folder's, and that of its origin."""
        config = self.repository.read_text(".git/config") or ""
        found = {
            match[1]
            for match in re.finditer(
                r"^[ \t]*url[ \t]*=[ \t]*(?:\S*[^\w.\-\s])?([\w.-]+?)(?:\.git)?/?\s*$", config, re.MULTILINE
            )
        }
        return frozenset({self.repository.root.name, *found})

    @cached_property
    def workflow_text(self) -> str:
        """The text of all workflow and action files."""
        return "\n".join(
            [*(file.text for file in self.repository.files.values()), *(file.text for file in self.repository.action_files.values())]
        )  # fmt: skip

    @cached_property
    def working_directories(self) -> frozenset[str]:
        """The folders in which workflows run scripts, below the root."""
        found = re.findall(
            r"working-directory:\s*[\"']?(?:\./)?([\w./-]+?)/?[\"']?\s*$", self.workflow_text, re.MULTILINE
        )
        return frozenset(found)

    @cached_property
    def folders_gone_into(self) -> frozenset[str]:
        """The folders into which scripts of workflows go."""
        return frozenset(re.findall(r"\bcd\s+(?:\./)?([\w./-]+)", self.workflow_text))

    @cached_property
    def texts(self) -> dict[str, str]:
        """The texts of scripts, settings, manifests and sources by path, workflows first; without documents."""
        return {file.path: file.text for file in self.repository.files.values()} | self._texts.found

    @cached_property
    def _texts(self) -> Search[dict[str, str]]:
        return files.texts(self.repository, (path for path in sorted(self.files) if self._is_source(path)))

    @cached_property
    def _others(self) -> Search[dict[str, str]]:
        """The texts of all other files but documents: read only where something is about to be called missing."""
        paths = (path for path in sorted(self.files) if not self._is_source(path))
        return files.texts(self.repository, (path for path in paths if not path.endswith(files.NO_SOURCES)))

    def _is_source(self, path: str) -> bool:
        name = posixpath.basename(path)
        return (
            path not in self.repository.files
            and (name.endswith(_TEXTS) or _NAMES.fullmatch(name) is not None)
            and not name.endswith(("lock.json", "lock.yaml", ".min.js"))
        )

    @cached_property
    def fixtures(self) -> frozenset[str]:
        """The fixtures of pytest in all files."""
        return frozenset(
            name
            for path, text in self.texts.items()
            if path.endswith(".py") and "fixture" in text
            for name in _FIXTURE.findall(text)
        )

    @cached_property
    def resources(self) -> Mapping[str, Mapping[str, Position]]:
        """What scripts and manifests name in Kubernetes: by kind, then by name, each with its first place."""
        return {kind: resources.named(self.texts, kind) for kind in resources.KINDS}

    @cached_property
    def routes(self) -> Routes:
        """The routes of the application."""
        return routes.of(self.texts, complete=self.reads_all)

    @cached_property
    def endpoints(self) -> Mapping[Position, tuple[Endpoint, ...]]:
        """The endpoints of the application, with what they declare, by the place of their route."""
        found: dict[Position, tuple[Endpoint, ...]] = {}
        for endpoint in routes.endpoints_of(self.texts, self.routes):
            found[endpoint.position] = (*found.get(endpoint.position, ()), endpoint)
        return found

    @cached_property
    def ports(self) -> frozenset[str]:
        """The ports on which the application listens, by what starts it, and those that it takes by default."""
        found = {"8000", "5000"}
        for text in self.texts.values():
            # Most texts have none of these words, and looking for a word is faster than for a line.
            if not any(server in text for server in _SERVERS):
                continue
            for line in text.splitlines():
                if any(server in line for server in _SERVERS):
                    found.update(_PORT.findall(line))
        return frozenset(found)

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names that workflows give to variables and secrets, for suggestions."""
        return frozenset(re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", self.workflow_text))

    @cached_property
    def ignored(self) -> tuple[str, ...]:
        """The patterns of `.gitignore` files: what they match is made, and not in the repository."""
        found: list[str] = []
        for path in self.by_name.get(".gitignore", []):
            for line in (self.repository.read_text(path) or "").splitlines():
                pattern = line.strip().rstrip("/")
                if pattern and not pattern.startswith(("#", "!")):
                    found.append(pattern.removeprefix("**/").lstrip("/"))
        return tuple(found)

    @cached_property
    def called_paths(self) -> dict[str, Position]:
        """The paths of the URLs that workflows ask, each with its first place."""
        found: dict[str, Position] = {}
        for file in self.repository.files.values():
            for match in _CALLED.finditer(file.text):
                if match[1] not in found:
                    at = match.start(1)
                    line = file.text.count("\n", 0, at) + 1
                    found[match[1]] = Position(file.path, line, at - file.text.rfind("\n", 0, at))
        return found

    def run_file(self, name: str) -> tuple[str, Position] | None:
        """Return how workflows name the one file with this name that they run, and where; None without just one."""
        found: dict[str, Position] = {}
        pattern = re.compile(rf"(?<![\w./$}}-])((?:[\w.-]+/)*{re.escape(name)})(?![\w/-])")
        for file in self.repository.files.values():
            for match in pattern.finditer(file.text):
                at = match.start(1)
                found.setdefault(
                    match[1],
                    Position(file.path, file.text.count("\n", 0, at) + 1, at - file.text.rfind("\n", 0, at)),
                )
        return next(iter(found.items())) if len(found) == 1 else None

    def says(self, text: str) -> bool:
        """Whether a text of the repository has these characters."""
        if text not in self._said:
            self._said[text] = any(text in other for other in self.texts.values())
        return self._said[text]

    def lacks(self, text: str) -> bool:
        """Whether every file that is no document was searched, and none has these characters."""
        return (
            not self.says(text)
            and self.reads_all
            and self._others.complete
            and not any(text in other for other in self._others.found.values())
        )

    def lacks_word(self, word: str) -> bool:
        """Whether `lacks` is true of a word, between what is neither a letter, a digit, `_` nor `-`."""
        pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        if not self.reads_all or not self._others.complete:
            return False
        return not any(
            word in text and pattern.search(text) is not None
            for texts in (self.texts, self._others.found)
            for text in texts.values()
        )

    @cached_property
    def workflow_commands(self) -> frozenset[str]:
        """The commands of all `run:` scripts, in their plain form."""
        return frozenset(
            plain(command.text)
            for workflow in self.repository.workflows
            for script in scripts(workflow)
            for command in shell.commands(script)
        )


def scripts(workflow: Workflow) -> Iterator[str]:
    """Yield the `run:` scripts of a workflow."""
    for job in workflow.jobs:
        if isinstance(job, Job):
            for step in steps_of(job):
                if isinstance(step, RunStep):
                    yield step.run.value


def plain(text: str) -> str:
    """Return a command in the form in which two are compared: without quotes, one space, `$…` for what is put in."""
    text = written_expressions.replace(text, lambda _: "$…")
    text = re.sub(r"\$\{?\w+\}?", "$…", text)
    return _SPACES.sub(" ", text.replace('"', "").replace("'", "")).strip()
