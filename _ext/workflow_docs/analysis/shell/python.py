"""A Python script, as in `python <<EOF`, and where it ends with a failure that its author meant.

It is parsed by `ast` and never run. A call that raises by itself (a file that is not there) is no judgement; what
counts is `sys.exit(1)`, `exit(1)`, `raise`, `assert`, and a call of a test runner's `main`.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import NamedTuple

MAX_LENGTH = 100_000

INVERTED = {"<": "≥", "≥": "<", ">": "≤", "≤": ">", "=": "≠", "≠": "="}
"""Each comparison with the one that holds where it does not."""

MIRRORED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "=": "=", "≠": "≠"}
"""Each comparison with the one that says the same with its sides exchanged."""

_EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort", "SystemExit"})
_RUNNERS = frozenset({"pytest.main", "unittest.main"})
_RAISING = re.compile(r"check_call|check_output|raise_for_status")


class Failure(NamedTuple):
    """A place where a script ends with a failure; `condition` is the text of what leads there."""

    line: int
    text: str
    condition: str
    certain: bool
    """Whether it fails there for sure, once it comes there: `sys.exit(code)` may also be a success."""


class Comparison(NamedTuple):
    """A comparison with a number, in a condition.

    `passes` is what must hold for the script to succeed; empty where that is not known.
    """

    line: int
    column: int
    text: str
    passes: str = ""


def failures(source: str) -> list[Failure] | None:
    """Return where a script fails on purpose, in the order of its lines; None where it is no Python."""
    tree = _parse(source)
    if tree is None:
        return None
    finder = _Finder(tree)
    for node in tree.body:
        finder.visit(node)
    return sorted(finder.found)


def comparisons(source: str) -> list[Comparison]:
    """Return the comparisons with a number that a script makes in its conditions."""
    tree = _parse(source)
    if tree is None:
        return []
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.If | ast.Assert | ast.While | ast.IfExp):
            continue
        for test in ast.walk(node.test):
            if (
                isinstance(test, ast.Compare)
                and len(test.ops) == 1
                and any(_is_number(side) for side in (test.left, test.comparators[0]))
                and not isinstance(test.ops[0], ast.In | ast.NotIn | ast.Is | ast.IsNot)
            ):
                text = ast.unparse(test)
                # `len(found) > 0` and `total == 0` ask whether there is any; that is no limit.
                if not re.search(r"(?:[=!<>]=?|%) 0$", text):
                    found.append(Comparison(test.lineno, test.col_offset, text, _passes(node, test)))
    return sorted(set(found))


_SIGNS = {ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥", ast.Eq: "=", ast.NotEq: "≠"}


def _passes(node: ast.If | ast.Assert | ast.While | ast.IfExp, test: ast.Compare) -> str:
    """Return what a comparison must say, where it alone decides, or others beside it that are joined alike."""
    joined: type[ast.boolop]
    match node:
        case ast.Assert():
            holds, joined = True, ast.And
        case ast.If() if _fails(node.body) and not _fails(node.orelse):
            holds, joined = False, ast.Or
        case ast.If() if _fails(node.orelse) and not _fails(node.body):
            holds, joined = True, ast.And
        case _:
            return ""
    whole = node.test
    if whole is not test and not (
        isinstance(whole, ast.BoolOp) and isinstance(whole.op, joined) and test in whole.values
    ):
        return ""
    left, right = test.left, test.comparators[0]
    sign = _SIGNS[type(test.ops[0])]
    if _is_number(left):
        left, right, sign = right, left, MIRRORED[sign]
    if not isinstance(left, ast.Name | ast.Attribute):
        return ""
    name = (left.id if isinstance(left, ast.Name) else left.attr).lower().replace("_", " ")
    return f"{name} {sign if holds else INVERTED[sign]} {ast.unparse(right)}"


def _fails(body: list[ast.stmt]) -> bool:
    """Return whether statements end the script with a failure, whatever else they do."""
    for statement in body:
        match statement:
            case ast.Raise():
                return True
            case ast.Expr(value=ast.Call() as call) if ast.unparse(call.func) in _EXITS:
                value = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
                return bool(call.args) and value not in {0, None}
            case _:
                pass
    return False


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) in {int, float}


def _parse(source: str) -> ast.Module | None:
    if len(source) > MAX_LENGTH:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class _Finder(ast.NodeVisitor):
    """Walks what a script runs: functions only if something calls them."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[Failure] = []
        self.conditions: list[str] = []
        self.caught = 0
        self.functions = {
            node.name: node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        self.entered: set[str] = set()

    def _add(self, node: ast.AST, *, certain: bool = True) -> None:
        text = ast.unparse(node).split("\n", 1)[0]
        self.found.append(Failure(getattr(node, "lineno", 1), text, " and ".join(self.conditions), certain))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Leave a function until it is called."""

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Leave a function until it is called."""

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Leave a function until it is called."""

    def visit_If(self, node: ast.If) -> None:
        """Remember the condition of each branch."""
        self.visit(node.test)
        test = ast.unparse(node.test)
        if test != "__name__ == '__main__'":
            self.conditions.append(test)
        for child in node.body:
            self.visit(child)
        if test != "__name__ == '__main__'":
            self.conditions.pop()
        self.conditions.append(f"not ({test})")
        for child in node.orelse:
            self.visit(child)
        self.conditions.pop()

    def visit_Try(self, node: ast.Try) -> None:
        """See what is caught: it does not end the script."""
        names = {name for handler in node.handlers for name in _names(handler.type)}
        swallows = bool(names & {"", "BaseException", "Exception"})
        self.caught += swallows
        for child in node.body:
            self.visit(child)
        self.caught -= swallows
        for handler in node.handlers:
            self.conditions.append(
                "except " + (ast.unparse(handler.type) if handler.type is not None else "")
            )
            for child in handler.body:
                self.visit(child)
            self.conditions.pop()
        for child in (*node.orelse, *node.finalbody):
            self.visit(child)

    def visit_Raise(self, node: ast.Raise) -> None:
        """See an exception that ends the script."""
        exits = isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func) == "SystemExit"
        if exits and isinstance(node.exc, ast.Call):
            self._exit(node, node.exc.args)
        elif not self.caught:
            self._add(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        """See an assertion."""
        if not self.caught:
            self.conditions.append(f"not ({ast.unparse(node.test)})")
            self._add(node)
            self.conditions.pop()

    def visit_Call(self, node: ast.Call) -> None:
        """See calls that end the script, and go into functions of the script."""
        self.generic_visit(node)
        name = ast.unparse(node.func)
        if name in _EXITS:
            self._exit(node, node.args)
        elif name in _RUNNERS or (_RAISING.search(name) and not self.caught):
            self._add(node, certain=False)
        elif name == "subprocess.run" and not self.caught:
            if any(
                word.arg == "check" and getattr(word.value, "value", None) is True for word in node.keywords
            ):
                self._add(node, certain=False)
        elif name in self.functions and name not in self.entered:
            self.entered.add(name)
            for child in self.functions[name].body:
                self.visit(child)

    def _exit(self, node: ast.AST, arguments: list[ast.expr]) -> None:
        if not arguments:
            return
        argument = arguments[0]
        if isinstance(argument, ast.Constant):
            # An exit with a text prints it and fails.
            if argument.value not in {0, None}:
                self._add(node)
        else:
            self._add(node, certain=False)


def _names(node: ast.expr | None) -> list[str]:
    if node is None:
        return [""]
    if isinstance(node, ast.Tuple):
        return [name for item in node.elts for name in _names(item)]
    return [ast.unparse(node)]
