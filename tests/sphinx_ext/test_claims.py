"""What people wrote on pages is held against the repository: every build tells it at its line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docutils.core import publish_doctree
from hypothesis import given, settings
from hypothesis import strategies as st
from myst_parser.docutils_ import Parser

from workflow_docs.analysis.objects import ObjectIndex
from workflow_docs.claims.documents import parse
from workflow_docs.sphinx_ext.claims.reading import read
from workflow_docs.sphinx_ext.claims.waivers import waivers
from workflow_docs.workflow.repository import Repository

from .test_life import touch_later

if TYPE_CHECKING:
    from .conftest import Project

EXT = Path(__file__).parents[2] / "_ext"
CI = """\
name: CI
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: make
  unit-tests:
    needs: lint
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - run: make
  package:
    needs: unit-tests
    runs-on: ubuntu-latest
    steps:
      - run: make
"""
DEPLOY = """\
name: Deploy
on:
  workflow_dispatch:
    inputs:
      environment: {type: choice, options: [staging, production], required: true}
jobs:
  ship-it:
    runs-on: ubuntu-latest
    steps:
      - run: make
"""
MARKDOWN = """\
# CI

The workflow `ci.yml` is the first.
In it, `unit-tests` has a timeout
of 30 minutes.

| Job | Needs |
| --- | --- |
| `lint` | |
| `unit-tests` | `lint` |
| `package` | `lint` |

```{mermaid}
graph LR
  lint --> unit-tests
  unit-tests --> package
  package --> lint
```

:::{note}
- The command:

  ```bash
  gh workflow run deploy.yml -f environment=production
  gh workflow run deploy.yml -f environment=produktion
  ```
:::
"""
REST = """\
CI
==

The workflow ``ci.yml`` is the first.
In it, ``unit-tests`` has a timeout
of 30 minutes.

+----------------+----------+
| Job            | Needs    |
+================+==========+
| ``lint``       |          |
+----------------+----------+
| ``unit-tests`` | ``lint`` |
+----------------+----------+
| ``package``    | ``lint`` |
+----------------+----------+

.. list-table::
   :header-rows: 1

   * - Job
     - Timeout
   * - ``lint``
     - 5 minutes
   * - ``unit-tests``
     - 10 minutes
   * - ``package``
     -

.. mermaid::

   graph LR
     lint --> unit-tests
     unit-tests --> package
     package --> lint

.. note::

   The command:

   .. code-block:: bash

      gh workflow run deploy.yml -f environment=production
      gh workflow run deploy.yml -f environment=produktion

.. highlight:: console

And so::

   $ gh workflow run deploy.yml -f environment=test
