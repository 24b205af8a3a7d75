"""Issues that workflows open: titles and labels, from commands and from scripts of actions."""

from __future__ import annotations

from workflow.support import one_job, repository

from workflow_docs.analysis import issues

STEPS = """\
steps:
  - run: |
      gh label create slow --color ff0000 --force
      gh label create "very slow"
      gh label create "$NAME"
      gh issue create --title "It is slow" --label "slow,urgent" --body x
      gh issue edit 1 --add-label late
      gh issue create --title "Run $ID"
  - uses: actions/github-script@v7
    with:
      script: |
        github.rest.issues.create({ title: 'It is broken', labels: ['broken', "critical"] })
"""


def test_what_is_written_out_is_found_with_its_place(tmp_path):
    found = issues.of(repository(tmp_path, {"a.yml": one_job(STEPS)}))
    assert set(found.titles) == {"It is slow", "It is broken"}
    assert set(found.labels) == {"slow", "very slow", "urgent", "late", "broken", "critical"}
    assert str(found.labels["slow"]) == ".github/workflows/a.yml:7:27"


def test_a_repository_without_issues_has_none(tmp_path):
    assert issues.of(repository(tmp_path, {"a.yml": one_job("steps: [{run: make}]")})) == ({}, {})
