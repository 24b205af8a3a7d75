"""Pages about workflows as Markdown in the repository: links, diagrams, tables, and what must not be written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import cmarkgfm
import pytest
from bs4 import BeautifulSoup
from cmarkgfm.cmark import Options

if TYPE_CHECKING:
    from .conftest import Project

CI = """
name: CI
on: push
jobs:
  build:  # Builds | and `keeps` it.
    runs-on: ubuntu-latest
    steps:
      - name: TQ-01 Check
        run: a | b || exit 1
        env:
          TOKEN: ${{ secrets.TOKEN }}
  end:
    needs: build
    if: ${{ github.ref == 'x' || always() }}
    runs-on: ubuntu-latest
    steps:
      - run: echo '<run-id>'
"""


@pytest.fixture
def emitting(project: Project) -> Project:
    project.workflow("ci.yml", CI)
    project.conf(
        'extensions = ["myst_parser", "workflow_docs"]\nci_repository = "../repo"\ngfm_root = "../repo"\nmyst_heading_anchors = 3\n'
    )
    project.page("index.md", "# Start\n\n```{toctree}\n:glob:\n*\n```\n")
    return project


def emitted(project: Project, path: str) -> str:
    return (project.repo / path).read_text(encoding="utf-8")


def rendered(text: str) -> BeautifulSoup:
    html = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    return BeautifulSoup(html, "html.parser")


def test_every_view_reads_on_github_as_in_the_site(emitting: Project) -> None:
    views = [
        "workflows",
        "jobs} ci.yml",
        "steps} ci.yml:build",
        "secrets",
        "env",
        "gates} ci.yml",
        "triggers",
        "commands}\n:pattern: .",
        "diagnostics",
    ]
    body = "\n\n".join(f"```{{ci:{view}{'' if '}' in view else '}'}\n```" for view in views)
    emitting.page("facts.md", f"---\nemit: docs/FACTS.md\n---\n# Facts\n\n{body}\n")
    assert emitting.build("gfm").warnings == []
    page = rendered(emitted(emitting, "docs/FACTS.md"))
    site = BeautifulSoup(emitting.build("html").text("facts.html"), "html.parser")

    def cells(soup: BeautifulSoup) -> list[list[str]]:
        return [
            [" ".join(cell.get_text().split()) for cell in row.find_all(["td", "th"])]
            for row in soup.find_all("tr")
        ]

    assert cells(page) == cells(site)
    assert len(page.find_all("table")) == len(views) - 1  # nothing is wrong with the workflow files
    assert "Builds | and keeps it" in page.get_text()


def test_references_lead_from_file_to_file(emitting: Project) -> None:
    emitting.page(
        "run.md",
        "---\nemit: docs/ops/RUN.md\n---\n# Run\n\n## Build it\n\n{ci:job}`ci.yml:build` {ci:file}`.github/workflows/ci.yml` [jobs](list.md#the-jobs) {ci:job}`ci.yml:end`\n",
    )
    emitting.page(
        "list.md",
        "---\nemit: .github/workflows/README.md\n---\n# List\n\n## The jobs\n\n```{ci:jobs} ci.yml\n:columns: job\n```\n\n[run](run.md#build-it)\n",
    )
    assert emitting.build("gfm").warnings == []
    links = {
        link.get_text(): link["href"]
        for link in rendered(emitted(emitting, "docs/ops/RUN.md")).find_all("a")
        if link.get("href")
    }
    assert links[".github/workflows/ci.yml"] == "../../.github/workflows/ci.yml"
    assert links["jobs"] == "../../.github/workflows/README.md#the-jobs"
    target, _, anchor = links["build"].partition("#")
    assert target == "../../.github/workflows/README.md"
    readme = emitted(emitting, ".github/workflows/README.md")
    assert f'id="{anchor}"' in readme
    assert "](../../docs/ops/RUN.md#build-it)" in readme


def test_a_job_that_no_emitted_page_describes_is_linked_at_its_line(emitting: Project) -> None:
    emitting.page("site.md", "# Site only\n\n```{ci:workflow} ci.yml\n```\n")
    emitting.page("run.md", "---\nemit: docs/RUN.md\n---\n# Run\n\n{ci:job}`ci.yml:end`\n")
    assert emitting.build("gfm").warnings == []
    assert "[`end`](../.github/workflows/ci.yml#L12)" in emitted(emitting, "docs/RUN.md")


def test_diagrams_become_fences(emitting: Project) -> None:
    emitting.page(
        "run.md",
        "---\nemit: RUN.md\n---\n# Run\n\n1. Look:\n\n   ```{ci:job-graph} ci.yml\n   ```\n\n2. Go.\n",
    )
    assert emitting.build("gfm").warnings == []
    page = rendered(emitted(emitting, "RUN.md"))
    code = page.select_one("ol > li pre code, ol > li pre[lang=mermaid]")
    assert code is not None
    assert code.get_text().startswith("flowchart")
    assert len(page.select("ol > li")) == 2


def test_a_file_that_is_not_ours_is_left_alone(emitting: Project) -> None:
    (emitting.repo / "RUN.md").write_text("# By hand\n", encoding="utf-8")
    emitting.page("run.md", "---\nemit: RUN.md\n---\n# Run\n")
    (warning,) = emitting.build("gfm").warnings
    assert "run.md" in warning
    assert "[gfm.foreign-file]" in warning
    assert emitted(emitting, "RUN.md") == "# By hand\n"
    assert emitting.build("gfm", gfm_overwrite=True).warnings == []
    assert "# Run" in emitted(emitting, "RUN.md")


@pytest.mark.parametrize(
    "target",
    [
        "../OUT.md",
        "/OUT.md",
        "a/../../OUT.md",
        ".git/OUT.md",
        "link/OUT.md",
        "run.sh",
        "C:OUT.md",
        "a\\OUT.md",
    ],
)
def test_nothing_is_written_outside_the_repository(emitting: Project, target: str) -> None:
    outside = emitting.repo.parent / "outside"
    outside.mkdir()
    (emitting.repo / "link").symlink_to(outside)
    emitting.page("run.md", f"---\nemit: '{target}'\n---\n# Run\n")
    (warning,) = emitting.build("gfm").warnings
    assert "[gfm.emit-path]" in warning
    assert list(outside.iterdir()) == []
    assert list(emitting.repo.parent.rglob("OUT.md")) == []


def test_a_file_that_would_not_change_is_not_touched(emitting: Project) -> None:
    emitting.page("run.md", "---\nemit: RUN.md\n---\n# Run\n\n```{ci:needs} ci.yml\n```\n")
    emitting.build("gfm")
    os.utime(emitting.repo / "RUN.md", (1, 1))
    emitting.build("gfm", fresh=True)
    assert (emitting.repo / "RUN.md").stat().st_mtime == 1


def test_checking_finds_an_edit_by_hand_and_a_changed_workflow(emitting: Project) -> None:
    emitting.page("run.md", "---\nemit: RUN.md\n---\n# Run\n\n```{ci:needs} ci.yml\n```\n")
    emitting.build("gfm")
    assert emitting.build("gfm", gfm_check=True).warnings == []
    before = emitted(emitting, "RUN.md")
    (emitting.repo / "RUN.md").write_text(before.replace("independent", "dependent"), encoding="utf-8")
    (warning,) = emitting.build("gfm", gfm_check=True).warnings
    assert "[gfm.outdated]" in warning
    assert "dependent" in warning
    emitting.build("gfm")
    assert emitted(emitting, "RUN.md") == before
    emitting.workflow(
        "ci.yml", CI.replace("  build:", "  compile:").replace("needs: build", "needs: compile")
    )
    (warning,) = emitting.build("gfm", gfm_check=True, fresh=True).warnings
    assert "[gfm.outdated]" in warning
    assert emitted(emitting, "RUN.md") == before
