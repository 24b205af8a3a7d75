"""Files and folders that commands name: scripts, tests, modules, build contexts, settings, manifests."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean

from . import words as word_forms
from .blocks import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document

    from .blocks import Written
    from .options import Call

INTERPRETERS = frozenset({"bash", "sh", "zsh", "python", "python3", "node", "ruby", "perl", "source", "."})
"""Programs whose first word is a script."""

_READERS = frozenset({"cat", "less", "more", "head", "tail", "vi", "vim", "nano", "code", "chmod"})
_PYTEST_FLAGS = re.compile(
    r"-(?:[vqsxl]+|-verbose|-quiet|-exitfirst|-lf|-ff|-last-failed|-failed-first|-collect-only|-no-cov|-showlocals|-no-header|-strict-markers)\Z"
)
_SCRIPT = re.compile(
    r"(?:\./)?(?:[\w.-]+/)+[\w.-]+\.(?:sh|bash|py|js|mjs|cjs|ts|rb|pl)\Z|(?:\./)[\w.-]+\.(?:sh|bash|py|js)\Z"
)
_PATH = re.compile(r"(?:\./)?(?:[\w.@+-]+/)*[\w.@+-]+/?\Z")
# What tools make, and nobody commits.
_MADE = re.compile(
    r"(?:^|/)(?:\.?v?env|\.venv\w*|venv\w*|node_modules|dist|build|target|out|output|htmlcov|coverage|bin|obj|tmp|logs?|reports?"
    r"|artifacts?|\.env[\w.-]*|[\w.-]*\.(?:log|tfstate|egg-info|pyc|xml|html|out|tmp|bak|dump|gz|tgz|zip|tar|sql|pem|key|crt))(?:/|$)"
)
_MAKERS = frozenset(
    {
        "touch",
        "mkdir",
        "cp",
        "mv",
        "ln",
        "tee",
        "install",
        "nano",
        "vi",
        "vim",
        "code",
        "git",
        "wget",
        "tar",
        "unzip",
    }
)
_OUTPUT = re.compile(r"(?:>{1,2}\s*|(?:-o|--output|--out|--outfile|--output-file|-O)[ =])([\w./-]+)")


class Target(NamedTuple):
    """A path that must exist, and what it is to the command; `strong` where nothing else can be meant."""

    path: str
    what: str
    strong: bool = True


def check(command: Written, call: Call | None, document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for each file that a command needs and that is not there."""
    if command.folder == UNKNOWN:
        return
    for target in targets(command, call):
        yield from _check(target, command, document, context)


def targets(command: Written, call: Call | None) -> Iterator[Target]:
    """Yield the paths that a command needs."""
    words = command.words
    program, rest = words[0], words[1:]
    first = next((word for word in rest if not word.startswith("-")), "")
    match program:
        case _ if program in INTERPRETERS:
            if (
                first
                and _SCRIPT.match(first)
                and not any(word in {"-c", "-m", "-e", "--eval"} for word in rest)
            ):
                yield Target(first, "script")
        case _ if program in _READERS:
            first = rest[-1] if rest and program == "chmod" else first
            if "/" in first and _PATH.match(first) and "." in posixpath.basename(first):
                yield Target(first, "file", strong=False)
        case "pytest" | "py.test":
            yield from _tests(rest)
        case "docker" | "docker-compose":
            yield from _docker(call)
        case "kubectl" if (
            call is not None
            and call.path[1:2]
            and call.path[1] in {"apply", "create", "delete", "replace", "diff"}
        ):
            for name, value in call.options:
                if name in {"--filename", "--kustomize"}:
                    yield from (Target(part, "manifest") for part in value.split(",") if "/" in part)
        case "pip" | "pip3" if call is not None:
            for name, value in call.options:
                if name in {"--requirement", "--constraint"}:
                    yield Target(value, "list of packages")
        case "alembic" if call is not None and call.value("--config"):
            yield Target(call.value("--config") or "", "file of settings")
        case "helm" if (
            call is not None and call.path[1:2] and call.path[1] in {"install", "upgrade", "lint", "template"}
        ):
            yield from (Target(word, "chart") for word in rest if word.startswith("./"))
        case _ if _SCRIPT.match(program) and "/" in program:
            yield Target(program, "script")


def _tests(rest: tuple[str, ...]) -> Iterator[Target]:
    before = ""
    for word in rest:
        path = word.partition("::")[0].partition("[")[0]
        plain = before == "" or not before.startswith("-") or "=" in before or _PYTEST_FLAGS.match(before)
        if plain and not word.startswith("-") and ("/" in path or path.endswith(".py")):
            yield Target(path, "test")
        before = word


def _docker(call: Call | None) -> Iterator[Target]:
    if call is None:
        return
    match call.path:
        case ("docker-compose", *_):
            for name, value in call.options:
                if name == "--file":
                    yield Target(value, "Compose file")
        case ("docker" | "docker-buildx", *_, "build"):
            file = call.value("--file")
            if file:
                yield Target(file, "Dockerfile")
            if call.sure and len(call.rest) == 1 and "://" not in call.rest[0] and "@" not in call.rest[0]:
                yield Target(call.rest[0], "build context")


