"""Checks the Markdown files that pages were written to, as GitHub shows them: links, headings, lines, commands."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from workflow_docs.claims import audit, commands, links
from workflow_docs.claims.findings import Code
from workflow_docs.markdown import files
from workflow_docs.markdown.literal import FIELD
from workflow_docs.workflow.github_urls import LINES

from .places import WORKING, Kind, Place, Result, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document

_KINDS = {
    Code.LINK_PATH: Kind.PATH,
    Code.LINK_ANCHOR: Kind.ANCHOR,
    Code.LINK_LINE: Kind.LINE,
    Code.LINK_LINE_MOVED: Kind.LINE,
}
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_SHOWN = 100


def emitted(env: BuildEnvironment, confdir: Path, context: Context) -> Iterator[str]:
    """Yield the files that pages name in `emit` and that the builder `gfm` has written, as paths below the repository."""
    root = Path(confdir, env.config.gfm_root).resolve()
    wishes = {str(fields[FIELD]).strip() for fields in env.metadata.values() if FIELD in fields}
    for wish in sorted(wishes):
        place = Path(os.path.normpath(root / wish))
        if not place.is_relative_to(context.repository.root):
            continue
        path = place.relative_to(context.repository.root).as_posix()
        text = context.repository.read_text(path)
        if text is not None and files.is_ours(text.encode()):
            yield path


def check(env: BuildEnvironment, confdir: Path, context: Context) -> Iterator[tuple[Place, Result]]:
    """Yield what was found out about every link and command of the emitted files."""
    for path in emitted(env, confdir, context):
        document = context.document(path)
        if document is not None:
            yield from _links(document, context)
            yield from _commands(document, context)


def _links(document: Document, context: Context) -> Iterator[tuple[Place, Result]]:
    broken = {}
    for finding in audit.check(document, context, [links.check]):
        place = Place(
            document.path, finding.position.line, _KINDS.get(finding.code, Kind.ANCHOR), finding.claim
        )
        broken[finding.position, finding.claim] = place
        yield place, Result(Status.BROKEN, info=finding.message, fix=finding.suggestion)
    for link in document.links:
        if link.target and not _ELSEWHERE.match(link.target) and (link.position, link.target) not in broken:
            fragment = link.target.partition("#")[2]
            kind = Kind.LINE if LINES.match(fragment) else Kind.ANCHOR if fragment else Kind.PATH
            yield Place(document.path, link.position.line, kind, link.target), WORKING


def _commands(document: Document, context: Context) -> Iterator[tuple[Place, Result]]:
    """Yield every command; one works if nothing in the repository speaks against it."""
    broken = set()
    for finding in audit.check(document, context, [commands.check]):
        line = finding.position.line
        broken.add(line)
        place = Place(document.path, line, Kind.COMMAND, _short(finding.claim))
        yield place, Result(Status.BROKEN, info=finding.message, fix=finding.suggestion)
    for command, _ in commands.listed(document, context):
        line = command.position.line
        if line not in broken:
            yield Place(document.path, line, Kind.COMMAND, _short(command.text)), WORKING


def _short(command: str) -> str:
    """Return a command on one line of a sensible length."""
    text = " ".join(command.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
