"""Document GitHub Actions workflows in Sphinx from their YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up the extension; Sphinx is imported only here, so that the layers below work without it."""
    from .extension import setup as register  # noqa: PLC0415

    return register(app)
