"""What commands are to the repository."""

from __future__ import annotations

import pytest
from claims.support import FILES
from workflow.support import repository

from workflow_docs.claims import commands
from workflow_docs.claims.commands.classes import CommandClass
from workflow_docs.claims.context import Context
from workflow_docs.claims.documents import parse

CI = """\
on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: |
          docker build -t "app:${{ github.sha }}" \\
            --pull .
          make
"""


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("docker build -t app:$SHA --pull .", CommandClass.IN_WORKFLOW),
        ("docker build -t 'app:${SHA}' \\\n    --pull .", CommandClass.IN_WORKFLOW),
        ("make", CommandClass.IN_WORKFLOW),
        ("make build", CommandClass.IN_REPOSITORY),
        ("./scripts/deploy.sh now", CommandClass.IN_REPOSITORY),
        ("bash scripts/deploy.sh", CommandClass.IN_REPOSITORY),
        ("cd frontend && npm run lint", CommandClass.IN_REPOSITORY),
        ("docker build .", CommandClass.OPERATOR),
        ("/usr/bin/python3.11 x.py", CommandClass.OPERATOR),
        ("cd x", CommandClass.OPERATOR),
        ("acmectl deploy", CommandClass.UNKNOWN),
        ("./scripts/gone.sh", CommandClass.UNKNOWN),
    ],
)
def test_the_class_of_a_command(tmp_path, command, kind):
    context = Context(repository(tmp_path, {**FILES, "ci.yml": CI}))
    listed = commands.listed(parse(f"```sh\n{command}\n```\n", "README.md"), context)
    assert listed[-1].kind is kind


def test_code_spans_are_not_listed(tmp_path):
    context = Context(repository(tmp_path, FILES))
    assert commands.listed(parse("`make build`\n", "README.md"), context) == ()
