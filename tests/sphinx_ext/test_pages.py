"""The reference that `ci_pages` keeps, and the pages that show files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from .conftest import Project

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SEPARATORS = "\n\u2028\u2029\x85\x1c\x1d\x1e\x0b\x0c"
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


HOSTILE = (
    *(f"a{char}{char}.. raw:: html{char}   :file: secret{char}.yml" for char in SEPARATORS),
    *("a\\.yml", "a:b.yml", "*a*.yml", "`a`.yml", "'a\"b.yml", "<svg onload=alert(1)>.yml", "a';alert(1);'.yml"),
    *(" a.yml", "a .yml", "..yml", "...yml", "--a.yml", "index.yml", "INDEX.yml", "Index.yaml", "a%0Ab.yml", "a%250Ab.yml"),
    *("é.yml", "{a}.yml", "|a|.yml", "a_.yml", "\u202ea.yml", "a\udcff.yml", "#a.yml", "[a](b).yml", f"{'n' * 251}.yml"),
)  # fmt: skip


@pytest.fixture
def hostile(project: Project) -> Project:
    project.conf(CONF)
    for folder in (".", "workflows", "actions"):
        project.page(f"{folder}/secret", "canary\n")
    for number, name in enumerate(HOSTILE):
        project.workflow(name, WORKFLOW.format(name=f"Workflow {number}"))
        action = project.repo / ".github" / "actions" / f"x{name}"[:255]
        action.mkdir(parents=True, exist_ok=True)
        (action / "action.yml").write_text(
            f"name: Action {number}\ndescription: x\nruns: {{using: composite, steps: []}}\n",
            encoding="utf-8",
        )
    # A path that begins like an option of a directive.
    (project.repo / ":page: x").mkdir()
    (project.repo / ":page: x" / "action.yml").write_text(
        "name: Odd\ndescription: x\nruns: {using: composite, steps: []}\n"
    )
    project.workflow("uses.yml", WORKFLOW.format(name="Uses").replace("run: ./go.sh", "uses: './:page: x'"))
    return project


def test_every_name_has_its_page_and_none_is_in_its_source(hostile: Project) -> None:
    result = hostile.build()
    assert result.warnings == []
    sources = [file for file in hostile.docs.rglob("*.rst") if file.name != "index.rst"]
    for file in sources:
        assert re.fullmatch(r"[A-Za-z0-9_/-]{1,90}\.rst", file.relative_to(hostile.docs).as_posix())
        text = file.read_text(encoding="utf-8")
        assert re.fullmatch(r"[\n -~]*", text)
        if file.parent.name in {"workflows", "actions"}:
            lines = text.split("\n")[2:]
            assert re.fullmatch(r"\.\. ci:(workflow|action):: [A-Za-z0-9_.~/%-]+", lines[0])
            assert set(lines[1:]) <= {"   :page:", "   :percent-encoded:", ""}
    titles = sorted(
        BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").h1.get_text().rstrip("¶")
        for folder in ("workflows", "actions")
        for file in (result.out / folder).glob("*.html")
    )
    count = range(len(HOSTILE))
    assert titles == sorted(
        [
            "Uses",
            "Odd",
            *(f"Workflow {number}" for number in count),
            *(f"Action {number}" for number in count),
        ]
    )
    for file in result.out.rglob("*.html"):
        page = file.read_text(encoding="utf-8")
        assert "canary" not in page
        assert "<svg onload" not in page
    overview = BeautifulSoup(result.text("overview.html"), "html.parser")
    links = {link.get_text(): link["href"].partition("#")[0] for link in overview.select("td:first-child a")}
    assert len(links) == len(HOSTILE) + 1
    for text, target in links.items():
        page = BeautifulSoup((result.out / target).read_text(encoding="utf-8"), "html.parser")
        assert page.h1.get_text().rstrip("¶") == text


def test_a_second_build_of_such_names_reads_and_touches_nothing(hostile: Project) -> None:
    hostile.build()
    before = {file: file.stat().st_mtime_ns for file in hostile.docs.rglob("*.rst")}
    assert hostile.build().read == set()
    assert {file: file.stat().st_mtime_ns for file in hostile.docs.rglob("*.rst")} == before


def test_a_percent_sign_of_a_name_is_one_and_an_encoded_path_is_exact(project: Project) -> None:
    project.workflow("a%0Ab.yml", WORKFLOW.format(name="Percent"))
    project.workflow("a\nb.yml", WORKFLOW.format(name="Break"))
    path = ".github/workflows/a%0Ab.yml"
    project.page(
        "index.md",
        f"# A\n\n```{{ci:workflow}} {path}\n:page:\n```\n\n```{{ci:workflow}} {path}\n:page:\n:percent-encoded:\n```\n",
    )
    result = project.build()
    assert result.warnings == []
    page = BeautifulSoup(result.text("index.html"), "html.parser")
    assert [title.get_text().rstrip("¶") for title in page.select("h2")] == ["Percent", "Break"]


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
