"""The build of the parts: what it may read, whose settings count, and whose message is whose."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from docutils import nodes

from workflow_docs.inject.markers import regions
from workflow_docs.inject.render import Part, render
from workflow_docs.sphinx_ext.directives import DIRECTIVES
from workflow_docs.sphinx_ext.directives.base import CiDirective

CI = "on: push\njobs:\n  build:\n    runs-on: x\n    steps: [{run: make}]\n"


@pytest.fixture
def repo(tmp_path):
    folder = tmp_path / "repo" / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "ci.yml").write_text(CI, encoding="utf-8")
    return tmp_path / "repo"


def parts(*markers: str) -> list[Part]:
    text = "".join(f"<!-- workflow-docs:begin {each} -->\n<!-- workflow-docs:end -->\n\n" for each in markers)
    return [Part(PurePosixPath("README.md"), region) for region in regions(text)]


def test_a_directive_gets_its_argument_and_options_as_they_are_and_no_text(repo, monkeypatch):
    seen = []

    class Probe(CiDirective):
        required_arguments = 1
        option_spec = {"one": str, "two": lambda value: value}  # noqa: RUF012 (as docutils has it)

        def content_nodes(self):
            seen.append((self.name, self.arguments, self.options, list(self.content), self.block_text))
            settings = self.state.document.settings
            seen.append((settings.file_insertion_enabled, settings.raw_enabled))
            return [nodes.paragraph("", "seen")]

    monkeypatch.setitem(DIRECTIVES, "jobs", Probe)
    odd = "a.yml *b* |c| `d`_ :e: .. include:: x"
    rendered = render(repo, parts(f"ci:jobs {odd}\n:one: .. raw:: html\n:two:\n"))
    assert rendered.faults == {}
    assert seen == [("ci:jobs", [odd], {"one": ".. raw:: html", "two": None}, [], ""), (False, False)]


@pytest.mark.parametrize(
    "marker", ["ci:include ci.yml", "ci:part 0", "ci:raw html", "ci:job-graphs", "ci:literalinclude x"]
)
def test_only_directives_of_the_domain_can_be_named(repo, marker):
    (fault,) = render(repo, parts(marker)).faults.values()
    assert fault == f'Unknown directive type "{marker.split()[0]}".'


def test_each_message_belongs_to_its_part(repo):
    rendered = render(
        repo, parts("ci:jobs", "ci:jobs ci.yml", "ci:jobs ci.yml\n:columns: a\n", "ci:jobs ci.yml\n:x: y\n")
    )
    assert sorted(rendered.faults) == [0, 2, 3]
    assert rendered.faults[0] == "1 argument(s) required, 0 supplied."
    assert rendered.faults[2].startswith(":columns: has no column 'a'; there is job, ")
    assert rendered.faults[3] == 'unknown option: "x".'
    assert "[`build`]" in rendered.texts[1]


@pytest.mark.parametrize("place", ["part0.rst", "x part0.rst", "part9.rst"])
def test_no_name_of_a_file_makes_a_message_that_of_a_part(repo, place):
    """A file could otherwise keep any part from being made, or hide what is wrong with itself."""
    forged = repo / ".github" / "workflows" / f"{place}:3: WARNING: forged.yml"
    forged.write_text("jobs: [\n", encoding="utf-8")
    rendered = render(repo, parts("ci:jobs ci.yml"))
    assert rendered.faults == {}
    assert any(line.startswith(f".github/workflows/{forged.name}:") for line in rendered.warnings)
