"""Scripts with much of anything: nothing breaks, and nothing takes for ever."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow_docs.analysis.shell import commands
from workflow_docs.analysis.shell.core import Options
from workflow_docs.analysis.shell.grammar import parse
from workflow_docs.analysis.shell.verdict import failing

MUCH = 3000
SCRIPTS = {
    "lines": "make\n" * MUCH,
    "lines that hide": "make || true\n" * MUCH,
    "a list": " && ".join(["make"] * MUCH),
    "a pipe": " | ".join(["make"] * MUCH),
    "or": " || ".join(["make"] * MUCH),
    "conditions": "".join(f"if a{i}; then b{i}; fi\n" for i in range(300)),
    "tests": "".join(f'if [ "$x{i}" = 1 ]; then exit 1; fi\nmake || bad=1\n' for i in range(300)),
    "subshells": "(" * MUCH + "make" + ")" * MUCH,
    "groups": "{ " * MUCH + "make; " + "}; " * MUCH,
    "substitutions": "echo " + "$(a " * MUCH + ")" * MUCH,
    "ifs": "if a; then " * MUCH + "make; " + "fi; " * MUCH,
    "functions": "".join(f"f{i}() {{ f{i + 1}; }}\n" for i in range(MUCH)) + "f0 || true",
    "recursion": "f() { f; }\nf || true",
    "a loop": "while true; do make || true; done",
    "a growing text": "x=a\nwhile true; do x=$x$x; make || true; done",
    "words": "make " + "x " * 100_000 + "|| true",
    "braces": "for i in {1..1000000}; do make || true; done",
    "more braces": "echo {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b} || true",
    "arithmetic": "x=$((" + "(" * MUCH + "1" + ")" * MUCH + "))\nmake || true",
    "a power": "x=$((9**9**9**9))\nmake || true",
    "a pattern": f"case {'a' * 200} in {'*a' * 40}b) make;; esac || true",
    "a cut": f"x={'a' * 300}\ny=${{x%%{'*a' * 30}b}}\nmake || true",
    "traps": "trap 'trap \"make\" EXIT' EXIT\n" * 100 + "make || true",
    "eval": "x='eval $x'\neval $x\nmake || true",
    "a document": "cat <<EOF || true\n" + "line $(a)\n" * MUCH + "EOF",
    "nothing": "",
    "a null": "make \0 || true",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_much_of_anything(name):
    script = SCRIPTS[name]
    start = time.monotonic()
    assert len(failing(script, Options())) == len(commands(script))
    assert len(failing(script, Options(errexit=False, pipefail=True))) == len(commands(script))
    assert time.monotonic() - start < 30


def test_scripts_are_read_side_by_side():
    # Long ones hand the interpreter over to other threads while they are parsed.
    texts = [f"a{number} | b\n" * 400 + "echo $(c)\n" * 300 for number in range(40)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(parse, texts))
    finally:
        sys.setswitchinterval(before)
    assert [len(each.commands) for each in found] == [1400] * len(texts)


@pytest.mark.parametrize("joiner", [" && ", " || ", " | ", "; ", "\n"])
def test_no_command_of_a_long_list_is_lost(joiner):
    script = joiner.join(f"c{number}" for number in range(500))
    assert [command.program for command in commands(script)] == [f"c{number}" for number in range(500)]


def test_what_is_nested_too_deep_is_left_out():
    assert [command.program for command in commands("(" * 100 + "deep" + ")" * 100 + "\nnext")] == ["next"]


@given(st.text(alphabet="abc$(){}[]<>|&;'\"`\\\n #!=*?~-+%/:,01 \t\r\x00é😀", max_size=200))
@example("a <<")
@example("$((")
@example("${")
@example("x=(")
def test_any_text_has_an_answer_for_each_command(text):
    parsed = parse(text)
    for options in (Options(), Options(errexit=False), Options(pipefail=True, posix=True)):
        answers = failing(text, options)
        assert len(answers) == len(parsed.commands)
    for command in parsed.commands:
        assert 0 <= command.offset <= len(text)
