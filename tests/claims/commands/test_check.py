"""Commands of documents: what cannot work in the repository."""

from __future__ import annotations

import pytest
from claims.support import findings, told

from workflow_docs.analysis.shell import grammar


@pytest.mark.parametrize(
    ("commands", "found"),
    [
        ("gh workflow run deploy.yml -f environment=staging", []),
        ("gh workflow run deploy.yml --ref main -f environment=production -f version=1", []),
        ("gh workflow run Deploy -f environment=staging", []),
        ("gh workflow run deploy.yml", ["2 missing-input"]),
        ("gh workflow run deploy.yml -f environment=prod", ["2 input-value"]),
        ("ENV=x\ngh workflow run deploy.yml -f environment=$ENV", []),
        ("gh workflow run deploy.yml -f environment=staging -f versoin=1", ["2 unknown-input"]),
        ("gh workflow run ci.yml", ["2 not-dispatched"]),
        ("gh workflow run cd.yml", ["2 unknown-workflow"]),
        ("gh workflow view cd.yml", ["2 unknown-workflow"]),
        ("gh workflow run cd.yml -R other/repo", []),
        ("gh workflow run <workflow>", []),
        ("gh workflow list", []),
        ("$ gh workflow run cd.yml", ["2 unknown-workflow"]),
        ("echo one\n\ngh workflow run \\\n  cd.yml", ["4 unknown-workflow"]),
        ("./scripts/deploy.sh", []),
        ("./scripts/deplyo.sh staging", ["2 command-path"]),
        ("bash scripts/gone.sh", ["2 command-path"]),
        ("python backend/tests/run.py", []),
        ("cd backend\npython tests/run.py\npython tests/gone.py", ["4 command-path"]),
        ("cd /somewhere\n./scripts/gone.sh", []),
        ("cd $HOME && ./scripts/gone.sh", []),
        ("python elsewhere/deep/x.py", []),
        ("./scripts/<name>.sh", []),
        ("make build", []),
        ("make test all", []),
        ("make tset", ["2 command-script"]),
        ("make -C other x", []),
        ("cd frontend && npm run lint", []),
        ("cd frontend && npm run lnit", ["2 command-script"]),
        ("npm run anything", []),
    ],
)
def test_what_cannot_work(tmp_path, commands, found):
    assert told(tmp_path, f"```bash\n{commands}\n```\n") == found


def test_a_block_that_is_too_long_to_read_is_said(tmp_path):
    text = f"```sh\nmake {'x' * grammar.LONGEST_LINE}\n```\n\n```sh\nmake tset\n```\n"
    assert told(tmp_path, text) == ["2 not-finished", "6 command-script"]


def test_only_shell_blocks_hold_commands(tmp_path):
    assert (
        told(tmp_path, "```python\ngh workflow run cd.yml\n```\n\n```\nmake tset\nall is well\n```\n") == []
    )


def test_the_evidence_is_where_the_workflow_says_otherwise(tmp_path):
    (found,) = findings(tmp_path, "```sh\ngh workflow run ci.yml\n```\n")
    assert str(found.evidence) == ".github/workflows/ci.yml:2:6"
    (found,) = findings(tmp_path, "```sh\ngh workflow run deploy.yml -f environment=stagin\n```\n")
    assert found.suggestion == "did you mean 'staging'?"
    assert found.message == "the input 'environment' of deploy.yml takes staging, production, not 'stagin'"
