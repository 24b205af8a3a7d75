"""Routes of FastAPI and Flask modules, with what they declare: nothing is imported or run."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.python_calls import assigned_calls, keyword
from workflow_docs.workflow.python_module import Item, PythonModule

from . import quantities
from .answers import AnswerReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.position import Position

    from .answers import Answer, Example, Function

METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
_ANY_METHOD = frozenset({"api_route", "route"})
_SOCKETS = frozenset({"websocket"})
_PREFIXES = ("prefix", "url_prefix")
# The keys of `openapi_extra` are each project's own, but for the `x-` that OpenAPI wants.
_TIMEOUT = re.compile(r"x-(?:[\w-]*-)?timeout(?:-(?P<unit>[a-z]+))?\Z", re.IGNORECASE)


class Timeout(NamedTuple):
    """How long a caller should wait, in words, and where that is written."""

    text: str
    position: Position


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one route.

    `bodies` are those that the function returns, each with its status code, if all of them are written down there; `local`
    is the path without the prefix of the router, whose variable is `router`.
    """

    method: str
    path: str
    answers: tuple[Answer, ...]
    purpose: str
    timeout: Timeout | None
    bodies: tuple[tuple[int, Example], ...]
    docstring: str
    function: str
    router: str
    local: str
    position: Position

    @property
    def statuses(self) -> tuple[int, ...]:
        """The status codes, in order."""
        return tuple(answer.status for answer in self.answers)

    def answer(self, status: int) -> Answer | None:
        """Return what is declared for a status code."""
        return next((answer for answer in self.answers if answer.status == status), None)

    def at(self, path: str) -> Endpoint:
        """Return the same endpoint under another path."""
        return replace(self, path=path)


class Declared(NamedTuple):
    """A decorator that makes a route: its methods and its path; None for what only running would tell."""

    router: str
    methods: tuple[str, ...] | None
    path: str | None
    call: ast.Call
    function: Function


def endpoints(source: str, path: str, prefix: str = "") -> list[Endpoint]:
    """Return the routes of a module whose path starts with `prefix`, in file order.

    Raises `ModuleSyntaxError` where the source is not Python.
    """
    return [found for found in of_module(PythonModule(source, path)) if found.path.startswith(prefix)]


def of_module(module: PythonModule) -> list[Endpoint]:
    """Return the routes of a module in file order; each with the prefix that its own router has."""
    routers = {
        name: call for name, call in assigned_calls(module.tree) if keyword(call, *_PREFIXES, "responses")
    }
    answers = AnswerReader(module)
    found = []
    for declared in declarations(module):
        router = routers.get(declared.router)
        prefix = router_prefix(module, router) if router is not None else ""
        path = (prefix or "") + (declared.path or "")
        if declared.path is None or not path:
            continue
        docstring = ast.get_docstring(declared.function) or ""
        summary = module.text(keyword(declared.call, "summary"))
        found += [
            Endpoint(
                method=method,
                path=path,
                answers=answers.read(declared.call, router, declared.function),
                purpose=" ".join((summary or docstring.split("\n\n")[0]).split()),
                timeout=_timeout(module, declared.call),
                bodies=answers.bodies(declared.call, declared.function),
                docstring=docstring,
                function=declared.function.name,
                router=declared.router,
                local=declared.path,
                position=module.position(declared.call),
            )
            for method in declared.methods or ("GET",)
        ]
    return sorted(found, key=lambda endpoint: endpoint.position)


def declarations(module: PythonModule, *, sockets: bool = False) -> Iterator[Declared]:
    """Yield the decorators of a module that make routes; with `sockets` also those of WebSockets."""
    makers = METHODS | _ANY_METHOD | (_SOCKETS if sockets else frozenset())
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                declared = _declared(module, decorator, node, makers)
                if declared is not None:
                    yield declared


def _declared(
    module: PythonModule, decorator: ast.expr, function: Function, makers: frozenset[str]
) -> Declared | None:
    match decorator:
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in makers:
            first = decorator.args[0] if decorator.args else keyword(decorator, "path", "rule")
        case _:
            return None
    path = module.text(first)
    # A route starts with a slash, or is the prefix of its router alone: `@mock.patch("module.name")` makes none.
    if first is None or (path and not path.startswith("/")):
        return None
    router = owner.id if isinstance(owner, ast.Name) else ""
    return Declared(router, _methods(module, name, decorator), path, decorator, function)


def _methods(module: PythonModule, name: str, decorator: ast.Call) -> tuple[str, ...] | None:
    listed = keyword(decorator, "methods")
    if listed is None:
        return (name.upper() if name in METHODS else "GET",)
    found = module.value(listed)
    if not isinstance(found, list) or not found or not all(isinstance(method, str) for method in found):
        return None
    return tuple(str(method).upper() for method in found)


def router_prefix(module: PythonModule, call: ast.Call) -> str | None:
    """Return the prefix that a call names (`APIRouter(prefix=…)`); None where only running would tell."""
    given = keyword(call, *_PREFIXES)
    if given is None:
        return None if any(each.arg is None for each in call.keywords) else ""
    text = module.text(given)
    return None if text is None else text.rstrip("/")


def _timeout(module: PythonModule, call: ast.Call) -> Timeout | None:
    for item in module.items(keyword(call, "openapi_extra")) or ():
        match = _TIMEOUT.match(item.key) if isinstance(item, Item) else None
        if match is not None and isinstance(item, Item):
            value = module.value(item.node)
            try:
                text = quantities.duration(value, match["unit"] or "seconds")
            except quantities.QuantityError:
                continue
            return Timeout(text, getattr(value, "position", item.position))
    return None
