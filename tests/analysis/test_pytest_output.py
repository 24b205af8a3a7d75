"""Patterns for what pytest prints, held against pytest itself."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from workflow_docs.analysis.pytest_output import hollow_names, never_matches, summaries


@pytest.mark.parametrize(
    ("pattern", "never"),
    [
        (r"(\d+) passed, (\d+) failed", True),
        (r"(\d+) failed, (\d+) passed", False),
        (r"passed.*failed", False),  # `1 passed, 1 xfailed`
        (r"passed, \d+ failed", True),
        (r"failed.*passed", False),
        (r"(\d+) passed", False),
        (r"skipped, \d+ passed", True),
        (r"passed|failed", False),
        (r"(passed, )+failed", False),  # a repeated group is not tried
        (r"(\d+) passed, (\d+) failed" + "x" * 200, False),
        (r"passed, ( failed", False),
        (r"nothing of it", False),
    ],
)
def test_a_pattern_that_never_matches(pattern, never):
    assert never_matches(pattern) is never


def test_the_variables_that_hold_no_match():
    source = "import re\nm = re.search(r'(\\d+) passed, (\\d+) failed', t)\nn = re.search('passed', t)\nk = re.match(p, t)"
    assert hollow_names(source) == {"m": r"(\d+) passed, (\d+) failed"}
    assert hollow_names("(") == {}


def test_pytest_prints_its_counts_so(tmp_path):
    (tmp_path / "test_all.py").write_text(
        "import pytest\ndef test_a(): pass\ndef test_b(): assert 0\n@pytest.mark.skip\ndef test_c(): pass\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-q", str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    line = re.sub(r"[\d.]+s", "45.20s", done.stdout.strip().splitlines()[-1])
    assert line in {re.sub(r"\b3\b", "1", summary) for summary in summaries()}
