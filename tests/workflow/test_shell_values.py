"""Shell scripts and files of variables: what has one value there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.workflow.shell_values import read_variables


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=1", {"A": 1}),
        ("A=1.5\nB=", {"A": "1.5", "B": ""}),
        ("export A='x $y' B=\"two words\"", {"A": "x $y", "B": "two words"}),
        ("  local a=1 b=2  # c=3", {"a": 1, "b": 2}),
        ("declare -r A=5; B=6", {"A": 5, "B": 6}),
        ("if x; then A=1; else A=1; fi", {"A": 1}),
        ('poll="${POLL_SECONDS:-30}"', {"POLL_SECONDS": 30}),
        ("x=$((SECONDS + ${WAIT:-2700}))", {"WAIT": 2700}),
        (": ${NAME:=deploy}", {"NAME": "deploy"}),
        ("A=1\n# A=2", {"A": 1}),
        ("A=1\nA=2", {}),
        ("A=1\nA=$(date)", {}),
        ("A=1\nA+=2", {}),
        ('A=`date`\nB="$A"', {}),
        ("A=1\nfor A in 1 2; do", {}),
        ("A=1\nread -r A B", {}),
        ("./push.sh result=failed --opt=5", {}),
        ('[ "$A" = 5 ]', {}),
        ("A=${B:-$C} D=\"${E:-a 'b' c}\"", {}),
        ("A='unclosed", {}),
        ("URL=postgresql://u:p@h:5432/d\n", {"URL": "postgresql://u:p@h:5432/d"}),
    ],
)  # fmt: skip
def test_variables(text, values):
    assert read_variables(text, "x.sh") == values


def test_values_know_their_places():
    found = read_variables("#!/bin/sh\nexport A='x'\nsleep ${B:-5}\n", "x.sh")
    assert {name: str(value.position) for name, value in found.items()} == {
        "A": "x.sh:2:10",
        "B": "x.sh:3:12",
    }
    assert found["B"].written == "5"


@given(
    st.lists(
        st.sampled_from(
            [
                "A",
                "=",
                "'",
                '"',
                "$",
                "{",
                "}",
                ":-",
                "1",
                " ",
                ";",
                "\n",
                "#",
                "export ",
                "for A in",
                "read ",
                "+=",
            ]
        ),
        max_size=20,
    ).map("".join)
)
def test_any_text(text):
    for value in read_variables(text, "x.sh").values():
        assert 1 <= value.position.line <= text.count("\n") + 1
