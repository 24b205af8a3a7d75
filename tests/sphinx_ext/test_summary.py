"""`ci:summary` in real builds: the files as they are when the page is written, its own among them, and what fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from .test_life import touch_later

if TYPE_CHECKING:
    from .conftest import Project

CI = "name: CI\non: push\njobs:\n  build:  # Builds it.\n    runs-on: x\n    steps: [{name: Make it, run: make}]\n"
CONF = """
extensions = ["myst_parser", "workflow_docs"]
ci_repository = gfm_root = "../repo"
ci_contracts = "contracts.yml"
html_theme = "basic"
myst_heading_anchors = 2
linkcheck_ignore = ["https://github.com/org/repo"]
"""
# `FIXME` is what the contract forbids in both documents: the word itself is the data of the test.
CONTRACT = """\
documents:
  docs/CI.md:
    title: Pipelines
    lines_min: 5
    headings: [Jobs]
    links: [GUIDE.md]
    forbid: ['FIXME']
  docs/GUIDE.md:
    title: Guide
  docs/REPORT.md:
    title: Report
    count: [{re: '100\\.0 %', min: 1}]
    forbid: ['FIXME']
    broken_links: 0
totals:
  - {documents: [docs/CI.md, docs/GUIDE.md], lines_min: 8}
"""
FRONT = "---\nemit: docs/{}.md\n---\n"
CI_PAGE = (
    FRONT.format("CI")
    + "# Pipelines\n\nThe [guide](guide.md) says more.\n\n## Jobs\n\n```{ci:jobs} ci.yml\n```\n\n```bash\nmake\n```\n"
)
GUIDE = FRONT.format("GUIDE") + "# Guide\n\nSee the [jobs](ci.md).\n"
REPORT = FRONT.format("REPORT") + "# Report\n\n" + "".join(
    f"## {part.title()}\n\n```{{ci:summary}} {part}\n```\n\n"
    for part in ("documents", "code", "references", "commands", "facts", "quality", "links")
)  # fmt: skip
INDEX = "# Start\n\n```{toctree}\nci\nguide\nreport\n```\n\n[what failed](report.md#quality)\n"


@pytest.fixture
def pages(project: Project) -> Project:
    project.conf(CONF)
    project.workflow("ci.yml", CI)
    for name, text in {"index": INDEX, "ci": CI_PAGE, "guide": GUIDE, "report": REPORT}.items():
        project.page(f"{name}.md", text)
    (project.docs / "contracts.yml").write_text(CONTRACT, encoding="utf-8")
    return project


def report(project: Project) -> str:
    return (project.repo / "docs" / "REPORT.md").read_text(encoding="utf-8")


def rows(text: str, first: str) -> list[list[str]]:
    """Return the rows of the Markdown table with this heading in its first column and line."""
    table = re.search(rf"^\| {first}.*\n\|[ |-]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table is not None, first
    cells = [line.strip("|").split("|") for line in table[1].splitlines()]
    return [[re.sub(r"\[([^]]*)\]\([^)]*\)|`", r"\1", cell).strip() for cell in row] for row in cells]


def test_the_first_build_says_what_every_later_one_says(pages: Project) -> None:
    first = pages.build("gfm")
    assert first.warnings == []
    text = report(pages)
    assert "11 of 11 checks of the documents passed (100.0 %)" in first.status
    assert rows(text, "Document \\| Passed \\| Checks")[-1] == ["Total", "11", "11", "100.0 %"]
    again = pages.build("gfm")
    assert again.warnings == []
    assert "0 of 3 Markdown files changed" in again.status
    assert report(pages) == text
    assert pages.build("gfm", fresh=True, gfm_check=True).warnings == []


def test_the_figures_are_those_of_the_files(pages: Project) -> None:
    pages.build("gfm")
    text = report(pages)
    ci = (pages.repo / "docs" / "CI.md").read_text(encoding="utf-8")
    name, lines, required, generated, _excerpt, written, blank, headings = rows(text, "Document \\| Lines")[0]
    assert (name, lines, required, headings) == ("CI.md", str(ci.count("\n")), "5, met", "2")
    # The mark and the three lines of the table are made, and `make` between its fences stands in the workflow.
    assert (generated, written) == ("4", "6")
    assert int(blank) == ci.count("\n\n")
    assert rows(text, "Document \\| Commands")[0] == ["CI.md", "1", "1", "0", "0", "0"]
    assert rows(text, "From")[0] == ["CI.md", "–", "1"]
    assert "[CI.md](CI.md)" in text


@pytest.mark.parametrize(
    ("page", "old", "new", "warning"),
    [
        ("ci.md", "## Jobs", "## Work", r"contracts\.yml:5: WARNING: missing: docs/CI\.md: heading 'Jobs'.* \[ci\.contract-heading\]"),
        ("ci.md", "says more", "has a FIXME", r"repo/docs/CI\.md:\d+: WARNING: contradicted: lines with 'FIXME'.* \[ci\.contract-forbidden\]"),
        ("guide.md", "# Guide", "# A guide", r"repo/docs/GUIDE\.md:\d+: WARNING: contradicted: title.* \[ci\.contract-title\]"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("builder", ["gfm", "html"])
def test_a_check_that_fails_is_told_and_counted(
    pages: Project, builder: str, page: str, old: str, new: str, warning: str
) -> None:
    pages.build("gfm")
    file = pages.docs / page
    touch_later(file, file.read_text("utf-8").replace(old, new))
    result = pages.build("gfm")
    text = report(pages)
    if builder == "html":
        result = pages.build("html")
    (told,) = [line for line in result.warnings if "ci.contract" in line]
    assert re.search(warning, told)
    assert "10 of 11 checks" in result.status or "9 of 11 checks" in result.status
    failed = rows(text, "Document \\| Check \\|")
    assert [row[-1] for row in failed] == ["failed"] * len(failed)
    assert len(failed) <= 2  # the report's own count of `100.0 %` may be the second
    assert "FIXME" not in text  # a report that shows what is forbidden would fail for that
    total = rows(text, "Document \\| Passed \\| Checks")[-1][-1]
    assert float(total.removesuffix(" %")) < 100


def test_the_site_shows_the_same_and_links_to_its_pages(pages: Project) -> None:
    pages.build("gfm")
    result = pages.build("html", nitpicky=True)
    assert result.warnings == []
    soup = BeautifulSoup(result.text("report.html"), "html.parser")
    assert [title.get_text().rstrip("¶") for title in soup.select("h2")][:2] == ["Documents", "Code"]
    assert [link["href"] for link in soup.select("td a")][:2] == ["ci.html", "guide.html"]
    assert "100.0 %" in soup.get_text()


def test_the_site_follows_the_files(pages: Project) -> None:
    pages.build("gfm")
    assert "100.0 %" in pages.build("html").text("report.html")
    file = pages.repo / "docs" / "GUIDE.md"
    touch_later(file, file.read_text("utf-8").replace("# Guide", "# Changed"))
    result = pages.build("html")
    assert result.read == set()
    assert "contract-title" in "\n".join(result.warnings)
    assert (
        "100.0 %" not in BeautifulSoup(result.text("report.html"), "html.parser").select("tr")[-1].get_text()
    )
    assert "report.html" not in pages.build("html").status


def test_a_link_to_a_heading_of_the_report(pages: Project) -> None:
    pages.page("ci.md", CI_PAGE.replace("says more.", "says more, the [report](report.md#quality) how well."))
    result = pages.build("gfm")
    assert result.warnings == []
    assert "[report](REPORT.md#quality)" in (pages.repo / "docs" / "CI.md").read_text("utf-8")


def test_without_a_contract_it_is_about_all_files_of_pages(pages: Project) -> None:
    pages.conf(CONF.replace('ci_contracts = "contracts.yml"', ""))
    pages.page("guide.md", GUIDE + "\n```{admonition} To be written\nWho is on call?\n```\n")
    result = pages.build("gfm")
    assert result.warnings == []
    text = report(pages)
    assert [row[0] for row in rows(text, "Document \\| Lines")] == ["CI.md", "GUIDE.md", "Total"]
    assert "There is no contract" in text
    assert "1 part is marked as to be written." in text
    assert pages.build("gfm").status.count("0 of 3 Markdown files changed")


@pytest.mark.parametrize(
    ("contract", "page", "warning"),
    [
        ("documents: [\n", REPORT, "ci_contracts: .*contracts.yml:"),
        (None, REPORT, "ci_contracts: .*there is no such file"),
        (CONTRACT, REPORT.replace("summary} code", "summary} codes"), "the report has no part 'codes'; did you mean 'code'"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told(pages: Project, contract: str | None, page: str, warning: str) -> None:
    place = pages.docs / "contracts.yml"
    place.unlink()
    if contract is not None:
        place.write_text(contract, encoding="utf-8")
    pages.page("report.md", page)
    result = pages.build("html")
    assert re.search(warning, "\n".join(result.warnings))
    assert "Traceback" not in "\n".join(result.warnings)
    assert (result.out / "report.html").exists()


def test_several_processes_say_the_same(pages: Project) -> None:
    pages.build("gfm")
    one = report(pages)
    assert pages.build("gfm", fresh=True, jobs=2).warnings == []
    assert report(pages) == one
    assert pages.build("html", fresh=True, jobs=2).warnings == []
