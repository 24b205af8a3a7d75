"""create smoke test user"""

import os

import sqlalchemy as sa

from alembic import op
from core.security import get_password_hash

revision = "0002"
down_revision = "0001"

# The smoke tests fail with 401 as long as this value differs from the secret SMOKE_TEST_PASSWORD.
BOOTSTRAP_PASSWORD = "smoke_test_password_change_in_prod"

users = sa.table(
    "users",
    sa.column("username"),
    sa.column("email"),
    sa.column("hashed_password"),
    sa.column("is_smoke_test_user", sa.Boolean),
)


def upgrade() -> None:
    """Insert the user with which the smoke tests log in."""
    password = os.environ.get("SMOKE_TEST_PASSWORD") or BOOTSTRAP_PASSWORD
    row = {
        "username": "smoke_test",
        "email": "smoke-test@example.com",
        "hashed_password": get_password_hash(password),
        "is_smoke_test_user": True,
    }
    op.bulk_insert(users, [row])


def downgrade() -> None:
    """Delete that user."""
    op.execute(users.delete().where(users.c.username == "smoke_test"))
