"""The report of a small repository: every figure, and that each goes down when a fact is broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from workflow.support import repository

from workflow_docs.claims import contract_file
from workflow_docs.claims.commands.classes import CommandClass
from workflow_docs.claims.context import Context
from workflow_docs.claims.findings import Code
from workflow_docs.summary.command_lists import OTHER, SCRIPTS
from workflow_docs.summary.report import Report, Score, documents_of, report

if TYPE_CHECKING:
    from pathlib import Path

CI = """\
name: CI
on: push
jobs:
  lint:
    runs-on: x
    steps:
      - name: Check style
        run: ruff check .
  gate:
    needs: lint
    runs-on: x
    env: {MODE: strict}
    steps:
      - name: TQ-01 Cover enough
        run: pytest --cov=core --cov-fail-under=80
      - name: TQ-02 Stay fast
        continue-on-error: true
        run: test "$seconds" -lt 3600
"""
ROUTES = 'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/health")\ndef health(): ...\n'
RULES = "rules: [{record: error_rate}, {record: latency_p95}]\n"
README = """\
# CI

The job `lint` runs the step *Check style*, and `gate` waits for it. `MODE` is set. Ask `/health`.
Look at `error_rate` and `latency_p95`.

## TQ-01: Cover enough

- **Step**: `TQ-01 Cover enough`
- **Enforcement**: blocking
- **Pass Criteria**: coverage of `>=80%`

## TQ-02: Stay fast

- **Step**: `TQ-02 Stay fast`
- **Enforcement**: warning
- **Pass Criteria**: the suite takes `<60 minutes`

```bash
ruff check .
./run.sh --all | tee log
kubectl get pods
```

