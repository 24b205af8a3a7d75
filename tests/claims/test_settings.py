"""Settings in tables of jobs and gates."""

from __future__ import annotations

import pytest
from claims.support import FILES, findings, told

HEAD = "## ci.yml\n\n| Job | {0} |\n| --- | --- |\n| `lint` | {1} |\n| `test` | {2} |\n| `build` | {3} |\n"
SETTINGS = {
    "ci.yml": """\
on: push
jobs:
  lint: {runs-on: ubuntu-latest, timeout-minutes: 5, steps: [{run: make}]}
  test: {runs-on: windows-2022, needs: lint, steps: [{name: "TQ-01: Tests", run: pytest}]}
  build:
    runs-on: "${{ matrix.os }}"
    needs: [lint, test]
    timeout-minutes: 60
    steps:
      - {name: "TQ-02: Types", run: mypy . || true}
      - {name: "TQ-03: Size", continue-on-error: true, run: ./size}
"""
}


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("Needs", "–", "`lint`", "`lint`, `test`"), []),
        (("Needs", "none", "lint", "lint, test"), []),
        (("Depends on", "`test`", "`lint`", "`test`"), ["5 job-needs", "7 job-needs"]),
        (("Needs", "", "", "everything else"), ["6 job-needs"]),
        (("Timeout", "5 minutes", "360", "1 hour"), []),
        (("Timeout", "10 min", "6 h", "60"), ["5 job-timeout"]),
        (("Timeout", "5–10", "long", "about 90 minutes"), ["7 job-timeout"]),
        (("Runner", "`ubuntu-latest`", "windows-2022", "ubuntu-24.04"), []),
        (("Runs on", "`ubuntu-22.04`", "Windows", "x"), ["5 job-runner"]),
    ],
)
def test_settings_of_jobs(tmp_path, cells, found):
    made = findings(tmp_path, HEAD.format(*cells), files=SETTINGS)
    assert [f"{finding.position.line} {finding.code.value}" for finding in made] == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (("yes", "no", "warning only"), []),
        (("no", "**Yes**", "Blocking"), ["3 gate-worth", "4 gate-worth", "5 gate-worth"]),
        (("perhaps", "", "sometimes"), []),
    ],
)
def test_whether_a_gate_blocks(tmp_path, said, found):
    text = "| Gate | Blocking |\n| --- | --- |\n" + "\n".join(
        f"| TQ-0{number} | {word} |" for number, word in enumerate(said, 1)
    )
    made = findings(tmp_path, text, files=SETTINGS)
    assert [f"{finding.position.line} {finding.code.value}" for finding in made] == found


def test_the_evidence_is_the_reason(tmp_path):
    text = "| Gate | Blocking |\n| --- | --- |\n| TQ-02 | yes |\n| TQ-03 | yes |\n"
    hidden, soft = findings(tmp_path, text, files=SETTINGS)
    assert (str(hidden.evidence), str(soft.evidence)) == (
        ".github/workflows/ci.yml:10:37", ".github/workflows/ci.yml:11:50",
    )  # fmt: skip
    assert "`|| true` behind it succeeds" in hidden.message
    assert "the job goes on and ends green" in soft.message


def test_a_table_without_a_workflow_above_it_says_nothing(tmp_path):
    other = {"other.yml": FILES["ci.yml"]}
    made = findings(tmp_path, HEAD.format("Needs", "`build`", "", "").replace("ci.yml", "Jobs"), files=other)
    assert made == []


def test_a_job_that_one_workflow_has_needs_no_workflow_above_it(tmp_path):
    text = HEAD.format("Needs", "`build`", "`lint`", "`lint`, `test`").replace("ci.yml", "Jobs")
    assert told(tmp_path, text) == ["5 job-needs"]
