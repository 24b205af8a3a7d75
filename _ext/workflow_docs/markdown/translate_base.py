"""What the groups of visitors share: the stack of open nodes, and how its content becomes blocks or a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .tree import INLINES, Anchor, Break, Paragraph, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Element, Node

    from .builder import GfmBuilder
    from .tree import Block, Inline, PageTarget


class Stack:
    """The open nodes of a page, innermost last, each as the list of what it holds so far."""

    builder: GfmBuilder
    docname: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stack: list[list[Any]] = [[]]
        self.pending: list[Anchor] = []

    def push(self, _node: Element | None = None) -> None:
        """Open a node: what follows is inside it. It takes the anchors of the parts around it."""
        self._stack.append(list(self.pending))
        self.pending.clear()

    def pop(self) -> list[Any]:
        """Close the innermost node and return what it holds."""
        return self._stack.pop() if len(self._stack) > 1 else self._stack[0]

    def add(self, *parts: Any) -> None:
        """Put parts into the innermost open node."""
        self._stack[-1].extend(parts)

    def target_of(self, node: Element) -> str | PageTarget | None:
        """Return where a reference leads; None where nobody could follow it."""
        raise NotImplementedError

    def unknown_visit(self, node: Node) -> None:
        """Keep what is inside a node that nobody has told us of."""
        raise NotImplementedError

    def blocks(self, parts: Iterable[Any]) -> tuple[Block, ...]:
        """Return parts as blocks: inlines among them become paragraphs, and anchors join the next of these."""
        blocks: list[Block] = []
        line: list[Inline] = []
        for part in [*parts, None]:
            if isinstance(part, INLINES):
                line.append(part)
                continue
            if line and isinstance(part, Paragraph) and all(_is_nothing(inline) for inline in line):
                part = Paragraph((*line, *part.children))  # noqa: PLW2901 (the paragraph takes its anchors)
                line = []
            if any(not _is_blank(inline) for inline in line):
                blocks.append(Paragraph(tuple(line)))
            line = []
            if part is not None:
                blocks.append(part)
        return tuple(blocks)

    def inlines(self, parts: Iterable[Any]) -> tuple[Inline, ...]:
        """Return parts as one line: paragraphs among them follow each other, other blocks have no place in it."""
        line: list[Inline] = []
        for part in parts:
            if isinstance(part, INLINES):
                line.append(part)
            elif isinstance(part, Paragraph):
                line += [Break(), *part.children] if line else part.children
        return tuple(line)


def _is_blank(inline: Inline) -> bool:
    return isinstance(inline, Text) and not inline.value.strip(" \t\n")


def _is_nothing(inline: Inline) -> bool:
    return isinstance(inline, Anchor) or _is_blank(inline)


def fold(first: tuple[Inline, ...], blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return blocks with a line put in front: of their first paragraph, or as one of its own."""
    match blocks:
        case (Paragraph(children), *rest):
            return (Paragraph((*first, Text(" "), *children)), *rest)
        case _:
            return (Paragraph(first), *blocks)
