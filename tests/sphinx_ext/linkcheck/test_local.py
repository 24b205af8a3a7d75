"""What needs no network: pages, labels and anchors, files and their lines, and what directives name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sphinx_ext.conftest import Project, Result

WORKFLOW = "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - run: make\n"


def broken(result: Result) -> list[tuple[str, int, str, str, str]]:
    """Return the broken links: file, line, kind, address, fix."""
    return [
        (entry["filename"], entry["lineno"], entry["kind"], entry["uri"], entry["fix"])
        for entry in map(json.loads, result.text("output.json").splitlines())
        if entry["status"] == "broken"
    ]


MYST = """# Start

{doc}`other` {doc}`othr`

{ref}`label` {ref}`lable`

[page](other.md) [page](othr.md)

[heading](other.md#first) [heading](other.md#frist)

[here](#start) [here](#strat)

[label](#label) <project:other.md> {term}`word`
"""
OTHER = "# Other\n\n(label)=\n## First\n\nText\n"
MYST_BROKEN = [
    ("index.md", 3, "site", "doc:othr", "did you mean 'other'?"),
    ("index.md", 5, "site", "ref:lable", "did you mean 'label'?"),
    ("index.md", 7, "site", "othr.md", "did you mean 'other.md'?"),
    ("index.md", 9, "site", "other#frist", "did you mean 'first'?"),
    ("index.md", 11, "site", "strat", "did you mean 'start'?"),
    ("index.md", 13, "site", "term:word", ""),
]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("before", ["", "html"])
def test_references_of_markdown_pages(project: Project, jobs: int, before: str) -> None:
    project.page("index.md", MYST)
    project.page("other.md", OTHER)
    for number in range(8):  # enough for reading side by side
        project.page(f"p{number}.md", "---\norphan: true\n---\n# P\n\n[good](other.md) {ref}`label`\n")
    if before:
        project.build(before, myst_heading_anchors=2, jobs=jobs)
    result = project.build("linkcheck", myst_heading_anchors=2, jobs=jobs)
    assert bool(result.read) != bool(before)
    assert broken(result) == MYST_BROKEN
    assert result.app.statuscode == 1


def test_references_of_rest_pages_when_another_build_has_read_them(project: Project) -> None:
    project.page(
        "index.rst",
        "Start\n=====\n\n.. toctree::\n\n   other\n\n:doc:`other` :doc:`othr`\n\n:ref:`label` :ref:`lable`\n\n"
        "named_ nmaed_\n\n.. _named: other.html\n\n`a <other.html#first>`_ `b <other.html#frist>`_ `c <othr.html>`_\n\n"
        ":py:func:`os.open` :ref:`genindex`\n\n`d <#start>`_ `e <#strat>`_\n",
    )
    project.page("other.rst", "Other\n=====\n\n.. _label:\n\nFirst\n-----\n\nText\n")
    project.build("html")
    result = project.build("linkcheck")
    assert result.read == set()
    assert broken(result) == [
        ("index.rst", 8, "site", "doc:othr", "did you mean 'other'?"),
        ("index.rst", 10, "site", "ref:lable", "did you mean 'label'?"),
        ("index.rst", 12, "site", "nmaed_", ""),
        ("index.rst", 16, "path", "othr.html", ""),
        ("index.rst", 16, "site", "other.html#frist", "did you mean 'first'?"),
        ("index.rst", 20, "site", "#strat", "did you mean 'start'?"),
    ]


def test_an_object_of_another_domain_fails_where_sphinx_is_nitpicky(project: Project) -> None:
    project.page("index.rst", "Start\n=====\n\n:py:func:`os.open` :py:func:`os.close`\n")
    assert project.build("linkcheck").app.statuscode == 0
    result = project.build("linkcheck", nitpicky=True, nitpick_ignore=[("py:func", "os.close")])
    assert broken(result) == [("index.rst", 4, "site", "py:func:os.open", "")]
    assert result.app.statuscode == 1


def test_a_markdown_reference_that_sphinx_is_told_not_to_mind(project: Project) -> None:
    project.page("index.md", "# Start\n\n[a](nothing) [b](#none)\n")
    ignored = [("myst", "nothing"), ("myst", "none")]
    result = project.build("linkcheck", nitpick_ignore=ignored)
    assert (result.app.statuscode, broken(result)) == (0, [])


def test_files_and_their_lines(project: Project) -> None:
    project.workflow("ci.yml", WORKFLOW)
    (project.repo / "README.md").write_text("# Read me\n\n## Install\n")
    (project.docs / "data.csv").write_text("a\n")
    (project.docs / "dot.png").write_bytes(b"\x89PNG\r\n")
    project.page(
        "index.rst",
        "Start\n=====\n\n`w <../repo/.github/workflows/ci.yml#L6>`_ `x <../repo/.github/workflows/ci.yml#L7>`_\n\n"
        "`a <../repo/README.md#install>`_ `b <../repo/README.md#instal>`_ `c <../repo/READNE.md>`_\n\n"
        ":download:`data.csv` :download:`date.csv`\n\n.. image:: dot.png\n\n.. image:: dott.png\n",
    )
    project.build("html")
    result = project.build("linkcheck")
    assert broken(result) == [
        ("index.rst", 4, "line", "../repo/.github/workflows/ci.yml#L7", "#L6"),
        ("index.rst", 6, "anchor", "../repo/README.md#instal", "did you mean 'install'?"),
        ("index.rst", 6, "path", "../repo/READNE.md", "did you mean 'README.md'?"),
        ("index.rst", 8, "path", "date.csv", "did you mean 'data.csv'?"),
        ("index.rst", 12, "path", "dott.png", "did you mean 'dot.png'?"),
    ]


def test_a_file_that_is_gone_since_the_pages_were_read(project: Project) -> None:
    workflow = project.workflow("ci.yml", WORKFLOW)
    script = project.repo / "run.sh"
    script.write_text("make\n")
    project.page("index.md", "# Start\n\n{ci:file}`run.sh` {ci:job}`build`\n")
    project.build("html")
    assert project.build("linkcheck").app.statuscode == 0
    script.unlink()
    workflow.write_text(WORKFLOW.replace("build:", "pack:"))
    assert [(kind, uri) for _, _, kind, uri, _ in broken(project.build("linkcheck"))] == [
        ("ci", "ci:job:build"),
        ("path", "ci:file:run.sh"),
    ]


def test_what_a_directive_names_is_a_reference_too(project: Project) -> None:
    project.workflow("ci.yml", WORKFLOW)
    project.page("index.md", "# Start\n\n```{ci:workflow} co.yml\n```\n\n```{ci:job} ci.yml:build\n```\n")
    project.build("html")
    result = project.build("linkcheck")
    assert result.read == set()
    assert broken(result) == [("index.md", 3, "ci", "ci:workflow", "")]


def test_what_generated_parts_link_to_is_not_told_as_a_link(project: Project) -> None:
    project.workflow("ci.yml", WORKFLOW)
    project.page("index.md", "# Start\n\n```{ci:workflow} ci.yml\n```\n")
    result = project.build("linkcheck")
    assert {json.loads(line)["kind"] for line in result.text("output.json").splitlines()} <= {"path"}


@pytest.mark.parametrize(
    "name", ["a\x00b", "x" * 5000, "%00", "../" * 50 + "none", "//[", "http://[::1", "a:b"]
)
def test_strange_addresses_bring_nothing_down(project: Project, name: str) -> None:
    shown = name.replace("\x00", "\ufffd")
    if len(name) < 5000 and name != "%00":  # these are too much for MyST
        project.page("index.md", f"# Start\n\n[a](<{shown}>) [b](<{shown}#L1>)\n")
    else:
        project.page("index.md", "# Start\n")
    project.page("other.rst", f":orphan:\n\nOther\n=====\n\n`a <{shown}>`__ `b <{shown}#L1>`__\n")
    result = project.build("linkcheck", ci_linkcheck_backoff=0, linkcheck_timeout=1)
    assert result.text("output.json")


# -- raw HTML ---------------------------------------------------------------------------------------------


def test_links_in_raw_html_are_links(project: Project) -> None:
    (project.docs / "here.png").write_bytes(b"")
    project.page("other.md", "---\norphan: true\n---\n# Other\n")
    project.page(
        "index.md",
        '# Start\n\n<p id="own">\n  <a href="http://site.example/a?x=1&amp;y=2">\n  <img src="here.png" '
        'srcset="none.png 2x">\n</p>\n\nText <a href="#own">here</a> <a href="#none">there</a> '
        '<a href="other.html">other</a>\n\n<!-- <a href="http://site.example/commented"> -->\n\n'
        '<picture>\n<source srcset="http://site.example/b">\n</picture>\n',
    )
    result = project.build("linkcheck", ci_linkcheck_offline=True)
    found = {
        each["uri"]: (each["kind"], each["status"], each["lineno"])
        for each in map(json.loads, result.text("output.json").splitlines())
    }
    assert found == {
        "http://site.example/a?x=1&y=2": ("external", "unchecked", 4),
        "here.png": ("path", "working", 5),
        "none.png": ("path", "unsure", 5),
        "#own": ("site", "working", 8),
        "#none": ("site", "unsure", 8),
        "other.html": ("site", "working", 8),
        "http://site.example/b": ("external", "unchecked", 13),
    }
    assert result.app.statuscode == 0
    assert (
        "index.md:5: [unsure] none.png: there is no file 'none.png' in the source folder, but the site may"
        in (result.text("output.txt"))
    )


def test_raw_html_in_restructuredtext(project: Project) -> None:
    project.page(
        "index.rst",
        'Start\n=====\n\n.. raw:: html\n\n   <img src="none.png">\n\n.. raw:: latex\n\n   <a href="x">\n',
    )
    result = project.build("linkcheck", ci_linkcheck_offline=True)
    (line,) = map(json.loads, result.text("output.json").splitlines())
    assert (line["uri"], line["status"], line["filename"]) == ("none.png", "unsure", "index.rst")


def test_a_query_is_no_part_of_a_path(project: Project) -> None:
    (project.repo / "README.md").write_text("# One\n\nTwo\n")
    links = [
        "README.md?plain=1#L3",
        "README.md?plain=1#L9",
        "README.md?raw=true",
        f"README.md#L{'9' * 5_000}",
    ]
    project.page("index.md", "# Start\n\n" + "".join(f'<a href="../repo/{link}">x</a>\n' for link in links))
    result = project.build("linkcheck", ci_linkcheck_offline=True)
    found = {
        each["uri"][8:40]: each["status"] for each in map(json.loads, result.text("output.json").splitlines())
    }
    assert found == {
        "README.md?plain=1#L3": "working",
        "README.md?plain=1#L9": "unsure",
        "README.md?raw=true": "working",
        "README.md#" + "L" + "9" * 21: "unsure",
    }
