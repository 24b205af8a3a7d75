"""What gates are worth: by script, by action, by settings; and what they stop."""

from __future__ import annotations

import pytest
from workflow.support import CORPUS, one_job, repository

from workflow_docs.analysis.gates import gates, run_steps
from workflow_docs.analysis.reasons import Code, Verdict
from workflow_docs.analysis.shell import grammar
from workflow_docs.analysis.shell.causes import MENDS, Cause
from workflow_docs.analysis.verdicts import Judge
from workflow_docs.analysis.weak_gates import check_gates
from workflow_docs.workflow.repository import Repository

STEP = "steps:\n  - name: 'TQ-01: Check'\n"


def judge(root, step: str, *, job: str = "", on: str = "push"):
    """Return the judgement of a workflow whose only step is a gate with these lines."""
    lines = "".join(f"    {line}\n" for line in step.strip("\n").split("\n"))
    found = repository(root, {"ci.yml": one_job(job + STEP + lines).replace("on: push", f"on: {on}")})
    (gate,) = gates(found.workflows)
    return Judge(found).judge(gate)


def run(root, script: str, **settings):
    """Return the judgement of a gate with a script."""
    return judge(root, "run: |\n" + "\n".join(f"  {line}" for line in script.split("\n")), **settings)


def codes(found) -> list[str]:
    side = {Code.NO_PULL_REQUEST.value, Code.REQUIRED_UNKNOWN.value}
    return [reason.code for reason in found.reasons if reason.code not in side]


@pytest.mark.parametrize(
    ("script", "verdict", "expected"),
    [
        ("pytest", "blocking", ["command-fails"]),
        ("cd app\nnpm ci\nnpm run lint\necho done", "blocking", ["command-fails"]),
        ("pytest | tee out", "informational", ["pipe-hides"]),
        ("pytest || true", "informational", ["or-hides"]),
        ("pytest || exit 1", "blocking", ["command-fails"]),
        ("pytest && echo ok\necho done", "informational", ["and-hides"]),
        ("! mypy .", "informational", ["negated"]),
        ("if pytest; then echo ok; fi", "informational", ["tested"]),
        ("echo $(pytest)", "informational", ["substitution-hides"]),
        ("export X=$(pytest)", "informational", ["declaration-hides"]),
        ("while read x; do echo; done < <(pytest)", "informational", ["process-hides"]),
        ("pytest &\necho", "informational", ["background-hides"]),
        ("set +e\npytest\necho", "informational", ["errexit-off"]),
        ("trap 'exit 0' EXIT\npytest", "informational", ["trap-hides"]),
        ("pytest || rc=1\necho", "informational", ["or-hides"]),
        ("ruff check . || true\nmypy .", "blocking", ["command-fails", "or-hides"]),
        ("pytest || rc=1\nif [ -f strict ]; then exit $rc; fi", "conditional", ["depends", "script-exits"]),
        ('pytest || rc=1\n[ -f lenient ] || [ -z "$rc" ]', "unknown", ["depends"]),
        ("./check.sh", "blocking", ["command-fails"]),
        ("echo nothing", "informational", ["no-check"]),
        ('if [ "$SCORE" -lt 80 ]; then\n  echo low\n  exit 1\nfi', "conditional", ["script-exits"]),
        ('test "$SCORE" -ge 80', "conditional", ["script-exits"]),
        ("python - <<'E'\nif x < 3:\n    exit(1)\nE", "conditional", ["python-exits"]),
        ("python - <<'E'\nraise SystemExit(2)\nE", "blocking", ["python-exits"]),
        ("python - <<'E'\nprint('FAILED')\nE", "informational", ["python-never-fails"]),
        ("bash -e <<'E'\npytest\necho\nE", "blocking", ["command-fails"]),
        ("bash <<'E'\npytest\necho\nE", "informational", ["errexit-off"]),
        ("bash -ec 'pytest | tee x'", "informational", ["pipe-hides"]),
        ("bash -ec 'pytest' || true", "informational", ["or-hides"]),
        ("node -e 'console.log(1)'", "informational", ["javascript-never-fails"]),
        ("node - <<'E'\nif (x < 3) process.exit(1);\nE", "conditional", ["javascript-exits"]),
        ("node - <<'E'\nprocess.exit(0);\nE", "informational", ["javascript-never-fails"]),
        ("python - <<'E'\nthis is no python\nE", "unknown", ["depends"]),
        (
            "python - <<'E'\nif '${{ x }}' == 'a':\n    raise SystemExit(1)\nE",
            "conditional",
            ["python-exits"],
        ),
        ("python - <<'E' || true\nif x < 3:\n    exit(1)\nE", "informational", ["or-hides"]),
        (
            (
                "pytest | tee out\npython - <<'E'\nimport re, sys\nm = re.search(r'(\\d+) passed, (\\d+) failed', o)\n"
                "if m:\n    sys.exit(1)\nE"
            ),
            "informational",
            ["pipe-hides", "pattern-never-matches"],
        ),
        (
            (
                "pytest | tee out\npython - <<'E'\nimport re, sys\nm = re.search(r'(\\d+) failed, (\\d+) passed', o)\n"
                "if m:\n    sys.exit(1)\nE"
            ),
            "conditional",
            ["pipe-hides", "python-exits"],
        ),
    ],
)
def test_the_worth_of_a_script(tmp_path, script, verdict, expected):
    found = run(tmp_path, script)
    assert (found.verdict.value, codes(found)) == (verdict, expected)
    assert found.hollow == (found.verdict is Verdict.INFORMATIONAL)


