"""Fills the indexes of sections when a page has been read as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from workflow_docs.doctree import sections, tables
from workflow_docs.workflow.user_patterns import PatternTimeoutError

from . import messages
from .boundary import neutralise
from .claims.page import mark_generated
from .messages import Subtype

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from workflow_docs.doctree.sections import Label
    from workflow_docs.workflow.user_patterns import Expression


class SectionIndex(nodes.General, nodes.Element):
    """Where an index of sections will stand; it never outlives the reading of its page."""

    pattern: Expression
    head: str
    labels: list[Label]


class FillSections(SphinxTransform):
    """Puts the tables in the places of the indexes."""

    default_priority = (
        710  # after substitutions (220), which labels may hold; before typographic quotation marks (750)
    )

    def apply(self, **_arguments: Any) -> None:
        """Fill the indexes of the page."""
        for place in list(self.document.findall(SectionIndex)):
            where = (self.env.current_document.docname, place.line or 1)
            try:
                made, lacking = sections.table(self.document, place.pattern, place.head, place.labels)
            except PatternTimeoutError as error:
                messages.warn(Subtype.OPTION, str(error), where)
                place.replace_self(nodes.error("", nodes.paragraph("", str(error))))
                continue
            if not made.rows:
                message = f"no title of a section matches {place.pattern.pattern!r}"
                messages.warn(Subtype.NO_MATCH, message, where)
                found: list[nodes.Node] = [nodes.error("", nodes.paragraph("", message))]
            else:
                found = tables.build(made)
            for lack in lacking:
                message = (
                    f"the section {lack.title!r} has no {lack.label!r} in bold with words behind or below it"
                )
                messages.warn(Subtype.NO_MATCH, message, lack.section)
            neutralise(found)
            mark_generated(found)
            place.replace_self(found)


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(FillSections)
