"""The repository's own addresses on GitHub, held against a real git repository on disk."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sphinx_ext.conftest import Project

WORKFLOW = "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - run: make\n"
HOME = "https://github.com/Octo/Tools"


def git(project: Project, *arguments: str) -> str:
    command = [
        "git",
        "-C",
        str(project.repo),
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.org",
        *arguments,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def commits(project: Project) -> tuple[str, str]:
    """Return the first and the last commit of a repository that has lost `old.py` between them."""
    project.workflow("ci.yml", WORKFLOW)
    (project.repo / "README.md").write_text("# Tools\n\n## How to ⚠️ install\n")
    (project.repo / "old.py").write_text("one\n")
    (project.repo / "docs").mkdir()
    (project.repo / "docs" / "a b.md").write_text("# A\n")
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "remote", "add", "origin", f"git@github.com:{HOME[19:]}.git")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "first")
    git(project, "tag", "v1")
    first = git(project, "rev-parse", "HEAD")
    (project.repo / "old.py").unlink()
    git(project, "commit", "--quiet", "-am", "second")
    git(project, "branch", "feature/x")
    return first, git(project, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("", "path", "working"),
        ("/blob/main/README.md", "path", "working"),
        ("/blob/main/READNE.md", "path", "broken"),
        ("/tree/main/docs", "path", "working"),
        ("/tree/feature/x/docs", "path", "working"),
        ("/tree/feature/x/dosc", "path", "broken"),
        ("/blob/HEAD/docs/a%20b.md", "path", "working"),
        ("/raw/main/docs/a%20b.md", "path", "working"),
        ("/edit/main/docs/none.md", "path", "broken"),
        ("/blob/main/README.md#how-to-️-install", "anchor", "working"),
        ("/blob/main/README.md#how-to-install", "anchor", "broken"),
        ("#how-to-%EF%B8%8F-install", "anchor", "working"),
        ("/blob/main/.github/workflows/ci.yml#L6", "line", "working"),
        ("/blob/main/.github/workflows/ci.yml#L2-L7", "line", "broken"),
        ("/blob/LAST/.github/workflows/ci.yml#L6", "line", "working"),
        ("/blob/LAST/.github/workflows/ci.yml#L7", "line", "broken"),
        ("/blob/LAST/old.py", "path", "broken"),
        ("/blob/FIRST/old.py#L1", "line", "working"),
        ("/blob/FIRST/old.py#L2", "line", "broken"),
        ("/blob/v1/old.py", "path", "working"),
        ("/blob/v1/new.py", "path", "broken"),
        ("/blob/gone/README.md", "path", "working"),
        ("/blob/gone/none.md", "external", "unchecked"),
        ("/blob/1234567890/none.md", "external", "unchecked"),
        ("/actions/workflows/ci.yml", "ci", "working"),
        ("/actions/workflows/co.yml/badge.svg?branch=main", "ci", "broken"),
        ("/issues/3", "external", "unchecked"),
        ("-more/blob/main/none", "external", "unchecked"),
    ],
)
def test_addresses_of_the_repository(
    project: Project, commits: tuple[str, str], path: str, kind: str, status: str
) -> None:
    first, last = commits
    url = HOME.lower() + path.replace("FIRST", first).replace("LAST", last)
    project.page("index.md", f"# Start\n\n[a](<{url}>)\n")
    result = project.build("linkcheck", ci_linkcheck_offline=True)
    (line,) = result.text("output.json").splitlines()
    entry = json.loads(line)
    assert (entry["kind"], entry["status"]) == (kind, status)
    assert result.app.statuscode == (status == "broken")


def test_raw_files(project: Project, commits: tuple[str, str]) -> None:
    raw = f"https://raw.githubusercontent.com/{HOME[19:]}"
    names = ("main/README.md", "main/none.md", "refs/heads/main/README.md")
    project.page("index.md", "# Start\n\n" + "".join(f"- <{raw}/{name}>\n" for name in names))
    result = project.build("linkcheck", ci_linkcheck_offline=True)
    found = [json.loads(line)["status"] for line in result.text("output.json").splitlines()]
    assert (found, len(commits)) == (["working", "broken", "working"], 2)


def test_a_documented_folder_below_the_top(project: Project, commits: tuple[str, str]) -> None:
    git(project, "mv", "docs", "inner")
    (project.repo / "inner" / "new.txt").write_text("not committed\n")
    git(project, "commit", "--quiet", "-am", "third")
    names = ("README.md#L3", "README.md#L4", "inner/a%20b.md#a", "inner/new.txt", "inner/none", "none")
    project.page("index.md", "# Start\n\n" + "".join(f"- <{HOME}/blob/main/{name}>\n" for name in names))
    result = project.build("linkcheck", ci_linkcheck_offline=True, ci_repository="../repo/inner")
    found = {
        entry["uri"].rpartition("/main/")[2]: entry["status"]
        for entry in map(json.loads, result.text("output.json").splitlines())
    }
    assert found == {
        "README.md#L3": "working",
        "README.md#L4": "broken",
        "inner/a%20b.md#a": "working",
        "inner/new.txt": "working",
        "inner/none": "broken",
        "none": "broken",
    }
    assert len(commits) == 2
