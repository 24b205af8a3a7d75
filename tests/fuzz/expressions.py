"""Every regular expression of the package, and texts that each would take long for if it could.

    python expressions.py [--size N] [NAME]

Prints those that take more than a linear time; NAME chooses by file. A text repeats what a repeat of the expression
takes, behind what stands before it, so that a search begins again at each character, or tries each way to share the
characters among two repeats.
"""

from __future__ import annotations

import ast
import importlib
import random
import re
import sys
import time
import warnings
from re import _constants as code
from re import _parser as parser
from typing import TYPE_CHECKING, NamedTuple

if __name__ == "__main__":
    from pathlib import Path as _Path

    sys.path[:1] = [str(_Path(__file__).parents[1]), str(_Path(__file__).parents[2] / "_ext")]

from fuzz.processor_time import OutOfTimeError, at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SIZE = 20_000
"""How many characters a text has: enough that a quadratic search takes seconds, and a linear one milliseconds."""

LIMIT = 0.5
"""How many CPU seconds a search may take; linear ones take less than a fiftieth of it."""

SEED = 2
TEXTS = 24
"""How many texts are tried for one expression."""

ONLY_MATCHED = {
    "workflow_docs/claims/shapes.py SHAPES": "match",
    "workflow_docs/doctree/views/variable.py _UNITS": "fullmatch",
    "workflow_docs/markdown/escaping.py _LINE_STARTS": "match",
}
"""Tables of expressions, with the method that their loops call."""

BOUNDED = frozenset(
    {
        "workflow_docs/analysis/thresholds.py _LEFT",
        "workflow_docs/claims/labels.py WORTH",
        "workflow_docs/repository/hard_coded_secrets.py _PLACEHOLDER",
    }
)
"""Expressions that are asked of texts of at most 200 characters only."""

_CHARACTERS = "aA1 \t\n-_.`*\"'/:|()[]{}<>=$#,;@&!?~%+\\é─x0"
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
_SEARCHES = {"search", "finditer", "findall", "sub", "subn", "split"}


class Expression(NamedTuple):
    """An expression of a module, and how it is used: `match`, `fullmatch`, or `search` for all that looks at each place."""

    text: str
    flags: int
    place: str
    method: str


def expressions(package: Path) -> list[Expression]:
    """Return all expressions that modules of the package compile or use, as far as they are fixed."""
    compiled = _compiled_at_import(package)
    uses = _uses(package)
    found = []
    for (text, flags), (place, name) in compiled.items():
        file = place.partition(" ")[0]
        if place in BOUNDED:
            continue
        if place in ONLY_MATCHED:
            found.append(Expression(text, flags, place, ONLY_MATCHED[place]))
            continue
        methods = uses.get(f"{file} {name}" if name.startswith("_") else name, set())
        found.append(Expression(text, flags, place, _method(methods)))
    found.extend(_literal(package))
    return sorted(set(found), key=lambda each: (each.place, each.text))


def _method(methods: set[str]) -> str:
    if not methods or methods & _SEARCHES:
        return "search"
    return "fullmatch" if "fullmatch" in methods else "match"


def _modules(package: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package.parent).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__"), file


def _compiled_at_import(package: Path) -> dict[tuple[str, int], tuple[str, str]]:
    """Return what is compiled while modules are imported: all values of modules that are patterns, also in tuples."""
    found: dict[tuple[str, int], tuple[str, str]] = {}

    def note(value: object, place: str, name: str) -> None:
        match value:
            case re.Pattern() if isinstance(value.pattern, str):
                found.setdefault((value.pattern, value.flags), (place, name))
            case dict():
                for inner in (*value, *value.values()):
                    note(inner, place, "")
            case tuple() | list() | frozenset():
                for inner in value:
                    note(inner, place, "")

    for module, file in _modules(package):
        for name, value in vars(importlib.import_module(module)).items():
            if not name.startswith("__"):
                note(value, f"{file.relative_to(package.parent).as_posix()} {name}", name)
    return found


def _uses(package: Path) -> dict[str, set[str]]:
    """Return which methods of patterns are called, by the name of what they are called on: of a private one, with its file."""
    found: dict[str, set[str]] = {}
    methods = _SEARCHES | {"match", "fullmatch"}
    for _, file in _modules(package):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        place = f"{file.relative_to(package.parent).as_posix()} "
        owners = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr=method) if (
                    method in methods
                ):
                    found.setdefault(f"{place}{name}" if name.startswith("_") else name, set()).add(method)
                case ast.Name(id=name, ctx=ast.Load()) if id(node) not in owners:  # it is handed on
                    found.setdefault(f"{place}{name}" if name.startswith("_") else name, set()).add("search")
    return found


def _literal(package: Path) -> Iterator[Expression]:
    """Yield what functions compile or use; a name that is put in stands for itself."""
    for _, file in _modules(package):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=method), args=[written, *rest]
                ):
                    text = _text(written)
                    if text is None or method == "escape":
                        continue
                    flags = 0
                    for other in [*rest, *(keyword.value for keyword in node.keywords)]:
                        for flag in ast.walk(other):
                            if isinstance(flag, ast.Attribute) and flag.attr.isupper():
                                flags |= getattr(re, flag.attr, 0)
                    place = f"{file.relative_to(package.parent).as_posix()}:{node.lineno}"
                    if method in _SEARCHES | {"match", "fullmatch"}:
                        yield Expression(text, int(flags), place, _method({method}))