def _check(target: Target, command: Written, document: Document, context: Context) -> Iterator[Finding]:
    written = target.path
    if (
        not _PATH.match(written)
        or word_forms.is_placeholder(written)
        or written in {"-", ".", ".."}
        or _MADE.search(written)
    ):
        return
    path = posixpath.normpath(posixpath.join(command.folder, written))
    if (
        path.startswith("..")
        or not (context.inventory.lists_all and context.repository.is_complete)
        or exists(written, command, document, context)
        or _is_made(path, written, document, context)
    ):
        return
    parent, _, name = path.rpartition("/")
    place = context.repository.resolve(parent or ".")
    elsewhere = context.inventory.by_name.get(name, [])
    # A path that goes on above the root is written for a larger repository, and one that the document leads to is told.
    if any(
        f"/{path}".endswith(f"/{other}") or any(other in link.target for link in document.links)
        for other in elsewhere
    ):
        return
    confidence, suggestion = 0.0, ""
    if place is not None and place.is_dir() and ("/" in written or elsewhere):
        known = [entry.name for entry in place.iterdir()]
        suggestion = did_you_mean(name, known, listed=False).removeprefix("; ")
        confidence = 0.85 if suggestion or parent else 0.75
    elif context.inventory.whole:
        first = path.partition("/")[0]
        # What has its first part somewhere below is written for another folder.
        known_below = (
            any(f"/{first}/" in f"/{other}" for other in context.inventory.files) if "/" in path else True
        )
        confidence = 0.55 if not known_below and target.strong else 0.0
    if elsewhere and not suggestion:
        suggestion = f"there is {elsewhere[0]!r}"
        confidence = (
            max(confidence, 0.7) if len(elsewhere) == 1 and target.strong and "/" in written else confidence
        )
    if target.what == "file":
        confidence = min(confidence, 0.7)
    if not confidence and target.strong and "/" in written:
        yield from _check_called(path, written, command, context)
        return
    if confidence and command.block.span:
        confidence -= 0.1
    if confidence >= 0.5:
        yield Finding(
            Code.COMMAND_PATH, Judgement.MISSING, f"the repository has no {target.what} {path!r}", command.position,
            command.text, suggestion=suggestion, confidence=confidence,
        )  # fmt: skip


def _check_called(path: str, written: str, command: Written, context: Context) -> Iterator[Finding]:
    """Tell of a script that workflows run from another folder, where neither is there to be looked at."""
    name = posixpath.basename(path)
    called = context.inventory.run_file(name) if "." in name else None
    if called is None:
        return
    known = {
        posixpath.normpath(posixpath.join(folder, called[0]))
        for folder in ("", *context.inventory.working_directories, *context.inventory.folders_gone_into)
    }
    if not known & {path, posixpath.normpath(written)}:
        yield Finding(
            Code.COMMAND_PATH, Judgement.CONTRADICTED, f"workflows have {called[0]!r}, not {written!r}", command.position,
            command.text, called[1], suggestion=f"did you mean {called[0]!r}?", confidence=0.6,
        )  # fmt: skip


def bases(command: Written, document: Document) -> tuple[str, ...]:
    """Return the folders from which a command may be run: where it is, those gone into, the document's and all above."""
    above = document.path.split("/")[:-1]
    around = ("/".join(above[:depth]) for depth in range(len(above), 0, -1))
    return tuple(dict.fromkeys((command.folder, "", *around, *command.entered)))


def exists(path: str, command: Written, document: Document, context: Context) -> bool:
    """Whether a path is there, or may be, from any folder in which the reader may stand."""
    return any(
        not context.repository.lacks(posixpath.normpath(posixpath.join(base, path)))
        for base in bases(command, document)
    )


def _is_made(path: str, written: str, document: Document, context: Context) -> bool:
    """Whether a workflow speaks of the path, `.gitignore` leaves it out, or the document has it made."""
    plain = written.removeprefix("./").rstrip("/")
    if re.search(rf"(?<![\w.-]){re.escape(plain)}(?![\w-])", context.inventory.workflow_text):
        return True
    parts = path.split("/")
    for pattern in context.inventory.ignored:
        if any(
            fnmatch.fnmatchcase("/".join(parts[at:end]), pattern)
            for at in range(len(parts))
            for end in (at + 1, len(parts))
        ):
            return True
    return _made_by(plain, document)


def _made_by(path: str, document: Document) -> bool:
    name = posixpath.basename(path)
    for line in document.lines:
        if name not in line or path not in line:
            continue
        if re.search(
            r"\b(?:creat|add|save|writ|generat|cop(?:y|ies)|rename|new file|download)",
            line,
            re.IGNORECASE,
        ):
            return True
        words = line.split()
        if words and (words[0].strip("`$") in _MAKERS or (words[0] in {"#", "//"} and words[1:] == [path])):
            return True
        if any(posixpath.normpath(made) == posixpath.normpath(path) for made in _OUTPUT.findall(line)):
            return True
    return False
