"""Mermaid text: whole drawings against golden files, and labels that nothing in them can break out of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workflow.support import Source, jobs, parse

from workflow_docs.analysis.graph import JobGraph
from workflow_docs.doctree import mermaid
from workflow_docs.doctree.mermaid import Drawing, Link, escape, job_graph
from workflow_docs.workflow.parser import parse_workflow

GOLDEN = Path(__file__).parent / "golden"

HOSTILE = parse(
    """\
name: 'Ends "here"]; <b>'
on: {push: , pull_request: }
jobs:
  end: {name: 'The "end" [of] {it}', runs-on: x, steps: [{run: make}]}
  class: {name: '`code` and **bold** __low__', runs-on: x, needs: end, steps: [{run: make}]}
  graph: {name: "🚀 → <script>alert(1)</script>", runs-on: x, needs: [end, class], steps: [{run: make}]}
  default:
    name: "1. first\\nsecond %% #quot; \\\\ $x | y ; z & é"
    runs-on: x
    if: "vars.a == 'b' && contains(vars.c, \\"d\\") || 0 != 1 || github.event.long == 'and longer still'"
    steps: [{run: make}]
""".replace('\\"d\\"', "'d'"),
    ".github/workflows/hostile.yml",
)
PIPELINE = parse(
    """\
name: Pipeline
on: [push, workflow_dispatch]
jobs:
  lint: {runs-on: x, steps: [{run: make}]}
  test:
    runs-on: x
    strategy: {matrix: {a: [1, 2], b: [3]}}
    steps: [{uses: actions/upload-artifact@v4, with: {name: report}}]
  dynamic: {runs-on: x, strategy: {matrix: "${{ fromJSON(vars.M) }}"}, steps: [{run: make}]}
  build: {uses: ./.github/workflows/b.yml, needs: [lint, test]}
  deploy:
    name: Deploy it
    needs: build
    if: github.ref == 'refs/heads/main'
    environment: production
    runs-on: x
    steps: [{run: make}]
""",
    ".github/workflows/pipeline.yml",
)
OTHER = parse("on: push\n" + jobs("a\nb: a").removeprefix("on: push\n"), ".github/workflows/other.yml")

DRAWINGS = {
    "hostile": ([HOSTILE], Drawing()),
    "hostile-events": ([HOSTILE], Drawing(direction="LR", events=True)),
    "pipeline": ([PIPELINE], Drawing()),
    "pipeline-plain": ([PIPELINE], Drawing(marks=())),
    "pipeline-some": ([PIPELINE], Drawing(jobs={"test", "build", "deploy"}, events=True, artifacts=True)),
    "two-workflows": (
        [PIPELINE, OTHER],
        Drawing(
            events=True,
            links=(
                Link(f"{PIPELINE.path}:deploy", f"{OTHER.path}:a", "starts"),
                Link(PIPELINE.path, OTHER.path),
            ),
        ),
    ),
    "needs": ([Source("needs.yml").workflow], Drawing()),
    "no-jobs": ([parse_workflow("on: push\njobs: {}", "x/empty.yml")[0]], Drawing(events=True)),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing(name, update_golden):
    workflows, drawing = DRAWINGS[name]
    text = job_graph(workflows, drawing) + "\n"
    golden = GOLDEN / f"{name}.mmd"
    if update_golden:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("label", "escaped"),
    [
        ("plain words, 1.5 (a/b): c-d_e", "plain words, 1.5 (a/b): c-d_e"),
        ('"', "#34;"),
        ("[x]", "#91;x#93;"),
        ("`x`", "#96;x#96;"),
        ("<br/>", "#60;br/#62;"),
        ("#quot;", "#35;quot#59;"),
        ("&lt;", "#38;lt#59;"),
        ("**b** _i_ __u__", "#42;#42;b#42;#42; #95;i#95; #95;#95;u#95;#95;"),
        (".github/a_b", ".github/a_b"),
        ("a\n  b\u2028c\td", "a b c d"),
        ("1. x", "1#46; x"),
        ("12) x", "12#41; x"),
        ("- x", "#45; x"),
        ("1.5", "1#46;5"),
        ("é → 🚀", "é #8594; #128640;"),
        ("", ""),
    ],
)
def test_a_label_is_escaped(label, escaped):
    assert escape(label) == escaped


@given(st.text(max_size=60))
def test_a_label_is_one_line_without_signs_that_mean_something(label):
    escaped = escape(label)
    assert len(escaped.splitlines()) <= 1
    assert not set(escaped) & set("\"'[]{}<>`|\\*~$%@^&=+!?")
    assert not escaped.startswith(("-", " "))


@given(st.text(max_size=60))
def test_a_label_keeps_its_words(label):
    import re

    back = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), escape(label))
    assert back == " ".join(label.split())


def test_edges_past_the_limit_are_counted():
    text = job_graph([parse(jobs("\n".join(["a", *(f"j{i}: a" for i in range(mermaid.MAX_EDGES + 7))])))])
    assert text.count("-->") == mermaid.MAX_EDGES
    assert 'more["7 more edges are not drawn"]' in text


def test_a_description_in_words():
    graph = JobGraph.of(parse(jobs("a\nb: a\nc: a, b")))
    assert mermaid.describe(graph, ["a", "b", "c"]) == "a needs no other job. b needs a. c needs a, b."
    assert mermaid.describe(graph, ["b"]) == "b needs no other job."
    assert mermaid.describe(graph, []) == "No jobs."


def test_a_long_description_ends_with_a_count():
    graph = JobGraph.of(parse(jobs("\n".join(f"j{i}" for i in range(200)))))
    text = mermaid.describe(graph, list(graph.jobs))
    assert len(text) < 1700
    named = text.count("needs no other job")
    assert text.endswith(f"{200 - named} more jobs.")
