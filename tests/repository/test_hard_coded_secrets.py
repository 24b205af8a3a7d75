"""Secrets in plain text are found by their form, masked everywhere, and nothing else is called one.

The values are put together here, so that no scanner takes them for real ones.
"""

from __future__ import annotations

import os
import random
import string
import subprocess
import sys
from pathlib import Path

import pytest

from workflow_docs.repository.hard_coded_secrets import RULES, find_secrets, mask
from workflow_docs.workflow.problem import ProblemKind
from workflow_docs.workflow.repository import Repository

EXT = Path(__file__).parents[2] / "_ext"
RNG = random.Random(11)


def word(length: int, letters: str = string.ascii_letters + string.digits) -> str:
    return "".join(RNG.choice(letters) for _ in range(length))


HEX, UPPER = "0123456789abcdef", string.ascii_uppercase
PLAIN = [
    ("a GitHub token", "ghp" + "_", word(36)), ("a GitHub token", "ghs" + "_", word(36)),
    ("a GitHub fine-grained token", "github" + "_pat_", word(82)),
    ("a GitLab token", "gl" + "pat-", word(20)),
    ("an AWS access key", "AK" + "IA", word(16, UPPER + "234567")),
    ("a Stripe key", "sk" + "_live_", word(24)), ("a Stripe key", "rk" + "_live_", word(24)),
    ("a Slack token", "xo" + "xb-", word(11, "23456789") + "-" + word(12, "23456789") + "-" + word(24)),
    ("a Slack webhook", "https://hooks.slack" + ".com/services/", "T" + word(10, UPPER) + "/B" + word(10, UPPER) + "/" + word(24)),
    ("an npm token", "npm" + "_", word(36)),
    ("a PyPI token", "pypi" + "-AgE", word(80)),
    ("a RubyGems key", "ruby" + "gems_", word(48, HEX)),
    ("a Docker Hub token", "dckr" + "_pat_", word(27)),
    ("a Google API key", "AI" + "za", word(35)),
    ("an Azure storage key", "Account" + "Key=", word(86) + "=="),
    ("a DigitalOcean token", "dop" + "_v1_", word(64, HEX)),
    ("a SendGrid key", "S" + "G.", word(22) + "." + word(43)),
    ("a Hugging Face token", "h" + "f_", word(34, string.ascii_letters)),
    ("a Vault token", "hv" + "s.", word(95)),
    ("a New Relic key", "NR" + "AK-", word(27, UPPER)),
    ("a Databricks token", "da" + "pi", word(32, HEX)),
    ("a JSON Web Token", "", "ey" + "J" + word(30) + ".ey" + "J" + word(40) + "." + word(43)),
    ("a password in an address", "postgres://deploy:", "Xk29" + "vQpL7w"),
]  # fmt: skip
BEHIND = {"a password in an address": "@db.prod.acme.io:5432/app"}


@pytest.mark.parametrize(
    ("what", "prefix", "value"), PLAIN, ids=[f"{what} {prefix}" for what, prefix, _ in PLAIN]
)
def test_a_secret_is_found_and_masked_in_its_place(what, prefix, value):
    text = f"env:\n  A: '{prefix}{value}{BEHIND.get(what, '')}' # x\n"
    (secret,) = find_secrets(text)
    assert (secret.what, text[secret.start : secret.end]) == (what, value)
    assert mask(text) == text.replace(value, "*" * len(value))


def test_every_rule_says_what_it_follows():
    assert len(RULES) > 40
    assert all(rule.source and rule.keywords and "secret" in rule.pattern.groupindex for rule in RULES)


def test_a_private_key_is_masked_line_by_line():
    body = "\n          ".join(word(64) for _ in range(3))
    text = (
        "run: |\n          -----BEGIN RSA PRIVATE "
        f"KEY-----\n          {body}\n          -----END RSA PRIVATE "
        "KEY-----\n"
    )
    masked = mask(text)
    assert [len(line) for line in masked.split("\n")] == [len(line) for line in text.split("\n")]
    assert masked.count("*" * 64) == 3
    assert "-----BEGIN RSA PRIVATE" in masked


@pytest.mark.parametrize(
    "text",
    [
        "postgres://postgres:postgres@localhost:5432/test", "postgres://user:password@db.example.com/x", "mysql://root:root@127.0.0.1/x",
        "postgres://app:S3cureWord@postgres:5432/app",  # a service container
        "https://x-access-token:${{ secrets.TOKEN }}@github.com/o/r", "https://user:$PASSWORD@host.acme.io", "https://user:<password>@host.acme.io",
        "https://github.com:443/o/r", "git@github.com:o/r.git", "mailto:a:b@c.de", "redis://:test_password123@cache.acme.io",
        "AKIA" + "IOSFODNN7EXAMPLE", "ghp_" + "x" * 36, "ghp_" + "0" * 36, "ghp_short", "sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "-----BEGIN PUBLIC " + "KEY-----\nabc\n-----END PUBLIC " + "KEY-----", "${{ secrets.GHP_TOKEN }}",
        "uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", "sha256:" + "a1b2c3d4" * 8,
    ],
)  # fmt: skip
def test_what_is_no_secret(text):
    assert find_secrets(text) == []
    assert mask(text) == text


