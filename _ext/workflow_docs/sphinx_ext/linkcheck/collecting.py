"""Takes the links from resolved doctrees, each with its place.

All pages are resolved in every run, those that an earlier build has read too, so that nothing needs to be kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.linkcheck import HyperlinkCollector
from sphinx.transforms.post_transforms import SphinxPostTransform

from workflow_docs.claims.html_links import HtmlReader

from .places import Collected, File, Kind, Page, Place, Unminded, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.domains import Domain

    from .places import Target

PAGE = "x-ci-page:"
"""The scheme of the addresses of pages: Sphinx's own link check has the same address, "", for all of them."""

_HTML_ID = re.compile(r"""<[a-zA-Z][^>]{0,500}?\s(?:id|name)\s*=\s*["']?([^"'\s>]+)""")
_DANGLING = re.compile(r"(.+?)__?\Z", re.DOTALL)
_MARK = "ci_reference"


class MarkReferences(SphinxPostTransform):
    """Puts every reference into an inline node that is still there when it has been resolved."""

    builders = ("linkcheck",)
    default_priority = 2  # before MyST (9) and Sphinx (10) resolve them

    def run(self, **_arguments: Any) -> None:
        """Mark the references of a page."""
        for node in list(self.document.findall(addnodes.pending_xref)):
            place = _place_of(node)
            mark = nodes.inline()
            mark[_MARK] = {
                "domain": node.get("refdomain", ""),
                "type": node["reftype"],
                "target": _written(node),
                "place": place,
                "missing": False,
            }
            node.replace_self(mark)
            mark += node


def note_missing(_app: Sphinx, _domain: Domain | None, node: addnodes.pending_xref) -> None:
    """Note a reference that Sphinx is about to warn of (`warn-missing-reference`); the warning is left to it."""
    if node.parent is not None and _MARK in node.parent:
        node.parent[_MARK]["missing"] = True


