"""An index of sections of the page, which is filled when the whole page has been read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.parsers.rst import directives

from workflow_docs.doctree.sections import Label
from workflow_docs.sphinx_ext.messages import Subtype
from workflow_docs.sphinx_ext.sections import SectionIndex
from workflow_docs.workflow.names import did_you_mean

from .base import CiDirective, ComplaintError, column_names, regex, with_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes


class SectionsDirective(CiDirective):
    """`ci:sections`: a table of the sections of this page whose titles match, each with a link.

    `:match:` (required) is a regular expression; its first group, if it has one, is what a title is shown as. `:heading:` is the heading of
    the column of titles (default `Section`). `:columns:` names labels of these sections between commas, or `Heading=Label`: of a paragraph
    that is the label in bold (`**Symptoms**`) the next paragraph is shown, or the first item of the list below it; of a label with words
    behind it (`**Solution 1: Isolate the tests**`) these words. `:references:` names the headings of which only the references are shown, with
    `→` between them.
    """

    option_spec = with_options(
        (
            ("match", regex),
            ("heading", directives.unchanged_required),
            ("columns", column_names),
            ("references", column_names),
        )
    )

    def content_nodes(self) -> list[nodes.Node]:
        """Return the place of the table."""
        if "match" not in self.options:
            raise ComplaintError(
                Subtype.OPTION, "give a :match:, a regular expression for the titles to list"
            )
        labels = list(self._labels())
        place = SectionIndex()
        place.pattern = self.options["match"]
        place.head = self.options.get("heading", "Section")
        place.labels = labels
        return [place]

    def _labels(self) -> Iterator[Label]:
        only = self.options.get("references", [])
        heads = []
        for column in self.options.get("columns", []):
            head, _, name = column.rpartition("=")
            heads.append(head.strip() or name.strip())
            yield Label(heads[-1], name.strip(), heads[-1] in only)
        for head in only:
            if head not in heads:
                raise ComplaintError(
                    Subtype.OPTION, f":references: has no column {head!r}{did_you_mean(head, heads)}"
                )
