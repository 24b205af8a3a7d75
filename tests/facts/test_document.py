"""The document of facts: what it holds for one of everything, its schema, and that it is the same every time."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow.support import CORPUS, ERR, OK, parse, repository

from workflow_docs.facts.document import SCHEMA_VERSION, facts_of, references_of
from workflow_docs.facts.output import dump
from workflow_docs.facts.schema import SCHEMA
from workflow_docs.workflow.repository import Repository

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden.json"
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

EVERYTHING = {
    "ci.yml": (OK / "settings.yml").read_text(encoding="utf-8"),
    **{
        f"{name}.yml": (OK / f"{name}.yml").read_text(encoding="utf-8")
        for name in ("triggers", "matrix", "containers", "steps", "environments", "parallel", "reusable")
    },
    "broken.yml": (ERR / "unknown-keys.yml").read_text(encoding="utf-8"),
    ".github/actions/setup/action.yml": """\
name: Set up
description: Installs the tools.
inputs:
  version: {description: Which one., required: true, default: "20"}
outputs:
  path: {value: "${{ steps.install.outputs.path }}"}
runs:
  using: composite
  steps:
    - id: install
      run: ./install ${{ inputs.version }}
      shell: bash
""",
    "image/action.yml": """\
name: Image
description: Runs it.
runs:
  using: docker
  image: Dockerfile
  args: ["${{ inputs.level }}"]
  env: {A: b}
  pre-if: runner.os == 'Linux'
""",
    "tool/action.yml": "name: Tool\ndescription: x\nruns: {using: node20, main: a.js, post: b.js, post-if: always()}\n",
    "use.yml": "on: push\njobs: {a: {runs-on: x, steps: [{uses: ./tool}, {uses: ./image}]}}",
}


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    return facts_of(repository(tmp_path_factory.mktemp("everything"), EVERYTHING))


def test_the_document_of_one_of_everything(everything, update_golden):
    shown = dump(everything, 1)
    if update_golden:
        GOLDEN.write_text(shown, encoding="utf-8")
    assert json.loads(shown) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema"]["const"] == SCHEMA_VERSION


def test_the_document_fits_its_schema(everything):
    assert list(VALIDATOR.iter_errors(everything)) == []


def test_the_schema_describes_every_key_that_there_can_be():
    """Each object is closed and each member required, so a key too many or too few is an error."""
    assert list(VALIDATOR.iter_errors({"schema": 1, "workflows": {}, "actions": {}})) != []
    facts = {"schema": 1, "workflows": {}, "actions": {}, "diagnostics": [], "more": 1}
    assert [error.message for error in VALIDATOR.iter_errors(facts)] == [
        "Additional properties are not allowed ('more' was unexpected)"
    ]


@pytest.mark.parametrize(
    "folder",
    [ROOT, ROOT / "examples" / "atom", *sorted(path for path in CORPUS.glob("*") if path.is_dir())],
    ids=lambda path: path.name,
)
def test_real_documents_fit_the_schema_and_come_out_the_same_twice(folder):
    first = facts_of(Repository.load(folder))
    assert list(VALIDATOR.iter_errors(first)) == []
    assert dump(first) == dump(facts_of(Repository.load(folder)))


def test_mappings_are_sorted_where_order_means_nothing(everything):
    assert list(everything["workflows"]) == sorted(everything["workflows"])
    assert list(everything["actions"]) == sorted(everything["actions"])
    for workflow in everything["workflows"].values():
        assert list(workflow["references"]) == sorted(workflow["references"])


def test_jobs_stand_in_the_order_of_the_file():
    workflow = parse("on: push\njobs: {z: {uses: a/b/c@v1}, a: {uses: a/b/c@v1}, m: {uses: a/b/c@v1}}")
    facts = facts_of(Repository(Path(), {workflow.path: _file(workflow)}))
    assert list(facts["workflows"][workflow.path]["jobs"]) == ["z", "a", "m"]


def _file(workflow):
    from workflow_docs.workflow.repository import WorkflowFile

    return WorkflowFile(workflow.path, "", (), workflow)


def test_a_password_in_the_file_is_not_told():
    text = """\
