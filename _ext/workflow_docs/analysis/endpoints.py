"""Routes of a FastAPI module, read from its source with `ast`: nothing is imported or run."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from workflow_docs.workflow.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})


class ModuleSyntaxError(ValueError):
    """The file is not Python; the position tells where."""

    def __init__(self, message: str, position: Position) -> None:
        """Take what is wrong and where."""
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route: `statuses` are the codes that the decorator declares and the function names."""

    method: str
    path: str
    statuses: tuple[int, ...]
    docstring: str
    function: str
    position: Position


def endpoints(source: str, path: str, prefix: str = "") -> list[Endpoint]:
    """Return the routes of a module whose path starts with `prefix`, in file order.

    Raises `ModuleSyntaxError` where the source is not Python.
    """
    try:
        module = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        column = getattr(error, "offset", None) or 1
        raise ModuleSyntaxError(
            f"not Python: {getattr(error, 'msg', error)}", Position(path, line, column)
        ) from error
    prefixes = dict(_router_prefixes(module))
    found = []
    for node in ast.walk(module):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for decorator in node.decorator_list:
            for method, route, declared in _routes(decorator, prefixes):
                # A route starts with a slash: `@mock.patch("module.name")` and the like make none.
                if route.startswith("/") and route.startswith(prefix):
                    statuses = tuple(sorted({*declared, *_statuses_in_body(node)}))
                    docstring = ast.get_docstring(node) or ""
                    place = Position(path, decorator.lineno, decorator.col_offset + 1)
                    found.append(Endpoint(method, route, statuses, docstring, node.name, place))
    return sorted(found, key=lambda endpoint: endpoint.position)


def _router_prefixes(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            prefix = _keyword(node.value, "prefix")
            for target in node.targets:
                if (
                    isinstance(target, ast.Name)
                    and isinstance(prefix, ast.Constant)
                    and isinstance(prefix.value, str)
                ):
                    yield target.id, prefix.value


def _routes(decorator: ast.expr, prefixes: dict[str, str]) -> Iterator[tuple[str, str, set[int]]]:
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return
    name = decorator.func.attr
    if name not in METHODS and name not in {"api_route", "route"}:
        return
    first = decorator.args[0] if decorator.args else _keyword(decorator, "path")
    if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
        return
    owner = decorator.func.value
    route = (prefixes.get(owner.id, "") if isinstance(owner, ast.Name) else "") + first.value
    success = _status(_keyword(decorator, "status_code"))
    declared = {success if success is not None else int(HTTPStatus.OK)}
    responses = _keyword(decorator, "responses")
    if isinstance(responses, ast.Dict):
        declared.update(code for key in responses.keys if (code := _status(key)) is not None)
    methods = [name]
    if name in {"api_route", "route"}:
        listed = _keyword(decorator, "methods")
        methods = [
            item.value
            for item in (listed.elts if isinstance(listed, ast.List | ast.Tuple | ast.Set) else [])
            if isinstance(item, ast.Constant) and isinstance(item.value, str)
        ] or ["get"]
    for method in methods:
        yield method.upper(), route, declared


def _statuses_in_body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[int]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and node not in function.decorator_list:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            code = _status(_keyword(node, "status_code"))
            if code is None and name == "HTTPException" and node.args:
                code = _status(node.args[0])
            if code is not None:
                yield code


def _status(node: ast.expr | None) -> int | None:
    match node:
        case ast.Constant(value=int() as value):
            return value
        case ast.Constant(value=str() as value) if value.isdigit():
            return int(value)
        case ast.Attribute(attr=name) if name.startswith("HTTP_") and name[5:8].isdigit():
            return int(name[5:8])
        case ast.Attribute(attr=name) if name in HTTPStatus.__members__:
            return int(HTTPStatus[name])
    return None


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
