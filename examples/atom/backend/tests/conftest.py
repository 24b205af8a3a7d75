"""Fixtures of all tests, and the report of flaky tests."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

# What is set outside wins: the workflows name their own values.
os.environ.setdefault("ATOM_MOCK_DATABASE", "true")
os.environ.setdefault("ATOM_DISABLE_LANCEDB", "true")
os.environ.setdefault("BYOK_ENCRYPTION_KEY", "test_key_for_local_runs")

from fastapi.testclient import TestClient  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from core.database import get_session, make_engine  # noqa: E402
from core.models import Base, User  # noqa: E402
from core.security import get_password_hash  # noqa: E402
from main import app  # noqa: E402

PASSWORD = "a password of the tests"


@pytest.fixture
def unique_resource_name() -> str:
    """Return a name that no other test uses, so that tests can run in parallel."""
    return f"test-{uuid4().hex}"


@pytest.fixture
def db_session(unique_resource_name: str) -> Iterator[Session]:
    """Give a session on an empty database; all that the test writes is rolled back."""
    engine = make_engine(f"sqlite:///file:{unique_resource_name}?mode=memory&cache=shared&uri=true")
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        connection.commit()
        transaction = connection.begin()
        # A commit inside the test only ends a savepoint.
        with Session(bind=connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()
    engine.dispose()


@pytest.fixture
def user(db_session: Session, unique_resource_name: str) -> User:
    """Return a user who can log in with PASSWORD."""
    new = User(
        username=unique_resource_name,
        email=f"{unique_resource_name}@example.com",
        hashed_password=get_password_hash(PASSWORD),
    )
    db_session.add(new)
    db_session.commit()
    return new


@pytest.fixture
def client(db_session: Session) -> Iterator[TestClient]:
    """Give the running application, with db_session as its database."""
    app.dependency_overrides[get_session] = lambda: db_session
    with TestClient(app) as running:
        yield running
    app.dependency_overrides.clear()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Turn each rerun test into a warning that GitHub shows on the page of the run."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.write_line(f"::warning title=TQ-04 flaky test::{report.nodeid}")