def test_a_reason_names_its_line(tmp_path):
    found = run(tmp_path, "echo one\n\npytest -q \\\n  | tee out")
    assert [(reason.position.line, reason.position.column) for reason in found.reasons] == [(10, 11)]
    assert "`pytest -q`" in found.reasons[0].message
    assert "`tee`" in found.reasons[0].message
    assert found.reasons[0].mend == MENDS[Cause.PIPE]


def test_a_script_that_is_too_long_to_read_is_not_known(tmp_path):
    found = run(tmp_path, "pytest\necho " + "x" * grammar.LONGEST_LINE)
    assert (found.verdict, codes(found)) == (Verdict.UNKNOWN, ["unknown-shell"])
    assert found.reasons[0].position.line == 7
    assert "a line of more than 20,000 bytes" in found.reasons[0].message


def test_the_condition_of_a_conditional_gate(tmp_path):
    assert run(tmp_path, "if (( score < 80 )); then exit 1; fi").condition == "(( score < 80 ))"
    assert run(tmp_path, "[ -f a ] || exit 1").condition == "[ -f a ] || exit 1"
    assert run(tmp_path, "if a; then :; else exit 1; fi").condition in {"", "not (a)"}


@pytest.mark.parametrize(
    ("shell", "script", "verdict"),
    [
        ("bash", "pytest | tee out", "blocking"),
        ("bash {0}", "pytest\necho", "informational"),
        ("bash -l {0}", "pytest", "blocking"),
        ("sh", "pytest\necho", "blocking"),
        ("pwsh", "pytest\necho done", "blocking"),
        ("pwsh", "pytest\ngit log", "informational"),
        ("pwsh", "pytest", "blocking"),
        ("pwsh", "pushd app\nnpm run build\nnpm run test\npopd", "blocking"),
        ("pwsh", "npm test\nWrite-Host done", "blocking"),
        ("pwsh", "npm test\ngit status", "informational"),
        ("pwsh", "pytest\nif ($LASTEXITCODE -ne 0) { exit 1 }", "unknown"),
        ("cmd", "pytest\necho done", "informational"),
        ("cmd", "pytest || exit /b 1\necho done", "blocking"),
        ("python", "import sys\nsys.exit(1)", "blocking"),
        ("python", "print(1)", "informational"),
        ("python", "if x:\n  raise ValueError", "conditional"),
        ("python", "if x", "unknown"),
        ("perl {0}", "system('pytest')", "unknown"),
    ],
)
def test_the_shell_decides(tmp_path, shell, script, verdict):
    lines = "\n".join(f"  {line}" for line in script.split("\n"))
    assert judge(tmp_path, f"shell: {shell}\nrun: |\n{lines}").verdict.value == verdict


