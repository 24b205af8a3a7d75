"""`workflow-docs inject` as a user runs it: parts are written, compared, and refused."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workflow_docs.inject import files
from workflow_docs.repository import writer

EXT = Path(__file__).parents[2] / "_ext"

CI = """\
name: CI
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps: [{run: make lint}]
  test:  # Runs the tests.
    needs: lint
    runs-on: ubuntu-latest
    steps: [{run: make test}]
"""
README = """\
# Project

By hand, with **care**.

## Jobs

<!-- workflow-docs:begin ci:jobs ci.yml
:columns: job, purpose, needs
-->
<!-- workflow-docs:end -->

Still by hand.
"""
FILLED = """\
# Project

By hand, with **care**.

## Jobs

<!-- workflow-docs:begin ci:jobs ci.yml
:columns: job, purpose, needs
-->

| Job | Purpose | Needs |
| --- | --- | --- |
| [`lint`](.github/workflows/ci.yml#L4) | | – |
| [`test`](.github/workflows/ci.yml#L7) | Runs the tests | [`lint`](.github/workflows/ci.yml#L4) |

<!-- workflow-docs:end -->

Still by hand.
"""


@pytest.fixture
def repo(tmp_path):
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "ci.yml").write_text(CI, encoding="utf-8")
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    return tmp_path


def run(repo, *options, **env):
    code = "import sys; from workflow_docs.cli import main; sys.exit(main())"
    inherited = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    return subprocess.run(
        [sys.executable, "-c", code, "inject", str(repo), *options],
        cwd=EXT,
        env={**inherited, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_part_is_written_and_nothing_else_changes(repo):
    done = run(repo)
    assert (done.returncode, done.stdout, done.stderr) == (0, "README.md: 1 part written\n", "")
    assert (repo / "README.md").read_text(encoding="utf-8") == FILLED


def test_a_file_that_is_up_to_date_is_not_touched(repo):
    run(repo)
    before = (repo / "README.md").stat()
    done = run(repo)
    assert (done.returncode, done.stdout) == (0, "")
    after = (repo / "README.md").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert run(repo, "--check").returncode == 0


def test_check_shows_what_would_change_and_writes_nothing(repo):
    done = run(repo, "--check")
    assert done.returncode == 1
    assert done.stdout.startswith("--- a/README.md\n+++ b/README.md\n")
    assert "+| [`test`](.github/workflows/ci.yml#L7) | Runs the tests |" in done.stdout
    assert "::error" not in done.stdout
    assert (repo / "README.md").read_text(encoding="utf-8") == README
    on_github = run(repo, "--check", GITHUB_ACTIONS="true")
    assert "::error file=README.md,line=10,title=Markdown is out of date::line 10 is" in on_github.stdout


def test_links_are_those_of_the_file_and_headings_stand_below_it(repo):
    page = repo / "docs" / "deep" / "ci.md"
    page.parent.mkdir(parents=True)
    page.write_text(
        "# CI\n\n## All\n\n<!-- workflow-docs:begin ci:workflow ci.yml\n:parts: jobs, graph\n-->\n<!-- workflow-docs:end -->\n",
        encoding="utf-8",
    )
    done = run(repo)
    assert done.returncode == 0
    text = page.read_text(encoding="utf-8")
    assert "[`lint`](../../.github/workflows/ci.yml#L4)" in text
    assert "\n### Job graph\n" in text
    assert "```mermaid\n" in text


def test_a_changed_workflow_changes_the_part(repo):
    run(repo)
    workflow = repo / ".github" / "workflows" / "ci.yml"
    workflow.write_text(
        CI.replace("lint:", "check:").replace("needs: lint", "needs: check"), encoding="utf-8"
    )
    assert run(repo, "--check").returncode == 1
    run(repo)
    assert "[`check`]" in (repo / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        ("ci:jobs c.yml", "there is no workflow 'c.yml'"),
        ("ci:jbs ci.yml", 'Unknown directive type "ci:jbs"'),
        ("ci:jobs ci.yml\n:columns: colour", "has no column 'colour'"),
        ("ci:jobs ci.yml\n:color: red", 'unknown option: "color"'),
        ("ci:jobs", "1 argument(s) required"),
    ],
)
def test_a_part_that_cannot_be_made_leaves_the_file_as_it_was(repo, marker, words):
    text = f"# A\n\n<!-- workflow-docs:begin {marker}\n-->\nold\n<!-- workflow-docs:end -->\n"
    (repo / "A.md").write_text(text, encoding="utf-8")
    done = run(repo)
    assert done.returncode == 1
    assert done.stderr.startswith("A.md:3: ")
    assert words in done.stderr
    assert (repo / "A.md").read_text(encoding="utf-8") == text
    assert (repo / "README.md").read_text(encoding="utf-8") == FILLED  # the others are written all the same


def test_a_faulty_marker_leaves_the_file_as_it_was(repo):
    text = README.replace("<!-- workflow-docs:end -->", "<!-- workflow-docs:ende -->")
    (repo / "README.md").write_text(text, encoding="utf-8")
    done = run(repo)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr.splitlines()[0]
        == "README.md:10: the part that begins on line 7 has no end; add workflow-docs:end before"
    )
    assert (repo / "README.md").read_text(encoding="utf-8") == text


def test_a_fault_is_shown_at_its_line_on_github(repo):
    (repo / "A.md").write_text(
        "<!-- workflow-docs:begin ci:jobs 100%.yml -->\n<!-- workflow-docs:end -->\n", encoding="utf-8"
    )
    out = run(repo, GITHUB_ACTIONS="true").stdout
    assert "::error file=A.md,line=1,title=Part cannot be made::there is no workflow '100%25.yml'" in out


def test_files_of_others_are_left_alone(repo, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "X.md"
    outside.write_text(README, encoding="utf-8")
    (repo / "link.md").symlink_to(outside)
    for folder in (".venv", "node_modules", ".git"):
        (repo / folder).mkdir()
        (repo / folder / "README.md").write_text(README, encoding="utf-8")
    ours = "<!-- workflow-docs: edit a.md, not this file -->\n\n" + README
    (repo / "OURS.md").write_text(ours, encoding="utf-8")
    (repo / "latin.md").write_bytes(README.replace("care", "caf\xe9").encode("latin-1"))
    done = run(repo)
    assert done.returncode == 1
    assert done.stderr == "latin.md:1: the file is not UTF-8 text; save it as UTF-8\n"
    assert done.stdout == "README.md: 1 part written\n"
    assert outside.read_text(encoding="utf-8") == README
    assert (repo / ".venv" / "README.md").read_text(encoding="utf-8") == README
    assert (repo / "OURS.md").read_text(encoding="utf-8") == ours


def test_a_repository_without_markers_says_so(repo):
    (repo / "README.md").write_text("# Nothing\n", encoding="utf-8")
    done = run(repo)
    assert (done.returncode, done.stdout) == (0, "")
    assert "no Markdown file has a marker" in done.stderr


def test_permissions_and_line_ends_stay(repo):
    file = repo / "README.md"
    file.write_bytes(README.replace("\n", "\r\n").encode())
    file.chmod(0o600)
    assert run(repo).returncode == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == FILLED.replace("\n", "\r\n").encode()


def test_a_character_that_nobody_sees_is_shown_at_its_line_and_column(repo):
    (repo / "A.md").write_text(
        "<!-- workflow-docs:begin ci:jobs ci\u2028.yml -->\n<!-- workflow-docs:end -->\n", encoding="utf-8"
    )
    done = run(repo, GITHUB_ACTIONS="true")
    words = "a marker cannot hold the character U+2028 (LINE SEPARATOR); remove it"
    assert (done.returncode, done.stderr) == (1, f"A.md:1:36: {words}\n")
    assert f"::error file=A.md,line=1,col=36,title=Part cannot be made::{words}\n" in done.stdout


def test_a_file_that_is_not_read_is_named(repo):
    with (repo / "large.md").open("wb") as stream:
        stream.truncate(13 * 1024**2)
    done = run(repo, "--check")
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["large.md:1: the file has more than 12 MiB; it is not read"]
    run(repo)
    assert run(repo, "--check").returncode == 1  # what is in it is still not known


def test_a_file_that_cannot_be_written_costs_only_itself(repo, monkeypatch, capsys):
    (repo / "A.md").write_text(README, encoding="utf-8")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    whole = writer.write_text

    def full(target, text, mode=None):
        if target.name == "A.md":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(target, text, mode)

    monkeypatch.setattr(files, "write_text", full)
    assert not files.inject(repo, check=False)
    assert capsys.readouterr() == (
        "README.md: 1 part written\n",
        "A.md:1: the file cannot be written: No space left on device\n",
    )
    assert (repo / "A.md").read_text(encoding="utf-8") == README


def test_no_room_for_the_build_of_the_parts_is_said(repo):
    done = run(repo, TMPDIR=str(repo / "missing"), TEMP="", TMP="")
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr
