"""Keeps the text of a page that is a file as it was typed; a module of its own, as every build needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from typing import Any

FIELD = "emit"
"""The field of a page's front matter that names its file below `gfm_root`."""

LAST = "emit-last"
"""The field of a page that is written after all others, as it speaks of their files; a directive may set it, too."""


class LiteralText(SphinxTransform):
    """Keep the quotes and dashes of a page that is a file as they were typed.

    Sphinx makes them typographic while it reads, whichever builder comes first, so the builder alone could not tell.
    """

    default_priority = 740  # right before the transform that it holds off

    def apply(self, **_kwargs: Any) -> None:
        """Turn the transform off for the page being read."""
        if any(
            isinstance(node.children[0], nodes.field_name) and node.children[0].astext() == FIELD
            for node in self.document.findall(nodes.field)
            if node.children and isinstance(node.parent, nodes.docinfo)
        ):
            self.document.settings.smart_quotes = False
