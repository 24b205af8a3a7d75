"""Limits: in commands, in Python within them, in files that a step runs, and in the settings of tools."""

from __future__ import annotations

import pytest
from workflow.support import one_job, repository

from workflow_docs.analysis.gates import gates
from workflow_docs.analysis.thresholds import of_step


def limits(root, run: str, files=None, step="", top=""):
    """Return the limits of a workflow with one gate step."""
    body = f"steps:\n  - name: 'TQ-01: Coverage'\n{step}    run: |\n" + "\n".join(
        f"      {line}" for line in run.split("\n")
    )
    found = repository(root, {"ci.yml": top + one_job(body), **(files or {})})
    (gate,) = gates(found.workflows)
    return of_step(found, gate.workflow, gate.job, gate.step)


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
        ("pytest --maxfail=5", "stops after 5 failures", "--maxfail=5"),
        ("pytest --reruns 2", "2 retries", "--reruns 2"),
        ("nyc check-coverage --lines 90", "≥ 90 % lines", "--lines 90"),
        ("npm audit --audit-level=high", "severity high", "--audit-level=high"),
        ('if (( $(echo "$x < 70" | bc -l) )); then exit 1; fi', "< 70", 'echo "$x < 70"'),
        ("(( errors > 3 ))", "> 3", "(( errors > 3 ))"),
    ],
)
def test_a_limit_of_each_form_with_its_place(tmp_path, run, text, source):
    (threshold,) = limits(tmp_path, f"echo ü\n  {run}")
    assert (threshold.text, threshold.source.strip('" ')) == (text, source.strip('" '))
    assert (threshold.position.line, threshold.position.column) == (9, 13 + run.index(source))


@pytest.mark.parametrize("run", ["make", "run; [ $? -eq 0 ]", "[ $x -lt $LIMIT ]", "echo -lt"])
def test_what_is_no_limit(tmp_path, run):
    assert limits(tmp_path, run) == []


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
    (threshold,) = limits(tmp_path, "./check.sh", {"check.sh": f"#!/bin/sh\n{line}\n"})
    assert threshold.text == text
    assert str(threshold.position) == f"check.sh:2:{column}"


def test_a_limit_in_a_variable_is_looked_up(tmp_path):
    found = limits(
        tmp_path, 'pytest --cov-fail-under=$MIN\n[ "$x" -lt "${LOW}" ]\n[ "$x" -gt "${{ env.HIGH }}" ]',
        step="    env: {MIN: 80, HIGH: 9}\n", top="env: {LOW: 3, MIN: 1}\n",
    )  # fmt: skip
    assert [limit.text for limit in found] == ["≥ 80 (MIN) %", "< 3 (LOW)", "> 9 (HIGH)"]


def test_the_comparisons_of_python_in_a_script(tmp_path):
    run = (
        "python <<'EOF'\nrate = f()\nif rate < 98.0:\n    exit(1)\nassert size <= 5\nif len(x) > 0:\n    pass\nEOF\n"
        "python -c 'import sys; sys.exit(1 if x > 3 else 0)'"
    )
    found = limits(tmp_path, run)
    assert [(limit.text, limit.position.line, limit.position.column) for limit in found] == [
        ("rate < 98.0", 10, 14),
        ("size <= 5", 12, 18),
        ("x > 3", 16, 48),
    ]


@pytest.mark.parametrize(
    ("run", "files", "found"),
    [
        ("pytest --cov", {".coveragerc": "[report]\nfail_under = 80\n"}, ["≥ 80 % .coveragerc:2"]),
        ("pytest --cov", {"setup.cfg": "[coverage:report]\nfail_under=75.5\n"}, ["≥ 75.5 % setup.cfg:2"]),
        ("pytest", {"pytest.ini": "[pytest]\naddopts = --cov-fail-under=60\n"}, ["≥ 60 % pytest.ini:2"]),
        (
            "coverage report",
            {"pyproject.toml": "[tool.coverage.report]\n\nfail_under = 90\n"},
            ["≥ 90 % pyproject.toml:3"],
        ),
        (
            "pytest",
            {"pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--cov-fail-under 55"\n'},
            ["≥ 55 % pyproject.toml:2"],
        ),
        ("pytest --cov --cov-fail-under=1", {".coveragerc": "[report]\nfail_under = 80\n"}, ["≥ 1 % .github/workflows/ci.yml:8"]),
        ("mypy .", {".coveragerc": "[report]\nfail_under = 80\n"}, []),
        ("pytest", {"pyproject.toml": "[tool.coverage.report\nfail_under = 80\n"}, []),
        (
            "npm test",
            {"jest.config.js": "module.exports = {\n  coverageThreshold: { global: {\n    lines: 80,\n    branches: -10 } },\n};\nlines: 3\n"},
            ["≥ 80 % lines jest.config.js:3", "≥ -10 % branches jest.config.js:4"],
        ),
        (
            "npx vitest run",
            {"vitest.config.ts": "export default { test: { coverage: { thresholds: { lines: 70 } } } }"},
            ["≥ 70 % lines vitest.config.ts:1"],
        ),
        ("yarn test", {"package.json": '{"jest": {"coverageThreshold": {"global": {"functions": 50}}}}'}, ["≥ 50 % functions package.json:1"]),
    ],
)  # fmt: skip
def test_a_limit_that_stands_in_no_workflow(tmp_path, run, files, found):
    assert [
        f"{limit.text} {limit.position.path}:{limit.position.line}" for limit in limits(tmp_path, run, files)
    ] == found


def test_the_settings_of_the_folder_come_before_those_of_the_repository(tmp_path):
    files = {"backend/.coveragerc": "[report]\nfail_under = 1\n", ".coveragerc": "[report]\nfail_under = 2\n"}
    (limit,) = limits(tmp_path, "pytest --cov", files, step="    working-directory: ./backend\n")
    assert limit.position.path == "backend/.coveragerc"
