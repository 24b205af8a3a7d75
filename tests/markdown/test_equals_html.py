"""What GitHub shows equals what Sphinx shows: each construct, as cmark-gfm renders it and in Sphinx's own HTML.

Both are brought to the same few words (headings, paragraphs, lists with their numbers, code, tables, quotes, and the
marks in them), and then must be equal.
"""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup, Tag
from gfm_project import Project
from gfm_rendering import soup, visible

CONF = """
import os
extensions = ["myst_parser", "sphinx_design", "sphinxcontrib.mermaid", "workflow_docs.markdown"]
myst_enable_extensions = [
    "colon_fence", "deflist", "tasklist", "fieldlist", "attrs_inline", "attrs_block", "dollarmath", "strikethrough",
    "substitution", "smartquotes",
]
myst_substitutions = {"product": "Widget *Two*"}
myst_heading_anchors = 4
suppress_warnings = ["myst.strikethrough"]
smartquotes = False
numfig = True
html_theme = "basic"
html_permalinks = False
html_copy_source = False
"""

MYST = {
    "marks": "*a* **b** ***c*** `d` **e *f* g** a*b*c x**y**z *a***b** ~~gone~~ **`code`** *`code`*",
    "adjacent marks": "**a***b* `c`**d** *e*`f` [g](https://x.org)**h** **(a)**b 'c'*d*",
    "literals": "`` a`b `` `a|b` `${{ a || b }}` `<b>` `*x*` ``` `` ``` `a\\` ` x ` `&amp;` `$x$`",
    "look-alikes": "a \\<run-id\\> \\<!-- x --\\> \\~\\~\\~ \\* \\_ \\[^1\\] \\&amp; 1\\. \\# \\| snake_case a * b __init__ @user #12",
    "placeholders": "Run `gh run view <run-id>` and \\<run-id\\>, then {literal}`<!-- x -->`.",
    "line starts": "a\\\n\\- b\\\n\\+ c\\\n1\\. d\\\n\\# e\\\n\\> f\\\n\\~~~\\\n\\=\\==",
    "bullets": "- a\n- b\n  - c\n  - d\n    1. e\n    2. f\n- g",
    "numbers": "7. a\n8. b\n\ntext\n\n3. c\n4. d",
    "loose list": "- a\n\n  b\n\n- c",
    "mixed lists": "1. a\n   - b\n     1. c\n2. d\n   * e",
    "two lists": "- a\n- b\n\n<!-- -->\n\n- c",
    "steps with code": "1. One:\n\n   ```bash\n   echo a\n   \techo b\n   ```\n\n2. Two:\n\n   ```yaml\n   a: |\n     b\n   ```\n\n3. Three",
    "steps with a note": "1. One\n\n   ```{note}\n   Look.\n   ```\n\n2. Two",
    "steps with a table": "1. One\n\n   | a | b |\n   | - | - |\n   | 1 | `x\\|y` |\n\n2. Two",
    "tasks": "- [ ] open\n- [x] done\n  - [ ] inner",
    "definitions": "Term\n: Its *meaning*.\n\nOther `code`\n: First.\n\n  Second.",
    "fields": ":name: value\n:other name: *more*",
    "code": "```python\ndef f():\n    return '<b>' + \"```\"\n```",
    "code without a language": "```\nplain | text\n  indented\n\n\nblank\n```",
    "long fence": "````markdown\n```bash\ninner\n```\n````",
    "tildes in code": "~~~text\n```\n~~~",
    "indented code": "text\n\n    four\n      six",
    "caption": "```{code-block} yaml\n:caption: The *file*\na: 1\n```",
    "empty code": "```text\n```",
    "table": "| a | b | c |\n| :- | :-: | -: |\n| 1 | `x` | **y** |\n| | z \\| w | `p\\|q` |",
    "table of one column": "| a |\n| - |\n| 1 |",
    "list table": "```{list-table}\n:header-rows: 1\n\n* - a\n  - b\n* - - one\n    - two\n  - text\n\n    ```bash\n    echo a | b\n    ```\n```",
    "list table without a head": "```{list-table}\n\n* - a\n  - b\n* - c\n  - d\n```",
    "stub column": "```{list-table}\n:stub-columns: 1\n\n* - a\n  - b\n* - c\n  - d\n```",
    "csv table": '```{csv-table} Title\n:header: a, b\n\n1, "2, 3"\n```',
    "table in a list": "- a\n\n  | x | y |\n  | - | - |\n  | 1 | 2 |\n\n- b",
    "footnotes": "One[^1] and two[^n], again[^1].\n\n[^1]: First *note*.\n[^n]: Second.",
    "math": "Inline $a_1 < b$.\n\n$$\nx = \\frac{1}{2}\n$$",
    "raw html": "<kbd>Ctrl</kbd>\n\n<details><summary>More</summary>\n\ntext\n\n</details>",
    "quote": "> a\n>\n> > b\n>\n> - c",
    "rule": "a\n\n---\n\nb\n\n***\n\nc",
    "headings": "## A `code` **b**\n\n### C: d, e!\n\n## A `code` **b**\n\n#### Deep\n\ntext",
    "note": "```{note}\nText with `code`.\n\n- a\n```",
    "titled admonition": "```{admonition} My *title*\nText.\n```",
    "admonitions": "\n\n".join(
        f"```{{{name}}}\nText.\n```"
        for name in (
            "tip",
            "important",
            "warning",
            "caution",
            "danger",
            "hint",
            "error",
            "attention",
            "seealso",
        )
    ),
    "admonition in an admonition": "````{note}\nOuter.\n\n```{warning}\nInner.\n```\n````",
    "dropdown": "````{dropdown} Open *me*\nText.\n\n```bash\necho a\n```\n````",
    "badge and button": "{bdg-primary}`new` and {bdg-link-info}`link <https://x.org>`\n\n```{button-link} https://x.org\nGo\n```",
    "substitution": "We sell {{ product }}.",
    "images": "![An *image*](pixel.png) and\n\n```{image} pixel.png\n:alt: Alone\n:width: 30px\n```",
    "figure": "```{figure} pixel.png\n:alt: A pixel\n\nThe *caption*.\n```",
    "hard break": "a\\\nb  \nc",
    "address": "<https://x.org/a_b?c=1&d=2> and <me@x.org>",
    "link": '[a *b* `c`](https://x.org/a_(b)) [title](https://x.org "T")',
    "comment": "a\n\n% hidden\n\nb\n\n<!-- hidden too -->\n\nc",
    "roles": "{kbd}`Ctrl+C` {sub}`a` {sup}`b` {file}`a/b` {abbr}`CI (continuous integration)` {guilabel}`Save` {command}`rm`",
    "only": "a\n\n```{only} html\nin html\n```\n\n```{only} latex\nin latex\n```\n\nb",
    "glossary": "```{glossary}\nTerm\n  Meaning.\n\nOther\n  See {term}`Term`.\n```",
    "topic": "```{topic} Title\nText.\n```",
    "rubric": "a\n\n```{rubric} Rubric\n```\n\nb",
    "epigraph": "```{epigraph}\nWords.\n\n-- Somebody\n```",
    "hlist": "```{hlist}\n:columns: 2\n\n- a\n- b\n- c\n```",
    "versions": "```{versionadded} 1.2\nText.\n```\n\n```{deprecated} 2.0\n```",
    "unicode": "é ß 日本 🙂 — “q” \u00a0x",
    "entities": "&lt;b&gt; &amp;amp; &copy; \\&copy;",
    "html look-alike block": "\\<div\\>\n\n\\</div\\> \\<script\\>",
    "emphasis at words": "un*frigging*believable **a**_b_ 5*4*3 a_b_c",
    "brackets": "[not a link] [a][b] [^none] \\[x\\](y) ![no image]",
    "pipes": "a | b\n--- | none",
    "colons": "a:\n:b: c ::: d",
}
REST = {
    "r marks": "*a* **b** ``c`` ``a`b`` ``a|b`` ``<run-id>`` :sub:`x` a\\ *b*\\ c `title`",
    "r lists": "* a\n\n  * b\n\n    #. c\n    #. d\n\n* e\n\n5. f\n6. g\n\nc) h\nd) i",
    "r definitions": "term : classifier\n   Meaning.\n\nother\n   More.",
    "r options": "-a, --all  Everything.\n-f FILE    A file.",
    "r fields": ":Author: Me\n:Version: 1 *b*",
    "r line block": "| one\n|   two\n| three",
    "r literal block": "Text::\n\n   a <b>\n     c\n\nend",
    "r doctest": ">>> 1 + 1\n2",
    "r grid table": "+---+---+---+\n| a | b | c |\n+===+===+===+\n| 1 | 2     |\n+---+---+---+\n| 3 | - x   |\n|   | - y   |\n+---+-------+",
    "r row span": "+---+---+\n| a | b |\n+---+---+\n| c | d |\n|   +---+\n|   | e |\n+---+---+",
    "r simple table": "== ==\na  b\n== ==\n1  2\n3  4\n== ==",
    "r quote": "a\n\n   quoted\n\n   -- Somebody",
    "r footnotes": "One [1]_ and [#n]_ and [Cit]_.\n\n.. [1] First.\n.. [#n] Second.\n.. [Cit] A book.",
    "r transition": "a\n\n----\n\nb",
    "r comment": "a\n\n.. hidden\n\nb",
    "r admonition": ".. note:: Text.\n\n.. warning::\n\n   More.\n\n   - a",
    "r code": ".. code-block:: bash\n   :linenos:\n\n   echo 'a|b'",
    "r include": ".. literalinclude:: sample.py\n   :lines: 2-3",
    "r math": ":math:`a^2` and\n\n.. math:: x = 1",
    "r container": ".. container:: c\n\n   Text.",
    "r contents": ".. contents:: Here\n   :local:\n\nOne\n---\n\ntext\n\nTwo\n---\n\ntext",
    "r raw": ".. raw:: html\n\n   <p>Raw <b>html</b></p>\n\nend",
    "r objects": ".. py:function:: f(a, b=1) -> int\n\n   Does it.\n\n   :param a: The *first*.\n   :returns: A number.",
    "r image": ".. image:: pixel.png\n   :alt: A | b",
    "r epigraph": ".. epigraph::\n\n   Words.",
    "r productionlist": ".. productionlist::\n   a: b `c`",
    "r sidebar": ".. sidebar:: Title\n\n   Text.\n\nend",
    "r parsed literal": ".. parsed-literal::\n\n   a *b* <c>",
    "r hyperlinks": "`Text <https://x.org>`_ and target_.\n\n.. _target: https://y.org",
}
PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc000000301010018dd8db00000000049454e44ae426082")  # fmt: skip


