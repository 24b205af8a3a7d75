"""SECURITY.md: every promise names a test, and each of these tests exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = [
    " ".join(item.split())
    for section in re.findall(r"^## What is promised\n(.*?)^## ", TEXT, re.MULTILINE | re.DOTALL)
    for item in re.findall(r"^- (.*?)(?=^- |^#|\Z|^\n)", section, re.MULTILINE | re.DOTALL)
]


@cache
def functions(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_the_promises_are_seen():
    assert len(PROMISES) > 20


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_names_a_test_that_exists(promise):
    named = re.findall(r"\[`(test_\w+)`\]\((tests/[\w/]+\.py)\)", promise)
    assert named, "a promise ends with the tests that prove it"
    for name, path in named:
        assert name in functions(path), f"{path} has no {name}"
