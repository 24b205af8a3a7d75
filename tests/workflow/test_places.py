"""Exact places: of expressions and of single characters in every way to write a scalar."""

from __future__ import annotations

import pytest
from workflow.support import Source, one_job, parse

from workflow_docs.workflow import places
from workflow_docs.workflow.model import Position, Text


@pytest.mark.parametrize(
    "expression",
    [
        "github.actor",  # double quotes, after escapes
        "env.TWO",  # a literal block
        "github.run_id",  # single quotes, after a doubled one
        "env.LESS",  # a literal block whose indentation is stated
        "env.PLAIN",  # the second line of a plain scalar
        "env.FOLDED",  # a folded block
        "env.QUOTED",  # double quotes on several lines
        "env.JOINED",  # after an escaped line break
    ],
)
def test_an_expression_stands_where_its_first_character_stands(expression):
    source = Source("scalars.yml")
    (found,) = [item for item in source.workflow.expressions if item.source == expression]
    assert found.position == source.place(expression)
    assert found.at(4) == source.place(expression)._replace(column=source.place(expression).column + 4)


def test_the_values_of_all_kinds_of_scalars():
    one, two, three, four, five = Source("scalars.yml").workflow.jobs[0].steps
    assert one.name.value == 'Say "hi"! to ${{ github.actor }}'
    assert one.run.value == "echo one\n  echo ${{ env.TWO }}\n\necho three\n"
    assert two.name.value == "It's ${{ github.run_id }}"
    assert two.run.value == "  echo indented\necho ${{ env.LESS }}\n"
    assert three.name.value == "plain text on two lines ${{ env.PLAIN }}"
    assert three.run.value == "echo folded into ${{ env.FOLDED }}\necho next\n"
    assert four.name.value == "first line second ${{ env.QUOTED }} third ${{ env.JOINED }}"
    assert (four.run.value, five.run.value) == ("echo double", "echo single")


@pytest.mark.parametrize(
    ("step", "key", "words"),
    [
        (1, "name", "to ${{ github.actor"),
        (1, "run", "echo one"),
        (1, "run", "echo three"),
        (2, "name", "s ${{ github.run_id"),
        (2, "run", "echo indented"),
        (3, "name", "text"),
        (3, "name", "on two"),
        (3, "run", "echo folded"),
        (3, "run", "into"),
        (3, "run", "echo next"),
        (4, "name", "second"),
        (4, "name", "third"),
        (4, "run", "echo double"),
        (5, "run", "echo single"),
    ],
)
def test_a_character_of_a_value_has_its_own_place(step, key, words):
    source = Source("scalars.yml")
    text = getattr(source.workflow.jobs[0].steps[step - 1], key)
    assert text.at(text.value.index(words)) == source.place(words)


def test_a_text_starts_at_its_quote_or_block_sign():
    source = Source("scalars.yml")
    steps = source.workflow.jobs[0].steps
    assert steps[3].run.position == source.place('"echo double"')
    assert steps[2].run.position == source.place(">\n")


def test_a_bare_condition_in_a_folded_block():
    source = Source("scalars.yml")
    condition = source.workflow.expressions[0]
    assert condition.bare
    assert condition.source == "github.event_name == 'push' && github.ref == 'refs/heads/main'"
    assert condition.position == source.place("github.event_name")
    assert condition.at(condition.source.index("github.ref")) == source.place("github.ref")


def test_a_bare_condition_in_quotes():
    source = Source("scalars.yml")
    (found,) = [item for item in source.workflow.expressions if item.bare and item.step_label == "5"]
    assert (found.source, found.position) == ("env.A == 'b'", source.place("env.A"))


def test_an_expression_on_several_lines_of_a_literal_block():
    text = one_job("steps:\n  - run: |\n      echo ${{ env.A &&\n        env.B }} ${{ env.C }}")
    both, last = parse(text).expressions
    assert (both.position, last.position) == (
        Position(".github/workflows/ci.yml", 7, 20),
        Position(".github/workflows/ci.yml", 8, 26),
    )
    assert both.at(both.source.index("env.B")) == Position(".github/workflows/ci.yml", 8, 13)


@pytest.mark.parametrize(
    ("value", "sources", "columns"),
    [
        ("${{ vars.b }}", ["vars.b"], [13]),
        ("x${{vars.b}}${{ vars.d}}", ["vars.b", "vars.d"], [13, 25]),
        ("${{ format('}}{0}', vars.b) }}", ["format('}}{0}', vars.b)"], [13]),
        ("${{ 'it''s' }} ${{ vars.d }}", ["'it''s'", "vars.d"], [13, 28]),
        ("é ü ${{ vars.d }}", ["vars.d"], [17]),
        ("😀 ${{ vars.d }}", ["vars.d"], [15]),
        ("'${{ ''x'' }}'", ["'x'"], [14]),
        ("\"${{ '\\u00e9' }} ${{ vars.d }}\"", ["'é'", "vars.d"], [14, 30]),
        ("$${{ vars.b }} $ {{ x }}", ["vars.b"], [14]),
    ],
)
def test_expressions_within_one_line(value, sources, columns):
    found = parse(f"on: push\nenv:\n    X:  {value}\njobs: {{a: {{runs-on: x, steps: [{{run: make}}]}}}}")
    assert [item.source for item in found.expressions] == sources
    assert [item.position.column for item in found.expressions] == columns


def test_a_place_past_the_end_is_the_end():
    text = Text("a b", Position("x", 3, 5), raw='"a b"')
    assert text.at(99) == Position("x", 3, 9)


def test_white_space_stands_after_what_precedes_it():
    text = Text("a b", Position("x", 3, 5), raw="a\n      b")
    assert [text.at(offset).column for offset in (0, 1, 2)] == [5, 6, 7]
    assert [text.at(offset).line for offset in (0, 1, 2)] == [3, 3, 4]


@pytest.mark.parametrize("escape", ["\\t", "\\n", "\\x20", "\\u2028", "\\U000000a0", "\\N", "\\_", "\\\n  "])
def test_an_escape_for_white_space_counts_as_white_space(escape):
    value = {"\\\n  ": "ab"}.get(escape, "a b")
    raw = f'"a{escape}b"'
    line, column = places.place(raw, value, len(value) - 1)
    assert raw.split("\n")[line][column] == "b"


@pytest.mark.parametrize("sign", ["\r", "\x85", "\u2028", "\u2029"])
def test_whatever_yaml_takes_for_a_line_break_counts_as_one(sign):
    text = (
        f"# a{sign}# b{sign}# c{sign}# d{sign}on: push\njobs: {{a: {{runs-on: x, steps: [{{run: make}}]}}}}"
    )
    workflow = parse(text)
    assert workflow.triggers[0].event.position == Position(".github/workflows/ci.yml", 5, 5)