def test_a_long_text_is_read_in_linear_time():
    for piece in (
        "ghp_",
        "AKIA",
        "://a:b@",
        "postgres://u:",
        "eyJa.eyJ",
        "-----BEGIN PRIVATE " + "KEY-----",
        "sk-ant-api03-",
        "key-",
    ):
        mask(piece * (200_000 // len(piece)))


def workflow() -> tuple[str, list[str]]:
    """Return a workflow with a secret in each place that can hold one, and the values."""
    values = {prefix: value for _, prefix, value in PLAIN if prefix}
    github, aws, stripe, npm = (
        values["ghp" + "_"],
        values["AK" + "IA"],
        values["sk" + "_live_"],
        values["npm" + "_"],
    )
    key = word(64)
    text = f"""\
name: CI
on:
  workflow_dispatch:
    inputs:
      token: {{default: {"sk" + "_live_"}{stripe}, description: 'Use {"npm" + "_"}{npm}'}}
env:
  A: {"ghp" + "_"}{github}
  DATABASE: postgres://deploy:{values["postgres://deploy:"]}@db.prod.acme.io/app
jobs:
  build:  # With {"AK" + "IA"}{aws}.
    runs-on: ubuntu-latest
    steps:
      - name: Push {"ghp" + "_"}{github}
        run: |
          echo {"AK" + "IA"}{aws}
          cat > key <<EOF
          -----BEGIN PRIVATE {"KEY"}-----
          {key}
          -----END PRIVATE {"KEY"}-----
          EOF
          pytest --token {"npm" + "_"}{npm}
"""
    return text, [github, aws, stripe, npm, values["postgres://deploy:"], key]


def test_each_secret_of_a_workflow_is_a_problem_at_its_place(tmp_path):
    text, values = workflow()
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/ci.yml").write_text(text)
    (file,) = Repository.load(tmp_path).files.values()
    found = [problem for problem in file.problems if problem.kind is ProblemKind.HARD_CODED_SECRET]
    lines = text.split("\n")
    assert len(found) == 9
    for problem in found:
        rest = lines[problem.position.line - 1][problem.position.column - 1 :]
        assert not rest or any(rest.startswith(value) for value in values), problem
        assert not any(value in problem.line_text for value in values)
        assert "revoke it" in problem.message


def test_no_value_is_printed_or_stored(tmp_path):
    text, values = workflow()
    root = tmp_path / "repo"
    (root / ".github/workflows").mkdir(parents=True)
    (root / ".github/workflows/ci.yml").write_text(text)
    github = values[0]
    token = "ghp" + "_" + github
    (root / "README.md").write_text(
        f"# CI\n\n[gone](gone-{token}.md) set `A` to `{token}`.\n\n<!-- workflow-docs:begin ci:env ci.yml -->\n{token}\n<!-- workflow-docs:end -->\n"
    )
    (root / "data.yml").write_text(f"key: {token}\n")
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(
        f"extensions = ['myst_parser', 'workflow_docs']\nci_repository = {str(root)!r}\nci_pages = 'ci'\n"
    )
    (docs / "index.md").write_text(
        "# Start\n\n{ci:value}`data.yml:key`\n\n```{ci:excerpt} data.yml\n```\n\n```{toctree}\nci/index\n```\n"
    )
    printed = b""
    command = [sys.executable, "-m", "workflow_docs.cli"]
    sphinx = [sys.executable, "-m", "sphinx"]
    for arguments in (
        [*command, "facts"], [*command, "gates", "--all"], [*command, "gates", "--all", "--format", "json"],
        *([*command, "audit", "--format", form] for form in ("text", "json", "sarif", "github", "markdown")),
        [*command, "inject", "--check"], [*command, "init", "../site"],
        [*sphinx, "-b", "html", "../docs", "../html"], [*sphinx, "-b", "gfm", "../docs", "../gfm"],
        [*sphinx, "-b", "linkcheck", "-D", "ci_linkcheck_offline=1", "../docs", "../links"],
    ):  # fmt: skip
        done = subprocess.run(
            arguments,
            cwd=root,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(EXT), "GITHUB_ACTIONS": "true"},
        )
        assert b"Traceback" not in done.stderr
        printed += done.stdout + done.stderr
    assert b"hard-coded-secret" in printed
    for value in values:
        assert value.encode() not in printed
        for file in tmp_path.rglob("*"):
            if file.is_file() and not file.is_relative_to(root):
                assert value.encode() not in file.read_bytes(), file
