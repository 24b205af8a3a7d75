"""`ci:sections`: an index of the page's own sections, and of what stands under their labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from .conftest import Project, Result

CI = "on: push\njobs:\n  build:\n    runs-on: x\n    steps: [{run: make, name: Make it}]\n"
SECTIONS = """\
## Issue: It | hangs

**Symptoms**

- {ci:workflow}`ci.yml` → {ci:job}`build` waits for {ci:value}`!data.yml:a` or {ci:value}`data.yml:a`
- more

**Solution 1: Wait *a little*: `now`**

Text.

## Issue: It fails

**Symptoms**:

It "fails" in {ci:step}`ci.yml:build:Make it`. See [the other](#issue-it-hangs).

**Solution 1: Mend it**

### Issue: Deeper

**Symptoms**

1. None.

Text with **Symptoms** in it.

**Solution 1: Nothing**

## Issue: In line

**Symptoms**: Nothing *moves*.

**Solution 1: Push**

## Other

**Solution 1: Never shown**
"""


def built(project: Project, page: str, builder: str = "html", sections: str = SECTIONS) -> Result:
    project.workflow("ci.yml", CI)
    (project.repo / "data.yml").write_text("a: 5\n", encoding="utf-8")
    project.conf(
        'extensions = ["myst_parser", "workflow_docs"]\nci_repository = "../repo"\nhtml_theme = "basic"\nmyst_heading_anchors = 3\n'
    )
    project.page("index.md", f"# Start\n\n{page}\n\n{sections}")
    return project.build(builder)


def directive(*options: str) -> str:
    return "\n".join(["```{ci:sections}", *options, "```"])


def cells(result: Result) -> list[list[str]]:
    soup = BeautifulSoup(result.text("index.html"), "html.parser")
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.select("tr")]


def test_titles_with_links_labels_and_references(project: Project) -> None:
    page = directive(
        ':match: "^Issue: (.*)"', ":heading: Issue", ":columns: Where=Symptoms, All=Symptoms, Solution 1", ":references: Where"
    )  # fmt: skip
    result = built(project, page)
    assert result.warnings == []
    assert cells(result) == [
        ["Issue", "Where", "All", "Solution 1"],
        ["It | hangs", "ci.yml → build", "ci.yml → build waits for 5 or 5", "Wait a little: now"],
        ["It fails", "Make it → the other", 'It "fails" in Make it. See the other.', "Mend it"],
        ["Deeper", "", "None.", "Nothing"],
        ["In line", "", "Nothing moves.", "Push"],
    ]
    soup = BeautifulSoup(result.text("index.html"), "html.parser")
    targets = {tag["id"] for tag in soup.find_all(id=True)}
    links = [row.td.a["href"] for row in soup.select("tbody tr")]
    assert len(links) == 4
    assert {link.removeprefix("#") for link in links} <= targets


def test_a_table_of_links_alone_on_github(project: Project) -> None:
    text = built(project, directive(":match: ^Issue"), "gfm").text("index.md")
    assert "| Section |\n| --- |\n| [Issue](#issue-it--hangs) |\n| [Issue](#issue-it-fails) |\n" in text


def test_faults_say_what_to_do(project: Project) -> None:
    calls = {
        directive(): ("option", "a regular expression for the titles to list"),
        directive(":match: ^Nothing"): ("no-match", "no title of a section matches '^Nothing'"),
        directive(":match: ^Issue", ":columns: Symptoms", ":references: Symptom"): ("option", "did you mean 'Symptoms'?"),
    }  # fmt: skip
    for call, (subtype, words) in calls.items():
        (warning,) = built(project, call).warnings
        assert re.search(rf"index\.md:3: WARNING: .*{re.escape(words)} \[ci\.{subtype}\]", warning), warning


def test_a_section_without_a_label_is_told_at_its_place(project: Project) -> None:
    page = directive(':match: "^Issue: (.*)"', ":columns: Solution 1, Solution 2")
    warnings = built(project, page).warnings
    assert len(warnings) == 4
    assert re.search(
        r"index\.md:8: WARNING: the section 'Issue: It \| hangs' has no 'Solution 2' in bold", warnings[0]
    )


def test_what_is_wrong_in_a_section_is_told_once(project: Project) -> None:
    workflow = CI.replace("runs-on: x", "runs-on: x\n    timeout-minutes: 5")
    sections = SECTIONS.replace("- more", "").replace(
        "- {ci:workflow}",
        "- The job `build` times out after 99 minutes. It needs {ci:job}`gone`. {ci:workflow}",
    )
    page = directive(':match: "^Issue: (.*)"', ":columns: Symptoms")
    project.workflow("ci.yml", workflow)
    (project.repo / "data.yml").write_text("a: 5\n", encoding="utf-8")
    project.page("index.md", f"# Start\n\n{page}\n\n{sections}")
    warnings = project.build().warnings
    assert [re.findall(r"\[ci\.([\w-]+)\]", line)[0] for line in warnings if "[ci." in line] == [
        "job-timeout",
        "unknown-job",
    ]
