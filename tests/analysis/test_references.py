"""References to contexts: the job, the step, the place and the entry that hold each."""

from __future__ import annotations

import pytest
from workflow.support import parse

from workflow_docs.analysis import references

TEXT = """\
on:
  workflow_call:
    outputs: {o: {value: "${{ jobs.a.outputs.o }}"}}
run-name: ${{ github.actor }}
env:
  TOP: ${{ vars.TOP }}
jobs:
  a:
    runs-on: ${{ matrix.os }}
    if: needs.b.result == 'success'
    environment: ${{ inputs.target }}
    env:
      JOB: x ${{ secrets.JOB }} ${{ secrets['JOB2'] }}
    services:
      db:
        image: x
        env:
          JOB: ${{ secrets.DB }}
    steps:
      - if: env.A
        env:
          STEP: ${{ secrets.STEP }}
        run: |
          echo ${{ secrets.RUN || 'x' }}
      - uses: a/b@v1
        with:
          token: ${{ secrets.WITH }}
  call:
    uses: a/b/.github/workflows/c.yml@v1
    with:
      x: ${{ vars.CALL }}
    secrets:
      y: ${{ secrets.CALL }}
"""


def uses(*contexts):
    return {str(use.reference): use for use in references.uses(parse(TEXT), *contexts)}


def test_references_of_chosen_contexts_stand_in_file_order():
    assert list(uses("secrets", "vars")) == [
        "vars.TOP",
        "secrets.JOB",
        "secrets.JOB2",
        "secrets.DB",
        "secrets.STEP",
        "secrets.RUN",
        "secrets.WITH",
        "vars.CALL",
        "secrets.CALL",
    ]


def test_without_a_choice_all_contexts_are_given():
    assert {use.reference.context for use in uses().values()} == {
        *("jobs", "github", "vars", "matrix", "needs", "inputs", "secrets", "env"),
    }


@pytest.mark.parametrize(
    ("reference", "job", "step", "place", "entry"),
    [
        ("jobs.a.outputs.o", None, None, "on", None),
        ("github.actor", None, None, "run-name", None),
        ("vars.TOP", None, None, "env", "TOP"),
        ("matrix.os", "a", None, "runs-on", None),
        ("needs.b.result", "a", None, "if", None),
        ("inputs.target", "a", None, "environment", None),
        ("secrets.JOB", "a", None, "env", "JOB"),
        ("secrets.JOB2", "a", None, "env", "JOB"),
        ("secrets.DB", "a", None, "services", None),
        ("env.A", "a", 1, "if", None),
        ("secrets.STEP", "a", 1, "env", "STEP"),
        ("secrets.RUN", "a", 1, "run", None),
        ("secrets.WITH", "a", 2, "with", "token"),
        ("vars.CALL", "call", None, "with", "x"),
        ("secrets.CALL", "call", None, "secrets", "y"),
    ],
)
def test_what_holds_a_reference(reference, job, step, place, entry):
    use = uses()[reference]
    assert (use.job and use.job.id.value) == job
    assert (use.step and use.step.number) == step
    assert use.place == place
    assert (use.entry and use.entry.name) == entry


def test_a_reference_stands_where_its_context_stands():
    lines = TEXT.split("\n")
    for use in uses().values():
        line = lines[use.position.line - 1]
        assert line[use.position.column - 1 :].startswith(use.reference.context)


def test_the_whole_context_has_no_name():
    found = parse("on: push\nenv: {A: '${{ toJSON(secrets) }}'}\njobs: {a: {uses: a/b/c@v1}}")
    (use,) = references.uses(found, "secrets")
    assert use.name == ""


def test_what_github_does_not_read_refers_to_nothing():
    from workflow_docs.workflow.parser import parse_workflow

    text = "on: push\njobs: {a: {runs-on: x, step: 1, steps: {first: {run: '${{ secrets.A }}'}}}}"
    assert list(references.uses(parse_workflow(text, "x.yml")[0], "secrets")) == []


def test_a_step_inside_a_parallel_step_holds_its_references():
    found = parse(
        "on: push\njobs: {a: {runs-on: x, steps: [{run: make}, {parallel: [{run: a}, {run: '${{ secrets.A }}'}]}]}}"
    )
    (use,) = references.uses(found, "secrets")
    assert (use.step.label, use.step.parent, use.place) == ("2.2", 2, "run")


def test_a_broken_expression_is_left_to_the_problems_of_the_file():
    from workflow_docs.workflow.parser import parse_workflow

    workflow, problems = parse_workflow(
        "on: push\nenv: {A: '${{ secrets. }} ${{ secrets.B }}'}\njobs: {a: {uses: a/b/c@v1}}", "x"
    )
    assert [use.name for use in references.uses(workflow, "secrets")] == ["B"]
    assert len(problems) == 1
