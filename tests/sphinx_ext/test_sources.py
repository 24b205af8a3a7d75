"""Links to source lines: as permalinks where the commit has the line, else to a page with the file as it is."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Project

CI = "on: push\njobs:\n  build:\n    runs-on: x\n    steps: [{run: make}]\n"
URL = "https://github.com/example/project/blob/"


def git(project: Project, *arguments: str) -> str:
    identity = {
        f"GIT_{who}_{what}": "test@example.com"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    command = ["git", "-C", str(project.repo), *arguments]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, **identity}
    ).stdout.strip()


@pytest.fixture
def checkout(project: Project) -> Project:
    project.workflow("ci.yml", CI)
    git(project, "init", "-q")
    git(project, "remote", "add", "origin", "git@github.com:example/project.git")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "first")
    project.page("index.md", "# Start\n\n{ci:job}`ci.yml:build`\n")
    return project


def test_a_committed_line_is_a_permalink(checkout: Project) -> None:
    commit = git(checkout, "rev-parse", "HEAD")
    result = checkout.build()
    assert result.warnings == []
    assert f'href="{URL}{commit}/.github/workflows/ci.yml#L3"' in result.text("index.html")
    assert not (result.out / "_repository").exists()


def test_a_changed_file_is_shown_as_it_is(checkout: Project) -> None:
    checkout.workflow("ci.yml", "# new first line\n" + CI)
    result = checkout.build()
    assert 'href="_repository/_github/workflows/ci.yml.html#L-4"' in result.text("index.html")
    assert URL not in result.text("index.html")


def test_a_new_commit_writes_the_links_anew_without_reading(checkout: Project) -> None:
    checkout.build()
    git(checkout, "commit", "-q", "--allow-empty", "-m", "second")
    commit = git(checkout, "rev-parse", "HEAD")
    result = checkout.build()
    assert result.read == set()
    assert f"{URL}{commit}/" in result.text("index.html")


def test_a_repository_elsewhere_gets_pages_of_the_site(checkout: Project) -> None:
    git(checkout, "remote", "set-url", "origin", "https://git.example.com/example/project.git")
    assert 'href="_repository/' in checkout.build().text("index.html")


def test_a_fault_at_the_end_of_a_file_is_linked_to_its_last_line(project: Project) -> None:
    project.workflow("ci.yml", "on: push\njobs: [\n")
    project.page("index.md", "# Start\n\n```{ci:diagnostics}\n```\n")
    result = project.build()
    assert 'href="_repository/_github/workflows/ci.yml.html#L-2"' in result.text("index.html")
    assert "ci.yml:3" in result.text("index.html")
