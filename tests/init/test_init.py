"""`workflow-docs init` as a user runs it: the project that it lays out builds at once, whatever the repository holds."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXT = ROOT / "_ext"
CORPUS = ROOT.parent / "shared" / "corpus"

CI = """\
name: CI
on:
  push:
  workflow_dispatch:
    inputs:
      level: {type: choice, options: [low, high], required: true}
      tag: {required: true}
      note: {description: not asked for}
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{name: TQ-01 Tests, run: pytest}, {uses: actions/upload-artifact@v4, with: {name: out, path: out}}]
  deploy:
    needs: test
    runs-on: ubuntu-latest
    environment: production
    steps: [{run: ./deploy.sh, env: {TOKEN: "${{ secrets.DEPLOY_TOKEN }}", REGION: "${{ vars.REGION }}"}}]
"""
SMALL = "name: W {}\non: [push, workflow_dispatch]\njobs: {{a: {{runs-on: x, steps: [{{run: make}}]}}}}\n"
BROKEN = "on: push\njobs: [\n"
HOSTILE_TEXTS = (
    "# heading",
    "`{ci:job}`nothing`",
    "a\\n```{ci:job} x\\n```\\n---\\n",
    "{{ config }} {% raw %} {# x #}",
    "<script>alert(1)</script> & &amp; <!-- x",
    "[link](nowhere.md) ![image](x.png) [^1] *a* _b_ __c__ #",
    "\\\"quoted\\\" 'single' $(make) $$x \\\\",
    "---",
    "1. list",
    "\\u202e\\u0007\\u0000",
    "x" * 400,
)


def hostile() -> dict[str, str]:
    texts = {
        f"h{number}.yml": (
            f'name: "{text}"\n'
            "on:\n  push:\n  workflow_dispatch:\n    inputs:\n"
            f'      a: {{required: true, default: "{text}"}}\n      b-{number}: {{required: true}}\n'
            "jobs:\n  one:\n    runs-on: x\n"
            f'    environment: "{text}"\n    steps: [{{name: "{text}", run: pytest}}]\n'
            '  two:\n    needs: one\n    runs-on: x\n    environment: "${{ inputs.a }}"\n    steps: [{run: "true"}]\n'
            "  three:\n    needs: [one]\n    uses: ./.github/workflows/h1.yml\n"
        )
        for number, text in enumerate(HOSTILE_TEXTS)
    }
    names = (
        "with space.yml",
        "h0 h1.yml",
        "a`b.yml",
        "{c}.yml",
        "-f.yml",
        "x,y.yml",
        "n\nl.yml",
        "q'\".yml",
        "é.yml",
        "%d.yml",
    )
    return texts | dict.fromkeys(names, CI) | {"strange jobs.yml": CI.replace("test:", '"te`s t\\n:":')}


REPOSITORIES = {
    "broken": {"a.yml": BROKEN, "b`c.yml": BROKEN},
    "one": {"ci.yml": CI},
    "hundred": {f"w{number}.yml": SMALL.format(number % 50) for number in range(100)},
    "hostile": hostile(),
}


def repository(folder: Path, workflows: dict[str, str]) -> Path:
    place = folder / ".github" / "workflows"
    place.mkdir(parents=True)
    for name, text in workflows.items():
        (place / name).write_text(text, encoding="utf-8")
    return folder


def init(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workflow_docs.cli", "init", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(EXT)}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def make(folder: Path, *targets: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(EXT), "LINKCHECK_OFFLINE": "1", "MAKEFLAGS": ""}
    env.pop("MAKELEVEL", None)  # within another make, it would tell its folder
    command = ["make", *targets, f"PYTHON={sys.executable}", "SPHINXOPTS=-W --keep-going"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_without_workflows_there_is_nothing_to_lay_out(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {})
    done = init(root / "site", "--repo", root)
    assert done.returncode == 2
    assert done.stderr.startswith(f"workflow-docs: '{root}': there is no workflow: ")
    assert not (root / "site").exists()


@pytest.mark.parametrize("name", REPOSITORIES)
def test_the_project_builds_at_once(name: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", REPOSITORIES[name])
    before = files(tmp_path)
    done = init(root / "site", "--repo", root)
    assert (done.returncode, done.stderr) == (0, "")
    written = set(files(tmp_path)) - set(before)
    assert {f"repo/site/{each}" for each in ("conf.py", "Makefile", "source/index.md")} < written
    assert all(each.startswith("repo/site/") for each in written)
    # Before the first `make markdown` there is nothing of the emitted files to check.
    first = ("linkcheck", "markdown-check") if name == "one" else ()
    built = make(root / "site", *first[:1], *(("html",) if name != "hundred" else ()), "markdown")
    assert (built.returncode, built.stderr) == (0, ""), built.stdout[-2000:]
    built = make(root / "site", "linkcheck", *first[1:])
    assert (built.returncode, built.stderr) == (0, ""), built.stdout[-2000:]
    emitted = {each for each in files(root) if each.endswith(".md") and not each.startswith("site/")}
    assert emitted == {
        ".github/workflows/README.md",
        *(f"docs/ci/{each}.md" for each in ("RUNBOOK", "DEPLOYMENT", "TROUBLESHOOTING", "REPORT")),
    }
    report = (root / "docs/ci/REPORT.md").read_text(encoding="utf-8")
    assert f"{done.stdout.splitlines()[-1].split()[0]} parts are marked as to be written." in report
    assert "| Total | " in report


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["cli+cli", "docker+buildx", "rush86999+atom"])
def test_a_real_repository(name: str, tmp_path: Path) -> None:
    if not (CORPUS / name).is_dir():
        pytest.skip("the collection of real workflow files is not here")
    root = tmp_path / "repo"
    shutil.copytree(CORPUS / name, root)
    assert init(tmp_path / "elsewhere" / "site", "--repo", root).returncode == 0
    built = make(tmp_path / "elsewhere" / "site", "markdown", "linkcheck")
    assert (built.returncode, built.stderr) == (0, ""), built.stdout[-2000:]
    assert (root / ".github/workflows/README.md").is_file()


def test_the_pages_hold_what_the_repository_has(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"ci.yml": CI})
    assert init("docs", cwd=root).returncode == 0
    source = root / "docs" / "source"
    runbook = (source / "runbook.md").read_text()
    assert "gh workflow run ci.yml -f level=low -f 'tag=<tag>'\n" in runbook
    deployment = (source / "deployment.md").read_text()
    assert "### Deploy to production\n" in deployment
    assert "Steps of {ci:job}`ci.yml:deploy`:\n\n```{ci:steps} ci.yml:deploy\n" in deployment
    troubleshooting = (source / "troubleshooting.md").read_text()
    assert (
        "### test\n\nIts failure skips these, unless their condition says otherwise: {ci:job}`ci.yml:deploy`.\n"
        in (troubleshooting)
    )
    workflows = (source / "workflows.md").read_text()
    assert workflows.startswith("---\nemit: .github/workflows/README.md\n---\n")
    for title in ("Quality gates", "Secrets", "Configuration variables", "Artifacts"):
        assert f"## {title}\n" in workflows
    assert "## Service containers" not in workflows
    assert "suppress_warnings" not in (root / "docs" / "conf.py").read_text()


def test_todo_lists_every_mark(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"ci.yml": CI})
    done = init("site", "--repo", root, cwd=tmp_path)
    count = int(re.search(r"^(\d+) parts are to be written", done.stdout, re.MULTILINE)[1])
    listed = make(tmp_path / "site", "todo").stdout.splitlines()
    assert listed[-1] == f"{count} parts are to be written"
    assert len(listed) == count + 1
    for line in listed[:-1]:
        path, number, text = line.split(":", 2)
        lines = (tmp_path / "site" / path).read_text().splitlines()
        assert lines[int(number) - 1 : int(number) + 1] == ["```{admonition} To be written", text.strip()]


def test_faults_of_the_files_are_named_in_the_settings(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"a.yml": BROKEN})
    assert init(root / "site", "--repo", root).returncode == 0
    settings = (root / "site" / "conf.py").read_text()
    assert "suppress_warnings = [\n    'ci.yaml-syntax',\n]\n" in settings
    (root / ".github/workflows/b.yml").write_text(CI.replace("needs: test", "needs: tset"))
    built = make(root / "site", "html")
    assert built.returncode != 0
    assert ".github/workflows/b.yml" in built.stderr
    assert "a.yml" not in built.stderr


def test_files_of_people_are_left_alone(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"ci.yml": CI})
    by_hand = root / ".github" / "workflows" / "README.md"
    by_hand.write_text("# By hand\n")
    (root / "docs" / "ci").mkdir(parents=True)
    (root / "docs" / "ci" / "RUNBOOK.md").write_text(
        "<!-- workflow-docs: edit other/runbook.md, not this file -->\n"
    )
    done = init(root / "site", "--repo", root)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "workflow-docs: .github/workflows/README.md is not ours: the page workflows.md writes docs/ci/WORKFLOWS.md instead",
        "workflow-docs: docs/ci/RUNBOOK.md is not ours: the page runbook.md writes no file; its first lines say how to adopt it",
    ]
    built = make(root / "site", "markdown")
    assert (built.returncode, built.stderr) == (0, "")
    assert by_hand.read_text() == "# By hand\n"
    assert (root / "docs/ci/WORKFLOWS.md").is_file()
    page = root / "site" / "source" / "runbook.md"
    lines = page.read_text().splitlines(keepends=True)
    page.write_text("".join([line.removeprefix("% ") for line in lines[:3]] + lines[3:]))
    assert make(root / "site", "markdown", "ADOPT=1").returncode == 0
    assert "# CI/CD runbook" in (root / "docs/ci/RUNBOOK.md").read_text()


def test_what_the_same_page_wrote_before_is_no_file_of_people(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"ci.yml": CI})
    assert init(root / "site", "--repo", root).returncode == 0
    first = files(root / "site")
    assert make(root / "site", "markdown").returncode == 0
    shutil.rmtree(root / "site")
    done = init(root / "site", "--repo", root)
    assert (done.returncode, done.stderr) == (0, "")
    assert files(root / "site") == first


@pytest.mark.parametrize("what", ["file", "full", "below-file", "no-repository"])
def test_a_folder_that_cannot_be_used_is_refused(what: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"ci.yml": CI})
    (tmp_path / "file").write_text("mine\n")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / ".keep").write_text("")
    before = files(tmp_path)
    folder, repo, words = {
        "file": ("file", root, "'file' is a file; name a folder that is empty or does not exist"),
        "full": ("full", root, "'full' is not empty; name a folder that is empty or does not exist"),
        "below-file": ("file/site", root, "'file/site' cannot be written: Not a directory"),
        "no-repository": ("new", "missing", "'missing' is no folder; give that of a repository"),
    }[what]
    done = init(folder, "--repo", repo, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"workflow-docs: {words}\n")
    assert files(tmp_path) == before


def test_an_empty_folder_will_do_and_names_with_quotes_too(tmp_path: Path) -> None:
    root = repository(tmp_path / 'it\'s "{a}" $(x) \\n', {"ci.yml": CI})
    (tmp_path / "my site").mkdir()
    assert init("my site", "--repo", root, cwd=tmp_path).returncode == 0
    code = "import json, runpy; s = runpy.run_path('conf.py'); print(json.dumps([s['project'], s['ci_repository']]))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "my site", capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [root.name, f"../{root.name}"]
