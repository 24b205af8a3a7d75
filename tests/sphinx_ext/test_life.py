"""What a build reads again, and that several processes read the same as one."""

from __future__ import annotations

import os
import pickle
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Project

CI = """
name: CI
on: push
jobs:
  build:  # Builds it.
    runs-on: ubuntu-latest
    steps:
      - run: make
"""
DEPLOY = """
name: Deploy
on: push
jobs:
  ship:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: ./ship
        env:
          TOKEN: ${{ secrets.TOKEN }}
"""


def touch_later(file: Path, text: str) -> None:
    """Write a file so that it is newer than what was built from it."""
    file.write_text(text, encoding="utf-8")
    later = time.time() + 10
    os.utime(file, (later, later))


def write_pages(project: Project) -> None:
    project.page("index.md", "# Start\n\n```{toctree}\n:glob:\n*\n```\n\nNothing of CI here.\n")
    project.page("ci.md", "# CI\n\n```{ci:workflow} ci.yml\n```\n")
    project.page("deploy.md", "# Deploy\n\n```{ci:workflow} deploy.yml\n```\n")
    project.page("role.md", "# Role\n\nSee {ci:job}`ci.yml:build`.\n")
    project.page("overview.md", "# All\n\n```{ci:workflows}\n```\n")


def test_editing_a_workflow_reads_only_the_pages_that_use_it(project: Project) -> None:
    file = project.workflow("ci.yml", CI)
    project.workflow("deploy.yml", DEPLOY)
    write_pages(project)
    project.build()
    assert project.build().read == set()
    touch_later(file, CI.replace("build:", "compile:"))
    result = project.build()
    assert result.read == {"ci", "role", "overview"}
    assert "compile" in result.text("ci.html")
    assert any("role.md:3" in line and "has no job 'build'" in line for line in result.warnings)


def test_adding_and_deleting_a_workflow_reads_the_overviews(project: Project) -> None:
    project.workflow("ci.yml", CI)
    deploy = project.workflow("deploy.yml", DEPLOY)
    write_pages(project)
    project.build()
    project.workflow("new.yml", CI.replace("name: CI", "name: New"))
    result = project.build()
    assert result.read == {"overview"}
    assert "new.yml" in result.text("overview.html")
    deploy.unlink()
    result = project.build()
    assert result.read == {"overview", "deploy"}
    assert "deploy.yml" not in result.text("overview.html")
    assert [line for line in result.warnings if "there is no workflow 'deploy.yml'" in line]


def test_a_page_about_a_missing_workflow_is_read_when_the_workflow_comes(project: Project) -> None:
    project.page("index.md", "# Start\n\n```{ci:workflow} later.yml\n```\n\n{ci:workflow}`later.yml`\n")
    project.workflow("ci.yml", CI)
    first = project.build()
    assert [line for line in first.warnings if "ci.unknown-workflow" in line]
    project.workflow("later.yml", DEPLOY)
    second = project.build()
    assert second.read == {"index"}
    assert second.warnings == []


def test_two_processes_read_the_same_as_one(make_project: Callable[[str], Project]) -> None:
    results = []
    for name, jobs in (("one", 1), ("two", 2)):
        project = make_project(name)
        project.workflow("ci.yml", CI)
        project.workflow("deploy.yml", DEPLOY)
        write_pages(project)
        for number in range(6):  # Sphinx reads in parallel from five pages on
            project.page(
                f"more{number}.md", f"# {number}\n\n```{{ci:secrets}}\n```\n\n{{ci:secret}}`TOKEN`\n"
            )
        results.append(project.build(jobs=jobs))
    one, two = results
    assert one.warnings == two.warnings == []
    for name in one.env.found_docs:
        assert (
            one.env.get_doctree(name).pformat().replace("/one/", "/two/")
            == two.env.get_doctree(name).pformat()
        )
    first, second = (dict(result.env.domaindata["ci"]) for result in results)
    for data in (first, second):
        data["objects"] = {key: dict(sorted(value.items())) for key, value in sorted(data["objects"].items())}
        data["references"] = dict(sorted(data["references"].items()))
    assert pickle.loads(pickle.dumps(first)) == second  # noqa: S301 (our own data)
    assert one.text("more1.html") == two.text("more1.html")
    assert one.text("deploy.html") == two.text("deploy.html")


def test_deleting_a_page_forgets_its_objects(project: Project) -> None:
    project.workflow("ci.yml", CI)
    project.page("index.md", "# Start\n\n{ci:job}`ci.yml:build`\n")
    page = project.page("ci.md", "---\norphan: true\n---\n# CI\n\n```{ci:workflow} ci.yml\n```\n")
    assert 'href="ci.html#ci-job-ci.yml-build"' in project.build().text("index.html")
    page.unlink()
    result = project.build()
    assert ("job", ".github/workflows/ci.yml:build") not in result.env.get_domain("ci").objects
    touch_later(project.docs / "index.md", "# Start\n\nNow {ci:job}`ci.yml:build`\n")
    assert 'href="_repository/_github/workflows/ci.yml.html#L-5"' in project.build().text("index.html")
