"""Checks what needs no network: pages and places of the site, files, lines of files, things in workflows."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from workflow_docs.analysis.objects import KINDS, Missing
from workflow_docs.sphinx_ext.domain import COMPLAINT, domain_of
from workflow_docs.workflow.github_urls import LINES, line_range
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.reader import MAX_BYTES

from .places import WORKING, File, Kind, Page, Place, Result, Status, Unminded, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.environment import BuildEnvironment

    from workflow_docs.claims.context import Context

    from .places import Collected, Target

_BUILT = frozenset({"genindex", "search", "modindex", "py-modindex"})
"""Pages that Sphinx makes itself."""

_MARKDOWN = (".md", ".markdown")


class LocalChecker:
    """Knows what there is: the pages with their ids, the files, and the repository."""

    def __init__(self, env: BuildEnvironment, collected: Collected, context: Context) -> None:
        """Take what was collected; `context` reads the Markdown files of the repository."""
        self.env = env
        self.collected = collected
        self.context = context
        self.root = context.repository.root
        self.srcdir = Path(env.srcdir).resolve()

    def all(self) -> Iterator[tuple[Place, Result]]:
        """Yield what was found out about every link that stays within the project."""
        for place, target in self.collected.local:
            yield self._check(place, target)
        yield from self._lines_of_downloads()
        yield from self._ci_references()

    def _check(self, place: Place, target: Target) -> tuple[Place, Result]:
        match target:
            case Page():
                return place, self._page(target)
            case File() if (docname := self._built_page(target)) is not None:
                return place._replace(kind=Kind.SITE), self._page(Page(docname, target.fragment))
            case File(path, folder, fragment, html):
                kind = _kind(place.kind, path, fragment)
                result = self.file(Path(folder, path), fragment)
                return place._replace(kind=kind), _unsure(result) if html else result
            case Unresolved(role, name):
                return place, self._unresolved(role, name, place.docname)
            case Unminded():
                return place, Result(
                    Status.IGNORED, info="it means nothing here, and nitpicky or nitpick_ignore lets it pass"
                )

    # -- the site --------------------------------------------------------------------------------------

    def _page(self, page: Page) -> Result:
        docname, anchor, ignored, html = page
        ids = self.collected.ids.get(docname)
        if ids is None:
            known = docname not in self.env.found_docs and docname in _BUILT | set(
                self.env.config.html_additional_pages
            )
            # A domain or an extension may have pages that no document stands for.
            if known or docname.startswith(("_modules/", "_repository/")) or docname.endswith("-modindex"):
                return WORKING
            return _broken(f"there is no page {docname!r}", docname, self.env.found_docs)
        if not anchor or anchor in ids:
            return WORKING
        if ignored:
            return Result(Status.IGNORED, info="nitpick_ignore lets it pass")
        slugs = set(self.env.metadata.get(docname, {}).get("myst_slugs", ()))
        result = _broken(f"{self._shown(docname)} has no #{anchor}", anchor, ids | slugs)
        return _unsure(result) if html else result

    def _unresolved(self, role: str, target: str, docname: str) -> Result:
        if role in {"ref", "numref"}:
            return _broken(
                f"there is no label {target!r}", target, self.env.domains.standard_domain.anonlabels
            )
        if role == "doc":
            return _broken(f"there is no page {target!r}", target, self.env.found_docs)
        if role == "myst":
            path, mark, anchor = target.partition("#")
            if path.endswith(_MARKDOWN) or (path and mark) or "/" in path:
                return _broken(
                    f"there is no page or file {path!r}", path, map(self._shown, self.env.found_docs)
                )
            known = {*self.env.domains.standard_domain.anonlabels, *self.collected.ids[docname]}
            return _broken(f"there is nothing that {target!r} means", anchor or path, known)
        return Result(Status.BROKEN, info=f"there is nothing of the kind {role} that {target!r} means")

    def _shown(self, docname: str) -> str:
        return str(self.env.doc2path(docname, base=False))

    def _built_page(self, target: File) -> str | None:
        """Return the page that a link to an HTML file means (`other.html`), unless there is such a file."""
        path = Path(os.path.normpath(target.folder / target.path))
        if path.suffix != ".html" or path.exists() or not path.is_relative_to(self.env.srcdir):
            return None
        docname = path.relative_to(self.env.srcdir).with_suffix("").as_posix()
        return docname if docname in self.env.found_docs or docname in _BUILT else None

    # -- files ---------------------------------------------------------------------------------------

    def file(self, place: Path, fragment: str) -> Result:
        """Check a file or a folder, and where the fragment leads to in it."""
        try:
            found = place.exists()
        except (OSError, ValueError):  # a loop of links, a name that no file can have
            found = False
        if not found:
            place = Path(os.path.normpath(place))
            known = [entry.name for entry in place.parent.iterdir()] if place.parent.is_dir() else []
            return _broken(
                f"there is no file {place.name!r} in {self._folder(place.parent)}", place.name, known
            )
        return self._fragment(place.resolve(), fragment) if fragment else WORKING

    def _fragment(self, place: Path, fragment: str) -> Result:
        path = place.relative_to(self.root).as_posix() if place.is_relative_to(self.root) else ""
        if place.suffix in _MARKDOWN and not LINES.match(fragment):
            return check_heading(self.context, path, fragment) if path else WORKING
        lines = LINES.match(fragment)
        if lines is None:
            return WORKING  # what it means is for the program to say that shows the file
        text = self.context.repository.read_text(path) if path else self._text(place)
        return check_lines(place.name, text, *line_range(lines))

    def _text(self, place: Path) -> str | None:
        if not place.is_relative_to(self.srcdir) or not place.is_file() or place.stat().st_size > MAX_BYTES:
            return None
        return place.read_text(encoding="utf-8", errors="replace")

    def _folder(self, folder: Path) -> str:
        for base, name in ((self.srcdir, "the source folder"), (self.root, "the repository")):
            if folder.is_relative_to(base):
                path = folder.relative_to(base).as_posix()
                return name if path == "." else repr(path)
        return "the folder"

    def _lines_of_downloads(self) -> Iterator[tuple[Place, Result]]:
        """Yield the links to lines in MyST pages: MyST itself drops the fragment of a link to a file."""
        from workflow_docs.claims import documents  # noqa: PLC0415 (few projects have them)

        for docname, targets in sorted(self.collected.downloads.items()):
            file = Path(self.env.doc2path(docname))
            if file.suffix not in _MARKDOWN or "#L" not in (text := self._text(file.resolve()) or ""):
                continue
            for link in documents.parse(text, self._shown(docname)).links:
                path, _, fragment = link.target.partition("#")
                path = unquote(path)
                if LINES.match(fragment) and path in targets:
                    place = Place(self._shown(docname), link.position.line, Kind.LINE, link.target, docname)
                    yield place, self.file(self.srcdir / self.env.relfn2path(path, docname)[0], fragment)

    # -- the ci domain ---------------------------------------------------------------------------------

    def _ci_references(self) -> Iterator[tuple[Place, Result]]:
        domain = domain_of(self.env)
        places = {
            (docname, record)
            for docname, records in domain.references.items()
            for record in records
            if record.kind in {*KINDS, COMPLAINT}
        }
        for docname, (kind, target, source, line) in sorted(places):
            file = posixpath.normpath(source.replace(os.sep, "/"))
            if kind == COMPLAINT:
                name, _, message = target.partition(" ")
                yield Place(file, line, Kind.CI, name, docname), _told(message)
                continue
            found = domain.site.index.find(kind, target)
            place = Place(
                file, line, Kind.PATH if kind == "file" else Kind.CI, f"ci:{kind}:{target}", docname
            )
            result = WORKING
            if isinstance(found, Missing):
                fix = found.suggestion
                result = Result(Status.BROKEN, info=found.reason if fix else found.message, fix=fix)
            yield place, result


def check_heading(context: Context, path: str, fragment: str) -> Result:
    """Check a heading of a Markdown file of the repository by GitHub's slugs."""
    document = context.document(path)
    if document is None or document.has_anchor(fragment) or fragment == "readme":
        return WORKING
    return _broken(f"{path} has no heading #{fragment}", fragment, document.anchors)


