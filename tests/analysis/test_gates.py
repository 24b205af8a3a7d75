"""Quality gates: which steps are gates, with which commands and which limits."""

from __future__ import annotations

import re

import pytest
from workflow.support import one_job, parse, repository

from workflow_docs.analysis.gates import gates


def gate(root, run: str, files=None):
    """Return the gate of a workflow with one gate step."""
    body = "steps:\n  - name: 'TQ-01: Coverage'\n    run: |\n" + "\n".join(
        f"      {line}" for line in run.split("\n")
    )
    found = repository(root, {"ci.yml": one_job(body), **(files or {})})
    (only,) = gates(found, found.workflows)
    return only


@pytest.mark.parametrize(
    ("run", "text", "source"),
    [
        ("pytest --cov-fail-under=80", "≥ 80 %", "--cov-fail-under=80"),
        ("coverage report --fail-under 92.5", "≥ 92.5 %", "--fail-under 92.5"),
        ("jest --coverageThreshold='{}'", "'{}'", "--coverageThreshold='{}'"),
        ("eslint . --max-warnings 0", "≤ 0 warnings", "--max-warnings 0"),
        ('if [ "$x" -lt 75 ]; then exit 1; fi', "< 75", "-lt 75"),
        ('[ "$x" -le "75" ]', "≤ 75", '-le "75'),
        ("[ $x -gt 3.5 ]", "> 3.5", "-gt 3.5"),
        ("[ $x -ge 1 ]", "≥ 1", "-ge 1"),
        ("[ $x -eq 1 ]", "= 1", "-eq 1"),
        ("[ $x -ne 1 ]", "≠ 1", "-ne 1"),
    ],
)
def test_a_limit_of_each_form_with_its_place(tmp_path, run, text, source):
    (threshold,) = gate(tmp_path, f"echo ü\n  {run}").thresholds
    assert (threshold.text, threshold.source) == (text, source)
    assert (threshold.position.line, threshold.position.column) == (9, 13 + run.index(source))


@pytest.mark.parametrize("run", ["make", "run; [ $? -eq 0 ]", "[ $x -lt $LIMIT ]", "echo -lt"])
def test_what_is_no_limit(tmp_path, run):
    assert gate(tmp_path, run).thresholds == ()


@pytest.mark.parametrize(
    ("line", "text", "column"),
    [
        ("MIN_COVERAGE = 80", "MIN_COVERAGE = 80", 1),
        ("MAX_AGE: int = 7", "MAX_AGE = 7", 1),
        ("  readonly THRESHOLD=0.5", "THRESHOLD = 0.5", 12),
        ("export LIMIT='3'", "LIMIT = 3", 8),
        ("const SCORE_MIN = 9;", "SCORE_MIN = 9", 7),
    ],
)
def test_a_constant_in_a_called_file_is_a_limit(tmp_path, line, text, column):
    (threshold,) = gate(tmp_path, "./check.sh", {"check.sh": f"#!/bin/sh\n{line}\n"}).thresholds
    assert threshold.text == text
    assert str(threshold.position) == f"check.sh:2:{column}"


def test_a_gate_has_its_id_title_and_place(tmp_path):
    found = gate(tmp_path, "make")
    assert (found.id, found.title, found.job.id.value) == ("TQ-01", "Coverage", "a")
    assert (found.position.line, found.position.column) == (6, 9)


def test_the_commands_of_a_gate_leave_out_what_checks_nothing(tmp_path):
    run = 'set -e\ncd app\necho start\nx=$(count files)\npytest -q\n[ "$x" -lt 5 ]\nprintf done'
    assert gate(tmp_path, run).commands == ("count files", "pytest -q")


def test_a_step_that_runs_an_action_may_be_a_gate(tmp_path):
    found = repository(tmp_path, {"ci.yml": one_job("steps:\n  - {name: S-2 Scan, uses: a/scan@v1}")})
    (only,) = gates(found, found.workflows)
    assert (only.id, only.title, only.commands, only.thresholds) == ("S-2", "Scan", ("a/scan@v1",), ())


NAMED = parse(
    one_job(
        "steps:\n"
        + "\n".join(
            f"  - {{name: '{name}', run: make}}"
            for name in ("B-2: b", "No gate", "A-1 a", "b-3: x", "Gate: z")
        )
        + "\n  - run: make"
    )
)


def test_gates_are_sorted_by_id(tmp_path):
    assert [found.id for found in gates(repository(tmp_path, {}), [NAMED])] == ["A-1", "B-2"]


def test_another_pattern_chooses_other_steps(tmp_path):
    pattern = re.compile("^Gate: (?P<title>.+)")
    found = gates(repository(tmp_path, {}), [NAMED], pattern)
    assert [(item.id, item.title) for item in found] == [("", "z")]


def test_a_pattern_without_groups_keeps_the_name(tmp_path):
    found = gates(repository(tmp_path, {}), [NAMED], re.compile("^No"))
    assert [(item.id, item.title) for item in found] == [("", "No gate")]
