"""Actions of the repository: their pages, the links to them, and calls that pass what is not declared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from .test_life import touch_later

if TYPE_CHECKING:
    from .conftest import Project, Result

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

SETUP = """\
name: Set up the tools
description: Installs what the jobs need.
inputs:
  version:
    description: The version of `node`.
    required: true
  cache:
    description: Whether to keep a cache.
    default: "yes"
    deprecationMessage: It always does.
outputs:
  path:
    description: Where it is.
    value: ${{ steps.install.outputs.path }}
runs:
  using: composite
  steps:
    - id: install
      name: Install
      run: ./install "$VERSION"
      shell: bash
      env:
        VERSION: ${{ inputs.version }}
    - uses: ./.github/actions/notify
"""
NOTIFY = (
    "name: Notify\ndescription: Says so.\nruns: {using: node20, main: dist/index.js, post: dist/after.js}\n"
)
IMAGE = (
    "name: Image\ndescription: Runs <b>it</b>.\n"
    "runs: {using: docker, image: Dockerfile, args: [--level, '${{ inputs.a }}'], env: {A: b}}\n"
    "inputs: {a: {description: A level}}\n"
)
CI = """\
name: CI
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - name: Set up
        uses: ./.github/actions/setup
        with:
          version: 20
      - uses: ./
  remote:
    uses: octo/shared/.github/workflows/build.yml@v1.2
"""


def write(project: Project) -> None:
    for folder, text in {
        ".github/actions/setup": SETUP,
        ".github/actions/notify": NOTIFY,
        ".": IMAGE,
    }.items():
        (project.repo / folder).mkdir(parents=True, exist_ok=True)
        (project.repo / folder / "action.yml").write_text(text, encoding="utf-8")
    project.workflow("ci.yml", CI)
    project.conf(
        'extensions = ["workflow_docs"]\nci_repository = "../repo"\nci_pages = "."\nhtml_theme = "basic"\n'
    )


def page(result: Result, name: str) -> BeautifulSoup:
    return BeautifulSoup(result.text(name), "html.parser")


def cells(soup: BeautifulSoup, section: str) -> list[list[str]]:
    found = soup.select_one(f"section#{section} table tbody")
    assert found is not None
    return [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in found.find_all("tr")]


def test_every_action_has_a_page(project: Project) -> None:
    write(project)
    result = project.build(nitpicky=True)
    assert result.warnings == []
    setup = page(result, "actions/setup.html")
    assert setup.h1 is not None
    assert setup.h1.get_text().startswith("Set up the tools")
    assert "Installs what the jobs need." in setup.get_text()
    assert "Runs with: composite" in setup.get_text()
    assert setup.select_one("section#settings") is None
    assert cells(setup, "inputs") == [
        ["version", "Yes", "", "", "The version of node ."],
        ["cache", "No", "yes", "It always does.", "Whether to keep a cache."],
    ]
    assert cells(setup, "outputs") == [["path", "${{ steps.install.outputs.path }}", "Where it is."]]
    assert [row[:3] for row in cells(setup, "steps")] == [
        ["1", "Install", './install "$VERSION"'],
        ["2", "", "./.github/actions/notify"],
    ]
    assert cells(setup, "used-by") == [["ci.yml:build", "1. Set up", "version", "ci.yml:8"]]
    assert cells(page(result, "actions/notify.html"), "settings") == [
        ["Main", "dist/index.js"],
        ["After", "dist/after.js"],
    ]
    image = next(
        soup
        for file in result.out.glob("actions/*.html")
        if "Dockerfile" in (soup := page(result, f"actions/{file.name}")).get_text()
    )
    assert "Runs <b>it</b>." in image.get_text()
    assert ["Arguments", "--level , ${{ inputs.a }}"] in cells(image, "settings")
    overview = page(result, "actions.html")
    assert {row[0] for row in cells(overview, "actions")} == {"Set up the tools", "Notify", "Image"}


def test_a_step_links_to_the_action_that_it_uses(project: Project) -> None:
    write(project)
    result = project.build()
    links = {
        link.get_text(): link["href"]
        for link in page(result, "workflows/ci.html").find_all("a")
        if link.get_text().startswith(("./", "octo/"))
    }
    assert links["./.github/actions/setup"] == "../actions/setup.html#ci-action-.github-actions-setup"
    assert links["./"].startswith("../actions/")
    assert links["octo/shared/.github/workflows/build.yml@v1.2"] == (
        "https://github.com/octo/shared/blob/v1.2/.github/workflows/build.yml"
    )
    inside = page(result, "actions/setup.html").find("a", string="./.github/actions/notify")
    assert inside is not None
    assert inside["href"] == "notify.html#ci-action-.github-actions-notify"


def test_the_role_names_an_action_by_folder_or_by_name(project: Project) -> None:
    write(project)
    project.conf(
        'extensions = ["myst_parser", "workflow_docs"]\nci_repository = "../repo"\nhtml_theme = "basic"\n'
    )
    project.page(
        "index.md",
        "# Start\n\n{ci:action}`./.github/actions/setup` {ci:action}`.github/actions/notify` {ci:action}`Image`\n\n"
        "{ci:action}`./.github/actions/setpu`\n\n```{ci:action} .github/actions/setup\n```\n\n"
        "```{ci:action} .github/actions/nothing\n```\n\n```{ci:actions}\n:columns: action, inputs\n```\n",
    )
    result = project.build()
    assert [line.split("index.md")[1] for line in result.warnings] == [
        ":10: WARNING: there is no action '.github/actions/nothing'; there is '.', '.github/actions/notify', '.github/actions/setup' [ci.unknown-action]",
        ":5: WARNING: there is no action './.github/actions/setpu'; did you mean '.github/actions/setup'? [ci.unknown-action]",
    ]
    shown = [link.get_text() for link in page(result, "index.html").select("p a .ci-action")]
    assert shown[:3] == ["Set up the tools", "Notify", "Image"]


def test_what_is_passed_must_be_declared(project: Project) -> None:
    write(project)
    project.workflow("ci.yml", CI.replace("version: 20", "vesrion: 20"))
    result = project.build()
    said = [line for line in result.warnings if "WARNING" in line]
    assert said == [
        ".github/workflows/ci.yml:8:15: WARNING: .github/actions/setup/action.yml requires the input 'version', which is not passed",
        ".github/workflows/ci.yml:10:11: WARNING: .github/actions/setup/action.yml declares no input 'vesrion'; did you mean 'version'?",
    ]


def test_a_broken_action_keeps_its_page(project: Project) -> None:
    write(project)
    (project.repo / "action.yml").write_text("name: [\n", encoding="utf-8")
    result = project.build()
    (warning,) = [line for line in result.warnings if "WARNING" in line]
    assert warning.startswith("action.yml:2:1: WARNING: invalid YAML")
    broken = next(
        file for file in result.out.glob("actions/*.html") if "This file cannot be read." in file.read_text()
    )
    assert "used-by" in broken.read_text()


def test_a_page_shows_new_users_of_an_action(project: Project) -> None:
    write(project)
    project.build()
    assert project.build().read == set()
    file = project.workflow("other.yml", CI.replace("name: CI", "name: Other"))
    read = project.build().read
    assert "actions/setup" in read
    assert "workflows/ci" not in read
    result = project.build()
    setup = page(result, "actions/setup.html")
    assert ["other.yml:build", "other.yml:8"] in cells(setup, "used-by")
    assert "Every row: step 1. Set up; inputs version." in setup.get_text()
    touch_later(
        file, CI.replace("name: CI", "name: Other").replace("    steps", "    # moves all\n    steps")
    )
    assert "actions/setup" in project.build().read
    file.unlink()
    result = project.build()
    assert "other.yml" not in result.text("actions/setup.html")


def test_an_action_that_is_gone_loses_its_page(project: Project) -> None:
    write(project)
    project.build()
    (project.repo / ".github/actions/notify/action.yml").unlink()
    (project.repo / ".github/actions/setup/action.yml").write_text(
        SETUP.replace("    - uses: ./.github/actions/notify\n", "")
    )
    result = project.build()
    assert not (project.docs / "actions" / "notify.rst").exists()
    assert "Notify" not in result.text("actions.html")


CALLED = """\
name: Called
on:
  workflow_call:
    inputs:
      target: {type: string, required: true, description: Where to.}
    secrets:
      TOKEN: {required: true, description: Who.}
    outputs:
      url: {value: "${{ jobs.ship.outputs.url }}", description: Its address.}