"""
PLAIN_CONF = 'extensions = ["workflow_docs"]\nci_repository = "../repo"\nhtml_theme = "basic"\n'


def told(warnings: list[str]) -> list[str]:
    """Return the findings, each as `file:line code`."""
    found = [
        re.fullmatch(r".*?/docs/(\S+?:\d+): WARNING: (?:contradicted|missing): .* \[ci\.([\w-]+)\]", line)
        for line in warnings
    ]
    return [f"{match[1]} {match[2]}" if match else line for match, line in zip(found, warnings, strict=True)]


@pytest.fixture
def ci(project: Project) -> Project:
    """A project about two workflows."""
    project.workflow("ci.yml", CI)
    project.workflow("deploy.yml", DEPLOY)
    return project


def test_a_markdown_page_is_told_of_at_its_lines(ci: Project) -> None:
    ci.page("index.md", MARKDOWN)
    warnings = ci.build().warnings
    assert told(warnings) == [
        "index.md:5 job-timeout",
        "index.md:11 job-needs",
        "index.md:17 edge",
        "index.md:25 input-value",
    ]
    assert ".github/workflows/ci.yml:12:" in warnings[0]
    assert warnings[3].endswith("; did you mean 'production'? [ci.input-value]")


def test_a_page_of_restructured_text_is_told_of_at_its_lines(ci: Project) -> None:
    ci.conf(PLAIN_CONF)
    ci.page("index.rst", REST)
    assert told(ci.build().warnings) == [
        "index.rst:6 job-timeout",
        "index.rst:15 job-needs",
        "index.rst:25 job-timeout",
        "index.rst:35 edge",
        "index.rst:44 input-value",
        "index.rst:50 input-value",
    ]


def test_what_directives_make_is_not_looked_at(ci: Project) -> None:
    ci.page(
        "index.md",
        "# CI\n\n```{ci:workflow} ci.yml\n```\n\n```{ci:jobs} ci.yml\n:no-index:\n:columns: job, time limit\n```\n\n"
        "````{list-table}\n- * ```{ci:job-graph} ci.yml\n    ```\n````\n",
    )
    result = ci.build()
    assert result.warnings == []
    assert result.env.domaindata["ci"]["pages"]["index"].text == "# CI\n"


def test_kept_pages_and_copies_of_files_are_not_looked_at(ci: Project) -> None:
    ci.page("run.sh", "gh workflow run gone.yml\n")
    ci.page(
        "index.md",
        "# CI\n\n```{literalinclude} run.sh\n:language: bash\n```\n\n```{toctree}\nref/index\n```\n",
    )
    result = ci.build(ci_pages="ref")
    assert result.warnings == []
    assert set(result.env.domaindata["ci"]["pages"]) == {"index"}


def test_roles_are_names_in_code(ci: Project) -> None:
    ci.workflow("other.yml", CI.replace("name: CI", "name: Other").replace("20", "25"))
    ci.page(
        "index.md",
        "# Jobs\n\n{ci:job}`other.yml:unit-tests` has a timeout of 25 minutes.\n\n"
        "{ci:job}`ci.yml:unit-tests` has a timeout of 25 minutes.\n",
    )
    assert told(ci.build().warnings) == ["index.md:5 job-timeout"]


def test_what_a_role_shows_is_not_looked_for_on_the_page(ci: Project) -> None:
    ci.workflow("ci.yml", CI + "      - {id: index, name: Wait for the index, run: sleep 120}\n")
    ci.page(
        "index.md",
        "# CI\n\n```text\nHere it says: Wait for the index\n```\n\n{ci:step}`ci.yml:package:index` waits 5 minutes.\n",
    )
    assert told(ci.build().warnings) == ["index.md:7 step-timeout"]


def test_words_that_sphinx_makes_typographic_are_read_as_written(ci: Project) -> None:
    ci.page("index.md", "# CI\n\nThe job `unit-tests` doesn't have a timeout of 30 minutes.\n")
    result = ci.build()
    assert result.warnings == []
    assert "doesn't" in result.env.domaindata["ci"]["pages"]["index"].text


def test_an_included_file_is_told_of_once_at_its_own_line(ci: Project) -> None:
    ci.page("part.txt", "Of `ci.yml`:\n\nThe job `unit-tests` has a timeout of 30 minutes.\n")
    for name in ("index", "other"):
        ci.page(f"{name}.md", f"---\norphan: true\n---\n# {name}\n\n```{{include}} part.txt\n```\n")
    assert told(ci.build().warnings) == ["part.txt:3 job-timeout"]


def test_a_page_of_the_past_is_left_alone(ci: Project) -> None:
    ci.conf(PLAIN_CONF)
    ci.page("index.rst", "Start\n=====\n\n.. toctree::\n\n   changelog\n")
    ci.page("changelog.rst", REST)
    assert [line for line in told(ci.build().warnings) if "job-" in line] == []


# -- what is waived ----------------------------------------------------------------------------------------

LIE = "The job `unit-tests` of `ci.yml` has a timeout of 30 minutes.\n"


@pytest.mark.parametrize(
    "text",
    [
        f"# CI\n\n% workflow-docs:ignore job-timeout: soon\n{LIE}",
        f"# CI\n\n<!-- workflow-docs:ignore job-timeout: soon -->\n\n{LIE}",
        f"# CI\n\n<!-- workflow-docs:ignore edge, all -->\n{LIE}",
        f"# CI\n\n{LIE.rstrip()} <!-- workflow-docs:ignore job-timeout -->\n",
        f"---\nci-claims: false\n---\n# CI\n\n{LIE}",
    ],
    ids=["comment", "html", "all", "behind", "page"],
)
def test_a_waived_finding_is_not_told(ci: Project, text: str) -> None:
    ci.page("index.md", text)
    assert ci.build().warnings == []
    other = text.replace("job-timeout", "edge").replace("all", "edge").replace("false", "true")
    touch_later(ci.docs / "index.md", other)
    (line,) = told(ci.build().warnings)
    assert line.endswith(" job-timeout")


def test_comments_of_restructured_text_waive(ci: Project) -> None:
    ci.conf(PLAIN_CONF)
    lie = LIE.replace("`", "``")
    ci.page("index.rst", f"CI\n==\n\n.. workflow-docs:ignore job-timeout: soon\n\n{lie}\n{lie}")
    assert told(ci.build().warnings) == ["index.rst:8 job-timeout"]
    touch_later(ci.docs / "index.rst", f":ci-claims: false\n\nCI\n==\n\n{lie}")
    assert ci.build().warnings == []


def test_a_comment_waives_the_block_below_it() -> None:
    lines = ["a", ".. workflow-docs:ignore x: y", "% workflow-docs:ignore y,z", "", "b", "c", "", "d"]
    assert waivers(lines) == {5: ("x", "y", "z"), 6: ("x", "y", "z")}


def test_settings_silence_a_code_or_all(ci: Project) -> None:
    ci.page("index.md", MARKDOWN)
    assert len(ci.build(suppress_warnings=["ci.job-timeout"]).warnings) == 3
    assert ci.build(ci_claims=False).warnings == []
    assert len(ci.build().warnings) == 4


def test_without_workflows_nothing_is_said(project: Project) -> None:
    project.page("index.md", MARKDOWN)
    assert [line for line in project.build().warnings if "no-workflows" not in line] == []


# -- from build to build -------------------------------------------------------------------------------------


def test_a_build_without_changes_tells_it_again(ci: Project) -> None:
    ci.page("index.md", MARKDOWN)
    first = ci.build()
    again = ci.build()
    assert again.read == set()
    assert again.warnings == first.warnings
    assert "holding pages" in first.status
    assert "holding pages" not in again.status
    (ci.docs.parent / "doctrees" / "ci-claims.json").write_text('{"state": 1}', encoding="utf-8")
    assert ci.build().warnings == first.warnings


def test_an_unchanged_page_lies_when_the_workflow_is_edited(ci: Project) -> None:
    ci.page("index.md", "# CI\n\nIn `ci.yml`, the job `unit-tests` has a timeout of 20 minutes.\n")
    assert ci.build().warnings == []
    file = ci.workflow("ci.yml", CI.replace("20", "25"))
    result = ci.build()
    assert (result.read, told(result.warnings)) == (set(), ["index.md:3 job-timeout"])
    assert told(ci.build().warnings) == ["index.md:3 job-timeout"]
    file.write_text(CI, encoding="utf-8")
    assert ci.build().warnings == []


def test_an_unchanged_page_lies_when_another_file_goes(ci: Project) -> None:
    makefile = ci.repo / "Makefile"
    makefile.write_text("all:\n\ttrue\ncheck:\n\ttrue\n", encoding="utf-8")
    ci.page("index.md", "# CI\n\n```bash\nmake check\n```\n")
    assert ci.build().warnings == []
    makefile.write_text("all:\n\ttrue\n", encoding="utf-8")
    assert told(ci.build().warnings) == ["index.md:4 command-script"]


def test_a_page_that_is_mended_or_gone_is_not_told_of(ci: Project) -> None:
    ci.page("index.md", f"# CI\n\n{LIE}")
    page = ci.page("more.md", f"---\norphan: true\n---\n# More\n\n{LIE}")
    assert told(ci.build().warnings) == ["index.md:3 job-timeout", "more.md:6 job-timeout"]
    touch_later(ci.docs / "index.md", f"# CI\n\n{LIE.replace('30', '20')}")
    page.unlink()
    assert ci.build().warnings == []


def test_two_processes_find_the_same_as_one(ci: Project) -> None:
    ci.page("index.md", "# Start\n\n```{toctree}\n:glob:\nmore*\n```\n")
    for number in range(8):  # Sphinx reads in parallel from five pages on
        ci.page(f"more{number}.md", MARKDOWN)
    one = ci.build(fresh=True)
    two = ci.build(fresh=True, jobs=2)
    assert len(one.warnings) == 32
    assert two.warnings == one.warnings


def test_a_build_with_w_fails_each_time(ci: Project) -> None:
    ci.page("index.md", MARKDOWN)
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-nW",
        "-b",
        "dummy",
        str(ci.docs),
        str(ci.docs.parent / "out"),
    ]
    for _ in range(2):
        done = subprocess.run(
            command, env={**os.environ, "PYTHONPATH": str(EXT)}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "index.md:5" in done.stderr


# -- any text is a page --------------------------------------------------------------------------------------

INDEX = ObjectIndex(Repository.load(EXT))
PIECES = st.sampled_from(
    ["# a\n", "- b\n", "  - c\n", "1. d\n", "> e\n", "| a | b |\n| --- | --- |\n| `c` | d \\| e |\n", "```bash\nx\n", "```\n", "`f`", "**g**: ",
     "[h](i.md)", "\n", "\n\n", "<b>", "\\- j", "2\\. k", "\\`", "% l\n", "    m\n", "---\n", "![n](o.png)", "<!-- p -->", "``q ` r``", "  \n"]
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_any_page_is_read_with_places_in_its_source(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.md"
    file.write_text(text, encoding="utf-8")
    doctree = publish_doctree(
        text,
        source_path=str(file),
        parser=Parser(),
        settings_overrides={"report_level": 5, "output_encoding": "unicode"},
    )
    page = read(doctree, str(file), file.parent, INDEX)
    count = text.count("\n") + 1
    for number in range(1, page.text.count("\n") + 1):
        source, line = page.place(number)
        assert source == "any.md"
        assert 0 <= line <= count + 1
    document = parse(page.text, page.path)
    for code in document.codes:
        assert all(word in text for word in code.text.split())
