"""What a document says in the audit's report, for GitHub: it is text, and neither markup nor a link.

Markdown is parsed by GitHub's own parser.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown.gfm_rendering import soup

from workflow_docs.channels.escaping import visible
from workflow_docs.claims.audit import Audit
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.report import audit as report
from workflow_docs.workflow.position import Position

PIECES = st.sampled_from(
    [*"\\`*_{}[]()<>#|~$!@:&.-+=\"'\n\r\t\x1b\x85\u2028\u202e\0 a", "www.", "https://x.test/", "a@b.test", "@team", "#12", "$x$", "&amp;",
     "<svg onload=alert(1)>", "<!--", "-->", "](x)", "![](y)", "| --- |", "##[error]", "::error::", "~~a~~", "**a**", "`a`", "http://"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


def cells(message: str, path: str):
    finding = Finding(
        Code.UNKNOWN_JOB, Judgement.CONTRADICTED, message, Position(path, 3, 1), "", Position(path, 1, 1)
    )
    lines = list(report.markdown(Audit((finding,), 1, 0), [finding]))
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert not any("##[" in line or line.lstrip().startswith("::") for line in lines)
    return soup("".join(lines)).select("tbody td")


@settings(deadline=None)
@given(TEXTS, TEXTS.filter(lambda text: text.strip()))
@example("@team see www.evil.test and a@b.test, #12 and $x$ | **b**", "a|b`c.md")
@example("a\\", "a\\|.md")
def test_any_message_and_any_path_are_texts(message, path):
    found = cells(message, path)
    assert len(found) == 4
    assert {tag.name for cell in found for tag in cell.find_all(True)} <= {"span", "code"}
    assert found[2].get_text() == visible(" ".join(message.split())).strip()
    assert " ".join(found[0].get_text().split()) == " ".join(f"{visible(path)}:3".split())


@pytest.mark.parametrize("text", ["@team", "#12", "a@b.test", "$x$", "www.evil.test"])
def test_what_github_looks_for_after_markdown_is_in_no_text_by_itself(text):
    found = cells(text, "a.md")[2]
    assert found.get_text() == text
    assert text not in list(found.strings)


def test_no_message_of_sarif_holds_a_link():
    finding = Finding(
        Code.UNKNOWN_JOB, Judgement.CONTRADICTED, "[here](https://evil.test)", Position("a.md", 1, 1), ""
    )
    (result,) = report.sarif_log(Audit((finding,), 1, 0), [finding])["runs"][0]["results"]
    assert result["message"]["text"] == "[here] (https://evil.test)"
