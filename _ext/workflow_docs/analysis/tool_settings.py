"""Limits that stand in no workflow: tools read them from their own settings."""

from __future__ import annotations

import posixpath
import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.position import Position

from . import usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Job, RunStep, Workflow
    from workflow_docs.workflow.repository import Repository


class Threshold(NamedTuple):
    """A limit as it stands in a script or a file; `text` is how a table shows it, `source` how it is written.

    `passes` says what must hold for the check to pass, as `coverage ≥ 80 %`; it is empty where that is not known, and
    None for a limit by which nothing is judged.
    """

    text: str
    source: str
    position: Position
    passes: str | None = ""


_PYTHON_FILES = (".coveragerc", "setup.cfg", "tox.ini", "pytest.ini")
_JAVASCRIPT_FILES = (
    *(f"jest.config.{ending}" for ending in ("js", "ts", "mjs", "cjs", "json")),
    *(f"{name}.config.{ending}" for name in ("vitest", "vite") for ending in ("ts", "js", "mjs", "mts")),
    "package.json", ".nycrc", ".nycrc.json", ".c8rc.json",
)  # fmt: skip
_PYTHON_TOOLS = re.compile(r"\b(?:pytest|py\.test|coverage|tox|nox)\b")
_JAVASCRIPT_TOOLS = re.compile(
    r"\b(?:jest|vitest|nyc|c8|react-scripts)\b|\b(?:npm|yarn|pnpm|bun)\b[^\n]*\b(?:test|coverage)"
)
_INI_LIMIT = re.compile(r"^[ \t]*(?:fail_under|minimum)\s*=\s*(?P<value>\d[\d.]*)", re.MULTILINE)
_ADDED = re.compile(r"--cov-fail-under[= ](?P<value>\d[\d.]*)")
_JS_BLOCK = re.compile(r"[\"']?(?:coverageThreshold|thresholds)[\"']?\s*:\s*\{")
_JS_LIMIT = re.compile(
    r"[\"']?(?P<name>lines|branches|functions|statements)[\"']?\s*:\s*(?P<value>-?\d[\d.]*)"
)


def in_settings(repository: Repository, workflow: Workflow, job: Job, step: RunStep) -> Iterator[Threshold]:
    """Yield limits that stand in no workflow: the tool reads them from its own settings."""
    text = step.run.value
    setting = usage.working_directory(workflow, job, step)
    folder = posixpath.normpath(setting.value) if setting is not None and "${{" not in setting.value else "."
    folders = list(dict.fromkeys((folder, ".")))
    if _PYTHON_TOOLS.search(text) and "--cov-fail-under" not in text:
        covers = "--cov" in text or "coverage" in text
        for path, content in _first(repository, folders, (*_PYTHON_FILES, "pyproject.toml")):
            yield from _in_python_settings(path, content, covers=covers)
    if _JAVASCRIPT_TOOLS.search(text):
        for path, content in _first(repository, folders, _JAVASCRIPT_FILES):
            yield from _in_javascript_settings(path, content)


def _first(repository: Repository, folders: list[str], names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the files of the first folder that has any of them."""
    for folder in folders:
        found = False
        for name in names:
            path = posixpath.normpath(posixpath.join(folder, name))
            content = repository.read_text(path)
            if content is not None:
                found = True
                yield path, content
        if found:
            return


def _in_python_settings(path: str, content: str, *, covers: bool) -> Iterator[Threshold]:
    if path.endswith(".toml"):
        try:
            document = tomllib.loads(content)
        except tomllib.TOMLDecodeError:
            return
        limit = _at(document, "tool", "coverage", "report", "fail_under")
        if isinstance(limit, int | float):
            yield from _places(
                path,
                content,
                re.compile(r"^[ \t]*fail_under\s*=\s*(?P<value>\d[\d.]*)", re.MULTILINE),
                "≥ {value} %",
            )
        options = _at(document, "tool", "pytest", "ini_options", "addopts")
        if options is not None:
            yield from _places(path, content, _ADDED, "≥ {value} %")
        return
    if covers:
        yield from _places(path, content, _INI_LIMIT, "≥ {value} %")
    if not path.endswith(".coveragerc"):
        yield from _places(path, content, _ADDED, "≥ {value} %")


def _at(document: object, *keys: str) -> object:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _in_javascript_settings(path: str, content: str) -> Iterator[Threshold]:
    if path.endswith(("nycrc", "nycrc.json", "c8rc.json")):
        yield from _places(path, content, _JS_LIMIT, "≥ {value} % {name}")
        return
    for block in _JS_BLOCK.finditer(content):
        end = _closing(content, block.end())
        yield from _places(path, content, _JS_LIMIT, "≥ {value} % {name}", block.end(), end)


def _closing(text: str, at: int) -> int:
    """Return where the brace that was opened before `at` closes."""
    depth = 1
    for index in range(at, min(len(text), at + 5_000)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if not depth:
            return index
    return at


def _places(
    path: str, content: str, pattern: re.Pattern[str], words: str, start: int = 0, end: int | None = None
) -> Iterator[Threshold]:
    for match in pattern.finditer(content, start, len(content) if end is None else end):
        text = match.group().strip()
        offset = match.start() + len(match.group()) - len(match.group().lstrip())
        line = content.count("\n", 0, offset) + 1
        column = offset - content.rfind("\n", 0, offset)
        shown = words.format(**match.groupdict())
        passes = (
            f"{match['name']} covered ≥ {match['value']} %"
            if "name" in match.groupdict()
            else f"coverage {shown}"
        )
        yield Threshold(shown, text, Position(path, line, column), passes)