def slug(name: str) -> str:
    return re.sub(r"\W+", "-", name)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):
    project = Project(tmp_path_factory.mktemp("equal"))
    project.conf(CONF)
    (project.source / "pixel.png").write_bytes(PIXEL)
    (project.source / "sample.py").write_text("import os\ndef f():\n    return os\n", encoding="utf-8")
    for name, text in MYST.items():
        project.page(f"{slug(name)}.md", f"# Page\n\n{text}\n")
    for name, text in REST.items():
        project.page(f"{slug(name)}.rst", f"Page\n====\n\n{text}\n")
    html = project.build("html", gfm_root=None)
    gfm = project.build("gfm", gfm_root=None)
    return html, gfm


# -- both to the same words -------------------------------------------------------------------------------

BLOCK = {
    "p",
    "ul",
    "ol",
    "dl",
    "pre",
    "table",
    "blockquote",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "details",
    "img",
}
MARK = {
    "em": "em",
    "i": "em",
    "strong": "strong",
    "b": "strong",
    "code": "code",
    "tt": "code",
    "del": "del",
    "s": "del",
}
MARK |= {"kbd": "kbd", "sub": "sub", "sup": "sup", "a": "a", "abbr": "abbr"}


def prepared(tree: BeautifulSoup) -> Tag:
    """Return the body of a page of Sphinx's HTML without what is decoration."""
    body = tree.select_one("div.body") or tree
    for selector in (
        "a.headerlink",
        "a.footnote-backref",
        "span.linenos",
        "script",
        "style",
        "svg",
        "a.fn-backref",
    ):
        for found in body.select(selector):
            found.decompose()
    for found in body.select("aside.footnote, div.citation"):
        found.decompose()
    return body


