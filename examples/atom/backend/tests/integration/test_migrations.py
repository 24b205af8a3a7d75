"""The migrations build the tables that the models describe."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy.orm import Session

from alembic import command
from core.database import make_engine
from core.models import Base, User
from core.security import verify_password


@pytest.mark.parametrize(
    ("secret", "password"),
    [("from the secret", "from the secret"), ("", "smoke_test_password_change_in_prod")],
)
def test_upgrade_creates_the_smoke_test_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str, password: str
) -> None:
    url = f"sqlite:///{tmp_path}/atom.db"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.delenv("ATOM_MOCK_DATABASE")
    monkeypatch.setenv("SMOKE_TEST_PASSWORD", secret)
    command.upgrade(Config("alembic.ini"), "head")
    engine = make_engine(url)
    with engine.connect() as connection, Session(connection) as session:
        user = session.query(User).filter_by(username="smoke_test").one()
        assert user.is_active and user.is_smoke_test_user
        assert verify_password(password, user.hashed_password)
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()
