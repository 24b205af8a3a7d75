"""The sections of a page whose titles match -> a table: each with a link, and with what stands under its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from . import inline
from .tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workflow_docs.workflow.user_patterns import Expression

    from .inline import Cell


class Label(NamedTuple):
    """A column: its heading, the label whose text it shows, and whether it shows only the references in it."""

    head: str
    name: str
    references: bool


class Lack(NamedTuple):
    """A section that lacks a label."""

    title: str
    label: str
    section: nodes.section


def table(
    document: nodes.document, pattern: Expression, head: str, labels: Sequence[Label]
) -> tuple[Table, list[Lack]]:
    """Return the table, and which labels are not there; the first group of the pattern is what a title is shown as."""
    rows: list[Row] = []
    lacking: list[Lack] = []
    for section in document.findall(nodes.section):
        title = section.next_node(nodes.title)
        match = pattern.search(title.astext()) if title is not None else None
        if title is None or match is None:
            continue
        shown = next((group for group in match.groups() if group), match.group())
        found = [_found(section, label) for label in labels]
        lacking += [
            Lack(title.astext(), label.name, section)
            for label, cell in zip(labels, found, strict=True)
            if cell is None
        ]
        link = nodes.reference("", shown, refid=section["ids"][0], internal=True)
        rows.append(Row(([link], *(cell or [] for cell in found))))
    return Table((head, *(label.head for label in labels)), tuple(rows)), lacking


def _found(section: nodes.section, label: Label) -> Cell | None:
    """Return what stands under a label of a section, or behind it within its bold words; None without the label."""
    for paragraph in _own(section):
        # MyST puts empty texts around what is bold.
        parts = [child for child in paragraph.children if child.astext().strip()]
        text = parts[0].astext().strip() if parts and isinstance(parts[0], nodes.strong) else ""
        name, colon, rest = text.partition(":")
        if colon and name.strip() == label.name and rest.strip():
            return inline.text(rest.strip())
        if text.rstrip(":").strip() == label.name:
            behind = "".join(part.astext() for part in parts[1:])
            if not behind.strip(" :"):
                return _shown(_first(paragraph), label)
            if text.endswith(":") or behind.lstrip().startswith(":"):
                return _shown(_rest(paragraph, parts[0]), label)
    return None


def _own(section: nodes.section) -> Iterator[nodes.paragraph]:
    """Yield the paragraphs of a section that stand in none of its subsections."""
    for child in section.children:
        if isinstance(child, nodes.paragraph):
            yield child


def _rest(paragraph: nodes.paragraph, bold: nodes.Node) -> nodes.paragraph:
    """Return what stands behind the label in its own paragraph, without the colon."""
    rest = [child.deepcopy() for child in paragraph.children[paragraph.index(bold) + 1 :]]
    first = next((at for at, child in enumerate(rest) if child.astext().strip()), len(rest))
    if first < len(rest) and isinstance(rest[first], nodes.Text):
        rest[first] = nodes.Text(rest[first].astext().lstrip(" :"))
    return nodes.paragraph("", "", *rest[first:])


def _first(paragraph: nodes.paragraph) -> nodes.Element | None:
    """Return the text below a label: the next paragraph, or the first item of a list."""
    below = paragraph.next_node(nodes.Element, descend=False, siblings=True)
    if isinstance(below, nodes.bullet_list | nodes.enumerated_list):
        below = below.next_node(nodes.paragraph)
    return below if isinstance(below, nodes.paragraph) else None


def _shown(text: nodes.Element | None, label: Label) -> Cell | None:
    if text is None:
        return None
    copy = text.deepcopy()
    for reference in copy.findall(addnodes.pending_xref):
        reference["generated"] = True  # what it names wrongly is told once, where it was written
    if label.references:
        return inline.joined(([node] for node in copy.findall(_is_reference)), " → ")
    return copy.children


def _is_reference(node: nodes.Node) -> bool:
    """Whether a node names something; a value leads to its line and names nothing."""
    return isinstance(node, nodes.reference) or (
        isinstance(node, addnodes.pending_xref) and node.get("reftype") != "source"
    )
