"""Names that documents use: each kind found, missing with a hint, or meaning more than one thing."""

from __future__ import annotations

import pytest
from workflow.support import jobs, repository

from workflow_docs.analysis.objects import KINDS, Found, Missing, ObjectIndex

CI = ".github/workflows/ci.yml"
FILES = {
    "ci.yml": """\
name: Tests
on:
  workflow_dispatch:
    inputs: {level: {default: low}}
env: {REGION: eu, ADDRESS: "${{ vars.ADDRESS_OF }}"}
jobs:
  build:
    runs-on: x
    name: Build it
    steps:
      - {name: "TQ-01: Coverage", run: make}
      - {id: pack, name: "Pack: all", run: "echo ${{ secrets.Token }}"}
  both: {runs-on: x, steps: [{run: make}]}
""",
    "deploy.yml": """\
on: push
jobs:
  both: {runs-on: x, steps: [{run: make}]}
  deploy: {runs-on: x, environment: staging, steps: [{run: make}]}
""",
    "broken.yml": "on: [",
    "docs/guide.md": "x",
}


@pytest.fixture
def index(tmp_path):
    return ObjectIndex(repository(tmp_path, FILES))


@pytest.mark.parametrize(
    ("kind", "target", "name", "title", "place"),
    [
        ("workflow", "ci.yml", CI, "Tests", "1:1"),
        ("workflow", "Tests", CI, "Tests", "1:1"),
        ("workflow", "broken", ".github/workflows/broken.yml", "broken.yml", "1:1"),
        ("job", "ci.yml:build", f"{CI}:build", "build", "7:3"),
        ("job", "build", f"{CI}:build", "build", "7:3"),
        ("job", "Tests:Build it", f"{CI}:build", "build", "7:3"),
        ("step", "ci:build:pack", f"{CI}:build:pack", "Pack: all", "12:9"),
        ("step", "ci:build:Pack: all", f"{CI}:build:pack", "Pack: all", "12:9"),
        ("step", "ci:build:1", f"{CI}:build:1", "TQ-01: Coverage", "11:9"),
        ("step", "ci:both:1", f"{CI}:both:1", "Run make", "13:30"),
        ("input", "ci.yml:level", f"{CI}:level", "level", "4:14"),
        ("env", "REGION", "REGION", "REGION", "5:7"),
        ("env", "ci:ADDRESS", "ADDRESS", "ADDRESS", "5:19"),
        ("env", "ADDRESS_OF", "ADDRESS_OF", "ADDRESS_OF", "5:33"),
        ("secret", "TOKEN", "Token", "Token", "12:54"),
        ("secret", "token", "Token", "Token", "12:54"),
        ("gate", "TQ-01", "TQ-01", "TQ-01", "11:9"),
        ("environment", "staging", "staging", "staging", "4:37"),
    ],
)
def test_a_thing_is_found_under_its_canonical_name(index, kind, target, name, title, place):
    found = index.find(kind, target)
    assert isinstance(found, Found), found
    assert (found.name, found.title) == (name, title)
    assert f"{found.position.line}:{found.position.column}" == place


@pytest.mark.parametrize("target", ["docs/guide.md", "docs", "docs/", CI])
def test_a_file_or_folder_is_found(index, target):
    assert index.find("file", target).title == target


@pytest.mark.parametrize(
    ("kind", "target", "message"),
    [
        ("workflow", "ci.yaml", "there is no workflow 'ci.yaml'; did you mean 'ci.yml'?"),
        ("job", "ci:biuld", "ci.yml has no job 'biuld'; did you mean 'build'?"),
        (
            "job",
            "bulid",
            "no workflow that can be read has a job 'bulid' (broken.yml cannot); did you mean 'build'?",
        ),
        ("job", "both", "2 workflows have a job 'both'; write ci.yml:both or deploy.yml:both"),
        ("job", "nowhere:build", "there is no workflow 'nowhere'"),
        ("job", "broken:build", "the workflow broken.yml cannot be read, so its jobs are not known"),
        ("step", "ci:build", "'ci:build' is no step; write workflow:job:step"),
        ("step", "ci:build:pakc", "the job 'build' of ci.yml has no step 'pakc'; did you mean 'pack'?"),
        ("step", "ci:nothing:1", "ci.yml has no job 'nothing'"),
        ("input", "level", "'level' is no input; write workflow:input"),
        ("input", "ci:levle", "ci.yml has no input 'levle'; did you mean 'level'?"),
        ("input", "broken:level", "broken.yml has no input 'level'"),
        ("input", "nowhere:level", "there is no workflow 'nowhere'"),
        (
            "env",
            "REGIO",
            "no workflow that can be read has a variable 'REGIO' (broken.yml cannot); did you mean 'REGION'?",
        ),
        ("env", "ci:REGOIN", "ci.yml sets no variable 'REGOIN'; did you mean 'REGION'?"),
        ("env", "broken:REGION", "broken.yml sets no variable 'REGION'"),
        ("env", "nowhere:X", "there is no workflow 'nowhere'"),
        (
            "secret",
            "TOKN",
            "no workflow that can be read has a secret 'TOKN' (broken.yml cannot); did you mean 'TOKEN'?",
        ),
        (
            "gate",
            "TQ-02",
            "no workflow that can be read has a gate 'TQ-02' (broken.yml cannot); there is 'TQ-01'",
        ),
        (
            "environment",
            "stagin",
            "no workflow that can be read has a environment 'stagin' (broken.yml cannot); did you mean 'staging'?",
        ),
        ("file", "docs/guied.md", "the repository has no 'docs/guied.md'; did you mean 'guide.md'?"),
        ("file", "dosc/guide.md", "the repository has no 'dosc/guide.md': it has no folder 'dosc' either"),
        ("file", "../outside", "the repository has no '../outside': it has no folder '..' either"),
        ("file", "/etc/passwd", "the repository has no '/etc/passwd': it has no folder '/etc' either"),
    ],
)
def test_what_is_not_found_says_what_there_is(index, kind, target, message):
    found = index.find(kind, target)
    assert isinstance(found, Missing)
    assert found.message.startswith(message)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_missing_in_an_empty_repository(tmp_path, kind):
    assert isinstance(ObjectIndex(repository(tmp_path, {})).find(kind, "a:b:c"), Missing)


def test_a_kind_that_there_is_not_is_a_mistake_of_the_caller(index):
    with pytest.raises(ValueError, match="nothing"):
        index.find("nothing", "x")


def test_a_call_of_a_workflow_may_be_the_only_job_of_a_name(tmp_path):
    files = {"a.yml": "on: push\njobs: {call: {uses: a/b/c@v1}}", "b.yml": jobs("x")}
    assert ObjectIndex(repository(tmp_path, files)).find("job", "call").name == ".github/workflows/a.yml:call"
