"""Why a command's failure does not fail the step, and on what an `exit` depends."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from .tree import (
    AndOr,
    Background,
    Case,
    Condition,
    Declaration,
    Function,
    If,
    Literal,
    Pipeline,
    Process,
    Script,
    Simple,
    Substitution,
    While,
    inside,
)

if TYPE_CHECKING:
    from .core import Options


class Cause(Enum):
    """What keeps a failure from the step."""

    OR = "or-hides"
    """`|| …` follows, and what follows succeeds."""

    AND = "and-hides"
    """`&& …` follows: of such a list, `set -e` looks at the last command only."""

    PIPE = "pipe-hides"
    """A pipe leads to another command, whose status counts: there is no `pipefail`."""

    TESTED = "tested"
    """It is a condition of `if`, `while` or `until`."""

    NEGATED = "negated"
    """`!` stands before it."""

    SUBSTITUTED = "substitution-hides"
    """It stands in `$(…)` within the words of another command, whose status counts."""

    DECLARED = "declaration-hides"
    """It stands in `$(…)` behind `export`, `local`, `readonly` or `declare`, which succeed."""

    PROCESS = "process-hides"
    """It stands in `<(…)` or `>(…)`, whose status nobody sees."""

    BACKGROUND = "background-hides"
    """It runs in the background, and no `wait` asks for its status."""

    NO_ERREXIT = "errexit-off"
    """`set -e` does not hold there, and other commands follow."""

    TRAP = "trap-hides"
    """A trap ends the script with another status."""

    LATER = "later-success"
    """What the script does afterwards ends it with success."""


MENDS = {
    Cause.OR: "remove the `|| …` behind it, or end it with `exit 1`",
    Cause.AND: "write the commands on lines of their own",
    Cause.PIPE: "set `shell: bash`, or begin the script with `set -o pipefail`",
    Cause.TESTED: "end the branch for a failure with `exit 1`",
    Cause.NEGATED: "remove the `!`",
    Cause.SUBSTITUTED: "keep its output in a variable first: `x=$(…)`",
    Cause.DECLARED: "assign first, `x=$(…)`, and declare on a line of its own",
    Cause.PROCESS: "write its output to a file first",
    Cause.BACKGROUND: "ask for its status with `wait $!`",
    Cause.NO_ERREXIT: "begin the script with `set -e`, or keep `$?` and end with it",
    Cause.TRAP: "let the trap end with the status that it found: `exit $?`",
    Cause.LATER: "end the script with its status",
}
"""What to do about each."""


class Why(NamedTuple):
    """A cause, and the other part that it speaks of (`tee`, `|| echo …`)."""

    cause: Cause
    other: str = ""


def why_not(script: Script, offset: int, options: Options, *, pipefail: bool) -> list[Why]:
    """Return all that keeps the failure of the command at an offset from the step, the nearest first."""
    way = _way(script, offset) or []
    kept = [_kept_by(parent, child, way, pipefail=pipefail) for parent, child in pairwise(way)]
    found = [why for why in reversed(kept) if why is not None]
    if found:
        return list(dict.fromkeys(found))
    if not options.errexit or _turns_off(script):
        return [Why(Cause.NO_ERREXIT)]
    if any(_first(node) == "trap" for node in _simple_nodes(script)):
        return [Why(Cause.TRAP)]
    return [Why(Cause.LATER)]


def _kept_by(parent: object, child: object, way: list[object], *, pipefail: bool) -> Why | None:
    match parent:
        case AndOr():
            number = _index(parent.elements, child)
            if number is not None and number < len(parent.elements) - 1:
                rest = list(parent.operators[number:])
                if "||" in rest:
                    after = parent.elements[number + rest.index("||") + 1]
                    return Why(Cause.OR, _first_of(after))
                return Why(Cause.AND)
        case Pipeline():
            number = _index(parent.elements, child)
            if parent.negated:
                return Why(Cause.NEGATED)
            if number is not None and number < len(parent.elements) - 1 and not pipefail:
                return Why(Cause.PIPE, _first_of(parent.elements[-1]))
        case If():
            if any(
                child is clause and any(item is condition for item in way)
                for clause in parent.clauses
                for condition in clause[:1]
            ):
                return Why(Cause.TESTED)
        case While() if child is parent.condition:
            return Why(Cause.TESTED)
        case Background():
            return Why(Cause.BACKGROUND)
        case Process():
            return Why(Cause.PROCESS)
        case Declaration():
            return Why(Cause.DECLARED)
        case Simple() if parent.words and any(isinstance(node, Substitution) for node in way):
            return Why(Cause.SUBSTITUTED, _first(parent))
        case Condition():
            return Why(Cause.TESTED)
    return None


def conditions(script: Script, offset: int) -> list[str]:
    """Return the conditions under which the command at an offset runs, the outermost first."""
    way = _way(script, offset) or []
    found = []
    for parent, child in pairwise(way):
        match parent:
            case If():
                for number, clause in enumerate(parent.clauses):
                    if child is clause and any(item is clause[1] for item in way):
                        found.append(parent.texts[number])
                if parent.otherwise is not None and child is parent.otherwise:
                    found.append("not (" + " or ".join(parent.texts) + ")")
            case AndOr():
                if _index(parent.elements, child):
                    found.append(parent.text)
            case Case() if child is not parent.word:
                found.append("case")
            case Function():
                found.append(f"{parent.name} is called")
    # A tuple of elements or clauses stands between a node and its child.
    return found


def _way(item: object, offset: int) -> list[object] | None:
    """Return the nodes from `item` down to the command, without the plain tuples between them."""
    if isinstance(item, Simple) and item.offset == offset:
        return [item]
    for child in inside(item):
        if (found := _way(child, offset)) is not None:
            # The clauses of `if` are plain pairs, and count as nodes: they tell a condition from a body.
            plain = isinstance(item, tuple) and not (
                len(item) == 2 and all(isinstance(part, Script) for part in item)
            )
            return found if plain else [item, *found]
    return None


def _index(elements: tuple[object, ...], child: object) -> int | None:
    return next((number for number, element in enumerate(elements) if element is child), None)


def _simple_nodes(item: object) -> list[Simple]:
    inner = [node for part in inside(item) for node in _simple_nodes(part)]
    return [item, *inner] if isinstance(item, Simple) else inner


def _turns_off(script: Script) -> bool:
    return any(
        _first(node) == "set" and any("+" in _text(word)[:1] for word in node.words[1:])
        for node in _simple_nodes(script)
    )


def _text(word: object) -> str:
    return "".join(part.text for part in getattr(word, "parts", ()) if isinstance(part, Literal))


def _first(node: Simple) -> str:
    return _text(node.words[0]) if node.words else ""


def _first_of(node: object) -> str:
    found = _simple_nodes(node)
    return _first(found[0]) if found else ""
