"""Names of workflows, jobs and secrets in documents."""

from __future__ import annotations

import pytest
from claims.support import findings, told

from workflow_docs.claims.findings import Code

JOBS = "| Job | What |\n| --- | --- |\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`.github/workflows/ci.yml` and `.github/workflows/cd.yml`", ["1 unknown-workflow"]),
        ("`.github/workflows/cd.yml:3`", ["1 unknown-workflow"]),
        ("| Workflow | Is |\n| - | - |\n| `ci.yml` | a |\n| `cd.yml` | b |", ["4 unknown-workflow"]),
        ("`secrets.API_TOKEN` `${{ secrets.API_TOKN }}` `secrets.GITHUB_TOKEN`", ["1 unknown-secret"]),
        (
            "## ci.yml\n\n" + JOBS + "| `lint` | a |\n| `tests` | b |\n| `build` | c |",
            ["6 unknown-job"],
        ),
        ("## The CI Pipeline\n\n" + JOBS + "| `lint` | a |\n| `test` | b |\n| Build it | c |", []),
        ("## Something\n\n" + JOBS + "| `nothing` | a |", []),
        ("## ci.yml\n\n" + JOBS + "| `lint` | a |", []),
        ("| Secret | For |\n| - | - |\n| `API_TOKEN` | a |\n| `DEPLOY_KEY` | b |", ["1 unlisted-secret"]),
        (
            "| Secret | For |\n| - | - |\n| `API_TOKEN` | a |\n| `DEPLOY_KEY` | b |\n| `REGISTRY_PASSWORD` | c |",
            [],
        ),
        (
            "## Deploy\n\n| Secret | For |\n| - | - |\n| `DEPLOY_KEY` | a |\n| `REGISTRY_PASS` | b |",
            ["6 unknown-secret"],
        ),
        ("| Secret | For |\n| - | - |\n| `lower_case` | a |", []),
    ],
)
def test_names_and_sets(tmp_path, text, found):
    assert told(tmp_path, text) == found


def test_what_is_left_out_is_told_with_its_place(tmp_path):
    (missing,) = findings(tmp_path, "## ci.yml\n\n" + JOBS + "| `lint` | a |\n| `test` | b |")
    assert missing.message == "the table leaves out the job 'build' of ci.yml"
    assert str(missing.evidence) == ".github/workflows/ci.yml:13:3"


def test_nothing_is_missing_where_a_workflow_cannot_be_read(tmp_path):
    files = {"broken.yml": "on: [\n"}
    (only,) = findings(tmp_path, "`secrets.OTHER`", files=files)
    assert (only.code, only.position.path) == (Code.UNREADABLE_WORKFLOW, ".github/workflows/broken.yml")
