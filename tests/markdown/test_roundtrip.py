"""Any text, wherever it stands, is shown by cmark-gfm as it was, and makes no element of its own."""

from __future__ import annotations

from gfm_rendering import html, markdown, names, soup, visible
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflow_docs.markdown.tree import (
    Break,
    Cell,
    Code,
    Details,
    Emphasis,
    Heading,
    InlineCode,
    Link,
    List,
    ListItem,
    Paragraph,
    Quote,
    Strong,
    Table,
    Tagged,
    Text,
)

SNIPPETS = [
    "a", "b1", " ", "  ", "\n", "*", "**", "_", "__", "~", "~~", "~~~", "`", "```", "\\", "|", "||", "<", ">",
    "<b>", "</b>", "<!--", "-->", "<run-id>", "&", "&amp;", "&#35;", "#", "##", "# ", "-", "- ", "---", "--",
    "+ ", "1.", "1. ", "2) ", "=", "===", "[", "]", "](", "(", ")", "[^1]", "[^1]: ", "[x]", "[ ] ", "[a]: /b",
    "!", "![", "![a](b)", "[a](b)", ":", ":-", "|-|", "http://", "https://x.org/a_b", "www.", "www.x.org", "@u",
    "a@b.org", "${{ a || b }}", "$x$", "$", "\t", ".", ",", '"', "'", "é", "ß", "“", "”", "—", "…", "🙂", "️",
    "\u00a0", "\u200b", "\u2028", "日本", "€", "/", "?", "{", "}", "^", "%", "ftp://a", "\x00", "\x0b", "\x85",
]  # fmt: skip
ALLOWED = {"p", "span", "a"}
texts = st.one_of(
    st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=9).map("".join), st.text(max_size=25)
)
ends = st.sampled_from(["", "a", " ", "*", "_", "`", "(", "http://a", "!"])


def check(source: str, expected: str, allowed: set[str]) -> None:
    tree = soup(source)
    assert visible(tree.get_text()) == visible(expected), (source, html(source))
    assert set(names(tree)) <= allowed | {"span", "a"}, (source, html(source))


@settings(max_examples=250, deadline=None)
@given(texts)
@example("Setext\n===")
@example("http://a.b/*x* and www.a.b/`c`")
@example("a | b")
def test_paragraph(text):
    check(markdown(Paragraph((Text(text),))), text, {"p"})


@settings(max_examples=250, deadline=None)
@given(texts, texts)
@example("a | b", "--- | ---")
@example("a", "===")
@example("a", ":-")
@example("a", "* b")
@example("a", "*\nb")
@example("a", "_ _ _")
@example("a", "* * *")
def test_line_break(first, second):
    tree = soup(markdown(Paragraph((Text(first), Break(), Text(second)))))
    assert visible(tree.get_text(" ")).replace(" ", "") == visible(f"{first} {second}").replace(" ", "")
    assert set(names(tree)) <= {"p", "br", "span", "a"}, (first, second, tree)


@settings(max_examples=250, deadline=None)
@given(texts)
def test_heading(text):
    check(markdown(Heading(2, (Text(text),))), text, {"h2"})


@settings(max_examples=250, deadline=None)
@given(texts)
def test_inline_code(text):
    tree = soup(markdown(Paragraph((Text("a "), InlineCode(text), Text(" b")))))
    assert visible(tree.get_text()) == visible(f"a {text} b")
    assert set(names(tree)) <= {"p", "code"}


@settings(max_examples=250, deadline=None)
@given(texts, texts)
def test_table_cell(text, code):
    plain = Cell((Paragraph((Text(text),)),))
    mixed = Cell((Paragraph((Text(text), Text(" "), InlineCode(code))),))
    head = Cell((Paragraph((Text("h"),)),), header=True)
    source = markdown(Table(((head, head),), ((plain, mixed),)))
    tree = soup(source)
    cells = tree.find_all("td")
    assert len(cells) == 2, source
    assert visible(cells[0].get_text()) == visible(text), source
    assert visible(cells[1].get_text()) == visible(f"{text} {code}"), source
    allowed = {"table", "thead", "tbody", "tr", "th", "td", "code", "span", "a"}
    assert set(names(tree)) <= allowed, source


@settings(max_examples=250, deadline=None)
@given(texts)
def test_link(text):
    source = markdown(Paragraph((Text("x "), Link("target.md#a", (Text(text),)), Text(" y"))))
    tree = soup(source)
    links = tree.find_all("a")
    if visible(text):
        assert [link["href"] for link in links] == ["target.md#a"], source
        assert visible(links[0].get_text()) == visible(text), source
    assert set(names(tree)) <= {"p", "a", "span"}, source


