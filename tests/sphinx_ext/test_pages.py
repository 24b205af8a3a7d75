"""The reference that `ci_pages` keeps, and the pages that show files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from .conftest import Project

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
WORKFLOW = "name: {name}\non: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ./go.sh\n"
CONF = 'extensions = ["workflow_docs"]\nci_repository = "../repo"\nci_pages = "."\nhtml_theme = "basic"\n'


@pytest.fixture
def reference(project: Project) -> Project:
    project.conf(CONF)
    project.workflow("one.yml", WORKFLOW.format(name="One"))
    project.workflow("two.yaml", WORKFLOW.format(name="'*Two* `2` <b>'"))
    return project


def test_every_workflow_has_its_page_and_the_overview_lists_all(reference: Project) -> None:
    result = reference.build()
    assert result.warnings == []
    assert {file.stem for file in (result.out / "workflows").glob("*.html")} == {"one", "two"}
    overview = BeautifulSoup(result.text("overview.html"), "html.parser")
    links = [link["href"] for link in overview.select("table.ci-table td:first-child a")]
    assert [link.split("#")[0] for link in links] == ["workflows/one.html", "workflows/two.html"]
    for name in ("index", "events", "secrets", "environments", "diagnostics"):
        assert result.text(f"{name}.html")


def test_a_name_with_markup_is_shown_as_it_is(reference: Project) -> None:
    page = BeautifulSoup(reference.build().text("workflows/two.html"), "html.parser")
    assert page.h1 is not None
    assert page.h1.get_text().rstrip("¶") == "*Two* `2` <b>"
    assert page.h1.b is None


def test_pages_follow_the_workflows(reference: Project) -> None:
    reference.build()
    (reference.repo / ".github/workflows/one.yml").unlink()
    reference.workflow("three.yml", WORKFLOW.format(name="Three"))
    result = reference.build()
    assert result.warnings == []
    assert {file.stem for file in (reference.docs / "workflows").glob("*.rst")} == {"two", "three"}
    assert "Three" in result.text("overview.html")


def test_a_second_build_reads_and_touches_nothing(reference: Project) -> None:
    reference.build()
    before = {file: file.stat().st_mtime_ns for file in reference.docs.rglob("*.rst")}
    assert reference.build().read == set()
    assert {file: file.stat().st_mtime_ns for file in reference.docs.rglob("*.rst")} == before


def test_a_page_written_by_hand_is_left_alone(reference: Project) -> None:
    reference.page("events.rst", "Mine\n====\n")
    reference.page("workflows/other.rst", ":orphan:\n\nAlso mine\n=========\n")
    result = reference.build()
    (warning,) = result.warnings
    assert "events.rst was written by hand and is left alone" in warning
    assert "[ci.page-exists]" in warning
    assert (reference.docs / "events.rst").read_text(encoding="utf-8") == "Mine\n====\n"
    assert (reference.docs / "workflows" / "other.rst").exists()


@pytest.mark.parametrize("folder", ["..", "../..", "/"])
def test_no_page_is_written_outside_the_source_folder(reference: Project, folder: str) -> None:
    reference.page("index.rst", "Start\n=====\n")
    before = sorted(reference.docs.parent.rglob("*.rst"))
    result = reference.build(ci_pages=folder)
    assert "[ci.config]" in result.warnings[0]
    assert sorted(reference.docs.parent.rglob("*.rst")) == before


def test_files_with_alike_names_get_pages_of_their_own(reference: Project) -> None:
    reference.workflow("one.yaml", WORKFLOW.format(name="Also one"))
    reference.workflow("o n e!.yml", WORKFLOW.format(name="Spaced"))
    result = reference.build()
    assert result.warnings == []
    assert {file.stem for file in (result.out / "workflows").glob("*.html")} == {
        "one",
        "one-2",
        "o-n-e",
        "two",
    }


def test_source_links_show_the_line(reference: Project) -> None:
    result = reference.build()
    page = BeautifulSoup(result.text("workflows/one.html"), "html.parser")
    link = next(link for link in page.select("a:has(.ci-source)") if link.get_text() == "one.yml:4")
    target, _, anchor = link["href"].partition("#")
    shown = BeautifulSoup(
        (result.out / "workflows" / target).resolve().read_text(encoding="utf-8"), "html.parser"
    )
    assert shown.find(attrs={"name": anchor}) is not None or shown.find(id=anchor) is not None
    assert "runs-on" in shown.get_text()


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "text", "xml", "epub", "man", "gettext"])
def test_other_builders_take_the_same_pages(reference: Project, builder: str) -> None:
    assert reference.build(builder, version="1", copyright="us").warnings == []


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="the folder of real workflow files is not here")
@pytest.mark.parametrize("name", ["astral-sh+uv", "cli+cli", "fastapi+fastapi", "sveltejs+kit"])
def test_a_real_repository_needs_no_configuration(project: Project, name: str) -> None:
    project.conf(CONF)
    # Real gates that cannot fail are a finding, and none about the pages.
    weak = {"suppress_warnings": "ci.gate-cannot-fail"}
    result = project.build(ci_repository=str(CORPUS / name), nitpicky=True, **weak)
    assert result.warnings == []
    files = [
        file for file in (CORPUS / name / ".github/workflows").iterdir() if file.suffix in {".yml", ".yaml"}
    ]
    assert len(list((result.out / "workflows").glob("*.html"))) == len(files)
    overview = result.text("overview.html")
    assert all(file.name in overview for file in files)