def _text(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(
                each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else "NAME"
                for each in values
            )
    return None


# -- texts ------------------------------------------------------------------------------------------------


class _Maker:
    """Makes texts that an expression matches, or nearly."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(f"{seed!r}{SEED}")

    def sample(self, tree: object, repeats: int = 1) -> str:
        """Return a text that a part of an expression matches."""
        made = []
        for operator, value in tree:  # type: ignore[attr-defined]
            match operator:
                case code.LITERAL:
                    made.append(chr(value))
                case code.NOT_LITERAL:
                    made.append("a" if value != ord("a") else "b")
                case code.ANY:
                    made.append(self.random.choice("a -"))
                case code.IN:
                    made.append(self.random.choice(_members(value)))
                case code.SUBPATTERN:
                    made.append(self.sample(value[3], repeats))
                case code.ATOMIC_GROUP:
                    made.append(self.sample(value, repeats))
                case code.BRANCH:
                    made.append(self.sample(self.random.choice(value[1]), repeats))
                case _ if operator in _REPEATS:
                    least, most, inner = value
                    count = min(max(least, self.random.choice((least, least + repeats))), int(most), 12)
                    made.extend(self.sample(inner, repeats) for _ in range(count))
        return "".join(made)

    def repeats(
        self, tree: object, before: Callable[[], str] = str
    ) -> Iterator[tuple[Callable[[], str], object]]:
        """Yield what is repeated without a limit, each with what makes a text that stands before it."""
        steps = list(tree)  # type: ignore[call-overload]
        for number, (operator, value) in enumerate(steps):

            def so_far(before: Callable[[], str] = before, number: int = number) -> str:
                return before() + self.sample(steps[:number])

            match operator:
                case code.SUBPATTERN:
                    yield from self.repeats(value[3], so_far)
                case code.ATOMIC_GROUP:
                    yield from self.repeats(value, so_far)
                case code.BRANCH:
                    for branch in value[1]:
                        yield from self.repeats(branch, so_far)
                case _ if operator in _REPEATS:
                    if value[1] is code.MAXREPEAT or value[1] > 200:
                        yield so_far, value[2]
                    yield from self.repeats(value[2], so_far)

    def texts(self, tree: object, size: int) -> list[str]:
        """Return texts of a size."""
        made: set[str] = set()
        for before, repeated in self.repeats(tree):
            for _ in range(3):
                unit, start = self.sample(repeated) or "a", before()
                for end in ("", "\0"):
                    made.add(start + _filled(unit, size) + end)
                    made.add(_filled(start + unit, size) + end)
                    made.add(_filled(unit, size // 2) + start + _filled(unit, size // 2) + end)
                    if start:
                        made.add(_filled(start, size // 2) + _filled(unit, size // 2) + end)
        for _ in range(4):
            whole = self.sample(tree)
            if whole:
                made.update((_filled(whole, size), _filled(whole[:-1] or whole, size)))
        ordered = sorted(made)
        self.random.shuffle(ordered)
        return ordered


def _filled(unit: str, size: int) -> str:
    return unit * max(size // len(unit), 1)


def _members(members: list[tuple[object, object]]) -> list[str]:
    negated = members[0][0] is code.NEGATE
    tested = re.compile(f"[{''.join(_member(*each) for each in members if each[0] is not code.NEGATE)}]")
    fitting = [each for each in _CHARACTERS if (tested.match(each) is None) == negated]
    named = [chr(value) for operator, value in members if operator is code.LITERAL and not negated]  # type: ignore[arg-type]
    ranges = [chr(value[0]) for operator, value in members if operator is code.RANGE and not negated]  # type: ignore[index]
    return fitting or named or ranges or ["a"]


def _member(operator: object, value: object) -> str:
    match operator:
        case code.LITERAL:
            return re.escape(chr(value))  # type: ignore[arg-type]
        case code.RANGE:
            return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"  # type: ignore[index]
        case code.CATEGORY:
            letter = str(value).rpartition("_")[2][0].lower()
            return "\\" + (letter.upper() if "NOT" in str(value) else letter)
    return ""


# -- searches ---------------------------------------------------------------------------------------------


def seconds(expression: Expression, text: str, limit: float) -> float:
    """Return how many CPU seconds the expression takes for all of a text, and `inf` where that is over the limit."""
    compiled = re.compile(expression.text, expression.flags)
    start = time.process_time()
    try:
        with at_most(limit):
            if expression.method == "search":
                for _ in compiled.finditer(text):
                    pass
            else:
                getattr(compiled, expression.method)(text)
    except OutOfTimeError:
        return float("inf")
    return time.process_time() - start


def slow_text(
    expression: Expression, size: int = SIZE, limit: float = LIMIT, texts: int = TEXTS
) -> str | None:
    """Return a text that takes the expression too long; None if none was found."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = parser.parse(expression.text, expression.flags)
        made = _Maker(expression.text).texts(tree, size)[:texts]
        return next((text for text in made if seconds(expression, text, limit) > limit), None)


def main() -> int:
    """Print the expressions that take too long."""
    import argparse
    from pathlib import Path

    import workflow_docs

    options = argparse.ArgumentParser()
    options.add_argument("name", nargs="?", default="")
    options.add_argument("--size", type=int, default=6000)
    options.add_argument("--limit", type=float, default=0.04)
    options.add_argument("--texts", type=int, default=60)
    given = options.parse_args()
    slow = 0
    found = [each for each in expressions(Path(workflow_docs.__file__).parent) if given.name in each.place]
    for expression in found:
        text = slow_text(expression, given.size, given.limit, given.texts)
        if text is not None:
            slow += 1
            print(
                f"{expression.place} {expression.method}\n    {expression.text!r}\n    {text[:50]!r} … {text[-20:]!r}",
                flush=True,
            )
    print(f"{slow} of {len(found)} expressions take more than {given.limit} s for {given.size} characters")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
