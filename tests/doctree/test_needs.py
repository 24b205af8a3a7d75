"""The text diagram of jobs: chains, branches and circles, each job on one line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow.support import jobs, parse

from workflow_docs.doctree.needs import needs_text
from workflow_docs.workflow.parser import parse_workflow


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a", ["a (independent)"]),
        ("a\nb", ["a (independent)", "", "b (independent)"]),
        ("a\nb: a", ["a (independent)", "  ↓", "b (depends on a)"]),
        (
            "a\nb\nc: a, b\nd: c",
            [
                "a (independent)",
                "b (independent)",
                "  ↓",
                "c (depends on a, b)",
                "  ↓",
                "d (depends on c)",
            ],
        ),
        ("b: a\na", ["a (independent)", "  ↓", "b (depends on a)"]),
        (
            "a\nb: a\nc: a\nd\ne: b, c\nf: d",
            [
                "a (independent)",
                "  ↓",
                "b (depends on a)",
                "c (depends on a)",
                "  ↓",
                "e (depends on b, c)",
                "",
                "d (independent)",
                "  ↓",
                "f (depends on d)",
            ],
        ),
        ("a: a", ["a (depends on a; circle)"]),
        (
            "a: b\nb: a\nc: b\nd",
            [
                "d (independent)",
                "",
                "a (depends on b; circle)",
                "b (depends on a; circle)",
                "",
                "c (depends on b)",
            ],
        ),
        ("a: missing", ["a (independent)"]),
    ],
)
def test_the_text_of_a_graph(text, lines):
    assert needs_text(parse(jobs(text))).split("\n") == lines


def test_a_workflow_without_jobs_has_no_text():
    assert needs_text(parse_workflow("on: push\njobs: {}", "x.yml")[0]) == ""


def test_a_long_chain_is_no_burden():
    text = jobs("j0\n" + "\n".join(f"j{i}: j{i - 1}" for i in range(1, 1500)))
    assert needs_text(parse(text)).count("↓") == 1499


@given(
    st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=9).map(
        lambda rows: "\n".join(f"j{i}: {', '.join(f'j{need}' for need in row)}" for i, row in enumerate(rows))
    )
)
@settings(max_examples=150, deadline=None)
def test_every_job_has_exactly_one_line(text):
    workflow = parse(jobs(text))
    lines = [line for line in needs_text(workflow).split("\n") if line.startswith("j")]
    assert sorted(line.split(" ", 1)[0] for line in lines) == sorted(job.id.value for job in workflow.jobs)
    assert all(line.endswith(")") for line in lines)
