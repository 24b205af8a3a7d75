"""Calls in the syntax tree of a Python module: what is called, with which arguments, and the names that get the result."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def called(call: ast.Call) -> str:
    """Return the last part of the name of what is called: `APIRouter` of `fastapi.APIRouter()`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def keyword(call: ast.Call, *names: str) -> ast.expr | None:
    """Return the argument with one of these names."""
    return next((each.value for each in call.keywords if each.arg in names), None)


def assigned_calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield the names that are given what a call returns, as `router = APIRouter()` does."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Call() as call)
            ):
                yield name, call
