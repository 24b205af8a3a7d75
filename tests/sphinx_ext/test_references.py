"""Roles: what they show, where they lead, and what is said of a name that means nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from .conftest import Project

CI = """
name: CI Pipeline
on:
  push:
  workflow_dispatch:
    inputs:
      level:
        description: How much to log.
env:
  COLOR: always
jobs:
  unit-test:
    runs-on: ubuntu-latest
    environment: staging
    steps:
      - id: lint
        run: make lint
      - name: "Say: hello"
        run: echo ${{ secrets.API_TOKEN }}
      - name: TQ-01 Check order
        run: pytest
"""

GOOD = {
    "workflow": ("ci.yml", "CI Pipeline"),
    "job": ("ci.yml:unit-test", "unit-test"),
    "step": ("ci.yml:unit-test:Say: hello", "Say: hello"),
    "secret": ("API_TOKEN", "API_TOKEN"),
    "env": ("COLOR", "COLOR"),
    "gate": ("TQ-01", "TQ-01"),
    "environment": ("staging", "staging"),
    "input": ("ci.yml:level", "level"),
    "file": ("scripts/run.sh", "scripts/run.sh"),
}

# kind -> (what somebody wrote, what they may have meant)
BAD = {
    "workflow": ("ci.yaml", "ci.yml"),
    "job": ("ci.yml:unit-tests", "unit-test"),
    "step": ("ci.yml:unit-test:lin", "lint"),
    "secret": ("API_TOKE", "API_TOKEN"),
    "env": ("COLOUR", "COLOR"),
    "gate": ("QT-01", "TQ-01"),
    "environment": ("stagin", "staging"),
    "input": ("ci.yml:levels", "level"),
    "file": ("scripts/runs.sh", "run.sh"),
}


@pytest.fixture
def sample(project: Project) -> Project:
    project.workflow("ci.yml", CI)
    (project.repo / "scripts").mkdir()
    (project.repo / "scripts" / "run.sh").write_text("echo\n", encoding="utf-8")
    return project


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("markup", ["md", "rst"])
def test_a_role_shows_the_things_own_name_and_links_to_it(sample: Project, kind: str, markup: str) -> None:
    target, shown = GOOD[kind]
    if markup == "md":
        sample.page("index.md", f"# Start\n\n{{ci:{kind}}}`{target}`\n")
    else:
        sample.page("index.rst", f"Start\n=====\n\n:ci:{kind}:`{target}`\n")
    result = sample.build()
    assert result.warnings == []
    link = BeautifulSoup(result.text("index.html"), "html.parser").select_one(f"a:has(.ci-{kind})")
    assert link is not None
    assert link.get_text() == shown
    assert link["href"].startswith("_repository/")


@pytest.mark.parametrize("kind", BAD)
def test_a_name_that_means_nothing_is_a_warning_with_a_suggestion(sample: Project, kind: str) -> None:
    wrong, meant = BAD[kind]
    sample.page("index.md", f"# Start\n\nText.\n\nSee {{ci:{kind}}}`{wrong}` here.\n")
    result = sample.build(nitpicky=True)
    assert len(result.warnings) == 1
    warning = result.warnings[0]
    assert re.search(
        rf"index\.md:5: WARNING: .*did you mean '{re.escape(meant)}'\? \[ci\.unknown-{kind}\]$", warning
    )


def test_a_warning_can_be_suppressed_by_its_subtype(sample: Project) -> None:
    sample.page("index.md", "# Start\n\n{ci:job}`ci.yml:nothing`\n")
    assert sample.build(suppress_warnings=["ci.unknown-job"]).warnings == []


def test_a_job_without_its_workflow_must_be_the_only_one(sample: Project) -> None:
    sample.page("index.md", "# Start\n\n{ci:job}`unit-test`\n")
    assert sample.build().warnings == []
    sample.workflow("other.yml", CI)
    sample.page("index.md", "# Start\n\nNow {ci:job}`unit-test`\n")
    (warning,) = sample.build(fresh=True).warnings
    assert "2 workflows have a job 'unit-test'; write ci.yml:unit-test or other.yml:unit-test" in warning


def test_other_words_can_be_shown(sample: Project) -> None:
    sample.page("index.md", "# Start\n\n{ci:job}`the tests <ci.yml:unit-test>`\n")
    assert ">the tests</span>" in sample.build().text("index.html")


def test_references_lead_to_the_page_that_describes_the_thing(sample: Project) -> None:
    sample.page(
        "index.md",
        "# Start\n\n{ci:job}`ci.yml:unit-test` {ci:secret}`API_TOKEN` {ci:step}`ci.yml:unit-test:lint`\n",
    )
    sample.page("ci.md", "---\norphan: true\n---\n# CI\n\n```{ci:workflow} ci.yml\n```\n")
    sample.page(
        "table.md", "---\norphan: true\n---\n# Table\n\n```{ci:jobs} ci.yml\n```\n\n```{ci:secrets}\n```\n"
    )
    result = sample.build()
    assert result.warnings == []
    page = BeautifulSoup(result.text("index.html"), "html.parser")
    targets = [link["href"] for link in page.select("a:has(code.ci)")]
    assert [target.split("#")[0] for target in targets] == ["ci.html", "ci.html", "ci.html"]
    described = BeautifulSoup(result.text("ci.html"), "html.parser")
    assert all(described.find(id=target.split("#")[1]) is not None for target in targets)


def test_objects_are_in_the_inventory_the_index_and_the_search(sample: Project) -> None:
    from sphinx.util.inventory import InventoryFile

    sample.page("index.md", "# Start\n\n```{ci:workflow} ci.yml\n```\n")
    result = sample.build()
    inventory = InventoryFile.loads((result.out / "objects.inv").read_bytes(), uri="")
    assert "ci.yml:unit-test" in inventory.data["ci:job"]
    for kind in ("workflow", "step", "secret", "env", "gate", "environment", "input"):
        assert inventory.data[f"ci:{kind}"], kind
    assert "unit-test (job in ci.yml)" in result.text("genindex.html")
    assert "unit-test" in result.text("searchindex.js")


def test_intersphinx_reaches_the_objects_of_another_project(sample: Project) -> None:
    sample.page("index.md", "# Start\n\n```{ci:workflow} ci.yml\n```\n")
    inventory = sample.build().out / "objects.inv"
    conf = (
        'extensions = ["sphinx.ext.intersphinx", "workflow_docs"]\nci_repository = "../repo"\n'
        f'intersphinx_mapping = {{"other": ("https://docs.invalid/", {str(inventory)!r})}}\n'
    )
    sample.conf(conf)
    (sample.docs / "index.md").unlink()
    sample.page("index.rst", "Start\n=====\n\n:external+other:ci:job:`ci.yml:unit-test`\n")
    result = sample.build(fresh=True)
    assert result.warnings == []
    assert 'href="https://docs.invalid/index.html#ci-job-' in result.text("index.html")


def test_no_link_leads_out_of_the_repository(sample: Project) -> None:
    (sample.repo.parent / "outside.txt").write_text("hush-hush", encoding="utf-8")
    (sample.repo / "leak").symlink_to(sample.repo.parent / "outside.txt")
    sample.page("index.md", "# Start\n\n{ci:file}`../outside.txt` {ci:file}`leak` {ci:file}`/etc/passwd`\n")
    result = sample.build()
    assert len([line for line in result.warnings if "ci.unknown-file" in line]) == 3
    assert not any("hush-hush" in file.read_text(encoding="utf-8") for file in result.out.rglob("*.html"))


def test_source_links_follow_the_setting(sample: Project) -> None:
    sample.page("index.md", "# Start\n\n{ci:job}`ci.yml:unit-test`\n")
    result = sample.build(ci_source_url="https://git.invalid/x/{path}?line={line}")
    assert 'href="https://git.invalid/x/.github/workflows/ci.yml?line=12"' in result.text("index.html")
    assert not (result.out / "_repository").exists()


def test_several_workflows_or_one_with_a_space_in_its_name(project: Project) -> None:
    for name, job in (("a b.yml", "spaced"), ("c.yml", "third"), ("d, e.yml", "comma")):
        project.workflow(name, f"on: push\njobs:\n  {job}:\n    runs-on: x\n    steps: [{{run: make}}]\n")
    for argument, jobs in {
        "a b.yml": ["spaced"],
        "d, e.yml": ["comma"],
        "c.yml .github/workflows/c.yml": ["third"],
    }.items():
        project.page("index.md", f"# Start\n\n```{{ci:job-graph}} {argument}\n```\n")
        result = project.build()
        assert result.warnings == []
        text = result.text("index.html")
        assert [job for job in ("spaced", "third", "comma") if job in text] == jobs
