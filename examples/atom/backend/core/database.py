"""The database engine, its sessions and a check whether the database answers."""

import os
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, QueuePool, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

POOL_SIZE = 10
MAX_OVERFLOW = 10

# All connections of the pool share one database, which lives as long as the process.
IN_MEMORY_URL = "sqlite:///file:atom?mode=memory&cache=shared&uri=true"


def uses_mock_database() -> bool:
    """Tell whether ATOM_MOCK_DATABASE replaces the database by one in memory."""
    return os.environ.get("ATOM_MOCK_DATABASE") == "true"


def database_url() -> str:
    """Return the address of the database: the one in memory, or DATABASE_URL."""
    if uses_mock_database() or os.environ["DATABASE_URL"] == "sqlite:///:memory:":
        return IN_MEMORY_URL
    return os.environ["DATABASE_URL"]


def make_engine(url: str) -> Engine:
    """Return an engine with a connection pool of the documented size."""
    # SQLite refuses to use a connection in another thread unless it is told that this is intended.
    arguments = {"check_same_thread": False} if url.startswith("sqlite") else {}
    return create_engine(
        url, poolclass=QueuePool, pool_size=POOL_SIZE, max_overflow=MAX_OVERFLOW, connect_args=arguments
    )


engine = make_engine(database_url())
SessionLocal = sessionmaker(bind=engine)


def get_session() -> Iterator[Session]:
    """Give one session to one request and close it afterwards."""
    with SessionLocal() as session:
        yield session


def query_time_ms() -> float:
    """Run the smallest query and return its duration in milliseconds."""
    start = time.perf_counter()
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return round((time.perf_counter() - start) * 1000, 2)


def pool_status() -> dict[str, Any]:
    """Return the state of the connection pool as it appears in /health/db."""
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    return {
        "size": pool.size(),
        "checked_in": pool.checkedin(),
        "checked_out": pool.checkedout(),
        # The pool counts from minus its size; only what exceeds the size is an overflow.
        "overflow": max(0, pool.overflow()),
        "max_overflow": MAX_OVERFLOW,
    }
