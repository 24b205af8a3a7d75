"""Every warning of the Markdown builder, by the subtype that `suppress_warnings` knows as `gfm.<subtype>`."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from docutils import nodes

logger = logging.getLogger(__name__)


class Problem(Enum):
    """What can be wrong with a page that becomes a Markdown file."""

    OUTDATED = "outdated"
    """`gfm_check`: a file in the repository is not what its page says now, or is missing."""
    STALE = "stale"
    """A file was written by a page that is gone, or that does not write it any more."""
    FOREIGN_FILE = "foreign-file"
    """The file exists and was not written by this builder, so it is left alone."""
    EMIT_PATH = "emit-path"
    """`emit` names a file that must not be written (outside the root, in `.git`, or no Markdown file), or cannot be."""
    EMIT_DUPLICATE = "emit-duplicate"
    """Several pages want to be the same file; none of them is written."""
    LINK_TARGET = "link-target"
    """A link leads to a page that is no file and on no site; its text stays."""
    LINK_ANCHOR = "link-anchor"
    """A link leads to a place that its page does not have; it goes to the page instead."""
    IMAGE = "image"
    """An image or a download is no file below the root, so GitHub cannot show it."""
    UNKNOWN_NODE = "unknown-node"
    """A node of an extension that the builder does not know; what is inside it is kept."""


def warn(problem: Problem, message: str, location: nodes.Node | str | None) -> None:
    """Log a warning at a node, at a page, or at a place of the form `path:line`."""
    logger.warning(message, type="gfm", subtype=problem.value, location=location)
