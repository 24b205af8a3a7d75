"""The Flesch Reading Ease: figures that were counted by hand, and what holds of any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.summary import readability


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("deploy", 2), ("wait", 1), ("rollback", 2), ("the", 1), ("time", 1), ("agree", 2), ("stage", 1), ("yes", 1),
        ("staging", 2), ("workflow", 2), ("environment", 4), ("TLS", 1), ("5", 1), ("Approve", 2), ("queue", 1),
    ],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert readability.syllables_of(word) == count


def test_the_formula() -> None:
    # 4 + 6 words in two sentences; syllables: the 1 job 1 fails 1 then 1 - ro-lls 1 back 1 the 1 last 1 re-lease 2 now 1
    found = readability.of(["The job fails then. Rolls back the last release now"])
    assert found == readability.Readability(10, 2, 11)
    assert found.ease == pytest.approx(206.835 - 1.015 * 5 - 84.6 * 1.1)
    assert found.words_a_sentence == 5


def test_a_version_ends_no_sentence_and_each_paragraph_does() -> None:
    assert readability.of(["Python 3.11 works", "So it does!", "", "..."]).sentences == 2


def test_nothing_has_no_ease() -> None:
    assert readability.of([]).ease is None
    assert readability.of(["`code`"[:0]]).words_a_sentence is None


@given(st.lists(st.text(max_size=60), max_size=6), st.lists(st.text(max_size=60), max_size=6))
def test_parts_add_up(first: list[str], second: list[str]) -> None:
    parts = readability.together([readability.of(first), readability.of(second)])
    assert parts == readability.of(first + second)
    assert parts.sentences <= parts.words <= parts.syllables
