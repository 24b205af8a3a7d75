"""What a reader may have meant, and descriptions that a person wrote in a file of their own."""

from __future__ import annotations

import pytest

from workflow_docs.workflow.descriptions import Descriptions
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("biuld", ["build", "test"], "; did you mean 'build'?"),
        ("BUILD", ["build", "test"], "; did you mean 'build'?"),
        ("x", ["build", "test"], "; there is 'build', 'test'"),
        ("x", [], ""),
        ("x", ["b", "a", "b"], "; there is 'a', 'b'"),
        ("q", [str(i) for i in range(10)], "; there is '0', '1', '2', '3', '4', '5', '6', '7' and 2 more"),
        ("Tset", ["TEST", "test"], "; did you mean 'TEST'?"),
    ],
)
def test_a_hint_names_what_comes_near_or_what_there_is(name, known, hint):
    assert did_you_mean(name, known) == hint


def test_descriptions_by_kind_and_name():
    found = Descriptions.parse("job:\n  ci.yml:build: |\n    Builds it.\nsecret: {TOKEN: A token}\n", "d.yml")
    assert found.problems == ()
    assert found.get("job", "ci.yml:build") == "Builds it."
    assert found.get("secret", "TOKEN") == "A token"
    assert found.get("secret", "build") is None
    assert found.entries["secret", "TOKEN"].position == Position("d.yml", 4, 10)


def test_a_description_of_the_last_part_stands_in_for_the_full_name():
    found = Descriptions.parse("job: {build: Any build, a.yml:build: That of a}", "d.yml")
    assert found.get("job", "b.yml:build") == "Any build"
    assert found.get("job", "a.yml:build") == "That of a"


def test_a_kind_that_there_is_not():
    assert Descriptions.parse("jobs: {a: b}", "d.yml").unknown_kinds == (("jobs", Position("d.yml", 1, 1)),)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", []),
        ("- a", ["1:1"]),
        ("job: a", ["1:6"]),
        ("job: {a: [b]}", ["1:10"]),
        ("job: {a: b, a: c}", ["1:13"]),
        ("job: [", ["1:7"]),
        ("job:\n  a:", []),
    ],
)
def test_faults_of_the_descriptions_are_problems(text, places):
    problems = Descriptions.parse(text, "d.yml").problems
    assert [f"{problem.position.line}:{problem.position.column}" for problem in problems] == places
