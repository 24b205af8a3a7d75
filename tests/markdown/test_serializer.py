"""The text that is written for a tree: readable where it can be, and never another structure than the tree's."""

from __future__ import annotations

import pytest
from bs4 import NavigableString, Tag
from gfm_rendering import markdown, soup, visible
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_docs.markdown.tree import (
    Alert,
    Break,
    Cell,
    Code,
    DefinitionItem,
    DefinitionList,
    Details,
    Emphasis,
    FootnoteDef,
    FootnoteRef,
    Heading,
    Image,
    InlineCode,
    InlineMath,
    Link,
    List,
    ListItem,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    ThematicBreak,
)


def para(*inlines):
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in inlines))


def item(*blocks, checked=None):
    return ListItem(tuple(blocks), checked)


@pytest.mark.parametrize(
    ("inlines", "expected"),
    [
        (("snake_case and a * b",), "snake_case and a * b"),
        (("_private_",), "\\_private\\_"),
        (("~/.kube/config",), "~/.kube/config"),
        (("~a~",), "\\~a\\~"),
        (("[optional] text",), "\\[optional] text"),
        (("see [optional] text",), "see [optional] text"),
        (("a [b](c)",), "a [b\\](c)"),
        (("<run-id> < 5",), "\\<run-id> < 5"),
        (("AT&T &amp;",), "AT&T \\&amp;"),
        (("1. one",), "1\\. one"),
        (("C#",), "C#"),
        (("# one",), "\\# one"),
        (("costs $5 and $6",), "costs $5 and $6"),
        (("a $x$ b",), "a <span>$</span>x<span>$</span> b"),
        (("C:\\dir\\*",), "C:\\dir\\\\\\*"),
        (("a", Break(), "- b"), "a\\\n\\- b"),
        (("https://x.org/a_b",), "https://x.org/a_b"),
        (("https://x.org/*a*",), "https\\://x.org/\\*a\\*"),
        ((Strong((Text("a"),)), "b"), "**a**b"),
        ((Strong((Text("(a)"),)), "b"), "<strong>(a)</strong>b"),
        (("a ", Emphasis((Text(" b "),)), "c"), "a *b* c"),
        ((Emphasis((Text(" "),)),), ""),
        ((InlineCode("a`b"),), "``a`b``"),
        ((InlineCode("`"),), "`` ` ``"),
        ((InlineMath("a + b"),), "$a + b$"),
        ((InlineMath("a_b"),), "$`a_b`$"),
        ((Link("a b.md", (Text("x]"),)),), "[x\\]](a%20b.md)"),
        ((Link("https://x.org/", (Text("https://x.org/"),)),), "<https://x.org/>"),
        ((Image("a.png", "x]"),), "![x\\]](a.png)"),
        ((Image("a.png", '"x"', width="9"),), '<img src="a.png" alt="&quot;x&quot;" width="9">'),
        (("!", Link("a", (Text("x"),))), "\\![x](a)"),
        ((FootnoteRef("a"), ": b"), "[^a]\\: b"),
    ],
)
def test_inlines(inlines, expected):
    assert markdown(para(*inlines)).removesuffix("\n") == expected


def test_footnotes_stand_last():
    text = markdown(FootnoteDef("a", (para("one"), para("two"))), para("x", FootnoteRef("a")))
    assert text == "x[^a]\n\n[^a]: one\n\n    two\n"
    assert [visible(tag.get_text()) for tag in soup(text).select("section.footnotes p")] == ["one", "two ↩"]


def test_alert_only_at_the_top():
    alert = Alert("TIP", (para("x"),))
    assert markdown(alert) == "> [!TIP]\n> x\n"
    assert markdown(List((item(alert),))) == "- > **Tip**\n  >\n  > x\n"
    cell = Cell((alert,))
    term = DefinitionItem(((Text("t"),),), (alert,))
    for block in (Details((Text("s"),), (alert,)), Table(((cell,),), ()), DefinitionList((term,))):
        assert "> **Tip**\n>\n> x\n" in markdown(block)
        assert "[!TIP]" not in markdown(block)
    assert markdown(Alert("NOTE", ())) == "> **Note**\n"


def test_lists_stay_apart():
    tree = soup(markdown(List((item(para("a")),)), List((item(para("b")),)), List((item(para("c")),), 1)))
    assert len(tree.find_all("ul")) == 2
    assert len(tree.find_all("ol")) == 1


def test_break_as_an_item():
    tree = soup(markdown(List((item(ThematicBreak()), item(para("a"))))))
    assert len(tree.select("ul > li > hr")) == 1


