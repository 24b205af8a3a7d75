"""The audit by the command itself: formats, baseline, waivers, bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from claims.support import FILES
from workflow.support import repository

ROOT = Path(__file__).parents[2]
TEXT = "# Read\n\n[gone](docs/gide.md) | `x`\n\n```bash\ngh workflow run ci.yml\n```\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repository(tmp_path, {**FILES, "README.md": TEXT})
    return tmp_path


def audit(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(ROOT / '_ext')!r}); from workflow_docs.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, "audit", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


def test_the_sample_is_clean() -> None:
    done = audit(ROOT / "examples" / "atom")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" documents, 0 findings\n")


def test_text_with_the_line_and_the_evidence(repo: Path) -> None:
    done = audit(repo)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "README.md:3:1: missing: the link leads to 'docs/gide.md', which the repository does not have [link-path]",
        "    [gone](docs/gide.md) | `x`",
        "    did you mean 'guide.md'?",
        (
            "README.md:6:1: contradicted: ci.yml cannot be started by hand: it has no workflow_dispatch, only push, pull_request"
            " [not-dispatched]"
        ),
        "    gh workflow run ci.yml",
        "    .github/workflows/ci.yml:2: on: [push, pull_request]",
        "2 documents, 2 findings",
    ]


def test_json(repo: Path) -> None:
    document = json.loads(audit(repo, "--format", "json").stdout)
    assert document["schema"] == 1
    first, second = document["findings"]
    assert first == {
        "file": "README.md", "line": 3, "column": 1, "code": "link-path", "verdict": "missing",
        "message": "the link leads to 'docs/gide.md', which the repository does not have", "claim": "docs/gide.md",
        "evidence": None, "suggestion": "did you mean 'guide.md'?", "confidence": 0.9,
    }  # fmt: skip
    assert second["evidence"] == {"file": ".github/workflows/ci.yml", "line": 2, "text": ""}


def test_sarif_annotations_and_markdown(repo: Path) -> None:
    (run,) = json.loads(audit(repo, "--format", "sarif").stdout)["runs"]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("link-path", "error"), ("not-dispatched", "error"),
    ]  # fmt: skip
    lines = audit(repo, "--format", "github").stdout.splitlines()
    assert lines[0].startswith(
        "::error file=README.md,line=3,col=1,title=link-path::the link leads to 'docs/gide.md'"
    )
    table = audit(repo, "--format", "markdown").stdout.splitlines()
    assert table[0] == "| Where | Code | What | Evidence |"
    assert "workflow\\_dispatch" in table[3]


def test_a_baseline_lets_only_new_drift_fail(repo: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    assert audit(repo, "--baseline", known, "--write-baseline").returncode == 0
    assert audit(repo, "--baseline", known).returncode == 0
    (repo / "README.md").write_text("New line.\n\n" + TEXT + "\n[other](gone.md)\n", encoding="utf-8")
    done = audit(repo, "--baseline", known)
    assert done.returncode == 1
    assert "gone.md" in done.stdout
    assert "gide.md" not in done.stdout


def test_a_waiver_silences_its_line(repo: Path) -> None:
    text = TEXT.replace("| `x`", "<!-- workflow-docs:ignore link-path: moved soon -->")
    (repo / "README.md").write_text(text, encoding="utf-8")
    assert "link-path" not in audit(repo).stdout


def test_given_documents_only(repo: Path) -> None:
    assert audit(repo, "docs/guide.md").returncode == 0
    assert audit(".", "README.md", cwd=repo).returncode == 1
    assert audit(repo, repo / "README.md").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "is no folder"),
        ([".", "gone.md"], "there is no such file"),
        ([".", "../outside.md"], "there is no such file"),
        ([".", "--baseline", "gone.txt"], "cannot be read"),
        ([".", "--write-baseline"], "needs --baseline"),
        ([".", "--format", "xml"], "invalid choice"),
    ],
)
def test_a_wrong_call(repo: Path, arguments: list[str], words: str) -> None:
    done = audit(*arguments, cwd=repo)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [[], ["binary.md"]], ids=["all", "named"])
def test_an_unreadable_document_is_a_finding_in_every_format(repo: Path, arguments: list[str]) -> None:
    (repo / "binary.md").write_bytes(b"# Fine\n\nab\xff\n")
    read = 0 if arguments else 2
    said = "byte 0xff is not UTF-8; save the file as UTF-8"
    counts = f"{read} documents, 1 not read, "
    text = audit(repo, *arguments)
    assert f"binary.md:3:3: not known: {said} [unreadable-document]\n" in text.stdout
    assert counts in text.stdout
    document = json.loads(audit(repo, *arguments, "--format", "json").stdout)
    assert (document["documents"], document["complete"]) == ({"read": read, "not_read": 1}, False)
    (finding,) = [each for each in document["findings"] if each["code"] == "unreadable-document"]
    assert (finding["file"], finding["line"], finding["column"], finding["message"]) == (
        "binary.md",
        3,
        3,
        said,
    )
    (run,) = json.loads(audit(repo, *arguments, "--format", "sarif").stdout)["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"] == {"text": said}
    assert run["properties"] == {"documents": {"read": read, "not_read": 1}}
    assert any(
        each["ruleId"] == "unreadable-document" and each["level"] == "error" for each in run["results"]
    )
    annotations = audit(repo, *arguments, "--format", "github")
    assert f"::error file=binary.md,line=3,col=3,title=unreadable-document::{said}\n" in annotations.stdout
    assert counts in annotations.stdout
    markdown = audit(repo, *arguments, "--format", "markdown")
    assert "| `binary.md:3` | `unreadable-document` |" in markdown.stdout
    assert counts in markdown.stdout
    assert "No document contradicts" not in markdown.stdout
    assert text.returncode == annotations.returncode == markdown.returncode == 1


def test_what_was_not_looked_at_is_in_no_baseline(repo: Path) -> None:
    (repo / "binary.md").write_bytes(b"<!-- workflow-docs:ignore all -->\xff\n")
    done = audit(repo, "--baseline", repo / "known", "--write-baseline")
    assert (done.returncode, "unreadable-document" in done.stdout) == (1, True)
    assert "unreadable-document" not in (repo / "known").read_text()
    done = audit(repo, "--baseline", repo / "known")
    assert (done.returncode, done.stdout.count("\n")) == (1, 2)


def test_an_unreadable_workflow_is_a_finding(repo: Path) -> None:
    (repo / ".github/workflows/bad.yml").write_text("on: [\n", encoding="utf-8")
    done = audit(repo, "--format", "json")
    (finding,) = [
        each for each in json.loads(done.stdout)["findings"] if each["code"] == "unreadable-workflow"
    ]
    assert (finding["file"], finding["line"], finding["verdict"]) == (
        ".github/workflows/bad.yml",
        2,
        "not known",
    )


def test_without_a_document_nothing_was_checked(tmp_path: Path) -> None:
    repository(tmp_path, {**FILES})
    for file in tmp_path.rglob("*.md"):
        file.unlink()
    done = audit(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == f"workflow-docs: there is no Markdown file below '{tmp_path}'; nothing was checked\n"
    )


def test_a_place_without_workflows(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("`.github/workflows/x.yml` [a](gone.md)\n", encoding="utf-8")
    done = audit(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"workflow-docs: '{tmp_path}': there is no workflow: ")


def test_a_folder_of_a_repository(repo: Path) -> None:
    (repo / "docs/inner").mkdir()
    (repo / "docs/inner/a.md").write_text("[gone](b.md)\n", encoding="utf-8")
    done = audit(repo / "docs/inner", "--verbose")
    assert done.stdout.startswith("docs/inner/a.md:1:1: missing: the link leads to ")
    assert done.stdout.endswith("1 document, 1 finding\n")
    assert done.stderr == (
        f"workflow-docs: the repository is {repo} (the nearest folder upwards with .github/workflows)\n"
    )
    assert audit("a.md", cwd=repo / "docs/inner").returncode == 2
    assert audit(".", "a.md", cwd=repo / "docs/inner").returncode == 1


def test_a_folder_with_workflows_of_its_own_is_another_repository(repo: Path) -> None:
    inner = repo / "examples" / "other"
    (inner / ".github" / "workflows").mkdir(parents=True)
    (inner / "README.md").write_text("[a](gone.md)", encoding="utf-8")
    assert "examples/other" not in audit(repo).stdout


CONTRACTS = """\
documents:
  README.md:
    lines_min: 99
    forbid: [gone]
