"""The answers that a route of FastAPI or Flask declares: status codes, what they mean, and examples of their bodies."""

from __future__ import annotations

import ast
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.numbers import whole
from workflow_docs.workflow.python_calls import called, keyword
from workflow_docs.workflow.python_module import Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.data import Value
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.python_module import PythonModule

    Function = ast.FunctionDef | ast.AsyncFunctionDef

_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json\b", re.IGNORECASE)
_CODE = re.compile(r"[1-5]\d\d\Z")
_EXTRA = frozenset({"json_schema_extra", "schema_extra"})
# What these make has no status code of its own, so Flask sends 200 with it.
_PLAIN_CALLS = frozenset({"jsonify", "render_template", "render_template_string"})


class Example(NamedTuple):
    """A body that a route declares as an example; `name` is empty where the route gives it none."""

    name: str
    value: Value
    position: Position


class Answer(NamedTuple):
    """One status code of a route, with what is declared for it, and where the route says so."""

    status: int
    description: str
    examples: tuple[Example, ...]
    position: Position

    @property
    def state(self) -> str:
        """What the key `status` of the first example says, where it has one."""
        body = self.examples[0].value if self.examples else None
        found = body.get("status") if isinstance(body, dict) else None
        return found if isinstance(found, str) else ""


class AnswerReader:
    """Reads the answers that routes of one module declare."""

    def __init__(self, module: PythonModule) -> None:
        """Take the module."""
        self.module = module
        self.classes = {node.name: node for node in module.tree.body if isinstance(node, ast.ClassDef)}
        self.flask = any(
            name.lower().startswith("flask") for name in _imported(module.tree)
        )  # also of its extensions

    def read(self, call: ast.Call, router: ast.Call | None, function: Function) -> tuple[Answer, ...]:
        """Return what a decorator, its router and the function say, by status code; the nearest says most."""
        found = {answer.status: answer for answer in self._responses(keyword(call, "responses"))}
        if router is not None:
            for answer in self._responses(keyword(router, "responses")):
                found.setdefault(answer.status, answer)
        inside = dict(self._in_body(function))
        success = self._status(keyword(call, "status_code")) or int(HTTPStatus.OK)
        # FastAPI always declares the code of success; Flask declares none, and its functions tell.
        if not self.flask or success in found or not inside:
            found[success] = self._success(call, success, found.get(success))
        for status, node in inside.items():
            found.setdefault(status, Answer(status, "", (), self.module.position(node)))
        return tuple(found[status] for status in sorted(found))

    def bodies(self, call: ast.Call, function: Function) -> tuple[tuple[int, Example], ...]:
        """Return the bodies that a function returns, each with its status code, if all of them are written down there."""
        success = self._status(keyword(call, "status_code")) or int(HTTPStatus.OK)
        found: list[tuple[int, Example]] = []
        for returned in _returns(function):
            status, node = self._sent(returned, success)
            value = self.module.value(node) if node is not None else None
            if status is None or node is None or not isinstance(value, dict):
                return ()
            found.append((status, Example("", value, self.module.position(node))))
        return tuple(found)

    def _sent(self, returned: ast.expr | None, success: int) -> tuple[int | None, ast.expr | None]:
        """Return the status code and the body of what is returned, as far as they can be told."""
        match returned:
            case ast.Tuple(elts=[body, status, *_]) if self.flask:
                return self._status(status), self._sent(body, success)[1]
            case ast.Call() if called(returned) == "JSONResponse":
                given = _status_argument(returned)
                content = returned.args[0] if returned.args else keyword(returned, "content")
                return (success if given is None else self._status(given)), content
            case ast.Call(args=[body], keywords=[]) if called(returned) == "jsonify":
                return success, body
            case ast.Call(args=[]) if called(returned) == "jsonify":
                # Its keywords are the keys, as those of `dict` are.
                return success, ast.copy_location(
                    ast.Call(
                        ast.copy_location(ast.Name("dict", ast.Load()), returned), [], returned.keywords
                    ),
                    returned,
                )
        return success, returned

    def _success(self, call: ast.Call, status: int, known: Answer | None) -> Answer:
        """Return the answer of success, of which the decorator says more outside of `responses`."""
        if known is None:
            known = Answer(status, "", (), self.module.position(call))
        description = known.description or self.module.text(keyword(call, "response_description")) or ""
        examples = known.examples or self._of_model(keyword(call, "response_model"))
        return known._replace(description=description, examples=examples)

    def _responses(self, node: ast.expr | None) -> Iterator[Answer]:
        for item in self._items(node):
            if not _CODE.match(item.key):
                continue  # `4XX` and `default` are no status codes
            parts = {part.key: part for part in self._items(item.node)}
            text = self.module.text(parts["description"].node) if "description" in parts else None
            examples = tuple(self._examples(parts["content"].node)) if "content" in parts else ()
            if not examples and "model" in parts:
                examples = self._of_model(parts["model"].node)
            yield Answer(whole(item.key) or 0, " ".join((text or "").split()), examples, item.position)

    def _examples(self, content: ast.expr) -> Iterator[Example]:
        """Yield the examples of a `content`: under `example`, or under `examples` by name, each with a `value`."""
        for media in self._items(content):
            for part in self._items(media.node) if _JSON.match(media.key) else ():
                if part.key == "example":
                    yield self._example("", part)
                elif part.key == "examples":
                    for named in self._items(part.node):
                        for inner in self._items(named.node):
                            if inner.key == "value":
                                yield self._example(named.key, inner)

    def _of_model(self, node: ast.expr | None) -> tuple[Example, ...]:
        """Return the examples of a model of the same module, by its `model_config` or its class `Config`."""
        model = self.classes.get(node.id) if isinstance(node, ast.Name) else None
        found: list[Example] = []
        for setting in self._settings(model) if model is not None else ():
            for part in self._items(setting.node) if setting.key in _EXTRA else ():
                if part.key == "example":
                    found.append(self._example("", part))
                elif part.key == "examples" and isinstance(part.node, ast.List):
                    found += [
                        Example("", self.module.value(each), self.module.position(each))
                        for each in part.node.elts
                    ]
        return tuple(found)

    def _settings(self, model: ast.ClassDef) -> Iterator[Item]:
        for statement in model.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id="model_config")], value=value):
                    yield from self._items(value)
                case ast.ClassDef(name="Config", body=body):
                    for inner in body:
                        match inner:
                            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                                yield Item(name, self.module.position(value), value)

    def _example(self, name: str, item: Item) -> Example:
        return Example(name, self.module.value(item.node), item.position)

    def _items(self, node: ast.expr | None) -> list[Item]:
        """Return the items of a mapping that can be known."""
        return [item for item in self.module.items(node) or () if isinstance(item, Item)]

    def _status(self, node: ast.expr | None) -> int | None:
        value = self.module.value(node) if node is not None else None
        return whole(str(value)) if isinstance(value, int | str) and _CODE.match(str(value)) else None

    def _in_body(self, function: Function) -> Iterator[tuple[int, ast.expr | ast.stmt]]:
        """Yield the status codes that a function answers with, the last first, each with the node that says so."""
        found: list[tuple[int, ast.expr | ast.stmt]] = []
        for statement in function.body:
            for node in ast.walk(statement):
                match node:
                    case ast.Call():
                        status = self._status(_status_argument(node))
                    case ast.Return(value=ast.Tuple(elts=[_, second, *_])) if self.flask:
                        status = self._status(second)
                    case ast.Return(value=ast.expr() as value) if self.flask and _is_plain(value):
                        status = int(HTTPStatus.OK)
                    case _:
                        continue
                if status is not None:
                    found.append((status, node))
        return reversed(found)


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str() as name):
                yield name


def _returns(function: Function) -> Iterator[ast.expr | None]:
    """Yield what a function returns, without the functions in it."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return):
            yield node.value
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def _status_argument(call: ast.Call) -> ast.expr | None:
    """Return the argument of a call that is a status code: by its name, or by its place where that is known."""
    given = keyword(call, "status_code")
    name = called(call)
    if given is not None:
        return given
    if name in {"HTTPException", "abort"} and call.args:
        return call.args[0]
    if name.endswith("Response") and len(call.args) >= 2:
        return call.args[1]
    return keyword(call, "status") if name == "Response" else None


def _is_plain(value: ast.expr) -> bool:
    """Whether what a Flask view returns has no status code of its own."""
    return isinstance(value, ast.Dict | ast.List | ast.Constant | ast.JoinedStr) or (
        isinstance(value, ast.Call) and called(value) in _PLAIN_CALLS
    )
