"""Gates as JSON, as SARIF and as a table, by the command itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from workflow.support import one_job

ROOT = Path(__file__).parents[2]
STEPS = """\
steps:
  - run: pip install x
  - name: "TQ-01: Tests"
    run: |
      echo start
      pytest --maxfail=3
  - name: "TQ-02: Types"
    run: mypy . || true
  - name: "TQ-03: Size"
    run: if [ "$SIZE" -gt 5 ]; then exit 1; fi
  - name: Lint
    run: ruff check .
  - uses: codecov/codecov-action@v5
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    text = one_job(STEPS).replace("on: push", "on: pull_request")
    (folder / "ci.yml").write_text(
        text + "  b: {needs: a, runs-on: x, steps: [{run: make}]}\n", encoding="utf-8"
    )
    return tmp_path


def gates(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(ROOT / '_ext')!r}); from workflow_docs.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, "gates", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


def test_the_document(repository: Path) -> None:
    done = gates(repository, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["schema"] == 1
    first, second, third = document["gates"]
    assert {
        key: first[key] for key in ("id", "name", "workflow", "job", "step", "line", "checks", "verdict")
    } == {
        "id": "TQ-01",
        "name": "Tests",
        "workflow": ".github/workflows/ci.yml",
        "job": "a",
        "step": "TQ-01: Tests",
        "line": 7,
        "checks": ["tests"],
        "verdict": "blocking",
    }
    assert first["commands"] == [
        {"name": "echo", "text": "echo start", "line": 9, "fails_step": True},
        {"name": "pytest", "text": "pytest --maxfail=3", "line": 10, "fails_step": True},
    ]
    assert first["thresholds"] == [
        {"text": "stops after 3 failures", "file": ".github/workflows/ci.yml", "line": 10}
    ]
    assert (first["stops"], first["red"], first["condition"]) == (["b"], True, "")
    assert [(reason["code"], reason["line"]) for reason in first["reasons"]] == [
        ("command-fails", 10), ("required-unknown", 3),
    ]  # fmt: skip
    assert all(set(reason) == {"code", "message", "file", "line"} for reason in first["reasons"])
    assert (second["verdict"], second["stops"], second["red"]) == ("informational", [], False)
    assert [command["fails_step"] for command in second["commands"]] == [False, True]
    assert (third["verdict"], third["condition"]) == ("conditional", '[ "$SIZE" -gt 5 ]')


def test_all_steps_with_all_their_commands(repository: Path) -> None:
    found = json.loads(gates(repository, "--all", "--format", "json").stdout)["gates"]
    assert [gate["step"] for gate in found] == [
        "Run pip install x", "TQ-01: Tests", "TQ-02: Types", "TQ-03: Size", "Lint", "Run make",
    ]  # fmt: skip
    assert [command["name"] for gate in found for command in gate["commands"]] == [
        "pip", "echo", "pytest", "mypy", "true", "exit", "ruff", "make",
    ]  # fmt: skip


def test_known_checkers(repository: Path) -> None:
    found = json.loads(gates(repository, "--detect", "--format", "json").stdout)["gates"]
    assert [(gate["id"] or gate["name"], gate["verdict"]) for gate in found] == [
        ("TQ-01", "blocking"),
        ("TQ-02", "informational"),
        ("TQ-03", "conditional"),
        ("Lint", "blocking"),
        ("Run codecov/codecov-action@v5", "informational"),
        ("Run make", "blocking"),
    ]
    assert found[4]["commands"] == [
        {
            "name": "codecov/codecov-action",
            "text": "codecov/codecov-action@v5",
            "line": 17,
            "fails_step": False,
        }
    ]


def test_the_table(repository: Path) -> None:
    done = gates(repository)
    assert done.stdout.splitlines()[:6] == [
        "Where      Gate         Job  Verdict        Stops",
        "ci.yml:7   TQ-01 Tests  a    blocking       b",
        "    limit: stops after 3 failures (.github/workflows/ci.yml:10)",
        "ci.yml:11  TQ-02 Types  a    informational  nothing",
        "    12: a failure of `mypy .` does not fail the step: `|| true` behind it succeeds [or-hides]",
        "       mend: remove the `|| …` behind it, or end it with `exit 1`",
    ]
    assert done.stdout.splitlines()[-1] == "3 gates: 1 blocking, 1 conditional, 1 informational"
    assert "\x1b" not in done.stdout


def test_sarif(repository: Path) -> None:
    log = json.loads(gates(repository, "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("gate-informational", "warning"), ("gate-conditional", "note"),
    ]  # fmt: skip
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == ".github/workflows/ci.yml"
        assert place["region"]["startLine"] > 1


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ([], 0),
        (["--fail-on", "informational"], 1),
        (["--fail-on", "conditional"], 1),
        (["--fail-on", "informational", "--pattern", "TQ-01"], 0),
        (["--fail-on", "informational", "--pattern", "TQ-03"], 0),
        (["--fail-on", "conditional", "--pattern", "TQ-03"], 1),
        (["--fail-on", "blocking"], 2),
        (["--pattern", "("], 2),
        (["--detect", "--all"], 2),
        (["--format", "xml"], 2),
    ],
)
def test_the_exit_status(repository: Path, options: list[str], status: int) -> None:
    done = gates(repository, *options)
    assert done.returncode == status
    assert bool(done.stderr) == (status == 2)
    assert "Traceback" not in done.stderr


def test_a_repository_without_gates(tmp_path: Path) -> None:
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "a.yml").write_text(one_job("steps: [{run: ls}]"), encoding="utf-8")
    done = gates(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "No step is named as a quality gate. With --detect, every known checker is one.\n"
    assert json.loads(gates(tmp_path, "--format", "json").stdout) == {
        "schema": 1,
        "gates": [],
        "not_read": [],
    }


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "a.yml").write_text("on: [", encoding="utf-8")
    done = gates(tmp_path)
    assert done.returncode == 1
    assert ".github/workflows/a.yml:1:" in done.stderr
    (lost,) = json.loads(gates(tmp_path, "--format", "json").stdout)["not_read"]
    assert (lost["file"], lost["line"]) == (".github/workflows/a.yml", 1)
    (run,) = json.loads(gates(tmp_path, "--format", "sarif").stdout)["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert [each["ruleId"] for each in run["results"]] == ["gate-file-unread"]
    assert gates(tmp_path / "nowhere").returncode == 2


def test_a_place_without_workflows(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".git").mkdir()
    done = gates(tmp_path / "empty", "--fail-on", "informational")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"workflow-docs: '{tmp_path / 'empty'}': there is no workflow: ")


def test_a_folder_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    weak = one_job('steps: [{name: "TQ-01: x", run: "pytest || true"}]')
    (tmp_path / ".github" / "workflows" / "a.yml").write_text(weak, encoding="utf-8")
    (tmp_path / "pkg").mkdir()
    assert gates(tmp_path / "pkg", "--fail-on", "informational").returncode == 1


def test_a_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    step = 'steps:\n  - name: "TQ-01: a\\e[31mred\\u0007"\n    run: "pytest \\e[2J| tee x"'
    (tmp_path / ".github" / "workflows" / "a.yml").write_text(one_job(step), encoding="utf-8")
    done = gates(tmp_path)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
