"""Routes of FastAPI modules, read from their source alone."""

from __future__ import annotations

import pytest

from workflow_docs.analysis.endpoints import ModuleSyntaxError, endpoints


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
        ("@app.get(PATH)\ndef a(): ...", []),
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


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("x = 1\ndef :\n", "api.py:2:5"),
        ("x = (", "api.py:1:5"),
        ("a\0b", "api.py:1:1"),
        ("-" * 100_000 + "1", "api.py:1:1"),
    ],
    ids=["syntax", "open", "null", "deep"],
)
def test_what_is_not_python_is_refused_at_its_place(source, place):
    with pytest.raises(ModuleSyntaxError, match="not Python") as caught:
        endpoints(source, "api.py")
    if "\0" not in source:  # newer versions of Python know a place for it
        assert str(caught.value.position) == place
