"""Mermaid text: whole drawings against golden files, and labels that nothing in them can break out of."""

from __future__ import annotations

import re
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
    back = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), escape(label))
    assert back == " ".join(label.split())


def test_edges_past_the_limit_are_counted():
    workflow = parse(jobs("\n".join(["a", *(f"j{i}: a" for i in range(mermaid.MAX_EDGES + 7))])))
    text = job_graph([workflow], Drawing(fold=0))
    assert text.count("-->") == mermaid.MAX_EDGES
    assert 'more["7 more edges are not drawn"]' in text


def nodes(text: str) -> dict[str, list[str]]:
    """Return the lines of each node's label, without the bullets."""
    found = re.findall(r'^  (n\d+)\[+"(.*?)"\]+$', text, re.MULTILINE | re.DOTALL)
    return {node: label.replace("#8226; ", "").split("\n") for node, label in found}


def edges(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if "-->" in line or "-.->" in line]


SIX = "\n".join(f"j{i}: a" for i in range(6))


@pytest.mark.parametrize(
    ("text", "drawing", "shown"),
    [
        (f"a\n{SIX}", Drawing(), [["a"], ["j0", "j1", "j2", "j3", "j4", "j5"]]),
        (f"a\n{SIX}", Drawing(fold=7), [["a"], *([f"j{i}"] for i in range(6))]),
        (f"a\n{SIX}", Drawing(fold=0), [["a"], *([f"j{i}"] for i in range(6))]),
        (f"a\n{SIX}\nz: j1", Drawing(fold=5), [["a"], ["j0", "j2", "j3", "j4", "j5"], ["j1"], ["z"]]),
        ("b\nc\nd: b", Drawing(fold=2), [["b"], ["c"], ["d"]]),
        ("b\nc\nd: b", Drawing(fold=2, jobs={"b", "c"}), [["b", "c"]]),
    ],
)
def test_jobs_that_depend_on_the_same_share_a_node(text, drawing, shown):
    assert list(nodes(job_graph([parse(jobs(text))], drawing)).values()) == shown


def test_a_shared_node_has_each_edge_once():
    workflow = parse(jobs(f"a\n{SIX}\nz: {', '.join(f'j{i}' for i in range(6))}"))
    assert edges(job_graph([workflow], Drawing(events=True))) == ["n1 --> n2", "n2 --> n3", "e1 --> n1"]
    workflow = parse(jobs("a\nb\nc"))
    assert edges(job_graph([workflow], Drawing(events=True, fold=2))) == ["e1 --> n1"]


MARKED = parse(
    """\
on: push
jobs:
  plain: {runs-on: x, steps: [{run: make}]}
  sized: {runs-on: x, strategy: {matrix: {a: [1, 2]}}, steps: [{run: make}]}
  named: {name: Long, runs-on: x, steps: [{run: make}]}
  if-a: {if: vars.a, runs-on: x, steps: [{run: make}]}
  if-b: {if: vars.b, runs-on: x, steps: [{run: make}]}
  live: {environment: e, runs-on: x, steps: [{run: make}]}
  call: {uses: ./.github/workflows/b.yml}
  keep: {runs-on: x, steps: [{uses: actions/upload-artifact@v4, with: {name: k}}]}
  gate: {runs-on: x, steps: [{run: make}]}
  from: {runs-on: x, steps: [{run: make}]}
""",
    ".github/workflows/marked.yml",
)


def test_a_job_that_a_mark_tells_of_stays_alone():
    drawing = Drawing(
        fold=2,
        artifacts=True,
        gates={f"{MARKED.path}:gate": ["TQ"]},
        links=(Link(f"{MARKED.path}:from", MARKED.path),),
    )
    text = job_graph([MARKED], drawing)
    assert list(nodes(text).values()) == [
        ["plain", "sized (matrix of 2)", "named"], ["if-a", "if-b"], ["live", "environment: e"], ["call"], ["keep"],
        ["gate", "blocking: TQ"], ["from"],
    ]  # fmt: skip
    assert "class n2 conditional" in text
    everything = job_graph([MARKED], Drawing(fold=2, marks=("condition",)))
    assert list(nodes(everything).values()) == [
        ["plain", "sized", "named", "live", "keep", "gate", "from"], ["if-a", "if-b"], ["call"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "line"),
    [
        ("vars.a", "if: vars.a"),
        ("${{ vars.a }}", "if: vars.a"),
        ("x" * 48, f"if: {'x' * 48}"),
        ("x" * 49, "under a condition"),
    ],
)
def test_a_condition_is_shown_whole_or_not_at_all(condition, line):
    text = f"on: push\njobs: {{a: {{if: '{condition}', runs-on: x, steps: [{{run: make}}]}}}}"
    workflow = parse_workflow(text, "x.yml")[0]
    assert nodes(job_graph([workflow]))["n1"] == ["a", line]


def test_a_long_name_ends_after_a_word():
    text = f"on: push\njobs: {{a: {{name: '{'word ' * 20}', runs-on: x, steps: [{{run: make}}]}}}}"
    workflow = parse(text)
    assert nodes(job_graph([workflow]))["n1"] == [
        "a",
        f"{'word ' * 9}word#8230;".replace("word word#", "word#"),
    ]


def direction(text: str, **options: object) -> str:
    return job_graph([parse(jobs(text))], Drawing(**{"fold": 0, **options})).split()[1]


def test_a_drawing_too_wide_for_the_page_runs_to_the_right():
    assert direction("a") == "TD"
    assert direction("\n".join(f"j{i}" for i in range(5))) == "TD"
    assert direction("\n".join(f"job-with-a-long-name-{i}" for i in range(5))) == "LR"
    # A chain as long as it is broad would be no narrower.
    wide = "\n".join(f"job-with-a-long-name-{i}" for i in range(5))
    chain = "\n".join(f"c{i}: {'job-with-a-long-name-0' if not i else f'c{i - 1}'}" for i in range(20))
    assert direction(f"{wide}\n{chain}") == "TD"
    assert direction(wide, direction="BT") == "BT"
    assert direction(wide, fold=5) == "TD"


@pytest.mark.parametrize(("linked", "shown"), [(True, "TD"), (False, "LR")])
def test_frames_that_an_edge_links_stand_below_each_other(linked, shown):
    two = [
        parse(jobs("\n".join(f"long-name-of-{name}-{i}" for i in range(3))), f".github/workflows/{name}.yml")
        for name in ("one", "two")
    ]
    links = (Link(two[0].path, two[1].path),) if linked else ()
    text = job_graph(two, Drawing(links=links))
    assert text.split()[1] == shown
    assert text.count(f"  direction {shown.replace('TD', 'TB')}\n") == 2


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
