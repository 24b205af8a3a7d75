"""The quality gates, run as GitHub runs them: a gate that cannot fail is none."""

from __future__ import annotations

import json

import pytest
from sample.support import ATOM, CI_VARIABLES, bash, call, environment, fill, need, step, stub

APPLICATION = ("fastapi", "httpx", "sqlalchemy", "alembic", "prometheus_client")
PARSER = ATOM / "backend/tests/scripts/parse_pytest_output.py"
PYTEST_GATES = [
    ("test-quality-gates", "TQ-01 Check test independence"),
    ("test-quality-gates", "TQ-04 Check test determinism"),
    ("backend-test-full", "TQ-05 Check coverage quality"),
]
SUITE = step("ci.yml", "backend-test-full", "Run full test suite with coverage")["run"]
TQ_02 = step("ci.yml", "test-quality-gates", "TQ-02 Check test pass rate")["run"]
TQ_03 = step("ci.yml", "test-quality-gates", "TQ-03 Check test performance")["run"]


@pytest.mark.parametrize("exit_code", [0, 1, 2, 5])
@pytest.mark.parametrize("job, name", PYTEST_GATES)
def test_gate_ends_as_pytest_ends(job, name, exit_code, tmp_path):
    stubs = stub(tmp_path / "bin", "pytest", f"exit {exit_code}")
    result = bash(fill(step("ci.yml", job, name)["run"]), tmp_path, environment(stubs))
    assert (result.returncode == 0) == (exit_code == 0)


@pytest.mark.parametrize(
    "passed, failed, pytest_exit, gate_exit",
    [(1000, 0, 0, 0), (980, 20, 1, 0), (979, 21, 1, 1), (1000, 0, 2, 1), (1000, 0, 3, 1), (0, 0, 5, 1)],
)
def test_pass_rate_gate(atom, tmp_path, passed, failed, pytest_exit, gate_exit):
    report = json.dumps({"summary": {"passed": passed, "failed": failed}})
    stubs = stub(tmp_path / "bin", "pytest", f"echo '{report}' > pytest_report.json\nexit {pytest_exit}")
    result = bash(TQ_02, atom / "backend", environment(stubs))
    assert result.returncode == gate_exit, result.stdout


def test_pass_rate_gate_without_a_report(atom, tmp_path):
    stubs = stub(tmp_path / "bin", "pytest", "exit 1")
    assert bash(TQ_02, atom / "backend", environment(stubs)).returncode == 2


def test_pass_rate_gate_on_the_real_suite(atom):
    need(*APPLICATION, "pytest_jsonreport")
    result = bash(TQ_02, atom / "backend", environment(**CI_VARIABLES))
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Pass rate: 100.0%" in result.stdout


@pytest.mark.parametrize("job, name", PYTEST_GATES)
def test_gate_passes_on_the_real_suite(atom, job, name):
    need(*APPLICATION, "random_order", "pytest_rerunfailures", "pytest_cov")
    result = bash(step("ci.yml", job, name)["run"], atom / "backend", environment(**CI_VARIABLES))
    assert result.returncode == 0, result.stdout + result.stderr


def test_flaky_test_becomes_a_warning(atom):
    need(*APPLICATION, "pytest_rerunfailures")
    for path in (atom / "backend/tests").glob("*/test_*.py"):
        path.unlink()
    (atom / "backend/tests/unit/test_flaky.py").write_text(
        "runs = []\n\ndef test_flaky():\n    runs.append(1)\n    assert len(runs) > 1\n", encoding="utf-8"
    )
    script = step("ci.yml", "test-quality-gates", "TQ-04 Check test determinism")["run"]
    result = bash(script, atom / "backend", environment(**CI_VARIABLES))
    assert result.returncode == 0, result.stdout + result.stderr
    assert (
        "::warning title=TQ-04 flaky test::tests/unit/test_flaky.py::test_flaky" in result.stdout.splitlines()
    )


@pytest.mark.parametrize("seconds, exit_code", [("0", 0), ("3599", 0), ("3600", 1), ("", 2)])
def test_performance_gate(tmp_path, seconds, exit_code):
    result = bash(fill(TQ_03, suite_seconds=seconds), tmp_path, environment())
    assert result.returncode == exit_code


@pytest.mark.parametrize("exit_code", [0, 1, 4])
def test_suite_step_reports_its_duration_and_ends_as_pytest_ends(tmp_path, exit_code):
    stubs = stub(tmp_path / "bin", "pytest", f"exit {exit_code}")
    output = tmp_path / "output"
    result = bash(SUITE, tmp_path, environment(stubs, GITHUB_OUTPUT=str(output)))
    assert result.returncode == exit_code
    name, _, seconds = output.read_text(encoding="utf-8").strip().partition("=")
    assert name == "suite_seconds"
    assert seconds.isdigit()


@pytest.mark.parametrize(
    "content, exit_code",
    [
        ('{"summary": {"passed": 980, "failed": 20}}', 0),
        ('{"summary": {"passed": 979, "failed": 21}}', 1),
        ('{"summary": {"passed": 979, "failed": 1, "error": 20}}', 1),
        ('{"summary": {"passed": 98, "failed": 2, "skipped": 900}}', 0),
        ('{"summary": {"total": 0}}', 2),
        ('{"summary": {"skipped": 3}}', 2),
        ('{"summary": []}', 2),
        ("{}", 2),
        ("[]", 2),
        ("no json", 2),
        ("", 2),
        (None, 2),
    ],
)
def test_parser_exit_code(tmp_path, content, exit_code):
    report = tmp_path / "report.json"
    if content is not None:
        report.write_text(content, encoding="utf-8")
    result = call("python", PARSER, report, cwd=tmp_path, env=environment())
    assert result.returncode == exit_code, result.stdout + result.stderr
    assert result.stderr == ""


def test_parser_prints_the_rate(tmp_path):
    report = tmp_path / "report.json"
    report.write_text('{"summary": {"passed": 119, "failed": 1}}', encoding="utf-8")
    result = call("python", PARSER, report, cwd=tmp_path, env=environment())
    assert "Pass rate: 99.2% (119/120)" in result.stdout
