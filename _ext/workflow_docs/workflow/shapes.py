"""The words in which a syntax is written down: which values may stand at a place, and which contexts they may use.

`syntax` and `action_syntax` say with them what GitHub takes; `checker` holds a file against it.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


_MAX_WORDS = 8


class Context(NamedTuple):
    """What an expression may use at a place: contexts by name, and functions with their numbers of arguments.

    See https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
    """

    names: frozenset[str] = frozenset()
    functions: tuple[tuple[str, int, int], ...] = ()


class Keys(NamedTuple):
    """The keys of a mapping. `loose` is what stands under any other key; without it there is no other."""

    known: dict[str, Place]
    required: tuple[str, ...] = ()
    loose: Place | None = None


class Place:
    """What may stand at one place of a file: kinds of single values, a list of `item`, a mapping of `maps`.

    Of several `maps` the keys of the file choose one. An expression may stand wherever there is a context,
    its own or one from above. `condition` marks an `if:`, whose text is an expression without braces. `easy`
    tells whether any text that is not empty and holds no expression may stand here.
    """

    __slots__ = (
        *("null", "boolean", "number", "string", "filled", "words", "item", "maps"),
        *("context", "condition", "anything", "easy"),
    )

    def __init__(
        self,
        *,
        null: bool = False,
        boolean: bool = False,
        number: bool = False,
        string: bool = False,
        filled: bool = False,
        words: frozenset[str] = frozenset(),
        item: Place | None = None,
        maps: tuple[Keys, ...] = (),
        context: Context | None = None,
        condition: bool = False,
        anything: bool = False,
    ) -> None:
        """Take what the place can hold; by default nothing."""
        self.null = null
        self.boolean = boolean
        self.number = number
        self.string = string
        self.filled = filled
        self.words = words
        self.item = item
        self.maps = maps
        self.context = context
        self.condition = condition
        self.anything = anything
        self.easy = (string or filled) and not condition

    @property
    def wanted(self) -> str:
        """What may stand here, in words, for a complaint."""
        parts = []
        if self.words:
            known = [f"`{word}`" for word in sorted(self.words)]
            shown = ", ".join(known[:_MAX_WORDS]) + (", …" if len(known) > _MAX_WORDS else "")
            parts.append(shown if len(known) == 1 else f"one of {shown}")
        if self.string or self.filled:
            parts.append("a single value" if self.string else "a value (not an empty one)")
        else:
            if self.boolean:
                parts.append("`true` or `false`")
            if self.number:
                parts.append("a number")
        if self.item is not None:
            parts.append("a list")
        if self.maps:
            parts.append("a mapping")
        return " or ".join(parts) or "nothing"


TEXT = Place(string=True)
FILLED = Place(filled=True)
BOOLEAN = Place(boolean=True)
NUMBER = Place(number=True)
NULL = Place(null=True)
SCALAR = Place(string=True, boolean=True, number=True)
ANYTHING = Place(anything=True)


def words(*allowed: str) -> Place:
    """Return a place that takes one of the given words."""
    return Place(words=frozenset(allowed))


def listing(item: Place) -> Place:
    """Return a place that takes a list."""
    return Place(item=item)


def mapping(known: dict[str, Place], *required: str, loose: Place | None = None) -> Place:
    """Return a place that takes a mapping."""
    return Place(maps=(Keys(known, required, loose),))


def names(value: Place) -> Place:
    """Return a place that takes a mapping whose keys are free names."""
    return mapping({}, loose=value)


def either(*places: Place) -> Place:
    """Return a place that takes whatever one of the given ones does."""
    items = [place.item for place in places if place.item is not None]
    return Place(
        null=any(place.null for place in places),
        boolean=any(place.boolean for place in places),
        number=any(place.number for place in places),
        string=any(place.string for place in places),
        filled=any(place.filled for place in places),
        words=frozenset().union(*(place.words for place in places)),
        item=items[0] if items else None,
        maps=tuple(keys for place in places for keys in place.maps),
    )


def within(context: Context, place: Place) -> Place:
    """Return a place whose expressions may use a context, besides those from above."""
    found = copy(place)
    found.context = context
    return found


def condition(context: Context) -> Place:
    """Return the place of an `if:`."""
    return Place(string=True, context=context, condition=True)


def context(names: str, *functions: tuple[str, int, int]) -> Context:
    """Return a context from names between blanks and functions with their least and most arguments."""
    return Context(frozenset(names.split()), functions)


def texts_of(item: Place = FILLED) -> Place:
    """Return a place that takes one value or a list of them."""
    return either(item, listing(item))


def activity(types: Iterable[str]) -> Place:
    """Return the place of an event's `types:`."""
    return texts_of(words(*types))
