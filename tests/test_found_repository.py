"""The commands in a subfolder, in a sample with workflows of its own, and where there is no workflow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXT = Path(__file__).parents[1] / "_ext"
CI = "name: CI\non: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - run: make\n        env: {A: '${{ secrets.KEY }}'}\n"
TABLE = "<!-- workflow-docs:begin ci:secrets -->\n<!-- workflow-docs:end -->\n"


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a repository that has a subfolder with a document, and below that a sample with workflows of its own."""
    top = tmp_path.resolve() / "top"
    for place, name in ((top, "ci.yml"), (top / "samples" / "one", "sample.yml")):
        (place / ".github" / "workflows").mkdir(parents=True)
        (place / ".github" / "workflows" / name).write_text(CI, encoding="utf-8")
        (place / "docs").mkdir()
        (place / "docs" / "guide.md").write_text(f"# Guide\n\n{TABLE}", encoding="utf-8")
    (top / "README.md").write_text(f"# Top\n\n{TABLE}", encoding="utf-8")
    (top / "pkg" / "deep").mkdir(parents=True)
    return top


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    code = (
        f"import sys; sys.path.insert(0, {str(EXT)!r}); from workflow_docs.cli import main; sys.exit(main())"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def test_facts_in_a_subfolder_are_those_of_the_repository(top: Path) -> None:
    done = run("facts", cwd=top / "pkg" / "deep")
    assert (done.returncode, list(json.loads(done.stdout)["workflows"])) == (0, [".github/workflows/ci.yml"])
    assert done.stdout == run("facts", "pkg", cwd=top).stdout == run("facts", cwd=top).stdout


def test_a_sample_is_a_repository_of_its_own(top: Path) -> None:
    for done in (run("facts", "samples/one", cwd=top), run("facts", cwd=top / "samples" / "one" / "docs")):
        assert list(json.loads(done.stdout)["workflows"]) == [".github/workflows/sample.yml"]


@pytest.mark.parametrize(
    "command", [["facts"], ["gates"], ["audit"], ["inject", "--check"], ["init", "new", "--repo"]]
)
def test_verbose_says_first_which_folder_it_is(top: Path, tmp_path: Path, command: list[str]) -> None:
    done = run(*command, top / "docs", "--verbose", cwd=tmp_path)
    first = f"workflow-docs: the repository is {top} (the nearest folder upwards with .github/workflows)"
    assert done.stderr.splitlines()[0] == first
    assert "the repository is" not in done.stdout
    assert first not in run(*command, top / "docs", cwd=tmp_path).stderr


@pytest.mark.parametrize(
    "command",
    [
        ["facts"],
        ["gates"],
        ["gates", "--fail-on", "informational"],
        ["gates", "--detect", "--format", "json"],
        ["audit"],
        ["inject"],
        ["inject", "--check"],
        ["init", "new", "--repo"],
    ],
)
@pytest.mark.parametrize("sign", ["", ".git", ".github/workflows"])
def test_a_place_without_workflows_is_an_error(tmp_path: Path, command: list[str], sign: str) -> None:
    empty = tmp_path / "empty"
    (empty / sign).mkdir(parents=True)
    text = "# Top\n\n<!-- workflow-docs:begin ci:secrets -->\n\n| Right |\n| --- |\n\n<!-- workflow-docs:end -->\n"
    (empty / "README.md").write_text(text, encoding="utf-8")
    done = run(*command, empty, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{str(empty)!r}: there is no workflow: 'empty' has no *.yml" in done.stderr
    assert "ci_repository" in done.stderr
    assert (empty / "README.md").read_text(encoding="utf-8") == text
    assert not (tmp_path / "new").exists()


def test_a_repository_with_only_an_action_has_something(tmp_path: Path) -> None:
    (tmp_path / "action.yml").write_text("name: A\nruns: {using: composite, steps: []}\n", encoding="utf-8")
    assert run("facts", cwd=tmp_path).returncode == 0


def test_gates_in_a_subfolder_are_those_of_the_repository(top: Path) -> None:
    (top / ".github" / "workflows" / "ci.yml").write_text(
        CI.replace("run: make", "run: pytest || true"), encoding="utf-8"
    )
    for done in (
        run("gates", "pkg", "--detect", "--fail-on", "informational", cwd=top),
        run("gates", "--detect", "--fail-on", "informational", cwd=top / "pkg" / "deep"),
    ):
        assert (done.returncode, done.stderr) == (1, "")
        assert "ci.yml:7  Run pytest" in done.stdout


def test_inject_in_a_subfolder_writes_the_parts_below_it(top: Path) -> None:
    before = (top / "README.md").read_text(encoding="utf-8")
    done = run("inject", cwd=top / "docs")
    assert (done.returncode, done.stdout) == (0, "docs/guide.md: 1 part written\n")
    written = (top / "docs" / "guide.md").read_text(encoding="utf-8")
    assert "| `KEY` |" in written
    assert "../.github/workflows/ci.yml#L8" in written
    assert (top / "README.md").read_text(encoding="utf-8") == before
    assert run("inject", "--check", "docs", cwd=top).returncode == 0
    assert run("inject", "--check", cwd=top).returncode == 1


def test_inject_leaves_the_files_of_a_repository_within_alone(top: Path) -> None:
    sample = top / "samples" / "one" / "docs" / "guide.md"
    before = sample.read_text(encoding="utf-8")
    assert run("inject", cwd=top).stdout == "README.md: 1 part written\ndocs/guide.md: 1 part written\n"
    assert sample.read_text(encoding="utf-8") == before
    assert run("inject", "samples/one", cwd=top).stdout == "docs/guide.md: 1 part written\n"
    assert "sample.yml" in sample.read_text(encoding="utf-8")


@pytest.mark.parametrize("is_file", [False, True])
def test_audit_of_a_subfolder_is_about_its_documents(top: Path, is_file: bool) -> None:
    for place in ("README.md", "docs/guide.md", "samples/one/docs/guide.md", "module/README.md"):
        (top / place).parent.mkdir(exist_ok=True)
        (top / place).write_text("# Title\n\nSee [it](gone.md).\n", encoding="utf-8")
    git = top / "module" / ".git"
    git.write_text("gitdir: ..\n") if is_file else git.mkdir()

    def found(*arguments: str, cwd: Path = top) -> list[str]:
        done = run("audit", *arguments, "--format", "json", cwd=cwd)
        assert done.returncode == 1, done.stderr
        return [finding["file"] for finding in json.loads(done.stdout)["findings"]]

    assert found("docs") == found(cwd=top / "docs") == ["docs/guide.md"]
    assert found(".") == ["README.md", "docs/guide.md"]  # not those of repositories within
    assert found("samples/one") == ["docs/guide.md"]
    assert found("docs", "guide.md") == found(".", "docs/guide.md") == ["docs/guide.md"]
