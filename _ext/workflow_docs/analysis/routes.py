"""The routes of the FastAPI and Flask applications of a repository, each with the prefixes of all its routers."""

from __future__ import annotations

import ast
import os
import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.position import Position
from workflow_docs.workflow.python_calls import assigned_calls, called
from workflow_docs.workflow.python_module import ModuleSyntaxError, PythonModule

from . import endpoints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflow_docs.workflow.repository import Repository

    from .endpoints import Endpoint

MAX_FILES = 200_000
"""Of a repository with more files, those that come later are not looked through for routers."""

MAX_TURNS = 1000
"""So often a router hands its prefixes on: one that takes itself in would do so without end.

A router that is not reached stands behind any prefix, so that no path is wrong because of it.
"""

MAX_BESIDE = 3
"""How many parameters are told apart within one part of a path: each takes any length, and all ways are tried."""

_MARKS = ("FastAPI(", "APIRouter(", "Flask(", "Blueprint(", "Starlette(")
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
_ELSEWHERE = re.compile(r"(?:^|/)(?:tests?|docs?|examples?|docs_src)/|(?:^|/)test_")
_SKIPPED = frozenset(
    {"node_modules", "site-packages", "__pycache__", "venv", "build", "dist"}
)  # and what is hidden
_ANY = "\0"


class Route(NamedTuple):
    """A route: its methods, its path as written with its prefixes, and where it stands."""

    methods: frozenset[str]
    path: str
    position: Position

    def matches(self, path: str) -> bool:
        """Whether a path of a request is one of this route."""
        return _pattern(self.path).fullmatch(path.rstrip("/") or "/") is not None


class Router(NamedTuple):
    """A variable that holds an application or a router."""

    path: str
    name: str


class Routes(NamedTuple):
    """All routes. `complete` is false where some cannot be read: then no path is wrong.

    `prefixes` has the whole prefix of each router that an application takes in, for each place where it does; `files`
    are the modules that say so.
    """

    routes: tuple[Route, ...]
    complete: bool
    prefixes: Mapping[Router, tuple[str, ...]]
    files: tuple[str, ...]

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

    def at(self, endpoint: Endpoint) -> list[Endpoint]:
        """Return an endpoint under each path at which an application has it; as it is where none is known to."""
        router = Router(endpoint.position.path, endpoint.router)
        found = [endpoint.at(prefix + endpoint.local) for prefix in self.prefixes.get(router, ())]
        return [each for each in found if _ANY not in each.path and each.path] or [endpoint]


def _pattern(path: str) -> re.Pattern[str]:
    text, at = "", 0
    path = path.rstrip("/") or "/"
    beside = wide = 0
    for match in _PARAMETER.finditer(path):
        beside = 1 if "/" in path[at : match.start()] else beside + 1
        wide += "path" in {match[2], match[3]}
        if beside > MAX_BESIDE or wide > MAX_BESIDE:
            return re.compile(f"{text}.*")  # it matches too much, so that no path is wrong because of it
        text += _literal(path[at : match.start()]) + (".*" if "path" in {match[2], match[3]} else "[^/]+")
        at = match.end()
    return re.compile(text + _literal(path[at:]))


def _literal(text: str) -> str:
    return re.escape(text).replace(re.escape(_ANY), "(?:/.*)?")


class _Module:
    """What one file says of routers; a router knows its own prefix only."""

    def __init__(self, module: PythonModule) -> None:
        self.module = module
        self.path = module.path
        self.kinds: dict[str, str] = {}
        self.prefixes: dict[str, str] = {}
        self.routes: list[tuple[str, frozenset[str], str, Position]] = []
        self.includes: list[tuple[str, ast.expr, str]] = []
        self.loops: dict[str, list[ast.expr]] = {}
        self.mounts: list[tuple[str, int]] = []
        self.imports: dict[str, tuple[str, str]] = {}
        self.complete = True
        for name, call in assigned_calls(module.tree):
            kind = called(call)
            if kind in _ROOTS | _ROUTERS:
                self.kinds[name] = kind
                self.prefixes[name] = self._prefix(call)
        for declared in endpoints.declarations(module, sockets=True):
            if not declared.router:
                continue
            if declared.path is None:
                self.complete = False
                continue
            methods = frozenset(declared.methods if declared.methods is not None else ("*",))
            self.routes.append(
                (declared.router, methods, declared.path, module.position(declared.call))
            )  # fmt: skip
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(func=ast.Attribute()):
                    self._call(node)
                case ast.For(target=ast.Name(id=name), iter=ast.Tuple(elts=each) | ast.List(elts=each)):
                    self.loops.setdefault(name, []).extend(each)
                case ast.ImportFrom(module=source, names=names, level=level):
                    for alias in names:
                        self.imports[alias.asname or alias.name] = ("." * level + (source or ""), alias.name)
                case ast.Import(names=names):
                    for alias in names:
                        self.imports[alias.asname or alias.name] = (alias.name, "")

    def _prefix(self, call: ast.Call) -> str:
        found = endpoints.router_prefix(self.module, call)
        return _ANY if found is None else found

    def _call(self, call: ast.Call) -> None:
        name = called(call)
        owner = (
            call.func.value.id
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
            else ""
        )
        if name in {"include_router", "register_blueprint"} and call.args:
            self.includes.append((owner, call.args[0], self._prefix(call)))
        elif name == "mount" and call.args:
            path = self.module.text(call.args[0])
            self.mounts.append((_ANY if path is None else path.rstrip("/") + _ANY, call.lineno))
        elif name in _DYNAMIC and owner in self.kinds:
            self.complete = False
        elif name in {"expose", "make_asgi_app", "init_app"} or "nstrumentator" in name:
            self.mounts.append(("/metrics", call.lineno))


