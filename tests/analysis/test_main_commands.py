"""What a script mainly does: which commands are shown, whole, and how many more there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workflow.support import CORPUS

from workflow_docs.analysis.main_commands import MAX_LENGTH, MAX_SHOWN, main
from workflow_docs.analysis.shell import effective, grammar
from workflow_docs.workflow.model import Job, RunStep, steps_of
from workflow_docs.workflow.repository import Repository


def shown(script: str, kind: str = effective.BASH) -> str:
    """Return the commands, ` …` behind those that are not whole, and the number of the others."""
    found = main(script, kind)
    text = "; ".join(command.text + ("" if command.whole else " …") for command in found.commands)
    return text + (f" +{found.more}" if found.more else "")


@pytest.mark.parametrize(
    ("script", "commands"),
    [
        ("make", "make"),
        ("# first\nnpm ci\nnpm run build", "npm ci; npm run build"),
        ('start=$SECONDS\nstatus=0\npytest -v || status=$?\necho "s=$start" >> x\nexit $status', "pytest -v"),
        ("pytest --json || test $? -eq 1\npython parse.py", "pytest --json; python parse.py"),
        ("export A=1\ninstall -m 600 /dev/null f\nprintf x | base64 -d > f\nkubectl config x", "kubectl config x"),
        ('case "$R" in\n  a) t=x ;;\n  *) t=y ;;\nesac\necho "$t"\nkubectl undo\nstart=$SECONDS\nkubectl wait', "kubectl undo; kubectl wait"),
        ("if grep -q x f; then\n  deploy it\nfi", "deploy it"),
        ("while ! ready now; do sleep 1; done\nstart it", "start it"),
        ('image="$(docker images -q)"\npush "$image"', 'push "$image"'),
        ("helper() { curl x; }\nhelper\nhelper", "curl x"),
        ("curl x | tar xz\ncurl y | sh", "curl x; tar xz; curl y"),
        ("sudo tee f\nsudo apt-get update", "sudo apt-get update"),
        ("mkdir a\ncp b a", "mkdir a; cp b a"),
        ('seconds="$X"\necho "took $seconds"\ntest "$seconds" -lt 3600', 'test "$seconds" -lt 3600'),
        ('echo "done"', 'echo "done"'),
        ("docker images -q | while read -r i; do\n  docker rm $i\ndone", "docker images -q; docker rm $i"),
        ("make it\nmake it\nmake   it", "make it"),
        ("set -e\ncd x", "set -e; cd x"),
        ("pip install \\\n  -r a.txt", "pip install -r a.txt"),
        ("A=1 B=2 run it", "A=1 B=2 run it"),
        ("if true; then\n  broken", "if true; then; broken"),
    ],
)  # fmt: skip
def test_the_commands_that_stand_for_a_script(script, commands):
    assert shown(script) == commands


def test_each_kind_of_command_is_shown_before_a_second_of_one_kind():
    script = "\n".join([*(f"gh label create l{i} --color {'f' * 30}" for i in range(4)), "gh issue create"])
    assert (
        shown(script)
        == f"gh label create l0 --color {'f' * 30}; gh label create l1 --color {'f' * 30}; gh issue create +2"
    )


def test_long_commands_of_several_kinds_make_room_for_each_other():
    script = f"gh label create a --color {'f' * 30} --description {'d' * 60}\ngh issue create --title {'t' * 40} --body {'b' * 60}"
    assert shown(script) == f"gh label create a --color {'f' * 30} …; gh issue create --title {'t' * 40} …"


def test_a_long_command_ends_after_a_word_and_not_with_an_option():
    assert shown(f"curl -H '{'x' * 60}' --data '{'y' * 80}'") == f"curl -H '{'x' * 60}' …"
    assert shown(f"curl '{'x' * 200}'") == "curl …"
    assert shown("x" * 200) == "x" * 200 + " …"


def test_many_commands_are_counted():
    assert shown("\n".join(f"run{i}" for i in range(9))) == "run0; run1; run2; run3 +5"
    assert shown("\n".join(f"run {'x' * 100} {i}" for i in range(3))) == f"run {'x' * 100} 0 +2"


@pytest.mark.parametrize(
    ("script", "requires"),
    [
        (': "${A:?}" "${B:?no B}"', ("A", "B")),
        ("echo go\n: ${A?}", ("A",)),
        (": ${A:?}\nmake", ()),
        (": ${A:-x}", ()),
    ],
)
def test_a_script_that_asks_for_variables(script, requires):
    assert main(script).requires == requires


@pytest.mark.parametrize(
    ("script", "writes"),
    [
        ('{\n  echo a\n  echo b\n} >> "$GITHUB_STEP_SUMMARY"', ("GITHUB_STEP_SUMMARY",)),
        ("echo a >> $GITHUB_ENV\nprintf b >>${GITHUB_PATH}", ("GITHUB_ENV", "GITHUB_PATH")),
        ('v=$(grep x f | cut -c1)\necho "v=$v" >> $GITHUB_OUTPUT', ("GITHUB_OUTPUT",)),
        ("make\necho a >> $GITHUB_OUTPUT", ()),
        ("v=$(git describe)\necho $v >> $GITHUB_OUTPUT", ()),
        ("echo a > file", ()),
    ],
)
def test_a_script_that_only_writes_for_the_runner(script, writes):
    assert main(script).writes == writes


def test_a_script_that_only_prints():
    assert main("echo a\necho b").prints
    assert not main("echo a").prints
    assert not main("echo a\nmake").prints


@pytest.mark.parametrize(
    ("script", "kind", "commands"),
    [
        (
            "$x = 1\nif ($x) {\n  cargo build `\n    --release\n}\nWrite-Host done",
            effective.POWERSHELL,
            "cargo build --release",
        ),
        ('@"\nA = b\n"@ | Out-File x\nmake it', effective.POWERSHELL, "make it"),
        ("$x = 1", effective.POWERSHELL, "$x = 1"),
        ("@echo off\nset A=1\nnmake ^\n  all", effective.CMD, "nmake all"),
        ("import sys\nsys.exit(1)", effective.PYTHON, ""),
        ("ls | each", effective.OTHER, ""),
        ("", effective.BASH, ""),
        ("", effective.POWERSHELL, ""),
    ],
)
def test_other_shells(script, kind, commands):
    assert shown(script, kind) == commands
    assert main(script, kind).lines == len([line for line in script.splitlines() if line.strip()])


@given(st.text("ab \n;|&$(){}'\"\\-=<>:?#`", max_size=60))
def test_any_script_is_no_fault(script):
    for kind in (effective.BASH, effective.POWERSHELL, effective.CMD, effective.PYTHON, effective.OTHER):
        found = main(script, kind)
        assert len(found.commands) <= MAX_SHOWN
        assert all(command.text.strip() and "\n" not in command.text for command in found.commands)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="the folder of real workflow files is not here")
def test_what_is_shown_of_real_scripts_stands_in_them():
    seen = 0
    for folder in sorted(path for path in CORPUS.iterdir() if path.is_dir()):
        for workflow in Repository.load(folder).workflows:
            for job in workflow.jobs:
                for step in steps_of(job):
                    if not isinstance(step, RunStep) or not isinstance(job, Job):
                        continue
                    kind = effective.effective(workflow, job, step).kind
                    if kind != effective.BASH:
                        continue
                    found = main(step.run.value, kind)
                    said = " ".join(step.run.value.replace("\\\n", " ").split())
                    texts = {
                        " ".join(command.text.split()) for command in grammar.parse(step.run.value).commands
                    }
                    for command in found.commands:
                        seen += 1
                        whole = command.text in texts or command.text in said
                        assert whole or any(text.startswith(command.text) for text in texts), command
                        assert len(command.text) <= MAX_LENGTH or not command.whole
    assert seen > 500
