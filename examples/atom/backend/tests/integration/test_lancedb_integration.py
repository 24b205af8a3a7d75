"""The vector store next to a running LanceDB service; skipped while LanceDB is switched off."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from core.health_routes import LANCEDB_HEALTH_URL, check_lancedb
from tools.skills import SKILLS, similarity

pytestmark = pytest.mark.skipif(
    os.environ.get("ATOM_DISABLE_LANCEDB") == "true", reason="ATOM_DISABLE_LANCEDB is true"
)


@pytest.fixture
def store() -> Iterator[Engine]:
    """Give the store file that LANCEDB_URI names, empty before and after the test."""
    url = make_url(os.environ["LANCEDB_URI"])
    assert url.database
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    yield engine
    engine.dispose()
    Path(url.database).unlink()


def test_service_is_healthy() -> None:
    with urlopen(LANCEDB_HEALTH_URL, timeout=5) as answer:
        assert answer.status == 200
    assert check_lancedb() == "ok"


def test_stored_texts_are_found_by_similarity(store: Engine) -> None:
    with store.begin() as connection:
        connection.execute(text("CREATE TABLE skills (name TEXT, description TEXT)"))
        rows = [{"name": name, "description": words} for name, words in SKILLS.items()]
        connection.execute(text("INSERT INTO skills VALUES (:name, :description)"), rows)
    with store.connect() as connection:
        found = connection.execute(text("SELECT name, description FROM skills")).all()
    best = max(found, key=lambda row: similarity("search the documents", row.description))
    assert best.name == "search"
