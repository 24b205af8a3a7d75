"""Statements of documents, kind by kind: what is so gives nothing, what is not gives just one finding."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow.support import repository

from workflow_docs.claims.audit import check
from workflow_docs.claims.context import Context
from workflow_docs.claims.documents import parse

from .pipeline import FILES, HEAD, codes, found

TRUE = [
    # relations
    "`unit-suite` runs after `lint-code`.",
    "`push-image` depends on `lint-code` and `unit-suite`.",
    "- **push-image** needs `unit-suite`",
    "`lint-code` runs before `push-image`.",
    "### push-image\n\n- **Needs**: `lint-code`, `unit-suite`",
    "`unit-suite` does not run after `push-image`.",
    "For example, `lint-code` could run after `push-image`.",
    "`lint-code` is independent.",
    # limits of time
    "The job `unit-suite` times out after 30 minutes.",
    "`lint-code` is cancelled after 10 minutes.",
    "The step **TQ-01: Run the unit tests** has a timeout of 20 minutes.",
    "If `lint-code` took 40 minutes, its timeout would be too short.",
    "| Job | Timeout |\n| - | - |\n| `lint-code` | 10 min |\n| `unit-suite` | 0.5 h |",
    "Artifacts of `unit-suite` are kept for 14 days.",
    # runners
    "`lint-code` runs on `ubuntu-22.04`.",
    "All others run on `ubuntu-latest`.",
    # events
    "**Triggers**: push to `main`, `release/*`, pull requests, schedule, manual",
    "The workflow runs on every push to `main`.",
    "The workflow is not started by releases.",
    "| Workflow | Push | Pull request | Manual |\n| - | - | - | - |\n| `build.yml` | `main` | yes | yes |\n| `follow.yml` | no | – | no |",
    "| Workflow | Starts on |\n| - | - |\n| `follow.yml` | after Build Pipeline |",
    "## follow.yml\n\nStart it by hand:\n\n```bash\ngh workflow run build.yml -f version=1\n```",
    # times
    "It is scheduled every Monday at 04:30 UTC.",
    "It runs weekly (`30 4 * * 1`).",
    # conditions
    "`push-image` runs only on the `main` branch.",
    # versions
    "The tests use Python 3.11 and 3.12.",
    "**Python versions**: 3.11, 3.12",
    "`actions/checkout@v4` fetches the code.",
    "`owner/tool@0123456` makes it.",
    "The report is made by owner/tool@0123456.",
    "The service uses `postgres:15`.",
    # matrices and values
    "| Job | Matrix | Time limit |\n| - | - | - |\n| `unit-suite` | 8 legs by `python`, `group` | 30 minutes |",
    "| Step | Command |\n| - | - |\n| Check the types of the code | `LOG_LEVEL=info mypy .` |",
    # gates
    "TQ-01 blocks the build below 80 % coverage.",
    "The step *Check the style of the code* is informational.",
    "| Gate | Limit | Blocking |\n| - | - | - |\n| `TQ-01` | 80 % | yes |",
    "TQ-01 allows 2 retries.",
    "The goal for TQ-01 is a coverage of at least 95 %.",
    # secrets and inputs
    "| Secret | Required |\n| - | - |\n| `REGISTRY_TOKEN` | Yes |\n| `CHAT_WEBHOOK` | No |",
    "The secret `CHAT_WEBHOOK` is optional.",
    "The input `version` is required.",
    "The input `level` is `quick` by default; the default is `quick`.",
    # values
    "`LOG_LEVEL: info` is set for all jobs, `NODE_VERSION` is `20`.",
    "`fail-fast: false` holds for `unit-suite`.",
    "`unit-suite` stops with `--maxfail=3`.",
    "Locally, set `LOG_LEVEL=debug` to see more.",
    "| Variable | Default |\n| - | - |\n| `LOG_LEVEL` | `info` |\n| `NODE_VERSION` | `20` |",
    # counts
    "The workflow has three jobs.",
    "It consists of 3 jobs.",
    "Two of the three jobs need `lint-code`.",
    # names
    "The `lint-code` job and the artifact `unit-report` belong together.",
    "The environment `live` has reviewers.",
    "There is no `deploy` job.",
    # numbers
    "The health check retries 5 times.",
    "*Wait for the index* waits 2 minutes.",
    # sets
    "`unit-suite` is a matrix over these groups:\n\n- `alpha`\n- `beta`\n- `gamma`\n- `delta`",
]
FALSE = [
    ("`lint-code` runs after `unit-suite`.", "job-needs"),
    ("`unit-suite` depends on `push-image`.", "job-needs"),
    ("`push-image` runs before `lint-code`.", "job-needs"),
    ("### push-image\n\n- **Needs**: `lint-code`", "job-needs"),
    ("`lint-code` and `unit-suite` run in parallel.", "job-needs"),
    ("`push-image` is independent.", "job-needs"),
    ("The job `unit-suite` times out after 45 minutes.", "job-timeout"),
    ("### lint-code\n\nThe job has a time limit of 15 minutes.", "job-timeout"),
    ("| Job | Timeout |\n| - | - |\n| `lint-code` | 12 min |", "job-timeout"),
    ("The step **TQ-01: Run the unit tests** has a timeout of 25 minutes.", "step-timeout"),
    ("The artifact `unit-report` is kept for 30 days.", "retention"),
    ("`lint-code` runs on `ubuntu-24.04`.", "job-runner"),
    ("**Triggers**: push, workflow_call", "trigger"),
    ("**Triggers**: push to `develop`", "branch"),
    ("| Workflow | Push | Manual |\n| - | - | - |\n| `build.yml` | `main` | yes |\n| `follow.yml` | no | yes |", "trigger"),
    ("| Workflow | Push |\n| - | - |\n| `build.yml` | `develop` |\n| `follow.yml` | no |", "branch"),
    ("It is scheduled every Tuesday at 04:30 UTC.", "schedule"),
    ("It is scheduled every Monday at 5:30 AM UTC.", "schedule"),
    ("The cron line is `0 4 * * 1`.", "schedule"),
    ("`push-image` runs only on the `develop` branch.", "branch"),
    ("The tests use Python 3.10 and 3.12.", "tool-version"),
    ("**Python versions**: 3.10, 3.12", "tool-version"),
    ("`actions/checkout@v3` fetches the code.", "action-version"),
    ("`owner/tool@0123457` makes it.", "action-version"),
    ("The service uses `postgres:14`.", "image-tag"),
    ("The step *Check the style of the code* blocks the build.", "gate-worth"),
    ("| Gate | Limit | Blocking |\n| - | - | - |\n| `TQ-01` | 80 % | no |", "gate-worth"),
    ("TQ-01 requires a coverage of at least 75 %.", "threshold"),
    ("TQ-01 allows 4 retries.", "threshold"),
    ("| Secret | Required |\n| - | - |\n| `REGISTRY_TOKEN` | No |\n| `CHAT_WEBHOOK` | No |", "secret-required"),
    ("The secret `CHAT_WEBHOOK` is required.", "secret-required"),
    ("The input `version` is optional.", "input-required"),
    ("The default is `full`.", "value"),
    ("`LOG_LEVEL: debug` is set for all jobs.", "value"),
    ("`NODE_VERSION` is set to `18`.", "value"),
    ("`fail-fast: true` holds for `unit-suite`.", "value"),
    ("`unit-suite` stops with `--maxfail=10`.", "value"),
    ("| Variable | Default |\n| - | - |\n| `LOG_LEVEL` | `warn` |\n| `NODE_VERSION` | `20` |", "value"),
    ("The workflow has four jobs.", "count"),
    ("The `lint-all` job comes first.", "unknown-job"),
    ("The artifact `unit-results` has all.", "unknown-artifact"),
    ("The environment `stage` has reviewers.", "unknown-environment"),
    ("The secret `REGISTRY_PASS` is used.", "unknown-secret"),
    ("The gate `TQ-07` is strict.", "unknown-gate"),
    ("The step `Check the docs of the code` comes next.", "unknown-step"),
    ("It reads `LOG_LEVELS`.", "unknown-variable"),
    ("The health check retries 10 times.", "number"),
    ("`unit-suite` is a matrix over these groups:\n\n- `alpha`\n- `beta`\n- `delta`", "unlisted-value"),
    ("| Job | Why |\n| - | - |\n| `lint-code` | a |\n| `unit-suite` | b |", "unlisted-job"),
    ("| Variable | Why |\n| - | - |\n| `LOG_LEVEL` | a |\n| `NODE_VERSIONS` | b |", "unknown-variable"),
]  # fmt: skip


@pytest.mark.parametrize("text", TRUE)
def test_what_is_so_gives_nothing(tmp_path, text):
    assert [str(finding.message) for finding in found(tmp_path, text)] == []


@pytest.mark.parametrize(("text", "code"), FALSE)
def test_what_is_not_so_gives_one_finding_of_its_kind(tmp_path, text, code):
    assert codes(tmp_path, text) == [code]


def test_a_finding_has_the_place_of_the_word_and_the_line_that_says_otherwise(tmp_path):
    (finding,) = found(tmp_path, "Nothing here.\n\nThe job `unit-suite`\ntimes out after 45 minutes.")
    assert (finding.position.line, finding.position.column) == (8, 17)
    assert finding.evidence is not None
    assert finding.evidence.line == 24


def test_the_next_sentence_speaks_of_the_same(tmp_path):
    text = "`unit-suite` is the longest job. It times out after 45 minutes."
    assert codes(tmp_path, text) == ["job-timeout"]


def test_a_changelog_tells_how_things_were(tmp_path):
    files = {**FILES, "docs/CHANGELOG.md": HEAD + "The job `unit-suite` times out after 45 minutes.\n"}
    context = Context(repository(tmp_path, files))
    document = context.document("docs/CHANGELOG.md")
    assert document is not None
    assert list(check(document, context)) == []


WORDS = [
    "`unit-suite`", "lint-code", "**push-image**", "runs after", "depends on", "times out after", "30 minutes", "`LOG_LEVEL`",
    "is", "`debug`", "80 %", "coverage", "blocks the build", "TQ-01", "|", "\n", "- ", "`--maxfail=3`", "on push to", "`main`",
    "every Monday", "at 25:99", "`* * * * *`", "Python", "3.", "`actions/checkout@v4`", "secret", "required", "five jobs", "(", "`", "**",
    "retention", "14 days", "only", "not", "\n\n", "# ", "1. ", "the default is", "`x:1`", "99999999999999999999", "²", "½ hours",
]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_any_words_are_taken(words):
    document = parse(HEAD + " ".join(words), "docs/ci.md")
    lines = len(document.lines)
    for finding in check(document, CONTEXT):
        assert 1 <= finding.position.line <= lines


@pytest.fixture(autouse=True, scope="module")
def _context(tmp_path_factory):
    global CONTEXT  # noqa: PLW0603 (made once: the property looks at it many times)
    CONTEXT = Context(repository(tmp_path_factory.mktemp("repository"), FILES))
