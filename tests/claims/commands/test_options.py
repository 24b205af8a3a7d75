"""Options and subcommands by the tables of their programs, and the tables by the programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from claims.support import findings, told

from workflow_docs.claims.commands import options, tables

PROGRAMS = sorted(path.stem for path in tables.FOLDER.glob("*.txt"))


@pytest.mark.parametrize(
    "command",
    [
        "kubectl rollout undo deployment/x --to-revision=3 -n y",
        "kubectl -n x get pods -A -o wide -w",
        "kubectl exec -it pod/x -- ls --anything",
        "kubectl exec x ls --anything",
        "kubectl set image deployment/x a=b --record",
        "kubectl apply -f x --dry-run=client",
        "kubectl argo rollouts list",
        "kubectl logs -f --tail=100 x --help",
        "docker run --rm -it -p 80:80 --net x image --anything",
        "docker compose -f a up -d --build",
        "docker-compose exec web sh --anything",
        "docker build --progress=plain -t a .",
        "docker container ls -a",
        "git commit -am 'a b' --no-verify",
        "git push --force-with-lease origin main",
        "git log -5 --oneline --anything",
        "git lfs pull",
        "git checkout --no-progress x",
        "curl -sSfL -XPOST -H 'A: b' -d @x https://x.org -o/dev/null -w '%{http_code}'",
        "curl --no-progress-meter --loc https://x.org",
        "jq -r --arg a b '.x' file",
        "gh run list -L 3 -R a/b",
        "gh pr checkout 3 -R a/b",
        "gh api graphql -f query=x --jq .data",
        "gh my-extension --anything",
        "helm upgrade --install x ./chart --anything",
        "psql -U postgres -c 'select 1' --host x",
        "pip install -U -r requirements.txt --no-cache-dir",
        "alembic -c x.ini upgrade head",
        "ruff check --fix --no-cache .",
        "mypy --strict --allow-untyped-defs x",
        "pytest --anything --at-all",
        "npm run x --anything",
        "kubectl get pods $OPTIONS; OPTIONS=x",
        "kubectl get pods --<option>",
    ],
)
def test_what_programs_take(command):
    from workflow_docs.claims.commands import words

    call = options.call(tuple(word.strip("'") for word in words.marked(command).split(" ")))
    assert call is None or call.faults == ()


@pytest.mark.parametrize(
    ("command", "message", "suggestion"),
    [
        ("kubectl rollout undo deployment/x --timeout=5m", "kubectl rollout undo has no option --timeout", ""),
        ("kubectl rollout undo deployment/x --to-version=3", "kubectl rollout undo has no option --to-version", "did you mean '--to-revision'?"),
        ("kubectl rollout stats deployment/x", "kubectl rollout has no command 'stats'", "did you mean 'status'?"),
        ("kubectl gte pods", "kubectl has no command 'gte'", "did you mean 'get'?"),
        ("docker images x --show-layers", "docker images has no option --show-layers", ""),
        ("docker compose up --detached", "docker compose up has no option --detached", "did you mean '--detach'?"),
        ("gh run list --workflows x", "gh run list has no option --workflows", "did you mean '--workflow'?"),
        ("gh run view 3 -z", "gh run view has no option -z", ""),
        ("gh workflow start x", "gh workflow has no command 'start'", ""),
        ("git push --forced", "git push has no option --forced", "did you mean '--force'?"),
        ("curl --silently https://x.org", "curl has no option --silently", "did you mean '--silent'?"),
        ("alembic upgrade head --force", "alembic upgrade has no option --force", ""),
    ],
)  # fmt: skip
def test_what_they_do_not_have(tmp_path, command, message, suggestion):
    (found,) = findings(tmp_path, f"```bash\n{command}\n```\n", files={"ci.yml": "on: push\n"})
    assert found.message.startswith(message)
    assert found.code.value in {"command-option", "command-subcommand"}
    if suggestion:
        assert found.suggestion == suggestion


def test_options_are_read_with_their_values():
    call = options.call(
        ("kubectl", "-nx", "logs", "--tail", "5", "-fl", "app=y", "--since=1h", "pod", "--", "-z")
    )
    assert call is not None
    assert call.path == ("kubectl", "logs")
    assert call.options == (
        ("--namespace", "x"),
        ("--tail", "5"),
        ("--follow", ""),
        ("--selector", "app=y"),
        ("--since", "1h"),
    )
    assert call.rest == ("pod", "-z")


def test_a_log_of_changes_tells_of_the_past(tmp_path):
    assert told(tmp_path, "```sh\nkubectl rollout undo x --timeout=5m\n```\n", "CHANGELOG.md") == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_table_names_its_source_and_can_be_read(program):
    table = tables.table(program)
    assert table is not None
    assert table.version.startswith(program.replace("-", " "))
    assert (program,) in table.entries
    for path, entry in table.entries.items():
        assert entry.options is None or all(name.startswith("-") for name in entry.options), path
        for option in (entry.options or {}).values():
            assert option.name.startswith("-")


GENERATED = [
    program for program in PROGRAMS if program not in {"jq", "helm", "docker-compose", "docker-buildx"}
]


@pytest.mark.parametrize("program", GENERATED)
def test_a_table_is_what_the_program_says(program):
    from claims.commands import option_tables

    folder = str(Path(sys.executable).parent)
    if shutil.which(program, path=os.pathsep.join([folder, os.environ["PATH"]])) is None:
        pytest.skip(f"{program} is not installed")
    text = (tables.FOLDER / f"{program}.txt").read_text(encoding="utf-8")
    installed = option_tables.version(program)
    if installed != text[2:].partition(":")[0]:
        pytest.skip(f"the table is not of {installed}")
    made = subprocess.run(
        [sys.executable, option_tables.__file__, program], capture_output=True, text=True, check=True
    ).stdout
    assert made == text
