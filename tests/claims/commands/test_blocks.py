"""Commands of documents: which there are, where they stand, and in which folder they are run."""

from __future__ import annotations

import pytest
from workflow.support import repository

from workflow_docs.claims.commands import blocks
from workflow_docs.claims.context import Context
from workflow_docs.claims.documents import parse


def read(root, text, files=None, path="README.md"):
    context = Context(repository(root, {"ci.yml": "on: push\n", "backend/x.py": "", **(files or {})}))
    return list(blocks.commands(parse(text, path), context))


def test_commands_have_the_place_of_their_first_word(tmp_path):
    text = "1. Do:\n\n   ```bash\n   $ make one\n   a\n   $ make two && make three\n   ```\n\nThen `gh run list`.\n"
    assert [
        (command.text, command.position.line, command.position.column) for command in read(tmp_path, text)
    ] == [
        ("make one", 4, 6),
        ("make two", 6, 6),
        ("make three", 6, 18),
        ("gh run list", 9, 7),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```bash\nmake a\n```", ["make a"]),
        ("```console\n(venv) user@host:~/x$ make a\nmake: done\n```", ["make a"]),
        ("```console\n$ make \\\n>   a\nmake: done\n```", ["make a"]),
        ("```\ngit pull\n# a word\nmake \\\n  a\n```", ["git pull", "make a"]),
        ("```\ngit pull\nAlready up to date.\n```", []),
        ("```yaml\nrun: make a\n```", []),
        ("`make a` and `make` and `the make a`", ["make a"]),
        ("`./run.sh now`", ["./run.sh now"]),
        ("```sh\ngh run view <run id> > log.txt\n```", ["gh run view <run id>"]),
    ],
)
def test_what_is_a_command(tmp_path, text, found):
    assert [command.text for command in read(tmp_path, text)] == found


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("make 'a b' \"c\" d\\ e", ("make", "a b", "c", "d e")),
        ("sudo make a 2>&1 >out", ("make", "a")),
        ("python -m pytest tests", ("pytest", "tests")),
        ("poetry run pytest tests", ("pytest", "tests")),
        ("gh run view <run id>", ("gh", "run", "view", "‹run·id›")),
        ("sudo -u x make", ("sudo", "-u", "x", "make")),
    ],
)
def test_words_are_without_quotes_redirections_and_wrappers(tmp_path, command, words):
    (found,) = read(tmp_path, f"```bash\n{command}\n```")
    assert found.words == words


@pytest.mark.parametrize(
    ("commands", "folder"),
    [
        ("cd backend\nmake", "backend"),
        ("cd backend && cd .. && make", ""),
        ("(cd backend && ls)\nmake", ""),
        ("cd elsewhere\nmake", "?"),
        ("cd $HOME\ncd backend\nmake", "?"),
        ("cd ~\nmake", "?"),
        ("pushd backend\npopd\nmake", "?"),
        ("git clone https://x.org/o/atom.git\ncd atom\ncd backend\nmake", "backend"),
    ],
)
def test_the_folder_is_followed(tmp_path, commands, folder):
    files = {".git/config": "[remote]\n\turl = https://github.com/o/atom.git\n"}
    assert read(tmp_path, f"```bash\n{commands}\n```", files)[-1].folder == folder


def test_a_folder_of_a_workflow_is_known_where_it_is_not_checked_out(tmp_path):
    ci = "on: push\njobs:\n  a:\n    steps:\n      - run: make\n        working-directory: ./web\n"
    assert read(tmp_path, "```bash\ncd web\nmake\n```", {"ci.yml": ci})[-1].folder == "web"


@pytest.mark.parametrize(
    ("line", "piped"),
    [
        ("gh run view", False),
        ("gh run view | cat", True),
        ("gh run view > log", True),
        ("gh run view 2> log", False),
        ("gh run view || true", False),
        ("gh run view; ls | cat", False),
        ('x=$(gh run view "a|b")', True),
        ("gh run view 'a > b'", False),
        ("gh run view \\\n  --log | grep x", True),
    ],
)
def test_output_that_goes_to_no_terminal(tmp_path, line, piped):
    assert next(command.piped for command in read(tmp_path, f"```bash\n{line}\n```")) is piped
