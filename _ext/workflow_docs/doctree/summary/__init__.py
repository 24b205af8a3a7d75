"""The report on documents -> tables and lists, one function a part of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .commands import commands
from .facts import facts
from .lengths import code, documents
from .links import links, references
from .quality import quality
from .shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docutils import nodes

PARTS: Mapping[str, Callable[[Shown], list[nodes.Node]]] = {
    "documents": documents,
    "code": code,
    "references": references,
    "commands": commands,
    "facts": facts,
    "quality": quality,
    "links": links,
}
"""The parts by name, in the order in which a report has them."""

__all__ = ["PARTS", "Shown"]
