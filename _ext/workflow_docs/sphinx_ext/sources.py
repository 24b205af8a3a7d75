"""Links to lines of the repository, and the pages of the site that show a file's text."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pygments.lexers import get_lexer_for_filename
from pygments.util import ClassNotFound

from workflow_docs.channels import html
from workflow_docs.channels.escaping import visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from workflow_docs.workflow.position import Position

    from .domain import CiDomain
    from .site import Site

FOLDER = "_repository"
"""Where the pages with files' texts stand, below the site's root."""


def uri(site: Site, builder: Builder, docname: str, position: Position) -> str | None:
    """Return the address of a line for a page of a builder; None where the builder can have none.

    A line of 0 means the whole file. In order: the setting `ci_source_url`; the builder's own way to a file
    of the repository; a permalink on GitHub; a page of the site.
    """
    path, line = position.path, _line(site, position)
    to_repository = getattr(builder, "get_repository_uri", None)
    if to_repository is not None:
        address: str = to_repository(docname, path, f"L{line}" if line else "")
        return address
    template = builder.config.ci_source_url
    if template:
        return str(template).replace("{path}", quote(os.fsencode(path))).replace("{line}", str(line or 1))
    place = site.repository.resolve(path)
    if place is None or not place.is_file():
        return None
    if site.checkout is not None:
        link = site.checkout.permalink(path, place.read_bytes(), line or None)
        if link is not None:
            return link
    if (
        builder.format != "html"
        or builder.name not in {"html", "dirhtml"}
        or site.repository.read_text(path) is None
    ):
        return None
    return builder.get_relative_uri(docname, page_name(path)) + (f"#L-{line}" if line else "")


def _line(site: Site, position: Position) -> int:
    """Return the line that a link leads to: the last one for a fault at the end of a file, which has none of its own."""
    text = site.repository.read_text(position.path) if position.line > 1 else None
    if not text:
        return position.line
    return min(position.line, text.count("\n") + (not text.endswith("\n")))


def page_name(path: str) -> str:
    """Return the name of the page that shows a file."""
    return f"{FOLDER}/{html.page_name(path)}"


def language_of(path: str) -> str:
    """Return the language of a file by its name, as Pygments and GitHub both know it."""
    try:
        aliases = get_lexer_for_filename(path).aliases
    except ClassNotFound:
        return "text"
    return "dockerfile" if "dockerfile" in aliases else aliases[0] if aliases else "text"


def collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the pages for the files that documents link to; a page newer than its file is kept."""
    from .domain import domain_of  # noqa: PLC0415 (the domain imports this module)

    domain = domain_of(app.env)
    if app.builder.name not in {"html", "dirhtml"} or app.config.ci_source_url:
        return
    for path in sorted(_shown(domain)):
        place = domain.site.repository.resolve(path)
        name = page_name(path)
        if place is None or _fresh(app, name, place):
            continue
        text = domain.site.repository.read_text(path)
        if text is None:
            continue
        if domain.site.checkout and domain.site.checkout.permalink(path, place.read_bytes()):
            continue
        yield name, {"title": html.text(path), "body": _body(app, path, text), "parents": []}, "page.html"


def _shown(domain: CiDomain) -> set[str]:
    paths = {
        record.target
        for records in domain.references.values()
        for record in records
        if record.kind == "source"
    }
    for records in domain.references.values():
        paths.update(posixpath.normpath(record.target) for record in records if record.kind == "file")
    return paths | set(domain.site.repository.files)


def _fresh(app: Sphinx, name: str, place: Path) -> bool:
    written = Path(app.builder.get_outfilename(name))  # type: ignore[attr-defined]  # HTML builders have it
    try:
        return written.stat().st_mtime > place.stat().st_mtime
    except OSError:
        return False


def _body(app: Sphinx, path: str, text: str) -> html.Html:
    highlighter = app.builder.highlighter  # type: ignore[attr-defined]  # HTML builders have it
    code = highlighter.highlight_block(
        visible_lines(text),
        language_of(path),
        linenos="table",
        lineanchors="L",
        anchorlinenos=True,
        force=True,
    )
    return html.Html(f"<h1>{html.text(path)}</h1>\n{code}")