class CollectLinks(HyperlinkCollector):
    """Hands every link of a page to the builder.

    Private in Sphinx: that its own collector has `builders`, and the method `find_uri`, which it documents.
    """

    default_priority = 800  # that of Sphinx's own collector

    def run(self, **_arguments: Any) -> None:
        """Collect the links of a page."""
        self.docname = self.env.current_document.docname
        self.shown = str(self.env.doc2path(self.docname, base=False))
        self.full = str(self.env.doc2path(self.docname))
        self.folder = Path(self.full).parent
        self.collected: Collected = self.env._app.builder.collected  # type: ignore[attr-defined]  # noqa: SLF001 (as Sphinx's own collector)
        self.html = HtmlReader()
        ids = self.collected.ids.setdefault(self.docname, set())
        done: set[int] = set()
        for node in self.document.findall(nodes.Element):
            ids.update(node.get("ids", ()))
            if _MARK in node:
                done.update(id(reference) for reference in node.findall(nodes.reference))
                self._marked(node)
                continue
            match node:
                case addnodes.download_reference():
                    self._download(node)
                case nodes.reference() if id(node) not in done:
                    self._reference(node)
                case nodes.image():
                    self._image(node)
                case nodes.raw():
                    ids.update(_HTML_ID.findall(node.astext()))
                    self._other(node)
                    if "html" in node.get("format", "").split():
                        self._html(node)
                case addnodes.toctree():
                    self._toctree(node)
                case nodes.problematic() if match := _DANGLING.match(node.astext()):
                    name = match[1].strip("`")
                    self._add(node, Kind.SITE, node.astext(), Unresolved("name", name))
                case _:
                    pass

    # -- kinds of nodes ------------------------------------------------------------------------------

    def _marked(self, node: nodes.Element) -> None:
        mark = node[_MARK]
        references = list(node.findall(nodes.reference))
        if mark["domain"] == "ci":
            # Checked by their names. What they lead to is made from the files, unless a setting makes the addresses.
            for reference in references:
                if self.config.ci_source_url and reference.get("refuri", "").startswith("http"):
                    self._reference(reference, mark["place"])
            return
        domain, role, target = mark["domain"], mark["type"], mark["target"]
        uri = (
            target
            if role == "myst"
            else ":".join([*([domain] if domain not in {"", "std"} else []), role, target])
        )
        # Of a place on a page, MyST complains by the place alone.
        ignored = role == "myst" and self._not_minded(
            target.rpartition("#")[2] if domain == "doc" else target
        )
        where: Target
        if mark["missing"]:
            where = Unresolved(role, target)
        elif not references or (
            role == "myst" and not references[0].get("internal") and "refid" in references[0]
        ):
            # (MyST makes a link to nowhere of what it cannot resolve.)
            where = Unresolved(role, target) if role == "myst" and not ignored else Unminded()
        else:
            page = self._page(references[0])
            if page is None:
                self._reference(references[0], mark["place"])
                return
            where = page._replace(ignored=ignored)
        self._append(mark["place"], Kind.SITE, uri, where)

    def _reference(self, node: nodes.reference, place: tuple[str | None, int] | None = None) -> None:
        place = place or _place_of(node)
        page = self._page(node)
        if page is not None:
            if node.get("refid") is None or not _generated(node):
                name = page.docname if page.docname != self.docname else ""
                self._append(place, Kind.SITE, name + (f"#{page.anchor}" if page.anchor else ""), page)
            return
        uri = self.find_uri(node)
        if uri is not None:
            self._uri(place, uri)

    def _other(self, node: nodes.Element) -> None:
        uri = self.find_uri(node)
        if uri:
            self._uri(_place_of(node), uri)

    def _html(self, node: nodes.raw) -> None:
        source, line = _place_of(node)
        for link in self.html.read(node.astext())[0]:
            # The line of a block of MyST is its first, that of reStructuredText its last or none.
            place = (source, line + link.line if line > 0 else line)
            self._uri(place, link.target, html=True)

    def _image(self, node: nodes.image) -> None:
        self._other(node)
        candidates: dict[str, str] = node.get("candidates", {})
        for kind, path in candidates.items():
            if kind != "?":
                self._add(node, Kind.PATH, path, File(path, Path(self.env.srcdir)))

    def _download(self, node: addnodes.download_reference) -> None:
        if "refuri" in node:
            self._uri(_place_of(node), node["refuri"])
            return
        target = node["reftarget"]
        path, _ = self.env.relfn2path(target, self.docname)
        self.collected.downloads.setdefault(self.docname, set()).add(target)
        self._add(node, Kind.PATH, target, File(path, Path(self.env.srcdir)))

    def _toctree(self, node: addnodes.toctree) -> None:
        for _title, name in node["entries"]:
            if "://" in name:
                self._uri(_place_of(node), name)
            elif name != "self" and not node.get("glob"):
                self._add(node, Kind.SITE, name, Page(name, ""))

    # -- helpers -------------------------------------------------------------------------------------

    def _uri(self, place: tuple[str | None, int], uri: str, *, html: bool = False) -> None:
        uri = self.env.events.emit_firstresult("linkcheck-process-uri", uri) or uri
        path, _, fragment = uri.partition("#")
        if not path and fragment:
            self._append(place, Kind.SITE, uri, Page(self.docname, unquote(fragment), html=html))
        elif re.match(r"mailto:|tel:|([a-z]+:)?//", uri) or not uri:
            self.collected.add_external(self._place(place, Kind.EXTERNAL, uri))
        else:
            target = File(unquote(path.partition("?")[0]), self.folder, unquote(fragment), html)
            self._append(place, Kind.PATH, uri, target)

    def _page(self, node: nodes.reference) -> Page | None:
        """Return the page that a reference leads to; None if it leads elsewhere."""
        if "refid" in node:
            return Page(self.docname, node["refid"])
        uri = node.get("refuri", "")
        if not uri.startswith(PAGE):
            return None
        name, _, anchor = uri.removeprefix(PAGE).partition("#")
        return Page(unquote(name), anchor)

    def _not_minded(self, target: str) -> bool:
        return ("myst", target) in self.config.nitpick_ignore or any(
            re.fullmatch(kind, "myst") and re.fullmatch(name, target)
            for kind, name in self.config.nitpick_ignore_regex
        )

    def _add(self, node: nodes.Element, kind: Kind, uri: str, target: Target) -> None:
        self._append(_place_of(node), kind, uri, target)

    def _append(self, place: tuple[str | None, int], kind: Kind, uri: str, target: Target) -> None:
        self.collected.local.append((self._place(place, kind, uri), target))

    def _place(self, place: tuple[str | None, int], kind: Kind, uri: str) -> Place:
        source, line = place
        return Place(self._filename(source), line, kind, uri, self.docname)

    def _filename(self, source: str | None) -> str:
        """Return the file that a link stands in: that of the page, or one that it includes."""
        if source is None or source == self.full:
            return self.shown
        path = os.path.relpath(source, self.env.srcdir).replace(os.sep, "/")
        # `<rst_prolog>`, or `module.py:docstring of f`, are no files.
        return path if not path.startswith("..") and Path(source).is_file() else self.shown


def page_uri(docname: str) -> str:
    """Return the address that stands for a page."""
    return PAGE + quote(docname)


def _written(node: addnodes.pending_xref) -> str:
    anchor = node.get("reftargetid")
    return f"{node['reftarget']}#{anchor}" if anchor else str(node["reftarget"])


def _place_of(node: nodes.Element) -> tuple[str | None, int]:
    """Return the source and the line of a node, or of the nearest around it that has them."""
    line = 0
    current: nodes.Element | None = node
    while current is not None:
        line = line or current.line or 0
        if line and current.source:
            return current.source, line
        current = current.parent
    return None, line or -1


def _upwards(node: nodes.Element) -> Iterator[nodes.Element]:
    current: nodes.Element | None = node
    while current is not None:
        yield current
        current = current.parent


def _generated(node: nodes.reference) -> bool:
    """Whether a reference within a page is that of a table of contents, or back to it."""
    return any(
        isinstance(each, nodes.title) or (isinstance(each, nodes.topic) and "contents" in each["classes"])
        for each in _upwards(node)
    )
