"""Facts of contracts: queries of workflows and of data files pass and fail, and a wrong entry is told at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from claims.support import FILES
from hypothesis import given
from hypothesis import strategies as st
from workflow.support import repository

from workflow_docs.claims import contract_file, contracts
from workflow_docs.claims.context import Context
from workflow_docs.claims.contract_facts import as_written, difference

if TYPE_CHECKING:
    from pathlib import Path

    from workflow_docs.claims.findings import Finding

CHECKED = """\
name: Checked
on: push
jobs:
  test:
    runs-on: x
    env: {LIMIT: "1.50"}
    steps:
      - {name: TQ-01 Test, run: make}
      - {name: TQ-02 Lint, continue-on-error: true, run: make}
      - {run: ': "${TOKEN:?}"', env: {TOKEN: "${{ secrets.TOKEN }}"}}
"""
MORE = {
    **FILES,
    "checked.yml": CHECKED,
    "a.md": "# A\n",
    "data/limits.yml": "# Limits\nerrors:\n  - {name: high, above: 5, on: true}\n",
    "data/more.yml": "errors: [{above: 6}]\n",
    "data/broken.json": '{"a": }',
}
START = "documents:\n  a.md: {title: A}\nfacts:\n"


def found(root: Path, entry: str) -> list[Finding]:
    contract, problems = contract_file.parse(f"{START}  - {entry}\n", "contracts.yml")
    assert [str(problem) for problem in problems] == []
    context = Context(repository(root, MORE))
    told = [check for check in contracts.checks(contract, context) if check.code.value == "contract-fact"]
    findings = contracts.findings(contract, context)
    assert sum(not check.passed for check in told) == len(findings)
    assert told
    return findings


@pytest.mark.parametrize(
    "entry",
    [
        "{workflow: ci.yml, query: name, is: CI Pipeline}",
        "{workflow: CI Pipeline, query: name, is: CI Pipeline}",
        "{workflow: ci.yml, query: keys(jobs), is: [lint, test, build]}",
        "{workflow: ci.yml, query: jobs.build.needs, is: [lint, test]}",
        "{workflow: ci.yml, query: jobs.test.timeout_minutes, is: null}",
        "{workflow: checked.yml, query: jobs.test.env.LIMIT.value, is: 1.50}",
        "{workflow: checked.yml, query: gates, is: {TQ-01: blocking, TQ-02: informational}}",
        "{workflow: checked.yml, query: secrets, is: {TOKEN: required}}",
        "{workflow: ci.yml, query: length(keys(jobs)), is: 3}",
        "{file: data/limits.yml, query: 'errors[0]', is: {on: true, above: 5, name: high}}",
        "{file: data/limits.yml, query: 'errors[?above > `4`].name', is: [high]}",
        "{query: length(keys(workflows)), is: 3}",
        "{file: Makefile, re: '^all: (.*)', is: build}",
        "{file: Makefile, re: '^all: (.*)', is: [build]}",
        "{file: Makefile, re: '^\\w+(?= |:)', is: [all, build]}",
        "{file: Makefile, re: none, is: null}",
    ],
)
def test_what_is_so_passes(tmp_path, entry):
    assert found(tmp_path, entry) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{workflow: ci.yml, query: name, is: CI}", "ci.yml: `name`: wanted CI, found CI Pipeline"),
        ("{workflow: ci.yml, says: what it is called, query: name, is: CI}", "ci.yml: what it is called: wanted CI, found CI Pipeline"),
        ("{workflow: ci.yml, query: name, is: null}", "ci.yml: `name`: wanted none, found CI Pipeline"),
        ("{workflow: ci.yml, query: jobs.build.needs, is: [lint]}", "ci.yml: `jobs.build.needs`: wanted [lint], found [lint, test]"),
        ("{workflow: ci.yml, query: jobs.build.needs, is: [lint, make]}", "ci.yml: `jobs.build.needs`: wanted [lint, make], found test at [1]"),
        ("{workflow: checked.yml, query: jobs.test.env.LIMIT.value, is: 1.5}", "checked.yml: `jobs.test.env.LIMIT.value`: wanted 1.5, found 1.50"),
        ("{workflow: checked.yml, query: gates, is: {TQ-01: blocking, TQ-02: blocking}}", "checked.yml: `gates`: wanted {TQ-01: blocking, TQ-02: blocking}, found informational at TQ-02"),
        ("{workflow: checked.yml, query: gates, is: {TQ-01: blocking}}", "checked.yml: `gates`: wanted {TQ-01: blocking}, found informational at TQ-02"),
        ("{workflow: checked.yml, query: secrets, is: {TOKEN: required, KEY: optional}}", "checked.yml: `secrets`: wanted {TOKEN: required, KEY: optional}, found nothing at KEY"),
        ("{file: data/limits.yml, query: 'errors[0].above', is: 10}", "data/limits.yml: `errors[0].above`: wanted 10, found 5"),
        ("{workflow: cd.yml, query: name, is: CD}", "cd.yml: `name`: wanted CD, found there is no workflow 'cd.yml'"),
        ("{file: none.yml, query: a, is: b}", "none.yml: `a`: wanted b, found the repository has no 'none.yml'"),
        ("{file: Makefile, re: '^all: (.*)', is: make}", "Makefile: `^all: (.*)`: wanted make, found build"),
        ("{file: Makefile, re: none, says: what it makes, is: make}", "Makefile: what it makes: wanted make, found none"),
        ("{file: Makefiles, re: none, is: make}", "Makefiles: `none`: wanted make, found the repository has no 'Makefiles'"),
        ("{workflow: ci.yml, query: 'sum(name)', is: b}", "the query 'sum(name)' fails: "),
    ],
)  # fmt: skip
def test_what_is_not_so_is_one_finding_at_the_query(tmp_path, entry, message):
    (finding,) = found(tmp_path, entry)
    assert message in finding.message
    assert (finding.position.path, finding.position.line) == ("contracts.yml", 4)
    assert finding.code.value == "contract-fact"


def test_each_file_of_a_list_is_asked(tmp_path):
    findings = found(tmp_path, "{file: [data/limits.yml, data/more.yml], query: 'errors[0].above', is: 5}")
    assert [finding.message for finding in findings] == [
        "data/more.yml: `errors[0].above`: wanted 5, found 6"
    ]


def test_a_finding_leads_to_the_line_of_a_data_file(tmp_path):
    (finding,) = found(tmp_path, "{file: data/limits.yml, query: 'errors[0].above', is: 10}")
    assert str(finding.evidence) == "data/limits.yml:3:25"


def test_a_finding_tells_which_key_is_not_there(tmp_path):
    (finding,) = found(tmp_path, "{file: data/limits.yml, query: 'errors[0].abov', is: 5}")
    assert "wanted 5, found none" in finding.message
    assert finding.suggestion == "there is no key 'abov'; did you mean 'above'?"


def test_a_finding_leads_to_the_line_that_an_expression_finds(tmp_path):
    (finding,) = found(tmp_path, "{file: Makefile, re: '^\ttrue', is: no}")
    assert str(finding.evidence) == "Makefile:3:1"


def test_a_data_file_that_cannot_be_read_is_a_finding(tmp_path):
    (finding,) = found(tmp_path, "{file: data/broken.json, query: a, is: b}")
    assert "wanted b, found " in finding.message
    assert finding.evidence is not None
    assert finding.evidence.path == "data/broken.json"


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{workflow: ci.yml, is: a}", "4:5: a fact has either a `query` or, of a file, an expression `re`"),
        ("{file: a.py, query: a, re: a, is: a}", "4:5: a fact has either a `query` or, of a file, an expression `re`"),
        ("{file: a.py, re: '(', is: a}", "4:23: '(' is no regular expression"),
        ("{workflow: ci.yml, re: a, is: a}", "4:24: an expression is looked for in a `file`"),
        ("{workflow: ci.yml, query: name}", "4:5: the key 'is' is missing"),
        ("{workflow: ci.yml, query: 'a[', is: a}", "4:31: 'a[' is no JMESPath query"),
        ("{workflow: ci.yml, file: a.yml, query: a, is: a}", "4:24: a fact is of a workflow or of a file, not of both"),
        ("{workflows: ci.yml, query: a, is: a}", "4:6: unknown key 'workflows'; did you mean 'workflow'?"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_told_at_its_place(entry, problem):
    _, problems = contract_file.parse(f"{START}  - {entry}\n", "contracts.yml")
    assert any(str(each).startswith(f"contracts.yml:{problem}") for each in problems), problems


def test_an_alias_within_what_it_names_is_a_problem():
    _, problems = contract_file.parse(f"{START}  - {{query: a, is: &a [*a]}}\n", "contracts.yml")
    assert any("nested" in problem.message or "alias" in problem.message for problem in problems)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_two_values_are_alike_or_a_difference_is_shown(wanted, found):
    one, other = as_written(wanted), as_written(found)
    assert (difference(one, other) is None) == (one == other)
