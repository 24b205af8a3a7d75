"""The sample's application, started for real: its health answers and the smoke tests against it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from sample.support import (
    ATOM,
    CI_VARIABLES,
    SCRIPTS,
    bash,
    call,
    closed_port,
    environment,
    need,
    need_program,
    serve,
    step,
)

PASSWORD = "changeme123"  # noqa: S105
START = "import uvicorn; uvicorn.run('main:app', host='127.0.0.1', port=0, access_log=False)"
# An age that no heartbeat can stay below.
STALE = "from core import health_routes; health_routes.HEARTBEAT_MAX_AGE_SECONDS = -1; "
HEALTH = ["/health/live", "/health/ready", "/health/db"]


def declared_examples():
    """Return (path, status) -> example, read from the source of the health routes."""
    tree = ast.parse((ATOM / "backend/core/health_routes.py").read_text(encoding="utf-8"))
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef) and node.decorator_list:
            (decorator,) = node.decorator_list
            path = ast.literal_eval(decorator.args[0])
            (responses,) = [item.value for item in decorator.keywords if item.arg == "responses"]
            for status, response in ast.literal_eval(responses).items():
                found[path, status] = response["content"]["application/json"]["example"]
    return found


def shape(value):
    """Return the keys of a JSON value, in order, without what they hold."""
    return [(key, shape(inner)) for key, inner in value.items()] if isinstance(value, dict) else None


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.fixture
def start(atom, request):
    """Start the application on a free port; return its address."""

    def run(before="", **variables):
        env = environment(**CI_VARIABLES | {"ATOM_MOCK_DATABASE": "false"} | variables)
        command = [sys.executable, "-c", before + START]
        process = subprocess.Popen(command, cwd=atom / "backend", env=env, stderr=subprocess.PIPE, text=True)
        request.addfinalizer(lambda: (process.terminate(), process.wait(), process.stderr.close()))
        log = []
        for line in process.stderr:
            log.append(line)
            if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", line):
                return found[1]
        raise AssertionError("".join(log))

    need("fastapi", "uvicorn", "sqlalchemy", "prometheus_client")
    return run


@pytest.fixture
def database(atom, tmp_path):
    """Return the address of a database to which all migrations were applied."""
    need("alembic", "fastapi", "sqlalchemy")
    url = f"sqlite:///{tmp_path}/atom.db"
    env = environment(
        **CI_VARIABLES | {"ATOM_MOCK_DATABASE": "false", "DATABASE_URL": url}, SMOKE_TEST_PASSWORD=PASSWORD
    )
    for command in ("upgrade head", "current", "history"):
        result = call(sys.executable, "-m", "alembic", *command.split(), cwd=atom / "backend", env=env)
        assert result.returncode == 0, result.stderr
    assert "create smoke test user" in result.stdout
    return url


def smoke(script, tmp_path, *arguments, stdin="", **variables):
    need_program("curl", "jq")
    values = {"SMOKE_TEST_USERNAME": "smoke_test", "SMOKE_TEST_PASSWORD": PASSWORD} | variables
    return call(SCRIPTS / script, *arguments, cwd=tmp_path, env=environment(**values), stdin=stdin)


def test_examples_are_declared_for_both_states():
    assert list(declared_examples()) == [(path, status) for path in HEALTH for status in (200, 503)]


def test_healthy_application_answers_as_declared(start, database):
    url = start(DATABASE_URL=database)
    for path in HEALTH:
        status, body = get(url + path)
        example = declared_examples()[path, 200]
        assert status == 200
        assert shape(body) == shape(example)
        assert body["status"] == example["status"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", body["timestamp"])


def test_broken_application_answers_as_declared(start, tmp_path):
    url = start(STALE, DATABASE_URL=f"sqlite:///{tmp_path}/missing/atom.db")
    for path in HEALTH:
        status, body = get(url + path)
        example = declared_examples()[path, 503]
        assert status == 503
        assert shape(body) == shape(example)
        assert body["status"] == example["status"]
        assert "detail" not in body


def test_failed_services_are_named(start, database):
    with closed_port() as address:
        url = start(DATABASE_URL=database, REDIS_URL=f"redis://{address}")
        status, body = get(url + "/health/ready")
    assert status == 503
    assert list(body["checks"]) == ["redis"]


def test_smoke_tests_pass_on_the_running_application(start, database, tmp_path):
    url = start(DATABASE_URL=database)
    result = smoke("smoke-tests.sh", tmp_path, "staging", STAGING_URL=url)
    lines = [line for line in result.stdout.splitlines() if line.startswith("Smoke test: ")]
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(lines) == 7
    assert "Smoke test: authentication ... PASS" in lines

    more = smoke("smoke-tests.sh", tmp_path, "production", "--comprehensive", PRODUCTION_URL=url)
    assert more.returncode == 0, more.stdout
    assert more.stdout.count("Smoke test: ") == 10

    wrong = smoke("smoke-tests.sh", tmp_path, "staging", STAGING_URL=url, SMOKE_TEST_PASSWORD="wrong")  # noqa: S106
    assert wrong.returncode == 1
    assert "Smoke test: authentication ... FAIL (HTTP 401, access_token null)" in wrong.stdout
    assert "Smoke test: /health/live ... PASS" in wrong.stdout
    assert "Smoke test: skills endpoint ... FAIL (HTTP 401)" in wrong.stdout

    accepted = smoke("manual-smoke-tests.sh", tmp_path, "staging", STAGING_URL=url, stdin="y\n" * 7)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert accepted.stdout.count("HTTP 200") == 7
    assert '"access_token": "(hidden)"' in accepted.stdout
    refused = smoke("manual-smoke-tests.sh", tmp_path, "staging", STAGING_URL=url, stdin="y\n" * 6 + "n\n")
    assert refused.returncode == 1


def test_smoke_tests_fail_on_a_broken_application(start, tmp_path):
    url = start(STALE, DATABASE_URL=f"sqlite:///{tmp_path}/missing/atom.db")
    result = smoke("smoke-tests.sh", tmp_path, "staging", "--comprehensive", STAGING_URL=url)
    assert result.returncode == 1
    assert "Smoke test: /health/db ... FAIL (HTTP 503)" in result.stdout
    assert "PASS" not in result.stdout


def test_smoke_tests_without_answer(tmp_path):
    with closed_port() as address:
        result = smoke("smoke-tests.sh", tmp_path, "staging", STAGING_URL=f"http://{address}")
    assert result.returncode == 1
    assert result.stdout.count("FAIL (no answer)") == 7


def test_null_token_is_no_login_whatever_the_status(tmp_path):
    with serve(lambda *_: (200, '{"access_token": null}')) as server:
        result = smoke("smoke-tests.sh", tmp_path, "staging", STAGING_URL=server.url)
    assert result.returncode == 1
    assert "Smoke test: authentication ... FAIL (HTTP 200, access_token null)" in result.stdout


@pytest.mark.parametrize("script", ["smoke-tests.sh", "manual-smoke-tests.sh"])
@pytest.mark.parametrize(
    "arguments, missing",
    [([], ""), (["test"], ""), (["staging"], "STAGING_URL"), (["staging"], "SMOKE_TEST_PASSWORD")],
)
def test_smoke_tests_refuse_wrong_use(tmp_path, script, arguments, missing):
    variables = {"STAGING_URL": "http://never-called.example.com"} | ({missing: ""} if missing else {})
    assert smoke(script, tmp_path, *arguments, **variables).returncode == 2


def test_smoke_tests_refuse_an_unknown_option(tmp_path):
    assert (
        smoke(
            "smoke-tests.sh", tmp_path, "staging", "--all", STAGING_URL="http://never-called.example.com"
        ).returncode
        == 2
    )


def test_all_modules_can_be_imported(atom):
    need("fastapi", "sqlalchemy", "prometheus_client")
    env = environment(**CI_VARIABLES)
    result = call("python", "debug_ci_imports.py", cwd=atom / "backend", env=env)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "ok   core.health_routes" in result.stdout
    (atom / "backend/core/models.py").write_text("import missing_package\n", encoding="utf-8")
    broken = call("python", "debug_ci_imports.py", cwd=atom / "backend", env=env)
    assert broken.returncode == 1
    assert broken.stdout.splitlines()[-1] == "FAIL core.models"


def test_models_can_be_imported_from_the_repository_root(atom):
    need("fastapi", "sqlalchemy")
    code = (
        "from backend.core.models import User; from backend.core.security import get_password_hash; "
        "from backend.core.database import SessionLocal; print(User.__tablename__)"
    )
    result = call("python", "-c", code, cwd=atom, env=environment(**CI_VARIABLES))
    assert result.stdout == "users\n", result.stderr


@pytest.mark.parametrize("status", [200, 500])
def test_lancedb_tests_need_the_service(atom, status):
    need("fastapi", "sqlalchemy", "httpx", "prometheus_client")
    job = "lancedb-integration"
    variables = {"LANCEDB_URI": "sqlite:///tmp/lancedb_test.db", "ATOM_DISABLE_LANCEDB": "false"}
    routes = atom / "backend/core/health_routes.py"
    with serve(lambda *_: (status, "")) as server:
        # The service listens on a port of its own here, the one of the workflow may be in use.
        source = routes.read_text(encoding="utf-8")
        assert "http://localhost:8080/health" in source
        routes.write_text(source.replace("http://localhost:8080/health", server.url), encoding="utf-8")
        script = step("lancedb-integration.yml", job, "Run integration tests")["run"]
        result = bash(script, atom / "backend", environment(**variables))
    assert (result.returncode == 0) == (status == 200), result.stdout
    assert ("2 passed" if status == 200 else "1 failed, 1 passed") in result.stdout
    assert (atom / "backend/test-results/lancedb.xml").is_file()


@pytest.mark.parametrize("command", ["ruff check .", "mypy ."])
def test_backend_passes_the_checks_of_ci(atom, command):
    need("fastapi", "sqlalchemy", "alembic", "prometheus_client", command.split()[0])
    result = call("python", "-m", *command.split(), cwd=atom / "backend", env=environment())
    assert result.returncode == 0, result.stdout + result.stderr
