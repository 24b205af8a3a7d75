"""The legs of a matrix: by the examples of GitHub's rules, and against a slow and plain reference."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow.support import one_job, parse

from workflow_docs.analysis import matrix


def strategy(text: str):
    indented = "\n".join(f"    {line}" for line in text.strip("\n").split("\n"))
    return parse(one_job(f"strategy:\n  matrix:\n{indented}\nsteps: [{{run: make}}]")).jobs[0].strategy


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("a: [1, 2]\nb: [x, y]", ["1x", "1y", "2x", "2y"]),
        ("a: [1, 2]\nb: [x, y]\nexclude: [{a: 2, b: x}]", ["1x", "1y", "2y"]),
        ("a: [1, 2]\nb: [x, y]\nexclude: [{a: 2}]", ["1x", "1y"]),
        ("a: [1]\ninclude: [{a: 1, b: x}]", ["1x"]),
        ("a: [1]\ninclude: [{a: 2, b: x}]", ["1", "2x"]),
        ("a: [1, 2]\ninclude: [{b: x}]", ["1x", "2x"]),
        ("a: [1]\ninclude: [{b: x}, {b: y}]", ["1y"]),
        ("a: [1]\ninclude: [{a: 2, b: x}, {a: 2, b: y}]", ["1", "2x", "2y"]),
        ("include: [{a: 1}, {a: 2}]", ["1", "2"]),
        ("a: [1, 2]\nexclude: [{a: 1}]\ninclude: [{a: 1, b: x}]", ["2", "1x"]),
        ("a: [1, 2]\nexclude: [{a: 1.0}]", ["2"]),
        ("a: [1, 2]\nexclude: [{c: 1}]", ["1", "2"]),
        ("a: [1_0, 10]\nexclude: [{a: 10}]", ["1_0"]),
        ("a: [nan, inf, 1e999]\nexclude: [{a: nan}]", ["inf", "1e999"]),
        ("a: []", []),
        ("a: [1]\nexclude: [{}]", []),
    ],
)
def test_product_exclude_include(text, legs):
    assert ["".join(map(str, leg.values())) for leg in matrix.legs(strategy(text))] == legs
    assert matrix.count(strategy(text)) == len(legs)


def test_values_may_be_mappings():
    found = strategy("os: [{name: a, arch: x}, {name: b, arch: x}]\nexclude: [{os: {name: a}}]")
    assert matrix.legs(found) == [{"os": {"name": "b", "arch": "x"}}]


def test_values_may_be_lists_and_nothing():
    assert matrix.legs(strategy("a: [[1, 2], ~]")) == [{"a": ["1", "2"]}, {"a": None}]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a: ${{ fromJSON(vars.A) }}", "a: ${{ fromJSON(vars.A) }}"),
        ("a: [1]\ninclude: ${{ fromJSON(vars.B) }}", "include: ${{ fromJSON(vars.B) }}"),
    ],
)
def test_a_matrix_that_is_made_at_run_time(text, source):
    assert matrix.source(strategy(text)) == source
    assert matrix.legs(strategy(text)) is None
    assert matrix.count(strategy(text)) is None


def test_a_whole_matrix_may_be_an_expression():
    text = one_job("strategy: {matrix: '${{ fromJSON(vars.A) }}'}\nsteps: [{run: make}]")
    assert matrix.source(parse(text).jobs[0].strategy) == "${{ fromJSON(vars.A) }}"


@pytest.mark.parametrize(
    "body", ["steps: [{run: make}]", "strategy: {fail-fast: true}\nsteps: [{run: make}]"]
)
def test_without_a_matrix_there_are_no_legs(body):
    found = parse(one_job(body)).jobs[0].strategy
    assert matrix.source(found) is None
    assert matrix.legs(found) is None


def test_a_matrix_gives_no_more_legs_than_github_runs():
    numbers = ", ".join(map(str, range(20)))
    assert matrix.count(strategy(f"a: [{numbers}]\nb: [{numbers}]\ninclude: [{{c: 1}}]")) == matrix.MAX_LEGS


def test_a_huge_matrix_that_is_excluded_is_given_up():
    numbers = ", ".join(map(str, range(100)))
    vectors = "\n".join(f"{key}: [{numbers}]" for key in "abcdefgh")
    assert matrix.legs(strategy(f"{vectors}\nexclude: [{{}}]")) == []


# -- the rules once more, as plainly as they can be said ---------------------------------------------------

VALUES = st.sampled_from(["x", "y", "z"])
MAPS = st.dictionaries(st.sampled_from("abcd"), VALUES, max_size=3)


def reference(vectors: dict, exclude: list, include: list) -> list[dict]:
    legs = [dict(zip(vectors, values, strict=True)) for values in itertools.product(*vectors.values())]
    if not vectors:
        legs = []
    legs = [leg for leg in legs if not any(all(leg.get(k) == v for k, v in out.items()) for out in exclude)]
    originals = [dict(leg) for leg in legs]
    extra = []
    for addition in include:
        matched = False
        for leg, original in zip(legs, originals, strict=True):
            if all(original[key] == value for key, value in addition.items() if key in original):
                leg.update(addition)
                matched = True
        if not matched:
            extra.append(addition)
    return legs + extra


@given(
    st.dictionaries(
        st.sampled_from("abc"), st.lists(VALUES, min_size=1, max_size=3, unique=True), max_size=3
    ),
    st.lists(MAPS.filter(bool), max_size=3),
    st.lists(MAPS, max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_legs_are_those_of_the_reference(vectors, exclude, include):
    def flow(mapping):
        return "{" + ", ".join(f"{key}: {value}" for key, value in mapping.items()) + "}"

    lines = [f"{key}: [{', '.join(values)}]" for key, values in vectors.items()]
    lines += [f"exclude: [{', '.join(map(flow, exclude))}]", f"include: [{', '.join(map(flow, include))}]"]
    assert matrix.legs(strategy("\n".join(lines))) == reference(vectors, exclude, include)
