"""Lists and tables of a job's steps."""

from __future__ import annotations

import pytest
from claims.support import findings
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow.support import repository

from workflow_docs.claims.context import Context
from workflow_docs.claims.documents import parse
from workflow_docs.claims.steps import check

CI = """\
name: CI Pipeline
on: push
jobs:
  test:
    runs-on: x
    steps:
      - name: Check out the code
        uses: actions/checkout@v4
      - name: "🐍 Set up Python"
        uses: actions/setup-python@v5
      - name: Install what is needed
        run: pip install -r requirements.txt
      - name: Run the tests
        run: |
          cd backend
          pytest tests/unit -v --maxfail=3 -m "not slow"
      - name: Upload the report
        uses: actions/upload-artifact@v4
  image:
    runs-on: x
    steps:
      - name: Check out the code
        uses: actions/checkout@v4
      - name: Build the image
        run: docker build .
"""
HEAD = "## CI Pipeline\n\nThe `test` job has these steps:\n\n"


def told(root, text):
    made = findings(root, text, files={"ci.yml": CI})
    return [f"{finding.position.line} {finding.code.value}" for finding in made]


@pytest.mark.parametrize(
    ("items", "found"),
    [
        (["Check out the code", "Set up Python", "Install what is needed", "Run the tests"], []),
        (["**Check out the code**: all of it", "`Set up Python`", "Run the tests (unit only)", "Done."], []),
        (["Check out the code", "Install what is needed", "Set up Python", "Run the tests"], ["6 step-order"]),
        (["Upload the report", "Check out the code", "Set up Python", "Run the tests"], ["5 step-order"]),
        (["**Check out the code**", "**Set up Python**", "**Lint the code**", "**Run the tests**"], ["7 unknown-step"]),
        (["Check out the code", "Set up Python", "Lint the code", "Run the tests"], []),
        (["Check out the code", "Run the tests"], []),
        (["Run the tests", "Upload the report", "Look at it", "Read it", "Check out the code", "Go"], []),
    ],
)  # fmt: skip
def test_lists(tmp_path, items, found):
    assert told(tmp_path, HEAD + "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1))) == found


TURNED = "- Install what is needed\n- Set up Python\n- Run the tests\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (HEAD + TURNED, 1),
        ("## CI Pipeline\n\n**Steps**:\n\n" + TURNED, 1),
        ("## The `test` job\n\nSteps:\n\n" + TURNED, 1),
        ("## The `test` job\n\nIt needs:\n\n" + TURNED, 0),
        ("## Some job\n\nSteps:\n\n" + TURNED, 0),
        ("## The `image` job in ci.yml\n\nSteps:\n\n" + TURNED, 0),
        ("## other.yml\n\nSteps:\n\n" + TURNED, 0),
        ("## CI Pipeline\n\nSteps to run locally:\n\n" + TURNED, 0),
    ],
)
def test_which_lists_are_of_steps(tmp_path, text, found):
    assert len(told(tmp_path, text)) == found


TABLE = (
    "| # | Step | Command |\n| --- | --- | --- |\n| 1 | {} | `{}` |\n| 2 | {} | `{}` |\n| 3 | {} | `{}` |\n"
)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("Install what is needed", "pip install -r requirements.txt", "Run the tests", "pytest tests/unit", "Upload the report", "x"), []),
        (("Install what is needed", "pip install -r requirements.txt", "Run the tests", 'pytest tests/unit -v -m "not slow"',
          "Upload the report", "x"), []),
        (("Install what is needed", "pip install -r requirements.txt", "Run the tests", 'pytest tests/unit -m "not fast"',
          "Upload the report", "x"), ["8 step-command"]),
        (("Install what is needed", "pip install x", "Run the tests", "pytest tests/all -v", "Upload the report", "x"),
         ["7 step-command", "8 step-command"]),
        (("Install what is needed", "pip install .", "Run the tests", "pytest tests/unit --maxfail=5", "Upload the report", ""),
         ["7 step-command", "8 step-command"]),
        (("Install what is needed", "pip freeze", "Run the tests", "pytest ...", "Upload the report", "x y"), []),
        (("Run the tests", "", "Install what is needed", "x", "Upload the report", ""), ["7 step-order"]),
        (("`Run the tests`", "", "`Upload all reports`", "", "`Upload the report`", ""), []),
        (("`Run the tests`", "", "`Set up Python`", "", "`Install it`", ""), []),
    ],
)  # fmt: skip
def test_tables(tmp_path, cells, found):
    assert told(tmp_path, HEAD + TABLE.format(*cells)) == found


def test_the_evidence_is_the_step(tmp_path):
    (found,) = findings(tmp_path, HEAD + TURNED, files={"ci.yml": CI})
    assert (
        found.message
        == "in the job 'test' of ci.yml, the step 'Install what is needed' runs after '🐍 Set up Python'"
    )
    assert str(found.evidence) == ".github/workflows/ci.yml:11:9"


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "1. Set up Python",
                "2. Run the tests",
                "- Upload the report",
                "# test job",
                "",
                "  1. x",
                "|Step|",
                "|-|",
            ]
        )
    )
)
def test_any_list(tmp_path_factory, lines):
    context = Context(repository(tmp_path_factory.getbasetemp() / "any", {"ci.yml": CI}))
    list(check(parse(HEAD + "\n".join(lines), "x.md"), context))
