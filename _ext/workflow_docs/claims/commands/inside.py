"""What commands run inside files of the repository: tests by name, and modules of its packages."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from . import paths
from . import words as word_forms
from .blocks import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document

    from .blocks import Written


def check_tests(command: Written, document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for each test (`path::name`) that its file does not have."""
    if command.program not in {"pytest", "py.test"} or command.folder == UNKNOWN:
        return
    for word in command.words[1:]:
        path, *names = word.partition("[")[0].split("::")
        if not names or word_forms.is_placeholder(word.partition("[")[0]):
            continue
        for base in paths.bases(command, document):
            full = posixpath.normpath(posixpath.join(base, path))
            text = context.repository.read_text(full)
            if text is not None:
                yield from _check_names(names, full, text, command)
                break


def _check_names(names: list[str], path: str, text: str, command: Written) -> Iterator[Finding]:
    known = re.findall(r"^[^\S\n]*(?:async\s+def|def|class)\s+(\w+)", text, re.MULTILINE)
    for name in names:
        if name not in known:
            # It may come from a base class or be made by a decorator.
            inherited = name != names[0] and re.search(
                rf"class\s+{re.escape(names[0])}\s*\((?!object\)|\))", text
            )
            if not inherited and "import *" not in text and re.fullmatch(r"\w+", name):
                yield Finding(
                    Code.COMMAND_PATH, Judgement.MISSING, f"{path} has no test {name!r}", command.position, command.text,
                    Position(path, 1, 1), suggestion=did_you_mean(name, known, listed=False).removeprefix("; "),
                )  # fmt: skip
            return


def check_module(command: Written, document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for `python -m package.module` of a package of the repository that lacks the module."""
    words = command.words
    if words[0] not in {"python", "python3"} or "-m" not in words[:-1] or command.folder == UNKNOWN:
        return
    module = words[words.index("-m") + 1]
    parts = module.split(".")
    if len(parts) < 2 or not re.fullmatch(r"[A-Za-z_][\w.]*", module):
        return
    resolve, lacks = context.repository.resolve, context.repository.lacks
    for base in paths.bases(command, document):
        package = posixpath.normpath(posixpath.join(base, parts[0]))
        if resolve(f"{package}/__init__.py") is None:
            continue
        path = posixpath.normpath(posixpath.join(base, *parts))
        if lacks(f"{path}.py") and lacks(path):
            folder = resolve(posixpath.dirname(path))
            known = (
                [entry.stem for entry in folder.iterdir()] if folder is not None and folder.is_dir() else []
            )
            yield Finding(
                Code.COMMAND_PATH, Judgement.MISSING, f"the repository has no module {module!r}", command.position,
                command.text, suggestion=did_you_mean(parts[-1], known, listed=False).removeprefix("; "), confidence=0.8,
            )  # fmt: skip
        return
