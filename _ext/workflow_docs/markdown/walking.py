"""Ways through the tree: all nodes below one, and the text that a reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tree import (
    Alert,
    Break,
    Cell,
    DefinitionItem,
    DefinitionList,
    Details,
    Emphasis,
    InlineCode,
    InlineMath,
    Link,
    List,
    ListItem,
    Strong,
    Table,
    Tagged,
    Text,
)

if TYPE_CHECKING:
    from .tree import Inline, Node, Root


def plain(inlines: tuple[Inline, ...]) -> str:
    """Return the text that a reader sees of some inlines; images show none."""
    parts: list[str] = []
    for node in inlines:
        match node:
            case Text(value) | InlineCode(value):
                parts.append(value)
            case InlineMath(value):
                parts.append(f"${value}$")
            case Emphasis(children) | Strong(children) | Tagged(_, children) | Link(_, children):
                parts.append(plain(children))
            case Break():
                parts.append(" ")
            case _:
                pass
    return "".join(parts)


def walk(node: Root | ListItem | Cell | DefinitionItem | Node) -> list[Node]:
    """Return every node below a node, in the order in which a page shows them."""
    found: list[Node] = []
    parts: list[object] = []
    match node:
        case Table(head, body):
            parts = [cell for row in (*head, *body) for cell in row]
        case List(items) | DefinitionList(items):
            parts = list(items)
        case Alert():
            parts = [*(node.title or ()), *node.children]
        case DefinitionItem(terms, children):
            parts = [*(inline for term in terms for inline in term), *children]
        case Details(summary, children):
            parts = [*summary, *children]
        case _:
            parts = list(getattr(node, "children", ()))
    for part in parts:
        if not isinstance(part, (ListItem, Cell, DefinitionItem)):
            found.append(part)  # type: ignore[arg-type]
        found.extend(walk(part))  # type: ignore[arg-type]
    return found
