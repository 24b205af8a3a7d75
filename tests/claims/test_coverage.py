"""Coverage: everything of the repository is named in a document, or waived with a reason."""

from __future__ import annotations

import pytest
from claims.support import FILES
from workflow.support import repository

from workflow_docs.claims import contract_file, contracts
from workflow_docs.claims.context import Context

RELEASE = """\
name: Release to all
on: push
jobs:
  publish:
    name: Publish it
    runs-on: x
    environment: production
    steps:
      - name: "RG-01: Size"
        run: make
        env: {T: "${{ secrets.GITHUB_TOKEN }}", N: "${{ secrets.NPM_TOKEN }}"}
  other:
    runs-on: x
    environment: ${{ github.ref_name }}
    steps: [{run: make}]
"""
NAMES = {
    "workflow": ["ci.yml", "deploy.yml", "release.yml"],
    "job": ["lint", "test", "build", "deploy", "publish", "other"],
    "secret": ["API_TOKEN", "DEPLOY_KEY", "REGISTRY_PASSWORD", "NPM_TOKEN"],
    "gate": ["RG-01"],
    "environment": ["production"],
}
ALL = [name for names in NAMES.values() for name in names]


def told(root, document, coverage="{}", files=None):
    """Return the findings, each as `place code: claim`."""
    every = {**FILES, "release.yml": RELEASE, "a.md": document, "b.md": "", **(files or {})}
    contract, problems = contract_file.parse(
        f"documents:\n  a.md:\n  b.md:\ncoverage: {coverage}\n", "contracts.yml"
    )
    assert problems == ()
    return [
        f"{finding.position.path.rpartition('/')[2]}:{finding.position.line} {finding.code.value}: {finding.claim}"
        for finding in contracts.findings(contract, Context(repository(root, every)))
    ]


def test_what_is_named_anywhere_is_documented(tmp_path):
    assert told(tmp_path / "list", "".join(f"- {name}\n" for name in ALL)) == []
    forms = (
        "# ci.yml and `deploy.yml`\n\n| Release to all | x |\n| - | - |\n| `lint` | [test](x.md) |\n\n**build**, _deploy_,"
        " Publish it; `ci.yml:other`\n\nAPI\\_TOKEN `secrets.DEPLOY_KEY` REGISTRY_PASSWORD NPM_TOKEN\n\n## RG-01: Size\n\n> Production\n"
    )
    assert told(tmp_path / "forms", forms) == []


def test_each_thing_that_is_named_nowhere_is_told_at_its_place(tmp_path):
    assert told(tmp_path, "") == [
        "ci.yml:1 undocumented: workflow ci.yml",
        "ci.yml:4 undocumented: job ci.yml:lint",
        "ci.yml:7 undocumented: job ci.yml:test",
        "ci.yml:12 undocumented: secret API_TOKEN",
        "ci.yml:13 undocumented: job ci.yml:build",
        "deploy.yml:1 undocumented: workflow deploy.yml",
        "deploy.yml:8 undocumented: job deploy.yml:deploy",
        "deploy.yml:12 undocumented: secret DEPLOY_KEY",
        "deploy.yml:12 undocumented: secret REGISTRY_PASSWORD",
        "release.yml:1 undocumented: workflow release.yml",
        "release.yml:4 undocumented: job release.yml:publish",
        "release.yml:7 undocumented: environment production",
        "release.yml:9 undocumented: gate RG-01",
        "release.yml:11 undocumented: secret NPM_TOKEN",
        "release.yml:12 undocumented: job release.yml:other",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "```text\npublish\n```\n",
        "    publish\n",
        "<!-- publish -->\n",
        "publish-all, re-publish, publisher\n",
    ],
    ids=["fence", "indented", "comment", "part of a word"],
)
def test_what_does_not_name_a_job(tmp_path, text):
    rest = "".join(f"- {name}\n" for name in ALL if name != "publish")
    assert told(tmp_path, f"{rest}\n# More\n\n{text}") == [
        "release.yml:4 undocumented: job release.yml:publish"
    ]


def test_only_the_kinds_and_the_documents_that_are_given(tmp_path):
    assert told(tmp_path / "a", "RG-01", "{kinds: [gate, environment]}") == [
        "release.yml:7 undocumented: environment production"
    ]
    assert told(tmp_path / "b", "RG-01", "{kinds: [gate], documents: [b.md]}") == [
        "release.yml:9 undocumented: gate RG-01"
    ]


def test_a_waiver_by_its_full_name_or_the_last_part_of_it(tmp_path):
    waivers = "{job: {'ci.yml:lint': why, test: why, build: why, publish: why, other: why, deploy: why}}"
    assert told(tmp_path, "", f"{{kinds: [job], waivers: {waivers}}}") == []


def test_a_waiver_that_names_nothing(tmp_path):
    waivers = "{gate: {RG-02: it is new, RG-01: it is old}}"
    assert told(tmp_path / "a", "", f"{{kinds: [gate], waivers: {waivers}}}") == [
        "contracts.yml:4 unused-waiver: gate RG-02"
    ]
    # It may stand in a file that cannot be read.
    broken = {"broken.yml": "on: ["}
    assert told(tmp_path / "b", "", f"{{kinds: [gate], waivers: {waivers}}}", broken) == []


def test_a_workflow_that_cannot_be_read_is_to_be_documented_too(tmp_path):
    assert told(tmp_path, "", "{kinds: [workflow]}", {"broken.yml": "on: ["})[0].startswith(
        "broken.yml:1 undocumented: workflow broken.yml"
    )