@pytest.mark.parametrize(
    ("job", "verdict"),
    [
        ("", "informational"),
        ("defaults: {run: {shell: bash}}\n", "blocking"),
        ("runs-on: windows-latest\n", "blocking"),
        ("runs-on: ${{ matrix.os }}\nstrategy: {matrix: {os: [windows-2022, windows-2025]}}\n", "blocking"),
        (
            "runs-on: ${{ matrix.os }}\nstrategy: {matrix: {os: [windows-2022, ubuntu-24.04]}}\n",
            "informational",
        ),
    ],
)
def test_the_shell_of_a_step_without_one(tmp_path, job, verdict):
    text = one_job(job + STEP + "    run: pytest | tee out")
    if "runs-on" in job:
        text = text.replace("    runs-on: x\n", "", 1)
    found = repository(tmp_path, {"ci.yml": text})
    (gate,) = gates(found.workflows)
    assert Judge(found).judge(gate).verdict.value == verdict


@pytest.mark.parametrize(
    ("step", "verdict", "expected"),
    [
        ("uses: a/check@v1", "blocking", ["action-fails"]),
        ("uses: codecov/codecov-action@v4", "informational", ["soft-action"]),
        ("uses: codecov/codecov-action@v4\nwith: {fail_ci_if_error: true}", "blocking", ["action-fails"]),
        ("uses: codecov/codecov-action@v4\nwith: {fail_ci_if_error: false}", "informational", ["soft-action"]),
        ("uses: codecov/codecov-action@v4\nwith: {fail_ci_if_error: '${{ inputs.x }}'}", "conditional", ["soft-action"]),
        ("uses: aquasecurity/trivy-action@v1", "informational", ["soft-action"]),
        ("uses: aquasecurity/trivy-action@v1\nwith: {exit-code: 1}", "blocking", ["action-fails"]),
        ("uses: github/codeql-action/analyze@v3", "informational", ["reporting-action"]),
        ("uses: a/check@v1\nwith: {soft_fail: true}", "informational", ["soft-action"]),
    ],
)  # fmt: skip
def test_the_worth_of_an_action(tmp_path, step, verdict, expected):
    found = judge(tmp_path, step)
    assert (found.verdict.value, codes(found)) == (verdict, expected)


MATRIX = "strategy: {matrix: {include: [{os: a, soft: true}, {os: b}]}}\n"


@pytest.mark.parametrize(
    ("setting", "job", "verdict", "expected"),
    [
        ("continue-on-error: true\n", "", "informational", "continue-on-error"),
        ("continue-on-error: false\n", "", "blocking", None),
        ("continue-on-error: ${{ matrix.soft }}\n", MATRIX, "conditional", "continue-on-error"),
        ("continue-on-error: ${{ github.ref != 'x' }}\n", "", "conditional", "continue-on-error"),
        ("continue-on-error: ${{ true }}\n", "", "informational", "continue-on-error"),
        ("", "continue-on-error: true\n", "informational", "job-continue-on-error"),
        ("", "continue-on-error: ${{ inputs.x }}\n", "conditional", "job-continue-on-error"),
        ("if: always()\n", "", "blocking", None),
        ("if: '!cancelled()'\n", "", "blocking", None),
        ("if: success()\n", "", "blocking", None),
        ("if: failure()\n", "", "informational", "only-after-failure"),
        ("if: cancelled()\n", "", "informational", "never-runs"),
        ("if: false\n", "", "informational", "never-runs"),
        ("if: env.X == '1'\n", "", "conditional", "condition"),
        ("if: matrix.os == 'a'\n", MATRIX, "conditional", "condition"),
        ("if: matrix.os != 'c'\n", MATRIX, "blocking", None),
        ("", "if: vars.ON\n", "conditional", "job-condition"),
        ("timeout-minutes: 5\n", "", "blocking", "timeout"),
    ],
)
def test_the_settings_of_the_step_and_the_job(tmp_path, setting, job, verdict, expected):
    found = judge(tmp_path, f"{setting}run: pytest", job=job, on="[push, pull_request]")
    assert found.verdict.value == verdict
    assert not found.hollow
    assert [code for code in codes(found) if code != "command-fails"] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("condition", "without"),
    [
        ("github.event_name == 'push'", "pull_request"),
        ("github.event_name != 'pull_request' && vars.X", "pull_request"),
        ("github.event_name == 'pull_request'", "push"),
        ("github.ref == 'refs/heads/main'", "pull_request"),
        ("startsWith(github.ref, 'refs/tags/')", "pull_request"),
        ("github.head_ref != ''", "push"),
    ],
)
def test_an_event_for_which_a_gate_does_not_run(tmp_path, condition, without):
    found = judge(tmp_path, f'if: "{condition}"\nrun: pytest', on="[push, pull_request]")
    (reason,) = [reason for reason in found.reasons if reason.code == "not-for-event"]
    assert (found.verdict.value, found.condition) == ("conditional", condition)
    assert reason.message == f"the step does not run for {without}: `if: {condition}`"


