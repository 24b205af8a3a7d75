"""The pass rate of gate TQ-02."""

import json
from pathlib import Path

import pytest

from tests.scripts.parse_pytest_output import main


@pytest.mark.parametrize(
    ("summary", "exit_code"),
    [
        ({"passed": 98, "failed": 2}, 0),
        ({"passed": 979, "failed": 20, "error": 1}, 1),
        ({"passed": 98, "failed": 2, "skipped": 50}, 0),
        ({"skipped": 3}, 2),
    ],
)
def test_exit_code(tmp_path: Path, summary: dict[str, int], exit_code: int) -> None:
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"summary": summary}))
    assert main([str(report)]) == exit_code


def test_missing_report(tmp_path: Path) -> None:
    assert main([str(tmp_path / "missing.json")]) == 2
