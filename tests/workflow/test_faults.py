"""One faulty file a fault, beside the text of its problems; and the faults that are too big for a file."""

from __future__ import annotations

import pytest
from workflow.support import ERR, jobs, one_job, parse, problems

from workflow_docs.analysis import diagnostics
from workflow_docs.workflow import reader
from workflow_docs.workflow.parser import parse_workflow
from workflow_docs.workflow.problem import Problem, ProblemKind, Severity
from workflow_docs.workflow.repository import Repository


@pytest.mark.parametrize("name", sorted(path.stem for path in ERR.glob("*.yml")))
def test_a_faulty_file_gives_its_problems(name, tmp_path, update_golden):
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / f"{name}.yml").write_bytes((ERR / f"{name}.yml").read_bytes())
    repository = Repository.load(tmp_path)
    (file,) = repository.files.values()
    shown = "".join(f"{problem}\n" for problem in diagnostics.of_file(repository, file))
    golden = ERR / f"{name}.out"
    if update_golden:
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
    assert shown


def test_every_golden_file_has_its_workflow():
    assert {path.stem for path in ERR.glob("*.out")} == {path.stem for path in ERR.glob("*.yml")}


def test_every_kind_of_fault_in_a_text_has_an_example():
    shown = "".join(path.read_text(encoding="utf-8") for path in ERR.glob("*.out"))
    elsewhere = {
        ProblemKind.UNREADABLE,
        ProblemKind.MISSING_REPOSITORY,
        ProblemKind.NO_WORKFLOWS,
        ProblemKind.GATE_CANNOT_FAIL,
        ProblemKind.HARD_CODED_SECRET,
        ProblemKind.INTERNAL_ERROR,
    }
    assert {kind.value for kind in ProblemKind if f"[{kind.value}]" not in shown} == {
        kind.value for kind in elsewhere
    }


@pytest.mark.parametrize("name", ["unknown-keys", "wrong-types", "duplicate-keys", "broken-expressions"])
def test_a_fault_in_a_part_costs_that_part_only(name):
    workflow = parse_workflow((ERR / f"{name}.yml").read_text(encoding="utf-8"), "x.yml")[0]
    assert workflow is not None
    assert workflow.jobs[0].id.value == "build"


def test_of_a_repeated_key_the_first_counts():
    workflow = parse_workflow((ERR / "duplicate-keys.yml").read_text(encoding="utf-8"), "x.yml")[0]
    assert workflow.name.value == "One"
    assert [(entry.name, entry.text) for entry in workflow.env] == [("A", "1"), ("B", "2")]


def test_only_what_github_takes_is_a_warning():
    warnings = {kind for kind in ProblemKind if kind.severity is Severity.WARNING}
    assert warnings == {
        ProblemKind.CALL_MISMATCH,
        ProblemKind.CONSTANT_CONDITION,
        ProblemKind.GATE_CANNOT_FAIL,
        ProblemKind.HARD_CODED_SECRET,
        ProblemKind.INVALID_DEFAULT,
        ProblemKind.NO_STEPS,
        ProblemKind.NO_WORKFLOWS,
        ProblemKind.UNKNOWN_RUN,
        ProblemKind.UNKNOWN_USES,
        ProblemKind.UNKNOWN_KEY,
        ProblemKind.YAML_TAG,
    }


def test_a_problem_without_a_line_is_one_line():
    place = parse(jobs("a")).position
    assert "\n" not in str(Problem(ProblemKind.UNREADABLE, "cannot be read", place))


# -- too big or too deep -------------------------------------------------------------------------------

DEPTH = 5000


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEPTH,
        "[" * DEPTH + "]" * DEPTH,
        "{a: " * DEPTH + "}" * DEPTH,
        "- " * DEPTH + "x",
        "? " * DEPTH + "x",
        "\n".join(" " * i + "a:" for i in range(1000)),
        "on: push\njobs: " + "[" * 101 + "]" * 101,
    ],
    ids=["open", "lists", "mappings", "dashes", "keys", "indented", "just-too-deep"],
)
def test_deep_nesting_is_refused(text):
    workflow, found = parse_workflow(text, "x.yml")
    assert workflow is None
    assert [problem.kind for problem in found] == [ProblemKind.TOO_LARGE]


def test_nesting_up_to_the_limit_is_read():
    deep = "[" * (reader.MAX_DEPTH - 5) + "]" * (reader.MAX_DEPTH - 5)
    parse(one_job(f"strategy: {{matrix: {{a: {deep}}}}}\nsteps: [{{run: make}}]"))


def test_many_brackets_that_are_not_nested_are_read():
    parse(one_job(f"env: {{A: '{'[' * 500}'}}\nsteps: [{{run: make}}]"))


def test_aliases_that_multiply_are_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    matrix = "".join(f"      {line}\n" for line in lines)
    text = f"on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n     matrix:\n{matrix}"
    workflow, found = parse_workflow(text, "x.yml")
    assert workflow is None
    assert [problem.kind for problem in found] == [ProblemKind.TOO_LARGE]


@pytest.mark.parametrize(
    "text",
    [
        "on: push\njobs: {a: {runs-on: x, strategy: {matrix: {b: &b [*b]}}}}",
        "on: push\njobs: {a: {runs-on: x, strategy: {matrix: {include: [&b {c: *b}]}}}}",
        "on: push\njobs: {a: {runs-on: x, steps: &s [{parallel: *s}]}}",
    ],
)
def test_an_alias_of_itself_is_refused(text):
    workflow, found = parse_workflow(text, "x.yml")
    assert workflow is None
    assert [problem.kind for problem in found] == [ProblemKind.TOO_LARGE]


@pytest.mark.parametrize("text", ["&a [*a]", "on: &a {b: *a}", "on: push\njobs: &a {b: {needs: [*a]}}"])
def test_an_alias_of_itself_where_nothing_of_its_kind_can_stand_is_a_problem(text):
    found = parse_workflow(text, "x.yml")[1]
    assert found
    assert ProblemKind.TOO_LARGE not in {problem.kind for problem in found}


def test_a_very_long_text_is_refused():
    found = parse_workflow("#" * (reader.MAX_BYTES + 1), "x.yml")[1]
    assert [problem.kind for problem in found] == [ProblemKind.TOO_LARGE]


def test_a_character_that_no_file_can_hold_is_a_problem():
    assert problems("on: push\nname: é \ud800") == ["2:9 yaml-syntax"]


def test_many_expressions_in_one_scalar_are_read():
    folded = "on: push\nenv:\n  A: >\n" + "    ${{ env.B }} \\\n" * 5000 + "jobs: {}\n"
    assert len(parse_workflow(folded, "x.yml")[0].expressions) == 5000


def test_many_jobs_are_read():
    workflow = parse("on: push\njobs:\n" + "".join(f"  j{i}: {{uses: a/b/c@v1}}\n" for i in range(2000)))
    assert len(workflow.jobs) == 2000
