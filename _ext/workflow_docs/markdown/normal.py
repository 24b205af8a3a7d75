"""Inlines as a line needs them: texts joined, white space shrunk and taken out of the edges of marks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from . import escaping
from .tree import Break, Emphasis, InlineCode, Link, Strong, Tagged, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .tree import Inline


def normalize(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Join neighbouring texts, shrink their white space, and take spaces out of the edges of marks."""
    flat: list[Inline] = []
    for node in inlines:
        match node:
            case Text(value):
                flat.append(Text(re.sub(r"[ \t\n]+", " ", escaping.clean(value))))
            case Emphasis(children) | Strong(children) | Link(_, children):
                inner = list(normalize(children))
                before, after = _take_edges(inner)
                flat.extend([Text(" ")] * before)
                if inner:
                    flat.append(replace(node, children=tuple(inner)))
                flat.extend([Text(" ")] * after)
            case Tagged(_, children):
                flat.append(replace(node, children=normalize(children)))
            case _:
                flat.append(node)
    joined: list[Inline] = []
    for node in flat:
        if isinstance(node, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(re.sub(" +", " ", joined[-1].value + node.value))
        elif node not in (Text(""), InlineCode("")):
            joined.append(node)
    return tuple(joined)


def _take_edges(inner: list[Inline]) -> tuple[bool, bool]:
    before = after = False
    if inner and isinstance(inner[0], Text) and inner[0].value.startswith(" "):
        before = True
        inner[0] = Text(inner[0].value[1:])
    if inner and isinstance(inner[-1], Text) and inner[-1].value.endswith(" "):
        after = True
        inner[-1] = Text(inner[-1].value[:-1])
    inner[:] = [node for node in inner if node != Text("")]
    return before, after


def trimmed(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return inlines without line breaks and spaces at both ends, and without spaces around line breaks."""
    nodes = list(inlines)
    for index, node in enumerate(nodes):
        if isinstance(node, Text):
            value = node.value
            if index == 0 or isinstance(nodes[index - 1], Break):
                value = value.lstrip(" ")
            if index + 1 == len(nodes) or isinstance(nodes[index + 1], Break):
                value = value.rstrip(" ")
            nodes[index] = Text(value)
    nodes = [node for node in nodes if node != Text("")]
    while nodes and isinstance(nodes[0], Break):
        del nodes[0]
    while nodes and isinstance(nodes[-1], Break):
        del nodes[-1]
    return tuple(nodes)