def text_of(tree: Tag) -> str:
    """Return the words that a reader sees, in order, without any white space or signs of lists and footnotes."""
    return re.sub(r"\s+", "", visible(tree.get_text(" ")))


def table_of(tag: Tag) -> list[list[str]]:
    return [[text_of(cell) for cell in row.find_all(["td", "th"])] for row in tag.find_all("tr")]


def marks_of(tree: Tag) -> list[tuple[str, str]]:
    found = []
    for tag in tree.find_all(["em", "strong", "code", "del", "s", "sub", "kbd"]):
        if tag.find_parent("pre") or (tag.name == "code" and tag.find_parent("code")):
            continue
        if tag.find_parent(
            class_=re.compile(
                "admonition-title|caption|sig|sd-summary|rubric|topic-title|sidebar-title|versionmodified|field|option|classifier"
            )
        ):
            continue
        words = text_of(tag)
        if words:
            found.append((MARK[tag.name], words))
    return found


def lists_of(tree: Tag) -> list[tuple[str, str, list[str]]]:
    found = []
    for tag in tree.find_all(["ul", "ol"]):
        items = [text_of(item) for item in tag.find_all("li", recursive=False)]
        found.append((tag.name, tag.get("start", "1") if tag.name == "ol" else "", items))
    return found


