"""Tables: which columns they show, what they describe, and the small parts of their cells."""

from __future__ import annotations

import pytest
from docutils import nodes
from sphinx import addnodes

from workflow_docs.doctree import inline, tables
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.position import Position


def table(*rows, columns=("Name", "Time limit", "Source"), keep=frozenset()):
    cells = [tuple(inline.text(cell) for cell in row) for row in rows]
    return Table(columns, tuple(Row(row, Thing("job", f"j{i}")) for i, row in enumerate(cells)), keep)


def shown(found: nodes.table) -> list[list[str]]:
    """Return the texts of a built table, its head first."""
    return [[entry.astext() for entry in row.findall(nodes.entry)] for row in found.findall(nodes.row)]


def test_a_table_has_a_head_and_a_row_a_thing():
    built = tables.build(table(["a", "1", "x:1"], ["b", "2", "x:2"]))
    assert shown(built) == [["Name", "Time limit", "Source"], ["a", "1", "x:1"], ["b", "2", "x:2"]]
    assert len(list(built.findall(nodes.thead))) == 1
    assert next(built.findall(nodes.tgroup))["cols"] == 3


def test_a_column_that_says_nothing_is_left_out():
    assert shown(tables.build(table(["a", "", "x"], ["b", None, "y"]))) == [
        ["Name", "Source"],
        ["a", "x"],
        ["b", "y"],
    ]


def test_a_column_with_one_value_stays():
    assert shown(tables.build(table(["a", "", "x"], ["b", "2", "y"])))[1] == ["a", "", "x"]


def test_a_column_to_keep_stays_empty():
    assert shown(tables.build(table(["a", "", "x"], keep=frozenset({"Time limit"}))))[1] == ["a", "", "x"]


@pytest.mark.parametrize("names", [["source", "name"], ["Source", " NAME "], ["source", "Name"]])
def test_chosen_columns_stand_in_the_chosen_order(names):
    assert shown(tables.build(table(["a", "1", "x"]).only(names))) == [["Source", "Name"], ["x", "a"]]


@pytest.mark.parametrize("name", ["time-limit", "Time limit", "time limit"])
def test_a_chosen_column_stays_even_when_it_is_empty(name):
    assert shown(tables.build(table(["a", "", "x"]).only([name]))) == [["Time limit"], [""]]


def test_a_chosen_column_can_have_another_heading() -> None:
    assert shown(tables.build(table(["a", "1", "x"]).only(["Who = name", "A=b=source"]))) == [
        ["Who", "A=b"],
        ["a", "x"],
    ]


def test_an_unknown_column_is_named_by_the_error():
    with pytest.raises(KeyError, match="nothing"):
        table(["a", "1", "x"]).only(["name", "nothing"])


def test_chosen_columns_keep_the_things_of_their_rows():
    assert [row.thing.name for row in table(["a", "1", "x"], ["b", "2", "y"]).only(["name"]).rows] == [
        "j0",
        "j1",
    ]


def test_a_row_can_be_linked_where_its_thing_is_described():
    def describe(thing, node):
        if thing.name == "j1":
            node["ids"].append(f"id-{thing.name}")

    built = tables.build(table(["a", "1", "x"], ["b", "2", "y"]), describe)
    assert [(node["ids"], node.astext()) for node in built.findall(nodes.inline)] == [(["id-j1"], "b")]
    assert shown(built)[2] == ["b", "2", "y"]


def test_widths_follow_the_longest_cell_up_to_a_limit():
    built = tables.build(table(["a", "twelve chars", "x" * 100]))
    assert [spec["colwidth"] for spec in built.findall(nodes.colspec)] == [4, 12, 40]


# -- cells -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [inline.text, inline.code, inline.prose])
@pytest.mark.parametrize("value", [None, ""])
def test_nothing_makes_an_empty_cell(make, value):
    assert make(value) == []


def test_code_is_one_line():
    (node,) = inline.code("  a\n  b ")
    assert (type(node), node.astext()) == (nodes.literal, "a b")


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("plain", ["plain"]),
        ("run `make all` now", ["run ", "<make all>", " now"]),
        ("`a``b`", ["<a>", "<b>"]),
        ("one ` only", ["one ", "< only>"]),
    ],
)
def test_words_between_backticks_are_code(value, parts):
    found = [
        f"<{node.astext()}>" if isinstance(node, nodes.literal) else node.astext()
        for node in inline.prose(value)
    ]
    assert found == parts


def test_cells_are_joined_without_the_empty_ones():
    cell = inline.joined([inline.text("a"), [], inline.code("b")], "; ")
    assert "".join(node.astext() for node in cell) == "a; b"


def test_a_reference_names_an_object_of_the_domain():
    (node,) = inline.reference("job", "ci.yml:build", "build")
    assert isinstance(node, addnodes.pending_xref)
    assert (node["refdomain"], node["reftype"], node["reftarget"]) == ("ci", "job", "ci.yml:build")
    assert node.astext() == "build"


def test_a_source_link_shows_file_and_line():
    (node,) = inline.source(Position(".github/workflows/ci.yml", 7, 3))
    assert (node.astext(), node["reftarget"], node["line"]) == ("ci.yml:7", ".github/workflows/ci.yml", 7)
