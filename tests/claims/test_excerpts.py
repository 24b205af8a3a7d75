"""Blocks of YAML that quote a workflow, held against it."""

from __future__ import annotations

import random
import textwrap

import pytest
import yaml
from claims.mutants import broken_value
from claims.support import findings
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow.support import CORPUS, repository

from workflow_docs.claims import excerpts
from workflow_docs.claims.context import Context
from workflow_docs.claims.documents import parse
from workflow_docs.claims.findings import Code
from workflow_docs.claims.quotes import pairs
from workflow_docs.workflow.repository import Repository

CI = """\
name: CI Pipeline
on:
  push:
    branches: [main, develop]
  schedule:
    - cron: '0 6 * * *'
env:
  PYTHON_VERSION: '3.11'
  COVERAGE_MIN: 80
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: ruff check .
  unit-tests:
    runs-on: ubuntu-22.04
    needs: lint
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
      - name: Set up Python
        uses: actions/setup-python@v5
        with:
          python-version: ${{ env.PYTHON_VERSION }}
          cache: pip
      - name: Run the unit tests
        id: unit
        env:
          DATABASE_URL: sqlite:///test.db
        run: |
          # quickly
          pytest tests/unit \\
            --cov=app --maxfail=3
          coverage report --fail-under=80
  image:
    needs: [lint, unit-tests]
    runs-on: ubuntu-latest
    timeout-minutes: 30
    services:
      postgres: {image: "postgres:15", ports: ["5432:5432"]}
    steps:
      - name: Build the image
        uses: docker/build-push-action@v5
        with: {push: true, tags: "app:latest"}
"""
TRUE = {
    "job": "unit-tests:\n  needs: [lint]\n  timeout-minutes: 20",
    "whole": "on:\n  push:\n    branches: [develop, main]\njobs:\n  lint:\n    runs-on: [ubuntu-latest]\n  ...\n  image:\n    needs: [unit-tests, lint]",
    "events": "on: [push, schedule]",
    "elisions": "unit-tests:\n  # ...\n  steps:\n    - ...\n    - name: Run the unit tests\n      run: |\n        ...\n        coverage report --fail-under=80",
    "elided list": "image:\n  needs: [lint, ...]",
    "no indentation": "timeout-minutes: 20\n    steps:\n      - uses: actions/checkout@v4",
    "step without indentation": "- name: Set up Python\n        uses: actions/setup-python@v5",
    "step without dash": "name: Set up Python\nuses: actions/setup-python@v5",
    "expression": "env:\n  PYTHON_VERSION: ${{ vars.PYTHON }}",
    "another way of writing": "- name: Set up Python\n  with:\n    python-version: ${{env.PYTHON_VERSION}}",
    "script": "- name: Run the unit tests\n  run: |\n    pytest tests/unit --cov=app --maxfail=3\n    coverage report",
    "pinned": "- name: Build the image\n  uses: docker/build-push-action@0123456789012345678901234567890123456789",
    "other file": "# docker-compose.yml\nservices:\n  postgres:\n    image: postgres:16\n    restart: always",
    "call": "on:\n  push:\n    branches: [main, develop]\njobs:\n  ci:\n    uses: a/b/.github/workflows/ci.yml@v1",
    "one action": "- uses: actions/checkout@v3",
    "other variables": "env:\n  NODE_ENV: production",
    "manifest": "apiVersion: v1\nkind: Pod\nenv:\n  COVERAGE_MIN: 70",
    "placeholder": "unit-tests:\n  needs: lint\n  timeout-minutes: <minutes>",
    "comment that advises": "unit-tests:\n  needs: lint\n  timeout-minutes: 40  # change this",
    "both values": "timeout-minutes: 20\ntimeout-minutes: 40",
    "not YAML": "unit-tests: [\n  needs: lint",
    "nothing in common": "foo:\n  bar: 1",
}
FALSE = {
    "value": ("unit-tests:\n  needs: lint\n  timeout-minutes: 30", ["3 excerpt-value"]),
    "need": ("image:\n  needs: [lint, build]\n  timeout-minutes: 30", ["2 excerpt-value"]),
    "need left out": ("image:\n  needs: lint\n  timeout-minutes: 30", ["2 excerpt-value"]),
    "branch": ("on:\n  push:\n    branches:\n      - main\n      - release", ["5 excerpt-value"]),
    "event": ("on:\n  push:\n    branches: [main, develop]\n  pull_request:", ["4 excerpt-key"]),
    "cron": ("on:\n  push:\n    branches: [main, develop]\n  schedule:\n    - cron: '0 7 * * *'", ["5 excerpt-value"]),
    "variable": ("env:\n  PYTHON_VERSION: '3.10'\n  COVERAGE_MIN: 80", ["2 excerpt-value"]),
    "unknown variable": ("env:\n  PYTHON_VERSION: '3.11'\n  NODE_VERSION: 20", ["3 excerpt-key"]),
    "key": ("unit-tests:\n  needs: lint\n  continue-on-error: true", ["3 excerpt-key"]),
    "job": ("jobs:\n  lint:\n    runs-on: ubuntu-latest\n  docs:\n    needs: lint", ["4 excerpt-part"]),
    "step": ("unit-tests:\n  needs: lint\n  steps:\n    - name: Lint the docs\n      run: x", ["4 excerpt-part"]),
    "action": ("- name: Build the image\n  uses: docker/build-push-action@v6", ["2 excerpt-value"]),
    "script": (
        "- name: Run the unit tests\n  run: |\n    pytest tests/unit \\\n      --cov=app --maxfail=1\n    coverage report --fail-under=80",
        ["4 excerpt-value"],
    ),
    "image": ("services:\n  postgres:\n    image: postgres:14\n    ports: ['5432:5432']", ["3 excerpt-value"]),
    "name": ("- name: Run the tests\n  id: unit", ["1 excerpt-value"]),
}  # fmt: skip
TEXT = "## ci.yml\n\nThe settings:\n\n```yaml\n{0}\n```\n"


