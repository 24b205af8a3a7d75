"""Texts that are made to take long: some on every way into the package, each in a few CPU seconds.

`python tests/fuzz/pathological.py` tries all of them, five times as long, and says how much each grows with its length.
"""

from __future__ import annotations

import random

import pytest
from fuzz import entries, pathological, structures, texts

SIZE = 20_000
GIVE_UP = 20.0
"""A linear time is a tenth of this on any machine."""


def chosen(entry: str) -> list[str]:
    """Return the texts for an entry, others for each, and always lines without anything on them."""
    return ["blank lines", *random.Random(entry).sample(sorted(texts.ALL), 5)]


@pytest.mark.parametrize("entry", entries.ENTRIES)
def test_no_text_takes_long(entry):
    taken = {
        text: pathological.Case(entry, text).seconds(SIZE, GIVE_UP)
        for text in chosen(entry)
        if text in texts.ALL
    }
    assert {text: seconds for text, seconds in taken.items() if seconds > GIVE_UP} == {}


@pytest.mark.parametrize("name", structures.STRUCTURES)
def test_no_structure_takes_long(name):
    assert pathological.Case("structure", name).seconds(SIZE, GIVE_UP) <= GIVE_UP


def test_what_takes_long_is_seen(monkeypatch):
    def endless(_text: str) -> None:
        while True:
            pass

    monkeypatch.setitem(entries.ENTRIES, "cron", endless)
    assert pathological.Case("cron", min(texts.ALL)).seconds(10, 0.2) == float("inf")
