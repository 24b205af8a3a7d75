"""Quoted output, held against what workflows and scripts print."""

from __future__ import annotations

import pytest
from claims.support import findings
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow.support import repository

from workflow_docs.claims.context import Context
from workflow_docs.claims.documents import parse
from workflow_docs.claims.outputs import check

DEPLOY = """\
name: Deploy
on: push
jobs:
  deploy:
    runs-on: x
    steps:
      - name: Roll back
        run: |
          echo "=== 🚨 Smoke tests failed - rolling back ==="
          echo "Step 1: Restoring the previous image $IMAGE"
          echo "Coverage is below the 25% threshold"
          printf 'waited %s of 5 seconds\\n' "$(date +%s)"
          ./scripts/smoke.sh
"""
SMOKE = '#!/bin/sh\necho "✅ All smoke tests passed in ${SECONDS}s"\n'
OTHER = 'print(f"Checked {count} dashboards of the cluster")\n'
FILES = {"deploy.yml": DEPLOY, "scripts/smoke.sh": SMOKE, "tools/scripts/boards.py": OTHER}
BLOCK = "Expected output:\n\n```text\n{0}\n```\n"


PATH = ".github/workflows/README.md"


def told(root, text):
    return [f"{finding.position.line} {finding.code.value}" for finding in findings(root, text, PATH, FILES)]


@pytest.mark.parametrize(
    "line",
    [
        "=== 🚨 Smoke tests failed - rolling back ===",
        "Step 1: Restoring the previous image app:1.2",
        "2026-01-02T10:11:12.123Z Step 1: Restoring the previous image app:1.2",
        "deploy\tRoll back\t2026-01-02T10:11:12Z ✅ All smoke tests passed in 12s",
        "waited 3 of 5 seconds",
        "Checked 12 dashboards of the cluster",
        "deployment.apps/atom rolled back",
        "error: the server could not be reached by the client",
        "Smoke tests",
        "=== 🚨 Smoke tests failed - ...",
        "Step 1: Restoring the <previous image>",
    ],
)
def test_what_is_printed_or_comes_from_elsewhere(tmp_path, line):
    assert told(tmp_path, BLOCK.format(line)) == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("=== 🚨 Smoke tests failing - rolling back ===", ["4 output-text"]),
        ("✅ All smoke tests have passed in 12s", ["4 output-text"]),
        ("Coverage is below the 80% threshold", ["4 output-text"]),
        ("✅ All smoke tests passed in 1s\n=== 🚨 Smoke tests broke - undoing ===", []),
        ("✅ All smoke tests passed in 1s\n=== 🚨 The smoke tests failed, going back ===", ["5 output-text"]),
    ],
)
def test_what_is_printed_in_other_words(tmp_path, lines, found):
    assert told(tmp_path, BLOCK.format(lines)) == found


WRONG = "✅ All smoke tests have passed in 12s"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"## Log\n\n```\n{WRONG}\n```\n", 1),
        (f"## Words\n\n```\n{WRONG}\n```\n", 0),
        (f"The log shows:\n\n```yaml\n{WRONG}\n```\n", 0),
        (f"Look for `{WRONG}` in it.\n", 1),
        (f"- the script prints the message `{WRONG}`\n", 1),
        (f"Set `{WRONG}` there.\n", 0),
        ("Look for `All smoke tests passed` in it.\n", 0),
        ('```bash\ngh run view 1 --log | grep -i "smoke tests have failed"\n```\n', 1),
        ('```bash\ngh run view 1 --log | grep "Smoke tests failed"\n```\n', 0),
        ('```bash\ngh run view 1 --log | grep "Connection was refused"\n```\n', 0),
    ],
)
def test_what_is_said_to_be_output(tmp_path, text, found):
    assert len(told(tmp_path, text)) == found


def test_the_evidence_is_the_printed_text(tmp_path):
    (found,) = findings(tmp_path, BLOCK.format(WRONG), PATH, FILES)
    assert (str(found.position), str(found.evidence)) == (
        ".github/workflows/README.md:4:1",
        "scripts/smoke.sh:2:7",
    )
    assert found.suggestion == "write '✅ All smoke tests passed in ${SECONDS}s'"


@settings(deadline=None)
@given(st.text(alphabet="Step smoke tests=🚨-\n0123$({}[]%`\t:", max_size=120))
def test_any_output(tmp_path_factory, text):
    context = Context(repository(tmp_path_factory.getbasetemp() / "any", FILES))
    list(check(parse(BLOCK.format(text), "x.md"), context))
    list(check(parse(f"It prints `{text}`", "x.md"), context))


def test_a_document_about_something_else_is_left_alone(tmp_path):
    assert findings(tmp_path, BLOCK.format(WRONG), "docs/benchmarks.md", FILES) == []
