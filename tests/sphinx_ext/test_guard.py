"""A directive, a reference or a page of ours that fails is a warning at its place, and the build goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workflow_docs.sphinx_ext import domain, sources
from workflow_docs.sphinx_ext.directives import jobs

if TYPE_CHECKING:
    from .conftest import Project

CI = "on: push\njobs:\n  build:\n    runs-on: x\n    steps: [{run: make}]\n"


def broken(*_arguments: object) -> None:
    raise ValueError


@pytest.fixture
def ci(project: Project) -> Project:
    project.workflow("ci.yml", CI)
    project.page(
        "index.md",
        "# Start\n\n```{ci:jobs} ci.yml\n```\n\n```{ci:workflows}\n```\n\nStill here: {ci:job}`build`.\n",
    )
    return project


@pytest.mark.parametrize(
    ("owner", "name", "place"),
    [
        (jobs.JobsDirective, "content_nodes", "index.md:3: "),
        (domain.CiDomain, "_resolved", "index.md:"),
        (sources, "_body", ""),
    ],
)  # fmt: skip
def test_what_fails_is_a_warning_and_the_build_goes_on(
    ci: Project, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, place: str
) -> None:
    monkeypatch.setattr(owner, name, broken)
    result = ci.build()
    told = [line for line in result.warnings if "[ci.internal-error]" in line]
    assert told
    assert all("internal error: ValueError" in line and place in line for line in told)
    assert "Still here" in result.text("index.html")
    assert "ci.yml" in result.text("index.html")
