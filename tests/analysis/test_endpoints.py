"""Routes of FastAPI modules, read from their source alone."""

from __future__ import annotations

import pytest

from workflow_docs.analysis.endpoints import endpoints
from workflow_docs.workflow.python_module import ModuleSyntaxError


def routes(source: str, prefix: str = ""):
    return [(found.method, found.path) for found in endpoints(source, "api.py", prefix)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('@app.get("/a")\ndef a(): ...', [("GET", "/a")]),
        ('@app.post(path="/a")\nasync def a(): ...', [("POST", "/a")]),
        ('@x.router.delete("/a")\ndef a(): ...', [("DELETE", "/a")]),
        ('@app.api_route("/a", methods=["GET", "head"])\ndef a(): ...', [("GET", "/a"), ("HEAD", "/a")]),
        ('@app.api_route("/a")\ndef a(): ...', [("GET", "/a")]),
        ('@app.get("/a")\n@app.put("/b")\ndef a(): ...', [("GET", "/a"), ("PUT", "/b")]),
        ('class A:\n    @app.get("/a")\n    def a(self): ...', [("GET", "/a")]),
        ('r = APIRouter(prefix="/v1")\n@r.get("/a")\ndef a(): ...', [("GET", "/v1/a")]),
        ('r = APIRouter(prefix="/v1")\n@r.get("")\ndef a(): ...', [("GET", "/v1")]),
        ('r = APIRouter(prefix=P)\n@r.get("/a")\ndef a(): ...', [("GET", "/a")]),
        ('P = "/v2"\nr = APIRouter(prefix=P + "/x")\n@r.get(f"/{P[1:]}")\ndef a(): ...', []),
        ('P = "/v2"\nr = APIRouter(prefix=P + "/x")\n@r.get(P)\ndef a(): ...', [("GET", "/v2/x/v2")]),
        ("@app.get(PATH)\ndef a(): ...", []),
        ('@app.route("/a", methods=["PUT", "GET"])\ndef a(): ...', [("PUT", "/a"), ("GET", "/a")]),
        (
            'b = Blueprint("b", __name__, url_prefix="/b")\n@b.route("/<int:n>")\ndef a(n): ...',
            [("GET", "/b/<int:n>")],
        ),
        ('@app.websocket("/ws")\ndef a(): ...', []),
        ("@app.get\ndef a(): ...", []),
        ('@app.on_event("startup")\ndef a(): ...', []),
        ('@mock.patch("module.name")\ndef a(): ...', []),
        ('app.get("/a")', []),
        ("", []),
    ],
)
def test_the_routes_of_a_module(source, found):
    assert routes(source) == found


def test_only_routes_below_a_prefix():
    source = '@app.get("/api/a")\ndef a(): ...\n@app.get("/health")\ndef h(): ...'
    assert routes(source, "/api/") == [("GET", "/api/a")]


@pytest.mark.parametrize(
    ("decorator", "body", "statuses"),
    [
        ("", "...", (200,)),
        (", status_code=201", "...", (201,)),
        (", status_code=status.HTTP_202_ACCEPTED", "...", (202,)),
        (", status_code=HTTPStatus.NO_CONTENT", "...", (204,)),
        (', responses={404: {}, "503": {}, "4XX": {}}', "...", (200, 404, 503)),
        ("", "raise HTTPException(404)", (200, 404)),
        ("", "raise HTTPException(status_code=409, detail='x')", (200, 409)),
        ("", "return JSONResponse({}, status_code=503)", (200, 503)),
        ("", "return JSONResponse({}, 503)", (200, 503)),
        ("", "return Response('x', status=503)", (200, 503)),
        ("", "return {}, 503", (200,)),
        ("", "raise ValueError(404)", (200,)),
        ("", "raise HTTPException(code)", (200,)),
    ],
)
def test_the_status_codes_of_a_route(decorator, body, statuses):
    (found,) = endpoints(f'@app.get("/a"{decorator})\ndef a():\n    {body}', "api.py")
    assert found.statuses == statuses


def test_a_route_has_its_docstring_function_and_place():
    source = 'class A:\n    @app.get("/é")\n    async def read(self):\n        """Read it.\n\n        More.\n        """\n'
    (found,) = endpoints(source, "app/api.py")
    assert (found.docstring, found.function) == ("Read it.\n\nMore.", "read")
    assert str(found.position) == "app/api.py:2:6"


def test_routes_stand_in_file_order():
    source = 'def f():\n    @app.get("/inner")\n    def g(): ...\n@app.get("/outer")\ndef h(): ...'
    assert routes(source) == [("GET", "/inner"), ("GET", "/outer")]


