"""Python modules: the values that stand in them, and what only running them would tell."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.workflow.python_module import MAX_DEPTH, ModuleSyntaxError, PythonModule
from workflow_docs.workflow.python_values import Unknown, first_unknown


def constants(source: str) -> dict[str, object]:
    return PythonModule(source, "settings.py").constants()


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("A = 2", 2),
        ("A: int = 2", 2),
        ("A = B = 2", 2),
        ("B = 60\nA = B * 2 + 1", 121),
        ("A = -1.5", -1.5),
        ("A = 7 // 2", 3),
        ("A = True", True),
        ("A = None", None),
        ("A = 'x' 'y'", "xy"),
        ("B = 'v1'\nA = '/api/' + B", "/api/v1"),
        ("B = 5\nA = f'{B} seconds'", "5 seconds"),
        ("A = [1, (2, {3})]", [1, [2, [3]]]),
        ("B = [1]\nA = [0, *B]", [0, 1]),
        ("B = [1]\nA = B + [2]", [1, 2]),
        ("A = {'a': 1, 200: None}", {"a": 1, "200": None}),
        ("B = {'a': 1, 'b': 2}\nA = {**B, 'a': 3}", {"a": 3, "b": 2}),
        ("B = {'a': 1}\nA = B | {'b': 2}", {"a": 1, "b": 2}),
        ("B = {'a': [5]}\nA = B['a'][0]", 5),
        ("A = dict(a=1, **{'b': 2})", {"a": 1, "b": 2}),
        ("A = tuple([1])", [1]),
        ("A = str(5)", "5"),
        ("A = status.HTTP_404_NOT_FOUND", 404),
        ("A = HTTPStatus.NOT_FOUND.value", 404),
        ("class S:\n    T = 5\nA = S.T", 5),
        ("import x\nA = 1\ndef f(): A = 2", 1),
    ],
)
def test_values_that_stand_in_the_source(source: str, value: object) -> None:
    assert constants(source)["A"] == value


@pytest.mark.parametrize(
    "source",
    [
        "A = open('x')",
        "import os\nA = os.environ['X']",
        "A = 1\nA = 2",
        "A = 1\nif x: A = 2",
        "if x: A = 1",
        "try:\n    A = 1\nexcept E: pass",
        "A = 1\nfor A in x: pass",
        "A = 1\nimport A",
        "from x import A\nA = 1",
        "A = 1\ndef A(): ...",
        "A = 1\nA += 1",
        "A = 1\ndef f():\n    global A\n    A = 2",
        "A = []\nA.append(1)",
        "A = {}\nA['x'] = 1",
        "A = 1\n[A := 2 for x in y]",
        "A = A",
        "B = C\nC = B\nA = B",
        "A = 1 / 0",
        "A = 10 ** 1000",
        "A = 'x' * 10",
        "A = b'x'",
        "A = [f()]",
        "A = {f(): 1}",
        "A = {**x}",
        "A = [1][2]",
        "A = -'x'",
        "A = 1 if x else 2",
        "A = f'{x}'",
        "A = f'{1:>5}'",
        "a, A = 1, 2",
    ],
)
def test_what_only_running_would_tell_is_no_constant(source: str) -> None:
    assert "A" not in constants(source)


def test_values_know_where_they_stand_and_how_they_are_written() -> None:
    module = PythonModule("é = 1\nA = {'é': 5.230}\nB = [A['é']]\n\nclass S:\n    T = 7\n", "m.py")
    found = module.constants()
    number = found["B"][0]
    assert (str(number.position), number.written) == ("m.py:2:11", "5.230")
    assert [str(key.position) for key in found if key in {"B", "S"}] == ["m.py:3:5", "m.py:5:1"]
    assert str(found["S"]["T"].position) == "m.py:6:9"


def test_a_part_that_is_not_known_has_its_place() -> None:
    module = PythonModule("A = {'a': [1, now() + 1]}", "m.py")
    value = module.value(module.tree.body[0].value)
    assert value == {"a": [1, Unknown("now() + 1", first_unknown(value).position)]}
    assert str(first_unknown(value).position) == "m.py:1:15"


def test_mappings_keep_what_can_be_known_of_them() -> None:
    module = PythonModule("A = {**x, 'a': 1, f(): 2}", "m.py")
    items = module.items(module.tree.body[0].value)
    assert [getattr(item, "key", None) for item in items] == [None, "a", None]
    assert module.items(module.tree.body[0].value.values[1]) is None


def test_values_have_limits() -> None:
    deep = "A = " + "[" * (MAX_DEPTH + 5) + "]" * (MAX_DEPTH + 5)
    doubled = "A0 = [1]\n" + "".join(f"A{n + 1} = [A{n}, A{n}]\n" for n in range(20))
    texts = "A0 = 'xx'\n" + "".join(f"A{n + 1} = A{n} + A{n}\n" for n in range(30))
    assert "A" not in constants(deep)
    for source in (doubled, texts):
        found = constants(source)
        assert "A3" in found
        assert len(json.dumps(found)) < 5_000_000


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("x = 1\ndef :\n", "api.py:2:5"),
        ("x = (", "api.py:1:5"),
        ("a\0b", "api.py:1:1"),
        ("-" * 100_000 + "1", "api.py:1:1"),
    ],
    ids=["syntax", "open", "null", "deep"],
)
def test_what_is_not_python_is_refused_at_its_place(source: str, place: str) -> None:
    with pytest.raises(ModuleSyntaxError, match="not Python") as caught:
        PythonModule(source, "api.py")
    if "\0" not in source:  # newer versions of Python know a place for it
        assert str(caught.value.position) == place


PIECES = st.lists(
    st.sampled_from(
        ["A", "B", " = ", "\n", "1", "'x'", "[", "]", "{", "}", "**", "*", ": ", ", ", "(", ")", ".b", "+", "|", "-", "f'{A}'",
         "class C:\n    ", "if A:\n    ", "global A", "lambda: ", " for ", " in ", "dict", "status.HTTP_200_OK", "\\", "#", "é"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(PIECES)
def test_no_source_is_too_much(source: str) -> None:
    try:
        found = PythonModule(source, "m.py").constants()
    except ModuleSyntaxError:
        return
    json.dumps(found)
    for key in found:
        assert 1 <= key.position.line <= source.count("\n") + 1
