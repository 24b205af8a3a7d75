"""Input that is too big, too deep or too much: each is read, or refused by a named problem, and soon."""

from __future__ import annotations

import os

import pytest
from workflow.support import repository

from workflow_docs.analysis import diagnostics
from workflow_docs.facts.document import facts_of
from workflow_docs.facts.output import dump
from workflow_docs.workflow.repository import Repository

JOB = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"

# what the file holds -> the kinds of its problems
BIG = {
    "a scalar of 20 MB": (JOB + "      - run: " + "a" * 20_000_000, {"too-large"}),
    "a scalar of 5 MB": (JOB + "      - run: " + "a" * 5_000_000, set()),
    "a script of 5 MB": (JOB + "      - run: |\n" + "          echo a line of the script\n" * 140_000, set()),
    "5 MB of comments": ("# a comment\n" * 400_000 + JOB + "      - run: make\n", set()),
    "30,000 steps": (JOB + "      - run: make\n        name: A step\n" * 30_000, set()),
    "50,000 jobs": (
        "on: push\njobs:\n" + "".join(f"  j{i}: {{uses: a/b/c@v1}}\n" for i in range(50_000)),
        set(),
    ),
    "600,000 variables": (
        "on: push\nenv:\n"
        + "".join(f"  A{i}: 1\n" for i in range(600_000))
        + "jobs: {a: {uses: a/b/c@v1}}\n",
        {"too-large"},
    ),
    "100,000 expressions in a script": (
        JOB + "      - run: |\n" + "          echo ${{ github.sha }}\n" * 100_000,
        set(),
    ),
    "100,000 expressions on a line": (JOB + "      - run: " + "${{ github.sha }}" * 100_000 + "\n", set()),
    "expressions that do not end": (JOB + "      - run: " + "${{ a " * 300_000 + "\n", {"expression-syntax"}),
    "a long expression": (
        JOB + "      - run: ${{ " + "github || " * 50_000 + "github }}\n",
        {"expression-syntax"},
    ),
    "many quotes": (JOB + "      - run: ${{ " + "'" * 1_000_001 + " }}\n", {"expression-syntax"}),
    "10,000 lists in each other": ("on: push\njobs: " + "[" * 10_000, {"too-large"}),
    "10,000 dashes": ("on:\n" + "- " * 10_000 + "x", {"too-large"}),
    "deep indentation": ("\n".join(" " * i + "a:" for i in range(2000)), {"too-large"}),
    "100,000 anchors": (
        "on: push\nenv:\n"
        + "".join(f"  A{i}: &a{i} x\n" for i in range(100_000))
        + "jobs: {a: {uses: a/b/c@v1}}\n",
        set(),
    ),
    "a matrix of 10^200 jobs": (
        "on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n"
        + "".join(f"        k{i}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]\n" for i in range(200))
        + "        exclude:\n"
        + "".join(f"          - k{i}: 1\n" for i in range(200))
        + "    steps: [{run: make}]\n",
        set(),
    ),
    "a chain of 5,000 jobs": (
        "on: push\njobs:\n  j0: {uses: a/b/c@v1}\n"
        + "".join(f"  j{i}: {{needs: j{i - 1}, uses: a/b/c@v1}}\n" for i in range(1, 5000)),
        set(),
    ),
    "5,000 unknown keys": (
        JOB + "      - run: make\n" + "".join(f"    key-{i}: 1\n" for i in range(5000)),
        {"unknown-key"},
    ),
}


@pytest.mark.parametrize("case", BIG)
def test_much_of_anything_is_read_or_refused_by_name(case, tmp_path):
    text, kinds = BIG[case]
    found = repository(tmp_path, {"big.yml": text})
    assert {problem.kind.value for problem in diagnostics.of_repository(found)} == kinds
    assert dump(facts_of(found))
    assert (found.files[".github/workflows/big.yml"].workflow is None) == ("too-large" in kinds)


@pytest.mark.parametrize("data", [b"\xff" * 5_000_000, os.urandom(1_000_000), b"\0" * 1_000_000])
def test_megabytes_that_are_no_text_are_refused(data, tmp_path):
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "big.yml").write_bytes(data)
    (problem,) = diagnostics.of_repository(Repository.load(tmp_path))
    assert problem.kind.value in {"encoding", "yaml-syntax"}


def test_two_thousand_workflows_are_read(tmp_path):
    files = {
        f"w{i}.yml": f"name: W{i}\non: {{workflow_run: {{workflows: [W{i - 1}]}}}}\njobs: {{a: {{uses: ./.github/workflows/w{i}.yml}}}}"
        for i in range(2000)
    }
    found = repository(tmp_path, files)
    assert len(found.files) == 2000
    # Each calls itself, which declares no call; the first waits for nobody.
    kinds = [problem.kind.value for problem in diagnostics.of_repository(found)]
    assert (kinds.count("call-mismatch"), kinds.count("unknown-run")) == (2000, 1)


def test_folders_below_github_are_counted_and_links_not_followed(tmp_path):
    for number in range(30):
        (tmp_path / ".github" / f"f{number}").mkdir(parents=True)
    (tmp_path / ".github" / "loop").symlink_to(tmp_path / ".github", target_is_directory=True)
    action = tmp_path / ".github" / "f7" / "action.yaml"
    action.write_text("name: A\ndescription: b\nruns: {using: node20, main: a.js}\n", encoding="utf-8")
    (tmp_path / ".github" / "f8" / "action.yml").symlink_to("/etc/passwd")
    found = Repository.load(tmp_path)
    assert list(found.action_files) == [".github/f7/action.yaml", ".github/f8/action.yml"]
    assert [problem.kind.value for problem in diagnostics.of_repository(found)] == ["unreadable"]
