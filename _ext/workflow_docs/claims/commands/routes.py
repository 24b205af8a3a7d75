"""The routes of FastAPI and Flask applications, with the prefixes of their routers, read with `ast`."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .inventory import Inventory

_MARKS = ("FastAPI(", "APIRouter(", "Flask(", "Blueprint(", "Starlette(")
_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
_ROOTS = frozenset({"FastAPI", "Flask", "Starlette"})
_ROUTERS = frozenset({"APIRouter", "Blueprint"})
# These add routes in ways that are not read here.
_DYNAMIC = frozenset(
    {"add_api_route", "add_route", "add_url_rule", "add_resource", "register_api", "setup_admin"}
)
_BUILT_IN = {
    "FastAPI": ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"),
    "Flask": ("/static/{path:path}",),
}
_PARAMETER = re.compile(r"\{([^{}:]+)(?::(\w+))?\}|<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
_ANY = "\0"


class Route(NamedTuple):
    """A route: its methods, its path as written with its prefixes, and where it stands."""

    methods: frozenset[str]
    path: str
    position: Position

    def matches(self, path: str) -> bool:
        """Whether a path of a request is one of this route."""
        return _pattern(self.path).fullmatch(path.rstrip("/") or "/") is not None


class Routes(NamedTuple):
    """All routes. `complete` is false where some cannot be read: then no path is wrong."""

    routes: tuple[Route, ...]
    complete: bool

    def written(self) -> list[str]:
        """Return the paths that the application's own code names, in order; where it stands below another is not told."""
        built_in = {path for paths in _BUILT_IN.values() for path in paths}
        found = {route.path.replace(_ANY, "") for route in self.routes}
        return sorted(path for path in found - built_in if path.startswith("/"))

    def matching(self, path: str, *, whole: bool) -> list[Route]:
        """Return the routes of a path; if it is not `whole`, also those with which it ends, or that end with it."""
        found = [route for route in self.routes if route.matches(path)]
        if found or whole:
            return found
        end = path.rstrip("/")
        parts = end.split("/")
        # A proxy may take off what stands before.
        for at in (2, 3):
            shorter = "/" + "/".join(parts[at:])
            if len(parts) > at and (found := [route for route in self.routes if route.matches(shorter)]):
                return found
        return [
            route for route in self.routes if end and _pattern("\0" + end).fullmatch(route.path.rstrip("/"))
        ]


def _pattern(path: str) -> re.Pattern[str]:
    text, at = "", 0
    path = path.rstrip("/") or "/"
    for match in _PARAMETER.finditer(path):
        text += _literal(path[at : match.start()]) + (".*" if "path" in {match[2], match[3]} else "[^/]+")
        at = match.end()
    return re.compile(text + _literal(path[at:]))


def _literal(text: str) -> str:
    return re.escape(text).replace(re.escape(_ANY), "(?:/.*)?")


class _Router(NamedTuple):
    """A variable that holds an application or a router; a router knows its own prefix only."""

    path: str
    name: str


