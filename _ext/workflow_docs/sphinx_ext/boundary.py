"""The boundary of pages: what a stranger's text in nodes could do to a reader's browser, it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinxcontrib.mermaid import mermaid

from workflow_docs.channels.escaping import visible_lines
from workflow_docs.channels.html import is_safe_address

if TYPE_CHECKING:
    from collections.abc import Iterable


def neutralise(found: Iterable[nodes.Node]) -> None:
    """Write steering characters in the text of nodes as escapes, and make plain text of links that are no safe addresses.

    Sphinx escapes HTML itself. It fails at characters that no encoding has, such as those of a file name that is not
    UTF-8, and lets pass what turns the direction of text, and `javascript:`.
    """
    for top in found:
        for text in list(top.findall(nodes.Text)):
            shown = visible_lines(text)
            if shown != text and text.parent is not None:
                parent = text.parent
                parent.replace(text, nodes.Text(shown))
                if parent.rawsource:  # Sphinx highlights a block only where this is its text
                    parent.rawsource = parent.astext()
        for diagram in top.findall(mermaid):
            diagram["code"] = visible_lines(diagram["code"])
        for link in list(top.findall(nodes.reference)):
            if not is_safe_address(link.get("refuri", "")) and link.parent is not None:
                link.replace_self(link.children)
