"""Excerpts: the lines that patterns, numbers and steps mean."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.analysis.excerpts import ExcerptError, excerpt, step_lines
from workflow_docs.workflow.model import steps_of
from workflow_docs.workflow.parser import parse_workflow

TEXT = "a\n\n  start\n    one\n  end\n\nstart\nlast\n"
START, END = re.compile("start"), re.compile("end|last")


@pytest.mark.parametrize(
    "options, found",
    [
        ({}, (TEXT.rstrip(), 1, 8)),
        ({"start": START, "end": END}, ("start\n  one\nend", 3, 5)),
        ({"start": re.compile("^start")}, ("start\nlast", 7, 8)),
        ({"end": re.compile("one")}, ("a\n\n  start\n    one", 1, 4)),
        ({"start": START, "end": START}, ("  start\n    one\n  end\n\nstart", 3, 7)),
        ({"span": (4, 4)}, ("one", 4, 4)),
        ({"span": (2, 3)}, ("start", 3, 3)),
        ({"span": (7, None)}, ("start\nlast", 7, 8)),
        ({"within": (3, 5), "span": (2, None)}, ("  one\nend", 4, 5)),
        ({"span": (5, None), "start": START}, ("start\nlast", 7, 8)),
    ],
)
def test_what_is_shown(options: dict[str, object], found: tuple[str, int, int]) -> None:
    assert excerpt(TEXT, **options) == found


@pytest.mark.parametrize(
    "options, words",
    [
        ({"start": re.compile("nothing")}, ":from: finds no line that matches 'nothing' in the lines 1 to 8"),
        ({"start": END, "end": re.compile("one")}, ":to: finds no line that matches 'one' in the lines 6 to 8"),
        ({"span": (9, 12)}, "there are 8 lines"),
        ({"span": (5, 4)}, ":lines: asks for others"),
    ],
)  # fmt: skip
def test_what_finds_nothing_is_told(options: dict[str, object], words: str) -> None:
    with pytest.raises(ExcerptError, match=re.escape(words)):
        excerpt(TEXT, **options)


WORKFLOW = """\
on: push
jobs:
  a:
    runs-on: x
    steps:
      # The first.
      - name: One
        run: |
          # says it

          echo one
            # and more

      # The second.
      - &two
        run: two
      -
        run: three
  b:
    runs-on: x
    steps: [{run: four}, {run: five,
      name: x}]
"""


def test_the_lines_of_steps() -> None:
    workflow, _ = parse_workflow(WORKFLOW, "w.yml")
    assert [step_lines(WORKFLOW, step.position) for job in workflow.jobs for step in steps_of(job)] == [
        (7, 12), (15, 16), (18, 18), (21, 21), (21, 22),
    ]  # fmt: skip


@given(st.text("ab \n"), st.integers(1, 9), st.none() | st.integers(1, 9), st.none() | st.sampled_from("ab"))
def test_an_excerpt_is_a_part_of_the_text(
    text: str, first: int, last: int | None, pattern: str | None
) -> None:
    try:
        found = excerpt(text, span=(first, last), start=re.compile(pattern) if pattern else None)
    except ExcerptError:
        return
    lines = text.split("\n")[found.first - 1 : found.last]
    assert [line.strip() for line in found.text.split("\n")] == [
        line.strip() for line in lines
    ] or not found.text
