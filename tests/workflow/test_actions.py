"""Action files: every kind, each part with its place, and what GitHub would refuse."""

from __future__ import annotations

import pytest
from workflow.support import repository

from workflow_docs.workflow.action_parser import parse_action
from workflow_docs.workflow.model import CompositeRuns, DockerRuns, JavaScriptRuns, RunStep

COMPOSITE = """\
# Installs the tools.
name: Set up
description: ""
author: me
branding: {icon: box, color: blue}
inputs:
  version: # Which one.
    required: true
    default: ${{ github.ref_name }}
    anything: else
outputs:
  path:
    description: Where it is.
    value: ${{ steps.install.outputs.path }}
runs:
  using: composite
  steps:
    - id: install
      if: runner.os == 'Linux'
      run: ./install ${{ inputs.version }}
      shell: bash
"""


def problems(text: str) -> list[str]:
    found = parse_action(text, "action.yml")[1]
    return [f"{problem.position.line}:{problem.position.column} {problem.kind.value}" for problem in found]


def test_a_composite_action():
    action, found = parse_action(COMPOSITE, "a/b/action.yml")
    assert found == ()
    assert (action.title, action.folder, action.description) == ("Set up", "a/b", "Installs the tools.")
    (version,) = action.inputs
    assert (version.description, version.is_required, version.default.value) == (
        "Which one.",
        True,
        "${{ github.ref_name }}",
    )
    (path,) = action.outputs
    assert (path.description, path.name.position.line) == ("Where it is.", 12)
    assert isinstance(action.runs, CompositeRuns)
    (step,) = action.steps
    assert isinstance(step, RunStep)
    assert (step.shell.value, step.label, step.position.line) == ("bash", "1", 18)
    assert [(expression.source, expression.step_label) for expression in action.expressions] == [
        ("github.ref_name", None),
        ("steps.install.outputs.path", None),
        ("runner.os == 'Linux'", "1"),
        ("inputs.version", "1"),
    ]


def test_a_javascript_action():
    text = "name: A\ndescription: b\nruns: {using: node20, pre: a.js, pre-if: always(), main: b.js, post: c.js, post-if: success()}"
    action, found = parse_action(text, "action.yml")
    assert (found, action.folder) == ((), ".")
    runs = action.runs
    assert isinstance(runs, JavaScriptRuns)
    assert [text.value for text in runs] == ["node20", "b.js", "a.js", "always()", "c.js", "success()"]


def test_a_docker_action():
    text = (
        "name: A\ndescription: b\nruns: {using: docker, image: 'docker://alpine:3', args: [a, '${{ inputs.b }}'], "
        "env: {C: d}, entrypoint: e, pre-entrypoint: f, post-entrypoint: g}"
    )
    action, found = parse_action(text, "action.yml")
    assert found == ()
    assert isinstance(action.runs, DockerRuns)
    assert [text.value for text in action.runs.args] == ["a", "${{ inputs.b }}"]
    assert action.runs.image.value == "docker://alpine:3"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["1:1 not-a-mapping"]),
        ("- a", ["1:1 not-a-mapping"]),
        ("name: A\ndescription: b\n", ["1:1 missing-key"]),
        ("description: b\nruns: {using: node20, main: a}", ["1:1 missing-key"]),
        ("name: A\ndescription: b\nruns: {using: node20}", ["3:1 missing-key"]),
        ("name: A\ndescription: b\nruns: {using: rust, main: a}", ["3:15 invalid-value"]),
        ("name: A\ndescription: b\nruns: {using: node20, main: a, image: b}", ["3:32 conflicting-keys"]),
        ("name: A\ndescription: b\nruns: {using: composite, steps: [{run: a}]}", ["3:34 missing-key"]),
        (
            "name: A\ndescription: b\nruns: {using: composite, steps: [{uses: a/b@v1, background: true}]}",
            ["3:49 unknown-key"],
        ),
        (
            "name: A\ndescription: b\nruns: {using: composite, steps: [{run: '${{ secrets.A }}', shell: sh}]}",
            ["3:45 expression-name"],
        ),
        (
            "name: A\ndescription: b\ninputs: {a: {default: '${{ inputs.b }}'}}\nruns: {using: node20, main: a}",
            ["3:28 expression-name"],
        ),
        ("name: A\ndescription: b\nruns: {using: node20, main: a}\njobs: {}", ["4:1 unknown-key"]),
    ],
)
def test_what_github_refuses(text, found):
    assert problems(text) == found


def test_actions_are_found_where_they_can_be(tmp_path):
    plain = "name: {0}\ndescription: b\nruns: {{using: composite, steps: [{1}]}}\n"
    found = repository(
        tmp_path,
        {
            "w.yml": "on: push\njobs: {a: {runs-on: x, steps: [{uses: ./tools/one}, {uses: ./.github/actions/two/}]}}",
            "./action.yml": plain.format("top", ""),
            "tools/one/action.yaml": plain.format("one", "{uses: ./tools/inner}"),
            "tools/inner/action.yml": plain.format("inner", "{uses: ./tools/one}"),
            "tools/unused/action.yml": plain.format("unused", ""),
            ".github/actions/two/action.yml": plain.format("two", ""),
            ".github/actions/two/action.yaml": plain.format("second choice", ""),
            ".github/deep/er/action.yml": plain.format("deep", ""),
        },
    )
    assert {action.folder: action.name.value for action in found.actions} == {
        ".": "top",
        "tools/one": "one",
        "tools/inner": "inner",
        ".github/actions/two": "two",
        ".github/deep/er": "deep",
    }
    assert found.action_file("./tools/one").title == "one"
    assert found.action_file("tools/unused") is None
