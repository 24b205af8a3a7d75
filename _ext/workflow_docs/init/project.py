"""Lays a new project out: templates and the contents of a repository -> files in an empty folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from workflow_docs.repository.reader import read_text
from workflow_docs.repository.writer import write_folder

from .contents import contents
from .marks import TITLE, marks
from .targets import PATHS, Target, targets
from .words import Written, markdown, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workflow_docs.workflow.repository import Repository

TEMPLATES = Path(__file__).parent / "templates"
"""The folder of the templates, one for each file of a project."""

SOURCE = "source"
"""The folder of the pages, below that of `conf.py`."""

_PAGES = ("index", *PATHS)


class InitError(Exception):
    """A folder in which no project can be laid out; the message says what to do."""


class Laid(NamedTuple):
    """A project that was laid out: its files below the folder, the target of each page, and how many marks it has."""

    files: tuple[str, ...]
    targets: Mapping[str, Target]
    marks: int


def lay_out(folder: Path, repository: Repository) -> Laid:
    """Write a project for a repository into a folder that is empty or does not exist, and nothing outside of it.

    Raises `InitError` for any other folder, and `OSError` as the system says it.
    """
    if folder.exists() and not folder.is_dir():
        raise InitError(f"{str(folder)!r} is a file; name a folder that is empty or does not exist")
    place = folder.resolve()
    aims = targets(repository.root, place / SOURCE)
    texts = render(repository, os.path.relpath(repository.root, place).replace(os.sep, "/"), aims)
    if folder.is_dir():
        _empty(folder, texts)
    write_folder(place, texts)
    return Laid(tuple(texts), aims, sum(len(marks(text)) for text in texts.values()))


def _empty(folder: Path, texts: Mapping[str, str]) -> None:
    """Take away what an interrupted run has left in a folder; raise `InitError` where there is anything else."""
    names = {(folder / name).as_posix(): text for name, text in texts.items()}
    found = sorted(folder.rglob("*"), reverse=True)
    for each in found:
        ours = each.is_dir() and any(name.startswith(f"{each.as_posix()}/") for name in names)
        if not ours and (
            each.is_symlink()
            or read_text(folder.resolve(), each.relative_to(folder).as_posix()) != names.get(each.as_posix())
        ):
            raise InitError(f"{str(folder)!r} is not empty; name a folder that is empty or does not exist")
    if all((folder / name).exists() for name in texts):
        raise InitError(f"{str(folder)!r} is not empty; name a folder that is empty or does not exist")
    for each in found:
        each.rmdir() if each.is_dir() else each.unlink()


def render(repository: Repository, path: str, aims: Mapping[str, Target]) -> dict[str, str]:
    """Return the files of a project by name; `path` is that of the repository from the folder of `conf.py`."""
    said = {
        "name": one_line(repository.root.name.encode("utf-8", "replace").decode("utf-8")) or "Repository",
        "path": path,
        "repo": contents(repository),
        "targets": aims,
        "todo": _todo,
        "link": lambda page, text: _link(page, text, aims),
    }
    files = {name: _environment(repr).get_template(f"{name}.jinja").render(said) for name in ("conf.py",)}
    plain = _environment(str)
    files["Makefile"] = plain.get_template("Makefile.jinja").render(said)
    files[".gitignore"] = plain.get_template("gitignore.jinja").render(said)
    pages = _environment(markdown)
    for page in _PAGES:
        files[f"{SOURCE}/{page}.md"] = pages.get_template(f"{page}.md.jinja").render(said)
    return files


def _environment(finalize: Callable[[object], str]) -> Environment:
    """Return what renders templates; `finalize` makes every value that one prints harmless there."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        finalize=finalize,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (no HTML is made; `finalize` escapes for each language)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _todo(text: str) -> Written:
    """Return the mark of a part that is to be written, with what to think of there."""
    return Written(f"```{{admonition}} {TITLE}\n{text}\n```")


def _link(page: str, text: str, aims: Mapping[str, Target]) -> Written:
    """Return a link to a page, or only its text where it writes no file that those of other pages could lead to."""
    return Written(f"[{text}]({page}.md)" if aims[page].path is not None else text)
