"""The commands of the Makefile as a user types them, with the project's environment already there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COPIED = (
    "Makefile",
    "conf.py",
    "pyproject.toml",
    "requirements",
    "README.md",
    "LICENSE",
    "_ext",
    "source",
    "examples",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the project whose environment is the one that runs the tests."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    ignore = shutil.ignore_patterns("__pycache__", "reference", "node_modules")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignore)
        else:
            shutil.copy(source, folder / name)
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    for stamp in ("docs.stamp", "dev.stamp"):
        (folder / ".venv" / stamp).touch()
    return folder


def make(
    folder: Path, *arguments: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    # A virtual environment's interpreter finds its packages by the name that it was called by.
    env = {**(env or os.environ), "MAKEFLAGS": "", "PYTHONDONTWRITEBYTECODE": "1"}
    python = f"BIN={Path(sys.executable).parent}"
    return subprocess.run(
        ["make", *arguments, python], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def test_help_is_the_default_and_lists_the_commands(checkout: Path) -> None:
    done = make(checkout)
    assert done.returncode == 0
    for command in ("html", "markdown", "linkcheck", "check", "test-all", "bench", "clean"):
        assert f"  {command} " in done.stdout


def test_html_builds_the_site_about_the_sample(checkout: Path) -> None:
    done = make(checkout, "html", "SPHINXOPTS=-W")
    assert done.returncode == 0, done.stderr
    assert (checkout / "build/html/reference/workflows/deploy.html").exists()
    assert (checkout / "build/html/guides/runbook.html").exists()


def test_another_repository_gets_the_reference_alone(checkout: Path, tmp_path: Path) -> None:
    workflows = tmp_path / "theirs" / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "build.yml").write_text(
        "name: Build\non: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: make}]\n"
    )
    done = make(checkout, "html", "REPO=../theirs", "SPHINXOPTS=-W")
    assert done.returncode == 0, done.stderr
    site = checkout / "build/repositories/theirs/html"
    assert "Build" in (site / "workflows/build.html").read_text(encoding="utf-8")
    assert not (site / "guides").exists()
    assert sorted(file.name for file in (tmp_path / "theirs").rglob("*") if file.is_file()) == ["build.yml"]


@pytest.mark.parametrize("command", ["html", "markdown", "linkcheck", "facts", "gates", "audit"])
def test_a_repository_that_is_not_there_is_an_error(checkout: Path, tmp_path: Path, command: str) -> None:
    done = make(checkout, command, f"REPO={tmp_path / 'nowhere'}")
    assert done.returncode == 2
    assert "build succeeded" not in done.stdout
    assert "nowhere" in done.stderr


def test_a_folder_of_a_repository_is_enough(checkout: Path, tmp_path: Path) -> None:
    workflows = tmp_path / "theirs" / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "build.yml").write_text(
        "name: Build\non: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: make}]\n"
    )
    (tmp_path / "theirs" / "pkg").mkdir()
    done = make(checkout, "html", "REPO=../theirs/pkg", "SPHINXOPTS=-W")
    assert done.returncode == 0, done.stderr
    page = checkout / "build/repositories/pkg/html/workflows/build.html"
    assert "theirs" in page.read_text(encoding="utf-8")


def test_our_own_workflow_is_documented_by_our_own_directives(checkout: Path) -> None:
    shutil.copytree(ROOT / ".github", checkout / ".github")
    done = make(checkout, "html", "REPO=.", "SPHINXOPTS=-W")
    assert done.returncode == 0, done.stderr
    page = (checkout / "build/repositories/checkout/html/workflows/ci.html").read_text(encoding="utf-8")
    for fact in ("Checks every change with the project", "matrix of 3", "linkcheck", "Check the links"):
        assert fact in page


def test_markdown_writes_what_is_checked_in_and_the_check_sees_an_edit(checkout: Path) -> None:
    readme = checkout / "examples/atom/.github/workflows/README.md"
    before = readme.read_text(encoding="utf-8")
    assert "15–20 minutes" in before
    assert make(checkout, "markdown", "SPHINXOPTS=-W").returncode == 0
    assert readme.read_text(encoding="utf-8") == before
    assert make(checkout, "markdown-check").returncode == 0
    readme.write_text(before.replace("15–20 minutes", "15–25 minutes", 1), encoding="utf-8")
    done = make(checkout, "markdown-check")
    assert done.returncode != 0
    assert "gfm.outdated" in done.stderr
    assert "15–25 minutes" in done.stderr


def test_summary_writes_the_report_that_is_checked_in(checkout: Path) -> None:
    (path,) = (checkout / "examples/atom/.planning").rglob("*.md")
    before = path.read_text(encoding="utf-8")
    path.unlink()
    assert make(checkout, "markdown", "SPHINXOPTS=-W").returncode == 0
    assert not path.exists()
    done = make(checkout, "summary", "SPHINXOPTS=-W")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"(\d+) of \1 checks of the documents passed \(100\.0 %\)", done.stdout)
    assert path.read_text(encoding="utf-8") == before
    path.write_text(before.replace(", met |", ", not met |", 1), encoding="utf-8")
    assert make(checkout, "markdown-check").returncode == 0
    done = make(checkout, "summary-check")
    assert done.returncode != 0
    assert "67-05-SUMMARY.md' is not what its page source/guides/summary.md says now" in done.stderr


def test_linkcheck_passes_on_the_sample_and_fails_on_a_wrong_name(checkout: Path) -> None:
    offline = {**os.environ, "LINKCHECK_OFFLINE": "1"}
    done = make(checkout, "linkcheck", env=offline)
    assert done.returncode == 0, done.stderr + done.stdout
    page = checkout / "source" / "authors" / "roles.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n{ci:file}`scripts/gone.sh`\n", encoding="utf-8")
    assert make(checkout, "linkcheck", env=offline).returncode != 0
    assert "scripts/gone.sh" in (checkout / "build/linkcheck/output.txt").read_text(encoding="utf-8")


def test_audit_holds_the_sample_against_its_contracts(checkout: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": "_ext"}
    guide = checkout / "examples/atom/backend/docs/DEPLOYMENT_GUIDE.md"
    assert make(checkout, "audit", env=environment).returncode == 0
    guide.write_text(guide.read_text(encoding="utf-8").replace("## Canary", "## Slow", 1), encoding="utf-8")
    done = make(checkout, "audit", env=environment)
    assert done.returncode != 0
    assert "source/contracts.yml:" in done.stdout
    assert make(checkout, "audit", "REPO=.", env=environment).stdout.count("contract-") == 0
