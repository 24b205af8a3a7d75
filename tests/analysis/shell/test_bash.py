"""What is said of commands, held against real bash: by hand, at random, and over real workflows."""

from __future__ import annotations

import os

import pytest
from analysis.shell.agreement import measure
from analysis.shell.harness import LINES, Bench, judged
from analysis.shell.scripts import scripts
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from workflow.support import CORPUS

from workflow_docs.analysis.shell import commands
from workflow_docs.analysis.shell.verdict import failing

RANDOM = int(os.environ.get("SCRIPTS", "150"))
"""How many scripts are tried at random; `make shell` tries more."""


@pytest.fixture(scope="module")
def bench():
    made = Bench()
    made.provide(f"c{number}" for number in range(1, 120))
    yield made
    made.close()


# In each script, what bash says of its commands, one sign each: `x` fails the step, `.` does not, `-` is not judged.
CASES = [
    ("unspecified", "case $(a) in x) b ;; *) trap 'rc=$?; echo $rc; exit $rc' EXIT ;; esac\nc", ".--x"),
    ("unspecified", "a\nb", "xx"),
    ("bash {0}", "a\nb", ".x"),
    ("unspecified", "a | b", ".x"),
    ("bash", "a | b", "xx"),
    ("unspecified", "set -o pipefail\na | b", "-xx"),
    ("bash", "set +o pipefail\na | b", "-.x"),
    ("unspecified", "a || true", ".-"),
    ("unspecified", "a || :", ".-"),
    ("unspecified", "a || echo no", ".-"),
    ("unspecified", "a || exit 1", "x-"),
    ("unspecified", "a || { echo no; exit 1; }", "x--"),
    ("unspecified", "a || b", ".-"),
    ("unspecified", "a && b\nc", ".xx"),
    ("unspecified", "a && b", "xx"),
    ("unspecified", "! a\nb", ".x"),
    ("unspecified", "if a; then b; else c; fi", ".x-"),
    ("unspecified", "if ! a; then b; exit 1; fi", "x--"),
    ("unspecified", "if a; then b; elif c; then d; else exit 1; fi", ".x---"),
    ("unspecified", "while a; do b; break; done", ".x-"),
    ("unspecified", "for i in 1 2; do a; done", "x"),
    ("unspecified", "for i in 1 2 3; do a && break; b; done", ".--"),
    ("unspecified", "for i in {1..3}; do a && break || b; if [ $i -eq 3 ]; then exit 1; fi; done", "x---"),
    ("unspecified", "case x in x) a;; *) b;; esac", "x-"),
    ("unspecified", "(a; b)", "xx"),
    ("unspecified", "(a; b) || true", "..-"),
    ("unspecified", "{ a; b; } | c", "..x"),
    ("bash", "{ a; b; } | c", "xxx"),
    ("unspecified", "f() { a; b; }\nf", "xxx"),
    ("unspecified", "f() { a; b; }\nf || true", "...-"),
    ("unspecified", "f() { a && b; }\nf\nc", "xxxx"),
    ("unspecified", "{ a && b; }\nc", ".xx"),
    ("unspecified", "x=$(a)\nb", "xx"),
    ("unspecified", "x=$(a; b)", ".x"),
    ("sh", "x=$(a; b)", "xx"),
    ("unspecified", "x=$(a | b)", ".x"),
    ("unspecified", "shopt -s inherit_errexit\nx=$(a; b)", "-xx"),
    ("unspecified", "echo $(a)", "x."),
    ("unspecified", "export x=$(a)", "."),
    ("unspecified", "f() { local x=$(a); }\nf", ".x"),
    ("unspecified", "f() { local x; x=$(a); }\nf", "xx"),
    ("unspecified", 'x=$(a || true)\nif [ -z "$x" ]; then b; fi', ".-x"),
    ("unspecified", "a &\nb", ".x"),
    ("unspecified", "a & wait $!", "x-"),
    ("unspecified", "a & p=$!\nb\nwait $p", "xx-"),
    ("unspecified", "a &\nwait", ".-"),
    ("unspecified", "set +e\na\nb", "-.x"),
    ("unspecified", "set +e\na\nset -e\nb", "-.-x"),
    ("unspecified", "set +e\na\nrc=$?\nset -e\nb\nexit $rc", "-x-x-"),
    ("unspecified", "a || rc=$?\nb\nexit ${rc:-0}", "xx-"),
    ("unspecified", 'a || bad=1\nb || bad=1\nif [ -n "$bad" ]; then c; fi', "..-"),
    ("unspecified", "bad=()\na || bad+=(a)\nif [ ${#bad[@]} -gt 0 ]; then exit 1; fi", "x-"),
    ("unspecified", "n=0\na || n=$((n+1))\nif (( n > 0 )); then exit 3; fi", "x-"),
    ("unspecified", "a | b; exit ${PIPESTATUS[0]}", "xx-"),
    ("unspecified", "trap 'exit 0' EXIT\na", "-."),
    ("unspecified", "trap 'echo' EXIT\na", "-x"),
    ("unspecified", "trap 'exit 0' ERR\na\nb", "-.."),
    ("unspecified", "diff <(a) <(b)", "x.."),
    ("unspecified", "while read -r x; do b; done < <(a)", "--."),
    ("unspecified", 'while read -r x; do b; done <<< "$(a)"', "-x."),
    ("unspecified", "a <<EOF\n$(b)\nEOF\nc", "x.x"),
    ("unspecified", "a <<'EOF' || true\n$(b)\nEOF\nc", ".-x"),
    ("unspecified", "exec a\nb", "--"),
    ("unspecified", "exit 0\na", "--"),
    ("unspecified", "until a; do break; done", ".-"),
    ("unspecified", "a ${{ github.sha }} | b", ".x"),
    ("unspecified", '[ -n "$(a)" ] || b\nc', ".xx"),
    ("unspecified", "true && a || b", "-.-"),
    ("unspecified", "env -i a\ntime b", "x-"),
    ("unspecified", "A=1 B=$(a) b", "x."),
]


