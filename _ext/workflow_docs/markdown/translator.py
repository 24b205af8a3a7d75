"""Resolved doctrees -> the tree: the stack of open nodes, the page as a whole, and what is left out.

An extension adds its own node with `app.add_node(node, gfm=(visit, depart))`; the functions get the translator and
use `push`, `pop`, `add` and `blocks`.
"""

# ruff: noqa: ARG002 (docutils hands every visitor its node)
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxTranslator

from . import problems
from .problems import Problem
from .translate_blocks import BlockVisitors
from .translate_design import DesignVisitors
from .translate_inlines import InlineVisitors
from .translate_lists import ListVisitors
from .translate_tables import TableVisitors
from .tree import Anchor, Root

if TYPE_CHECKING:
    from docutils.nodes import Element, Node

    from .builder import GfmBuilder

_PARTS = (
    nodes.Part,
    nodes.list_item,
    nodes.definition_list_item,
    nodes.option_list_item,
    nodes.field,
    nodes.row,
    nodes.entry,
)
"""Nodes that stand for a part of a bigger one: what they are called belongs to their content."""

_NAMED_OTHERWISE = (
    nodes.document,
    nodes.section,
    nodes.title,
    nodes.footnote,
    nodes.citation,
    nodes.reference,
)
"""Nodes whose ids become something other than an anchor, or that nothing links to."""


class GfmTranslator(
    BlockVisitors, ListVisitors, TableVisitors, DesignVisitors, InlineVisitors, SphinxTranslator
):
    """Builds the tree of one page; `root` holds it after the walk."""

    builder: GfmBuilder

    def __init__(self, document: nodes.document, builder: GfmBuilder) -> None:
        super().__init__(document, builder)
        self.docname = builder.current_docname
        self.root = Root(())
        self.prepare_notes(document)

    # -- the walk ------------------------------------------------------------------------------------

    def dispatch_visit(self, node: Node) -> None:
        """Visit a node; what can be linked to it is noted first."""
        if isinstance(node, nodes.Element) and node.get("ids") and not isinstance(node, _NAMED_OTHERWISE):
            anchor = Anchor(tuple(node["ids"]))
            if isinstance(node, _PARTS) and not isinstance(node, (nodes.title, nodes.caption)):
                self.pending.append(anchor)
            else:
                self.add(anchor)
        super().dispatch_visit(node)

    def unknown_visit(self, node: Node) -> None:
        """Keep what is inside a node that nobody has told us of, and say so once."""
        name = node.__class__.__name__
        if name not in self.builder.unknown_nodes:
            self.builder.unknown_nodes.add(name)
            problems.warn(
                Problem.UNKNOWN_NODE,
                f"the Markdown builder does not know the node {name!r}; only its content is written",
                node,
            )

    def unknown_departure(self, node: Node) -> None:
        """Nothing is open for an unknown node."""

    def visit_document(self, node: Element) -> None:
        """Begin the page."""

    def depart_document(self, node: Element) -> None:
        """End the page: its footnotes come last."""
        self.root = Root((*self.blocks(self.pop()), *self.notes))

    # -- what a reader of the file has no use for ---------------------------------------------------------

    def skip(self, node: Element) -> None:
        """Leave a node out, with all that is inside."""
        raise nodes.SkipNode

    visit_comment = skip
    visit_substitution_definition = skip
    visit_index = skip
    visit_pending = skip
    visit_meta = skip
    visit_docinfo = skip
    visit_decoration = skip
    visit_system_message = skip
    visit_tabular_col_spec = skip
    visit_highlightlang = skip
    visit_toctree = skip
    visit_colspec = skip
    visit_label = skip

    # -- what only holds other nodes -------------------------------------------------------------------

    def enter(self, node: Element) -> None:
        """Go on to the children, which stand for themselves."""

    def leave(self, node: Element) -> None:
        """Nothing is open."""


def _transparent(*names: str) -> None:
    for name in names:
        setattr(GfmTranslator, f"visit_{name}", GfmTranslator.enter)
        setattr(GfmTranslator, f"depart_{name}", GfmTranslator.leave)


_transparent(
    "tgroup",
    "only",
    "pending_xref",
    "pending_xref_condition",
    "start_of_file",
    "glossary",
    "acks",
    "legend",
    "generated",
    "problematic",
    "substitution_reference",
    "citation_reference",
    "target",
    "hlistcol",
    "autosummary_table",  # a comment by its class, a table by what is in it
)


def tree_of(translator: Any) -> Root:
    """Return the tree that a translator has built, whichever class `app.set_translator` has chosen."""
    root = translator.root
    if not isinstance(root, Root):
        raise TypeError("the translator of the gfm builder must leave a tree in 'root'")
    return root
