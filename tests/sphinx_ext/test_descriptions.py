"""The file of descriptions: shown where there is no comment, and never about what there is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from .conftest import Project

CI = "on: push\njobs:\n  build:\n    runs-on: x\n    steps: [{run: make}]\n  test:  # Tests it.\n    runs-on: x\n    steps: [{run: make}]\n"


@pytest.fixture
def described(project: Project) -> Project:
    project.workflow("ci.yml", CI)
    project.page("index.md", "# Start\n\n```{ci:jobs} ci.yml\n```\n")
    return project


def build(project: Project, text: str) -> tuple[str, list[str]]:
    (project.docs / "descriptions.yml").write_text(text, encoding="utf-8")
    result = project.build(ci_descriptions="descriptions.yml")
    return result.text("index.html"), result.warnings


def test_an_entry_describes_what_has_no_comment(described: Project) -> None:
    page, warnings = build(described, "job:\n  ci.yml:build: Builds it.\n  test: Never shown.\n")
    assert warnings == []
    assert "Builds it" in page
    assert "Tests it" in page
    assert "Never shown" not in page


USES = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      # Says hello.\n      - {run: make, env: {T: '${{ secrets.TOKEN }}', V: '${{ vars.HOST }}'}}\n"
TABLES = "# Start\n\n```{ci:secrets}\n```\n\n```{ci:variables}\n```\n\n```{ci:inputs} in.yml\n```\n"
INPUT = "on: {workflow_dispatch: {inputs: {level: {description: How much}}}}\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n"


def test_an_entry_may_have_an_example_of_a_value(project: Project) -> None:
    project.workflow("ci.yml", USES)
    project.workflow("in.yml", INPUT)
    project.page("index.md", TABLES)
    text = (
        "secret:\n  TOKEN: {description: May | write., example: 'tok_<x>|y'}\n"
        "variable:\n  HOST: {example: example.com}\ninput:\n  in.yml:level: {example: debug}\n"
    )
    page, warnings = build(project, text)
    assert warnings == []
    rows = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in BeautifulSoup(page, "html.parser").select("tr")
    ]
    assert rows == [
        ["Secret", "Required", "Purpose", "Example", "Used in"],
        ["TOKEN", "Not stated", "May | write", "tok_<x>|y", "a"],
        ["Variable", "Example", "Used in"],
        ["HOST", "example.com", "a"],
        ["Input", "Event", "Type", "Required", "Purpose", "Example"],
        ["level", "workflow_dispatch", "string", "No", "How much", "debug"],
    ]


def test_an_entry_with_an_unknown_key_is_a_warning(described: Project) -> None:
    page, warnings = build(described, "job:\n  build: {description: Builds it., exampel: x}\n")
    assert "Builds it" in page
    (warning, *_) = warnings
    assert warning.startswith(
        "descriptions.yml:2:36: WARNING: unknown key 'exampel'; did you mean 'example'?"
    )
    _, warnings = build(described, "job:\n  build: {example: [1]}\n")
    assert "[ci.wrong-type]" in "".join(warnings)


def test_an_example_alone_describes_nothing(described: Project) -> None:
    page, warnings = build(described, "job:\n  build: {example: x}\n  ci.yml:bild: {example: y}\n")
    assert "Purpose" in page  # that of the other job
    assert "this describes nothing: ci.yml has no job 'bild'" in "".join(warnings)


def test_an_entry_that_describes_nothing_is_a_warning_at_its_line(described: Project) -> None:
    _, warnings = build(described, "job:\n  ci.yml:bild: Builds it.\n")
    (warning,) = warnings
    assert warning.startswith(
        "descriptions.yml:2:3: WARNING: this describes nothing: ci.yml has no job 'bild'"
    )
    assert warning.endswith("[ci.unused-description]")


def test_an_unknown_kind_is_a_warning(described: Project) -> None:
    _, warnings = build(described, "jobs:\n  build: Builds it.\n")
    assert "descriptions know no 'jobs'; did you mean 'job'?" in warnings[0]


def test_a_file_that_is_no_yaml_is_a_warning(described: Project) -> None:
    _, warnings = build(described, "job: [\n")
    assert "[ci.yaml-syntax]" in "".join(warnings)


def test_a_change_is_seen_by_the_next_build(described: Project) -> None:
    build(described, "job:\n  build: First words.\n")
    page, _ = build(described, "job:\n  build: Second words.\n")
    assert "Second words" in page


def test_a_missing_file_is_a_warning(described: Project) -> None:
    (warning,) = described.build(ci_descriptions="none.yml").warnings
    assert warning.endswith("[ci.config]")
