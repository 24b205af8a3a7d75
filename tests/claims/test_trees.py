"""Diagrams of jobs that are drawn with letters, held against `needs`."""

from __future__ import annotations

import pytest
from claims.support import findings
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow.support import jobs, repository

from workflow_docs.claims.context import Context
from workflow_docs.claims.documents import parse
from workflow_docs.claims.trees import check

CI = "name: CI Pipeline\n" + jobs("lint:\ntest: lint\nfront-end:\nbuild: test, front-end")
LEAD = "CI Pipeline:\n\n```text\n{0}\n```\n"


def told(root, drawing, text=LEAD):
    made = findings(root, text.format(drawing.strip("\n")), files={"ci.yml": CI})
    return [f"{finding.position.line - 3} {finding.code.value}" for finding in made]


TRUE = {
    "column": "lint (independent)\n  ↓\ntest (depends on lint)\n  ↓\nbuild (depends on test, front-end)\n\nfront-end",
    "chains": "lint -> test --> build\nfront-end ──▶ build",
    "arrows": "lint → test => build\nfront-end → build",
    "tree": "lint\n├── test\n│   └── build\n",
    "tree of needs": "build\n├── test\n│   └── lint\n└── front-end",
    "tree with arrows": "lint (5 min)\n└─> test\n    └─> build # last",
    "boxes": "┌──────┐    ┌──────┐\n│ lint │───▶│ test │\n└──────┘    └──────┘",
    "stacked boxes": "┌──────┐\n│ lint │\n└──┬───┘\n   │\n   ▼\n┌──────┐\n│ test │\n└──────┘\n   ↓\n┌───────┐\n│ build │\n└───────┘",
    "letters": "+------+\n| lint |\n+------+\n   |\n   v\n+------+\n| test |\n+------+",
    "joined": "  lint\n   |\n   v\n  test      front-end\n     \\      /\n      build",
    "beside each other": "lint      front-end\n  ↓\ntest",
    "what is no job": "Push to main\n  ↓\nlint\n  ↓\ntests are green\n  ↓\nbuild",
    "signs": "🔍 lint (2m)\n  ⬇\n✅ [test]\n  ⬇\n1. `build` - the image",
    "text": "We lint, then build.\nThe test of it is long.\nbuild by hand",
    "folders": ".\n├── build/\n│   └── lint/\n└── test/",
    "states": "✓ lint (5m)\n✓ test (1m)\n- front-end",
    "askew": "lint → test\n       ↘ build",
    "under a part of a line": "front-end → build\n   ↓\ntest",
    "fork": "lint ─┬─▶ test ──▶ build\n      └─▶ test",
    "details": "lint\n├── ruff\n└── mypy\n  │\n  ▼\ntest\n  ▼\nbuild",
    "up": "build\n  ↑\nlint\n  ↑\ntest",
}
FALSE = {
    "a need": ("lint (depends on test)\n  ↓\nbuild (depends on test, front-end)\n\nfront-end\ntest", ["1 job-needs"]),
    "not all needs": ("lint\n  ↓\nbuild (needs: test)\ntest\nfront-end", ["3 job-needs"]),
    "independent": ("test (independent)\nlint\nfront-end\nbuild", ["1 job-needs"]),
    "order": ("front-end\n  ↓\ntest\n  ↓\nbuild\nlint", ["3 edge"]),
    "chain": ("lint → build → test\nfront-end → build", ["1 edge"]),
    "branch": ("lint\n├── test\n│   └── build\n└── front-end", ["4 edge"]),
    "job": ("lint → test → build-image\nfront-end → build", ["1 unknown-job"]),
    "job in a note": ("lint\ntest (depends on lint-all)\nfront-end\nbuild", ["2 unknown-job"]),
    "left out": ("lint → test → build", ["0 undrawn-job"]),
    "edge left out": ("lint → test → build\nfront-end", ["0 missing-edge"]),
    "after details": ("front-end\n├── eslint\n│\n▼\ntest\n▼\nbuild\nlint", ["5 edge"]),
    "box": ("┌───────────┐   ┌──────┐\n│ front-end │──▶│ test │\n└───────────┘   └──────┘", ["2 edge"]),
    "fork": ("front-end ─┬─▶ build\n           ├─▶ build\n           └─▶ test", ["3 edge"]),
    "states": ("✓ lint (5m)\n✓ test (1m)\n→ build-all (in progress)", ["3 unknown-job"]),
}  # fmt: skip


@pytest.mark.parametrize("drawing", TRUE.values(), ids=TRUE)
def test_what_is_so_or_not_clear(tmp_path, drawing):
    assert [found for found in told(tmp_path, drawing) if "undrawn" not in found] == []


@pytest.mark.parametrize(("drawing", "found"), FALSE.values(), ids=FALSE)
def test_what_is_otherwise(tmp_path, drawing, found):
    assert [
        each for each in told(tmp_path, drawing) if found[0].endswith("undrawn-job") or "undrawn" not in each
    ] == [each.replace("0 ", "1 ") for each in found]


@pytest.mark.parametrize("lead", ["An example:", "### How it could be", "Before:"])
def test_a_diagram_of_what_is_not_there_yet(tmp_path, lead):
    assert told(tmp_path, "lint → build → test", f"# CI Pipeline\n\n{lead}\n\n```text\n{{0}}\n```\n") == []


def test_the_evidence_is_the_need(tmp_path):
    (found,) = findings(tmp_path, LEAD.format("lint → build → test\nfront-end → build"), files={"ci.yml": CI})
    assert (str(found.position), str(found.evidence)) == ("README.md:4:1", ".github/workflows/ci.yml:10:13")
    assert found.message == "'test' does not wait for 'build': in ci.yml it needs lint"


@settings(deadline=None)
@given(st.text(alphabet="lint tes->→↓│├─└┌┐|v\n()/\\+,&1.✓", max_size=120))
def test_any_drawing(tmp_path_factory, text):
    context = Context(repository(tmp_path_factory.getbasetemp() / "any", {"ci.yml": CI}))
    list(check(parse(LEAD.format(text), "x.md"), context))
