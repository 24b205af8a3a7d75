"""Real workflows of public repositories: all are read, and every text stands where it says."""

from __future__ import annotations

import pytest
from workflow.support import CORPUS, texts

from workflow_docs.analysis import diagnostics, gates, matrix, references, secrets, shell
from workflow_docs.workflow.model import Job, RunStep, steps_of
from workflow_docs.workflow.repository import Repository

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real workflow files is absent"),
]

ROOTS = sorted(path.name for path in CORPUS.glob("*") if path.is_dir())

# Every other file must have none: templates with values to fill in, one file that is no YAML, a default in
# quotes, and the action that stands in a part of its repository that is not here.
KNOWN = {
    "actions+starter-workflows": [
        "code-scanning-codeql.yml:45:9 wrong-type",
        "code-scanning-nowsecure-mobile-sbom.yml:55:21 wrong-type",
        "code-scanning-nowsecure.yml:47:21 wrong-type",
    ],
    "pypa+cibuildwheel": [f"test.yml:{line}:13 unknown-uses" for line in (188, 199, 219, 325, 367)],
    "rush86999+atom": ["deploy.yml:274:5 yaml-syntax", "menubar-ci.yml:23:18 invalid-default"],
}


@pytest.mark.parametrize("name", ROOTS)
def test_real_workflows_have_no_problems_but_the_known_ones(name):
    repository = Repository.load(CORPUS / name)
    found = [
        f"{problem.position.path.rpartition('/')[2]}:{problem.position.line}:{problem.position.column}"
        f" {problem.kind.value}"
        for problem in diagnostics.of_repository(repository)
        if "$cron" not in problem.message  # the starter workflows leave the time to whoever takes them
    ]
    assert found == KNOWN.get(name, [])
    assert repository.files


@pytest.mark.parametrize("name", ROOTS)
def test_every_text_stands_where_it_says(name):
    for file in Repository.load(CORPUS / name).files.values():
        lines = file.text.removeprefix("\ufeff").split("\n")
        for text in texts(file.workflow):
            first = len(text.value) - len(text.value.lstrip())
            word = text.value.split()[0] if text.value.strip() else ""
            place = text.at(first)
            here = lines[place.line - 1][place.column - 1 :]
            # A quote or a backslash may be doubled in the source; up to there the word stands as it is.
            plain = word.replace("\\", "'").split("'")[0].split('"')[0]
            assert here.startswith(plain), (str(place), word)
            start = lines[text.position.line - 1][text.position.column - 1 :]
            assert start.startswith(("|", ">", "'", '"', word or "")), (str(text.position), word)


@pytest.mark.parametrize("name", ROOTS)
def test_every_expression_and_reference_stands_where_it_says(name):
    for file in Repository.load(CORPUS / name).files.values():
        if file.workflow is None:
            continue
        lines = file.text.removeprefix("\ufeff").split("\n")
        for expression in file.workflow.expressions:
            line, column = expression.position.line, expression.position.column
            assert lines[line - 1][column - 1 :].startswith(expression.source.split()[0].split("'")[0])
        for use in references.uses(file.workflow):
            here = lines[use.position.line - 1][use.position.column - 1 :]
            assert here.lower().startswith(use.reference.context)


@pytest.mark.parametrize("name", ROOTS)
def test_every_command_stands_where_it_says(name):
    for workflow in Repository.load(CORPUS / name).workflows:
        lines = (CORPUS / name / workflow.path).read_text(encoding="utf-8").split("\n")
        for job in workflow.jobs:
            for step in steps_of(job):
                for command in shell.commands(step.run.value) if isinstance(step, RunStep) else ():
                    place = shell.command_position(step.run, command)
                    here = lines[place.line - 1][place.column - 1 :]
                    assert here.startswith(command.text.split()[0].split("'")[0].split('"')[0].split("\\")[0])


@pytest.mark.parametrize("name", ROOTS)
def test_every_analysis_takes_real_workflows(name):
    repository = Repository.load(CORPUS / name)
    workflows = list(repository.workflows)
    assert all(secret.uses for secret in secrets.secrets(repository, workflows))
    assert all(variable.uses for variable in secrets.variables(workflows))
    assert all(gate.position for gate in gates.gates(workflows, detect=True))
    for workflow in workflows:
        for job in workflow.jobs:
            assert matrix.count(job.strategy) != 0
            assert not isinstance(job, Job) or job.runs_on is not None