on: push
jobs:
  a:
    runs-on: x
    container: {image: i, credentials: {username: "${{ vars.USER }}", password: hunter2}}
    steps: [{run: make}]
"""
    shown = dump(facts_of(Repository(Path(), {"x.yml": _file(parse(text))})))
    assert "hunter2" not in shown
    assert "${{ vars.USER }}" in shown


def test_references_come_from_every_place_that_may_hold_one():
    text = """\
run-name: ${{ inputs.a }}
on: {workflow_call: {inputs: {a: {type: string, default: "${{ vars.b }}"}}, outputs: {o: {value: "${{ jobs.j.outputs.c }}"}}}}
env: {A: "${{ secrets.d }}"}
concurrency: ${{ vars.e }}
jobs:
  j:
    name: ${{ vars.f }}
    if: vars.g == '1'
    runs-on: ${{ vars.h }}
    environment: {name: "${{ vars.i }}", url: "${{ steps.s.outputs.k }}"}
    concurrency: {group: "${{ vars.l }}"}
    strategy: {matrix: {os: "${{ fromJSON(vars.m) }}"}, max-parallel: "${{ fromJSON(vars.n) }}"}
    container: {image: "${{ vars.o }}", credentials: {username: "${{ secrets.p }}", password: x}}
    services: {db: {image: "${{ vars.q }}", env: {P: "${{ secrets.r }}"}}}
    env: {B: "${{ secrets['s'] }}"}
    outputs: {c: "${{ steps.s.outputs.t }}"}
    defaults: {run: {working-directory: "${{ vars.u }}"}}
    timeout-minutes: ${{ fromJSON(vars.v) }}
    steps:
      - id: s
        name: ${{ matrix.w }}
        if: ${{ env.x }}
        run: echo ${{ github.y }}
        env: {C: "${{ runner.z }}"}
      - uses: a/b@v1
        with: {token: "${{ SECRETS.aa }}"}
  call:
    needs: j
    uses: a/b/.github/workflows/c.yml@v1
    with: {bb: "${{ needs.j.outputs.c }}"}
    secrets: {cc: "${{ secrets.dd }}"}
"""
    found = references_of(parse(text).expressions)
    names = {name.rpartition(".")[2] for name in found}
    assert names == {
        *"abcdefghiklmnopqrstuvwxyz",
        *("aa", "dd"),
    }
    assert found["secrets.s"] == [{"line": 15, "column": 19, "job": "j", "step": None}]
    assert found["secrets.aa"] == [{"line": 26, "column": 28, "job": "j", "step": "2"}]
    assert found["github.y"][0]["step"] == "1"
    assert found["secrets.d"][0]["job"] is None


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_out_as_it_is(name, value):
    quoted = {"name": name, "on": "push", "jobs": {"a": {"runs-on": "x", "steps": [{"run": value or "x"}]}}}
    from workflow_docs.workflow.parser import parse_workflow

    workflow, problems = parse_workflow(json.dumps(quoted), "x.yml")
    if workflow is None:
        assert problems  # YAML does not take every character
        return
    facts = json.loads(dump(facts_of(Repository(Path(), {"x.yml": _file(workflow)}))))["workflows"]["x.yml"]
    assert facts["name"] == name
    assert facts["jobs"]["a"]["steps"][0]["run"] == (value or "x")


def test_each_workflow_and_each_diagnostic_has_its_line(everything):
    lines = dump(everything).splitlines()
    assert lines[0] == "{"
    assert lines[1] == '"schema": 1,'
    assert sum(line.startswith('".github/workflows/') for line in lines) == len(everything["workflows"])
    assert json.loads("\n".join(lines)) == everything
    assert dump(everything).isascii()
