"""Workflows that YAML refuses: what can be put back into its block is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.workflow.model import RunStep, steps_of
from workflow_docs.workflow.repair import parse_repaired

from .support import CORPUS

BROKEN = """\
on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: |
          curl --data "# TYPE total counter\\n\\
    total{result=\\"success\\"} 1\\n\\
    # TYPE seconds gauge\\n\\
    seconds 2" || true
          echo done
  b:
    needs: a
    runs-on: x
    steps: [{run: make}]
"""


def test_lines_that_leave_their_block_are_put_back():
    workflow = parse_repaired(BROKEN, ".github/workflows/x.yml")
    assert workflow is not None
    assert [(job.id.value, job.position.line) for job in workflow.jobs] == [("a", 3), ("b", 12)]
    (step,) = steps_of(workflow.jobs[0])
    assert isinstance(step, RunStep)
    assert step.run.value.count("\n") == 5
    assert step.run.value.endswith("echo done\n")


@pytest.mark.parametrize("text", ["", "\t", "a: [", "on: push\njobs: {a: &x *y}", "- a\nb: c", "a: 'b", "\0"])
def test_what_indenting_does_not_help_is_lost(text):
    assert parse_repaired(text, "x.yml") is None


@given(st.text(alphabet="ab:-|#[]{} \n\"'\t", max_size=80))
def test_any_text_is_taken(text):
    parse_repaired(text, "x.yml")


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real workflow files is not there")
def test_a_real_broken_file():
    path = ".github/workflows/deploy.yml"
    text = (CORPUS / "rush86999+atom" / path).read_text(encoding="utf-8")
    workflow = parse_repaired(text, path)
    assert workflow is not None
    assert [job.id.value for job in workflow.jobs] == [
        "test", "build", "deploy-staging", "deploy-production", "verify",
    ]  # fmt: skip
