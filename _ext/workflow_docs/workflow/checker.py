"""One walk over a file's nodes: holds them against the syntax and collects the expressions that GitHub reads."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import yaml

from . import expressions
from .model import BOOLEAN, NUMBER
from .names import did_you_mean
from .numbers import whole
from .problem import ProblemKind
from .reader import MAX_DEPTH, NO_TAG, NULLS
from .shapes import Context, Keys, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import ExpressionText
    from .reader import Pair, Reader

MAX_VALUES = 500_000
"""How many values a file may have when every alias is followed."""

_NO_CONTEXT = Context()
_BLOCKS = frozenset("|>")
_QUOTES = frozenset("'\"")
_LITERAL = re.compile(r"\$\{\{\s*'((?:[^']|'')*)'\s*\}\}")


class _LimitError(Exception):
    """Ends the walk of a file that repeats too much."""


class Checker:
    """Walks one file. What GitHub would not read is complained about and taken out of the reader's pairs."""

    def __init__(self, reader: Reader, kind: str) -> None:
        """Take the reader of the file and what the file is: `workflow` or `action`."""
        self.reader = reader
        self.kind = kind
        self.found: list[ExpressionText] = []
        self._visited = 0
        self._told: set[tuple[ProblemKind, int, int]] = set()

    def check(self, root: yaml.Node, place: Place) -> list[ExpressionText] | None:
        """Return every expression below `root` in file order; None, with a problem, past the limits."""
        try:
            self._value(root, place, _NO_CONTEXT, ())
        except _LimitError:
            self.reader.complain(
                ProblemKind.TOO_LARGE,
                f"the file has more than {MAX_VALUES} values, counting those that aliases repeat; it is not read",
                root,
            )
            return None
        return self.found

    def _value(
        self,
        node: yaml.Node,
        place: Place,
        above: Context,
        keys: tuple[str, ...],
        owner: yaml.Node | None = None,
    ) -> None:
        """Check a value; `owner` is the key above it, which is at fault for what the value lacks."""
        if place.easy and self._passes(node):
            return
        self._visited += 1
        if self._visited > MAX_VALUES or len(keys) > MAX_DEPTH:
            raise _LimitError
        if node.tag != NO_TAG and not node.tag.startswith("tag:yaml.org,2002:"):
            self._tag(node)
        allowed = above if place.context is None else _joined(above, place.context)
        if isinstance(node, yaml.ScalarNode):
            self._scalar(node, place, allowed, keys)
        elif isinstance(node, yaml.SequenceNode):
            if place.item is None and not place.anything:
                self.reader.wrong_type(node, place.wanted, self._what(keys))
                return
            item = place.item or place
            for number, inner in enumerate(node.value):
                if inner.end_mark.line != inner.start_mark.line and not node.flow_style:
                    self._check_indentation(inner, node.start_mark.column)
                self._value(inner, item, allowed, (*keys, str(number)))
        elif place.anything:
            for pair in self.reader.pairs(node):
                self._key(pair, allowed, keys)
                self._value(pair.node, place, allowed, (*keys, pair.key.value))
        elif isinstance(node, yaml.MappingNode) and place.maps:
            self._mapping(node, place, allowed, keys, owner or node)
        else:
            self.reader.wrong_type(node, place.wanted, self._what(keys))

    def _passes(self, node: yaml.Node) -> bool:
        """Tell whether a node is a text that nothing can be wrong with at an easy place, as most are."""
        if node.__class__ is not yaml.ScalarNode or node.tag is not NO_TAG:
            return False
        value = node.value
        if "${{" in value or value in NULLS or node.style in _BLOCKS:
            return False
        self._visited += 1
        return self._visited <= MAX_VALUES

    def _tag(self, node: yaml.Node) -> None:
        """Warn of `if: !cancelled()`, in which YAML sees a tag and no value."""
        self._tell(
            ProblemKind.YAML_TAG,
            f"{node.tag} is a YAML tag here, and no part of the value; put the value in quotes or in `${{{{ }}}}`",
            node,
        )

    # -- single values -------------------------------------------------------------------------------

    def _scalar(self, node: yaml.ScalarNode, place: Place, allowed: Context, keys: tuple[str, ...]) -> None:
        value = node.value
        plain = not node.style
        if node.style in _BLOCKS and self.reader.has_glued_comment(node):
            self._tell(
                ProblemKind.YAML_SYNTAX,
                f"invalid YAML: the comment needs a blank before it; write `{node.style} #`",
                node,
            )
        if "${{" in value and (literal := _LITERAL.fullmatch(value)) is not None:
            # GitHub takes an expression that is but a text for that text, wherever it stands.
            value, plain = literal.group(1), False
            if allowed.names:
                self.found.extend(self.reader.in_braces(node, keys))
            if place.condition:
                for kind, message, _ in _faults(value, allowed):
                    self._tell(kind, f"GitHub reads {value!r} as the condition: {message}", node)
        elif "${{" in value:
            self._expressions(self.reader.in_braces(node, keys), node, allowed, keys)
            if place.condition:
                self._always_true(node)
            return
        if place.string or place.anything:
            if place.condition and value.strip() and value is node.value and not self.reader.is_null(node):
                self._expressions([self.reader.bare(node, keys)], node, allowed, keys)
            return
        if plain:
            if self.reader.is_null(node):
                if not place.null:
                    self.reader.wrong_type(node, place.wanted, self._what(keys))
                return
            if (place.boolean and BOOLEAN.fullmatch(value)) or (place.number and NUMBER.fullmatch(value)):
                return
        if (place.filled and value) or value in place.words:
            return
        if place.words:
            self._tell(
                ProblemKind.INVALID_VALUE,
                f"{self._what(keys)} cannot be {value!r}, only {place.wanted}"
                + did_you_mean(value, place.words, listed=False),
                node,
            )
        else:
            self.reader.wrong_type(node, place.wanted, self._what(keys))

    def _expressions(
        self, found: Sequence[ExpressionText], node: yaml.ScalarNode, allowed: Context, keys: tuple[str, ...]
    ) -> None:
        if found and not allowed.names and not allowed.functions:
            self._tell(
                ProblemKind.EXPRESSION_PLACE,
                f"{self._what(keys)} takes no expression; write the value itself",
                node,
            )
            return
        for expression in found:
            self.found.append(expression)
            for kind, message, offset in _faults(expression.source, allowed):
                position = expression.at(offset)
                told = (kind, position.line, position.column)
                if told not in self._told:
                    self._told.add(told)
                    self.reader.complain(
                        kind, f"in the expression {_short(expression.source)!r}: {message}", position
                    )

    def _check_indentation(self, node: yaml.Node, column: int) -> None:
        """Complain about a quoted text that goes on too far left: our library takes it, GitHub does not.

        `column` (from 0) is that of the key or the dash, which all lines of the text must be right of.
        """
        if not isinstance(node, yaml.ScalarNode) or node.style not in _QUOTES:
            return
        number = self.reader.outdented(node, column)
        if number is not None:
            self._tell(
                ProblemKind.YAML_SYNTAX,
                f"invalid YAML: line {number} of this quoted text must be indented by more than {column} blanks",
                node,
            )

    def _always_true(self, node: yaml.ScalarNode) -> None:
        """Warn of `if: ${{ a }} && b`, which is a text and no expression, and a text is true."""
        outside = self.reader.outside_braces(node.value)
        if outside is not None and outside.strip():
            self._tell(
                ProblemKind.CONSTANT_CONDITION,
                f"this condition is always true, because of the text {outside.strip()!r} outside of `${{{{ }}}}`; "
                "put all of it inside",
                node,
            )

    # -- mappings ------------------------------------------------------------------------------------

    def _mapping(
        self, node: yaml.MappingNode, place: Place, allowed: Context, keys: tuple[str, ...], owner: yaml.Node
    ) -> None:
        pairs = self.reader.pairs(node)
        maps = place.maps
        given: set[str] = set()
        computed = False
        for pair in list(pairs):
            name = pair.key.value
            if "${{" in name:
                computed = True
                self._key(pair, allowed, keys)
                self._value(pair.node, _ANYTHING, allowed, (*keys, name))
                continue
            given.add(name.lower())
            inner: Place | None
            if len(maps) == 1:
                inner = maps[0].known.get(name) or maps[0].loose
            else:
                # Of several kinds of mappings the keys choose one, in the order of the file.
                chosen = tuple(one for one in maps if name in one.known)
                maps = chosen or maps
                inner = chosen[-1].known[name] if chosen else None
            if inner is None:
                pairs.remove(pair)
                self._unknown(pair, place.maps, maps, keys)
                continue
            if not name:
                self._tell(
                    ProblemKind.INVALID_VALUE,
                    f"{self._what(keys)} has an empty name; give it one",
                    pair.key_node,
                )
            if pair.node.end_mark.line != pair.node.start_mark.line and not node.flow_style:
                self._check_indentation(pair.node, pair.key_node.start_mark.column)
            if not (inner.easy and self._passes(pair.node)):
                self._value(pair.node, inner, allowed, (*keys, name), pair.key_node)
        if len(maps) > 1:
            self._undecided(owner, maps, keys)
        elif not computed:
            for name in maps[0].required:
                if name not in given:
                    self._tell(
                        ProblemKind.MISSING_KEY, f"{self._what(keys)} needs the key `{name}`; add it", owner
                    )

    def _key(self, pair: Pair, allowed: Context, keys: tuple[str, ...]) -> None:
        if "${{" in pair.key.value:
            self._expressions(
                self.reader.in_braces(pair.key_node, (*keys, pair.key.value)), pair.key_node, allowed, keys
            )

    def _unknown(
        self, pair: Pair, all_maps: tuple[Keys, ...], maps: tuple[Keys, ...], keys: tuple[str, ...]
    ) -> None:
        name = pair.key.value
        if any(name in one.known for one in all_maps):
            beside = ", ".join(f"`{key}`" for key in maps[0].required)
            self._tell(
                ProblemKind.CONFLICTING_KEYS,
                f"{self._what(keys)} cannot have `{name}` beside {beside}; remove one",
                pair.key_node,
            )
            return
        known = [key for one in maps for key in one.known]
        self._tell(
            ProblemKind.UNKNOWN_KEY,
            f"{self._what(keys)} has no key {name!r} in GitHub's syntax" + did_you_mean(name, known),
            pair.key_node,
        )

    def _undecided(self, node: yaml.Node, maps: tuple[Keys, ...], keys: tuple[str, ...]) -> None:
        wanted = list(dict.fromkeys(name for one in maps for name in one.required))
        shown = ", ".join(f"`{name}`" for name in wanted)
        self._tell(
            ProblemKind.MISSING_KEY, f"{self._what(keys)} needs one of the keys {shown}; add one", node
        )

    def _what(self, keys: tuple[str, ...]) -> str:
        """Return what stands at a path of keys, in words."""
        match keys:
            case ():
                return f"the {self.kind}"
            case ("jobs", name):
                return f"the job {name}"
            case (*_, "steps" | "parallel", number) if number.isdecimal():
                return f"step {(whole(number) or 0) + 1} of {self._what(keys[:-2])}"
            case (*_, number) if number.isdecimal() and len(keys) > 1:
                return f"item {(whole(number) or 0) + 1} of {self._what(keys[:-1])}"
            case (name,):
                return f"`{name}`"
        return f"`{keys[-1]}` of {self._what(keys[:-1])}"

    def _tell(self, kind: ProblemKind, message: str, node: yaml.Node) -> None:
        """Complain once about a node, however many aliases lead to it."""
        position = self.reader.position(node)
        told = (kind, position.line, position.column)
        if told not in self._told:
            self._told.add(told)
            self.reader.complain(kind, message, node)


_ANYTHING = Place(anything=True)


@cache
def _joined(above: Context, own: Context) -> Context:
    if not above.names and not above.functions:
        return own
    return Context(above.names | own.names, (*above.functions, *own.functions))


@lru_cache(maxsize=4096)
def _faults(source: str, allowed: Context) -> list[tuple[ProblemKind, str, int]]:
    try:
        tree = expressions.parse(source)
    except expressions.ExpressionError as error:
        return [(ProblemKind.EXPRESSION_SYNTAX, str(error), error.offset)]
    return [
        (ProblemKind.EXPRESSION_NAME, str(error), error.offset)
        for error in expressions.check(
            tree, allowed.names, {name: (least, most) for name, least, most in allowed.functions}
        )
    ]


def _short(source: str) -> str:
    return source if len(source) <= 80 else source[:79] + "…"
