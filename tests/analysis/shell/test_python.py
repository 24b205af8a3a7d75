"""Python texts: where they fail on purpose, and the limits that they compare with."""

from __future__ import annotations

import subprocess
import sys

import pytest

from workflow_docs.analysis.shell.python import comparisons, failures


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import sys\nsys.exit(1)", ["2 sys.exit(1) "]),
        ("exit(1)", ["1 exit(1) "]),
        ("exit(0)\nexit()\nexit(None)\nexit(False)", []),
        ("exit('no')", ["1 exit('no') "]),
        ("if x < 3:\n    exit(1)", ["2 exit(1) x < 3"]),
        ("if x < 3:\n    pass\nelse:\n    exit(1)", ["4 exit(1) not (x < 3)"]),
        ("if a:\n    if b:\n        raise E", ["3 raise E a and b"]),
        ("assert x == 1", ["1 assert x == 1 not (x == 1)"]),
        ("raise SystemExit(0)", []),
        ("raise SystemExit(2)", ["1 raise SystemExit(2) "]),
        ("try:\n    raise E\nexcept Exception:\n    print()", []),
        ("try:\n    f()\nexcept OSError:\n    exit(1)", ["4 exit(1) except OSError"]),
        ("try:\n    exit(1)\nexcept Exception:\n    pass", ["2 exit(1) "]),
        ("def f():\n    exit(1)", []),
        ("def f():\n    exit(1)\nf()", ["2 exit(1) "]),
        (
            "def main():\n    return 1\nif __name__ == '__main__':\n    sys.exit(main())",
            ["4 sys.exit(main()) "],
        ),
        ("import pytest\npytest.main()", ["2 pytest.main() "]),
        ("subprocess.run(['a'], check=True)", ["1 subprocess.run(['a'], check=True) "]),
        ("subprocess.run(['a'])", []),
        ("subprocess.check_call('a')", ["1 subprocess.check_call('a') "]),
        ("response.raise_for_status()", ["1 response.raise_for_status() "]),
        ("for x in y:\n    print('FAILED')", []),
        ("", []),
    ],
)
def test_where_a_text_fails_on_purpose(source, found):
    assert [f"{failure.line} {failure.text} {failure.condition}" for failure in failures(source)] == found


@pytest.mark.parametrize(
    "source",
    ["exit(1)", "exit(0)", "exit('x')", "raise SystemExit(2)", "raise SystemExit(0)", "assert False", "print(1)",
     "def f():\n    exit(1)", "def f():\n    exit(1)\nf()", "try:\n    raise ValueError\nexcept Exception:\n    pass",
     "try:\n    exit(1)\nexcept Exception:\n    pass"],
)  # fmt: skip
def test_python_itself_agrees(source):
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, check=False)
    assert bool(failures(source)) == (done.returncode != 0)


@pytest.mark.parametrize("source", ["if x", "\0", "(" * 500, "x" * 200_000])
def test_what_is_no_python_is_not_known(source):
    assert failures(source) is None
    assert comparisons(source) == []


def test_the_numbers_that_are_compared_with():
    source = (
        "if rate < 98.0: pass\nassert 3 >= n\nwhile n > 5: pass\nx = 1 if a == -2 else 2\n"
        "if len(y) > 0: pass\nif s == 'a': pass\nif k in (1, 2): pass\nz = b < 3"
    )
    assert [(found.line, found.column, found.text) for found in comparisons(source)] == [
        (1, 3, "rate < 98.0"), (2, 7, "3 >= n"), (3, 6, "n > 5"), (4, 9, "a == -2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "passes"),
    [
        ("if rate < 98: exit(1)", ["rate ≥ 98"]),
        ("if report.rate < 98: raise ValueError", ["rate ≥ 98"]),
        ("if 98 > rate: sys.exit('low')", ["rate ≥ 98"]),
        ("if rate >= 98:\n    print(1)\nelse:\n    exit(1)", ["rate ≥ 98"]),
        ("if a < 1 or b > 2: exit(2)", ["a ≥ 1", "b ≤ 2"]),
        ("if a < 1 and b > 2: exit(2)", ["", ""]),
        ("assert a < 1 and b != 2", ["a < 1", "b ≠ 2"]),
        ("assert a < 1 or b > 2", ["", ""]),
        ("if not a < 1: exit(1)", [""]),
        ("if rate < 98: exit(0)", [""]),
        ("if rate < 98: exit()", [""]),
        ("if rate < 98: pass", [""]),
        ("if f(x) < 98: exit(1)", [""]),
        ("while rate < 98: exit(1)", [""]),
    ],
)
def test_what_a_comparison_wants(source, passes):
    assert [found.passes for found in comparisons(source)] == passes
