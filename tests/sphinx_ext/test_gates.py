"""Gates on pages: the table, one gate, the mark in the job graph, the warning, and what makes a page out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from .test_life import touch_later

if TYPE_CHECKING:
    from .conftest import Project, Result

CI = """\
name: CI
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: pip install -r requirements.txt
      # Keeps | the code <b>covered</b>.
      - name: "TQ-01: Coverage"
        run: pytest --cov --cov-fail-under=80
      - name: "TQ-02: Types"
        run: mypy . | tee "out|put"
      - name: Lint
        run: ruff check . || exit 1
  deploy:
    needs: test
    runs-on: ubuntu-latest
    steps: [{run: ./deploy}]
"""
PAGE = """\
# Gates

```{ci:gates} ci.yml
:no-index:
```

```{ci:gates} ci.yml
:detect:
:columns: gate, checks, verdict, effect, if it fails
```

```{ci:gate} TQ-02
```

```{ci:gate} ci.yml:test:Lint
```

```{ci:job-graph} ci.yml
```

A red {ci:gate}`TQ-01`.
"""
WEAK = {"suppress_warnings": "ci.gate-cannot-fail"}
CONF = """\
extensions = ["myst_parser", "workflow_docs"]
ci_repository = "../repo"
html_theme = "basic"
root_doc = "index"
"""


def built(project: Project, **options: object) -> tuple[Result, BeautifulSoup]:
    project.conf(CONF)
    project.workflow("ci.yml", CI)
    project.page("index.md", PAGE)
    result = project.build(nitpicky=True, **options)
    return result, BeautifulSoup(result.text("index.html"), "html.parser")


def shown(project: Project) -> str:
    return BeautifulSoup(project.build(**WEAK).text("index.html"), "html.parser").get_text()


def cells(table: BeautifulSoup) -> list[list[str]]:
    return [[cell.get_text() for cell in row.find_all("td")] for row in table.select("tbody tr")]


def test_the_table_of_gates(project: Project) -> None:
    result, soup = built(project, **WEAK)
    assert result.warnings == []
    first, second = soup.select("table")[:2]
    assert [cell.get_text() for cell in first.select("th")] == [
        "Gate", "Purpose", "Where", "Command", "Passes if", "Effect", "Why",
    ]  # fmt: skip
    coverage, types = cells(first)
    assert coverage == [
        "TQ-01", "Keeps | the code <b>covered</b>", "test → TQ-01: Coverage", "pytest --cov --cov-fail-under=80",
        "all tests pass; coverage ≥ 80 %", "blocking", "",
    ]  # fmt: skip
    assert types[4:6] == ["always", "none"]
    assert types[6].startswith(
        "a failure of mypy . does not fail the step: the status of the pipe is that of tee"
    )
    assert cells(second) == [
        ["TQ-01", "Coverage", "blocking", "blocking", "the job fails, without deploy"],
        ["TQ-02", "Types", "informational", "none", "the job goes on"],
        ["Lint", "lint", "blocking", "blocking", "the job fails, without deploy"],
    ]


def test_a_verdict_is_a_badge(project: Project) -> None:
    _, soup = built(project, **WEAK)
    badges = soup.select("table .ci-verdict")
    assert badges[0].get_text() == "blocking"
    assert {"sd-badge", "sd-bg-success"} <= set(badges[0]["class"])
    assert "sd-bg-danger" in badges[1]["class"]


def test_one_gate_with_every_reason(project: Project) -> None:
    _, soup = built(project, **WEAK)
    items = [item.get_text() for item in soup.select("li")]
    assert any(
        "To mend it: set shell: bash, or begin the script with set -o pipefail" in item for item in items
    )
    assert any("(required status checks), which no file shows" in item for item in items)
    facts = {row[0]: row[1] for table in soup.select("table")[2:] for row in cells(table)}
    assert (facts["Verdict"], facts["Effect"], facts["Stops"], facts["Run"]) == (
        "blocking", "blocking", "deploy", "turns red",
    )  # fmt: skip
    assert facts["Passes if"] == "the linter finds nothing"


def test_the_graph_names_the_gates_that_block(project: Project) -> None:
    _, soup = built(project, **WEAK)
    code = soup.select_one(".mermaid")
    assert code is not None
    assert "blocking: TQ-01" in code.get_text()
    assert "classDef gates" in code.get_text()
    assert "TQ-02" not in code.get_text()


def test_a_gate_that_cannot_fail_is_a_warning(project: Project) -> None:
    result, _ = built(project)
    (warning, line) = result.warnings
    assert warning.startswith(
        ".github/workflows/ci.yml:12:14: WARNING: the step 'TQ-02 Types' looks like a quality gate, but cannot fail: "
        "a failure of `mypy .` does not fail the step"
    )
    assert line.strip() == 'run: mypy . | tee "out|put" [ci.gate-cannot-fail]'


def test_a_build_without_changes_says_it_again(project: Project) -> None:
    first, _ = built(project)
    assert project.build(nitpicky=True).warnings == first.warnings
    touch_later(project.workflow("ci.yml", CI), CI.replace('| tee "out|put"', ""))
    assert project.build(nitpicky=True).warnings == []


def test_the_role_leads_to_the_gate(project: Project) -> None:
    _, soup = built(project, **WEAK)
    link = next(
        link for link in soup.find_all("a", string="TQ-01", class_="internal") if link["href"][0] == "#"
    )
    target = soup.find(id=link["href"].removeprefix("#"))
    assert target is not None
    assert target.get_text() == "TQ-01"


def test_on_github_a_verdict_is_a_word(project: Project) -> None:
    project.conf(CONF)
    project.workflow("ci.yml", CI)
    project.page("index.md", PAGE)
    result = project.build("gfm", nitpicky=True, **WEAK)
    assert result.warnings == []
    text = result.text("index.md")
    assert "| blocking |" in text
    assert r"| Keeps \| the code \<b>covered\</b> |" in text


def test_a_page_of_gates_follows_what_its_limits_and_its_reach_say(project: Project) -> None:
    (project.repo / ".coveragerc").write_text("[report]\nfail_under = 70\n", encoding="utf-8")
    follower = "on: {workflow_run: {workflows: [CI]}}\njobs: {a: {if: \"github.event.workflow_run.conclusion == 'success'\", runs-on: x, steps: [{run: make}]}}\n"
    next_file = project.workflow("next.yml", follower)
    project.conf(CONF)
    project.workflow("ci.yml", CI.replace(" --cov-fail-under=80", ""))
    project.page("index.md", "# Gates\n\n```{ci:gates} ci.yml\n:columns: gate, passes if, stops\n```\n")
    first = shown(project)
    assert "≥ 70 %" in first
    assert "next.yml:a" in first
    touch_later(project.repo / ".coveragerc", "[report]\nfail_under = 75\n")
    assert "≥ 75 %" in shown(project)
    touch_later(next_file, follower.replace("success", "failure"))
    assert "next.yml:a" not in shown(project)


def test_an_unknown_gate_is_a_warning_with_a_suggestion(project: Project) -> None:
    project.conf(CONF)
    project.workflow("ci.yml", CI)
    project.page("index.md", "# Gates\n\n```{ci:gate} QT-01\n```\n")
    result = project.build(**WEAK)
    assert "no workflow has a gate 'QT-01'; did you mean 'TQ-01" in result.warnings[0]
    assert result.warnings[0].endswith("[ci.unknown-gate]")
