"""The command `workflow-docs`, run as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workflow_docs import __version__, cli
from workflow_docs.facts.schema import SCHEMA

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "atom"


def run(*arguments: str, cwd: Path = ROOT, **options: object) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(ROOT / '_ext')!r}); from workflow_docs.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_facts_of_the_sample():
    done = run("facts", str(SAMPLE))
    assert (done.returncode, done.stderr) == (0, "")
    facts = json.loads(done.stdout)
    assert list(facts["workflows"]) == [
        f".github/workflows/{name}.yml" for name in ("ci", "deploy", "lancedb-integration")
    ]
    assert facts["diagnostics"] == []
    assert [
        place["line"]
        for place in facts["workflows"][".github/workflows/deploy.yml"]["references"][
            "secrets.REGISTRY_PASSWORD"
        ]
    ]


def test_facts_of_the_folder_where_one_stands():
    assert run("facts", cwd=SAMPLE).stdout == run("facts", str(SAMPLE)).stdout


def test_facts_for_people():
    done = run("facts", str(SAMPLE), "--indent", "2")
    assert done.stdout.startswith('{\n  "schema": 1,\n  "workflows": {\n    ".github/workflows/ci.yml": {\n')
    assert json.loads(done.stdout) == json.loads(run("facts", str(SAMPLE)).stdout)


def test_the_schema():
    done = run("facts", "--schema")
    assert (done.returncode, json.loads(done.stdout)) == (0, SCHEMA)


def test_faults_of_the_files_are_part_of_the_document(tmp_path):
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text("on: push\njobs: [\n", encoding="utf-8")
    done = run("facts", str(tmp_path))
    (fault,) = json.loads(done.stdout)["diagnostics"]
    assert (done.returncode, fault["code"], fault["line"]) == (0, "yaml-syntax", 3)


def test_a_place_without_workflows_is_an_error(tmp_path):
    done = run("facts", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"workflow-docs: '{tmp_path}': there is no workflow: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["facts", "no/such/folder"],
            "workflow-docs: 'no/such/folder' is no folder; give that of a repository\n",
        ),
        (["facts", "README.md"], "workflow-docs: 'README.md' is no folder; give that of a repository\n"),
        (["facts", "--indent", "many"], "'many' is no number from 0 to 8"),
        (["facts", "--inden", "2"], "unrecognized arguments: --inden"),
        (["fact"], "invalid choice: 'fact'"),
        (["init"], "the following arguments are required: DIR"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_a_wrong_call_says_so_and_ends_with_2(arguments, words):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_init_lays_a_project_out(tmp_path):
    done = run("init", "docs/site", "--repo", str(SAMPLE), cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[:2]) == (0, ["docs/site/conf.py", "docs/site/Makefile"])
    # The sample's README is written by its own project.
    assert "workflow-docs: .github/workflows/README.md is not ours" in done.stderr
    again = run("init", "docs/site", "--repo", str(SAMPLE), cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert "is not empty; name a folder that is empty or does not exist" in again.stderr


def test_help_and_version():
    assert run("--version").stdout == f"workflow-docs {__version__}\n"
    assert "facts" in run("--help").stdout
    assert "--schema" in run("facts", "--help").stdout


def test_a_reader_that_has_enough_is_no_error():
    command = f"{sys.executable} -c 'from workflow_docs.cli import main; import sys; sys.exit(main())' facts {SAMPLE}"
    shell = f"set -o pipefail; export PYTHONPATH={ROOT / '_ext'}; {command} | head -c 10; {command} | true; echo $?"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout == '{\n"schema"0\n'


def test_the_command_loads_nothing_that_it_does_not_need():
    code = (
        "import sys\nfrom workflow_docs.cli import main\n"
        f"main(['facts', {str(SAMPLE)!r}])\n"
        "heavy = {'sphinx', 'docutils', 'tree_sitter', 'dataclasses', 'inspect', 'difflib', 'urllib.request'}\n"
        "sys.stderr.write(repr(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "_ext", capture_output=True, text=True, check=True
    )
    assert done.stderr == "[]"


def test_the_status_can_be_asked_for_without_a_process(capsys):
    assert cli.main(["facts", "--schema"]) == cli.OK
    assert json.loads(capsys.readouterr().out)["title"] == "workflow-docs facts"
