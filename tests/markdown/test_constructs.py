"""What cmark-gfm makes of every construct that a page can hold, and golden files of what is written for it.

Each row names a section of a page in `roots/test-gfm-constructs`, a CSS selector (with `@name` for an attribute), and
what the selected elements hold, in order. `pytest --update-golden` writes the golden files anew.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from gfm_project import Project
from gfm_rendering import soup, visible

GOLDEN = Path(__file__).parent / "golden"
PAGES = {
    "myst": "docs/myst.md",
    "rest": "docs/deep/rest.md",
    "design": "docs/design.md",
    "objects": "docs/objects.md",
}
CODE_TAB = 'echo "a"\n\n\techo "tab"\n'
FENCED = "```bash\ninner\n```\n"
LOOK_ALIKES = (
    "1. not a list; *stars*, _under_, <run-id> <!-- no comment --> [^9] &amp; # hash ~~~ | pipe "
    "snake_case_name 2 * 3 @someone #12"
)

FACTS = [
    # marks and literals
    ("myst", "Marks", "p > em", ["emphasis", "both"]),
    ("myst", "Marks", "strong", ["strong", "strong with emphasis inside", "tra", "both"]),
    ("myst", "Marks", "strong em, em strong", ["emphasis", "both"]),
    (
        "myst",
        "Marks",
        "p",
        ["Plain emphasis and strong, strong with emphasis inside, intraword, code and both."],
    ),
    ("rest", "Adjacent marks", "strong", ['"quoted"', "b", "d"]),
    ("rest", "Adjacent marks", "em", ["a"]),
    ("rest", "Adjacent marks", "code", ["c", "e", "f"]),
    ("rest", "Adjacent marks", "p", ['"quoted"word abcd and ef']),
    ("myst", "Strikethrough", "s", ["this"]),
    (
        "myst",
        "Literals",
        "code",
        ["a || b", "with ` tick", "${{ github.ref == 'x' || a }}", "``", "<b>", "\\", "a*b*c", "&amp;"],
    ),
    ("myst", "Look-alikes", "p ~ *:not(p)", []),
    ("myst", "Look-alikes", "p *", []),
    (
        "myst",
        "Look-alikes",
        "p",
        [
            LOOK_ALIKES,
            "- no item",
            "+ no item",
            "# no heading",
            "~~~",
            "> no quote",
        ],
    ),
    ("myst", "Typed quotes", "p", ['"Don\'t" -- he said --- and so on...']),
    ("myst", "Bare address", "a@href", ["https://example.org/a_b?x=1&y=2", "https://example.org/c"]),
    ("myst", "Hard break", "br", [""]),
    ("myst", "Roles", "kbd", ["Ctrl", "C"]),
    ("myst", "Roles", "strong", ["Save", "File ‣ Open", "rm"]),
    ("myst", "Roles", "sub", ["low"]),
    ("myst", "Roles", "sup", ["high"]),
    ("myst", "Roles", "abbr@title", ["continuous integration"]),
    ("myst", "Roles", "code", ["/etc/name"]),
    ("myst", "Roles", "p > a@id", ["place"]),
    ("myst", "Substitution", "p", ["We sell Widget Two."]),
    ("rest", "Substitutions", "em", ["text"]),
    # lists
    ("myst", "Nested lists", "ul > li > ul > li > ol > li", ["three", "four"]),
    ("myst", "Nested lists", "p", []),
    ("myst", "Numbers from seven", "ol@start", ["7"]),
    ("myst", "Numbers from seven", "li", ["seven", "eight"]),
    ("rest", "Letters", "ol@start", ["3"]),
    ("myst", "Rich items", "ol > li > pre", [CODE_TAB, "flowchart LR\n  a --> b\n"]),
    ("myst", "Rich items", "ol > li > pre@lang", ["bash", "mermaid"]),
    ("myst", "Rich items", "ol > li > table td", ["a", "x | y"]),
    ("myst", "Rich items", "ol > li > blockquote > p", ["Warning", "Hot."]),
    ("myst", "Rich items", "ol > li img@src", ["source/pixel.png"]),
    ("myst", "Rich items", "ol", 1),
    ("myst", "Adjacent lists", "ul", 2),
    ("myst", "Tasks", "input@type", ["checkbox"] * 3),
    ("myst", "Tasks", "input[checked]", 1),
    ("myst", "Tasks", "li > ul > li > input", 1),
    ("myst", "Definitions", "dt", ["Term one", "Term two"]),
    ("myst", "Definitions", "dt code", ["two"]),
    ("myst", "Definitions", "dd", ["Its definition. Second paragraph.", "Another."]),
    ("myst", "Definitions", "dd strong", ["definition"]),
    ("myst", "Fields", "li", ["Name: A value", "Other name: With marks"]),
    ("rest", "Options", "dt code", ["-a", "--all", "-f FILE", "--long=VALUE"]),
    ("rest", "Options", "dd", ["Everything.", "A file.", "Long."]),
    ("rest", "Horizontal list", "ul", 1),
    ("rest", "Horizontal list", "li", ["a", "b", "c"]),
    ("rest", "Line block", "br", 2),
    ("rest", "Line block", "p", ["one \u00a0\u00a0\u00a0\u00a0two three", "* star"]),
    # code
    ("myst", "Code", "pre@lang", ["python"]),
    ("myst", "Code", "pre", ['def f():\n    return "```"\n']),
    ("myst", "No language", "pre@lang", ["text"]),
    ("myst", "No language", "pre", ["plain <b> & text\n"]),
    ("myst", "Long fence", "pre", [FENCED]),
    ("myst", "Empty code", "pre", [""]),
    ("myst", "Console", "pre@lang", ["console"]),
    ("myst", "Captioned code", "p > strong", ["Listing 1 The file"]),
    ("myst", "Captioned code", "pre@lang", ["yaml"]),
    ("myst", "Included code", "pre", ["def second():\n    return 2  # the second\n"]),
    ("rest", "Doctest", "pre@lang", ["pycon"]),
    ("rest", "Doctest", "pre", [">>> 1 + 1\n2\n"]),
    ("rest", "Literal block", "pre", ["a  b\n\n  c\n"]),
    ("rest", "Parsed literal", "pre", ["run this now\n"]),
    ("rest", "Grammar", "pre", ['expr ::= term "+" term\nterm ::= "x"\n']),
    ("myst", "Diagram", "pre@lang", ["mermaid"]),
    ("myst", "Diagram", "pre", ["flowchart TD\n  a --> b\n"]),
    ("myst", "Diagram", "p > em", ["Fig. 2 The flow"]),
    # tables
    ("myst", "Simple table", "th@align", ["left", "center", "right"]),
    ("myst", "Simple table", "td", ["a", "b | c", "d", "x | y", "*z*", "1"]),
    ("myst", "Simple table", "td code", ["b | c"]),
    ("myst", "Long cells", "table", 1),
    ("myst", "Long cells", "td ul > li", ["first", "second"]),
    ("myst", "Long cells", "td pre", ['echo "a|b"\n']),
    ("myst", "Lines in cells", "td br", 1),
    ("myst", "Lines in cells", "td", ["One", "First.Second.", "", "Empty name"]),
    ("myst", "Titled table", "p > strong", ["Table 1 The title"]),
    ("myst", "Titled table", "td > strong", ["a"]),
    ("myst", "Headless table", "thead", 0),
    ("myst", "Headless table", "tbody td", ["a", "b", "c", "d"]),
    ("rest", "Grid table", "th@colspan", ["2"]),
    ("rest", "Grid table", "td@rowspan", ["2"]),
    ("rest", "Grid table", "td", ["c", "d", "e", "f", "g"]),
    ("rest", "Grid table", "td li", ["f"]),
    ("rest", "Two heads", "thead tr", 2),
    ("rest", "Two heads", "th", ["a", "b", "c", "d"]),
    ("rest", "CSV table", "td", ["1", "two | three", "3", "a|b"]),
    ("rest", "CSV table", "td strong", ["1", "3"]),
    # notes
    ("myst", "Footnotes", "sup a", ["1", "2"]),
    ("rest", "Bibliography", "sup a", ["1", "2", "3"]),
    ("rest", "Bibliography", "p > strong", ["[77]"]),
    # images and raw
    ("myst", "Images", "img@src", ["source/pixel.png", "https://example.org/x.svg"]),
    ("myst", "Images", "img@alt", ["alt text", "far"]),
    ("myst", "Sized image", "img@width", ["200"]),
    ("myst", "Figure", "p", ["", "Fig. 1 The caption.", "The legend.", "See Fig. 1."]),
    ("myst", "Figure", "a@href", ["#the-figure"]),
    ("myst", "Figure", "a@id", ["the-figure"]),
    ("myst", "Raw HTML", "div@align", ["center"]),
    ("myst", "Raw HTML", "kbd", ["X"]),
    ("rest", "Raw", "p@align", ["center"]),
    ("rest", "Download", "a@href", ["../source/snippet.py"]),
    # math
    ("myst", "Inline math", "p", ["Euler: $e^{i\\pi} + 1 = 0$ and $a + b$."]),
    ("myst", "Inline math", "code", ["e^{i\\pi} + 1 = 0"]),
    ("myst", "Block math", "pre@lang", ["math"]),
    ("rest", "Math", "pre", ["a^2 + b^2 = c^2 \\tag{1}\n"]),
    ("rest", "Math", "p > a@href", ["#equation-euler"]),
    # quotations, breaks and asides
    ("myst", "Quote", "blockquote > *", ["Quoted text", "item", "code\n"]),
    ("rest", "Nested quote", "blockquote > blockquote", ["and twice."]),
    ("rest", "Epigraph", "blockquote > p", ["Wise words.", "— Someone"]),
    ("myst", "Transition", "hr", 1),
    ("rest", "Topic", "blockquote > p", ["A topic", "With text."]),
    ("rest", "Sidebar", "blockquote > p", ["Side", "Sub", "Text."]),
    ("rest", "Rubric", "p > strong", ["A rubric"]),
    ("rest", "Centered", "p > strong", ["In the middle"]),
    ("rest", "Compound", "p", ["First:", "Last.", "Contained."]),
    ("rest", "Versions", "p", ["Added in version 1.2: The thing.", "Deprecated since version 1.3."]),
    # admonitions
    ("myst", "Note", "blockquote > p", ["[!NOTE] Take note."]),
    (
        "myst",
        "Kinds",
        "blockquote > p:first-child",
        [
            "[!TIP] T",
            "[!TIP] Hint",
            "[!IMPORTANT] I",
            "[!WARNING] Attention",
            "[!CAUTION] Danger",
            "[!CAUTION] Error",
        ],
    ),
    ("myst", "Titled admonition", "blockquote > p", ["[!TIP] My title", "Body with code:"]),
    ("myst", "Titled admonition", "blockquote pre", ["x\n"]),
    ("myst", "Alert with a list", "blockquote > ol@start", ["3"]),
    ("myst", "Quoted admonition", "blockquote > blockquote > p", ["Note", "Inside."]),
    ("myst", "See also", "blockquote > p", ["[!NOTE] See also", "Another page."]),
    ("myst", "Todo", "blockquote > p", ["[!NOTE] Todo", "Later."]),
    # sphinx-design
    ("design", "Cards", "p > strong", ["Linked card", "Plain card"]),
    ("design", "Cards", "strong > a@href", ["myst.md#place"]),
    ("design", "Cards", "p", ["Linked card", "Its body.", "Plain card", "Other body."]),
    ("design", "Tabs", "p > strong", ["Bash", "Fish"]),
    ("design", "Tabs", "pre", ["a\n"]),
    ("design", "Dropdown", "details[open] > summary", ["Open me & see <this>"]),
    ("design", "Dropdown", "details > p", ["Hidden text."]),
    ("design", "Dropdown", "details > ul > li", ["item"]),
    ("design", "Dropdown in a list", "li > details > p", ["Inside."]),
    ("design", "Dropdown in a list", "ul", 1),
    ("design", "Badges and buttons", "code", ["stable"]),
    (
        "design",
        "Badges and buttons",
        "a@href",
        ["https://example.org", "https://example.org/go", "myst.md#place"],
    ),
    # descriptions of objects
    ("objects", "Function", "dt strong > code", ["build(name: str, *, force=False) -> int"]),
    ("objects", "Function", "dd > p", ["Builds name."]),
    (
        "objects",
        "Function",
        "dd > ul > li",
        ["Parameters: name -- what to build", "Returns: the status", "Raises: ValueError -- if empty"],
    ),
    ("objects", "Class", "dl > dd > dl dt", ["start()"]),
    ("objects", "Program", "dt code", ["--verbose <level>", "TOOL_HOME"]),
    (
        "objects",
        "Program",
        "p > a@href",
        ["#build", "#Runner.start", "#cmdoption-tool-verbose", "#envvar-TOOL_HOME"],
    ),
    # links and contents
    ("objects", "Contents", "li > a@href", ["myst.md", "deep/rest.md", "https://example.org/outside"]),
    ("objects", "Contents", "p > strong", ["All pages"]),
    (
        "rest",
        "Targets",
        "a@href",
        ["#target", "#tab", "../myst.md", "../myst.md#place", "#term-agent", "https://example.org/(x"],
    ),
    ("rest", "Targets", "a@id", ["target", "tab"]),
    ("rest", "Glossary", "dt a@id", ["term-runner", "term-agent"]),
    ("rest", "Glossary", "dd a@href", ["#term-runner"]),
    ("rest", "reST page", "p > strong", ["On this page"]),
    ("rest", "reST page", "ul a[href='#doctest']", ["Doctest"]),
    ("rest", "Deep", "h6", ["Six", "Seven", "Eight"]),
    ("myst", "Only here", "p", ["for files", "also for files"]),
    ("myst", "Option --flag and marks", "a@href", ["#place"]),
    ("myst", "⚠️ Sign", "p", ["Ends with C#"]),
    ("myst", "C#", "p", ["Nothing."]),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("constructs"))
    shutil.rmtree(project.source)
    shutil.copytree(Path(__file__).parent.parent / "roots" / "test-gfm-constructs", project.source)
    return project.build()


@pytest.fixture(scope="module")
def sections(result):
    """The HTML of each page, cut at its headings of the first two levels."""
    found: dict[tuple[str, str], BeautifulSoup] = {}
    for page, path in PAGES.items():
        current = BeautifulSoup("", "html.parser")
        for element in list(soup(result.text(path)).children):
            if element.name in ("h1", "h2"):
                current = found[page, element.get_text()] = BeautifulSoup("", "html.parser")
            elif not (element.name == "section" and "footnotes" in element.get("class", [])):
                current.append(element.extract())
    return found


def test_no_warnings(result):
    assert [line for line in result.warnings if "gfm" in line] == []
    assert len([line for line in result.warnings if "Footnote [77]" not in line]) == 0


@pytest.mark.parametrize(("page", "title", "selector", "expected"), FACTS)
def test_construct(sections, page, title, selector, expected):
    query, _, attribute = selector.partition("@")
    section = sections[page, title]
    found = section.select(query)
    if isinstance(expected, int):
        assert len(found) == expected, section
    elif attribute:
        assert [tag[attribute] for tag in found if attribute in tag.attrs] == expected, section
    else:
        exact = query.rpartition(" ")[2] == "pre"
        texts = [tag.get_text() if exact else visible(tag.get_text()) for tag in found]
        assert texts == [text if exact else visible(text) for text in expected], section


def test_every_section_has_a_row(sections):
    assert {key for key in sections if key[1] not in ("MyST page", "Design page", "Objects")} == {
        (page, title) for page, title, _, _ in FACTS
    }


@pytest.mark.parametrize("page", PAGES)
def test_nothing_leaks(result, page):
    text = result.text(PAGES[page])
    assert "must not be seen" not in text
    assert "front" not in text
    assert str(result.root) not in text


@pytest.mark.parametrize("page", PAGES)
def test_form(result, page):
    """One newline at the end, no spaces at the ends of lines outside code, a blank line between blocks at most."""
    text = result.text(PAGES[page])
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    fence = ""
    for line in text.split("\n"):
        match = re.match(r"(?:[ >]|- |[0-9]+\. )*(`{3,})(.*)\Z", line)
        if match and not fence:
            fence = match[1]
            assert re.fullmatch(r"[a-z]+", match[2]), "every fence names a language"
        elif match and match[1] == fence and not match[2]:
            fence = ""
        elif not fence:
            assert line == line.rstrip(" \t")
    assert not fence


@pytest.mark.parametrize("page", PAGES)
def test_golden(result, page, update_golden):
    golden = GOLDEN / f"{page}.md"
    text = result.text(PAGES[page])
    if update_golden:
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
