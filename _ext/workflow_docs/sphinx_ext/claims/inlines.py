"""Inline nodes -> the text as an author of Markdown would write it: the judges of claims look at marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from workflow_docs.analysis.objects import Missing

if TYPE_CHECKING:
    from workflow_docs.analysis.objects import ObjectIndex

_NOTHING = (
    nodes.comment, nodes.footnote_reference, nodes.citation_reference, nodes.image, nodes.system_message, addnodes.index,
)  # fmt: skip


def written(node: nodes.Node, index: ObjectIndex) -> str:
    """Return the text of what is in a node, with marks; its lines are those of the source."""
    text = ""
    for child in node.children:
        part = _written(child, index)
        # Two names in code that stand side by side would be one.
        text += f" {part}" if text.endswith("`") and part.startswith("`") else part
    return text


def _written(node: nodes.Node, index: ObjectIndex) -> str:
    match node:
        case nodes.Text():
            return node.astext().replace("`", "\\`")
        case nodes.literal():
            return _code(node.astext())
        case nodes.strong():
            return _marked("**", written(node, index))
        case nodes.emphasis():
            return _marked("*", written(node, index))
        case nodes.raw():
            # Each is in the doctree once for HTML; what MyST makes of a hard break was the end of a line.
            html = node.astext() if node.get("format") == "html" else ""
            return "\n" if html == "<br />\n" else html
        case addnodes.pending_xref() if node.get("refdomain") == "ci":
            return _object(node, index)
        case addnodes.pending_xref() | addnodes.download_reference():
            return _link(written(node, index), node.get("reftarget") or "")
        case nodes.reference():
            return _link(written(node, index), node.get("refuri") or "")
        case nodes.Element() if not isinstance(node, _NOTHING):
            return written(node, index)
    return ""


def _object(node: addnodes.pending_xref, index: ObjectIndex) -> str:
    """Return a thing of the repository as code, with the workflow where the name alone means several jobs."""
    text = written(node, index)
    owner, _, name = node["reftarget"].rpartition(":")
    if node["reftype"] == "job" and owner and not node.get("refexplicit"):
        found = index.find("job", name)
        if isinstance(found, Missing):
            return f"{_code(owner)} {text}"
    return text


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    if len(ticks) > 2:
        text = text.replace("\n", " ")  # at the end of a line, they would begin a block
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{ticks}{pad}{text}{pad}{ticks}" if text else ""


def _marked(mark: str, text: str) -> str:
    return f"{mark}{text}{mark}" if text.strip() else text


def _link(text: str, target: str) -> str:
    # A title or a space in a target would end it; such a target says nothing of workflows.
    if not target or text == target or re.search(r"[\s()<>]", target):
        return text
    return f"[{text}]({target})"
