"""What a shell script is made of: a small tree, free of the parser that made it.

Offsets count characters of the script. The names are those of the Bash manual:
https://www.gnu.org/software/bash/manual/bash.html#Shell-Commands
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator


class Tree:
    """The base of all parts of a tree. No part is changed once the tree is made.

    The parts are not frozen, as those take three times as long to make, and are compared by identity. Named tuples
    would be still faster to make, but a type checker takes minutes for tuples that hold each other.
    """

    __slots__: tuple[str, ...] = ()


@dataclass(slots=True, eq=False, repr=False)
class Literal(Tree):
    """Text that stands for itself. `known` is false where a `${{ }}` stands in it."""

    text: str
    quoted: bool = False
    known: bool = True


@dataclass(slots=True, eq=False, repr=False)
class Parameter(Tree):
    """`$name` or `${name…}`.

    `subscript` is what stands in brackets, `prefix` a `#` or `!` before the name, and `operator` what is done with the
    value (`:-`, `%`, …) with the word `argument`.
    """

    name: str
    quoted: bool = False
    subscript: str = ""
    prefix: str = ""
    operator: str = ""
    argument: Word | None = None


@dataclass(slots=True, eq=False, repr=False)
class Substitution(Tree):
    """`$(…)` or `` `…` ``."""

    body: Script
    quoted: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Arithmetic(Tree):
    """`$((…))`; `text` is the expression, with what is to be put into it first."""

    text: Word
    quoted: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Process(Tree):
    """`<(…)` or `>(…)`."""

    body: Script


Part: TypeAlias = Literal | Parameter | Substitution | Arithmetic | Process


@dataclass(slots=True, eq=False, repr=False)
class Word(Tree):
    """A word: its parts in order."""

    parts: tuple[Part, ...]


@dataclass(slots=True, eq=False, repr=False)
class Redirect(Tree):
    """A redirection. `operator` is `>`, `<<`, …; a here-document has its text as the word."""

    operator: str
    word: Word | None
    descriptor: str = ""

    @property
    def takes_output(self) -> bool:
        """Whether the standard output goes elsewhere."""
        return self.operator.startswith((">", "&>")) and self.descriptor in {"", "1"}


@dataclass(slots=True, eq=False, repr=False)
class Assignment(Tree):
    """`name=value`; a tuple of words is an array."""

    name: str
    value: Word | tuple[Word, ...] | None
    appends: bool = False
    subscript: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Simple(Tree):
    """A simple command. `effects` is false where nothing can come of expanding its words but the words."""

    offset: int
    assignments: tuple[Assignment, ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...] = ()
    effects: bool = True


@dataclass(slots=True, eq=False, repr=False)
class Declaration(Tree):
    """`export`, `local`, `readonly`, `declare` or `typeset`."""

    keyword: str
    items: tuple[Assignment, ...]


@dataclass(slots=True, eq=False, repr=False)
class Condition(Tree):
    """`[ … ]` or `[[ … ]]`; operators of the second form are texts, everything else is a word."""

    double: bool
    items: tuple[Word | str, ...]


@dataclass(slots=True, eq=False, repr=False)
class Calculation(Tree):
    """`((…))`."""

    text: Word


@dataclass(slots=True, eq=False, repr=False)
class Pipeline(Tree):
    """Commands joined by `|`, or one command after `!`."""

    elements: tuple[Node, ...]
    negated: bool = False


@dataclass(slots=True, eq=False, repr=False)
class AndOr(Tree):
    """Pipelines joined by `&&` and `||`: `operators[i]` stands before `elements[i + 1]`; `text` is the source."""

    elements: tuple[Node, ...]
    operators: tuple[str, ...]
    text: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Background(Tree):
    """A list that `&` starts."""

    body: Node


@dataclass(slots=True, eq=False, repr=False)
class If(Tree):
    """`if`: pairs of a condition and what follows; `otherwise` is the part after `else`.

    `texts` are the sources of the conditions.
    """

    clauses: tuple[tuple[Script, Script], ...]
    otherwise: Script | None
    texts: tuple[str, ...] = ()


@dataclass(slots=True, eq=False, repr=False)
class While(Tree):
    """`while`, or `until`."""

    condition: Script
    body: Script
    until: bool


@dataclass(slots=True, eq=False, repr=False)
class For(Tree):
    """`for name in words`; `words` is None where there is no `in`."""

    name: str
    words: tuple[Word, ...] | None
    body: Script


@dataclass(slots=True, eq=False, repr=False)
class ForArithmetic(Tree):
    """`for ((start; condition; step))`."""

    start: Word
    condition: Word
    step: Word
    body: Script


@dataclass(slots=True, eq=False, repr=False)
class CaseItem(Tree):
    """One pattern list of `case` with its commands; `end` is `;;`, `;&` or `;;&`."""

    patterns: tuple[Word, ...]
    body: Script
    end: str


@dataclass(slots=True, eq=False, repr=False)
class Case(Tree):
    """`case word in …`."""

    word: Word
    items: tuple[CaseItem, ...]


@dataclass(slots=True, eq=False, repr=False)
class Group(Tree):
    """`{ …; }`."""

    body: Script


@dataclass(slots=True, eq=False, repr=False)
class Subshell(Tree):
    """`( … )`."""

    body: Script


@dataclass(slots=True, eq=False, repr=False)
class Function(Tree):
    """The definition of a function."""

    name: str
    body: Node


@dataclass(slots=True, eq=False, repr=False)
class Redirected(Tree):
    """A compound command with redirections."""

    body: Node | None
    redirects: tuple[Redirect, ...]


@dataclass(slots=True, eq=False, repr=False)
class Unset(Tree):
    """`unset names`."""

    names: tuple[str, ...]


@dataclass(slots=True, eq=False, repr=False)
class Unreadable(Tree):
    """A part that the grammar can not read, with the commands that can be made out in it."""

    body: Script


Node: TypeAlias = (
    Simple
    | Declaration
    | Condition
    | Calculation
    | Pipeline
    | AndOr
    | Background
    | If
    | While
    | For
    | ForArithmetic
    | Case
    | Group
    | Subshell
    | Function
    | Redirected
    | Unset
    | Unreadable
)


@dataclass(slots=True, eq=False, repr=False)
class Script(Tree):
    """Commands one after the other."""

    items: tuple[Node, ...]


def inside(item: object) -> Iterator[object]:
    """Yield what a part of a tree, or a tuple of parts, directly consists of."""
    if isinstance(item, Tree):
        for name in item.__slots__:
            yield getattr(item, name)
    elif isinstance(item, tuple):
        yield from item
