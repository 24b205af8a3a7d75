"""Broken repositories: one located warning each, complete pages for all else, and never a traceback."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from .conftest import Project

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

GOOD = "name: Good\non: push\njobs:\n  fine:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"

# what the file holds -> (line:column, subtype, what a reader must be told)
BROKEN = {
    "no mapping": (b"- just\n- a list\n", "1:1", "not-a-mapping", "a workflow is a mapping"),
    "empty": (b"", "1:1", "not-a-mapping", "the file is empty"),
    "yaml": (b"on: push\njobs:\n  a: [1, 2\n  b: 3\n", "4:", "yaml-syntax", "invalid YAML"),
    "tab": (b"on: push\njobs:\n\ta: 1\n", "3:1", "yaml-syntax", "use spaces"),
    "encoding": (b"on: push\nname: caf\xe9\n", "2:10", "encoding", "save the file as UTF-8"),
    "nul": (b"on: push\nname: a\x00b\n", "2:8", "yaml-syntax", "remove the character"),
    "unknown needs": (GOOD.replace("    runs-on", "    needs: fime\n    runs-on").encode(), "5:12", "unknown-needs", "no job"),
    "duplicate key": (GOOD.encode() + b"on: push\n", "8:1", "duplicate-key", "first on line 2"),
    "duplicate id": (
        GOOD.encode() + b"        id: x\n      - run: a\n        id: x\n", "10:13", "duplicate-id", "first on line 8",
    ),
    "cycle": (GOOD.replace("    runs-on", "    needs: fine\n    runs-on").encode(), "4:3", "needs-cycle", "fine → fine"),
    "deep": (b"on: push\njobs: " + b"[" * 100_000, "2:", "too-large", "nested more than"),
    "bomb": (
        b"on: push\njobs:\n  j:\n    runs-on: x\n    strategy:\n     matrix:\n      a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"      %c: &%c [%s]\n" % (c + 1, c + 1, b",".join([b"*%c" % c] * 9)) for c in range(97, 106)),
        "1:1", "too-large", "values",
    ),
    "itself": (
        b"on: push\njobs: {j: {runs-on: x, strategy: {matrix: {a: &a [*a]}}}}\n", "1:1", "too-large", "values",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_one_warning_and_costs_nothing_else(project: Project, case: str) -> None:
    data, where, subtype, words = BROKEN[case]
    (project.repo / ".github" / "workflows" / "bad.yml").write_bytes(data)
    project.workflow("good.yml", GOOD)
    project.page(
        "index.rst",
        "Start\n=====\n\n.. ci:workflow:: bad.yml\n\n.. ci:workflow:: good.yml\n\n.. ci:workflows::\n",
    )
    result = project.build()
    (warning,) = [line for line in result.warnings if "WARNING" in line]
    assert re.match(rf"\.github/workflows/bad\.yml:{where}\d*: WARNING: .*{re.escape(words)}", warning), (
        warning
    )
    assert f"[ci.{subtype}]" in "".join(result.warnings)
    page = result.text("index.html")
    assert 'class="admonition error"' in page
    assert f"ci.{subtype}" in page
    assert "fine" in page
    assert "Traceback" not in "".join(result.warnings)


def test_each_fault_is_told_with_its_line(project: Project) -> None:
    project.workflow(
        "bad.yml", "on: push\njobs:\n  build:\n    runs-on: x\n    needs: bild\n    steps: [{run: make}]\n"
    )
    project.page("index.md", "# Start\n")
    assert project.build().warnings == [
        ".github/workflows/bad.yml:5:12: WARNING: the job 'build' needs 'bild', which is no job of this workflow",
        "    needs: bild [ci.unknown-needs]",
    ]


@pytest.mark.parametrize("builder", ["html", "gfm", "linkcheck"])
@pytest.mark.parametrize("name", ["../nowhere", "conf.py"])
def test_a_missing_repository_ends_the_build(project: Project, builder: str, name: str) -> None:
    project.page("index.md", "# Start\n\n```{ci:workflows}\n```\n")
    with pytest.raises(ConfigError, match=r"ci_repository: there is no folder '.*(nowhere|conf\.py)'"):
        project.build(builder, ci_repository=name)


EVERY = (
    "workflows",
    "actions",
    "triggers",
    "secrets",
    "variables",
    "env",
    "environments",
    "artifacts",
    "services",
    "gates",
)


@pytest.mark.parametrize("directive", EVERY)
def test_where_there_is_no_workflow_nothing_is_said_of_them(project: Project, directive: str) -> None:
    project.page("index.md", f"# Start\n\n```{{ci:{directive}}}\n```\n")
    result = project.build()
    (warning,) = result.warnings
    assert warning.endswith("[ci.no-workflows]")
    page = result.text("index.html")
    assert 'class="admonition error"' in page
    assert "there is no workflow: 'repo' has no *.yml" in page
    assert "No " not in re.sub(r"<[^>]+>", "", page.partition('class="body"')[2])


@pytest.mark.parametrize("directive", EVERY[1:])
def test_where_a_workflow_cannot_be_read_nothing_is_absent(project: Project, directive: str) -> None:
    project.workflow("ok.yml", "on: {}\njobs: {}\n")
    project.workflow("bad.yml", "on: [\n")
    project.page("index.md", f"# Start\n\n```{{ci:{directive}}}\n```\n")
    assert "Not known: bad.yml cannot be read." in project.build().text("index.html")


def test_where_there_is_no_workflow_no_file_of_the_repository_is_written(project: Project) -> None:
    project.page("index.md", "---\nemit: README.md\n---\n# Start\n\n```{ci:secrets}\n```\n")
    file = project.repo / "README.md"
    file.write_text("right\n", encoding="utf-8")
    for check in (0, 1):
        with pytest.raises(ConfigError, match=r"there is no workflow: 'repo' .*; no file is written"):
            project.build("gfm", gfm_root="../repo", gfm_overwrite=1, gfm_check=check)
    assert file.read_text(encoding="utf-8") == "right\n"


def test_where_a_workflow_cannot_be_read_no_name_is_unknown_without_saying_so(project: Project) -> None:
    project.workflow("ci.yml", GOOD)
    project.workflow("broken.yml", "on: push\njobs: [\n")
    calls = ("gates\n:pattern: none", "commands\n:pattern: none", "env\n:names: A", "secrets\n:names: A")
    blocks = "\n".join("```{{ci:{}}}\n{}\n```\n".format(*call.split("\n")) for call in calls)
    roles = "{ci:secret}`X` {ci:job}`other` {ci:env}`Y` {ci:environment}`z` {ci:gate}`TQ-77`"
    project.page("index.md", f"# Start\n\n{roles}\n\n{blocks}")
    result = project.build()
    unknown = [line for line in result.warnings if "index.md" in line]
    assert (
        sum(
            "no workflow that can be read has a" in line and "(broken.yml cannot)" in line for line in unknown
        )
        == 5
    )
    assert sum("; broken.yml cannot be read [ci." in line for line in unknown) == 4
    assert len(unknown) == 9


def test_the_repository_is_found_upwards_from_conf_py(project: Project) -> None:
    project.workflow(
        "ci.yml",
        "on: push\njobs:\n  build:\n    runs-on: x\n    env: {A: '${{ secrets.TOKEN }}'}\n    steps: [{run: make}]\n",
    )
    inner = project.repo / "docs" / "inner"
    inner.mkdir(parents=True)
    project.docs.rename(inner / "docs")
    project.docs = inner / "docs"
    project.conf("extensions = ['myst_parser', 'workflow_docs']\nhtml_theme = 'basic'\n")
    project.page("index.md", "# Start\n\n```{ci:secrets}\n```\n")
    result = project.build()
    assert result.warnings == []
    assert "TOKEN" in result.text("index.html")
    # A setting is where the search begins, not where it ends.
    (project.repo / "pkg").mkdir()
    assert "TOKEN" in project.build(fresh=True, ci_repository="../../../pkg").text("index.html")


def test_directives_say_what_they_cannot_find(project: Project) -> None:
    project.workflow("ci.yml", GOOD)
    calls = {
        "{ci:jobs} c.yml": "unknown-workflow",
        "{ci:job} ci.yml:fin": "unknown-job",
        "{ci:step} ci.yml:fine:lint": "unknown-step",
        "{ci:step} ci.yml": "unknown-step",
        "{ci:endpoints} app.py": "unknown-file",
        "{ci:commands} ci.yml": "option",
        "{ci:commands} ci.yml\n:pattern: nothing": "no-match",
        "{ci:gates} ci.yml\n:pattern: nothing": "no-match",
        "{ci:jobs} ci.yml\n:columns: job, color": "option",
        "{ci:env} ci.yml\n:scope: house": "option",
        "{ci:job-graph} ci.yml\n:jobs: fine, dandy": "unknown-job",
        "{ci:job-graph} ci.yml\n:marks: red": "option",
        "{ci:job-graph} ci.yml\n:links: a b": "option",
        "{ci:workflow} ci.yml\n:parts: head": "option",
    }
    for number, call in enumerate(calls):
        project.page(f"p{number:02}.md", f"---\norphan: true\n---\n# Page\n\n```{call}\n```\n")
    project.page("index.md", "# Start\n")
    result = project.build()
    said = [re.search(r"p(\d+)\.md:6: WARNING: .*\[ci\.([\w-]+)\]", line) for line in result.warnings]
    assert [(int(match[1]), match[2]) for match in said if match] == list(enumerate(calls.values()))
    assert all(
        'class="admonition error"' in result.text(f"p{number:02}.html") for number in range(len(calls))
    )


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="the folder of real workflow files is not here")
def test_the_broken_file_of_a_real_repository_costs_nothing_else(project: Project) -> None:
    project.conf('extensions = ["workflow_docs"]\nci_pages = "."\nhtml_theme = "basic"\n')
    result = project.build(ci_repository=str(CORPUS / "rush86999+atom"))
    fault, default, *gates = [line for line in result.warnings if "WARNING" in line]
    assert [line.split(" ")[0] for line in gates] == [
        f".github/workflows/ci.yml:{place}:" for place in ("91:14", "95:14", "290:11", "335:11", "418:11")
    ]
    assert fault.startswith(
        ".github/workflows/deploy.yml:274:5: WARNING: invalid YAML: while scanning a simple key"
    )
    assert default.startswith(".github/workflows/menubar-ci.yml:23:18: WARNING: the default 'false'")
    assert len(list((result.out / "workflows").glob("*.html"))) == 12
    broken = result.text("workflows/deploy.html")
    assert "This file cannot be read." in broken
    assert "&gt; 274 |" in broken
    assert "backend-test-full" in result.text("workflows/ci.html")
