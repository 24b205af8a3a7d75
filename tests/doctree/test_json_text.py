"""JSON for people: the same value, in lines that are not too long."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.doctree.json_text import WIDTH, pretty
from workflow_docs.workflow.data import read_data

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=30,
)  # fmt: skip


def test_what_fits_stands_in_one_line():
    assert pretty({"status": "ok", "codes": [1, 2]}) == '{"status": "ok", "codes": [1, 2]}'
    assert pretty([]) == "[]"


def test_what_does_not_fit_is_indented():
    value = {"checks": {"database": {"status": "ok"}, "other": {"error": "x" * 60}}, "empty": {}}
    assert pretty(value) == (
        '{\n  "checks": {\n    "database": {"status": "ok"},\n    "other": {"error": "' + "x" * 60 + '"}\n'
        '  },\n  "empty": {}\n}'
    )


def test_numbers_are_written_as_they_stand_and_letters_as_they_are():
    value = read_data("a: 3.10\nb: Zürich\nc: true\nd: null", "x.yml").value
    assert pretty(value) == '{"a": 3.10, "b": "Zürich", "c": true, "d": null}'


@given(VALUES)
def test_it_is_the_same_value(value):
    text = pretty(value)
    assert json.loads(text) == value
    for line in text.split("\n"):
        assert len(line) <= WIDTH or not line.strip().endswith(("{", "["))
