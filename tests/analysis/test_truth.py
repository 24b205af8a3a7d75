"""What conditions come to, with what is known before a run."""

from __future__ import annotations

import pytest

from workflow_docs.analysis.truth import UNKNOWN, Facts, of_condition, of_value

PUSH = Facts({("github", "event_name"): "push", ("matrix", "os"): "Linux", ("env", "n"): "5"})


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (None, True), ("", True), ("true", True), ("false", False), ("${{ true }}", True), ("${{ false }}", False),
        ("github.event_name == 'push'", True), ("github.event_name == 'PUSH'", True), ("github.event_name != 'push'", False),
        ("GitHub.Event_Name == 'push'", True), ("github['event_name'] == 'push'", True), ("github.ref == 'x'", None),
        ("github.ref == 'x' && false", False), ("false && github.ref == 'x'", False), ("true || github.ref", True),
        ("github.ref || true", True), ("!github.ref", None), ("!false", True), ("env.n > 4", True), ("env.n < 5", False), ("'' == 0", True),
        ("null == 0", True), ("'a' == 1", False), ("contains(github.event_name, 'us')", True), ("startsWith('ab', 'A')", True),
        ("endsWith('ab', 'c')", False), ("contains(github.ref, 'x')", None), ("always()", True), ("success()", True), ("failure()", False),
        ("cancelled()", False), ("!cancelled()", True), ("always() && github.ref", None), ("${{ a }} && b", True), ("not a condition", None),
        ("hashFiles('x') == ''", None), ("fromJSON('[1]')[0]", None), ("0x10 == 16", True), ("matrix.os == 'linux'", True),
    ],
)  # fmt: skip
def test_a_condition(condition, found):
    assert of_condition(condition, PUSH) is found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (None, False), ("always()", True), ("failure()", True), ("success()", False), ("!cancelled()", True), ("github.ref", False),
        ("success() || failure()", True), ("success() || github.ref", None), ("${{ !failure() }}", False),
    ],
)  # fmt: skip
def test_a_condition_after_a_failure(condition, found):
    assert of_condition(condition, Facts(failed=True)) is found


def test_a_condition_where_a_failure_is_open():
    open_ = Facts(failed=None)
    assert [of_condition(text, open_) for text in (None, "always()", "false", "failure()")] == [
        None,
        True,
        False,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [("true", "true"), ("${{ true }}", True), ("${{ 'a' }}", "a"), ("a ${{ b }}", UNKNOWN), ("${{ vars.x }}", UNKNOWN), ("${{ ( }}", UNKNOWN),
     ("${{ github.event_name }}", "push"), ("${{ a }}${{ b }}", UNKNOWN)],
)  # fmt: skip
def test_a_value(text, found):
    assert of_value(text, PUSH) == found
