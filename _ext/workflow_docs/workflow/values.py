"""YAML nodes -> known keys, texts, lists and numbers; what is something else is a problem at its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from .names import did_you_mean
from .numbers import whole
from .problem import ProblemKind
from .reader import MAX_DEPTH, Reader

if TYPE_CHECKING:
    from collections.abc import Collection

    from .model import Text
    from .reader import Pair

Node = yaml.Node
"""What stands at a key, or in a list."""

_NUMBER = re.compile(r"[0-9]{1,9}\Z")


class Values(Reader):
    """Reads a file of one's own format, whose mappings have known keys."""

    def keys(self, node: Node, known: Collection[str], required: Collection[str] = ()) -> dict[str, Pair]:
        """Return the keys of a mapping that are known; complain about others and about those that lack."""
        found = {}
        for pair in self.pairs(node):
            name = pair.key.value
            if name in known:
                found[name] = pair
            else:
                self.complain(
                    ProblemKind.UNKNOWN_KEY, f"unknown key {name!r}{did_you_mean(name, known)}", pair.key_node
                )
        for name in required if isinstance(node, yaml.MappingNode) or self.is_null(node) else ():
            if name not in found:
                self.complain(ProblemKind.MISSING_KEY, f"the key {name!r} is missing", node)
        return found

    def known(self, text: Text, names: Collection[str], what: str) -> str:
        """Return a name; complain where it is none of those that are known."""
        if text.value not in names:
            message = f"there is no {what} {text.value!r}{did_you_mean(text.value, names)}"
            self.complain(ProblemKind.INVALID_VALUE, message, text.position)
        return text.value

    @staticmethod
    def is_mapping(node: Node) -> bool:
        """Tell whether a node is a mapping."""
        return isinstance(node, yaml.MappingNode)

    @staticmethod
    def is_list(node: Node) -> bool:
        """Tell whether a node is a list."""
        return isinstance(node, yaml.SequenceNode)

    def below(self, keys: dict[str, Pair], name: str) -> list[Pair]:
        """Return the keys of the mapping at a key."""
        return self.pairs(keys[name].node) if name in keys else []

    def items(self, keys: dict[str, Pair], name: str) -> list[Node]:
        """Return the items of the list at a key."""
        if name not in keys:
            return []
        node = keys[name].node
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.wrong_type(node, "a list")
        return []

    def listed(self, keys: dict[str, Pair], name: str) -> tuple[Text, ...]:
        """Return the list of texts at a key."""
        return self.texts_of(keys[name]) if name in keys else ()

    def texts_of(self, pair: Pair) -> tuple[Text, ...]:
        """Return a list of texts, none of them empty."""
        if not isinstance(pair.node, yaml.SequenceNode):
            self.wrong_type(pair.node, "a list")
            return ()
        found = []
        for item in pair.node.value:
            text = self.text(item)
            if text is not None and text.value:
                found.append(text)
            elif isinstance(item, yaml.ScalarNode):
                self.wrong_type(item, "a text")
        return tuple(found)

    def single(self, keys: dict[str, Pair], name: str) -> Text | None:
        """Return the text at a key; None where the key is absent."""
        if name not in keys:
            return None
        text = self.text(keys[name].node)
        if text is not None and text.value:
            return text
        if isinstance(keys[name].node, yaml.ScalarNode):
            self.wrong_type(keys[name].node, "a text")
        return None

    def anything(self, node: Node, depth: int = 0) -> object:
        """Return what stands at a node: texts as they are written, lists and mappings of them, and None."""
        if depth > MAX_DEPTH:  # an alias may stand within what it names
            self.complain(ProblemKind.TOO_LARGE, f"values are nested more than {MAX_DEPTH} deep", node)
            return None
        if isinstance(node, yaml.MappingNode):
            return {pair.key.value: self.anything(pair.node, depth + 1) for pair in self.pairs(node)}
        if isinstance(node, yaml.SequenceNode):
            return [self.anything(item, depth + 1) for item in node.value]
        return None if self.is_null(node) else str(node.value)

    def number(self, node: Node) -> int | None:
        """Return a number of at most nine digits."""
        if isinstance(node, yaml.ScalarNode) and _NUMBER.match(node.value):
            return whole(node.value)
        self.wrong_type(node, "a number")
        return None
