"""`gh`: what it names, and what it asks for."""

from __future__ import annotations

import pytest
from claims.support import told
from workflow.support import repository

from workflow_docs.claims.audit import audit

INPUTS = """\
name: Release It
on:
  workflow_dispatch:
    inputs:
      dry: {type: boolean}
      count: {type: number}
      where: {type: choice, options: [a, b]}
  push:
jobs:
  a:
    if: github.ref == 'refs/heads/main'
    runs-on: x
    environment: production
    steps:
      - run: make
        env: {A: "${{ vars.DEPLOY_URL }}"}
      - uses: actions/upload-artifact@v4
        with: {name: coverage-report, path: x}
"""


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("gh workflow run release.yml -f dry=true -f count=3 -f where=a", []),
        ("gh workflow run 'release it' -f dry=false", []),
        ("gh workflow run release", ["2 unknown-workflow"]),
        ("gh workflow run Release.yml", ["2 unknown-workflow"]),
        ("gh workflow run 'Release All'", ["2 unknown-workflow"]),
        ("gh workflow run 12345", []),
        ("gh workflow run release.yml -f dry=yes", ["2 input-value"]),
        ("gh workflow run release.yml -f count=many", ["2 input-value"]),
        ("gh workflow run release.yml -f where=c", ["2 input-value"]),
        ("gh workflow run release.yml -f 'where=<a|b>'", []),
        ("gh workflow run release.yml --ref main", []),
        ("gh workflow run release.yml --ref staging", ["2 input-value"]),
        ("gh workflow run release.yml --ref $BRANCH && BRANCH=x", []),
        ("gh workflow run | cat", ["2 command-usage"]),
        ("gh workflow view --repo a/b gone.yml", []),
        ("gh run list --workflow release.yml --status success --event push", []),
        ("gh run list -w gone.yml", ["2 unknown-workflow"]),
        ("gh run list --workflow=gone.yml", ["2 unknown-workflow"]),
        ("gh run list -w release.yml --event schedule", ["2 command-usage"]),
        ("gh run list --status canceled", ["2 command-usage"]),
        ("gh run list --json databaseId,jobs", ["2 command-usage"]),
        ("gh run list --jq '.[0]'", ["2 command-usage"]),
        ("gh run view 12 --json jobs --jq .jobs", []),
        ("gh run view --log | grep x", ["2 command-usage"]),
        ("gh run view --log", []),
        ("gh run view --job 3 --log | grep x", []),
        ("gh run view $ID --log | grep x; ID=1", []),
        ("gh run view 12 --job build", ["2 command-usage"]),
        ("gh run watch | tee log", ["2 command-usage"]),
        ("gh run download 12 -n coverage-report", []),
        ("gh run download 12 -n coverage-reports", ["2 command-name"]),
        ("gh run download 12 -n '<name>'", []),
        ("gh variable set DEPLOY_URL --body x", []),
        ("gh variable set DEPLOY_ULR --body x", ["2 command-name"]),
        ("gh variable set OTHER --org acme", []),
        ("gh variable set DEPLOY_URL --env production", []),
        ("gh variable set DEPLOY_URL --env prod", ["2 command-name"]),
        ("gh api repos/{owner}/{repo}/actions/workflows/release.yml/dispatches -f ref=main", []),
        (
            "gh api repos/{owner}/{repo}/actions/workflows/gone.yml/dispatches -f ref=main",
            ["2 unknown-workflow"],
        ),
        ("gh api repos/{owner}/{repo}/actions/workflows/ci.yml/dispatches -f ref=main", ["2 not-dispatched"]),
        ("gh api repos/other/thing/actions/workflows/gone.yml/dispatches", []),
        ("gh cache list --limit 3", []),
    ],
)
def test_what_a_command_names(tmp_path, command, found):
    files = {"release.yml": INPUTS, "ci.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n"}
    made = repository(tmp_path, {**files, "README.md": f"```bash\n{command}\n```\n"})
    told_of = [
        f"{finding.position.line} {finding.code.value}" for finding in audit(made, ["README.md"]).findings
    ]
    assert told_of == found


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("gh secret set NAME --env ENVIRONMENT", []),
        ("gh secret set DEPLOY_KEY < key", []),
        ("gh secret set DEPLOY_KEYS < key", ["2 unknown-secret"]),
        ("gh secret set OTHER --user", []),
        ("gh secret set OTHER --app dependabot", []),
        ("gh secret delete GONE_TOKEN", ["2 unknown-secret"]),
        ("gh secret list", []),
    ],
)
def test_secrets_that_no_workflow_uses(tmp_path, command, found):
    assert told(tmp_path, f"```bash\n{command}\n```\n") == found


def test_a_secret_may_be_used_where_all_are_passed_on(tmp_path):
    files = {"x.yml": "on: push\njobs: {a: {uses: o/r/.github/workflows/w.yml@v1, secrets: inherit}}\n"}
    made = repository(tmp_path, {"a.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: '${{ secrets.A_KEY }}'}]}}\n", **files,
                                 "README.md": "```sh\ngh secret set OTHER_KEY\n```\n"})  # fmt: skip
    assert audit(made, ["README.md"]).findings == ()


def test_a_code_span_names_a_command_and_need_not_give_all_of_it(tmp_path):
    assert told(tmp_path, "Run `gh workflow run deploy.yml`, not `gh workflow run dploy.yml`.\n") == [
        "1 unknown-workflow"
    ]
