"""The graph of jobs: edges, levels, circles, what waits for what, and needs that name nothing."""

from __future__ import annotations

import pytest
from workflow.support import jobs, parse

from workflow_docs.analysis.graph import JobGraph, check_needs
from workflow_docs.workflow.problem import ProblemKind

DIAMOND = jobs("a\nb: a\nc: a\nd: b, c\nalone")


def graph(text: str) -> JobGraph:
    return JobGraph.of(parse(text))


def test_edges_stand_in_file_order():
    assert graph(DIAMOND).edges == (("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"))


def test_direct_and_indirect_followers():
    found = graph(DIAMOND)
    assert found.needed_by("a") == ("b", "c")
    assert found.downstream("a") == ("b", "c", "d")
    assert found.downstream("d") == found.downstream("alone") == ()


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        (DIAMOND, (("a", "alone"), ("b", "c"), ("d",))),
        (jobs("c: b\nb: a\na"), (("a",), ("b",), ("c",))),
        (jobs("a\nb: a\nc: a, b"), (("a",), ("b",), ("c",))),
        (jobs("a: b\nb: a\nc\nd: b"), (("c",),)),
    ],
)
def test_levels_follow_the_longest_way(text, levels):
    assert graph(text).levels == levels


@pytest.mark.parametrize(
    ("text", "circles"),
    [
        (DIAMOND, ()),
        (jobs("a: a"), (("a",),)),
        (jobs("a: b\nb: c\nc: a"), (("a", "b", "c"),)),
        (jobs("x\nbefore: b\na: x, b\nb: a"), (("a", "b"),)),
        (jobs("a: b\nb: a\nc: d\nd: c, a"), (("a", "b"), ("c", "d"))),
    ],
)
def test_circles_start_at_their_first_job(text, circles):
    assert graph(text).cycles == circles


def test_needs_are_compared_without_regard_to_case_and_once():
    found = graph(jobs("Build\ntest: build, BUILD, Build"))
    assert found.needs["test"] == ("Build",)
    assert check_needs(parse(jobs("Build\ntest: build"))) == []


def test_an_unknown_need_is_reported_where_it_stands():
    (problem,) = check_needs(parse(jobs("build\ntest: biuld")))
    assert problem.kind is ProblemKind.UNKNOWN_NEEDS
    assert (problem.position.line, problem.position.column) == (9, 13)
    assert "did you mean 'build'?" in problem.message


def test_a_job_is_no_suggestion_for_its_own_need():
    (problem,) = check_needs(parse(jobs("test: tset")))
    assert "did you mean" not in problem.message


def test_a_circle_is_reported_once_at_its_first_job():
    (problem,) = check_needs(parse(jobs("a: b\nb: a\nc: a")))
    assert problem.kind is ProblemKind.NEEDS_CYCLE
    assert (problem.position.line, problem.position.column) == (3, 3)
    assert problem.message.endswith("a → b → a")


def test_a_long_chain_is_no_burden():
    found = graph(jobs("j0\n" + "\n".join(f"j{i}: j{i - 1}" for i in range(1, 1500))))
    assert len(found.levels) == 1500
    assert found.cycles == ()
    assert len(found.downstream("j0")) == 1499
