"""Calls of workflows and actions: what they name, what they pass, and who calls whom."""

from __future__ import annotations

import pytest
from workflow.support import jobs, parse, repository

from workflow_docs.analysis import calls, diagnostics
from workflow_docs.analysis.backlinks import Backlinks
from workflow_docs.analysis.chains import waits_for

CALLED = """\
on:
  workflow_call:
    inputs:
      target: {type: string, required: true}
      level: {type: number, required: true, default: 1}
      dry-run: {type: boolean}
    secrets:
      TOKEN: {required: true}
      OTHER:
jobs: {a: {runs-on: x, steps: [{run: make}]}}
"""


def said(tmp_path, call, called=CALLED):
    text = f"on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n{call}"
    found = repository(tmp_path, {"a.yml": text, "b.yml": called})
    return [f"{problem.position.line} {problem.message}" for problem in diagnostics.of_repository(found)]


@pytest.mark.parametrize(
    "call",
    [
        "    with: {target: x}\n    secrets: {TOKEN: a}\n",
        "    with: {TARGET: x, Level: 2, dry-run: true}\n    secrets: {token: a, OTHER: b}\n",
        "    with: {target: x, level: '${{ inputs.a }}', dry-run: '${{ true }}'}\n    secrets: inherit\n",
    ],
)
def test_a_call_that_fits_is_no_problem(tmp_path, call):
    assert said(tmp_path, call) == []


@pytest.mark.parametrize(
    ("call", "problems"),
    [
        (
            "    secrets: inherit\n",
            ["4 .github/workflows/b.yml requires the input 'target', which is not passed"],
        ),
        (
            "    with: {target: x}\n",
            ["4 .github/workflows/b.yml requires the secret 'TOKEN', which is not passed"],
        ),
        (
            "    with: {target: x, levle: 2}\n    secrets: inherit\n",
            ["5 .github/workflows/b.yml declares no input 'levle'; did you mean 'level'?"],
        ),
        (
            "    with: {target: x, level: high, dry-run: 'true'}\n    secrets: inherit\n",
            [
                "5 the input 'level' of .github/workflows/b.yml is a number, not 'high'",
                "5 the input 'dry-run' of .github/workflows/b.yml is a boolean, not 'true'; pass `true` or `false` without quotes",
            ],
        ),
        (
            "    with: {target: x}\n    secrets: {TOKEN: a, MORE: b}\n",
            ["6 .github/workflows/b.yml declares no secret 'MORE'; there is 'OTHER', 'TOKEN'"],
        ),
    ],
)
def test_a_call_that_does_not_fit(tmp_path, call, problems):
    assert said(tmp_path, call) == problems


def test_a_workflow_that_cannot_be_called(tmp_path):
    assert said(tmp_path, "", jobs("a")) == [
        "4 .github/workflows/b.yml cannot be called: it has no `workflow_call` under `on`"
    ]


def test_a_called_file_that_cannot_be_read_is_told_once(tmp_path):
    assert said(tmp_path, "", "on: [\n") == [
        "2 invalid YAML: while parsing a flow node, did not find expected node content"
    ]


@pytest.mark.parametrize(
    ("uses", "url"),
    [
        ("actions/checkout@v4", "https://github.com/actions/checkout/tree/v4"),
        ("o/r/sub/action@main", "https://github.com/o/r/tree/main/sub/action"),
        ("o/r/.github/workflows/a.yml@abc123", "https://github.com/o/r/blob/abc123/.github/workflows/a.yml"),
        ("./local", None),
        ("$/local", None),
        ("docker://alpine:3", None),
        ("actions/checkout", None),
        ("checkout@v4", None),
        ("o/r@", None),
        ("o//r@v1", None),
        ("o/r/../x@v1", None),
        ("o/r@${{ x }}", None),
        ('o/r@"><script>', None),
    ],
)
def test_where_github_shows_what_another_repository_has(uses, url):
    found = calls.remote_use(uses)
    assert (found.url if found else None) == url


ACTION = (
    "name: A\ndescription: b\ninputs: {a: {required: true}, b: {}}\nruns: {using: composite, steps: []}\n"
)