@pytest.mark.parametrize(("shell", "script", "signs"), CASES)
def test_what_bash_says_of_each_construct(bench, shell, script, signs):
    line = LINES[shell]
    trials = judged(bench, script, line) or []
    found = commands(script)
    answers = failing(script, line.options)
    assert len(answers) == len(found)
    by_bash = ["-"] * len(found)
    for trial in trials:
        by_bash[trial.index] = "x" if trial.fails else "."
        assert answers[trial.index] is trial.fails, found[trial.index].text
    assert "".join(by_bash) == signs


@given(st.sampled_from(list(LINES)), st.data())
@settings(max_examples=RANDOM, deadline=None, suppress_health_check=list(HealthCheck))
def test_scripts_at_random(shell, data):
    script = data.draw(scripts(posix=shell == "sh"))
    made = Bench()
    try:
        made.provide(f"c{number}" for number in range(1, 120))
        trials = judged(made, script, LINES[shell])
    finally:
        made.close()
    assume(trials)
    answers = failing(script, LINES[shell].options)
    wrong = [trial for trial in trials if answers[trial.index] not in {trial.fails, None}]
    assert not wrong, f"{shell}\n{script}\n{wrong}"


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real workflow files is absent")
def test_real_workflows():
    found = measure(sorted(path for path in CORPUS.iterdir() if path.is_dir()), show=0)
    soft = found["bash False, we False"]
    soft_all = sum(count for words, count in found.items() if words.startswith("bash False"))
    trials = sum(count for words, count in found.items() if words.startswith("bash "))
    agreed = soft + found["bash True, we True"]
    unknown = found["bash False, we None"] + found["bash True, we None"]
    assert trials > 1000
    assert agreed >= 0.99 * trials
    assert soft >= 0.97 * soft_all
    assert unknown <= 0.02 * trials
