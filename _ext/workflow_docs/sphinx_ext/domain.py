"""The `ci` domain: objects that pages describe, references to them, and the only place that resolves these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.locale import _
from sphinx.util.nodes import make_id, make_refnode

from workflow_docs.analysis.objects import Found, Missing
from workflow_docs.channels.escaping import visible
from workflow_docs.workflow.guard import describe
from workflow_docs.workflow.position import Position

from . import backlinks, messages, sources
from .roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element
    from docutils.parsers.rst import Directive
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from workflow_docs.doctree.tables import Thing

    from .claims.page import Page
    from .site import Site


class Entry(NamedTuple):
    """A description of an object on a page. A page's own section about it (rank 0) wins over a row (rank 1)."""

    rank: int
    docname: str
    anchor: str
    title: str


COMPLAINT = "complaint"
"""The kind of a record of a directive that names nothing; its target is the directive's name, a space, and the message."""


class Record(NamedTuple):
    """A reference that a page makes, as it was read: for the link check, which has no page:line later on."""

    kind: str
    target: str
    source: str
    line: int


class CiDomain(Domain):
    """Objects of GitHub Actions workflows."""

    name = "ci"
    label = "CI"
    object_types = {  # noqa: RUF012 (the base class declares it so)
        kind: ObjType(_(kind), kind)
        for kind in ("workflow", "job", "step", "action", "secret", "env", "gate", "environment", "input")
    }
    roles = ROLES
    directives = {}  # noqa: RUF012 (filled when a page asks for the first one)
    initial_data = {  # noqa: RUF012 (the base class copies it)
        "objects": {},  # (kind, name) -> {docname: Entry}
        "references": {},  # docname -> [Record]
        "overviews": set(),  # docnames that change when a workflow file comes or goes
        "directives": set(),  # docnames with a directive
        "backlinks": {},  # docname -> {(kind, name): what other files said of it when the page was read}
        "paths": [],  # the workflow files at the last build
        "weak_gates": {},  # path -> (what the file said, the gates in it that cannot fail)
        "pages": {},  # docname -> Page: what people wrote on it
        "summary": "",  # what the repository was like when the report on its documents was written
        "commit": "",  # the commit that permalinks named at the last build
    }
    data_version = 7

    site: Site

    def directive(self, name: str) -> type[Directive] | None:
        """Return a directive; they are loaded at the first, which a build without changes never asks for."""
        from .directives import DIRECTIVES  # noqa: PLC0415

        for known, directive in DIRECTIVES.items():
            self.directives.setdefault(known, directive)
        return super().directive(name)

    # -- what pages say ------------------------------------------------------------------------------

    @property
    def objects(self) -> dict[tuple[str, str], dict[str, Entry]]:
        """Every described object, with its description on each page."""
        found: dict[tuple[str, str], dict[str, Entry]] = self.data["objects"]
        return found

    @property
    def references(self) -> dict[str, list[Record]]:
        """Every reference to the repository, by page."""
        found: dict[str, list[Record]] = self.data["references"]
        return found

    def note_object(
        self, thing: Thing, title: str, node: Element, document: nodes.document, rank: int
    ) -> str:
        """Record that a node of the page being read describes an object; return the id that it gets."""
        docname = self.env.current_document.docname
        entries = self.objects.setdefault((thing.kind, thing.name), {})
        known = entries.get(docname)
        prefix = f"ci-{thing.kind}" if rank == 0 else f"ci-{thing.kind}-row"
        anchor = make_id(self.env, document, prefix, thing.name.removeprefix(".github/workflows/"))
        node["ids"].append(anchor)
        document.set_id(node)
        if known is None or rank < known.rank:
            entries[docname] = Entry(rank, docname, anchor, title)
        return anchor

    def note_reference(self, kind: str, target: str, source: str, line: int) -> None:
        """Record a reference of the page being read."""
        self.references.setdefault(self.env.current_document.docname, []).append(
            Record(kind, target, source, line)
        )

    def note_overview(self) -> None:
        """Record that the page being read changes when a workflow file comes or goes."""
        self.data["overviews"].add(self.env.current_document.docname)

    def note_directive(self) -> None:
        """Record that the page being read has a directive: it shows descriptions, and links to lines."""
        self.data["directives"].add(self.env.current_document.docname)

    def note_backlinks(self, kind: str, name: str) -> None:
        """Record that the page being read shows what other files say of a workflow or an action."""
        known = self.data["backlinks"].setdefault(self.env.current_document.docname, {})
        known[kind, name] = backlinks.state(self.site, kind, name)

    @property
    def pages(self) -> dict[str, Page]:
        """What people wrote on each page."""
        found: dict[str, Page] = self.data["pages"]
        return found

    def note_page(self, page: Page) -> None:
        """Record what people wrote on the page being read."""
        self.pages[self.env.current_document.docname] = page

    def describe(self, kind: str, name: str, comment: str | None) -> str | None:
        """Return what describes an object: its comment, else its entry in the descriptions file."""
        return comment or self.site.descriptions.get(kind, name)

    def example(self, kind: str, name: str) -> str | None:
        """Return the example of a value that a person has written into the descriptions file."""
        return self.site.descriptions.example(kind, name)

    # -- life of a page ------------------------------------------------------------------------------

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        for key, entries in list(self.objects.items()):
            entries.pop(docname, None)
            if not entries:
                del self.objects[key]
        self.references.pop(docname, None)
        self.data["overviews"].discard(docname)
        self.data["directives"].discard(docname)
        self.data["backlinks"].pop(docname, None)
        self.pages.pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for key, entries in otherdata["objects"].items():
            for docname, entry in entries.items():
                if docname in docnames:
                    self.objects.setdefault(key, {})[docname] = entry
        for docname, records in otherdata["references"].items():
            if docname in docnames:
                self.references[docname] = records
        for docname, states in otherdata["backlinks"].items():
            if docname in docnames:
                self.data["backlinks"][docname] = states
        for docname, page in otherdata["pages"].items():
            if docname in docnames:
                self.pages[docname] = page
        for key in ("overviews", "directives"):
            self.data[key].update(docname for docname in otherdata[key] if docname in docnames)

    # -- resolving -----------------------------------------------------------------------------------

    def entry(self, kind: str, name: str, docnames: Iterable[str] | None = None) -> Entry | None:
        """Return the best description of an object, among the given pages if any are given."""
        entries = self.objects.get((kind, name), {}).values()
        allowed = None if docnames is None else set(docnames)
        return min((entry for entry in entries if allowed is None or entry.docname in allowed), default=None)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> Any:
        """Resolve a reference to a page, else to a line of the repository; say so where there is neither."""
        try:
            return self._resolved(env, fromdocname, builder, typ, target, node, contnode)
        except Exception as error:  # noqa: BLE001 (as in `guarded`)
            messages.warn(messages.Subtype.INTERNAL_ERROR, describe(error), node)
            return contnode

    def _resolved(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> Any:
        if typ == "source":
            position = Position(target, node.get("line", 1), 1)
            return self._to_source(builder, fromdocname, position, contnode)
        found = self.site.index.find(typ, target)
        if isinstance(found, Missing):
            if not node.get("generated"):
                messages.warn(messages.UNKNOWN[typ], found.message, node)
            return contnode  # any element will do; None would warn once more
        if typ == "file":
            return self._to_source(builder, fromdocname, found.position, contnode)
        linkable = getattr(builder, "links_to", None)
        pages = None if linkable is None else [page for page in env.found_docs if linkable(page)]
        entry = self.entry(typ, found.name, pages)
        if entry is None:
            # A workflow or an action is its whole file: its first line would be no better place.
            place = found.position._replace(line=0) if typ in {"workflow", "action"} else found.position
            return self._to_source(builder, fromdocname, place, contnode)
        if entry.docname == fromdocname and _inside(node, entry.anchor):
            return contnode  # a link to the very row that it stands in
        return make_refnode(builder, fromdocname, entry.docname, entry.anchor, contnode, found.title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002 (the signature is that of the base class)
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,  # noqa: ARG002
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve `any` references to objects that pages describe."""
        results = []
        # What no page describes needs no look-up: any link of a Markdown page may ask.
        described = {kind for kind, _ in self.objects}
        for kind in self.object_types:
            if kind not in described:
                continue
            found = self.site.index.find(kind, target)
            if isinstance(found, Found) and (entry := self.entry(kind, found.name)):
                reference = make_refnode(
                    builder, fromdocname, entry.docname, entry.anchor, contnode, found.title
                )
                results.append((f"ci:{kind}", reference))
        return results

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield the objects for the search and for `objects.inv`."""
        for kind, name in sorted(self.objects):
            entry = self.entry(kind, name)
            if entry is not None:
                shown = name.removeprefix(".github/workflows/")
                yield (
                    visible(shown),
                    visible(entry.title),
                    kind,
                    entry.docname,
                    entry.anchor,
                    1 if entry.rank == 0 else 2,
                )

    def _to_source(self, builder: Builder, fromdocname: str, position: Position, contnode: Element) -> Any:
        uri = sources.uri(self.site, builder, fromdocname, position)
        if uri is None:
            return contnode
        return nodes.reference("", "", contnode, refuri=uri, internal=not uri.startswith("http"))


def _inside(node: nodes.Node, anchor: str) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.Element) and anchor in node.get("ids", ()):
            return True
    return False


def domain_of(env: BuildEnvironment) -> CiDomain:
    """Return the `ci` domain of an environment."""
    domain = env.domains["ci"]
    assert isinstance(domain, CiDomain)  # noqa: S101 (tells the type checker what the registry cannot)
    return domain
