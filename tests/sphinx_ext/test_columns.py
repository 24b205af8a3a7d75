"""Which columns tables have on pages: those that say something, those that are asked for, and what stands above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from .conftest import Project

CI = """\
name: CI
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {WEIGHT: '1'}
    steps:
      - run: make
      - {name: Lint, run: ruff check ., continue-on-error: true}
      - {name: Wait, run: ./wait.sh, env: {WAIT_SECONDS: '300', WEIGHT: '2'}}
      - {name: Go, run: ./go.sh, env: {WEIGHT: '3'}}
  docs:
    needs: test
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps: [{name: Build, run: "make docs\\nmake check"}]
"""


def built(project: Project, text: str, builder: str = "html") -> tuple[list[str], list[str]]:
    """Build a page with a directive; return the lines of what it shows, and the warnings."""
    project.workflow("ci.yml", CI)
    project.page("index.md", f"# Start\n\n```{text}\n```\n")
    result = project.build(builder, nitpicky=True)
    if builder == "gfm":
        return result.text("index.md").splitlines()[4:], result.warnings
    soup = BeautifulSoup(result.text("index.html"), "html.parser").select_one("section")
    assert soup is not None
    lines = [
        " | ".join(cell.get_text() for cell in node.find_all(["th", "td"]))
        if node.name == "tr"
        else node.get_text()
        for node in soup.find_all(["p", "tr"])
        if node.name == "tr" or (node.find_parent("td") is None and node.find_parent("th") is None)
    ]
    return lines, result.warnings


def shown(project: Project, text: str) -> list[str]:
    lines, warnings = built(project, text)
    assert warnings == []
    return lines


def test_what_all_jobs_share_is_said_once(project: Project) -> None:
    assert shown(project, "{ci:jobs} ci.yml") == [
        "Every job: runs on ubuntu-latest; time limit 5 minutes.",
        "Job | Needs",
        "test | –",
        "docs | test",
    ]


def test_columns_that_are_asked_for_stay(project: Project) -> None:
    assert shown(project, "{ci:jobs} ci.yml\n:columns: job, runs on, condition, source") == [
        "Job | Runs on | Condition | Source",
        "test | ubuntu-latest |  | ci.yml:4",
        "docs | ubuntu-latest |  | ci.yml:13",
    ]


def test_columns_can_be_left_out(project: Project) -> None:
    assert shown(project, "{ci:jobs} ci.yml\n:without: runs on, time-limit")[:1] == ["Job | Needs"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (":without: nothing", ":without: has no column 'nothing'; there is job, name, purpose"),
        (":columns: nothing", ":columns: has no column 'nothing'; there is job, name, purpose"),
        (":columns: job\n:without: name", "give :columns: or :without:, not both"),
    ],
)
def test_columns_that_cannot_be_chosen(project: Project, options: str, message: str) -> None:
    lines, (warning, *_) = built(project, f"{{ci:jobs}} ci.yml\n{options}")
    assert message in warning
    assert warning.endswith("[ci.option]")
    assert any(message in line for line in lines)


def test_a_table_needs_a_column(project: Project) -> None:
    every = "command, used in, workflow, job, step, source"
    _, (warning, *_) = built(project, f"{{ci:commands}} ci.yml\n:pattern: make\n:without: {every}")
    assert ":without: leaves no column" in warning


def test_the_usual_end_of_a_step_is_said_once(project: Project) -> None:
    assert shown(project, "{ci:steps} ci.yml:test") == [
        "Where If it fails is empty, the job fails.",
        "Step | Name | Runs | If it fails",
        "1 |  | make | ",
        "2 | Lint | ruff check . | the job goes on",
        "3 | Wait | ./wait.sh | ",
        "4 | Go | ./go.sh | ",
    ]


def test_a_step_without_a_name_has_that_of_github_where_nothing_else_tells_of_it(project: Project) -> None:
    assert shown(project, "{ci:steps} ci.yml:test\n:without: runs, if it fails")[1] == "1 | Run make"
    assert shown(project, "{ci:steps} ci.yml:test\n:columns: name")[1] == "Run make"


def test_the_columns_of_a_job_are_those_of_its_steps(project: Project) -> None:
    lines = shown(project, "{ci:job} ci.yml:docs\n:without: if it fails")
    assert lines[-2:] == ["Step | Name | Runs", "1 | Build | make docs; make check"]
    assert "Setting | Value" in lines


def test_the_parts_of_a_workflow_are_no_columns(project: Project) -> None:
    lines = shown(project, "{ci:workflow} ci.yml\n:without: graph, steps, env")
    assert "Every job: runs on ubuntu-latest; time limit 5 minutes." in lines


def test_variables_side_by_side(project: Project) -> None:
    assert shown(project, "{ci:env} ci.yml\n:by: step\n:names: WEIGHT, WAIT_SECONDS") == [
        "Every step: job test.",
        "Step | WEIGHT | WAIT_SECONDS",
        "Wait | 2 | 300 (5 minutes)",
        "Go | 3 | ",
    ]
    assert shown(project, "{ci:env} ci.yml\n:by: job") == ["Job | WEIGHT", "test | 1"]
    assert (
        shown(project, "{ci:env} ci.yml\n:by: step\n:columns: step, wait_seconds")[1]
        == "Wait | 300 (5 minutes)"
    )
    assert shown(project, "{ci:env} ci.yml\n:by: workflow") == ["No variables are set."]


def test_on_github_the_heads_are_code_and_values_lead_to_their_lines(project: Project) -> None:
    lines, warnings = built(project, "{ci:env} ci.yml\n:by: step\n:without: job", "gfm")
    assert warnings == []
    assert [line.replace(".github/workflows/", "") for line in lines[:3]] == [
        "| Step | `WAIT_SECONDS` | `WEIGHT` |",
        "| --- | --- | --- |",
        "| [Wait](ci.yml#L11) | [`300`](ci.yml#L11) (5 minutes) | [`2`](ci.yml#L11) |",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (":by: step\n:scope: job", ":by: step is about that scope; leave :scope: out"),
        (":by: job\n:names: WAIT_SECONDS", ":names: no variable 'WAIT_SECONDS' is set here"),
        (":by: leg", '"leg" unknown; choose from "workflow", "job", or "step"'),
    ],
)
def test_variables_that_cannot_be_compared(project: Project, options: str, message: str) -> None:
    _, warnings = built(project, f"{{ci:env}} ci.yml\n{options}")
    assert message in "".join(warnings)


def test_a_page_of_names_alone_follows_a_new_commit_and_new_descriptions(project: Project) -> None:
    project.workflow("ci.yml", CI)
    project.page("index.md", "# Start\n\n```{ci:jobs} ci.yml\n:columns: job, purpose\n```\n")
    descriptions = project.docs / "d.yml"
    descriptions.write_text("job: {test: First.}\n", encoding="utf-8")
    assert "First" in project.build(ci_descriptions="d.yml").text("index.html")
    assert project.build(ci_descriptions="d.yml").read == set()
    descriptions.write_text("job: {test: Second words.}\n", encoding="utf-8")
    assert "Second words" in project.build(ci_descriptions="d.yml").text("index.html")
