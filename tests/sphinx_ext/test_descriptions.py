"""The file of descriptions: shown where there is no comment, and never about what there is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