@pytest.mark.parametrize(
    ("on", "expected"), [("push", "no-pull-request"), ("pull_request", "required-unknown")]
)
def test_whether_a_gate_guards_pull_requests(tmp_path, on, expected):
    assert [reason.code for reason in run(tmp_path, "pytest", on=on).reasons] == ["command-fails", expected]


def test_every_code_is_one_word_and_has_a_meaning():
    assert all(member.__doc__ for member in (*Code, *Cause, *Verdict))
    assert set(MENDS) == set(Cause)
    assert len({member.value for member in (*Code, *Cause)}) == len(Code) + len(Cause)


# -- reach ----------------------------------------------------------------------------------------------

OTHERS = """
  needs-it: {needs: a, runs-on: x, steps: [{run: make}]}
  after: {needs: needs-it, runs-on: x, steps: [{run: make}]}
  always: {needs: a, if: always(), runs-on: x, steps: [{run: make}]}
  after-always: {needs: always, runs-on: x, steps: [{run: make}]}
  report: {needs: [a, after], if: failure(), runs-on: x, steps: [{run: make}]}
  asks: {needs: a, if: "always() && needs.a.result == 'success'", runs-on: x, steps: [{run: make}]}
  guarded: {needs: a, if: "!cancelled() && needs.a.result != 'failure'", runs-on: x, steps: [{run: make}]}
  perhaps: {needs: a, if: "always() && vars.X", runs-on: x, steps: [{run: make}]}
  beside: {runs-on: x, steps: [{run: make}]}
"""


def reach(root, files: dict[str, str]):
    found = repository(root, files)
    gate = next(gate for gate in gates(found.workflows) if gate.workflow.file == "ci.yml")
    return Judge(found).judge(gate)


GATE = one_job(STEP + "    run: pytest")


def test_what_a_failed_gate_stops(tmp_path):
    found = reach(tmp_path, {"ci.yml": GATE + OTHERS})
    assert set(found.stops) == {"needs-it", "after", "after-always", "asks", "guarded"}
    assert {job.job for job in found.reach.runs_on} == {"always", "report", "perhaps"}
    assert found.reach.red is True


def test_a_gate_that_does_not_fail_stops_nothing(tmp_path):
    found = reach(tmp_path, {"ci.yml": GATE.replace("pytest", "pytest || true") + OTHERS})
    assert (found.stops, found.reach.red) == ((), False)


def test_a_job_that_may_fail_stops_nothing(tmp_path):
    found = reach(
        tmp_path, {"ci.yml": GATE.replace("    steps:", "    continue-on-error: true\n    steps:") + OTHERS}
    )
    assert (found.stops, found.reach.red) == ((), False)


FOLLOWER = """\
on: {workflow_run: {workflows: [CI]%s}}
jobs:
  asks: {if: github.event.workflow_run.conclusion == 'success', runs-on: x, steps: [{run: make}]}
  later: {needs: asks, runs-on: x, steps: [{run: make}]}
  any: {runs-on: x, steps: [{run: make}]}
"""


@pytest.mark.parametrize(
    ("types", "stops"),
    [
        ("", ("next.yml:asks", "next.yml:later")),
        (", types: [completed]", ("next.yml:asks", "next.yml:later")),
        (", types: [requested]", ()),
    ],
)
def test_a_workflow_that_starts_afterwards(tmp_path, types, stops):
    found = reach(tmp_path, {"ci.yml": "name: CI\n" + GATE, "next.yml": FOLLOWER % types})
    assert found.stops == stops


def test_the_callers_of_a_reusable_workflow(tmp_path):
    caller = (
        "on: push\njobs:\n  call: {uses: ./.github/workflows/ci.yml}\n"
        "  deploy: {needs: call, runs-on: x, steps: [{run: make}]}\n"
    )
    found = reach(tmp_path, {"ci.yml": GATE.replace("on: push", "on: workflow_call"), "deploy.yml": caller})
    assert found.stops == ("deploy.yml:deploy",)


