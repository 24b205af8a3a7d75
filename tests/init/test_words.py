"""Words of strangers in pages: they mean nothing but themselves."""

from __future__ import annotations

import shlex

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser

from workflow_docs.init import words
from workflow_docs.workflow.parser import parse_workflow

MYST = create_md_parser(MdParserConfig(), DocutilsRenderer)
TEXTS = st.one_of(st.text(max_size=40), st.text("`*_{}[]()<>!#&;:$\\|~-+.= \nax1", max_size=30))


def shown(inline: object) -> str:
    """Return the text of an inline token; fail where it holds anything but text."""
    return "".join(
        child.content if child.type in {"text", "text_special"} else f"<{child.type}>"
        for child in inline.children
    )


@given(TEXTS)
def test_a_heading_shows_the_text_itself(text: str) -> None:
    expected = words.one_line(text)
    heading, inline, _ = MYST.parse(f"## {words.markdown(text)}\n")
    assert (heading.tag, shown(inline)) == ("h2", expected)


@given(TEXTS)
def test_a_code_span_shows_the_text_itself(text: str) -> None:
    (_, inline, _) = MarkdownIt("commonmark").parse(f"It is {words.code(text)}.")
    (before, span, after) = inline.children
    assert (before.content, after.content) == ("It is ", ".")
    assert (span.type, span.content) == ("code_inline", words.one_line(text) or " ")


@given(TEXTS)
def test_a_plain_name_stands_on_one_line(text: str) -> None:
    if words.plain(text) is not None:
        assert text == text.strip()
        assert not set(text) & set("`{}<>\n\r\\~!:,'\"")


def test_a_long_text_is_cut() -> None:
    assert words.markdown("a" * 400) == "a" * 119 + "…"


@given(TEXTS)
def test_a_command_is_one_command_with_the_default_as_it_is(text: str) -> None:
    quoted = "".join(f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}" for char in text)
    source = (
        f'on: {{workflow_dispatch: {{inputs: {{a: {{required: true, default: "{quoted}"}}}}}}}}\n'
        "jobs: {a: {runs-on: x, steps: [{run: x}]}}\n"
    )
    workflow, _ = parse_workflow(source, ".github/workflows/ci.yml")
    block = words.run_command(workflow, workflow.triggers[0].inputs)
    (fence,) = MarkdownIt("commonmark").parse(block)
    value = text if text and text.isprintable() else "<a>"
    assert shlex.split(fence.content) == ["gh", "workflow", "run", "ci.yml", "-f", f"a={value}"]
