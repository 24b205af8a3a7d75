"""The choice of a skill."""

import pytest

from tools.skills import best_skill, similarity


def test_similarity_runs_from_zero_to_one() -> None:
    assert similarity("a long text", "something else") == 0
    assert similarity("A long text", "a LONG text") == pytest.approx(1)
    assert similarity("", "text") == 0


def test_best_skill_fits_the_query() -> None:
    assert best_skill("translate this into another language") == "translate"
    assert best_skill("search the documents") == "search"
