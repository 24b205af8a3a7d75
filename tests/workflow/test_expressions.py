"""Expressions: what is parsed, what is refused and where, and which contexts are used."""

from __future__ import annotations

import re

import pytest

from workflow_docs.workflow import expressions
from workflow_docs.workflow.expressions import Access, Call, ExpressionError, Literal, Name, Operation


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        ("true", "boolean", "true"),
        ("false", "boolean", "false"),
        ("null", "null", "null"),
        ("42", "number", "42"),
        ("-1.5e3", "number", "-1.5e3"),
        ("0xfF", "number", "0xfF"),
        ("0o17", "number", "0o17"),
        (".5", "number", ".5"),
        ("NaN", "number", "NaN"),
        ("-Infinity", "number", "-Infinity"),
        ("'it''s'", "string", "it's"),
        ("''", "string", ""),
        ("'${{ }}'", "string", "${{ }}"),
        (" \t\n'x'", "string", "x"),
    ],
)
def test_literals(source, kind, text):
    node = expressions.parse(source)
    assert isinstance(node, Literal)
    assert (node.kind, node.text) == (kind, text)


def test_a_name_and_the_ways_to_its_keys():
    a = Name("a", 0)
    assert expressions.parse("a") == a
    assert expressions.parse("a.b-c") == Access(a, Literal("string", "b-c", 2), 1)
    assert expressions.parse("a['b']") == Access(a, Literal("string", "b", 2), 1)
    assert expressions.parse("a.*") == Access(a, None, 1)
    assert expressions.parse("a[*]") == Access(a, None, 1)
    assert expressions.parse("a[0]") == Access(a, Literal("number", "0", 2), 1)


def test_a_call_with_its_arguments():
    assert expressions.parse("f()") == Call("f", (), 0)
    assert expressions.parse("f(1, a)") == Call("f", (Literal("number", "1", 2), Name("a", 5)), 0)


def shape(node) -> str:
    """Return an expression with parentheses around every operation."""
    match node:
        case Operation(operator="!"):
            return f"(!{shape(node.operands[0])})"
        case Operation():
            return f"({f' {node.operator} '.join(map(shape, node.operands))})"
        case Name() | Literal():
            return node.text
    raise AssertionError(node)


@pytest.mark.parametrize(
    ("source", "grouped"),
    [
        ("a || b && c", "(a || (b && c))"),
        ("a && b || c", "((a && b) || c)"),
        ("a == b && c != d", "((a == b) && (c != d))"),
        ("a < b == c >= d", "((a < b) == (c >= d))"),
        ("a || b || c", "((a || b) || c)"),
        ("(a || b) && c", "((a || b) && c)"),
        ("!a && !!b", "((!a) && (!(!b)))"),
        ("!(a == b)", "(!(a == b))"),
    ],
)
def test_operators_bind_as_on_github(source, grouped):
    assert shape(expressions.parse(source)) == grouped


@pytest.mark.parametrize(
    ("source", "offset", "message"),
    [
        ("", 0, "the expression is empty"),
        ("  ", 0, "the expression is empty"),
        ("a b", 2, "unexpected 'b'"),
        ("a ||", 4, "ends too early"),
        ("|| a", 0, "unexpected '||'"),
        ("(a", 2, "expected ')'"),
        ("a)", 1, "unexpected ')'"),
        ("f(a", 3, "expected ',' or ')'"),
        ("f(a b)", 4, "expected ',' or ')'"),
        ("f(,a)", 2, "unexpected ','"),
        ("a[0", 3, "expected ']'"),
        ("a[]", 2, "unexpected ']'"),
        ("a.", 2, "ends too early"),
        ("a.1", 2, "expected a name"),
        ("a.'b'", 2, "expected a name"),
        ("a..b", 2, "'.b' is no number"),
        ("x == 'open", 5, "no closing quote"),
        ("x == 'o''", 5, "no closing quote"),
        ('x == "y"', 5, "single quotes"),
        ("a = b", 2, "unexpected '='"),
        ("a & b", 2, "unexpected '&'"),
        ("a + b", 2, "'+' is no number"),
        ("1a", 0, "'1a' is no number"),
        ("gr\u00fc\u00dfe", 0, "unexpected"),
        ("(" * 60 + "a" + ")" * 60, 50, "nested more than 50 deep"),
        ("(" * 49, 49, "ends too early"),
    ],
)
def test_what_github_refuses_is_refused_at_its_place(source, offset, message):
    with pytest.raises(ExpressionError, match=re.escape(message)) as caught:
        expressions.parse(source)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("secrets.X", [("secrets.X", 0)]),
        ("Secrets['X']", [("secrets.X", 0)]),
        ("a.b.c == d.e", [("a.b.c", 0), ("d.e", 9)]),
        ("format('{0}', a.b, f(c.d))", [("a.b", 14), ("c.d", 21)]),
        ("!a || (b.c)", [("a", 1), ("b.c", 7)]),
        ("a[b.c].d", [("a", 0), ("b.c", 2)]),
        ("a.*.b", [("a", 0)]),
        ("a.b[0].c", [("a.b", 0)]),
        ("fromJSON(a.b).c[d.e]", [("a.b", 9), ("d.e", 16)]),
        ("'a.b'", []),
        ("true", []),
    ],
)
def test_references_stand_in_the_order_of_the_text(source, found):
    references = list(expressions.references(expressions.parse(source)))
    assert [(str(reference), reference.offset) for reference in references] == found


def test_calls_stand_in_the_order_of_the_text():
    node = expressions.parse("f(g(1), a[h(2)]) && !i().b")
    assert [call.name for call in expressions.calls(node)] == ["f", "g", "h", "i"]


@pytest.mark.parametrize("source", ["a" + " || a" * 4000, "a" + " == a" * 4000, "f(" + "a, " * 6000 + "a)"])
def test_a_long_expression_is_walked(source):
    node = expressions.parse(source)
    assert len(list(expressions.references(node))) == source.count("a")
    assert len(list(expressions.calls(node))) == source.count("(")
