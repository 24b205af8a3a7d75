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


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("pr-labeler.yml", "release.yml"),  # only the letters and the ending are the same
        ("deploy-dev", "deploy-prod"),
        ("REGISTRY_USER", "REGISTRY_URL"),
        ("test-arm64", "test-amd64"),
        ("TQ-01", "TQ-02"),
        ("scripts/deploy.sh", "scripts/build.sh"),
        ("frontend-tests", "backend-tests"),
        ("api", "app"),
        ("service-a", "service-b"),
        ("./x", "./y"),
        ("nightly.yaml", "night-build-and-publish.yaml"),
    ],
)
def test_what_is_only_like_a_name_is_no_suggestion(name, known):
    assert did_you_mean(name, [known], listed=False) == did_you_mean(known, [name], listed=False) == ""


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("back-end-test", "backend-test"),
        ("deploy-prod", "deploy-production"),
        ("stage.example.com", "staging.example.com"),
        ("labeler.yml", "pr-labeler.yml"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("intergration-tests", "integration-tests"),
        ("lnt", "lint"),
        ("gte", "get"),
        ("set-upp", "set-up"),
        ("--to-version", "--to-revision"),
        ("scripts/depoly.sh", "scripts/deploy.sh"),
        ("run-tests", "run-unit-tests"),
    ],
)
def test_what_is_nearly_a_name_is_a_suggestion(name, known):
    hint = "; did you mean {!r}?"
    assert did_you_mean(name, [known, "release.yml"], listed=False) == hint.format(known)
    assert did_you_mean(known, [name, "release.yml"], listed=False) == hint.format(name)


def test_a_long_name_among_many_takes_no_time_of_its_own(monkeypatch):
    compared = []
    monkeypatch.setattr(
        "workflow_docs.workflow.names.is_near", lambda one, other: bool(compared.append((one, other)))
    )
    did_you_mean("job-" + "x" * 200, [f"job-{'x' * 199}{number}" for number in range(5_000)])
    assert len(compared) <= 8
