"""Expressions in options and settings that do not end: a warning at their place, and the build goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workflow_docs.workflow import user_patterns

if TYPE_CHECKING:
    from .conftest import Project

TEXT = "a" * 60 + "!"
CI = f"on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - name: '{TEXT}'\n        run: '{TEXT}'\n"


@pytest.mark.parametrize(
    "directive",
    ["{ci:commands} ci.yml\n:pattern: ^(a|aa)+$", "{ci:gates}\n:pattern: ^(a|aa)+$", "{ci:excerpt} .github/workflows/ci.yml\n:from: (a|aa)+'''$", "{ci:sections}\n:match: ^(a|aa)+$"],
)  # fmt: skip
def test_an_endless_search_is_a_warning(
    project: Project, monkeypatch: pytest.MonkeyPatch, directive: str
) -> None:
    monkeypatch.setattr(user_patterns, "SECONDS", 0.2)
    project.workflow("ci.yml", CI)
    project.page("index.md", f"# Start\n\n```{directive}\n```\n\n## {TEXT}\n\nStill here.\n")
    result = project.build()
    (warning,) = [line for line in result.warnings if "ci.option" in line]
    assert "index.md:3: WARNING: the search for " in warning
    assert "Still here" in result.text("index.html")


def test_an_endless_search_of_the_setting_is_a_warning(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_patterns, "SECONDS", 0.2)
    project.workflow("ci.yml", CI)
    project.page("index.md", "# Start\n\nStill here.\n")
    result = project.build(ci_gate_pattern="^(a|aa)+$")
    assert [
        line for line in result.warnings if "ci_gate_pattern: the search for '^(a|aa)+$' was ended" in line
    ]
    assert "Still here" in result.text("index.html")
