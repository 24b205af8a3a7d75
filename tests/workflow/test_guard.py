"""A fault of our own costs the rule, view or file at hand, and is said with its place."""

from __future__ import annotations

import json

import pytest
from claims.support import FILES
from workflow.support import repository

from workflow_docs import cli
from workflow_docs.analysis import verdicts
from workflow_docs.claims import audit, links, sets
from workflow_docs.facts import document
from workflow_docs.workflow import repository as loading
from workflow_docs.workflow.guard import describe, guarded
from workflow_docs.workflow.repository import Repository


def broken(*_arguments):
    secret = "what the document says"  # noqa: S105
    raise ValueError(secret)


def test_the_message_has_the_place_and_not_the_text():
    found = []
    with guarded(found.append):
        broken()
    (message,) = found
    assert message.startswith("internal error: ValueError in test_guard.py:")
    assert "(broken)" in message
    assert "what the document says" not in message
    assert "report it" in message


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_what_ends_a_process_is_none(error):
    with pytest.raises(error), guarded(lambda _: None):
        raise error


def test_our_own_place_is_told_and_not_that_of_a_library():
    with pytest.raises(AttributeError) as raised:
        Repository.load(None)
    assert "workflow/repository.py:" in describe(raised.value)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "markdown"])
def test_a_rule_that_fails_is_a_finding_and_the_others_go_on(tmp_path, monkeypatch, capsys, form):
    repository(tmp_path, {**FILES, "README.md": "# A\n\n[gone](gone.md)\n"})
    monkeypatch.setattr(audit.check, "__defaults__", ((broken, links.check, sets.check),))
    assert cli.main(["audit", str(tmp_path), "README.md", "--format", form]) == 1
    printed = capsys.readouterr().out
    assert "internal-error" in printed
    assert "ValueError" in printed
    assert "link-path" in printed
    assert "what the document says" not in printed
    if form == "json":
        first = json.loads(printed)["findings"][0]
        assert (first["file"], first["line"], first["verdict"]) == ("README.md", 1, "not known")


def test_a_comment_of_the_document_does_not_waive_it(tmp_path, monkeypatch, capsys):
    repository(tmp_path, {**FILES, "README.md": "<!-- workflow-docs:ignore all -->\n# A\n"})
    monkeypatch.setattr(audit.check, "__defaults__", ((broken,),))
    assert cli.main(["audit", str(tmp_path), "README.md"]) == 1
    assert "[internal-error]" in capsys.readouterr().out


def test_a_document_that_takes_too_long_is_a_finding(tmp_path, monkeypatch, capsys):
    repository(tmp_path, {**FILES, "README.md": "# A\n\n[gone](gone.md)\n"})
    monkeypatch.setattr(audit, "SECONDS", -1.0)
    assert cli.main(["audit", str(tmp_path), "README.md"]) == 1
    printed = capsys.readouterr().out
    assert "README.md:1:1: not known: the document was not checked to its end" in printed
    assert "[not-finished]" in printed


GATE = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: 'TQ-01: one'\n        run: pytest\n"


def test_a_file_at_which_the_parser_fails_costs_only_itself(tmp_path, monkeypatch, capsys):
    repository(tmp_path, {"bad.yml": GATE, "ok.yml": GATE})
    parse = loading.parse_workflow
    monkeypatch.setattr(
        loading, "parse_workflow", lambda text, path: broken() if "bad" in path else parse(text, path)
    )
    assert cli.main(["facts", str(tmp_path)]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert list(facts["workflows"]) == [".github/workflows/ok.yml"]
    (fault,) = facts["diagnostics"]
    assert (fault["file"], fault["code"], fault["severity"]) == (
        ".github/workflows/bad.yml",
        "internal-error",
        "error",
    )
    assert cli.main(["gates", str(tmp_path)]) == 1
    assert "bad.yml:1:1: internal error: ValueError" in capsys.readouterr().err


def test_a_gate_at_which_the_judge_fails_is_not_known(tmp_path, monkeypatch, capsys):
    repository(tmp_path, {"a.yml": GATE, "b.yml": GATE.replace("pytest", "ruff check")})
    judge = verdicts.judge_script
    monkeypatch.setattr(
        verdicts,
        "judge_script",
        lambda gate, *rest: broken() if gate.workflow.file == "a.yml" else judge(gate, *rest),
    )
    assert cli.main(["gates", str(tmp_path), "--format", "json"]) == 1
    first, second = json.loads(capsys.readouterr().out)["gates"]
    assert (first["verdict"], first["reasons"][0]["code"], first["reasons"][0]["line"]) == (
        "unknown",
        "internal-error",
        6,
    )
    assert second["verdict"] == "blocking"


def test_a_workflow_whose_facts_fail_is_a_diagnostic(tmp_path, monkeypatch, capsys):
    repository(tmp_path, {"a.yml": GATE, "b.yml": GATE.replace("a:", "b:")})
    job = document._job
    monkeypatch.setattr(document, "_job", lambda each: broken() if each.id.value == "a" else job(each))
    assert cli.main(["facts", str(tmp_path)]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert list(facts["workflows"]) == [".github/workflows/b.yml"]
    assert facts["diagnostics"][-1]["code"] == "internal-error"
