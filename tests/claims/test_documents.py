"""Markdown documents: what they claim something with, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.claims.documents import parse

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
    assert (table.head, table.position.line, table.above) == (("Job", "Time"), 6, ("One two",))
    assert [[cell.text for cell in row] for row in table.rows] == [["build", "5"], ["test", "x and y"]]
    assert next((fence.language, fence.text, fence.position.line, fence.above) for fence in document.fences) == (
        "bash", "make\n", 15, ("One two", "Sub"),
    )  # fmt: skip
    assert document.anchors == {"one-two", "sub", "place", "other"}


def test_waivers_stand_on_a_line_or_above_it():
    text = "a <!-- workflow-docs:ignore link-path -->\n<!-- workflow-docs:ignore edge, all: because -->\nb\n"
    assert parse(text, "x.md").waived == {1: frozenset({"link-path"}), 3: frozenset({"edge", "all"})}


@given(st.text(alphabet="ab #|-`[]()!<>*_\n\\:\"'&{}~^=\t\r\x00é😀", max_size=300))
def test_any_text_is_a_document(text):
    document = parse(text, "x.md")
    count = len(document.lines)
    for item in (*document.links, *document.codes, *document.headings):
        assert 1 <= item.position.line <= count


@pytest.mark.parametrize(
    "text",
    ["```\nnever closed", "|" * 5000 + "\n" + "|-" * 5000, "[" * 5000, "> " * 2000 + "x", "`" * 9999, "<!--", "- " * 2000 + "x"],
    ids=["fence", "table", "brackets", "quotes", "ticks", "comment", "lists"],
)  # fmt: skip
def test_much_of_anything(text):
    assert parse(text, "x.md").path == "x.md"
