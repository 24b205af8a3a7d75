"""What the tests of claims share: a small repository, and the findings of one document about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.support import repository

from workflow_docs.claims.audit import audit

if TYPE_CHECKING:
    from pathlib import Path

    from workflow_docs.claims.findings import Finding

CI = """\
name: CI Pipeline
on: [push, pull_request]
jobs:
  lint:
    runs-on: x
    steps: [{run: make}]
  test:
    needs: lint
    runs-on: x
    steps:
      - run: make
        env: {TOKEN: "${{ secrets.API_TOKEN }}"}
  build:
    name: Build it
    needs: [lint, test]
    runs-on: x
    steps: [{run: make}]
"""
DEPLOY = """\
name: Deploy
on:
  workflow_dispatch:
    inputs:
      environment: {type: choice, options: [staging, production], required: true}
      version: {default: latest}
jobs:
  deploy:
    runs-on: x
    steps:
      - run: make
        env: {A: "${{ secrets.DEPLOY_KEY }}", B: "${{ secrets.REGISTRY_PASSWORD }}"}
"""
FILES = {
    "ci.yml": CI,
    "deploy.yml": DEPLOY,
    "docs/guide.md": "# Guide\n\n## Set up\n\n<a id='here'></a>\n",
    "scripts/deploy.sh": "#!/bin/sh\n",
    "backend/tests/run.py": "",
    "Makefile": "all: build\nbuild test:\n\ttrue\n",
    "frontend/package.json": '{"scripts": {"lint": "eslint", "build": "next build"}}',
    "image.png": "",
}


def findings(
    root: Path, text: str, path: str = "README.md", files: dict[str, str] | None = None
) -> list[Finding]:
    """Return what is found in a document of the small repository."""
    found = repository(root, {**FILES, **(files or {}), path: text})
    return list(audit(found, [path]).findings)


def told(root: Path, text: str, path: str = "README.md") -> list[str]:
    """Return the findings, each as `line code`."""
    return [f"{finding.position.line} {finding.code.value}" for finding in findings(root, text, path)]
