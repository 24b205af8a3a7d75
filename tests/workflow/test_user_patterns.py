"""Expressions that people write: those of `re`, and none that goes on for ever."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from claims.support import FILES
from workflow.support import repository

from workflow_docs import cli
from workflow_docs.claims import documents
from workflow_docs.claims.measures import Measures
from workflow_docs.workflow import user_patterns
from workflow_docs.workflow.user_patterns import PatternTimeoutError, UserPattern

ENDLESS = "^(a|aa)+$"
TEXT = "a" * 60 + "!"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(user_patterns, "SECONDS", 0.2)


@pytest.mark.parametrize(
    ("expression", "flags"),
    [
        (r"\bjobs?\b", 0),
        (r"(?P<id>[A-Z]+-\d+):?\s+(?P<title>.+)$", re.MULTILINE),
        ("(?i)needs", 0),
        (r"(a)|(b)", 0),
        ("", 0),
        (r"(?<=x)y(?!z)", 0),
    ],
)
def test_it_finds_what_re_finds(expression, flags):
    text = "one job, two jobs\nTQ-01: All pass\nNeeds a b xy xyz\n"
    plain, ours = re.compile(expression, flags), UserPattern(expression, flags)
    assert [match.span() for match in ours.finditer(text)] == [match.span() for match in plain.finditer(text)]
    assert [match.groups() for match in ours.finditer(text)] == [
        match.groups() for match in plain.finditer(text)
    ]
    assert (ours.search(text) is None) == (plain.search(text) is None)
    assert ours.groups == plain.groups


@pytest.mark.parametrize("expression", ["(", "a{99999999999}", "[z-a]", "(?P<a>x)(?P<a>y)"])
def test_what_is_no_expression(expression):
    with pytest.raises(re.error):
        UserPattern(expression)


def test_an_endless_search_ends():
    pattern = UserPattern(ENDLESS)
    with pytest.raises(PatternTimeoutError, match=re.escape(ENDLESS)):
        pattern.search(TEXT)
    # Its time is used up: another text does not take as long again.
    with pytest.raises(PatternTimeoutError):
        pattern.search(TEXT)


def test_what_one_contract_used_up_is_not_missing_to_the_next():
    measures = Measures(documents.parse(TEXT, "a.md"))
    with pytest.raises(PatternTimeoutError):
        measures.matching(UserPattern("(a|aa)+b"))
    assert Measures(documents.parse("aab", "a.md")).matching(UserPattern("(a|aa)+b")) == [1]


def test_gates_end_with_2_and_name_the_expression(tmp_path, capsys):
    repository(
        tmp_path,
        {
            "ci.yml": f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: '{TEXT}'\n        run: make\n"
        },
    )
    assert cli.main(["gates", str(tmp_path), "--pattern", ENDLESS]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"workflow-docs: --pattern: the search for {ENDLESS!r} was ended after ")


def test_a_contract_that_does_not_end_is_a_finding_at_its_place(tmp_path, capsys):
    repository(tmp_path, {**FILES, "a.md": f"# A\n\n{TEXT}\n"})
    (tmp_path / "c.yml").write_text(f"documents:\n  a.md:\n    forbid:\n      - {ENDLESS!r}\n")
    assert cli.main(["audit", str(tmp_path), "a.md", "--contracts", str(tmp_path / "c.yml")]) == 1
    assert "c.yml:4:10: not known: the search for '^(a|aa)+$' was ended after " in capsys.readouterr().out


def test_the_library_is_loaded_only_where_somebody_searches():
    code = "import sys\nfrom workflow_docs.analysis.gates import DEFAULT_PATTERN\nDEFAULT_PATTERN.search('x')\nprint('regex' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
