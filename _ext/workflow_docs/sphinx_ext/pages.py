"""The reference that `ci_pages` keeps below the source folder: an index, lists, and a page for every workflow and action."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from workflow_docs.repository.writer import write_text

from . import messages
from .domain import domain_of
from .messages import Subtype

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

    from workflow_docs.workflow.repository import ActionFile, Repository, WorkflowFile

MARK = ".. Kept by workflow_docs (setting ci_pages): changes made here are lost."
"""The first line of every page that is kept; a file without it is never written over or deleted."""

_LONGEST = 80
"""The longest name of a page, in characters; file systems take 255 bytes with the ending."""

_LISTS = (
    ("overview", "Workflows", ".. ci:workflows::\n"),
    ("actions", "Actions", ".. ci:actions::\n"),
    ("events", "Events", "What starts which workflow.\n\n.. ci:triggers::\n"),
    (
        "secrets",
        "Secrets and variables",
        """\
Values of secrets never appear here, only names.

Secrets
-------

.. ci:secrets::

Configuration variables
-----------------------

.. ci:variables::

Environment variables
---------------------

.. ci:env::
""",
    ),
    ("environments", "Environments", ".. ci:environments::\n"),
    (
        "diagnostics",
        "Diagnostics",
        "What is wrong with the workflow and action files.\n\n.. ci:diagnostics::\n",
    ),
)


def refresh(app: Sphinx) -> None:
    """Write the pages that are missing or out of date and delete those of workflows that are gone.

    Pages are reStructuredText, which Sphinx always reads. A page that would stay as it is is not touched.
    """
    if not app.config.ci_pages:
        return
    source = Path(app.srcdir).resolve()
    folder = (source / app.config.ci_pages).resolve()
    if not folder.is_relative_to(source):
        messages.warn(
            Subtype.CONFIG, f"ci_pages must be a folder below the source folder, not {app.config.ci_pages!r}"
        )
        return
    repository = domain_of(app.env).site.repository
    at_root = folder == source
    wanted = dict(_pages(repository, app.config.root_doc if at_root else "index"))
    for name, text in wanted.items():
        _write(folder / f"{name}.rst", f"{MARK}\n\n{text}", source)
    kept = {folder / f"{name}.rst" for name in wanted}
    for file in sorted(
        [*(folder / "workflows").glob("*.rst"), *(folder / "actions").glob("*.rst"), folder / "actions.rst"]
    ):
        if file not in kept and file.is_file() and _is_ours(file):
            file.unlink()


def page_names(files: Iterable[WorkflowFile]) -> dict[str, str]:
    """Return the name of each file's page: the file's own name without its ending, made unique and safe."""
    return _unique({file.path: re.sub(r"\.ya?ml$", "", file.file) for file in files}, "workflow")


def action_page_names(files: Iterable[ActionFile]) -> dict[str, str]:
    """Return the name of each action's page: the last part of its folder, made unique and safe."""
    return _unique({file.folder: file.folder.rpartition("/")[2] for file in files}, "action")


def _unique(titles: dict[str, str], default: str) -> dict[str, str]:
    found: dict[str, str] = {}
    used: set[str] = set()
    for key, title in titles.items():
        base = re.sub(r"[^A-Za-z0-9_-]+", "-", title).strip("-")[:_LONGEST] or default
        name, number = base, 2
        while name.lower() in used:
            name, number = f"{base}-{number}", number + 1
        used.add(name.lower())
        found[key] = name
    return found


def _pages(repository: Repository, index: str) -> Iterator[tuple[str, str]]:
    names = page_names(repository.files.values())
    actions = action_page_names(repository.action_files.values())
    shown = [each for each in _LISTS if actions or each[0] != "actions"]
    lists = "".join(f"   {name}\n" for name, _, _ in shown)
    below = {
        "overview": "".join(f"   workflows/{name}\n" for name in names.values()),
        "actions": "".join(f"   actions/{name}\n" for name in actions.values()),
    }
    yield (
        index,
        (
            f"{_title('Workflow reference')}\n"
            "What the workflow files of this repository say: generated from them, with a link to every line.\n\n"
            f".. ci:workflows::\n   :no-index:\n\n.. toctree::\n   :hidden:\n\n{lists}"
        ),
    )
    for name, title, body in shown:
        pages = below.get(name)
        contents = f"\n.. toctree::\n   :hidden:\n\n{pages}" if pages else ""
        yield name, f"{_title(title)}\n{body}{contents}"
    for path, name in names.items():
        yield f"workflows/{name}", _page("workflow", path)
    for folder, name in actions.items():
        yield f"actions/{name}", _page("action", folder)


def _page(directive: str, path: str) -> str:
    """Return the page of a file. No text of the repository stands in it: the directive makes the title, too."""
    quoted = quote(os.fsencode(path))
    encoded = "   :percent-encoded:\n" if quoted != path else ""
    return f".. ci:{directive}:: {quoted}\n   :page:\n{encoded}"


def _title(text: str) -> str:
    return f"{text}\n{'=' * len(text)}\n"


def _write(file: Path, text: str, source: Path) -> None:
    if file.is_symlink() or not file.parent.resolve().is_relative_to(source):
        messages.warn(Subtype.PAGE_EXISTS, f"{file.name} leads out of the source folder; it is left alone")
        return
    if file.exists():
        if not _is_ours(file):
            shown = file.relative_to(source).as_posix()
            messages.warn(
                Subtype.PAGE_EXISTS,
                f"{shown} was written by hand and is left alone; rename it or change ci_pages",
            )
            return
        if file.read_text(encoding="utf-8") == text:
            return
    write_text(file, text)


def _is_ours(file: Path) -> bool:
    with file.open(encoding="utf-8", errors="replace") as stream:
        return stream.readline().rstrip("\r\n") == MARK
