"""When gates pass, in words, and what documents call their effect."""

from __future__ import annotations

import pytest
from workflow.support import one_job, repository

from workflow_docs.analysis.criteria import passes_if
from workflow_docs.analysis.gates import gates
from workflow_docs.analysis.reasons import Effect
from workflow_docs.analysis.verdicts import Judge


def judged(root, step: str, files=None, shell="bash"):
    """Return what the only gate of a workflow is worth."""
    body = f"defaults: {{run: {{shell: {shell}}}}}\nsteps:\n  - name: 'TQ-01: Gate'\n" + "\n".join(
        f"    {line}" for line in step.split("\n")
    )
    found = repository(root, {"ci.yml": one_job(body), **(files or {})})
    (gate,) = gates(found.workflows)
    return Judge(found).judge(gate)


def script(run: str) -> str:
    return "run: |\n" + "\n".join(f"  {line}" for line in run.split("\n"))


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ("pytest", ["all tests pass"]),
        ("pytest --random-order --random-order-seed=x --maxfail=5", ["all tests pass, in random order"]),
        ("pytest -p randomly --reruns 2", ["all tests pass, in random order, each after at most 2 retries"]),
        ("pytest --reruns 1", ["all tests pass, each after at most 1 retry"]),
        ("go test -shuffle=on -count=3 ./...", ["all tests pass, in random order, 3 times each"]),
        ("pytest --cov-fail-under=25", ["all tests pass", "coverage ≥ 25 %"]),
        ("coverage report --fail-under=80", ["all tests pass", "coverage ≥ 80 %"]),
        ("pylint --fail-under=9 src", ["the linter finds nothing", "≥ 9"]),
        ("eslint . --max-warnings 3", ["the linter finds nothing", "at most 3 warnings"]),
        ("ruff check .\nmypy .", ["the linter finds nothing", "the types fit"]),
        ("npm audit --audit-level=high", ["the scan finds nothing", "nothing found of severity high"]),
        ("make", ["the build succeeds"]),
        ("./check.sh", ["its commands succeed"]),
        ('seconds="$X"\necho "$seconds"\ntest "$seconds" -lt 3600', ["seconds < 3600 (1 hour)"]),
        ('if [ "$COVERAGE" -lt 75 ]; then exit 1; fi', ["coverage ≥ 75"]),
        ('if (( $(echo "$SCORE < 70" | bc -l) )); then exit 1; fi', ["score ≥ 70"]),
        ("(( open_errors > 3 )) && exit 1", ["open errors ≤ 3"]),
        ('if [ "$x" -gt 1 ]; then echo many; fi\n./check.sh', ["its commands succeed"]),
        ("python - <<'EOF'\nif rate < 98.0:\n    raise SystemExit(1)\nEOF", ["rate ≥ 98.0"]),
        ("python - <<'EOF'\nassert 5 >= size\nEOF", ["size ≤ 5"]),
        ("python - <<'EOF'\nif rate < 98.0:\n    print('low')\nEOF", ["always"]),
        ("pytest --json || test $? -eq 1\n./parse.py", ["its commands succeed"]),
        ("pytest --cov-fail-under=25 || true", ["always", "its limit is coverage ≥ 25 %"]),
        ("mypy . | tee out || true", ["always"]),
    ],
)
def test_when_a_gate_passes(tmp_path, run, said):
    assert [criterion.text for criterion in passes_if(judged(tmp_path, script(run)))] == said


@pytest.mark.parametrize(
    ("constant", "said"),
    [
        ("MIN_PASS_RATE = 98.0", "pass rate ≥ 98.0"),
        ("COVERAGE_MINIMUM = 9", "coverage ≥ 9"),
        ("MAX_SIZE: int = 7", "size ≤ 7"),
        ("SIZE_LIMIT = 7", "size ≤ 7"),
        ("THRESHOLD = 7", "its commands succeed"),
        ("LIMIT = 7", "its commands succeed"),
    ],
)
def test_a_constant_says_by_its_name_what_must_hold(tmp_path, constant, said):
    row = judged(tmp_path, script("python check.py"), {"check.py": f"{constant}\n"})
    (criterion,) = passes_if(row)
    assert criterion.text == said
    assert (criterion.position is None) == (said == "its commands succeed")


def test_a_limit_in_the_settings_of_a_tool(tmp_path):
    row = judged(tmp_path, script("pytest --cov"), {".coveragerc": "[report]\nfail_under = 70\n"})
    assert [criterion.text for criterion in passes_if(row)] == ["all tests pass", "coverage ≥ 70 %"]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("uses: docker/build-push-action@v5", "the build succeeds"),
        ("uses: some/thing@v1", "the action succeeds"),
        ("uses: codecov/codecov-action@v4", "always"),
        ("uses: codecov/codecov-action@v4\nwith: {fail_ci_if_error: true}", "the action succeeds"),
    ],
)
def test_when_an_action_passes(tmp_path, step, said):
    assert [criterion.text for criterion in passes_if(judged(tmp_path, step))] == [said]


@pytest.mark.parametrize(
    ("step", "effect"),
    [
        ("run: pytest", Effect.BLOCKING),
        ("continue-on-error: true\nrun: pytest", Effect.WARNING),
        ("if: github.actor == 'a'\nrun: pytest", Effect.SOMETIMES),
        ("run: pytest || true", Effect.NONE),
        ("continue-on-error: true\nrun: pytest || true", Effect.NONE),
        ("if: false\nrun: pytest", Effect.NONE),
        ("uses: codecov/codecov-action@v4", Effect.REPORT),
        ("shell: nu {0}\nrun: pytest", Effect.UNKNOWN),
    ],
)
def test_the_word_for_what_comes_of_a_failure(tmp_path, step, effect):
    assert judged(tmp_path, step).effect is effect