def told(root, block, text=TEXT):
    made = findings(root, text.replace("{0}", block), files={"ci.yml": CI})
    start = text[: text.index("{0}")].count("\n")
    return [f"{finding.position.line - start} {finding.code.value}" for finding in made]


@pytest.mark.parametrize("block", TRUE.values(), ids=TRUE)
def test_what_is_so_or_not_clear(tmp_path, block):
    assert told(tmp_path, block) == []


@pytest.mark.parametrize(("block", "found"), FALSE.values(), ids=FALSE)
def test_what_is_otherwise(tmp_path, block, found):
    assert told(tmp_path, block) == found


WRONG = "unit-tests:\n  needs: lint\n  timeout-minutes: 30"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```yaml\n# .github/workflows/ci.yml\n{0}\n```\n", 1),
        ("The job in `ci.yml` has these settings:\n\n```yaml\n{0}\n```\n", 1),
        ("# CI Pipeline\n\n```\n{0}\n  steps:\n```\n", 1),
        ("# ci.yml\n\n**Solution**:\n\nThe workflow already has this.\n\n```yml\n{0}\n```\n", 1),
        ("# ci.yml\n\nIncrease the limit:\n\n```yaml\n{0}\n```\n", 0),
        ("# ci.yml\n\n**Solution**:\n\n```yaml\n{0}\n```\n", 0),
        ("# ci.yml\n\n## Local services\n\n```yaml\n{0}\n```\n", 0),
        ("# ci.yml\n\nTo use it elsewhere:\n\n```yaml\n{0}\n```\n", 0),
        ("# ci.yml\n\n## Example\n\n```yaml\n{0}\n```\n", 0),
        (
            "# ci.yml\n\n1. Add a job:\n\n   ```yaml\n   x: 1\n   ```\n\n2. If it is slow, you can use\n\n```yaml\n{0}\n```\n",
            0,
        ),
        ("# ci.yml and deploy.yml\n\n```yaml\n{0}\n```\n", 0),
        ("In `other.yml`:\n\n```yaml\n{0}\n```\n", 0),
        ("Some job:\n\n```yaml\n{0}\n```\n", 0),
        ("```diff\n{0}\n```\n", 0),
    ],
)
def test_which_blocks_are_quotations(tmp_path, text, found):
    assert len(told(tmp_path, WRONG, text)) == found


