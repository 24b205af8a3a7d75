"""The report: every kind in one, every place, six keys and two, sorted, and what decides the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .conftest import Answer

if TYPE_CHECKING:
    from sphinx_ext.conftest import Project, Result

    from .conftest import Server

EXT = Path(__file__).parents[3] / "_ext"

WORKFLOW = "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - run: make\n"


def found(result: Result) -> dict[str, tuple[str, str, str, int]]:
    return {
        entry["uri"]: (entry["kind"], entry["status"], entry["filename"], entry["lineno"])
        for entry in map(json.loads, result.text("output.json").splitlines())
    }


def test_every_kind_of_link_is_in_one_report(project: Project, server: Server) -> None:
    server.say("/good")
    project.workflow("ci.yml", WORKFLOW)
    (project.repo / "tool.py").write_text("one\ntwo\n")
    project.page(
        "index.md",
        f"# Start\n\n[good]({server.url}/good) {{ci:job}}`ci.yml:build`\n\n[dead]({server.url}/dead)\n\n"
        "{ci:job}`ci.yml:bild`\n\n{ci:file}`scripts/none.sh`\n\n{ci:file}`.github/workflows/ci.yml`\n\n"
        "[here](#start) {ref}`nowhere`\n\n[line](../repo/tool.py#L9) <mailto:a@example.org>\n",
    )
    result = project.build("linkcheck", myst_heading_anchors=2)
    assert result.app.statuscode == 1
    assert found(result) == {
        f"{server.url}/good": ("external", "working", "index.md", 3),
        f"{server.url}/dead": ("external", "broken", "index.md", 5),
        "ci:job:ci.yml:build": ("ci", "working", "index.md", 3),
        "ci:job:ci.yml:bild": ("ci", "broken", "index.md", 7),
        "ci:file:scripts/none.sh": ("path", "broken", "index.md", 9),
        "ci:file:.github/workflows/ci.yml": ("path", "working", "index.md", 11),
        "#start": ("site", "working", "index.md", 13),
        "ref:nowhere": ("site", "broken", "index.md", 13),
        "../repo/tool.py": ("path", "working", "index.md", 15),
        "../repo/tool.py#L9": ("line", "broken", "index.md", 15),
        "mailto:a@example.org": ("external", "unchecked", "index.md", 15),
    }
    text = result.text("output.txt")
    assert (
        "index.md:7: [broken] ci:job:ci.yml:bild: ci.yml has no job 'bild'; did you mean 'build'?\n" in text
    )
    assert "index.md:9: [broken] ci:file:scripts/none.sh" in text
    assert f"index.md:5: [broken] {server.url}/dead: 404 Client Error" in text
    assert "index.md:15: [broken] ../repo/tool.py#L9: tool.py has 2 lines, not 9; #L2\n" in text
    assert "working" not in text


def test_an_entry_has_the_keys_of_sphinx_and_two_more(project: Project) -> None:
    project.workflow("ci.yml", WORKFLOW)
    project.page("index.md", "# Start\n\n{ci:job}`bild`\n")
    (entry,) = map(json.loads, project.build("linkcheck").text("output.json").splitlines())
    assert entry == {
        "filename": "index.md",
        "lineno": 3,
        "status": "broken",
        "code": 0,
        "uri": "ci:job:bild",
        "info": "no workflow has a job 'bild'",
        "kind": "ci",
        "fix": "did you mean 'build'?",
    }


def test_good_links_pass_and_each_kind_is_counted(project: Project, server: Server) -> None:
    url = server.say("/good")
    project.workflow("ci.yml", WORKFLOW)
    project.page("index.md", f"# Start\n\n[good]({url}) {{ci:job}}`ci.yml:build`\n\n[again]({url})\n")
    result = project.build("linkcheck")
    assert result.app.statuscode == 0
    assert result.warnings == []
    assert "external  2 working\n" in result.status
    assert "ci        1 working\n" in result.status
    assert "command   none\n" in result.status


def test_every_place_is_reported_and_one_address_is_asked_once(project: Project, server: Server) -> None:
    url = server.say("/gone", Answer(410))
    project.workflow("ci.yml", WORKFLOW)
    project.page("index.md", f"# Start\n\n{{ci:job}}`bild`\n\n{{ci:job}}`bild`\n\n[a]({url})\n\n[b]({url})\n")
    project.page("other.md", f"---\norphan: true\n---\n# Other\n\n{{ci:job}}`bild`\n\n[c]({url})\n")
    report = project.build("linkcheck").text("output.txt")
    assert [line.partition(": [broken]")[0] for line in report.splitlines()] == [
        "index.md:3",
        "index.md:5",
        "index.md:7",
        "index.md:9",
        "other.md:6",
        "other.md:8",
    ]
    assert server.asked("/gone") == ["HEAD", "GET"]


def test_two_runs_write_the_same(project: Project, server: Server) -> None:
    project.workflow("ci.yml", WORKFLOW)
    links = "".join(
        f"[l]({server.say(f'/{number}', Answer(seconds=0.01 * (number % 3)))}) [d]({server.url}/no{number})\n\n"
        for number in range(12)
    )
    project.page("index.md", f"# Start\n\n{links}[x](http://127.0.0.1:9/closed) {{ci:job}}`bild`\n")
    runs = []
    for _ in range(2):
        result = project.build("linkcheck", fresh=True, ci_linkcheck_backoff=0.01)
        runs.append((result.text("output.txt"), result.text("output.json")))
    assert runs[0] == runs[1]
    assert "object at" not in runs[0][1]
    places = [(entry["filename"], entry["lineno"]) for entry in map(json.loads, runs[0][1].splitlines())]
    assert places == sorted(places)


def test_settings_of_sphinx_leave_links_of_any_kind_out(project: Project) -> None:
    project.workflow("ci.yml", WORKFLOW)
    project.page("index.md", "# Start\n\n{ci:job}`bild` <http://127.0.0.1:9/a>\n")
    project.page("old.md", "---\norphan: true\n---\n# Old\n\n{ci:job}`biuld` <http://127.0.0.1:9/b>\n")
    result = project.build(
        "linkcheck", linkcheck_ignore=["ci:job:bild$", ".*/a$"], linkcheck_exclude_documents=["old"]
    )
    assert result.app.statuscode == 0
    assert {status for _, status, _, _ in found(result).values()} == {"ignored"}


def test_a_quiet_build_warns(project: Project) -> None:
    project.workflow("ci.yml", WORKFLOW)
    project.page("index.md", "# Start\n\n{ci:job}`bild`\n")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-q",
            "-b",
            "linkcheck",
            str(project.docs),
            str(project.docs / "_out"),
        ],
        env={**os.environ, "PYTHONPATH": str(EXT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "index.md:3: WARNING: broken link: ci:job:bild - no workflow has a job 'bild'" in done.stderr
    assert done.stdout == ""


def test_an_included_file_is_where_its_links_are(project: Project) -> None:
    project.workflow("ci.yml", WORKFLOW)
    project.page("part.txt", "Text\n\n:ref:`nowhere`\n")
    project.page("index.rst", "Start\n=====\n\n.. include:: part.txt\n")
    result = project.build("linkcheck")
    assert found(result)["ref:nowhere"][2:] == ("part.txt", 3)


def test_other_sites_are_told_as_sphinx_tells_them(project: Project, server: Server) -> None:
    page = server.say("/page", Answer(body='<p id="here">'))
    moved = server.say("/moved", Answer(301, headers=(("Location", "/page"),)))
    urls = (page, moved, f"{page}#here", f"{page}#gone", f"{server.url}/none", "mailto:a@example.org")
    project.page("index.md", "# Start\n\n" + "\n\n".join(f"<{url}>" for url in urls) + "\n")
    ours = project.build("linkcheck")
    kept = [
        {key: value for key, value in json.loads(line).items() if key not in {"kind", "fix"}}
        for line in ours.text("output.json").splitlines()
    ]
    text = ours.text("output.txt")
    project.conf('extensions = ["myst_parser"]\n')
    theirs = project.build("linkcheck", fresh=True)
    assert sorted(theirs.text("output.txt").splitlines()) == sorted(text.splitlines())
    assert len(kept) == len(urls)
    assert sorted(map(json.loads, theirs.text("output.json").splitlines()), key=str) == sorted(kept, key=str)
