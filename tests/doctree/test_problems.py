"""The banner of a faulty file: what it says, and the lines that it shows."""

from __future__ import annotations

import pytest
from docutils import nodes
from workflow.support import jobs, repository

from workflow_docs.analysis import diagnostics
from workflow_docs.doctree.problems import MAX_SHOWN, banner


def shown(root, text):
    """Return the banner of a workflow with this text."""
    found = repository(root, {"ci.yml": text})
    (file,) = found.files.values()
    return banner(file, diagnostics.of_file(found, file))


@pytest.mark.parametrize(
    ("text", "kind", "first"),
    [
        ("on: [", nodes.error, "This file cannot be read."),
        (jobs("a: b"), nodes.error, "This file has problems."),
        ("nmae: x\n" + jobs("a"), nodes.warning, "This file has problems."),
    ],
)
def test_how_bad_it_is(tmp_path, text, kind, first):
    box = shown(tmp_path, text)
    assert isinstance(box, kind)
    assert box[0].astext() == first


def test_a_problem_with_its_place_type_and_lines(tmp_path):
    _, problem, excerpt = shown(tmp_path, jobs("a: biuld\nb"))
    assert problem.astext().startswith(".github/workflows/ci.yml:5:13: the job 'a' needs 'biuld'")
    assert problem.astext().endswith("(ci.unknown-needs)")
    assert excerpt.astext().split("\n") == [
        "  3 |   a:",
        "  4 |     runs-on: x",
        "> 5 |     needs: [biuld]",
        "  6 |     steps:",
        "  7 |       - run: make",
    ]


@pytest.mark.parametrize(("text", "lines"), [("x", ["> 1 | x"]), ("\n\n[", ["  1 |", "  2 |", "> 3 | ["])])
def test_lines_at_the_ends_of_a_file(tmp_path, text, lines):
    assert shown(tmp_path, text)[2].astext().split("\n") == lines


def test_lines_are_counted_as_the_problem_counts_them(tmp_path):
    excerpt = shown(tmp_path, "# a\u2028# b\u2028# c\n" + jobs("a: b"))[2].astext()
    assert [line for line in excerpt.split("\n") if line.startswith(">")] == [">  8 |     needs: [b]"]


def test_problems_past_a_number_are_counted(tmp_path):
    text = "".join(f"key{i}: x\n" for i in range(MAX_SHOWN + 3)) + jobs("a")
    box = shown(tmp_path, text)
    assert box[-1].astext() == "3 more problems."
    assert len(list(box.findall(nodes.literal_block))) == MAX_SHOWN
