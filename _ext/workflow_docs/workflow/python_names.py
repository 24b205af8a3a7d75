"""Which names of a Python module, or of a class in it, have one value for good."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CHANGING = frozenset(
    {
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "clear",
        "update",
        "setdefault",
        "popitem",
        "add",
        "discard",
    }
)


def constants_of(body: list[ast.stmt], owner: ast.AST) -> dict[str, ast.expr]:
    """Return the names that statements of a module, or of a class, give a value once, with the node of the value."""
    found: dict[str, ast.expr] = {}
    for statement in body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                found.update({target.id: value for target in targets if isinstance(target, ast.Name)})
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
    bound = Counter(_bound(body))
    changed = set(_changed(owner))
    return {name: value for name, value in found.items() if bound[name] == 1 and name not in changed}


def _bound(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that statements bind, also within `if`, `try` and loops, once for each time."""
    for statement in statements:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                for alias in names:
                    yield alias.asname or alias.name.partition(".")[0]
            case _:
                for node in _within(statement):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
                        yield node.id
                    elif isinstance(node, ast.stmt):
                        yield from _bound([node])


def _within(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of a statement down to its names and the statements in it, but nothing of the latter."""
    waiting = list(ast.iter_child_nodes(statement))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.stmt | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _changed(owner: ast.AST) -> Iterator[str]:
    """Yield the names whose values are changed in place, or bound by functions that declare them `global`."""
    for node in ast.walk(owner):
        match node:
            case ast.Global(names=names):
                yield from names
            case ast.AugAssign(target=ast.Name(id=name)):
                yield name
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in _CHANGING:
                yield name
