"""The pages for authors: nothing is left out, and every example makes what it promises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from workflow_docs.analysis import manifests, matrix, monitoring, scripts
from workflow_docs.analysis.objects import KINDS
from workflow_docs.analysis.shell import verdict, words
from workflow_docs.claims import contract, contract_file, contracts, excerpts, files, printed
from workflow_docs.claims.context import Context
from workflow_docs.claims.findings import NOT_IN_BUILDS, Code
from workflow_docs.markdown import SETTINGS as GFM_SETTINGS
from workflow_docs.markdown.problems import Problem
from workflow_docs.repository import git_objects, git_pack, git_references
from workflow_docs.repository import reader as checkout_reader
from workflow_docs.sphinx_ext.config import SETTINGS
from workflow_docs.sphinx_ext.directives import DIRECTIVES
from workflow_docs.sphinx_ext.messages import Subtype
from workflow_docs.workflow import checker, expressions, names, reader, repository, rules
from workflow_docs.workflow.problem import ProblemKind

if TYPE_CHECKING:
    from enum import Enum

    from .conftest import Project

ROOT = Path(__file__).parents[2]
AUTHORS = ROOT / "source" / "authors"
EXAMPLE = re.compile(r"^````\{example\}\n(.*?)^````$", re.MULTILINE | re.DOTALL)
# Shown as source only: what makes the title of a whole page, and what the sample has none of.
# Of files that the sample does not have; tests/sphinx_ext/test_pages.py builds them.
NOT_SHOWN = {("workflow", "page"), ("action", "page"), ("workflow", "percent-encoded"), ("action", "percent-encoded"), ("example", "example"), ("sections", "references")}  # fmt: skip
# The sample has none; tests/sphinx_ext/test_actions.py builds what the pages show as source.
NOT_IN_SAMPLE = {"action"}


def examples() -> str:
    """Return the text of all examples."""
    return "\n".join(
        match[1] for file in AUTHORS.glob("*.md") for match in EXAMPLE.finditer(file.read_text("utf-8"))
    )


@pytest.mark.parametrize("name", DIRECTIVES)
def test_every_directive_and_option_has_an_example(name: str) -> None:
    shown = examples() if name not in NOT_IN_SAMPLE else (AUTHORS / "directives.md").read_text("utf-8")
    blocks = re.findall(rf"```\{{ci:{name}\}}(.*?)```", shown, re.DOTALL)
    assert blocks, f"no example of ci:{name}"
    options = {option for block in blocks for option in re.findall(r"^:([\w-]+):", block, re.MULTILINE)}
    shared = {"columns", "without", "no-index"}  # shown with several directives
    wanted = (
        set(DIRECTIVES[name].option_spec or {})
        - shared
        - {option for owner, option in NOT_SHOWN if owner == name}
    )
    assert wanted <= options
    assert all(f":{option}:" in examples() for option in shared)


@pytest.mark.parametrize("name", DIRECTIVES)
def test_every_directive_tells_of_its_options(name: str) -> None:
    docstring = DIRECTIVES[name].__doc__ or ""
    assert docstring.startswith(f"`ci:{name}")
    for option in set(DIRECTIVES[name].option_spec or {}) - {"columns", "without", "no-index"}:
        assert f":{option}:" in docstring, option


def test_every_role_has_an_example() -> None:
    assert {kind for kind in KINDS if f"{{ci:{kind}}}`" in examples()} == set(KINDS) - NOT_IN_SAMPLE
    roles = (AUTHORS / "roles.md").read_text("utf-8")
    assert all(f"{{ci:{kind}}}`" in roles for kind in NOT_IN_SAMPLE)


def test_the_limits_are_those_of_the_code() -> None:
    text = (AUTHORS / "limits.md").read_text("utf-8")
    limits = (
        reader.MAX_BYTES // 1024**2,
        reader.MAX_DEPTH,
        checker.MAX_VALUES,
        expressions.MAX_LENGTH,
        expressions.MAX_DEPTH,
        matrix.MAX_LEGS,
        matrix.MAX_COMBINATIONS,
        repository.MAX_FOLDERS,
        rules.MAX_ID - 1,
        names.MAX_COMPARED,
        words.MAX_DEPTH,
        verdict.MAX_THOUGHT,
    )
    of_the_audit = (
        files.MAX_FILES,
        checkout_reader.MAX_BYTES // 1024**2,
        files.MAX_TEXT,
        printed.MAX_SCRIPTS,
        scripts.MAX_FILES,
        manifests.MAX_SIZE,
        monitoring.MAX_SIZE,
        excerpts.MAX_PLACES,
    )
    of_git = (
        git_pack.MAX_SIZE // 1024**2,
        git_pack.MAX_CHAIN,
        git_objects.MAX_PACKS,
        git_references.MAX_REFERENCES,
        git_objects.MAX_WORK // 1024**3,
    )
    sections = [section for section in text.split("\n## ") if "\n| " in section]
    for section, values in zip(sections, (limits, of_the_audit, of_git), strict=True):
        rows = [line.split("|")[2] for line in section.splitlines() if line.startswith("|")][2:]
        assert [int(re.search(r"[\d,]+", row)[0].replace(",", "")) for row in rows] == list(values)


def test_the_commands_on_the_page_of_facts_work() -> None:
    text = (AUTHORS / "facts.md").read_text("utf-8")
    (block,) = re.findall(r"```bash\n(# every job.*?)```", text, re.DOTALL)
    python = f"{sys.executable} -c 'from workflow_docs.cli import main; import sys; sys.exit(main())'"
    shell = f'set -e\nworkflow-docs() {{ {python} "$@"; }}\n{block}'
    done = subprocess.run(
        ["bash", "-c", shell],
        cwd=ROOT / "examples" / "atom",
        env={**os.environ, "PYTHONPATH": str(ROOT / "_ext")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "backend-test-full: backend-test" in lines
    assert any(line.startswith("secrets.KUBECONFIG_STAGING .github/workflows/deploy.yml:") for line in lines)
    assert lines[-1] == "true"


def test_the_page_of_contracts_has_every_key_and_its_example_holds() -> None:
    text = (AUTHORS / "contracts.md").read_text("utf-8")
    cells = "\n".join(line for line in text.splitlines() if line.startswith("|"))
    for key in {
        *contract.DOCUMENT_KEYS,
        *contract.COVERAGE_KEYS,
        *contract.NAMES_KEYS,
        "totals",
        "key_links",
    }:
        assert f"\n| `{key}` |" in cells, key
    words = (
        contract.TOP_KEYS,
        contract.PATTERN_KEYS,
        contract.LINK_KEYS,
        contract.SOURCE_KEYS,
        contract.KINDS,
    )
    for word in {word for group in words for word in group}:
        assert f"`{word}`" in text, word
    assert f"`{contract.NUMBER_OF_H2}`" in text
    example, of_names = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert contract_file.parse(f"documents: {{}}\n{of_names}", "contracts.yml")[1] == ()
    read, problems = contract_file.parse(example, "contracts.yml")
    assert problems == ()
    context = Context(repository.Repository.load(ROOT / "examples" / "atom"))
    assert contracts.findings(read, context) == []
    assert len(contracts.checks(read, context)) > 20


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BeautifulSoup]:
    from .conftest import Project

    folder = tmp_path_factory.mktemp("authors")
    project: Project = Project(folder)
    shutil.copytree(AUTHORS, project.docs, dirs_exist_ok=True)
    project.conf(
        f"""
