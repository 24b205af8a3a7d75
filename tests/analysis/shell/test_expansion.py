"""Words and what bash makes of them, held against bash itself."""

from __future__ import annotations

import subprocess

import pytest
from analysis.shell.harness import BASH

from workflow_docs.analysis.shell.core import Options, Question
from workflow_docs.analysis.shell.grammar import parse
from workflow_docs.analysis.shell.machine import Machine

SET = 'a=one; e=; s="x  y"; f=lib/foo.tar.gz; n=12; arr=(p "q r" s); set -- 1 "2 3"\n'
WORDS = [
    "$a", '"$a"', "$s", '"$s"', "x$e", "$e", '"$e"', "a$s", "${s}b", "a${s}b", "'$a'", "\\$a", '"\\$a"', "$a$a", '"$a b"$s', "${a:-z}", "${e:-z}",
    "${e-z}", "${u:-z}", "${u:-$a}", "${a:+z}", "${e:+z}", "${#a}", "${#s}", "${#arr[@]}", "${arr[1]}", '"${arr[@]}"', "${arr[@]}", "${arr[-1]}",
    '"$@"', "$#", "$1", '"$2"', "$2", "${f%.*}", "${f%%.*}", "${f#*/}", "${f##*.}", "${f##*/}", "${a:1}", "${a:1:1}", "${a:0:2}", "${a^^}", "${a^}",
    "{x,y}z", "{1..3}", "{3..1}", "{1..7..3}", "'{x,y}'", "$((n + 1))", "${n}0", "$(echo hi)", '"$(echo a; echo b)"', "$(echo $a)", "`echo q`",
    "$(printf '%s' z)", "a\\ b", '"a"\'b\'c', "${u:=set}", "$(exit 3)$?",
]  # fmt: skip


def fields(word: str) -> list[str]:
    parsed = parse(f"{SET}done_with_it {word}\n").script
    machine = Machine(Options(errexit=False), Question(-1, frozenset(), False, {}), {})
    for item in parsed.items[:-1]:
        machine.node(item)
    machine.lost = False
    return [field.text for part in parsed.items[-1].words[1:] for field in machine.fields(part)]


@pytest.mark.parametrize("word", WORDS)
def test_the_fields_of_a_word(word):
    script = f"{SET}printf '%s\\n' begin {word}"
    done = subprocess.run([BASH, "-c", script], capture_output=True, text=True, check=True)
    found = fields(word)
    assert "\n".join(["begin", *found]) + "\n" == done.stdout