def test_empty_parts_write_nothing():
    assert markdown(para(""), Quote(()), para(Text(" "))) == "\n"
    assert markdown(Heading(1, ())) == "#\n"


def test_task_without_text():
    assert (
        len(soup(markdown(List((item(Code("a", "text"), checked=True),)))).select("li > input[checked]")) == 1
    )


def test_definitions_without_text():
    tree = soup(markdown(DefinitionList((DefinitionItem(((Text("a"),),), ()),))))
    assert [tag.name for tag in tree.select("dl > *")] == ["dt", "dd"]


def test_table_with_rows_of_different_lengths_is_html():
    cell = Cell((para("a"),))
    assert markdown(Table(((cell, cell),), ((cell,),))).startswith("<table>\n")


# -- any tree keeps its structure -------------------------------------------------------------------------

words = st.sampled_from(
    ["a", "b c", "- d", "1. e", "# f", "> g", "| h", "---", "```", "<i>", "[x] j", "[!NOTE]"]
)
codes = st.sampled_from(
    [
        "",
        "x",
        "a\n\nb",
        "```\nfence",
        "\ttab",
        "  in",
        "x\n",
        "- a",
        "</td>",
        "    deep",
        "~~~",
        "end   ",
        "   ",
    ]
)
paragraphs = words.map(para)
code_blocks = codes.map(lambda code: Code(code, "text"))


def groups(children):
    blocks = st.lists(children, min_size=1, max_size=3).map(tuple)
    items = st.lists(blocks.map(ListItem), min_size=1, max_size=3).map(tuple)
    cells = st.lists(blocks.map(Cell), min_size=2, max_size=2).map(tuple)
    return st.one_of(
        st.builds(List, items, st.sampled_from([None, 1, 3])),
        st.builds(Quote, blocks),
        st.builds(Table, st.just(()), st.lists(cells, min_size=1, max_size=2).map(tuple)),
        st.builds(
            Table, st.lists(cells, min_size=1, max_size=1).map(tuple), st.lists(cells, max_size=2).map(tuple)
        ),
        st.builds(Details, words.map(lambda word: (Text(word),)), blocks),
        st.builds(
            lambda term, body: DefinitionList((DefinitionItem(((Text(term),),), body),)), words, blocks
        ),
    )


trees = st.lists(
    st.recursive(paragraphs | code_blocks | st.just(ThematicBreak()), groups, max_leaves=8),
    min_size=1,
    max_size=3,
)


def wanted(block):
    match block:
        case Paragraph((Text(value),)):
            return ("p", visible(value))
        case Code(value):
            return ("pre", f"{value}\n" if value else "")
        case List(items, start):
            return (
                "ul" if start is None else f"ol{start}",
                *(("li", *map(wanted, i.children)) for i in items),
            )
        case Quote(children):
            return ("blockquote", *map(wanted, children))
        case Table(head, body):
            rows = [
                ("tr", *(("cell", *map(wanted, cell.children)) for cell in row)) for row in (*head, *body)
            ]
            return ("table", *rows)
        case Details(summary, children):
            return ("details", ("summary", visible(summary[0].value)), *map(wanted, children))
        case DefinitionList((DefinitionItem(((term,),), children),)):
            return ("dl", ("dt", ("p", visible(term.value))), ("dd", *map(wanted, children)))
        case ThematicBreak():
            return ("hr",)


def found(tag):
    """Return the structure of an element; the text of a tight item or of a plain cell counts as paragraphs."""
    name = {"th": "cell", "td": "cell", "ol": f"ol{tag.get('start', 1)}"}.get(tag.name, tag.name)
    if name in ("p", "summary"):
        return (name, visible(tag.get_text()))
    if name == "pre":
        return (name, tag.get_text())
    parts, line = [], ""
    for child in [*tag.children, None]:
        if isinstance(child, NavigableString) and not isinstance(child, Tag):
            line += "" if type(child).__name__ == "Comment" else str(child)
            continue
        if visible(line):
            parts.append(("p", visible(line)))
        line = ""
        if child is not None and child.name in ("thead", "tbody"):
            parts.extend(found(child)[1:])
        elif child is not None and child.name != "br":
            parts.append(found(child))
    return (name, *parts)


@settings(max_examples=400, deadline=None)
@given(trees)
def test_any_tree_keeps_its_structure(blocks):
    text = markdown(*blocks)
    tree = soup(text)
    assert found(tree)[1:] == tuple(map(wanted, blocks)), text