import sys
sys.path.insert(0, {str(ROOT / "_ext")!r})
extensions = ["myst_parser", "sphinx_design", "workflow_docs", "project_pages"]
ci_repository = {str(ROOT / "examples" / "atom")!r}
html_theme = "basic"
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
"""
    )
    result = project.build(nitpicky=True)
    assert result.warnings == []
    return {
        file.stem: BeautifulSoup(file.read_text("utf-8"), "html.parser") for file in result.out.glob("*.html")
    }


def test_every_example_makes_something(site: dict[str, BeautifulSoup]) -> None:
    results = [result for page in site.values() for result in page.select(".example-result")]
    assert len(results) == len(
        EXAMPLE.findall("\n".join(file.read_text("utf-8") for file in AUTHORS.glob("*.md")))
    )
    for result in results:
        assert result.select(".admonition.error") == []
        assert result.get_text().strip()


@pytest.mark.parametrize("enum", [ProblemKind, Subtype])
def test_every_warning_is_listed_with_its_meaning(site: dict[str, BeautifulSoup], enum: type[Enum]) -> None:
    rows = {
        row.td.get_text(): row.find_all("td")[-1].get_text()
        for row in site["warnings"].select("tbody tr")
        if row.td
    }
    for member in enum:
        assert rows.get(f"ci.{member.value}"), member


def test_the_findings_of_builds_are_listed_and_no_others(site: dict[str, BeautifulSoup]) -> None:
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in site["warnings"].select("tbody tr")]
    listed = {cells[0] for cells in rows if cells[1] == "what a page says"}
    assert listed == {f"ci.{code.value}" for code in Code if code not in NOT_IN_BUILDS}
    assert "ci.link-path" not in listed
    assert {"ci.job-timeout", "ci.contract-name"} <= listed


def test_every_warning_of_the_markdown_builder_is_listed(site: dict[str, BeautifulSoup]) -> None:
    text = site["warnings"].get_text()
    assert [member.value for member in Problem if f"gfm.{member.value}" not in text] == []


def test_every_setting_is_listed(site: dict[str, BeautifulSoup]) -> None:
    text = site["settings"].get_text()
    assert [setting.name for setting in SETTINGS if setting.name not in text] == []
    assert [name for name, *_ in GFM_SETTINGS if name not in site["markdown"].get_text()] == []


def test_every_command_of_the_makefile_is_in_its_help() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text("utf-8")))
    helped = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert named <= helped
    assert {"html", "markdown", "linkcheck", "check", "test", "test-all", "clean", "help", "bench"} <= helped
