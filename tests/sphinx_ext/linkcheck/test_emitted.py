"""Emitted Markdown: what GitHub shows of it, with its headings, the files it links to, and its commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_ext.conftest import Project, Result

WORKFLOW = """\
on:
  workflow_dispatch:
    inputs:
      level: {required: false}
jobs:
  build:
    runs-on: x
    steps:
      - run: make
"""
A = """\
---
emit: docs/A.md
---
# Alpha

[b](b.md) [part](#the-part) {ci:file}`run.sh`

## The part

```bash
gh workflow run ci.yml -f level=1
./run.sh
```
"""
B = "---\nemit: docs/B.md\norphan: true\n---\n# Beta\n\n[a](a.md#the-part)\n"


def build(project: Project) -> Result:
    return project.build("linkcheck", gfm_root="../repo", myst_heading_anchors=2)


def of_files(result: Result) -> list[tuple[str, str, str, str]]:
    lines = map(json.loads, result.text("output.json").splitlines())
    return [
        (entry["filename"], entry["kind"], entry["status"], entry["uri"])
        for entry in lines
        if entry["filename"].startswith("docs/")
    ]


def written(project: Project) -> None:
    project.workflow("ci.yml", WORKFLOW)
    (project.repo / "run.sh").write_text("make\n")
    project.page("index.md", "# Start\n\n```{toctree}\na\n```\n")
    project.page("a.md", A)
    project.page("b.md", B)
    project.build("gfm", gfm_root="../repo", myst_heading_anchors=2)


def test_links_and_commands_of_emitted_files(project: Project) -> None:
    written(project)
    result = build(project)
    assert result.app.statuscode == 0
    assert of_files(result) == [
        ("docs/A.md", "anchor", "working", "#the-part"),
        ("docs/A.md", "path", "working", "../run.sh"),
        ("docs/A.md", "path", "working", "B.md"),
        ("docs/A.md", "command", "working", "gh workflow run ci.yml -f level=1"),
        ("docs/A.md", "command", "working", "./run.sh"),
        ("docs/B.md", "anchor", "working", "A.md#the-part"),
    ]


def test_what_has_changed_since_is_broken_at_its_line(project: Project) -> None:
    written(project)
    project.workflow("ci.yml", WORKFLOW.replace("level:", "stage:"))
    (project.repo / "run.sh").unlink()
    file = project.repo / "docs" / "A.md"
    file.write_text(file.read_text().replace("## The part", "## The parts"))
    result = build(project)
    assert result.app.statuscode == 1
    report = [line for line in result.text("output.txt").splitlines() if line.startswith("docs/")]
    lines = file.read_text().splitlines()
    assert {line.partition(": [broken] ")[2].partition(": ")[0] for line in report} == {
        "#the-part",
        "../run.sh",
        "A.md#the-part",
        "gh workflow run ci.yml -f level=1",
        "./run.sh",
    }
    command = next(line for line in report if "gh workflow" in line)
    assert lines[int(command.split(":")[1]) - 1] == "gh workflow run ci.yml -f level=1"
    anchor = next(line for line in report if "A.md#the-part" in line)
    assert anchor.endswith("did you mean 'the-parts'?")


def test_a_file_written_by_hand_is_left_to_the_audit(project: Project) -> None:
    written(project)
    (project.repo / "docs" / "A.md").write_text("# Alpha\n\n[x](none.md)\n\n## The part\n")
    assert {name for name, *_ in of_files(build(project))} == {"docs/B.md"}