jobs:
  ship:
    runs-on: ubuntu-latest
    outputs: {url: x}
    steps: [{run: make}]
"""
CALLER = """\
name: Caller
on: push
jobs:
  ship:
    uses: ./.github/workflows/called.yml
    with: {target: staging}
    secrets: {TOKEN: "${{ secrets.T }}"}
"""
AFTER = """\
name: After
on:
  workflow_run: {workflows: [Caller], types: [completed]}
jobs:
  tell:
    runs-on: ubuntu-latest
    steps: [{run: make}]
"""


def test_a_reusable_workflow_shows_what_it_declares_and_who_calls_it(project: Project) -> None:
    project.workflow("called.yml", CALLED)
    project.workflow("caller.yml", CALLER)
    project.workflow("after.yml", AFTER)
    project.conf(
        'extensions = ["workflow_docs"]\nci_repository = "../repo"\nci_pages = "."\nhtml_theme = "basic"\n'
    )
    result = project.build(nitpicky=True)
    assert result.warnings == []
    called = page(result, "workflows/called.html")
    tables = [
        [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in table.select("tbody tr")]
        for table in called.select("section#triggers table")
    ]
    assert tables[2:] == [
        [["TOKEN", "Yes", "Who."]],
        [["url", "${{ jobs.ship.outputs.url }}", "Its address."]],
    ]
    assert cells(called, "callers-and-followers") == [["caller.yml:ship", "target", "TOKEN", "caller.yml:5"]]
    assert cells(page(result, "workflows/caller.html"), "callers-and-followers") == [
        ["After", "after Caller; type completed", "after.yml:3"]
    ]
    link = page(result, "workflows/after.html").select_one(
        "section#triggers a[href='caller.html#ci-workflow-caller.yml']"
    )
    assert link is not None
    # A new caller is seen although the page of the called workflow does not name its file.
    project.workflow("second.yml", CALLER.replace("name: Caller", "name: Second"))
    assert "workflows/called" in project.build().read


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="the folder of real workflow files is not here")
def test_actions_of_a_real_repository_have_pages(project: Project) -> None:
    project.conf('extensions = ["workflow_docs"]\nci_pages = "."\nhtml_theme = "basic"\n')
    result = project.build(ci_repository=str(CORPUS / "sveltejs+kit"), nitpicky=True)
    assert result.warnings == []
    names = {file.stem for file in result.out.glob("actions/*.html")}
    assert names == {"netlify-deploy", "node-setup", "platform-test", "playwright-setup", "vercel-deploy"}
    assert all("Used by" in result.text(f"actions/{name}.html") for name in names)
