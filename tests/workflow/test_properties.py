"""Properties that hold for any input: nothing raises, and places lie within the text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workflow.support import CORPUS, OK, texts

from workflow_docs.analysis import diagnostics, references
from workflow_docs.workflow import expressions, places
from workflow_docs.workflow.parser import parse_workflow
from workflow_docs.workflow.repository import Repository

SAMPLES = [path.read_bytes() for path in sorted(OK.glob("*.yml"))]
CORPUS_FILES = sorted(CORPUS.glob("*/.github/workflows/*.y*ml"))

# Pieces that YAML and GitHub give a meaning to, so that random texts get somewhere.
PIECES = st.sampled_from(
    [
        *"\n\n\n  :::--[]{},&*!|>'\"#%@`?~\t\r\\",
        ": ",
        "- ",
        "\n  ",
        "\n    ",
        "\u2028",
        "\x85",
        "\ufeff",
        "\0",
        "é😀",
        "${{ ",
        " }}",
        "&a ",
        "*a",
        "<<: *a",
        "!!str ",
        "on: push",
        "\njobs:",
        "\n  a:",
        "runs-on: x",
        "\n    steps:",
        "\n      - run: |",
        "if: ",
        "needs: ",
        "env: ",
        "matrix: ",
        "---",
        "...",
    ]
)


def examine(text: str) -> None:
    """Read a text and hold what comes out against the text."""
    workflow, problems = parse_workflow(text, "x.yml")
    assert workflow is not None or problems
    lines = places.LINE_BREAK.split(text.removeprefix("\ufeff"))
    for problem in problems:
        assert 1 <= problem.position.line <= len(lines)
        assert 1 <= problem.position.column <= len(lines[problem.position.line - 1]) + 1
        assert str(problem)
    if workflow is not None:
        for found in texts(workflow):
            assert 1 <= found.position.line <= len(lines)
            assert found.at(len(found.value)) >= found.position
        for use in references.uses(workflow):
            assert 1 <= use.position.line <= len(lines)
            assert isinstance(use.place, str)
            assert use.step is None or use.job is not None


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_bytes_are_a_workflow_or_have_a_problem(tmp_path, data):
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "x.yml").write_bytes(data)
    repository = Repository.load(tmp_path)
    file = repository.files[".github/workflows/x.yml"]
    assert file.workflow is not None or file.problems
    assert all(str(problem) for problem in diagnostics.of_repository(repository))


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_of_yaml_signs_is_read_or_refused(text):
    examine(text)


VALUES = st.recursive(
    st.one_of(
        st.sampled_from(
            ["", "~", "x", "'it''s'", '"\\u00e9 ${{ a.b }}"', "${{ secrets.X }}", "3.10", "[", "a: b"]
        ),
        st.text("ab ${}'\"|&*#:-é", max_size=12),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(["a", "if", "env", "run", "${{ k }}"]), inner, max_size=3).map(
            lambda found: "{" + ", ".join(f"{key}: {value}" for key, value in found.items()) + "}"
        ),
    ),
    max_leaves=6,
)
KEYS = [
    *("name", "run-name", "on", "permissions", "env", "defaults", "concurrency", "needs", "if", "strategy"),
    *("runs-on", "environment", "outputs", "services", "container", "timeout-minutes", "uses", "with"),
    *("secrets", "steps", "continue-on-error", "unknown"),
]


@given(
    st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=5),
    st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=8),
    st.lists(VALUES, max_size=3),
)
@settings(max_examples=300, deadline=None)
def test_any_value_of_any_key_is_read_or_refused(top, job, steps):
    lines = [f"{key}: {value}" for key, value in top]
    lines += ["jobs:", "  a:", *(f"    {key}: {value}" for key, value in job)]
    lines += ["    steps:", *(f"      - {value}" for value in steps)]
    examine("\n".join(lines))


@given(st.integers(0, len(SAMPLES) - 1), st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_workflow_is_read_or_refused(number, data):
    examine(damage(SAMPLES[number].decode(), data))


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS_FILES, reason="the folder of real workflow files is absent")
@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_real_workflow_is_read_or_refused(data):
    path = data.draw(st.sampled_from(CORPUS_FILES))
    examine(damage(path.read_text(encoding="utf-8")[:6000], data))


def damage(text: str, data: st.DataObject) -> str:
    """Return a text with pieces put in, cut out or repeated at random places."""
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 30))
        piece = data.draw(st.one_of(PIECES, st.just(text[start : start + length] * 2)))
        text = text[:start] + piece + text[start + length :]
    return text


EXPRESSIONS = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            [
                *(
                    "a",
                    "b-c",
                    "true",
                    "f(",
                    ".",
                    "[",
                    "]",
                    "(",
                    ")",
                    ",",
                    "*",
                    "'x'",
                    "'",
                    "''",
                    '"',
                    "1",
                    "0x",
                ),
                *("-", ".5", "!", "&&", "||", "==", "<", "=", " ", "\n", "é", "${{", "}}"),
            ]
        ),
        max_size=25,
    ).map("".join),
)


@given(EXPRESSIONS)
@settings(max_examples=500, deadline=None)
def test_any_text_is_an_expression_or_has_a_place_that_is_wrong(text):
    try:
        node = expressions.parse(text)
    except expressions.ExpressionError as error:
        assert 0 <= error.offset <= len(text)  # noqa: PT017 (both ways out are right)
        return
    for reference in expressions.references(node):
        assert text[reference.offset :].lower().startswith(reference.context)
    for call in expressions.calls(node):
        assert text[call.offset :].startswith(call.name)


@given(st.text("ab \n\t'\"\\é😀:#", max_size=40))
@settings(max_examples=200, deadline=None)
def test_every_visible_character_of_a_quoted_text_has_its_place(value):
    quoted = "'" + " ".join(value.split()).replace("'", "''") + "'"
    workflow, _ = parse_workflow(f"name: {quoted}\non: push\njobs: {{}}", "x.yml")
    (name,) = [found for found in texts(workflow) if found.position.line == 1]
    line = f"name: {quoted}"
    for offset, char in enumerate(name.value):
        if not char.isspace():
            assert line[name.at(offset).column - 1] == char


@given(st.lists(st.text("ab'\"\\é#", min_size=1, max_size=8), min_size=1, max_size=6), st.sampled_from("|>"))
@settings(max_examples=150, deadline=None)
def test_every_visible_character_of_a_block_has_its_place(lines, sign):
    text = f"on: push\njobs: {{}}\nname: {sign}-\n" + "".join(f"   {line}\n" for line in lines)
    workflow, _ = parse_workflow(text, "x.yml")
    source = text.split("\n")
    for offset, char in enumerate(workflow.name.value):
        if not char.isspace():
            place = workflow.name.at(offset)
            assert source[place.line - 1][place.column - 1] == char
