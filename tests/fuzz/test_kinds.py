"""A short run of the fuzzer over every kind of input, the same each time."""

from __future__ import annotations

import pytest
from fuzz import kinds


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_no_input_brings_us_down(kind):
    result = kinds.run(kind, 60, seed=1)
    assert [trace for _, trace in result.failures] == []


def test_a_failure_is_seen(monkeypatch):
    monkeypatch.setitem(kinds.KINDS, "cron", lambda text: 1 / 0)
    assert len(kinds.run("cron", 3, seed=1).failures) == 3
