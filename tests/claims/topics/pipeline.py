"""The repository that statements are held against in these tests, and what is found in one document about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.support import findings

if TYPE_CHECKING:
    from pathlib import Path

    from workflow_docs.claims.findings import Finding

BUILD = """\
name: Build Pipeline
on:
  push: {branches: [main, "release/*"]}
  pull_request:
  workflow_dispatch:
    inputs:
      level: {type: choice, options: [quick, full], default: quick}
      version: {required: true}
  schedule: [{cron: "30 4 * * 1"}]
env:
  NODE_VERSION: "20"
  LOG_LEVEL: info
jobs:
  lint-code:
    runs-on: ubuntu-22.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - {name: Check the style of the code, run: ruff check . || true}
      - {name: Check the types of the code, run: mypy .}
  unit-suite:
    needs: lint-code
    runs-on: ubuntu-latest
    timeout-minutes: 30
    strategy:
      fail-fast: false
      matrix: {python: ["3.11", "3.12"], group: [alpha, beta, gamma, delta]}
    services:
      postgres:
        image: postgres:15
        ports: ["5432:5432"]
        options: >-
          --health-cmd pg_isready
          --health-retries 5
    steps:
      - uses: actions/setup-python@v5
        with: {python-version: "${{ matrix.python }}"}
      - name: "TQ-01: Run the unit tests"
        run: pytest --maxfail=3 --reruns 2 --cov-fail-under=80
        timeout-minutes: 20
      - name: Wait for the index
        run: sleep 120
      - uses: actions/upload-artifact@v4
        with: {name: unit-report, path: out, retention-days: 14}
  push-image:
    needs: [lint-code, unit-suite]
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    environment: live
    steps:
      - name: Push the image
        env: {TOKEN: "${{ secrets.REGISTRY_TOKEN }}"}
        run: ': "${TOKEN:?}" && docker push registry/app:1.4'
      - name: Tell the channel
        env: {HOOK: "${{ secrets.CHAT_WEBHOOK }}"}
        run: '[ -z "$HOOK" ] || curl -d done "$HOOK"'
"""
FOLLOW = """\
name: Follow Up
on:
  workflow_run: {workflows: [Build Pipeline], types: [completed]}
jobs:
  report: {runs-on: ubuntu-latest, steps: [{run: make report}, {uses: owner/tool@0123456789abcdef0123456789abcdef01234567}]}
"""
FILES = {"build.yml": BUILD, "follow.yml": FOLLOW, "Makefile": "report:\n\ttrue\n"}
HEAD = "# Pipelines\n\n## build.yml\n\n"
"""What makes a document speak of the workflow; its next line is the fifth."""


def found(root: Path, text: str) -> list[Finding]:
    """Return what is found in a document about the pipeline."""
    return findings(root, HEAD + text, "docs/ci.md", FILES)


def codes(root: Path, text: str) -> list[str]:
    """Return the codes of what is found."""
    return [finding.code.value for finding in found(root, text)]
