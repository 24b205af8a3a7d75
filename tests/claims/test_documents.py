"""Markdown documents: what they claim something with, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.claims.documents import parse, plain

TEXT = """\
# One `two`

Some [text](a.md#b) and `code`, then
[more `x`][ref] and ![an image](i.png "title").

| Job | Time |
| --- | --- |
| `build` | 5 |
| [`test`](t.md) | `x` and `y` |

## Sub

- item with `inner`
  ```bash
  make
  ```

    indented

<a id="place"></a> and <span name=other>x</span>

[ref]: target%20x.md
"""


def test_all_parts_with_their_places():
    document = parse(TEXT, "x.md")
    assert [(heading.text, heading.slug, heading.position.line) for heading in document.headings] == [
        ("One two", "one-two", 1), ("Sub", "sub", 11),
    ]  # fmt: skip
    assert [
        (link.target, link.text, link.image, link.position.line, link.position.column)
        for link in document.links
    ] == [
        ("a.md#b", "text", False, 3, 6),
        ("target x.md", "more x", False, 4, 1),
        ("i.png", "an image", True, 4, 21),
        ("t.md", "test", False, 9, 3),
    ]
    assert [(code.text, code.position.line) for code in document.codes] == [
        ("two", 1), ("code", 3), ("x", 4), ("build", 8), ("test", 9), ("x", 9), ("y", 9), ("inner", 13),
    ]  # fmt: skip
    (table,) = document.tables
    assert (table.head, table.position.line, table.above) == (("Job", "Time"), 6, ("One `two`",))
    assert [[cell.text for cell in row] for row in table.rows] == [["build", "5"], ["test", "x and y"]]
    assert next((fence.language, fence.text, fence.position.line, fence.above) for fence in document.fences) == (
        "bash", "make\n", 15, ("One `two`", "Sub", "item with `inner`"),
    )  # fmt: skip
    assert document.anchors == {"one-two", "sub", "place", "other"}


PROSE = """\
# The `ci.yml` workflow

First
second line.

**Triggers**:

- push to `main`
  - and **tags**

  more of the first

1. one
2. [ ] two:
   ```bash
   make
   ```

> quoted
"""


def test_prose_knows_what_it_stands_under():
    heading, label = "The `ci.yml` workflow", "**Triggers**:"
    assert [(prose.position.line, prose.item, prose.above) for prose in parse(PROSE, "x.md").prose] == [
        (1, "#", ()),
        (3, "", (heading,)),
        (6, "", (heading,)),
        (8, "-", (heading, label)),
        (9, "-", (heading, label, "push to `main`")),
        (11, "", (heading, label, "push to `main`")),
        (13, "1.", (heading,)),
        (14, "2.", (heading,)),
        (19, "", (heading,)),
    ]
    assert parse(PROSE, "x.md").fences[0].above == (heading, "[ ] two:")


def test_places_in_prose_are_those_of_the_file():
    prose = parse(PROSE, "x.md").prose[1]
    place = prose.at(prose.text.index("line"))
    assert (place.line, place.column) == (4, 8)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a **b** `c_d`", "a   b    c_d "),
        ("- [ ] x", "      x"),
        ("[text](a(b).md) y", " text           y"),
        ("> 1. see <b>it</b>", "     see    it    "),
        ("_so_ a_b", " so  a_b"),
        ("## a `b`", "   a  b "),
        ("nothing", "nothing"),
    ],
)
def test_plain_text_keeps_its_places(text, wanted):
    assert plain(text) == wanted


@given(st.text(alphabet="ab -*_`[]()<>\n1.", max_size=80))
def test_plain_text_has_the_lines_and_columns_of_the_source(text):
    assert [len(line) for line in plain(text).split("\n")] == [len(line) for line in text.split("\n")]


def test_waivers_stand_on_a_line_or_above_it():
    text = "a <!-- workflow-docs:ignore link-path -->\n<!-- workflow-docs:ignore edge, all: because -->\nb\n"
    assert parse(text, "x.md").waived == {1: frozenset({"link-path"}), 3: frozenset({"edge", "all"})}


@given(st.text(alphabet="ab #|-`[]()!<>*_\n\\:\"'&{}~^=\t\r\x00é😀", max_size=300))
def test_any_text_is_a_document(text):
    document = parse(text, "x.md")
    count = len(document.lines)
    for item in (*document.links, *document.codes, *document.headings, *document.prose):
        assert 1 <= item.position.line <= count


@pytest.mark.parametrize(
    "text",
    ["```\nnever closed", "|" * 5000 + "\n" + "|-" * 5000, "[" * 5000, "> " * 2000 + "x", "`" * 9999, "<!--", "- " * 2000 + "x"],
    ids=["fence", "table", "brackets", "quotes", "ticks", "comment", "lists"],
)  # fmt: skip
def test_much_of_anything(text):
    assert parse(text, "x.md").path == "x.md"
