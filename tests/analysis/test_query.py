"""Queries over data files: what they select keeps its place, and faults are told."""

from __future__ import annotations

import contextlib

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.analysis.query import Query, QueryError, quoted
from workflow_docs.workflow.data import read_data

TEXT = """\
title: Overview
overwrite: true
panels:
  - title: Rate
    type: timeseries
    weight: 10
    targets: [{expr: up}, {expr: down}]
  - title: Errors
    type: stat
    weight: 3.10
limits: {low: 1, high: 2}
empty: []
"""
FILE = read_data(TEXT, "d.yml")


@pytest.mark.parametrize(
    "query, value, line",
    [
        ("title", "Overview", 1),
        ("overwrite", True, 2),
        ("panels[1].weight", 3.1, 10),
        ("panels[?type=='stat'].title | [0]", "Errors", 8),
        ("panels[?weight > `5`] | [0].title", "Rate", 4),
        ("sort_by(panels, &weight)[0].title", "Errors", 8),
        ("panels[*].targets[] | [1].expr", "down", 7),
        ("max_by(panels, &weight).type", "timeseries", 5),
        ("keys(limits)[0]", "low", 11),
        ("limits.[high, low] | [0]", 2, 11),
        ("limits | join('-', [to_string(low), to_string(high)])", "1-2", 11),
        ("sum(panels[].weight)", 13.1, None),
        ("length(panels)", 2, None),
        ("type(panels[0].weight)", "number", None),
        ("contains(title, 'view')", True, None),
        ("to_string(panels[1].weight)", "3.1", None),
        ("duration(panels[0].weight, 'seconds')", "10 seconds", 6),
        ("panels[0].weight | duration(@, 'minutes')", "10 minutes", 6),
        ("panels[1] | with_unit(weight, '%')", "3.10 %", 8),
        ("panels[*].with_unit(weight, 'points') | [1]", "3.10 points", None),
    ],
)
def test_what_is_selected_keeps_its_place(query: str, value: object, line: int | None) -> None:
    found = Query(query).select(FILE.value)
    assert found.value == value
    assert (found.position.line if found.position else None) == line


@pytest.mark.parametrize(
    "query",
    ["panels[]", "panels[*].{t: title, w: weight}", "panels[?weight<`5`]", "limits.*", "panels[::-1].[title]", "not_null(a, limits)", "merge(limits, {x: title})"],
)  # fmt: skip
def test_the_library_selects_the_same_of_plain_values(query: str) -> None:
    import yaml

    assert Query(query).select(FILE.value).value == jmespath.search(query, yaml.safe_load(TEXT))


@pytest.mark.parametrize(
    "query, words",
    [
        ("panels[", "'panels[' is no JMESPath query: it ends too early"),
        ("a b", "is no JMESPath query: unexpected 'b' (column 3)"),
        ("a ~ b", "is no JMESPath query: Unknown token ~ (column 3)"),
        ("", "is no JMESPath query: it is empty"),
        ("nothing(a)", "the query 'nothing(a)' fails: Unknown function: nothing()"),
        ("join(title)", "Expected 2 arguments for function join(), received 1"),
        ("sum(title)", "In function sum(), invalid type for value: Overview"),
        ("panels[::0]", "fails"),
        ("duration(title)", "fails: 'Overview' is no number"),
        ("duration(panels[0].weight)", "has no unit; name one, as in duration(@, 'seconds')"),
        ("with_unit(title, `1`)", "with_unit() takes a value and the name of its unit"),
        ("with_unit()", "with_unit"),
        ("contains(title, `1`)", "fails"),
        ("(" * 5000 + "a" + ")" * 5000, "nested too deep"),
    ],
)
def test_faults_are_told(query: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        Query(query).select(FILE.value)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "query, reason",
    [
        ("panel[0].title", "; there is no key 'panel'; did you mean 'panels'?"),
        ("panels[*].tipe", "; there is no key 'tipe'; did you mean 'type'?"),
        ("empty", ""),
        ("panels[?type=='graph']", ""),
    ],
)
def test_nothing_has_its_reason(query: str, reason: str) -> None:
    assert Query(query).select(FILE.value).reason == reason


@given(st.text(alphabet="ab.[]*|?&@{}:,`'\"=<>!()0- \\", max_size=25) | st.from_regex(r"(sum|max|sort_by|join|merge|to_number)\((panels|title|limits|`.{0,3}`|&a|@)(, ?(&weight|title|@))?\)"))  # fmt: skip
def test_no_query_is_too_much(query: str) -> None:
    with contextlib.suppress(QueryError):
        Query(query).select(FILE.value)


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_key_can_be_asked_for(name: str) -> None:
    assert Query(quoted(name)).select({name: 1}).value == 1