def test_a_block_that_shares_much_with_one_workflow_quotes_it(tmp_path):
    block = (
        CI.split("jobs:\n")[1]
        .replace("timeout-minutes: 20", "timeout-minutes: 25")
        .replace("--maxfail=3", "--maxfail=9")
    )
    assert told(tmp_path, textwrap.dedent(block), "```yaml\n{0}\n```\n") == [
        "9 excerpt-value",
        "24 excerpt-value",
    ]


def test_the_evidence_is_where_the_value_stands(tmp_path):
    (found,) = findings(tmp_path, TEXT.replace("{0}", WRONG), files={"ci.yml": CI})
    assert (str(found.position), str(found.evidence)) == ("README.md:8:20", ".github/workflows/ci.yml:19:1")
    assert found.message == "in ci.yml, jobs.unit-tests.timeout-minutes is '20', not '30'"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("timeout-minutes: 60  # up from 30", 0),
        ("timeout-minutes: 60  # increased from 45", 1),
        ("timeout-minutes: 60  # was: 15 minutes", 1),
        ("max-parallel: 4  # was 2", 0),
        ("timeout-minutes: 60  # as long as 45 minutes", 0),
    ],
)
def test_comments_that_tell_the_present_value(tmp_path, line, found):
    assert len(told(tmp_path, line, "Raise the limit:\n\n```yaml\n{0}\n```\n")) == found


def test_a_broken_workflow_is_read_as_it_was_meant(tmp_path):
    broken = CI.replace("          coverage report", "coverage report")
    block = "image:\n  needs: [lint, unit-tests]\n  timeout-minutes: 31"
    unreadable, *made = findings(tmp_path, TEXT.replace("{0}", block), files={"ci.yml": broken})
    assert unreadable.code is Code.UNREADABLE_WORKFLOW
    assert [(finding.position.line, finding.evidence.line) for finding in made] == [(8, 39)]


@settings(deadline=None)
@given(st.text(alphabet="jobs:lintnuesrp \n-#.|[]{}'\"&*!%<", max_size=120))
def test_any_block(tmp_path_factory, text):
    context = Context(repository(tmp_path_factory.getbasetemp() / "any", {"ci.yml": CI}))
    list(excerpts.check(parse(TEXT.replace("{0}", text), "x.md"), context))


# -- real workflows ---------------------------------------------------------------------------------------


def quotations(context):
    """Yield each job, step and `env` of a repository's workflows: the words that lead to it, and its lines."""
    for path, file in context.repository.files.items():
        source = context.sources.source(path)
        found = {id(place.node): place for places in source.by_key.values() for place in places}
        parts = []
        for node, keys in found.values():
            for key, value in pairs(node):
                if keys == ("jobs",) or (key.value == "env" and isinstance(value, yaml.MappingNode)):
                    parts.append((f"## {file.file}", key.start_mark.line, value))
        for node, keys in source.steps:
            if keys[-1] == "steps":
                lead = f"## {file.file}\n\nThe job `{keys[1]}`:"
                parts += [(lead, item.start_mark.line, item) for item in node.value]
        for lead, start, node in parts:
            lines = source.lines[start : node.end_mark.line + (not node.end_mark.column)]
            if not node.flow_style and lines:
                yield f"{lead}\n\n```yaml", textwrap.dedent("\n".join(lines).rstrip()).split("\n")


def broken(lines, chosen):
    """Return the lines with one value changed, and which line it is; None where there is none to change."""
    found = [(at, new) for at, line in enumerate(lines) if (new := broken_value(line)) is not None]
    if not found:
        return None
    at, new = chosen.choice(found)
    return [*lines[:at], new, *lines[at + 1 :]], at


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real workflow files is absent")
def test_real_workflows_quoted_word_for_word_and_with_one_value_broken():
    chosen = random.Random(0)
    made = right = 0
    for folder in sorted(path for path in CORPUS.iterdir() if path.is_dir()):
        context = Context(Repository.load(folder))
        for lead, lines in quotations(context):
            text = "\n".join([lead, *lines, "```", ""])
            assert list(excerpts.check(parse(text, "x.md"), context)) == [], text
            other = broken(lines, chosen)
            if other is not None:
                text = "\n".join([lead, *other[0], "```", ""])
                found = [finding.position.line for finding in excerpts.check(parse(text, "x.md"), context)]
                made += 1
                right += found == [lead.count("\n") + 2 + other[1]]
    assert made > 3000
    assert right >= 0.95 * made
