"""All problems of a repository in one list, and calls of workflows that are not there."""

from __future__ import annotations

import pytest
from workflow.support import jobs, parse, repository

from workflow_docs.analysis import calls, diagnostics


def test_problems_stand_by_file_and_line(tmp_path):
    files = {"b.yml": "nmae: x\n" + jobs("a: b\nc: c"), "a.yml": "on: ["}
    found = diagnostics.of_repository(repository(tmp_path, files))
    assert [(problem.position.path[-5:], problem.position.line, problem.kind.value) for problem in found] == [
        ("a.yml", 1, "yaml-syntax"),
        ("b.yml", 1, "unknown-key"),
        ("b.yml", 6, "unknown-needs"),
        ("b.yml", 9, "needs-cycle"),
    ]


def test_a_problem_shows_its_line(tmp_path):
    found = diagnostics.of_repository(repository(tmp_path, {"a.yml": jobs("a: b").replace("\n", "\r\n")}))
    assert [problem.line_text for problem in found] == ["    needs: [b]"]


def test_problems_of_the_repository_itself_are_among_them(tmp_path):
    (problem,) = diagnostics.of_repository(repository(tmp_path, {}))
    assert problem.kind.value == "no-workflows"


def test_lines_are_counted_as_yaml_counts_them(tmp_path):
    text = "# a\u2028# b\u2028# c\n" + jobs("a: b")
    (problem,) = diagnostics.of_repository(repository(tmp_path, {"a.yml": text}))
    assert problem.line_text == "    needs: [b]"


@pytest.mark.parametrize(
    ("uses", "path"),
    [
        ("./.github/workflows/x.yml", ".github/workflows/x.yml"),
        ("org/repo/.github/workflows/x.yml@v1", None),
    ],
)
def test_the_file_that_a_job_calls(uses, path):
    (job,) = parse(f"on: push\njobs: {{a: {{uses: {uses}}}}}").jobs
    assert calls.local_path(job) == path


def test_a_call_of_a_file_that_is_there_is_no_problem(tmp_path):
    text = "on: push\njobs: {a: {uses: ./.github/workflows/b.yml}}"
    found = repository(tmp_path, {"a.yml": text, "b.yml": jobs("x").replace("on: push", "on: workflow_call")})
    assert diagnostics.of_repository(found) == []