coverage:
  kinds: [secret]
"""


def test_contracts_from_outside_of_the_repository(tmp_path: Path) -> None:
    repo = tmp_path / "repository"
    repository(repo, {**FILES, "README.md": TEXT.replace("docs/gide.md", "docs/guide.md")})
    (tmp_path / "contracts.yml").write_text(CONTRACTS, encoding="utf-8")
    done = audit(repo, "docs/guide.md", "--contracts", "contracts.yml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        (
            ".github/workflows/ci.yml:12:27: missing: the secret 'API_TOKEN' is named in no document [undocumented]"
        ),
        '    env: {TOKEN: "${{ secrets.API_TOKEN }}"}',
        "    name it where people look for it, or waive it with a reason",
    ]
    assert (
        "README.md:3:1: contradicted: lines with 'gone': wanted none, found 1 [contract-forbidden]" in lines
    )
    assert "    contracts.yml:4: forbid: [gone]" in lines
    at = lines.index(
        "contracts.yml:3:5: missing: README.md: lines: wanted at least 99, found 7 [contract-length]"
    )
    assert lines[at + 1] == "    lines_min: 99"
    found = json.loads(
        audit(repo, "docs/guide.md", "--contracts", tmp_path / "contracts.yml", "--format", "json").stdout
    )
    assert {finding["code"] for finding in found["findings"]} == {
        "undocumented", "contract-forbidden", "contract-length",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["json", "sarif", "github", "markdown"])
def test_contracts_in_every_format(repo: Path, form: str) -> None:
    file = repo / "docs" / "contracts.yml"
    file.write_text(CONTRACTS, encoding="utf-8")
    done = audit(".", "--contracts", "docs/contracts.yml", "--format", form, cwd=repo)
    assert (done.returncode, done.stderr) == (1, "")
    assert "docs/contracts.yml" in done.stdout
    assert "contract-length" in done.stdout


def test_a_baseline_does_not_mind_another_figure(repo: Path, tmp_path: Path) -> None:
    known, file = tmp_path / "known.txt", tmp_path / "contracts.yml"
    file.write_text(CONTRACTS, encoding="utf-8")
    assert audit(repo, "--contracts", file, "--baseline", known, "--write-baseline").returncode == 0
    (repo / "README.md").write_text(TEXT + "\nOne more line.\n", encoding="utf-8")
    assert audit(repo, "--contracts", file, "--baseline", known).returncode == 0


def test_wrong_contracts_are_told_with_their_place(repo: Path) -> None:
    (repo / "contracts.yml").write_text("documents:\n  README.md: {line_min: 1}\n", encoding="utf-8")
    done = audit(".", "--contracts", "contracts.yml", cwd=repo)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == (
        "workflow-docs: contracts.yml:2:15: unknown key 'line_min'; did you mean 'lines_min'? [unknown-key]"
    )
    assert audit(".", "--contracts", "gone.yml", cwd=repo).returncode == 2


def test_the_sample_holds_its_contracts() -> None:
    done = audit(ROOT / "examples" / "atom", "--contracts", ROOT / "source" / "contracts.yml")
    assert (done.returncode, done.stderr) == (0, "")
