"""Comparisons in scripts: what must hold for the step to succeed, what must not, and what the text does not tell."""

from __future__ import annotations

import pytest

from workflow_docs.analysis.directions import must_hold


@pytest.mark.parametrize(
    ("script", "holds"),
    [
        ('test "$x" -lt 9', True),
        ("[ $x -lt 9 ]", True),
        ("echo a\n[[ $x -lt 9 ]]\necho b", True),
        ("[ $x -lt 9 ] || exit 1", True),
        ("[ $x -lt 9 ] || { echo no; exit 1; }", True),
        ("[ $x -lt 9 ] && exit 1", False),
        ("[ $x -lt 9 ] && echo small", None),
        ("if [ $x -lt 9 ]; then exit 1; fi", False),
        ("if ! [ $x -lt 9 ]; then exit 1; fi", True),
        ("if [ $x -lt 9 ]; then\n  echo no\n  exit 1\nfi\nmake", False),
        ("if [ $x -lt 9 ]\nthen\n  exit 1\nfi", False),
        ("if [ $x -lt 9 ]; then\n  echo ok\nelse\n  exit 1\nfi", True),
        ("if [ $x -lt 9 ]; then\n  echo ok\nfi\nexit 1", None),
        ("if [ $x -lt 9 ]; then\n  if a; then\n    exit 1\n  fi\nfi", False),
        ("if a; then\n  b\nelif [ $x -lt 9 ]; then\n  exit 1\nfi", False),
        ("if [ $x -lt 9 ] && [ $y ]; then exit 1; fi", None),
        ("if [ $x -lt 9 ] || [ $y ]; then exit 1; fi", False),
        ("if [ $x -lt 9 ]; then exit $code; fi", False),
        ("if [ $x -lt 9 ]; then exit 0; fi", None),
        ("while [ $x -lt 9 ]; do exit 1; done", None),
        ("f $x -lt 9", None),
        ("if [ $x -lt 9 ]", None),
    ],
)
def test_what_must_hold(script, holds):
    start = script.index("-lt 9")
    assert must_hold(script, start, start + len("-lt 9")) is holds
