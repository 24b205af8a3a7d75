"""Data files: values as YAML and JSON mean them, each with its place; faults are problems, never exceptions."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.workflow import reader
from workflow_docs.workflow.data import read_data
from workflow_docs.workflow.position import Position

# YAML takes these for line breaks, and folds them within quotes.
TEXT = st.text(st.characters(exclude_characters="\x85\u2028\u2029"))
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False) | TEXT
)  # fmt: skip
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20)


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_json_reads_as_json(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    found = read_data(text, "data.json")
    if found.problems:  # YAML refuses some control characters, and half of a pair of surrogates
        assert reader._NOT_ALLOWED.search(text) or "\\ud" in text
    else:
        assert found.value == value


@given(st.text(alphabet="ab:-[]{},&*!|>'\"#%@ \n\t1.<"))
def test_no_text_is_too_much(text: str) -> None:
    found = read_data(text, "data.yml")
    assert all(problem.position.path == "data.yml" for problem in found.problems)


def test_a_value_knows_its_line() -> None:
    value: Any = read_data("a:\n  - b: 3.10\n    c: 'on'\n  - 7\n", "x.yml").value
    assert value["a"][0]["b"].position == Position("x.yml", 2, 8)
    assert value["a"][0].position == Position("x.yml", 2, 5)
    assert value["a"][0]["b"].written == "3.10"
    assert value["a"][1].position.line == 4
    assert [key.position.line for key in value["a"][0]] == [2, 3]


@pytest.mark.parametrize(
    "written, value",
    [
        ("on", "on"), ("yes", "yes"), ("true", True), ("null", None), ("~", None), ("'1'", "1"), ("1", 1), ("-1.5e3", -1500.0),
        (".5", 0.5), ("1.2.3", "1.2.3"), ("2026-02-20", "2026-02-20"), ("9" * 30, float("9" * 30)), ("0x1f", "0x1f"), ("!x 5", 5), ("1e999", "1e999"),
    ],
)  # fmt: skip
def test_single_values(written: str, value: object) -> None:
    (found,) = read_data(f"- {written}\n", "x.yml").value
    assert found == value
    assert isinstance(found, type(value))


def test_merge_keys_fill_in_what_is_not_there() -> None:
    text = "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nall:\n  <<: [*b, *o]\n  x: 0\n"
    assert read_data(text, "x.yml").value["all"] == yaml.safe_load(text)["all"]


def test_several_documents_are_a_list_of_those_that_say_something() -> None:
    assert read_data("---\na: 1\n---\n---\nb: 2\n", "x.yml").value == [{"a": 1}, {"b": 2}]
    assert read_data("# nothing\n", "x.yml") == ("x.yml", None, ())


@pytest.mark.parametrize(
    "text, place, words",
    [
        ("a: [1\nb: 2\n", "x.yml:2:2", "invalid YAML"),
        ("a: 1\na: 2\n", "x.yml:2:1", "the key 'a' stands here again"),
        ("? [a]\n: 1\n", "x.yml:1:3", "expected a single value as key"),
        ("a: &a [*a]\n", "x.yml:1:1", "nested more than"),
        ("a: &a {<<: *a}\n", "x.yml:1:4", "expected a mapping to merge"),
        ("<<: 1\n", "x.yml:1:5", "expected a mapping to merge"),
        ("[" * 200 + "]" * 200, "x.yml:1:101", "nested more than"),
        (
            "a0: &a0 [1,1,1,1,1,1,1,1,1]\n"
            + "".join(f"a{n + 1}: &a{n + 1} [{','.join([f'*a{n}'] * 9)}]\n" for n in range(8)),
            "x.yml:1:1", "more than 500000 values",
        ),
    ],
)  # fmt: skip
def test_faults_have_their_place(text: str, place: str, words: str) -> None:
    found = read_data(text, "x.yml")
    assert found.value is None
    assert str(found.problems[0].position) == place
    assert words in found.problems[0].message