[the guide](docs/GUIDE.md), [its part](docs/GUIDE.md#part), [the file](.github/workflows/ci.yml#L3),
[a run](https://github.com/org/repo/actions), [others](https://docs.github.com)
"""
GUIDE = "# Guide\n\n## Part\n\n- [ ] Do it. Then `see`.\n\n| A | B |\n| --- | --- |\n| x | y |\n\n[back](../README.md)\n"
CONTRACT = """\
documents:
  README.md:
    title: CI
    lines_min: 10
    links: [docs/GUIDE.md, .github/workflows/ci.yml]
    broken_links: 0
    unknown_commands: 0
  docs/GUIDE.md:
    title: Guide
    headings: [Part]
  REPORT.md:
    title: Report
totals:
  - documents: [README.md, docs/GUIDE.md]
    lines_min: 20
key_links:
  - {re: lint, document: README.md, file: .github/workflows/ci.yml}
names:
  metrics:
    sources: [{file: monitoring/rules.yml, query: 'rules[].record'}]
    documents: '\\b(?:error|latency)_\\w+'
"""
FILES = {
    "ci.yml": CI, "app.py": ROUTES, "monitoring/rules.yml": RULES, "README.md": README, "docs/GUIDE.md": GUIDE, "REPORT.md": "# Report\n",
    "run.sh": "#!/bin/sh\n", "core/a.py": "", "b.py": "", "c.txt": "",
}  # fmt: skip


def made(root: Path, **changes: tuple[str, str]) -> Report:
    """Return the report with one text of a file replaced by another; `README_md` means `README.md`."""
    files = dict(FILES)
    for name, (old, new) in changes.items():
        path = next(each for each in files if re.sub(r"\W", "_", each) == name)
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    contract, problems = contract_file.parse(CONTRACT, "contracts.yml")
    assert problems == ()
    context = Context(repository(root, files))
    placeholder = re.compile(r"https://github\.com/org/repo(/|$)")
    return report(documents_of(contract), contract, context, {}, [placeholder])


def facts(found: Report, kind: str) -> tuple[int, int, tuple[str, ...], tuple[str, ...]]:
    return next(each[1:] for each in found.facts if each.kind == kind)


def test_lengths_and_links(tmp_path: Path) -> None:
    readme, guide = made(tmp_path).figures
    assert (readme.path, readme.lines, readme.headings, dict(readme.blocks)) == (
        "README.md",
        25,
        3,
        {"bash": 1},
    )
    assert readme.required == {"lines_min": 10, "broken_links": 0, "unknown_commands": 0}
    assert (guide.tables, guide.tasks, guide.diagrams) == (1, 1, 0)
    assert readme.references._asdict() == {
        "documents": 1, "anchors": 1, "sources": 1, "placeholders": 1, "others": 1, "broken": 0,
    }  # fmt: skip
    assert guide.readability.words == 4
    assert made(tmp_path).pairs == (("README.md", "docs/GUIDE.md", 2), ("docs/GUIDE.md", "README.md", 1))
    assert made(tmp_path).required == {"lines_min": 20}


def test_commands_by_class_and_program(tmp_path: Path) -> None:
    found = made(tmp_path).commands
    assert found.by_class["README.md"] == {
        CommandClass.IN_WORKFLOW: 1, CommandClass.IN_REPOSITORY: 1, CommandClass.OPERATOR: 2, CommandClass.UNKNOWN: 0,
    }  # fmt: skip
    assert list(found.by_program) == ["kubectl", "ruff", "tee", SCRIPTS]
    assert [each.text for each in found.listed] == [
        "ruff check .",
        "./run.sh --all",
        "kubectl get pods",
        "tee log",
    ]


def test_a_word_of_the_shell_is_no_program(tmp_path: Path) -> None:
    found = made(tmp_path, README_md=("kubectl get pods", "echo a; frobnicate --now"))
    assert list(found.commands.by_program)[-2:] == [SCRIPTS, OTHER]
    assert found.commands.by_class["README.md"][CommandClass.UNKNOWN] == 1
    (failed,) = [check for check in found.failed if check.what == "commands that cannot work"]
    assert (failed.measured, failed.place.line if failed.place else 0) == ("1", 21)


def test_facts_agree(tmp_path: Path) -> None:
    found = made(tmp_path)
    assert facts(found, "jobs") == (2, 2, (), ())
    assert facts(found, "steps") == (3, 3, (), ())
    assert facts(found, "endpoints") == (1, 1, (), ())
    assert facts(found, "variables") == (1, 1, (), ())
    assert facts(found, "metrics") == (2, 2, (), ())
    assert facts(found, "thresholds") == (2, 2, (), ())
    assert [(gate.name, gate.said_effect, gate.effect, gate.same) for gate in found.gates] == [
        ("TQ-01", "blocking", "blocking", True), ("TQ-02", "warning", "warning", True),
    ]  # fmt: skip


def test_all_checks_pass(tmp_path: Path) -> None:
    found = made(tmp_path)
    assert found.failed == ()
    assert found.score == Score(15, 15)
    assert found.score.percent == 100.0
    assert found.scores == {
        "README.md": Score(8, 8), "docs/GUIDE.md": Score(3, 3), "REPORT.md": Score(2, 2), "": Score(2, 2),
    }  # fmt: skip
    assert found.others == ("REPORT.md",)


@pytest.mark.parametrize(
    ("name", "old", "new", "kind", "expected"),
    [
        ("ci_yml", "  lint:", "  inspect:", "jobs", (2, 2, ("lint",), ("ci.yml:inspect",))),
        ("ci_yml", "Check style", "Look at style", "steps", (2, 3, (), ("ci.yml:lint:Look at style",))),
        ("monitoring_rules_yml", "error_rate", "fault_rate", "metrics", (2, 2, ("error_rate",), ("fault_rate",))),
        ("app_py", "/health", "/alive", "endpoints", (0, 1, (), ("/alive",))),
        ("ci_yml", "{MODE: ", "{KIND: ", "variables", (0, 1, (), ("KIND",))),
        (
            "ci_yml", "-lt 3600", "-lt 1800", "thresholds",
            (2, 2, ("TQ-02: the suite takes <60 minutes",), ("TQ-02: seconds < 1800 (30 minutes)",)),
        ),
    ],
)  # fmt: skip
def test_a_broken_fact_stands_on_one_side(
    tmp_path: Path, name: str, old: str, new: str, kind: str, expected: tuple[object, ...]
) -> None:
    found = facts(made(tmp_path, **{name: (old, new)}), kind)
    assert found == expected


@pytest.mark.parametrize(
    ("change", "gate", "said", "has"),
    [
        (("        continue-on-error: true\n", ""), "TQ-02", "warning", "conditional"),
        (("  - name: TQ-01 Cover enough\n", "  - name: TQ-01 Cover enough\n        continue-on-error: true\n"), "TQ-01", "blocking", "warning"),
    ],
)  # fmt: skip
def test_a_gate_that_is_told_otherwise_is_not_equal(
    tmp_path: Path, change: tuple[str, str], gate: str, said: str, has: str
) -> None:
    row = next(each for each in made(tmp_path, ci_yml=change).gates if each.name == gate)
    assert (row.said_effect, row.effect, row.same) == (said, has, False)


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "document"),
    [
        ("README_md", "# CI\n", "# CD\n", Code.CONTRACT_TITLE, "README.md"),
        ("docs_GUIDE_md", "## Part", "## Parts", Code.CONTRACT_HEADING, "docs/GUIDE.md"),
        ("docs_GUIDE_md", "## Part", "## Parts", Code.CONTRACT_CLAIMS, "README.md"),
        ("README_md", "`error_rate`", "`error_share`", Code.CONTRACT_NAME, "README.md"),
        ("monitoring_rules_yml", "record", "rule", Code.CONTRACT_NAME, ""),
        ("ci_yml", "lint", "style", Code.CONTRACT_KEY_LINK, "README.md"),
        ("README_md", "[the file]", "the file", Code.CONTRACT_LINK, "README.md"),
    ],
)
def test_a_broken_fact_lowers_completeness(
    tmp_path: Path, name: str, old: str, new: str, code: Code, document: str
) -> None:
    found = made(tmp_path, **{name: (old, new)})
    assert (code, document) in [(check.code, check.document) for check in found.failed]
    assert found.score.passed < found.score.checks
    assert found.score.percent < 100.0
    assert found.scores[document].percent < 100.0
    assert {finding.code for finding in found.findings} >= {code}


def test_nearly_all_is_never_shown_as_all() -> None:
    assert Score(9999, 10000).percent == 99.9
    assert Score(0, 0).percent == 100.0


def test_a_document_that_is_not_there_fails_every_check(tmp_path: Path) -> None:
    contract, _ = contract_file.parse(CONTRACT, "contracts.yml")
    files = {name: text for name, text in FILES.items() if name != "docs/GUIDE.md"}
    found = report(documents_of(contract), contract, Context(repository(tmp_path, files)), {})
    assert found.unread == (("docs/GUIDE.md", "there is no such file in the repository"),)
    assert found.scores["docs/GUIDE.md"] == Score(0, 3)
    assert found.absent == {"docs/GUIDE.md"}
