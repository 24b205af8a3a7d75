"""Small inline nodes: code, references to objects of the `ci` domain, and links to source lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_docs.workflow.position import Position

Cell = list[nodes.Node]


def text(value: str | None) -> Cell:
    """Return plain text; nothing for None or an empty string."""
    return [nodes.Text(value)] if value else []


def code(value: str | None) -> Cell:
    """Return code; nothing for None or an empty string. Line breaks become spaces."""
    return [nodes.literal(value, " ".join(value.split()))] if value and value.strip() else []


def prose(value: str | None) -> Cell:
    """Return text in which words between backticks are code, as comments in YAML write it."""
    if not value:
        return []
    parts: Cell = []
    for index, part in enumerate(value.split("`")):
        if part:
            parts.append(nodes.literal(part, part) if index % 2 else nodes.Text(part))
    return parts


def reference(kind: str, target: str, shown: str | None = None, *, literal: bool = True) -> Cell:
    """Return a reference to an object of the `ci` domain, resolved when the page is written.

    It is `generated`: where a workflow names what there is not, that is said of the workflow, once, and
    not of every page that shows it.
    """
    label = shown if shown is not None else target
    node = addnodes.pending_xref(
        "", refdomain="ci", reftype=kind, reftarget=target, refexplicit=True, refwarn=True, generated=True
    )
    node += (
        nodes.literal(label, label, classes=["xref", "ci", f"ci-{kind}"]) if literal else nodes.Text(label)
    )
    return [node]


def external(url: str, shown: str) -> Cell:
    """Return a link that leads out of the site, shown as code."""
    return [nodes.reference("", "", nodes.literal(shown, shown), refuri=url, internal=False)]


def source(position: Position, shown: str | None = None, *, literal: bool = False) -> Cell:
    """Return a link to a line of the repository; `shown` is `file:line` by default, and code if it is `literal`."""
    label = shown if shown is not None else f"{position.path.rpartition('/')[2]}:{position.line}"
    node = addnodes.pending_xref(
        "",
        refdomain="ci",
        reftype="source",
        reftarget=position.path,
        refexplicit=True,
        refwarn=True,
        line=position.line,
    )
    classes = ["ci-source" if shown is None else "ci-place"]
    node += (
        nodes.literal(label, label, classes=classes) if literal else nodes.inline("", label, classes=classes)
    )
    return [node]


def joined(cells: Iterable[Cell], separator: str = ", ") -> Cell:
    """Join cells with a separator, leaving out empty ones."""
    result: Cell = []
    for cell in cells:
        if cell:
            if result:
                result.append(nodes.Text(separator))
            result.extend(cell)
    return result


def paragraph(*cells: Sequence[nodes.Node]) -> nodes.paragraph:
    """Return a paragraph of the given parts."""
    node = nodes.paragraph()
    for cell in cells:
        node.extend(cell)
    return node
