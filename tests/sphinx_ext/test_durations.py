"""`ci:durations`: planned and measured durations are never taken for each other, and faults are told."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from .conftest import Project, Result

CI = """\
name: CI
on: push
jobs:
  lint: {runs-on: x, steps: [{run: a}]}
  test: {needs: lint, runs-on: x, strategy: {matrix: {v: [1, 2]}}, steps: [{run: a}]}
  docs: {runs-on: x, steps: [{run: a}]}
"""
PLAN = "planned:\n  ci.yml:\n    whole run: {min: 5, max: 8}\n    lint: {min: 1, max: 1}  # alone\n    up to test: {min: 3, max: 5}\n    test: {min: 2, max: 4}\n"


def job(name: str, end: str, conclusion: str = "success") -> dict[str, str]:
    return {"name": name, "conclusion": conclusion, "started_at": "2026-02-20T08:00:00Z", "completed_at": f"2026-02-20T08:{end}Z"}  # fmt: skip


RUNS = [
    {"jobs": [job("lint", "00:30"), job("test (1)", "03:00"), job("test (2)", "05:00"), job("call / x", "01:00")]},
    {"jobs": [job("lint", "00:50"), job("test (1)", "04:00", "failure"), job("test (2)", "01:00", "cancelled")]},
]  # fmt: skip


def built(project: Project, call: str, builder: str = "html") -> Result:
    project.workflow("ci.yml", CI)
    (project.repo / "plan.yml").write_text(PLAN, encoding="utf-8")
    (project.repo / "runs.json").write_text(json.dumps(RUNS), encoding="utf-8")
    project.page("index.md", f"# Start\n\n```{call}\n```\n")
    return project.build(builder)


def shown(result: Result) -> list[str]:
    body = BeautifulSoup(result.text("index.html"), "html.parser").select_one("[role=main], .body")
    assert body is not None
    return [
        " | ".join(cell.get_text() for cell in part.find_all(["th", "td"])) if part.name == "tr" else part.get_text()
        for part in body.select("tr, section > p")
    ]  # fmt: skip


def test_a_plan_says_that_it_is_one(project: Project) -> None:
    result = built(project, "{ci:durations} plan.yml\n:workflow: ci.yml")
    assert result.warnings == []
    assert shown(result) == [
        "Planned, not measured:",
        "Scope | Planned | Note",
        "whole run | 5–8 minutes | ",
        "lint | 1 minute | alone",
        "up to test | 3–5 minutes | ",
        "test | 2–4 minutes | ",
        "Critical path, as planned: lint → test, 3–5 minutes. No figures, and so no time, for: docs.",
    ]


def test_a_plan_of_all_workflows_names_them(project: Project) -> None:
    lines = shown(built(project, "{ci:durations} plan.yml\n:columns: workflow, scope, planned"))
    assert lines[1:3] == ["Workflow | Scope | Planned", "ci.yml | whole run | 5–8 minutes"]
    assert not any("Critical path" in line for line in lines)


def test_real_runs_say_that_they_are_measured(project: Project) -> None:
    result = built(project, "{ci:durations} runs.json\n:workflow: ci.yml")
    assert result.warnings == []
    assert shown(result) == [
        "Measured in 2 runs; only jobs that succeeded count (2 left out).",
        "Job | Runs | Median | 90th percentile",
        "lint | 2 | 40s | 50s",
        "test (1) | 1 | 3m 0s | 3m 0s",
        "test (2) | 1 | 5m 0s | 5m 0s",
        "call / x | 1 | 1m 0s | 1m 0s",
        "Critical path, by the medians: lint → test, 5m 40s. No figures, and so no time, for: docs.",
    ]
    assert not any("lanned" in line for line in shown(result))


def test_on_github(project: Project) -> None:
    text = built(project, "{ci:durations} plan.yml\n:workflow: ci.yml", "gfm").text("index.md")
    assert "| [2–4 minutes](plan.yml#L6) |" in text
    assert re.search(r"Critical path, as planned: \[`lint`\]\(.*\) → \[`test`\]\(.*\), 3–5 minutes\.", text)


def test_faults_are_told(project: Project) -> None:
    files = {
        "job.yml": "planned: {ci.yml: {tst: {min: 1, max: 1}}}\n",
        "file.yml": "planned: {cii.yml: {whole run: {min: 1, max: 1}}}\n",
        "span.yml": "planned: {ci.yml: {lint: {min: 1}}}\n",
        "none.yml": "planned: {}\n",
        "other.yml": "a: 1\n",
        "time.json": '{"jobs": [{"name": "a", "started_at": "now"}]}',
        "failed.json": '{"jobs": [{"name": "a", "conclusion": "failure"}]}',
    }
    for name, text in files.items():
        (project.repo / name).write_text(text, encoding="utf-8")
    calls = {
        "job.yml": ("unknown-job", "job.yml:1:20: ci.yml has no job 'tst'; did you mean 'test'?"),
        "file.yml": ("unknown-workflow", "file.yml:1:21: there is no workflow 'cii.yml'; did you mean 'ci.yml'?"),
        "span.yml": ("broken-data", "span.yml:1:26: the key 'max' is missing"),
        "none.yml": ("no-match", "none.yml plans no durations"),
        "other.yml": ("broken-data", "other.yml holds no durations"),
        "time.json": ("broken-data", "time.json:1:39: 'now' is no time"),
        "failed.json": ("no-match", "failed.json has nothing that succeeded"),
        "gone.json": ("unknown-file", "the repository has no 'gone.json'"),
        "runs.json\n:workflow: cii.yml": ("unknown-workflow", "there is no workflow 'cii.yml'"),
    }  # fmt: skip
    for number, name in enumerate(calls):
        project.page(f"p{number}.md", f"---\norphan: true\n---\n# Page\n\n```{{ci:durations}} {name}\n```\n")
    result = built(project, "{ci:durations} plan.yml")
    said = [re.search(r"p(\d)\.md:6: WARNING: (.*) \[ci\.([\w-]+)\]", line) for line in result.warnings]
    assert [(int(match[1]), match[3]) for match in said if match] == [
        (number, subtype) for number, (subtype, _) in enumerate(calls.values())
    ]
    for match, (_, words) in zip(said, calls.values(), strict=True):
        assert words in match[2]