def check_lines(name: str, text: str | None, first: int, last: int) -> Result:
    """Check that a file has some lines; a file that cannot be read as text has whatever a link says."""
    if text is None:
        return WORKING
    count = text.count("\n") + (not text.endswith("\n"))
    if first < 1 or max(first, last) > count:
        return Result(
            Status.BROKEN, info=f"{name} has {count} lines, not {max(first, last)}", fix=f"#L{count}"
        )
    return WORKING


def _kind(kind: Kind, path: str, fragment: str) -> Kind:
    if LINES.match(fragment):
        return Kind.LINE
    return Kind.ANCHOR if fragment and path.endswith(_MARKDOWN) else kind


def _broken(message: str, name: str, known: Iterable[str]) -> Result:
    fix = did_you_mean(name, known, listed=False).removeprefix("; ")
    return Result(Status.BROKEN, info=message, fix=fix)


def _unsure(result: Result) -> Result:
    """Return the result for raw HTML: it counts from the page in the site, where there may be more than what was looked at."""
    if result.status is not Status.BROKEN:
        return result
    return result._replace(status=Status.UNSURE, info=f"{result.info}, but the site may have it")


def _told(message: str) -> Result:
    """Return the result for a message that ends in what may have been meant."""
    message, _, meant = message.partition("; did you mean ")
    return Result(Status.BROKEN, info=message, fix=f"did you mean {meant}" if meant else "")
