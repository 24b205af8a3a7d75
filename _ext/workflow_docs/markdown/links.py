"""Addresses: which page is which file, how one file reaches another, and which fragment leads to a place."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from . import problems
from .normal import normalize
from .problems import Problem
from .slugs import Slugger
from .tree import Anchor, Heading, Link, PageTarget
from .walking import plain, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import PurePosixPath

    from .tree import Root

NOWHERE = "x-gfm-page:"
"""The scheme of addresses of pages that nobody can reach; Sphinx wants an address for every page."""

_LINE = re.compile(r"L[0-9]+(C[0-9]+)?(-L[0-9]+(C[0-9]+)?)?\Z")
_SAFE = "/!$&'()*+,;=:@~"


def encode(path: str) -> str:
    """Return a path with everything percent-encoded that an address cannot hold."""
    # A colon before the first slash would make the start of the path a scheme.
    safe = _SAFE.replace(":", "") if ":" in path.partition("/")[0] else _SAFE
    return quote(path, safe=safe, errors="surrogateescape")


def relative(start: str, path: str) -> str:
    """Return the address of a file as seen from another; both are paths below the root."""
    return encode(posixpath.relpath(path, posixpath.dirname(start) or "."))


@dataclass(slots=True)
class Links:
    """The pages that are files, by docname, and the address of the site that has the others."""

    pages: Mapping[str, PurePosixPath]
    site_url: str = ""
    _docnames: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._docnames = {str(path): docname for docname, path in self.pages.items()}

    def uri(self, start: str, docname: str) -> str:
        """Return the address of a page as seen from another."""
        if docname in self.pages:
            return relative(str(self.pages.get(start, "")), str(self.pages[docname]))
        if self.site_url:
            return f"{self.site_url.rstrip('/')}/{encode(docname)}.html"
        return f"{NOWHERE}{encode(docname)}"

    def find(self, start: str, uri: str) -> str | PageTarget:
        """Return the place that an address from `uri` means; the address itself if it is no page of the project."""
        path, _, fragment = uri.partition("#")
        if path.startswith(NOWHERE):
            return PageTarget(unquote(path.removeprefix(NOWHERE)), unquote(fragment))
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/", path):
            return uri
        here = posixpath.dirname(str(self.pages.get(start, "")))
        found = self._docnames.get(posixpath.normpath(posixpath.join(here, unquote(path))))
        if found is None or _LINE.match(fragment):
            return uri
        return PageTarget(found, unquote(fragment))


@dataclass(frozen=True, slots=True)
class Place:
    """The fragments of one file: by the ids of its page, and those that need an anchor."""

    fragments: Mapping[str, str]
    anchors: Mapping[str, str]


def places(trees: Mapping[str, Root], labels: Mapping[str, Iterable[str]]) -> dict[str, Place]:
    """Return the fragments of every file.

    Headings have theirs from GitHub, in the order in which they stand in the file. Other places get an anchor if a link
    leads there, or if they have a name that others may know (`labels`).
    """
    wanted: dict[str, set[str]] = {docname: set(labels.get(docname, ())) for docname in trees}
    nodes = {docname: walk(tree) for docname, tree in trees.items()}
    for found in nodes.values():
        for node in found:
            match node:
                case Link(PageTarget(docname, name)) if name and docname in wanted:
                    wanted[docname].add(name)
                case _:
                    pass
    result = {}
    for docname, found in nodes.items():
        slugger = Slugger()
        fragments: dict[str, str] = {}
        anchors: dict[str, str] = {}
        for node in found:
            if isinstance(node, Heading):
                slug = slugger.slug(plain(normalize(node.children)))
                fragments.update((name, slug) for name in node.ids if name not in fragments)
        for node in found:
            if isinstance(node, Anchor):
                chosen = next((name for name in node.ids if name in wanted[docname]), None)
                if chosen is not None and chosen not in fragments:
                    fragment = slugger.unique(chosen)
                    anchors[chosen] = fragment
                    fragments.update((name, fragment) for name in node.ids if name not in fragments)
        result[docname] = Place(fragments, anchors)
    return result


@dataclass(frozen=True, slots=True)
class PageResolver:
    """The links of one page; what its serializer asks."""

    docname: str
    links: Links
    places: Mapping[str, Place]

    def url(self, target: PageTarget) -> str | None:
        """Return the address of a place; that of its page, with a warning, if the page does not have it."""
        fragment = ""
        if target.id:
            fragments = self.places[target.docname].fragments
            if target.id in fragments:
                fragment = "#" + quote(fragments[target.id], safe=_SAFE)
            elif target.id in fragments.values():
                fragment = "#" + quote(target.id, safe=_SAFE)
            else:
                problems.warn(
                    Problem.LINK_ANCHOR,
                    f"{str(self.links.pages[target.docname])!r} has no place {target.id!r}; the link leads to the file",
                    target.location or self.docname,
                )
        if target.docname == self.docname and fragment:
            return fragment
        return self.links.uri(self.docname, target.docname) + fragment

    def anchor(self, ids: tuple[str, ...]) -> str | None:
        """Return the fragment of a place that needs an anchor; None where nothing links there."""
        for name in ids:
            fragment = self.places[self.docname].anchors.get(name)
            if fragment is not None:
                return fragment
        return None