def test_steps_that_use_an_action_of_the_repository(tmp_path):
    steps = (
        "[{uses: ./x, with: {a: 1}}, {uses: ./x/, with: {c: 1}}, {uses: './y'}, {uses: ./x@v1}, {uses: ../z}]"
    )
    text = f"on: push\njobs: {{j: {{runs-on: x, steps: {steps}}}}}"
    found = repository(tmp_path, {"w.yml": text, "x/action.yml": ACTION})
    assert [problem.message for problem in diagnostics.of_repository(found)] == [
        "x/action.yml requires the input 'a', which is not passed",
        "x/action.yml declares no input 'c'; there is 'a', 'b'",
        "there is no action in 'y' (no action.yml); there is './x'",
        "there is no action in 'x@v1' (no action.yml); there is './x'",
    ]


@pytest.mark.parametrize("name", ["Dockerfile", "action.yaml"])
def test_an_action_may_be_a_dockerfile_or_have_the_other_ending(tmp_path, name):
    text = "on: push\njobs: {j: {runs-on: x, steps: [{uses: ./x}]}}"
    content = "FROM x" if name == "Dockerfile" else ACTION.replace("required: true", "required: false")
    assert diagnostics.of_repository(repository(tmp_path, {"w.yml": text, f"x/{name}": content})) == []


def test_what_a_checkout_brings_is_not_known(tmp_path):
    steps = "[{uses: actions/checkout@v4, with: {repository: o/r, path: r}}, {uses: ./r/x}]"
    text = f"on: push\njobs: {{j: {{runs-on: x, steps: {steps}}}}}"
    assert diagnostics.of_repository(repository(tmp_path, {"w.yml": text})) == []


def test_the_steps_of_an_action_are_held_against_actions_too(tmp_path):
    inner = "name: B\ndescription: b\nruns: {using: composite, steps: [{uses: ./x}, {uses: ./gone}]}\n"
    text = "on: push\njobs: {j: {runs-on: x, steps: [{uses: ./y}]}}"
    found = repository(tmp_path, {"w.yml": text, "x/action.yml": ACTION, "y/action.yml": inner})
    assert [str(problem.position).split(":")[0] for problem in diagnostics.of_repository(found)] == [
        "y/action.yml"
    ] * 2


def test_who_calls_uses_and_follows(tmp_path):
    files = {
        "called.yml": CALLED,
        "one.yml": "name: One\non: push\njobs: {a: {uses: ./.github/workflows/called.yml, with: {target: x}, secrets: inherit}}",
        "two.yml": "name: Two\non: {workflow_run: {workflows: [One]}}\njobs: {a: {runs-on: x, steps: [{parallel: [{uses: ./x}]}]}}",
        "three.yml": "on: {workflow_run: {workflows: One}}\njobs: {a: {runs-on: x, steps: [{run: make}]}}",
        "x/action.yml": ACTION,
    }
    backlinks = Backlinks(repository(tmp_path, files))
    assert [
        (workflow.file, job.id.value) for workflow, job in backlinks.callers[".github/workflows/called.yml"]
    ] == [("one.yml", "a")]
    assert [workflow.file for workflow, _ in backlinks.followers["One"]] == ["three.yml", "two.yml"]
    assert [(workflow.file, step.label) for workflow, _, step in backlinks.users["x"]] == [("two.yml", "1.1")]


def test_the_workflows_that_one_waits_for():
    workflow = parse(
        "on: {workflow_run: {workflows: [A, 'B c'], types: [completed]}}\njobs: {a: {uses: a/b/c@v1}}"
    )
    assert [text.value for text in waits_for(workflow)] == ["A", "B c"]


def test_a_name_of_a_broken_file_is_not_known(tmp_path):
    text = "on: {workflow_run: {workflows: [A]}}\njobs: {a: {uses: a/b/c@v1}}"
    found = repository(tmp_path, {"a.yml": text, "b.yml": "on: ["})
    assert [problem.kind.value for problem in diagnostics.of_repository(found)] == ["yaml-syntax"]