class Applications:
    """The applications of one repository, looked for when somebody asks."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository."""
        self.repository = repository

    @cached_property
    def routes(self) -> Routes:
        """The routes of all applications."""
        texts, complete = texts_of(self.repository)
        return of(texts, complete=complete)


def texts_of(repository: Repository) -> tuple[dict[str, str], bool]:
    """Return the texts of the Python files that may say something of routers, by path, and whether all could be read."""
    found: dict[str, str] = {}
    failed: list[OSError] = []
    complete = True
    seen = 0
    for name, folders, files in os.walk(repository.root, onerror=failed.append):
        folders[:] = sorted(
            folder for folder in folders if folder not in _SKIPPED and not folder.startswith(".")
        )
        seen += len(files)
        if seen > MAX_FILES:
            complete = False
            break
        base = os.path.relpath(name, repository.root).replace(os.sep, "/")
        for file in sorted(files):
            path = file if base == "." else f"{base}/{file}"
            text = repository.read_text(path) if file.endswith(".py") else ""
            if text is None:
                complete = False
            elif any(mark in text for mark in (*_MARKS, "include_router(")):
                found[path] = text
    return found, complete and not failed


def of(texts: Mapping[str, str], *, complete: bool = True) -> Routes:
    """Return the routes of all applications of a repository, whose texts are given by path; `complete` if it is all of them."""
    modules = {}
    for path, text in texts.items():
        if (
            path.endswith(".py")
            and any(mark in text for mark in _MARKS)
            and not _ELSEWHERE.search(path)
        ):  # fmt: skip
            try:
                modules[path] = _Module(PythonModule(text, path))
            except ModuleSyntaxError:
                complete = False
        elif path.endswith(".py") and "include_router(" in text:
            complete = False
    prefixes, all_joined = _prefixes(modules)
    found = tuple(_joined(modules, prefixes))
    return Routes(
        found,
        complete and all_joined and bool(found) and all(module.complete for module in modules.values()),
        {router: tuple(sorted(every)) for router, every in prefixes.items()},
        tuple(modules),
    )


def endpoints_of(texts: Mapping[str, str], routes: Routes) -> tuple[Endpoint, ...]:
    """Return the endpoints of all applications, with what they declare, under each path that they have."""
    return tuple(
        found
        for path in routes.files
        for endpoint in endpoints.of_module(PythonModule(texts[path], path))
        for found in routes.at(endpoint)
    )


def _prefixes(modules: dict[str, _Module]) -> tuple[dict[Router, set[str]], bool]:
    """Return the whole prefixes of the routers that applications take in, and whether they are all."""
    prefixes: dict[Router, set[str]] = {}
    edges: dict[Router, list[tuple[Router, str]]] = {}
    for module in modules.values():
        for name, kind in module.kinds.items():
            if kind in _ROOTS:
                prefixes.setdefault(Router(module.path, name), set()).add("")
        for owner, included, prefix in module.includes:
            for one in _each(module, included):
                target = _target(module, one, modules)
                if target is not None:
                    edges.setdefault(Router(module.path, owner), []).append((target, prefix))
    waiting = [*prefixes]
    for _ in range(MAX_TURNS):
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
    return prefixes, not waiting


def _joined(modules: dict[str, _Module], prefixes: dict[Router, set[str]]) -> Iterator[Route]:
    for module in modules.values():
        for owner, methods, path, position in module.routes:
            own = module.prefixes.get(owner, "")
            # A router that nothing is seen to take in may stand behind any prefix.
            for prefix in sorted(prefixes.get(Router(module.path, owner), {_ANY + own})):
                yield Route(methods, prefix + path, position)
        for path, line in module.mounts:
            yield Route(frozenset({"*"}), path, Position(module.path, line, 1))
        for kind in dict.fromkeys(module.kinds.values()):
            for path in _BUILT_IN.get(kind, ()):
                yield Route(frozenset({"GET"}), path, Position(module.path, 1, 1))


def _each(module: _Module, included: ast.expr) -> list[ast.expr]:
    """Return what an argument of `include_router` stands for in each turn of a loop, or the argument itself."""
    match included:
        case ast.Name(id=name) if name in module.loops:
            return module.loops[name]
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in module.loops:
            return [ast.Attribute(each, attribute, ast.Load()) for each in module.loops[name]]
    return [included]


def _target(module: _Module, included: ast.expr, modules: dict[str, _Module]) -> Router | None:
    """Return the router that an argument of `include_router` means."""
    match included:
        case ast.Name(id=name) if name in module.kinds:
            return Router(module.path, name)
        case ast.Name(id=name) if name in module.imports:
            source, attribute = module.imports[name]
            path = _file(module.path, source, modules)
            return Router(path, attribute) if path is not None else None
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in module.imports:
            source, inner = module.imports[name]
            # `import x`, `from . import x`, `from a import x`
            whole = (
                source if not inner else f"{source}{inner}" if source.endswith(".") else f"{source}.{inner}"
            )
            path = _file(module.path, whole, modules)
            return Router(path, attribute) if path is not None else None
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
