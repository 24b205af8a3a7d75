"""Requests to the application, and the routes that it has."""

from __future__ import annotations

import pytest
from claims.support import findings
from workflow.support import repository

from workflow_docs.claims.context import Context

MAIN = """\
from fastapi import FastAPI
from api import agents, tools as tool_routes
from api.health import router as health

app = FastAPI()
app.include_router(agents.router, prefix="/api/v1")
app.include_router(tool_routes.router)
app.include_router(health)

@app.get("/")
def index(): ...

@app.api_route("/both", methods=["GET", "POST"])
def both(): ...
"""
AGENTS = """\
from fastapi import APIRouter
router = APIRouter(prefix="/agents")

@router.get("/{agent_id}")
def one(agent_id): ...

@router.post("")
def make(): ...
"""
FILES = {
    "backend/main.py": MAIN,
    "backend/api/__init__.py": "",
    "backend/api/agents.py": AGENTS,
    "backend/api/tools.py": "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/tools/{path:path}')\ndef f(): ...\n",
    "backend/api/health.py": "from fastapi import APIRouter\nrouter = APIRouter(prefix='/health')\n@router.get('/live')\ndef f(): ...\n",
    "ci.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: 'uvicorn main:app --port 8080'}]}}\n",
}


def test_routes_have_the_prefixes_of_their_routers(tmp_path):
    routes = Context(repository(tmp_path, FILES)).inventory.routes
    assert routes.complete
    assert sorted(f"{','.join(sorted(r.methods))} {r.path}" for r in routes.routes if not r.path.startswith(("/docs", "/redoc", "/open"))) == [
        "GET /",
        "GET /api/v1/agents/{agent_id}",
        "GET /health/live",
        "GET /tools/{path:path}",
        "GET,POST /both",
        "POST /api/v1/agents",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("curl -f http://localhost:8000/health/live", []),
        ("curl http://localhost:8080/health/live?x=1", []),
        ("curl http://localhost:8000/health/livez", ["command-endpoint"]),
        ("curl http://localhost:8000/agents/3", ["command-endpoint"]),
        ("curl http://localhost:8000/api/v1/agents/$ID/; ID=1", []),
        ("curl http://localhost:8000/api/v1/agents/<id>", []),
        ("curl -X POST http://localhost:8000/api/v1/agents -d '{}'", []),
        ("curl -d '{}' http://localhost:8000/api/v1/agents/", []),
        ("curl -X DELETE http://localhost:8000/api/v1/agents/3", ["command-endpoint"]),
        ("curl -d '{}' http://localhost:8000/health/live", ["command-endpoint"]),
        ("curl -I http://localhost:8000/health/live", []),
        ("curl http://localhost:8000/tools/a/b/c", []),
        ("curl http://localhost:8000/docs", []),
        ("curl http://localhost:3000/gone", []),
        ("curl http://localhost/gone", []),
        ("APP_URL=x\ncurl $APP_URL/live", []),
        ("APP_URL=x\ncurl ${APP_URL}/health/lives", ["command-endpoint"]),
        ("PROMETHEUS_URL=x\ncurl $PROMETHEUS_URL/gone", []),
        ("curl https://api.github.com/gone", []),
        ("curl https://staging.example.com/health/gone", ["command-endpoint"]),
        ("curl http://localhost:8000/-/healthy", []),
    ],
)
def test_requests_that_no_route_answers(tmp_path, command, found):
    assert [f.code.value for f in findings(tmp_path, f"```sh\n{command}\n```\n", files=FILES)] == found


@pytest.mark.parametrize(
    "change",
    [
        {
            "backend/api/more.py": "from fastapi import APIRouter\nrouter = APIRouter()\nrouter.add_api_route(NAME, f)\n"
        },
        {
            "backend/api/more.py": "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get(NAME)\ndef f(): ...\n"
        },
        {"backend/api/more.py": "FastAPI(\n"},
        {
            "backend/api/more.py": "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/gone')\ndef f(): ...\n"
        },
    ],
)
def test_routes_that_cannot_be_known_make_no_finding(tmp_path, change):
    text = "```sh\ncurl http://localhost:8000/any/gone\n```\n"
    assert findings(tmp_path, text, files={**FILES, **change}) == []


def test_flask_routes_and_blueprints(tmp_path):
    source = (
        "from flask import Flask, Blueprint\nbp = Blueprint('a', __name__, url_prefix='/old')\n"
        "@bp.route('/x/<int:n>', methods=['PUT'])\ndef f(n): ...\n"
        "app = Flask(__name__)\napp.register_blueprint(bp, url_prefix='/new')\n"
    )
    files = {"app.py": source}
    text = (
        "```sh\ncurl -X PUT http://localhost:5000/new/x/3\ncurl -X PUT http://localhost:5000/old/x/3\n```\n"
    )
    assert [f.position.line for f in findings(tmp_path, text, files=files)] == [3]


def test_a_path_that_workflows_ask_for_by_nearly_the_same_name(tmp_path):
    files = {
        "ci.yml": "on: push\njobs:\n  a:\n    steps:\n      - run: curl -f http://localhost:8080/health\n"
    }
    (found,) = findings(tmp_path, "`curl -f http://localhost:8080/healthz`\n", files=files)
    assert (found.code.value, found.suggestion) == ("command-endpoint", "did you mean '/health'?")
    assert str(found.evidence) == ".github/workflows/ci.yml:5:43"
