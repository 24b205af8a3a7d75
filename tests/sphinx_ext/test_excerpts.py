"""`ci:excerpt`: lines of files and steps on pages, and what is said of those that are not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from .test_life import touch_later

if TYPE_CHECKING:
    from .conftest import Project, Result

CI = "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - name: Make\n        if: always()\n        run: |\n          make a\n          make b\n      - run: rest\n"
CODE = 'def one():\n    return "<b>```|"\n\n\ndef two():\n    pass\n'


def built(project: Project, *calls: str, builder: str = "html") -> Result:
    project.workflow("ci.yml", CI)
    (project.repo / "app.py").write_text(CODE, encoding="utf-8")
    project.page("index.md", "# Start\n\n" + "\n\n".join(f"```{call}\n```" for call in calls))
    return project.build(builder)


def test_lines_of_files_and_steps(project: Project) -> None:
    result = built(
        project,
        "{ci:excerpt} app.py\n:from: def one\n:to: return",
        "{ci:excerpt} ci.yml:build:Make",
        "{ci:excerpt} ci.yml:build:Make\n:from: make a\n:to: make b",
        "{ci:excerpt} ci.yml:build:2\n:lines: 1\n:no-source:",
    )
    assert result.warnings == []
    soup = BeautifulSoup(result.text("index.html"), "html.parser")
    assert [block.get_text() for block in soup.select("div.highlight pre")] == [
        'def one():\n    return "<b>```|"\n',
        "- name: Make\n  if: always()\n  run: |\n    make a\n    make b\n",
        "make a\nmake b\n",
        "- run: rest\n",
    ]
    assert soup.select(".highlight-python")
    assert [(link.parent.get_text(), link["href"]) for link in soup.select("p a.internal")][:3] == [
        ("app.py, lines 1–2:", "_repository/app.py.html#L-1"),
        (".github/workflows/ci.yml, lines 6–10:", "_repository/_github/workflows/ci.yml.html#L-6"),
        (".github/workflows/ci.yml, lines 9–10:", "_repository/_github/workflows/ci.yml.html#L-9"),
    ]


def test_on_github_a_fence_in_the_lines_breaks_nothing(project: Project) -> None:
    text = built(project, "{ci:excerpt} app.py\n:lines: 1-2", builder="gfm").text("index.md")
    assert '````python\ndef one():\n    return "<b>```|"\n````\n' in text


def test_an_edit_of_the_file_reads_the_page_again(project: Project) -> None:
    built(project, "{ci:excerpt} app.py\n:from: def one\n:to: return")
    touch_later(project.repo / "app.py", "# new\n" + CODE)
    assert "lines 2–3" in project.build().text("index.html")


def test_faults_are_told(project: Project) -> None:
    (project.repo / "bytes").write_bytes(b"\xff\xfe")
    calls = {
        "ap.py": ("unknown-file", "did you mean 'app.py'?"),
        "../docs/conf.py": ("unknown-file", "the repository has no"),
        "bytes": ("unknown-file", "cannot be read as text"),
        "ci.yml:build:Mak": ("unknown-step", "did you mean 'Make'?"),
        "ci.yml:biuld:Make": ("unknown-job", "did you mean 'build'?"),
        "app.py\n:from: three": ("no-match", "app.py: :from: finds no line that matches 'three'"),
        "app.py\n:lines: 7-70": ("no-match", "there are 6 lines"),
    }
    for number, name in enumerate(calls):
        project.page(f"p{number}.md", f"---\norphan: true\n---\n# Page\n\n```{{ci:excerpt}} {name}\n```\n")
    result = built(project)
    said = [re.search(r"p(\d)\.md:6: WARNING: (.*) \[ci\.([\w-]+)\]", line) for line in result.warnings]
    assert [(int(match[1]), match[3]) for match in said if match] == [
        (number, subtype) for number, (subtype, _) in enumerate(calls.values())
    ]
    for match, (_, words) in zip(said, calls.values(), strict=True):
        assert words in match[2]
