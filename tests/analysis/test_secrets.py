"""Secrets: which there are, and by what each counts as required or optional."""

from __future__ import annotations

import pytest
from workflow.support import one_job, parse, repository

from workflow_docs.analysis.secrets import Need, secrets, variables

ENTRY = "env: {TOKEN: '${{ secrets.TOKEN }}'}"


def only(root, files):
    """Return the one secret of a repository."""
    found = repository(root, files)
    (secret,) = secrets(found, found.workflows)
    return secret


def step(run: str, env: str = ENTRY, condition: str = "") -> str:
    """Return a workflow with one step that has the secret as TOKEN and runs a script."""
    lines = [f"  - {env}", *([f"    if: {condition}"] if condition else []), "    run: |"]
    return one_job("\n".join(["steps:", *lines, *(f"      {line}" for line in run.split("\n"))]))


@pytest.mark.parametrize(
    "run",
    [
        ': "${TOKEN:?}"',
        ': "${TOKEN:?must be set}"',
        'echo first\ndeploy "${TOKEN?}"',
    ],
)
def test_a_script_that_ends_without_the_secret_requires_it(tmp_path, run):
    requirement = only(tmp_path, {"ci.yml": step(run)}).requirement
    assert requirement.need is Need.REQUIRED
    line = run[: run.index("${TOKEN")].count("\n")
    column = run.split("\n")[line].index("${TOKEN") + 1
    assert (requirement.position.line, requirement.position.column) == (8 + line, 10 + column)


@pytest.mark.parametrize(
    "run",
    [
        'if [ -z "$TOKEN" ]; then exit 0; fi',
        'if [ -n "${TOKEN}" ]; then deploy; fi',
        "[[ -z $TOKEN ]] && exit 0",
        'echo "${TOKEN:-none}"',
        'echo "${TOKEN+set}"',
        'if [ "$TOKEN" = "" ]; then exit 0; fi',
        "if [[ ${TOKEN} == '' ]]; then exit 0; fi",
        'if [ "${TOKEN}" != "" ]; then deploy; fi',
    ],
)
def test_a_script_with_a_way_for_an_empty_secret_makes_it_optional(tmp_path, run):
    requirement = only(tmp_path, {"ci.yml": step(run)}).requirement
    assert requirement.need is Need.OPTIONAL
    assert requirement.position.line == 8


@pytest.mark.parametrize(
    "run", ['deploy "$TOKEN"', "make", 'if [ -z "$TOKENS" ]; then exit 0; fi; echo $TOKEN']
)
def test_without_a_check_the_need_is_not_stated(tmp_path, run):
    assert only(tmp_path, {"ci.yml": step(run)}).requirement.need is Need.UNSTATED


def test_a_fallback_makes_a_secret_optional(tmp_path):
    requirement = only(
        tmp_path, {"ci.yml": step("make", "env: {T: \"${{ secrets.TOKEN || 'x' }}\"}")}
    ).requirement
    assert (requirement.need, requirement.position.line) == (Need.OPTIONAL, 6)
    assert "fallback" in requirement.reason


@pytest.mark.parametrize("condition", ["secrets.TOKEN != ''", "${{ !secrets.TOKEN }}"])
def test_a_condition_on_the_secret_makes_it_optional(tmp_path, condition):
    requirement = only(tmp_path, {"ci.yml": step("make", "name: x", f'"{condition}"')}).requirement
    assert (requirement.need, requirement.position.line) == (Need.OPTIONAL, 7)


def test_a_condition_on_its_variable_makes_a_secret_optional(tmp_path):
    requirement = only(tmp_path, {"ci.yml": step('deploy "$TOKEN"', ENTRY, "env.TOKEN != ''")}).requirement
    assert (requirement.need, requirement.position.line) == (Need.OPTIONAL, 7)


def test_one_use_without_a_guard_leaves_the_need_unstated(tmp_path):
    text = one_job(
        f"steps:\n  - {ENTRY}\n    run: echo ${{TOKEN:-none}}\n  - {ENTRY}\n    run: deploy $TOKEN"
    )
    assert only(tmp_path, {"ci.yml": text}).requirement.need is Need.UNSTATED


def test_one_use_that_requires_it_decides(tmp_path):
    text = one_job(f"steps:\n  - {ENTRY}\n    run: deploy $TOKEN\n  - {ENTRY}\n    run: ': ${{TOKEN:?}}'")
    requirement = only(tmp_path, {"ci.yml": text}).requirement
    assert (requirement.need, requirement.position.line) == (Need.REQUIRED, 9)


