"""Text becomes a number in one place, and what is no number costs nothing."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import pytest

from workflow_docs.workflow import numbers

PACKAGE = Path(__file__).parents[2] / "_ext" / "workflow_docs"
NO_NUMBERS = [
    "",
    "1.2.3",
    "1_000",
    "²",
    "١٢",
    "nan",
    "inf",
    "1e9",
    "9" * 5000,
    "0x1f",
    " 1",
    "1\n",
    "--1",
    "１",
]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number(text):
    assert numbers.whole(text) is numbers.decimal(text) is numbers.signed(text) is None


def test_numbers():
    assert (numbers.whole("007"), numbers.signed("-5"), numbers.decimal("2.5")) == (7, -5, 2.5)
    assert (numbers.decimal("2."), numbers.decimal(".5"), numbers.decimal(".")) == (2.0, 0.5, None)
    assert (numbers.in_base("ff", 16), numbers.in_base("9", 8), numbers.in_base("f" * 65, 16)) == (
        255,
        None,
        None,
    )
    assert (numbers.amount("9" * 5000), numbers.count("9" * 5000)) == (math.inf, 10**18)
    assert numbers.wholes(f"a1 b22 {'3' * 5000}") == {1, 22}
    assert numbers.decimals("1.5 of 3, not v2 or 1.2.3") == {1.5, 3.0}


# Where a format has its own numbers, and says what happens to those that are none.
FORMATS = {
    "analysis/matrix.py": "values compare as GitHub compares them",
    "analysis/quantities.py": "decimals of a query, which refuses others",
    "analysis/truth.py": "GitHub's coercion of text",
    "workflow/data.py": "numbers of YAML, by its own patterns",
    "workflow/places.py": "escapes of YAML",
    "repository/git_objects.py": "sizes in the form of git, of at most nine digits",
}
# These convert no text: numbers and answers of ours, attributes of docutils, settings of Sphinx.
NO_TEXT = {
    "HTTPStatus.OK", "HTTPStatus[node.attr]", "seconds + 0.5", "bool(a or b)", "bool(a and b)", "a == b", "a != b", "a < b", "a > b",
    "a <= b", "a >= b", "not found.value", "not status", "self.fits and self.weight > 0 and (not self.differences)",
    "seconds // size", "number", "NUMBER_WORDS[match['value'].lower()]", "real // 60", "level", "node.get('start', 1)",
    "entry.get('morecols', 0)", "entry.get('morerows', 0)", "node.get('morecols', 0)", "node.get('morerows', 0)",
    "config.ci_linkcheck_connections", "config.linkcheck_workers",
}  # fmt: skip


def test_no_other_module_reads_numbers():
    found = set()
    for file in PACKAGE.rglob("*.py"):
        name = file.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="int" | "float" | "Decimal"), args=[ast.Constant()]):
                    pass
                case ast.Call(func=ast.Name(id="int" | "float" | "Decimal"), args=[argument, *_]):
                    found.add((name, ast.unparse(argument)))
                case _:
                    pass
    known = {*FORMATS, "workflow/numbers.py"}
    assert sorted(each for each in found if each[0] not in known and each[1] not in NO_TEXT) == []