@settings(max_examples=250, deadline=None)
@given(st.text(min_size=1, max_size=20))
def test_link_destination(uri):
    source = markdown(Paragraph((Link(uri, (Text("x"),)),)))
    tree = soup(source)
    assert visible(tree.get_text()) == "x", source
    assert len(tree.find_all("a")) == 1, source


@settings(max_examples=250, deadline=None)
@given(ends, texts, ends, texts, ends)
@example("", "a ~", " ", "", "")  # cmark-gfm looks past a tilde
def test_marks(before, strong, between, emphasis, after):
    inlines = (
        Text(before),
        Strong((Text(strong),)),
        Text(between),
        Emphasis((Text(emphasis), Strong((Text("in"), InlineCode("x"))))),
        Tagged("sub", (Text(after),)),
        Text(after),
    )
    expected = f"{before}{strong}{between}{emphasis}inx{after}{after}"
    source = markdown(Paragraph(inlines))
    tree = soup(source)
    assert visible(tree.get_text()) == visible(expected), (source, str(tree))
    assert set(names(tree)) <= {"p", "strong", "em", "code", "sub", "span", "a"}, source
    assert [visible(tag.get_text()) for tag in tree.find_all("em")] == [visible(f"{emphasis}inx")], source
    wanted = [visible(strong)] if visible(strong) else []
    assert [visible(tag.get_text()) for tag in tree.find_all("strong")] == [*wanted, "inx"], source


MARKS = {Strong: "strong", Emphasis: "em", Link: "a", Tagged: "sub", InlineCode: "code"}
parts = st.sampled_from(
    ["a", "b", "(c)", "*", "_", "~", "`", "é", " x ", " ", ".", "“q”", "d_", "€", "!", "]", "|"]
)
inline_trees = st.lists(
    st.recursive(
        st.one_of(parts.map(Text), st.sampled_from(["a", "`", "a|b"]).map(InlineCode)),
        lambda inner: st.builds(
            lambda mark, children: mark("sub", children) if mark is Tagged else mark(children),
            st.sampled_from([Strong, Emphasis, Tagged]),
            st.lists(inner, min_size=1, max_size=3).map(tuple),
        ),
        max_leaves=6,
    ),
    min_size=1,
    max_size=4,
)


def marked(inlines, outer=()):
    """Return the text of inlines, and that of each mark in them, outer ones first; a mark in its like is none."""
    text, found = "", []
    for node in inlines:
        if isinstance(node, (Text, InlineCode)):
            inner, below = node.value, []
        else:
            inner, below = marked(node.children, (*outer, type(node)))
        if (
            not isinstance(node, Text)
            and visible(inner)
            and (type(node) is Tagged or type(node) not in outer)
        ):
            found.append((MARKS[type(node)], visible(inner)))
        found += below
        text += inner
    return text, found


def test_a_sign_before_a_break_opens_nothing():
    inlines = (Text("a * *"), Break(), Emphasis((Text("b"),)))
    cell = Cell((Paragraph(inlines),))
    for block in (Paragraph(inlines), Heading(2, inlines), Table(((cell,),), ())):
        tree = soup(markdown(block))
        assert visible(tree.get_text(" ")) == "a * * b"
        assert [tag.get_text() for tag in tree.find_all("em")] == ["b"]


@settings(max_examples=250, deadline=None)
@given(inline_trees, st.booleans())
@example([Strong((Text("a"), Emphasis((Text("b"),)), Text("c")))], False)
@example([InlineCode("a"), InlineCode("b")], False)
@example([Strong((Emphasis((Text("a"),)), Strong((Text("a"),))))], False)
def test_marks_in_marks(inlines, table):
    text, expected = marked(inlines)
    cell = Cell((Paragraph(tuple(inlines)),))
    source = markdown(Table(((cell,),), ()) if table else cell.children[0])
    tree = soup(source)
    assert visible(tree.get_text()) == visible(text), source
    found = [(tag.name, visible(tag.get_text())) for tag in tree.find_all(list(MARKS.values()))]
    assert [pair for pair in found if pair[1]] == expected, source


@settings(max_examples=250, deadline=None)
@given(texts, texts)
def test_containers(text, code):
    paragraph = Paragraph((Text(text),))
    block = Code(code, "text")
    source = markdown(
        List((ListItem((paragraph, block)), ListItem((Quote((paragraph, block)),))), start=9),
        Quote((List((ListItem((block, paragraph)),)),)),
        Details((Text(text),), (paragraph, block)),
    )
    tree = soup(source)
    shown = [tag.get_text() for tag in tree.find_all("pre")]
    expected = code.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    assert shown == [f"{expected}\n" if expected else ""] * 4, source
    if visible(text):
        assert [visible(tag.get_text()) for tag in tree.find_all("p")] == [visible(text)] * 4, source
    assert visible(tree.find("summary").get_text()) == visible(text), source
