"""The health endpoints answer with the declared keys, whether all is well or not."""

import pytest
from fastapi.testclient import TestClient

from core import database, health_routes


def fail() -> float:
    raise ConnectionError("Connection refused")


def test_live(client: TestClient) -> None:
    answer = client.get("/health/live")
    assert answer.status_code == 200
    assert answer.json()["status"] == "healthy"
    assert answer.json()["timestamp"].endswith("Z")


def test_live_with_a_stale_heartbeat(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_routes, "HEARTBEAT_MAX_AGE_SECONDS", -1)
    answer = client.get("/health/live")
    assert answer.status_code == 503
    assert answer.json()["error"] == "Application not responding"


def test_ready_reports_switched_off_checks_as_skipped(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATOM_DISABLE_LANCEDB", "true")
    monkeypatch.delenv("REDIS_URL", raising=False)
    checks = client.get("/health/ready").json()["checks"]
    assert checks == {
        "database": {"status": "ok"},
        "redis": {"status": "skipped"},
        "lancedb": {"status": "skipped"},
    }


def test_ready_lists_only_failed_checks(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "query_time_ms", fail)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": {"status": "failed", "error": "Connection refused"}}


def test_db(client: TestClient) -> None:
    answer = client.get("/health/db")
    assert answer.status_code == 200
    assert answer.json()["database"]["connected"] is True
    assert answer.json()["database"]["pool_status"]["max_overflow"] == 10


def test_db_without_database(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "query_time_ms", fail)
    answer = client.get("/health/db")
    assert answer.status_code == 503
    assert answer.json()["database"] == {"connected": False, "error": "Connection refused"}