def test_a_secret_of_the_whole_job_is_looked_for_in_all_its_steps(tmp_path):
    text = one_job(f"{ENTRY}\nsteps:\n  - run: make\n  - run: ': ${{TOKEN:?}}'")
    requirement = only(tmp_path, {"ci.yml": text}).requirement
    assert (requirement.need, requirement.position.line) == (Need.REQUIRED, 8)


def test_a_secret_of_the_whole_workflow_is_looked_for_in_all_jobs(tmp_path):
    text = f"on: push\n{ENTRY}\njobs:\n" + "".join(
        f"  {job}:\n    runs-on: x\n    steps:\n      - run: {run}\n"
        for job, run in (("a", "make"), ("b", "': ${TOKEN:?}'"))
    )
    assert only(tmp_path, {"ci.yml": text}).requirement.need is Need.REQUIRED


def test_scripts_that_call_scripts_are_read(tmp_path):
    files = {
        "ci.yml": step("./scripts/deploy.sh"),
        "scripts/deploy.sh": 'set -eu\n"$(dirname "$0")"\n. "$here/check.sh"\n',
        "scripts/check.sh": '#!/bin/sh\n  : "${TOKEN:?}"\n',
    }
    requirement = only(tmp_path, files).requirement
    assert requirement.need is Need.REQUIRED
    assert str(requirement.position) == "scripts/check.sh:2:6"


def test_every_run_has_its_own_token(tmp_path):
    text = step("make", "env: {T: '${{ secrets.GITHUB_TOKEN }}'}")
    assert only(tmp_path, {"ci.yml": text}).requirement.need is Need.AUTOMATIC


@pytest.mark.parametrize(("required", "need"), [("true", Need.REQUIRED), ("false", Need.UNSTATED)])
def test_a_reusable_workflow_declares_its_secrets(tmp_path, required, need):
    text = step("deploy $TOKEN").replace(
        "on: push",
        f"on: {{workflow_call: {{secrets: {{token: {{required: {required}, description: Who deploys}}}}}}}}",
    )
    secret = only(tmp_path, {"ci.yml": text})
    assert secret.requirement.need is need
    assert secret.description == "Who deploys"


@pytest.mark.parametrize(
    "use",
    [
        "steps:\n  - run: echo ${{ secrets.TOKEN }}",
        "steps:\n  - uses: a/b@v1\n    with: {token: '${{ secrets.TOKEN }}'}",
        "container: {image: x, credentials: {password: '${{ secrets.TOKEN }}'}}\nsteps: [{run: make}]",
        "services: {db: {image: x, env: {TOKEN: '${{ secrets.TOKEN }}'}}}\nsteps: [{run: ': ${TOKEN:?}'}]",
        "env: ${{ fromJSON(secrets.TOKEN) }}\nsteps: [{run: 'test -z $env'}]",
    ],
)
def test_uses_of_every_kind_are_found_and_say_nothing_of_the_need(tmp_path, use):
    secret = only(tmp_path, {"ci.yml": one_job(use)})
    assert (secret.name, len(secret.uses), secret.requirement.need) == ("TOKEN", 1, Need.UNSTATED)


def test_names_are_compared_without_regard_to_case_across_workflows(tmp_path):
    found = repository(
        tmp_path,
        {"a.yml": step("make", "env: {T: '${{ secrets.Token }}'}"), "b.yml": step("make"), "c.yml": "["},
    )
    (secret,) = secrets(found, found.workflows)
    assert secret.name == "Token"
    assert [use.workflow.file for use in secret.uses] == ["a.yml", "b.yml"]
    assert secret.position == secret.uses[0].position


def test_a_secret_is_described_by_the_comment_of_its_entry(tmp_path):
    text = one_job("steps:\n  - run: make\n    env:\n      # Deploys.\n      T: ${{ secrets.TOKEN }}")
    assert only(tmp_path, {"ci.yml": text}).description == "Deploys."


def test_a_value_of_a_secret_is_nowhere(tmp_path):
    assert "hunter2" not in repr(
        only(tmp_path, {"ci.yml": step("PASSWORD=hunter2 deploy $TOKEN")}).requirement
    )


def test_configuration_variables_by_name():
    found = parse(
        "on: push\nenv:\n  # Where to.\n  B: ${{ vars.B }}\n  A: ${{ vars.a }} ${{ vars.B }}\njobs: {a: {uses: a/b/c@v1}}"
    )
    assert [(item.name, len(item.uses), item.description) for item in variables([found])] == [
        ("a", 1, None),
        ("B", 2, "Where to."),
    ]