def test_a_broken_module_is_refused():
    with pytest.raises(ModuleSyntaxError, match="not Python"):
        endpoints("def :", "api.py")


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        ('return jsonify(status="ok")', (200,)),
        ('return jsonify(status="bad"), 503', (503,)),
        ('if x:\n        return {"status": "bad"}, 503\n    return {"status": "ok"}', (200, 503)),
        ("abort(404)\n    return render_template('x.html'), 200, {}", (200, 404)),
        ("return answer()", (200,)),
        ("return redirect('/x'), HTTPStatus.SEE_OTHER", (303,)),
    ],
)
def test_the_status_codes_of_a_flask_view(body, statuses):
    source = f'from flask import Flask\napp = Flask(__name__)\n@app.route("/a")\ndef a():\n    {body}'
    (found,) = endpoints(source, "api.py")
    assert found.statuses == statuses


FULL = """\
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

ALIVE = {"status": "healthy", "age": 5}
COMMON = {429: {"description": "Too many requests"}}


class Fault(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"detail": "gone"}, {"detail": "hidden"}]})


class Item(BaseModel):
    class Config:
        schema_extra = {"example": {"id": 1}}


router = APIRouter(prefix="/v1", responses={401: {"description": "No token", "model": Fault}})


@router.get(
    "/live",
    summary="Whether it is alive",
    responses={
        **COMMON,
        200: {"description": "It  is\\n alive", "content": {"application/json": {"example": ALIVE}}},
        "503": {
            "content": {
                "text/plain": {"example": "down"},
                "application/problem+json": {
                    "examples": {"stale": {"value": {"status": "stale"}}, "gone": {"summary": "x", "value": {"a": now()}}}
                },
            }
        },
        "4XX": {},
    },
)
def live():
    \"\"\"Not shown.\"\"\"


@router.post("/items", status_code=201, response_model=Item, response_description="It is made")
def make():
    \"\"\"Make one.\"\"\"
    raise HTTPException(status.HTTP_409_CONFLICT)
"""


def test_what_a_route_declares_for_each_status_code():
    live, make = endpoints(FULL, "api.py")
    assert (live.path, live.local, live.router, live.purpose) == (
        "/v1/live",
        "/live",
        "router",
        "Whether it is alive",
    )
    assert {answer.status: answer.description for answer in live.answers} == {
        200: "It is alive", 401: "No token", 429: "Too many requests", 503: "",
    }  # fmt: skip
    assert {answer.status: [(e.name, e.value, e.position.line) for e in answer.examples] for answer in live.answers if answer.status != 503} == {
        200: [("", {"status": "healthy", "age": 5}, 25)],
        401: [("", {"detail": "gone"}, 9), ("", {"detail": "hidden"}, 9)],
        429: [],
    }  # fmt: skip
    stale, gone = live.answer(503).examples
    assert (stale.name, stale.value, gone.name, gone.value["a"].text) == (
        "stale",
        {"status": "stale"},
        "gone",
        "now()",
    )
    assert [answer.state for answer in live.answers] == ["healthy", "", "", "stale"]
    assert [(a.status, a.description, [e.value for e in a.examples]) for a in make.answers] == [
        (201, "It is made", [{"id": 1}]),
        (401, "No token", [{"detail": "gone"}, {"detail": "hidden"}]),
        (409, "", []),
    ]
    assert str(make.answer(409).position) == "api.py:44:11"
    assert live.answer(404) is None


@pytest.mark.parametrize(
    ("extra", "text", "line"),
    [
        ('{"x-timeout-seconds": WAIT}', "2 seconds", 1),
        ('{"x-timeout-ms": 1500}', "1500 ms", 2),
        ('{"x-request-timeout": 120}', "2 minutes", 2),
        ('{"X-Timeout": "5s"}', "5 seconds", 2),
        ('{"x-timeout": now()}', None, None),
        ('{"timeout": 2}', None, None),
        ("EXTRA", None, None),
    ],
)
def test_the_timeout_that_a_route_names(extra, text, line):
    (found,) = endpoints(f'WAIT = 2\n@app.get("/a", openapi_extra={extra})\ndef a(): ...', "api.py")
    assert (found.timeout and found.timeout.text) == text
    assert (found.timeout and found.timeout.position.line) == line


def test_an_endpoint_can_stand_under_another_path():
    (found,) = endpoints('@app.get("/a")\ndef a(): ...', "api.py")
    assert (found.at("/x/a").path, found.at("/x/a").local, found.path) == ("/x/a", "/a", "/a")
