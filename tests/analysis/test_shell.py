"""Commands of scripts: which there are, where they start, and which files they run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from workflow.support import Source, parse, script

from workflow_docs.analysis import shell


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("make", ["make"]),
        ("a; b\nc", ["a", "b", "c"]),
        ("a | b && c || d &", ["a", "b", "c", "d"]),
        ("kubectl set image \\\n  web=x \\\n  --all", ["kubectl set image web=x --all"]),
        ("x=$(git rev-parse HEAD)", ["git rev-parse HEAD"]),
        ('echo "$(date -u)" `who`', ['echo "$(date -u)" `who`', "date -u", "who"]),
        ("cat <<EOF > out\nno command $(inner)\nEOF\nnext", ["cat", "inner", "next"]),
        ("cat <<'EOF'\nno $(inner)\nEOF", ["cat"]),
        ("FOO=1 run it > out 2>&1", ["FOO=1 run it"]),
        ('if [ -z "$X" ]; then exit 1; else ok; fi', ["exit 1", "ok"]),
        ("for i in a b; do ls $i; done", ["ls $i"]),
        ("f() { inner; }\nf", ["inner", "f"]),
        ("(sub shell); { group; }", ["sub shell", "group"]),
        ("! not", ["not"]),
        ("diff <(left) <(right)", ["diff <(left) <(right)", "left", "right"]),
        ("# only a comment", []),
        ("", []),
        ("X=1", []),
        ("echo 'a; b' \"c | d\"", ["echo 'a; b' \"c | d\""]),
    ],
)
def test_the_simple_commands_of_a_script(text, commands):
    assert [command.text for command in shell.commands(text)] == commands


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("docker build -t 'a b' .", ("docker", "build", "-t", "'a b'", ".")),
        ("FOO=1 make -j2", ("make", "-j2")),
        ("deploy ${{ inputs.target || 'a b' }} now", ("deploy", "${{ inputs.target || 'a b' }}", "now")),
        ("echo a${{ x }}b", ("echo", "a${{ x }}b")),
    ],
)
def test_the_words_of_a_command(text, words):
    (command,) = shell.commands(text)
    assert command.words == words
    assert command.program == words[0]


@pytest.mark.parametrize(
    "text",
    [
        "echo ü; target",
        "echo 😀 ${{ vars.Ä }}\n  target",
        "echo ${{ a ||\n b }}; target",
        "echo \\\n  x\ntarget",
        'x="$(target)"',
    ],
)
def test_offsets_count_characters(text):
    (command,) = [found for found in shell.commands(text) if found.program == "target"]
    assert text[command.offset :].startswith("target")


def test_an_operator_within_an_expression_parts_no_commands():
    assert [found.text for found in shell.commands("echo ${{ a || b && c }}")] == ["echo ${{ a || b && c }}"]


def test_a_script_with_an_error_gives_what_can_be_made_out():
    assert "after" in [found.program for found in shell.commands("if then )\nafter it\n")]


def test_a_command_has_its_place_in_the_file():
    source = Source("scalars.yml")
    for number, words in ((0, "echo one"), (0, "echo three"), (2, "echo folded"), (3, "echo double")):
        run = source.workflow.jobs[0].steps[number].run
        (command,) = [found for found in shell.commands(run.value) if found.text.startswith(words)]
        assert shell.command_position(run, command) == source.place(words)


def test_a_place_within_an_indented_script():
    run = parse(script("first\n  second ü | third")).jobs[0].steps[0].run
    places = [shell.command_position(run, command) for command in shell.commands(run.value)]
    assert [(place.line, place.column) for place in places] == [(7, 11), (8, 13), (8, 24)]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("./scripts/deploy.sh staging", ["scripts/deploy.sh"]),
        ("scripts/deploy.sh", ["scripts/deploy.sh"]),
        ("bash -e scripts/a.sh && sh b.sh", ["scripts/a.sh", "b.sh"]),
        ("python scripts/check.py --all", ["scripts/check.py"]),
        ("python -m pytest", []),
        ("source ./lib.sh\n. lib2.sh", ["lib.sh", "lib2.sh"]),
        ('bash "$here/other.sh"', ["$here/other.sh"]),
        ('"${ROOT}/run.sh"', ["${ROOT}/run.sh"]),
        ("./gradlew build", ["gradlew"]),
        ("./a.sh; ./a.sh", ["a.sh"]),
        ("FOO=1 ./a.sh", ["a.sh"]),
        ("echo ./a.sh", []),
        ("cat a.sh", []),
        ("make", []),
        ("./x-${{ matrix.os }}.sh", []),
        ("bash", []),
    ],
)
def test_the_script_files_that_a_script_runs(text, called):
    assert list(shell.called_scripts(text)) == called


@pytest.mark.parametrize(
    "script",
    [
        "{\U000e0001\\\n=<<EOF<<²\U0002022a[[\U000e0001[['",
        "\U000c8548😀{\U000e0001\U000c8548<<<:",
    ],
)
def test_letters_of_any_plane_are_read(script):
    # In a process of its own: the grammar is native code, and a fault of it would end the tests.
    code = f"from workflow_docs.analysis.shell import grammar\nfor _ in range(20): grammar.parse.__wrapped__({script!r})"
    folder = str(Path(__file__).parents[2] / "_ext")
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": folder}, check=False)
    assert done.returncode == 0


def test_wide_letters_keep_their_text_and_their_places():
    (first, second) = shell.commands("echo 🚨 \U000e0001x; make 語")
    assert (first.words, second.words, second.offset) == (("echo", "🚨", "\U000e0001x"), ("make", "語"), 11)
