"""Tables: which columns they show, what they describe, and the small parts of their cells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docutils import nodes
from sphinx import addnodes

from workflow_docs.doctree import inline, tables
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.position import Position


def table(*rows, columns=("Name", "Time limit", "Source"), keep=frozenset()):
    cells = [tuple(inline.text(cell) for cell in row) for row in rows]
    return Table(columns, tuple(Row(row, Thing("job", f"j{i}")) for i, row in enumerate(cells)), keep)


def shown(found: list[nodes.Node]) -> list[list[str]]:
    """Return the texts of a built table, its head first."""
    return [[entry.astext() for entry in row.findall(nodes.entry)] for row in found[-1].findall(nodes.row)]


def said(found: list[nodes.Node]) -> list[str]:
    """Return what stands above a built table."""
    return [node.astext() for node in found[:-1]]


def test_a_table_has_a_head_and_a_row_a_thing():
    built = tables.build(table(["a", "1", "x:1"], ["b", "2", "x:2"]))
    assert shown(built) == [["Name", "Time limit", "Source"], ["a", "1", "x:1"], ["b", "2", "x:2"]]
    assert len(list(built[-1].findall(nodes.thead))) == 1
    assert next(built[-1].findall(nodes.tgroup))["cols"] == 3


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


@pytest.mark.parametrize("names", [["time-limit"], ["Time limit"]])
def test_columns_can_be_taken_out(names):
    left = table(["a", "1", "x"], ["b", "", "y"]).without(names)
    assert shown(tables.build(left)) == [["Name", "Source"], ["a", "x"], ["b", "y"]]
    with pytest.raises(KeyError, match="nothing"):
        left.without(["nothing"])


def test_what_all_rows_say_stands_above_the_table():
    built = tables.build(table(["a", "5 minutes", "x"], ["b", "5 minutes", "y"]))
    assert said(built) == ["Every row: time limit 5 minutes."]
    assert shown(built) == [["Name", "Source"], ["a", "x"], ["b", "y"]]


def test_what_most_rows_say_does_not():
    assert said(tables.build(table(["a", "5", "x"], ["b", "5", "y"], ["c", "", "z"]))) == []


def test_a_single_row_has_nothing_in_common_with_others():
    built = tables.build(table(["a", "5", "x"]))
    assert (said(built), shown(built)) == ([], [["Name", "Time limit", "Source"], ["a", "5", "x"]])


def test_a_table_keeps_two_columns_the_first_before_others():
    built = tables.build(table(["a", "5", "x"], ["a", "5", "x"]))
    assert shown(built)[0] == ["Name", "Time limit"]
    assert said(built) == ["Every row: source x."]


def test_the_words_of_what_is_in_common():
    columns = ("Name", "Where", "URL", "If it fails", "Runs on", "Value")
    rows = [
        (
            *(inline.text(text) for text in (name, f"at {name}", "u", "the job fails", "x")),
            inline.code("v"),
        )
        for name in "ab"
    ]
    found = Table(
        columns, tuple(map(Row, rows)), noun="step", phrases={"If it fails": "if it fails, ", "Value": ""}
    )
    built = tables.build(found)
    assert said(built) == ["Every step: URL u; if it fails, the job fails; runs on x; v."]
    assert [node.astext() for node in built[0].findall(nodes.literal)] == ["v"]


def test_rows_without_their_first_column_are_rows():
    found = replace(table(["a", "1", "x"], ["a", "2", "y"]), noun="job")
    assert said(tables.build(found)) == ["Every row: name a."]


def test_a_link_elsewhere_is_not_the_same():
    cells = [inline.source(Position("a.yml", line, 1), "here") for line in (1, 2)]
    found = Table(
        ("A", "B", "C"),
        tuple(Row((inline.text(str(i)), inline.text(str(i)), cell)) for i, cell in enumerate(cells)),
    )
    assert said(tables.build(found)) == []


def test_a_column_that_was_asked_for_stays_whatever_it_says():
    built = tables.build(table(["a", "5", "x"], ["b", "5", "y"]).only(["name", "time limit"]))
    assert (said(built), shown(built)) == ([], [["Name", "Time limit"], ["a", "5"], ["b", "5"]])


def test_an_extra_column_is_shown_where_it_is_asked_for():
    found = replace(table(["a", "5", "x"], ["b", "6", "y"]), extra=frozenset({"Source"}))
    assert shown(tables.build(found))[0] == ["Name", "Time limit"]
    assert shown(tables.build(found.without(["time limit"])))[0] == ["Name"]
    assert shown(tables.build(found.only(["source"])))[0] == ["Source"]


USUAL = {"Time limit": "none is set"}


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        (["none is set", "none is set", "5"], ["", "", "5"], ["Where Time limit is empty, none is set."]),
        (["none is set", "5", "6"], ["none is set", "5", "6"], []),
        (["none is set", "5"], ["none is set", "5"], []),
        (["none is set", "none is set", ""], ["none is set", "none is set", ""], []),
    ],
)
def test_the_usual_state_is_said_once(cells, column, sentence):
    found = replace(table(*([str(i), cell, f"x{i}"] for i, cell in enumerate(cells))), usual=USUAL)
    built = tables.build(found)
    assert said(built) == sentence
    assert [row[1] for row in shown(built)[1:]] == column


def test_a_usual_state_of_all_rows_is_in_common():
    found = replace(table(["a", "none is set", "x"], ["b", "none is set", "y"]), usual=USUAL, noun="job")
    assert said(tables.build(found)) == ["Every job: time limit none is set."]
    asked = tables.build(found.only(["name", "time limit"]))
    assert (said(asked), shown(asked)[1]) == ([], ["a", "none is set"])


def test_headings_may_be_code():
    found = replace(table(["a", "1", "x"], ["b", "2", "y"]), code=frozenset({"Source"}))
    heads = next(tables.build(found)[-1].findall(nodes.thead))
    assert [node.astext() for node in heads.findall(nodes.literal)] == ["Source"]


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
    assert [(node["ids"], node.astext()) for node in built[-1].findall(nodes.inline)] == [(["id-j1"], "b")]
    assert shown(built)[2] == ["b", "2", "y"]


def test_widths_follow_the_longest_cell_up_to_a_limit():
    built = tables.build(table(["a", "twelve chars", "x" * 100]))
    assert [spec["colwidth"] for spec in built[-1].findall(nodes.colspec)] == [4, 12, 40]


# -- cells -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [inline.text, inline.code, inline.prose])
@pytest.mark.parametrize("value", [None, ""])
def test_nothing_makes_an_empty_cell(make, value):
    assert make(value) == []


def test_a_source_link_may_be_code():
    (node,) = inline.source(Position("ci.yml", 7, 3), "make", literal=True)
    assert [type(child) for child in node] == [nodes.literal]


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
