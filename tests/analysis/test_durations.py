"""Durations: plans with their places, figures of real runs, and the critical path."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.analysis import durations
from workflow_docs.analysis.durations import DurationsError, Measured, Sample
from workflow_docs.analysis.graph import JobGraph
from workflow_docs.workflow.data import read_data
from workflow_docs.workflow.parser import parse_workflow

CI = """\
on: push
jobs:
  lint: {runs-on: x, steps: [{run: a}]}
  test:
    name: Test ${{ matrix.python }} now
    needs: lint
    runs-on: x
    strategy: {matrix: {python: ["3.11", "3.12"]}}
    steps: [{run: a}]
  docs: {runs-on: x, steps: [{run: a}]}
  call: {needs: test, uses: ./.github/workflows/other.yml}
  ship: {needs: [call, docs], runs-on: x, steps: [{run: a}]}
"""
WORKFLOW, _ = parse_workflow(CI, ".github/workflows/ci.yml")
GRAPH = JobGraph.of(WORKFLOW)


def samples(value: Any) -> durations.Samples:
    return durations.samples(read_data(json.dumps(value, indent=1), "runs.json"))


def job(name: str, seconds: int, conclusion: str | None = "success", **more: str) -> dict[str, Any]:
    minutes, rest = divmod(seconds, 60)
    return {
        "name": name, "conclusion": conclusion, "started_at": "2026-02-20T08:00:00Z", "completed_at": f"2026-02-20T08:{minutes:02}:{rest:02}Z", **more,
    }  # fmt: skip


def test_a_plan_has_spans_notes_and_places() -> None:
    text = "planned:\n  ci.yml:\n    whole run: {min: 15, max: 20}\n    up to test: {min: 7, max: 5}  # without the wait\n    test: {min: 1, max: 1}\nexample: x\n"
    found, problems = durations.planned(text, "e.yml")
    assert problems == ()
    assert [(plan.scope, plan.job, plan.least, plan.most, plan.note, plan.position.line) for plan in found] == [
        ("whole run", None, 15, 20, None, 3), ("up to test", "test", 5, 7, "without the wait", 4), ("test", "test", 1, 1, None, 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text, place, words",
    [
        ("planned: [1]\n", "e.yml:1:10", "expected a mapping"),
        ("planned: {ci.yml: {a: {min: 1}}}\n", "e.yml:1:23", "the key 'max' is missing"),
        ("planned: {ci.yml: {a: {min: 1, max: 2m}}}\n", "e.yml:1:37", "expected a number"),
        ("planned: {ci.yml: {a: {min: 1, max: 2, avg: 1}}}\n", "e.yml:1:40", "unknown key 'avg'"),
        ("- planned\n", "e.yml:1:1", "a file of estimates is a mapping"),
    ],
)
def test_faults_of_a_plan_have_their_place(text: str, place: str, words: str) -> None:
    _, problems = durations.planned(text, "e.yml")
    assert str(problems[0].position) == place
    assert words in problems[0].message


def test_jobs_of_several_runs_are_measured_by_name() -> None:
    every = [{"jobs": [job("lint", seconds)]} for seconds in (10, 20, 60, 30)]
    every.append({"jobs": [job("lint", 5, "failure"), job("new", 1, None), job("skip", 0, "skipped")]})
    found = samples(every)
    assert (found.of_jobs, found.runs) == (True, 5)
    assert durations.measured(found.found) == [Measured("lint", 4, 25.0, 60.0)]
    assert [each.name for each in found.found if each.seconds is None] == ["lint", "skip"]


def test_all_forms_of_jobs_are_read() -> None:
    camel = {"name": "a", "conclusion": "success", "startedAt": "2026-02-20T08:00:00Z", "completedAt": "2026-02-20T09:00:05+01:00"}  # fmt: skip
    assert samples({"jobs": [camel]}).found == (Sample("a", None, 5.0),)
    assert samples([camel]) == (True, 0, (Sample("a", None, 5.0),))
    assert samples([job("a", 7, workflow_name="CI")]).found == (Sample("a", "CI", 7.0),)


def test_whole_runs_are_read() -> None:
    listed = {"workflowName": "CI", "name": "made up", "createdAt": "2026-02-20T07:00:00Z", "startedAt": "2026-02-20T08:00:00Z", "updatedAt": "2026-02-20T08:10:00Z", "conclusion": "success"}  # fmt: skip
    api = {"name": "CI", "run_number": 1, "run_started_at": "2026-02-20T08:00:00Z", "updated_at": "2026-02-20T08:10:00Z", "conclusion": "success"}  # fmt: skip
    for value in ([listed], {"workflow_runs": [api]}):
        assert samples(value) == (False, 0, (Sample("CI", "CI", 600.0),))


@pytest.mark.parametrize(
    "value, words",
    [
        ({"jobs": 1}, "runs.json holds no durations"),
        ([], "runs.json holds no durations"),
        ("x", "runs.json holds no durations"),
        ([{"jobs": []}, {}], "runs.json holds no durations"),
        ({"jobs": [1]}, "runs.json:3:3: expected a job or a run"),
        ([{"conclusion": "success"}], "runs.json:2:2: the job or run has no `name`"),
        ({"jobs": [{"name": "a", "started_at": "today", "completed_at": 1}]}, "runs.json:5:18: 'today' is no time"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_runs_is_told(value: object, words: str) -> None:
    with pytest.raises(DurationsError) as caught:
        samples(value)
    assert words in str(caught.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["success", "2026-02-20T08:00:00Z", "2026-02-20", "x", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["jobs", "name", "conclusion", "started_at", "completed_at", "updatedAt", "workflowName", "workflow_runs"]), inner),
)  # fmt: skip


@given(VALUES)
def test_no_file_is_too_much(value: object) -> None:
    try:
        found = samples(value)
    except DurationsError:
        return
    assert all(row.runs for row in durations.measured(found.found))


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_the_percentile_is_a_time_that_nine_of_ten_keep(seconds: list[int]) -> None:
    (row,) = durations.measured([Sample("a", None, float(value)) for value in seconds])
    assert row.percentile_90 in seconds
    assert sum(value <= row.percentile_90 for value in seconds) >= 0.9 * len(seconds)
    assert sum(value < row.percentile_90 for value in seconds) < 0.9 * len(seconds)


@pytest.mark.parametrize(
    "name, found",
    [
        ("lint", "lint"), ("Test 3.12 now", "test"), ("Test 3.12 now (a, b)", "test"), ("docs (1)", "docs"),
        ("call / lint", None), ("call", None), ("test", None), ("lin", None),
    ],
)  # fmt: skip
def test_a_job_is_found_by_what_github_shows(name: str, found: str | None) -> None:
    job = durations.job_of(WORKFLOW, name)
    assert (job.id.value if job else None) == found


def test_the_critical_path_takes_longest_and_names_what_is_not_known() -> None:
    path = durations.critical_path(GRAPH, {"lint": 5, "test": 10, "docs": 14, "ship": 2})
    assert path == (("lint", "test", "ship"), 17, ("call",))
    assert durations.critical_path(GRAPH, {"docs": 20, "ship": 2, "lint": 1}) == (
        ("docs", "ship"), 22, ("test", "call"),
    )  # fmt: skip
    assert durations.critical_path(GRAPH, {}) is None


def test_a_circle_has_no_path() -> None:
    text = "on: push\njobs:\n  a: {needs: b, runs-on: x, steps: [{run: a}]}\n  b: {needs: a, runs-on: x, steps: [{run: a}]}\n"
    workflow, _ = parse_workflow(text, "x.yml")
    assert durations.critical_path(JobGraph.of(workflow), {"a": 1, "b": 1}) is None


@given(st.fixed_dictionaries({name: st.integers(0, 100) for name in GRAPH.jobs}))
def test_no_chain_takes_longer_than_the_critical_path(weights: dict[str, int]) -> None:
    path = durations.critical_path(GRAPH, weights)
    assert path is not None
    assert path.total == sum(weights[name] for name in path.jobs)
    assert all(first in GRAPH.needs[second] for first, second in pairwise(path.jobs))
    assert path.total == max(weights["docs"], sum(weights[name] for name in ("lint", "test", "call"))) + weights["ship"]  # fmt: skip


@pytest.mark.parametrize(
    "seconds, shown", [(0, "0s"), (59.4, "59s"), (59.5, "1m 0s"), (210, "3m 30s"), (3605, "1h 0m 5s")]
)
def test_seconds_read_as_github_prints_them(seconds: float, shown: str) -> None:
    assert durations.in_seconds(seconds) == shown


def test_minutes_are_spans() -> None:
    assert [durations.in_minutes(*span) for span in ((1, 1), (3, 3), (5, 10), (0, 1))] == [
        "1 minute", "3 minutes", "5–10 minutes", "0–1 minutes",
    ]  # fmt: skip
