"""Whatever stands in a document, its commands are read."""

from __future__ import annotations

import pytest
from claims.support import FILES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workflow.support import repository

from workflow_docs.claims import commands
from workflow_docs.claims.commands import options, tables
from workflow_docs.claims.context import Context
from workflow_docs.claims.documents import parse

WORDS = st.sampled_from(
    ["gh", "workflow", "run", "view", "kubectl", "docker", "compose", "curl", "git", "make", "npm", "pytest", "cd", "-n", "--x",
     "--", "-", "-f", "a=b", "$X", "${X", "<a b>", "'", '"', "\\", "|", ">", "&&", "\n", "#", "$(", ")", "http://localhost:8000/x",
     "x.py::y", "./a/b.sh", "..", "/", "[5m]", "{", "`", "‹", "--=", "-é", "deploy.yml", "\t", "<<EOF", "EOF", "%", "$ "]
)  # fmt: skip


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    return Context(repository(tmp_path_factory.mktemp("repository"), FILES))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    words=st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=14),
    glue=st.sampled_from([" ", ""]),
    language=st.sampled_from(["sh", "console", ""]),
)
def test_no_text_is_too_strange(context, words, glue, language):
    body = glue.join(words)
    document = parse(f"# A\n\n`{body}`\n\n```{language}\n{body}\n```\n\n    {body}\n", "docs/x.md")
    for finding in commands.check(document, context):
        assert 1 <= finding.position.line <= len(document.lines)
        assert finding.position.column >= 1
        assert 0 <= finding.confidence <= 1
    commands.listed(document, context)


@settings(deadline=None, max_examples=100)
@given(
    program=st.sampled_from(sorted(path.stem for path in tables.FOLDER.glob("*.txt"))),
    words=st.lists(WORDS, max_size=8),
)
def test_no_words_are_too_strange_for_a_table(program, words):
    call = options.call((program, *words))
    assert call is not None
    assert call.path[0] == program or program == "docker"