def test_workflows_that_call_each_other_come_to_an_end(tmp_path):
    loop = "on: workflow_call\njobs:\n  b: {uses: ./.github/workflows/%s.yml}\n"
    files = {
        "ci.yml": GATE.replace("on: push", "on: workflow_call"),
        "x.yml": loop % "y",
        "y.yml": loop % "x",
    }
    files["x.yml"] += (
        "  c: {uses: ./.github/workflows/ci.yml}\n  d: {needs: c, runs-on: x, steps: [{run: make}]}\n"
    )
    assert reach(tmp_path, files).stops == ("x.yml:d",)


# -- gates that cannot fail -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ("- name: 'TQ-01: x'\n    run: ./check || true", "7:14"),
        ("- run: pytest | tee x", "6:14"),
        ("- run: npm run lint || echo", "6:14"),
        ("- name: Check\n    # TQ-09: y\n    run: |\n      ./a &\n      echo", None),
        ("- run: pytest", None),
        ("- run: make || true", None),
        ("- run: git diff --quiet || git commit", None),
        ("- run: pytest || true\n    continue-on-error: true", "6:14"),
        ("- run: pytest\n    continue-on-error: true", None),
        ("- uses: codecov/codecov-action@v4", None),
        ("- run: pip install x || true", None),
    ],
)
def test_a_gate_that_cannot_fail_is_a_problem(tmp_path, step, place):
    found = repository(tmp_path, {"ci.yml": one_job("steps:\n  " + step)})
    problems = check_gates(found)
    assert [f"{problem.position.line}:{problem.position.column}" for problem in problems] == (
        [place] if place else []
    )
    for problem in problems:
        assert problem.line_text
        assert "looks like a quality gate, but cannot fail: " in problem.message
        assert "; remove the `|| …`" in problem.message or "; set `shell: bash`" in problem.message


# -- real workflows --------------------------------------------------------------------------------------


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real workflow files is absent")
class TestRealWorkflows:
    """The gates of the project that the documents are about, as they were; and every script of eight repositories."""

    @pytest.fixture
    def atom(self):
        found = Repository.load(CORPUS / "rush86999+atom")
        judge = Judge(found)
        return {
            (gate.workflow.file, gate.id or gate.title): judge.judge(gate)
            for gate in gates(found.workflows, detect=True)
        }

    @pytest.mark.parametrize(
        ("name", "line", "verdict", "expected", "stops"),
        [
            ("TQ-01", 264, "blocking", [("command-fails", 274)], ()),
            ("TQ-02", 279, "informational", [("pipe-hides", 290), ("pattern-never-matches", 315)], ()),
            ("TQ-03", 324, "informational", [("pipe-hides", 335), ("python-never-fails", 339)], ()),
            ("TQ-04", 365, "conditional", [("pipe-hides", 377), ("pipe-hides", 381), ("python-exits", 404)], ()),
            ("TQ-05", 408, "informational", [("or-hides", 418)], ()),
            ("Type check", 89, "informational", [("or-hides", 91)], ()),
            ("Lint", 93, "informational", [("or-hides", 95)], ()),
            (
                "Run tests with coverage (parallel)", 160, "blocking", [("command-fails", 169)],
                ("test-quality-gates", "build-docker"),
            ),
        ],
    )  # fmt: skip
    def test_the_gates_of_atom(self, atom, name, line, verdict, expected, stops):
        found = atom["ci.yml", name]
        assert (found.gate.position.line, found.verdict.value, found.stops) == (line, verdict, stops)
        assert [(r.code, r.position.line) for r in found.reasons if r.code != "required-unknown"] == expected

    def test_the_limits_of_atom(self, atom):
        shown = {
            name: [limit.text for limit in atom["ci.yml", name].thresholds]
            for name in ("TQ-02", "TQ-03", "TQ-05")
        }
        assert shown == {
            "TQ-02": ["2 retries", "pass_rate < 98.0"],
            "TQ-03": ["duration > 30.0"],
            "TQ-05": ["≥ 50 %"],
        }

    def test_few_scripts_are_unknown(self):
        found = []
        for folder in sorted(path for path in CORPUS.iterdir() if path.is_dir()):
            loaded = Repository.load(folder)
            judge = Judge(loaded)
            rows = [judge.judge(gate) for gate in run_steps(loaded.workflows)]
            found += [row.verdict for row in rows if not any(r.code == "unknown-shell" for r in row.reasons)]
        assert len(found) > 1000
        assert found.count(Verdict.UNKNOWN) <= 0.05 * len(found)
