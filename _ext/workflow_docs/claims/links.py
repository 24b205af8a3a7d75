"""Links of a document: paths, headings and lines of the repository."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from workflow_docs.workflow.github_urls import LINES, line_range
from workflow_docs.workflow.model import Job
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from .findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow

    from .context import Context
    from .documents import Document, Link

OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
"""What the target of a link to another place than the repository begins with."""

_TAB = re.compile(r"\?(?:[^#]*&)?tab=")
"""A page of the forge that shows one of several files."""


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every link that leads nowhere within the repository."""
    for link in document.links:
        # `[^1]` is a footnote on GitHub.
        if link.target and not OUTSIDE.match(link.target) and not link.text.startswith("^"):
            if link.html and not _read_on_github(document):
                continue
            yield from _check(document, link, context)


def _read_on_github(document: Document) -> bool:
    """Whether raw HTML in a document is for GitHub: site generators leave it as it is, and paths in it are those of the site."""
    folder, _, name = document.path.rpartition("/")
    generated = document.lines[:1] == ("---",)  # the metadata of a page
    return not generated and (folder in {"", ".github"} or name.lower().startswith("readme"))


def target_path(path: str, target: str) -> str:
    """Return the path, from the root of the repository, that a link of the document at `path` leads to.

    A query is for the forge (`?raw=true`, `?plain=1`) and no part of it.
    """
    written = unquote(target.partition("#")[0].partition("?")[0])
    if not written:
        return path
    # GitHub takes a leading slash for the top of the repository.
    return posixpath.normpath(
        written.lstrip("/") if written.startswith("/") else posixpath.join(posixpath.dirname(path), written)
    )


def _check(document: Document, link: Link, context: Context) -> Iterator[Finding]:
    fragment = unquote(link.target.partition("#")[2])
    path = target_path(document.path, link.target)
    if path.startswith("..") or _TAB.search(link.target):
        return  # it may be a page of the forge, such as ../../issues
    if path not in {".", document.path} and not context.exists(path):
        yield _missing(link, path, context)
        return
    if not fragment or link.image:
        return
    line = LINES.match(fragment)
    markdown = path.endswith((".md", ".markdown"))
    target = (document if path == document.path else context.document(path)) if markdown else None
    if target is not None and target.has_anchor(fragment):
        return
    if line is not None:
        yield from _check_line(link, path, *line_range(line), context)
    elif target is not None:
        slugs = [heading.slug for heading in target.headings]
        yield Finding(
            Code.LINK_ANCHOR, Judgement.MISSING, f"{path} has no heading #{fragment}", link.position, link.target,
            Position(path, 1, 1), suggestion=_suggestion(fragment, slugs),
        )  # fmt: skip


def _missing(link: Link, path: str, context: Context) -> Finding:
    folder, _, name = path.rpartition("/")
    place = context.repository.resolve(folder) if folder else context.repository.root
    known = [entry.name for entry in place.iterdir()] if place is not None and place.is_dir() else []
    what = "image" if link.image else "link"
    return Finding(
        Code.LINK_PATH, Judgement.MISSING, f"the {what} leads to {path!r}, which the repository does not have",
        link.position, link.target, suggestion=_suggestion(name, known),
    )  # fmt: skip


def _check_line(link: Link, path: str, first: int, last: int, context: Context) -> Iterator[Finding]:
    text = context.repository.read_text(path)
    if text is None:
        return
    count = len(text.splitlines())
    if max(first, last) > count or first < 1:
        yield Finding(
            Code.LINK_LINE, Judgement.CONTRADICTED, f"{path} has {count} lines, not {max(first, last)}", link.position,
            link.target, Position(path, max(count, 1), 1),
        )  # fmt: skip
        return
    file = context.repository.files.get(path)
    workflow = file.workflow if file is not None else None
    if workflow is None:
        return
    job = workflow.job(link.text.strip("` "))
    if job is not None:
        start, end = _span(workflow, job.id.value, count)
        here = text.splitlines()[first - 1].strip()
        # Something else in the file may have the same name: an input, an artifact, a value.
        own = re.match(
            rf"(?:-\s+)?(?:(?!needs:)[\w.-]+:\s*)?[\"']?{re.escape(job.id.value)}[\"']?\s*(?::|\Z)", here
        )
        if not (start <= first <= end) and own is None:
            yield Finding(
                Code.LINK_LINE_MOVED, Judgement.CONTRADICTED,
                f"line {first} of {path} is not of the job {job.id.value!r}, which stands at line {start}",
                link.position, link.target, Position(path, first, 1), here, f"#L{start}",
            )  # fmt: skip


def _span(workflow: Workflow, name: str, count: int) -> tuple[int, int]:
    """Return the first and the last line of a job."""
    starts = sorted((job.position.line, job.id.value) for job in workflow.jobs if isinstance(job, Job) or job)
    for index, (line, job) in enumerate(starts):
        if job == name:
            return line, starts[index + 1][0] - 1 if index + 1 < len(starts) else count
    return 1, count


def _suggestion(name: str, known: list[str]) -> str:
    return did_you_mean(name, known, listed=False).removeprefix("; ")
