"""Markers: which there are, where they stand, and what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_docs.inject.markers import MarkerError, fill, regions

BEGIN = "<!-- workflow-docs:begin ci:jobs ci.yml -->"
END = "<!-- workflow-docs:end -->"


def test_a_region_has_its_directive_and_its_lines():
    (region,) = regions(f"# Title\n\n## Jobs\n\n{BEGIN}\nold\n{END}\nmore\n")
    assert region == ("ci:jobs", "ci.yml", (), 5, 6, 7, 2)


def test_options_stand_inside_the_comment():
    text = f"<!-- workflow-docs:begin ci:jobs ci.yml deploy.yml\n:columns: job, needs\n\n  :no-index:\n-->\n{END}"
    (region,) = regions(text)
    assert (region.argument, region.options) == (
        "ci.yml deploy.yml",
        (("columns", "job, needs"), ("no-index", "")),
    )
    assert (region.start, region.first, region.end) == (1, 6, 6)


def test_several_regions_and_the_headings_above_them():
    text = f"{BEGIN}\n{END}\n# A\n{BEGIN}\n# inside\n{END}\n### B\n{BEGIN}\n{END}\n"
    assert [(region.start, region.level) for region in regions(text)] == [(1, 0), (4, 1), (8, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing\n",
        f"```\n{BEGIN}\n```\n",
        f"    {BEGIN}\n",
        f"`{BEGIN}`\n",
        "<!-- workflow-docs: edit a.md, not this file -->\n",
        "<!-- another comment -->\n",
        "\\<!-- workflow-docs:begin x -->\n",
    ],
)
def test_what_is_no_marker(text):
    assert regions(text) == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"a\n\n{BEGIN}\nb\n", 3, "has no end"),
        (f"a\n\n{END}\n", 3, "ends what has not begun"),
        (f"{BEGIN}\na\n\n{BEGIN}\n{END}\n", 4, "begins on line 1 has no end"),
        ("<!-- workflow-docs:start ci:jobs -->\n", 1, "unknown marker"),
        ("<!-- workflow-docs:begin jobs ci.yml -->\n", 1, "unknown marker"),
        ("<!-- workflow-docs:begin -->\n", 1, "unknown marker"),
        (f"<!-- workflow-docs:begin ci:jobs ci.yml\ncolumns: job\n-->\n{END}\n", 1, "is no option"),
        (f"text {BEGIN}\n", 1, "on a line of its own"),
        (f"- item\n\n  {BEGIN}\n\n  {END}\n", 3, "on a line of its own"),
        (f"> {BEGIN}\n> {END}\n", 1, "on a line of its own"),
    ],
)
def test_faulty_markers(text, line, words):
    with pytest.raises(MarkerError, match=words) as caught:
        regions(text)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "char", [*"\u2028\u2029\x85\x1c\x1d\x1e\x0b\x0c\x00\x1b\u200b\u202e\u2066\ufeff"], ids=ascii
)
@pytest.mark.parametrize(
    ("marker", "line", "column"),
    [
        ("<!-- workflow-docs:begin ci:jobs ci{}.yml -->", 3, 36),
        ("  <!-- workflow-docs:begin ci:jobs ci{}.yml -->", 3, 38),
        ("<!-- workflow-docs:begin ci:jobs ci.yml\n:columns: job\n  :head{}ing: x\n-->", 5, 8),
        ("<!-- workflow-docs:begin ci:jobs ci.yml -->{}", 3, 44),
    ],
    ids=["argument", "indented", "option", "after"],
)
def test_a_character_that_nobody_sees_is_refused_at_its_place(char, marker, line, column):
    with pytest.raises(MarkerError, match=rf"the character U\+{ord(char) or 0xFFFD:04X} \(") as caught:
        regions(f"# T\n\n{marker.format(char)}\n{END}\n")
    assert (caught.value.line, caught.value.column) == (line, column)


def test_an_end_hides_nothing_either():
    with pytest.raises(MarkerError, match=r"U\+2028 \(LINE SEPARATOR\)") as caught:
        regions(f"{BEGIN}\n<!-- workflow-docs:end\u2028-->\n")
    assert (caught.value.line, caught.value.column) == (2, 23)


WAIVERS = ("unknown-job", "unknown-job, broken-link: it is made elsewhere", "unknown-job\n")


@pytest.mark.parametrize("words", WAIVERS)
def test_the_waiver_of_a_finding_is_no_marker_of_ours(words):
    waiver = f"<!-- workflow-docs:ignore {words} -->"
    (region,) = regions(f"{waiver}\ntext {waiver}\n\n{BEGIN}\n{END}\n")
    assert region.directive == "ci:jobs"
    with pytest.raises(MarkerError, match="unknown marker"):
        regions(waiver.replace("ignore", "ignored"))


def test_only_what_lies_between_is_replaced():
    text = f"a  \n\n{BEGIN}\nold\n{END}\n\tb\n\n{BEGIN}\n{END}"
    first, second = regions(text)
    new = fill(text, {first: "new\n", second: "x\ny"})
    assert new == f"a  \n\n{BEGIN}\n\nnew\n\n{END}\n\tb\n\n{BEGIN}\n\nx\ny\n\n{END}"
    assert fill(new, dict(zip(regions(new), ("new\n", "x\ny"), strict=True))) == new


def test_windows_line_ends_stay():
    text = f"a\r\n\r\n{BEGIN}\r\nold\r\n{END}\r\nb\r\n"
    (region,) = regions(text)
    new = fill(text, {region: "x\ny\n"})
    assert new == f"a\r\n\r\n{BEGIN}\r\n\r\nx\r\ny\r\n\r\n{END}\r\nb\r\n"


@given(
    st.lists(
        st.sampled_from(
            [BEGIN, END, "text", "", "```", "- item", "  more", "> quote", "# head", "<div>", "</div>"]
        ),
        max_size=14,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_lines_have_regions_or_a_fault_and_all_else_stays(lines):
    text = "\n".join(lines)
    try:
        found = regions(text)
    except MarkerError as error:
        assert 1 <= error.line <= len(lines)  # noqa: PT017 (both ways out are right)
        return
    new = fill(text, dict.fromkeys(found, "filled"))
    assert new.count("filled") == len(found)
    kept = [
        line
        for number, line in enumerate(lines, 1)
        if not any(region.first <= number < region.end for region in found)
    ]
    rest = iter(new.split("\n"))
    assert all(line in rest for line in kept)
