"""`[ … ]` and `[[ … ]]`, held against bash itself."""

from __future__ import annotations

import subprocess

import pytest
from analysis.shell.harness import BASH

from workflow_docs.analysis.shell.core import Core, Options, Question
from workflow_docs.analysis.shell.grammar import parse
from workflow_docs.analysis.shell.machine import Machine
from workflow_docs.analysis.shell.values import Value

SET = 'a=3; e=; s="x y"; f="foo.txt"; n=-2\n'
TESTS = [
    "[ a ]", "[ ]", '[ "" ]', '[ "$e" ]', "[ $e ]", "[ -n $e ]", '[ -n "$e" ]', '[ -z "$e" ]', "[ -z $e ]", "[ ! a ]", '[ ! "" ]',
    "[ $a -eq 3 ]", "[ $a -ne 3 ]", "[ $a -lt 4 ]", "[ $a -gt 4 ]", "[ $a -ge 3 ]", "[ $a -le 2 ]", "[ $n -lt 0 ]", '[ "$e" -eq 0 ]',
    "[ x -eq 1 ]", "[ a = a ]", "[ a == b ]", "[ a != b ]", '[ "$s" = "x y" ]', "[ $s = x ]", "[ $e = x ]", '[ "$e" = "" ]',
    "[ a -a b ]", '[ a -a "" ]', '[ "" -o b ]', "[ ! a -o b ]", "[ '(' a ')' ]", "[ a = a -a b = c ]", "[ -f nowhere ]",
    "[ ! -f nowhere ]", "[[ a ]]", '[[ "" ]]', "[[ $e ]]", "[[ -n $e ]]", "[[ -z $e ]]", "[[ $s == x* ]]", '[[ $s == "x*" ]]',
    "[[ $f == *.txt ]]", "[[ $f != *.md ]]", "[[ $a -eq 3 && $n -lt 0 ]]", "[[ $a -eq 4 || $n -lt 0 ]]", "[[ ! $a -eq 4 ]]",
    "[[ ( $a -eq 4 || a ) && b ]]", "[[ $e -eq 0 ]]", "[[ b > a ]]", "[[ $f == f?o.* ]]", "[[ $f == [fg]oo.txt ]]", "[[ -v a ]]",
    "test a = a", "test ! a = a", 'test -z "$e"', "(( a > 2 ))", "(( a > 3 ))", "(( e ))", "(( a - 3 ))",
]  # fmt: skip


@pytest.mark.parametrize("text", TESTS)
def test_what_bash_says_of_a_test(text):
    status = subprocess.run([BASH, "-c", SET + text], capture_output=True, check=False, cwd="/").returncode
    machine = Machine(Options(errexit=False), Question(-1, frozenset(), False, {}), {})
    assert machine.run(parse(SET + text).script) == status


def test_what_is_not_known_is_a_guess():
    machine = Machine(Options(errexit=False), Question(-1, frozenset(), False, {}), {})
    assert isinstance(machine, Core)
    machine.run(
        parse(
            'if [ "$UNSET" = x ]; then :; fi\nif [ -f here ]; then :; fi\nif [ 1 -eq 1 ]; then :; fi'
        ).script
    )
    assert len(machine.guesses) == len(machine.doubts) == 2


def test_the_environment_is_known():
    machine = Machine(Options(), Question(-1, frozenset(), False, {}), {"LEVEL": Value("high")})
    assert machine.run(parse('if [ "$LEVEL" = high ]; then exit 3; fi').script) == 3
    assert not machine.guesses
