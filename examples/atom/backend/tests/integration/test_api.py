"""The routes that the smoke tests call, on the whole application."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from core.models import User
from tests.conftest import PASSWORD

REQUESTS = [
    ("POST", "/api/agents/execute", {"agent_id": "a1", "query": "Summarize a text"}),
    ("POST", "/api/canvas/present", {"title": "Result", "content": "Hello"}),
    ("GET", "/api/skills", None),
]


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS)
def test_route_answers_to_a_user(
    client: TestClient, user: User, method: str, path: str, body: dict[str, str] | None
) -> None:
    login = client.post("/api/auth/login", json={"username": user.username, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
    assert client.request(method, path, json=body, headers=headers).status_code == 200


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS)
def test_route_refuses_strangers(
    client: TestClient, method: str, path: str, body: dict[str, str] | None
) -> None:
    assert client.request(method, path, json=body).status_code == 401
    headers = {"Authorization": "Bearer null"}
    assert client.request(method, path, json=body, headers=headers).status_code == 401


def test_wrong_password_gives_a_null_token(client: TestClient, user: User) -> None:
    answer = client.post("/api/auth/login", json={"username": user.username, "password": "wrong"})
    assert answer.status_code == 401
    assert answer.json()["access_token"] is None


def test_inactive_user_cannot_log_in(client: TestClient, user: User, db_session: Session) -> None:
    user.is_active = False
    db_session.commit()
    answer = client.post("/api/auth/login", json={"username": user.username, "password": PASSWORD})
    assert answer.status_code == 401


def test_requests_are_counted_by_route(client: TestClient) -> None:
    client.get("/health/live")
    metrics = client.get("/metrics").text
    assert 'http_requests_total{method="GET",path="/health/live",status="200"}' in metrics
    assert "http_request_duration_seconds_bucket" in metrics
