"""Numbers with units, in words."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.analysis.quantities import QuantityError, duration, with_unit
from workflow_docs.workflow.data import read_data


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (300, "seconds", "5 minutes"),
        ("300", "s", "5 minutes"),
        ("5m", "", "5 minutes"),
        ("90s", "minutes", "90 seconds"),
        (1, "minute", "1 minute"),
        (60, "minutes", "1 hour"),
        (1440, "minutes", "1 day"),
        (0, "seconds", "0 seconds"),
        ("0.5", "seconds", "0.5 seconds"),
        (0.5, "minutes", "30 seconds"),
        ("200", "ms", "200 ms"),
        ({"min": 5, "max": 10}, "minutes", "5–10 minutes"),
        ({"max": 3, "min": 3, "note": "x"}, "minutes", "3 minutes"),
        (["5m", "10m"], "", "5–10 minutes"),
        ([60, 90], "minutes", "60–90 minutes"),
        ([10, 5], "day", "5–10 days"),
    ],
)
def test_times(value, unit, words):
    assert duration(value, unit) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (300, "seconds", "300 seconds"),
        (1, "replicas", "1 replica"),
        (3, "replica", "3 replicas"),
        ("98.0", "%", "98 %"),
        ("0.10", "%", "0.10 %"),
        ("1.5 Gi", "", "1.5 Gi"),
        (7, "", "7"),
        ({"min": 1, "max": 2}, "pods", "1–2 pods"),
    ],
)
def test_other_units(value, unit, words):
    assert with_unit(value, unit) == words


@pytest.mark.parametrize(
    "value", ["", "soon", "3m 30s", True, None, {}, {"min": 1}, [], [1, 2, 3], [1, "x"], "1e5", -1]
)
def test_what_is_no_quantity(value):
    with pytest.raises(QuantityError):
        duration(value, "seconds")


def test_a_time_without_a_unit_is_refused_with_what_to_do():
    with pytest.raises(QuantityError, match=r"name one, as in duration\(@, 'seconds'\)"):
        duration(5)
    with pytest.raises(QuantityError, match="has two units"):
        duration(["5m", "10s"])


def test_numbers_are_shown_as_they_are_written():
    assert with_unit(read_data("a: 3.10", "x.yml").value["a"], "%") == "3.10 %"


@given(
    st.one_of(st.text(max_size=8), st.floats(), st.integers(), st.lists(st.integers(), max_size=3)),
    st.text(max_size=8),
)
def test_any_value(value, unit):
    for function in (duration, with_unit):
        with contextlib.suppress(QuantityError):
            assert function(value, unit)
