"""Comments as descriptions: which comment belongs to what, and what is no description."""

from __future__ import annotations

import pytest
from workflow.support import Source, parse

from workflow_docs.workflow import comments


def test_the_comment_that_opens_the_file_describes_the_workflow():
    description = Source("comments.yml").workflow.description
    assert description == "Builds and tests. On every push.\n\nSecond paragraph."


def test_a_comment_after_a_key_describes_it():
    assert Source("comments.yml").workflow.job("test").description == "Runs the tests."


def test_the_lines_right_above_a_job_describe_it():
    assert Source("comments.yml").workflow.job("build").description == "Compiles the code with all warnings."


def test_comments_of_variables():
    build = Source("comments.yml").workflow.job("build")
    assert [(entry.name, entry.text, entry.description) for entry in build.env] == [
        ("A", "1", "first"),
        ("B", "x # y", "second"),
        ("C", "a#b", None),
        ("D", "4", "above wins"),
    ]


def test_comments_of_steps():
    build, test = Source("comments.yml").workflow.jobs
    assert [step.description for step in build.steps] == ["Under the dash.", None]
    assert test.steps[0].description is None


@pytest.mark.parametrize(
    ("top", "description"),
    [
        ("description: Said by a key", "Said by a key"),
        ("# Above the name.\nname: x", "Above the name."),
        ("name: x # after the name", "after the name"),
        ("# License header\n\n# Above the name.\nname: x", "Above the name."),
        ("#!/usr/bin/env actions", None),
        ("# ------\n# Framed\n# ------", "Framed"),
        ("name: x", None),
    ],
)
def test_where_the_description_of_a_workflow_comes_from(top, description):
    text = f"{top}\non: push\njobs: {{a: {{runs-on: x, steps: [{{run: make}}]}}}}"
    assert parse(text).description == description


@pytest.mark.parametrize(
    "remark",
    [
        "yaml-language-server: $schema=x",
        "yamllint disable-line rule:line-length",
        "zizmor: ignore[x]",
        "shellcheck disable=SC2086",
        "SPDX-License-Identifier: MIT",
        "Copyright 2026",
        "=======",
        "",
    ],
)
def test_a_remark_for_a_tool_is_no_description(remark):
    assert comments.above([f"# {remark}", "key: 1"], 1, (0,)) is None


def test_a_comment_in_another_column_belongs_to_something_else():
    lines = ["    # deeper", "key: 1"]
    assert comments.above(lines, 1, (0,)) is None
    assert comments.above(lines, 1, (0, 4)) == "deeper"


@pytest.mark.parametrize(
    ("line", "column", "found"),
    [
        ("a: 1 # one", 4, "one"),
        ("a: 1\t# one", 4, "one"),
        ("a: 1 #one", 4, "one"),
        ("a: b#c", 2, None),
        ("a: b#c # d", 6, "d"),
        ("uses: x@1 # v1.2.3", 9, None),
        ("uses: x@1 # tag=v1", 9, None),
        ("a: |  # block", 2, "block"),
        ("a: 1", 4, None),
        ("a: 1 # one\r", 4, "one"),
    ],
)
def test_the_comment_after_a_value(line, column, found):
    assert comments.after([line], 0, column) == found


def test_there_is_no_comment_past_the_end_of_the_file():
    assert comments.after(["a: 1"], 1, 0) is None


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        (None, ""),
        ("", ""),
        ("One sentence.", "One sentence"),
        ("One. Two.", "One"),
        ("Uses v1.2 of it. Then more", "Uses v1.2 of it"),
        ("Really? Yes.", "Really?"),
        ("Waits ... for it", "Waits ... for it"),
        ("And so on...", "And so on..."),
        ("First paragraph\n\nSecond.", "First paragraph"),
        ("See `a`. `b` is next.", "See `a`"),
    ],
)
def test_the_first_sentence(description, sentence):
    assert comments.first_sentence(description) == sentence


@pytest.mark.parametrize(
    ("lines", "line", "comment"),
    [
        (["# Above.", "a: 1"], 1, "Above."),
        (["  # Two", "  # lines.", "  - a: 1"], 2, "Two lines."),
        (["# Elsewhere.", "  a: 1"], 1, None),
        (["# Above.", "a: 1  # behind"], 1, "Above."),
        (["a: {b: 1, c: 'x # y'}  # behind it"], 0, "behind it"),
        (['a: "x # y"'], 0, None),
        (["a: don't  # it is"], 0, "it is"),
        (["a: b#c"], 0, None),
        (["uses: x@abc  # v1.2"], 0, None),
        (["a: 1 # noqa: X"], 0, None),
        (["a: 1"], 5, None),
        (["a: 1"], -1, None),
    ],
)
def test_the_comment_of_a_line_of_any_file(lines, line, comment):
    assert comments.of_line(lines, line) == comment
