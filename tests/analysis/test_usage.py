"""Rows about what workflows set and make: variables, artifacts, environments, services, commands."""

from __future__ import annotations

import re

import pytest
from workflow.support import Source, one_job, parse

from workflow_docs.analysis import usage

SCOPES = parse("""\
on: push
env: {A: 1}
defaults: {run: {shell: bash, working-directory: top}}
jobs:
  one:
    runs-on: x
    name: First
    env: {B: 2}
    defaults: {run: {shell: sh}}
    steps:
      - run: make
        env: {C: 3}
        shell: zsh
        working-directory: here
      - id: named
        name: Named
        run: make
  two:
    runs-on: x
    env: {B: 4}
    steps: [{run: make}]
  call: {uses: a/b/c@v1}
""")


def names(rows):
    return [(row.entry.name, row.scope, row.job and row.job.id.value) for row in rows]


def test_variables_of_all_scopes():
    assert names(usage.env(SCOPES)) == [
        ("A", "workflow", None),
        ("B", "job", "one"),
        ("C", "step", "one"),
        ("B", "job", "two"),
    ]


@pytest.mark.parametrize(
    ("scopes", "job", "found"),
    [
        (["workflow"], None, ["A"]),
        (["job"], None, ["B", "B"]),
        (["step"], None, ["C"]),
        (["workflow", "job", "step"], "one", ["B", "C"]),
        (["workflow"], "one", []),
        (["job"], "call", []),
    ],
)
def test_variables_of_chosen_scopes_and_jobs(scopes, job, found):
    assert [row.entry.name for row in usage.env(SCOPES, scopes, job)] == found


def test_shell_and_folder_come_from_the_nearest_scope():
    one, two = SCOPES.jobs[:2]

    def settings(job, step):
        return (
            usage.effective_shell(SCOPES, job, step).value,
            usage.working_directory(SCOPES, job, step).value,
        )

    assert settings(one, one.steps[0]) == ("zsh", "here")
    assert settings(one, one.steps[1]) == ("sh", "top")
    assert settings(two, two.steps[0]) == ("bash", "top")


@pytest.mark.parametrize(
    ("step", "row"),
    [
        (
            "{uses: actions/upload-artifact@v4, with: {name: n, path: p, retention-days: 3}}",
            ("n", "upload", "p", "3"),
        ),
        ("{uses: actions/upload-artifact@v4}", ("artifact", "upload", None, None)),
        ("{uses: actions/upload-artifact/merge@v4, with: {name: all}}", ("all", "upload", None, None)),
        ("{uses: actions/download-artifact@v4, with: {name: n}}", ("n", "download", None, None)),
        ("{uses: actions/download-artifact@v4, with: {pattern: n-*}}", ("n-*", "download", None, None)),
        ("{uses: actions/download-artifact@v4}", ("every artifact of the run", "download", None, None)),
    ],
)
def test_artifacts(step, row):
    (found,) = usage.artifacts(parse(one_job(f"steps:\n  - {step}")))
    assert (found.name, found.action, found.path, found.retention_days) == row


@pytest.mark.parametrize("step", ["{uses: me/upload-artifact@v1}", "{run: actions/upload-artifact@v4}"])
def test_other_steps_make_no_artifacts(step):
    assert usage.artifacts(parse(one_job(f"steps:\n  - {step}"))) == []


def test_an_artifact_stands_where_its_name_stands():
    workflow = parse(one_job("steps:\n  - uses: actions/upload-artifact@v4\n    with:\n      name: n"))
    (row,) = usage.artifacts(workflow)
    assert (row.position.line, row.position.column) == (8, 11)


def test_environments_are_sorted_by_name():
    rows = usage.environments([Source("environments.yml").workflow])
    assert [(row.environment.name.value, row.job.id.value) for row in rows] == [
        ("${{ inputs.target }}", "dynamic"),
        ("production", "long"),
        ("staging", "short"),
    ]


def test_services_of_a_workflow_and_of_one_job():
    workflow = Source("containers.yml").workflow
    assert [row.service.name.value for row in usage.services(workflow)] == ["postgres", "redis"]
    assert usage.services(workflow, "short") == []


def test_commands_that_a_pattern_finds():
    source = Source("scalars.yml")
    rows = usage.commands(source.workflow, re.compile("three|single"))
    assert [(row.command.text, row.step.number) for row in rows] == [("echo three", 1), ("echo single", 5)]
    assert [row.position for row in rows] == [source.place("echo three"), source.place("echo single")]


@pytest.mark.parametrize(("name", "found"), [("one", "one"), ("First", "one"), ("call", "call"), ("x", None)])
def test_a_job_is_found_by_id_or_name(name, found):
    job = usage.find_job(SCOPES, name)
    assert (job and job.id.value) == found


@pytest.mark.parametrize(("name", "found"), [("1", 1), ("named", 2), ("Named", 2), ("2", 2), ("3", None)])
def test_a_step_is_found_by_id_name_or_number(name, found):
    step = usage.find_step(SCOPES.jobs[0], name)
    assert (step and step.number) == found