def facts(tree: Tag) -> dict[str, object]:
    return {
        "text": text_of(tree),
        "code": [pre.get_text().strip("\n") for pre in tree.find_all("pre")],
        "headings": [(tag.name, text_of(tag)) for tag in tree.find_all(re.compile("h[1-6]"))],
        "lists": lists_of(tree),
        "tables": [table_of(tag) for tag in tree.find_all("table")],
        "marks": marks_of(tree),
        "links": [tag["href"] for tag in tree.find_all("a", href=re.compile("^(https?|mailto):"))],
        "images": [tag.get("alt", "") for tag in tree.find_all("img")],
        "rules": len(tree.find_all("hr")),
        "breaks": len(tree.find_all("br")),
    }


# What is shown in another form on purpose: titles of boxes and captions are bold text, fields are lists, footnotes and
# math are GitHub's own. The facts of test_constructs.py hold what they are instead.
OTHERWISE = {
    name: keys
    for names, keys in (
        (("steps with a note", "caption", "csv table", "topic", "rubric", "dropdown"), {"marks"}),
        (
            ("badge and button", "figure", "roles", "r marks", "r options", "r contents", "r sidebar"),
            {"marks"},
        ),
        (("fields", "colons", "r fields"), {"lists", "marks"}),
        (("footnotes",), {"text", "lists", "marks", "rules"}),
        (("r footnotes", "r objects"), {"text", "lists", "marks"}),
        (("math",), {"text", "code", "marks"}),
        (("r math",), {"text", "code"}),
        (("note", "r admonition", "only"), {"text"}),
        (
            ("titled admonition", "admonitions", "admonition in an admonition", "r definitions"),
            {"text", "marks"},
        ),
        (("address",), {"links"}),
        (("hlist",), {"tables", "lists"}),
        (("r line block",), {"breaks"}),
    )
    for name in names
}


@pytest.mark.parametrize("name", [*MYST, *REST])
def test_a_construct_is_shown_as_sphinx_shows_it(built, name):
    html, gfm = built
    want = facts(
        prepared(BeautifulSoup((html.app.outdir / f"{slug(name)}.html").read_text("utf-8"), "html.parser"))
    )
    source = (gfm.app.outdir / f"{slug(name)}.md").read_text("utf-8")
    got = facts(soup(source))
    differing = {key: (want[key], got[key]) for key in want if want[key] != got[key]}
    assert set(differing) == OTHERWISE.get(name, set()), (differing, source)
