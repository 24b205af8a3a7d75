"""The lines of steps, however they are written."""

from __future__ import annotations

from workflow_docs.workflow.extents import step_lines
from workflow_docs.workflow.model import steps_of
from workflow_docs.workflow.parser import parse_workflow

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
