"""The parts of a report on documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.markdown.literal import LAST
from workflow_docs.sphinx_ext import summary
from workflow_docs.sphinx_ext.messages import Subtype
from workflow_docs.workflow.names import did_you_mean

from .base import CiDirective, ComplaintError

if TYPE_CHECKING:
    from docutils import nodes


class SummaryDirective(CiDirective):
    """`ci:summary PART`: a part of the report on the documents: how long, how generated, how true, how readable they are.

    PART is `documents`, `code`, `references`, `commands`, `facts`, `quality` or `links`. The figures are those of the
    Markdown files as they are when the page is written, so the Markdown builder writes the page after the others. What the documents must
    hold is in the file of `ci_contracts`; a check that fails is a warning, and lowers the completeness.
    """

    required_arguments = 1

    def content_nodes(self) -> list[nodes.Node]:
        """Return the place of the part."""
        from workflow_docs.doctree.summary import PARTS  # noqa: PLC0415 (few pages need it)

        part = self.arguments[0].strip().lower()
        if part not in PARTS:
            raise ComplaintError(
                Subtype.OPTION, f"the report has no part {part!r}" + did_you_mean(part, PARTS)
            )
        contracts = summary.load_contracts(self.env)
        if contracts is not None and contracts.problems:
            raise ComplaintError(Subtype.CONFIG, f"ci_contracts: {contracts.problems[0]}")
        self.env.metadata[self.env.current_document.docname][LAST] = "true"
        return [summary.SummaryPart(part=part)]