class _Module:
    """What one file says of routers."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path = path
        self.kinds: dict[str, str] = {}
        self.prefixes: dict[str, str] = {}
        self.routes: list[tuple[str, frozenset[str], str, int, int]] = []
        self.includes: list[tuple[str, ast.expr, str]] = []
        self.mounts: list[tuple[str, int]] = []
        self.imports: dict[str, tuple[str, str]] = {}
        self.complete = True
        for node in ast.walk(tree):
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.Call() as call)
                ):
                    self._router(name, call)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    for decorator in node.decorator_list:
                        self._route(decorator)
                case ast.Call(func=ast.Attribute()):
                    self._call(node)
                case ast.ImportFrom(module=module, names=names, level=level):
                    for alias in names:
                        self.imports[alias.asname or alias.name] = ("." * level + (module or ""), alias.name)
                case ast.Import(names=names):
                    for alias in names:
                        self.imports[alias.asname or alias.name] = (alias.name, "")

    def _router(self, name: str, call: ast.Call) -> None:
        kind = _called(call)
        if kind in _ROOTS | _ROUTERS:
            self.kinds[name] = kind
            self.prefixes[name] = self._prefix(call, "prefix", "url_prefix")

    def _prefix(self, call: ast.Call, *names: str) -> str:
        for keyword in call.keywords:
            if keyword.arg in names:
                value = _text(keyword.value)
                return _ANY if value is None else value.rstrip("/")
            if keyword.arg is None:
                return _ANY
        return ""

    def _route(self, decorator: ast.expr) -> None:
        match decorator:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)) if name in _METHODS | {
                "route", "api_route", "websocket",
            }:  # fmt: skip
                pass
            case _:
                return
        first = decorator.args[0] if decorator.args else _keyword(decorator, "path", "rule")
        path = _text(first)
        if path is None:
            self.complete = self.complete and first is None
            return
        listed = _keyword(decorator, "methods")
        methods = {name.upper()} if name in _METHODS else {"GET"}
        if isinstance(listed, ast.List | ast.Tuple | ast.Set):
            methods = {text.upper() for item in listed.elts if (text := _text(item)) is not None}
        elif listed is not None:
            methods = {"*"}
        if path.startswith("/") or path == "":
            self.routes.append((owner, frozenset(methods), path, decorator.lineno, decorator.col_offset + 1))

    def _call(self, call: ast.Call) -> None:
        name = _called(call)
        owner = (
            call.func.value.id
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
            else ""
        )
        if name in {"include_router", "register_blueprint"} and call.args:
            self.includes.append((owner, call.args[0], self._prefix(call, "prefix", "url_prefix")))
        elif name == "mount" and call.args:
            path = _text(call.args[0])
            self.mounts.append((_ANY if path is None else path.rstrip("/") + _ANY, call.lineno))
        elif name in _DYNAMIC and owner in self.kinds:
            self.complete = False
        elif name in {"expose", "make_asgi_app", "init_app"} or "nstrumentator" in name:
            self.mounts.append(("/metrics", call.lineno))


def of(inventory: Inventory) -> Routes:
    """Return the routes of all applications of a repository."""
    modules = {}
    complete = True
    for path, text in inventory.texts.items():
        if (
            path.endswith(".py")
            and any(mark in text for mark in _MARKS)
            and not re.search(r"(?:^|/)(?:tests?|docs?|examples?|docs_src)/|(?:^|/)test_", path)
        ):
            try:
                modules[path] = _Module(path, ast.parse(text))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                complete = False
        elif path.endswith(".py") and "include_router(" in text:
            complete = False
    found = tuple(_joined(modules))
    return Routes(found, complete and bool(found) and all(module.complete for module in modules.values()))


def _joined(modules: dict[str, _Module]) -> Iterator[Route]:
    prefixes: dict[_Router, set[str]] = {}
    edges: dict[_Router, list[tuple[_Router, str]]] = {}
    for module in modules.values():
        for name, kind in module.kinds.items():
            if kind in _ROOTS:
                prefixes.setdefault(_Router(module.path, name), set()).add("")
        for owner, included, prefix in module.includes:
            target = _target(module, included, modules)
            if target is not None:
                edges.setdefault(_Router(module.path, owner), []).append((target, prefix))
    waiting = [*prefixes]
    for _ in range(1000):
        if not waiting:
            break
        router = waiting.pop()
        for target, prefix in edges.get(router, []):
            own = modules[target.path].prefixes.get(target.name, "")
            # Flask's prefix takes the place of the blueprint's own; FastAPI's stands before it.
            replaces = modules[target.path].kinds.get(target.name) == "Blueprint" and prefix
            for base in [*prefixes[router]]:
                full = base + prefix + ("" if replaces else own)
                if full not in prefixes.setdefault(target, set()):
                    prefixes[target].add(full)
                    waiting.append(target)
    for module in modules.values():
        for owner, methods, path, line, column in module.routes:
            own = module.prefixes.get(owner, "")
            # A router that nothing is seen to take in may stand behind any prefix.
            for prefix in sorted(prefixes.get(_Router(module.path, owner), {_ANY + own})):
                yield Route(methods, prefix + path, Position(module.path, line, column))
        for path, line in module.mounts:
            yield Route(frozenset({"*"}), path, Position(module.path, line, 1))
        for kind in {*module.kinds.values()}:
            for path in _BUILT_IN.get(kind, ()):
                yield Route(frozenset({"GET"}), path, Position(module.path, 1, 1))


def _target(module: _Module, included: ast.expr, modules: dict[str, _Module]) -> _Router | None:
    """Return the router that an argument of `include_router` means."""
    match included:
        case ast.Name(id=name) if name in module.kinds:
            return _Router(module.path, name)
        case ast.Name(id=name) if name in module.imports:
            source, attribute = module.imports[name]
            path = _file(module.path, source, modules)
            return _Router(path, attribute) if path is not None else None
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in module.imports:
            source, inner = module.imports[name]
            path = _file(
                module.path,
                f"{source.rstrip('.') if source.strip('.') else source}{'' if source.endswith('.') or not source else '.'}{inner}",
                modules,
            )
            return _Router(path, attribute) if path is not None else None
    return None


def _file(path: str, source: str, modules: dict[str, _Module]) -> str | None:
    """Return the file of a module as another file names it."""
    end = source.lstrip(".").replace(".", "/")
    candidates = [
        other for other in modules
        if f"/{other}".endswith((f"/{end}.py", f"/{end}/__init__.py"))
    ]  # fmt: skip
    near = [other for other in candidates if other.partition("/")[0] == path.partition("/")[0]]
    return next(iter([*near, *candidates]), None)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _keyword(call: ast.Call, *names: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg in names), None)
