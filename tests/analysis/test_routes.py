"""Routes of a whole repository: where applications take routers in."""

from __future__ import annotations

import pytest
from workflow.support import repository

from workflow_docs.analysis.endpoints import endpoints
from workflow_docs.analysis.routes import Applications, of

MAIN = """\
from fastapi import FastAPI
from api import agents, health
from api.old import router as old

VERSION = "/v1"
app = FastAPI()
app.include_router(agents.router, prefix=f"/api{VERSION}")
app.include_router(health.router)
app.include_router(health.router, prefix="/internal")
app.include_router(old, prefix=SOMETHING)
"""
AGENTS = 'router = APIRouter(prefix="/agents")\n@router.get("/{agent_id}")\ndef one(agent_id): ...\n'
HEALTH = 'router = APIRouter()\n@router.get("/live")\ndef live(): ...\n@other.get("/x")\ndef x(): ...\n'
FILES = {
    "backend/main.py": MAIN,
    "backend/api/__init__.py": "",
    "backend/api/agents.py": AGENTS,
    "backend/api/health.py": HEALTH,
    "backend/api/old.py": HEALTH,
    "backend/tests/test_app.py": 'app = FastAPI()\napp.include_router(agents.router, prefix="/test")\n',
    "backend/lib.py": "def f(): ...\n",
    "node_modules/x/app.py": "app = FastAPI()\n",
}


def paths(routes, file: str) -> list[str]:
    return [found.path for each in endpoints(FILES[file], file) for found in routes.at(each)]


def test_an_endpoint_stands_under_the_prefixes_of_all_applications(tmp_path):
    routes = Applications(repository(tmp_path, FILES)).routes
    assert routes.files == (
        "backend/main.py", "backend/api/agents.py", "backend/api/health.py", "backend/api/old.py",
    )  # fmt: skip
    assert paths(routes, "backend/api/agents.py") == ["/api/v1/agents/{agent_id}"]
    assert paths(routes, "backend/api/health.py") == ["/live", "/internal/live", "/x"]


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("import agents", "agents.router"),
        ("import agents as a", "a.router"),
        ("from . import agents", "agents.router"),
        ("from .agents import router as r", "r"),
        ("from app import agents", "agents.router"),
        ("from app.agents import router", "router"),
        ("import agents\nfor module in (other, agents):", "module.router"),
        ("import agents\nfor each in [agents.router]:", "each"),
    ],
)
def test_routers_are_found_however_they_are_imported(how, what):
    inside = "    " if how.endswith(":") else ""
    main = f"app = FastAPI()\n{how}\n{inside}app.include_router({what}, prefix='/v1')\n"
    routes = of({"app/main.py": main, "app/agents.py": AGENTS})
    assert [found.path for each in endpoints(AGENTS, "app/agents.py") for found in routes.at(each)] == [
        "/v1/agents/{agent_id}"
    ]


def test_a_prefix_that_only_running_would_tell_is_left_out(tmp_path):
    routes = Applications(repository(tmp_path, FILES)).routes
    assert paths(routes, "backend/api/old.py") == ["/live", "/x"]


def test_without_an_application_an_endpoint_has_its_own_path():
    routes = of({"backend/api/agents.py": AGENTS})
    assert paths(routes, "backend/api/agents.py") == ["/agents/{agent_id}"]
    assert of({}).at(endpoints(AGENTS, "other.py")[0])[0].path == "/agents/{agent_id}"


def test_a_module_that_is_not_python_makes_the_routes_incomplete():
    assert not of({"main.py": MAIN, "api/x.py": "FastAPI(\n"}).complete
    assert of({"main.py": "app = FastAPI()\n@app.get('/a')\ndef a(): ...\n"}).complete
