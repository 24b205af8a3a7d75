"""`:format:` of variables and secrets: a line for each, quoted where a shell reads it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from .conftest import Project, Result

CI = """\
on: push
env: {A: "1", B: "it's $HOME", C: "", WAIT_SECONDS: "300"}
jobs:
  a:
    runs-on: x
    env: {A: "1", T: "${{ secrets.TOKEN }}", U: "${{ secrets['odd; touch gone'] }}", V: "${{ vars.PLACE }}"}
    steps:
      - run: ': "${T:?}"'
"""
DESCRIPTIONS = "secret:\n  TOKEN: {example: t-1}\nvariable:\n  PLACE: {example: here & there}\n"


def built(project: Project, name: str, *options: str) -> Result:
    project.workflow("ci.yml", CI)
    (project.docs / "descriptions.yml").write_text(DESCRIPTIONS, encoding="utf-8")
    lines = "\n".join(options)
    project.page("index.md", f"# Start\n\n```{{ci:{name}}} ci.yml\n{lines}\n```\n")
    return project.build(ci_descriptions="descriptions.yml")


def block(result: Result) -> list[str]:
    return [
        line
        for pre in BeautifulSoup(result.text("index.html"), "html.parser").select("pre")
        for line in pre.get_text().splitlines()
    ]


def test_variables_for_a_shell(project: Project) -> None:
    result = built(
        project, "env", ":scope: workflow", ":format: export {Variable}={Value}", ":language: bash"
    )
    lines = block(result)
    assert lines == ["export A=1", "export B='it'\"'\"'s $HOME'", "export C=''", "export WAIT_SECONDS=300"]
    script = "\n".join([*lines, 'printf "%s|" "$A" "$B" "$C"'])
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "1|it's $HOME||"


def test_a_value_that_two_scopes_set_is_one_line(project: Project) -> None:
    assert block(built(project, "env", ":names: A", ":format: {variable} is {VALUE}")) == ["A is 1"]


def test_secrets_and_their_examples(project: Project) -> None:
    result = built(project, "secrets", ":only: required", ':format: "{Secret}={Example}"', ":language: ini")
    assert block(result) == ["TOKEN=t-1"]
    assert block(built(project, "secrets", ":except: TOKEN", ":format: set {Secret}", ":language: bash")) == [
        "set 'odd; touch gone'"
    ]


def test_configuration_variables(project: Project) -> None:
    lines = ":format: gh variable set {Variable} --body {Example}", ":language: sh"
    assert block(built(project, "variables", *lines)) == ["gh variable set PLACE --body 'here & there'"]


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("env", (":format: {Nme}",), ":format: has no column 'Nme'; there is variable, value"),
        ("secrets", (":names: TOKN",), ":names: no secret 'TOKN' is used here; did you mean 'TOKEN'?"),
        ("secrets", (":except: TOKN",), ":except: no secret 'TOKN' is used here; did you mean 'TOKEN'?"),
    ],
)
def test_what_is_not_there_is_told(project: Project, name: str, options: tuple[str, ...], told: str) -> None:
    assert told in "\n".join(built(project, name, *options).warnings)


def test_nothing_is_said_in_a_sentence(project: Project) -> None:
    result = built(project, "secrets", ":only: optional", ":format: {Secret}")
    text = BeautifulSoup(result.text("index.html"), "html.parser").get_text()
    assert ("No secrets are used." in text, block(result)) == (True, [])
