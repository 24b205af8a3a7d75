"""Tell Alembic which database and which tables to use."""

import sys
from pathlib import Path

# Alembic may be started from elsewhere; the application is found next to this folder.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from alembic import context  # noqa: E402
from core.database import database_url, make_engine  # noqa: E402
from core.models import Base  # noqa: E402

if context.is_offline_mode():
    context.configure(url=database_url(), target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with make_engine(database_url()).connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata)
        with context.begin_transaction():
            context.run_migrations()
