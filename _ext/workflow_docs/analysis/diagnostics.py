"""Everything that is wrong with the workflow files of a repository, in one sorted list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.workflow import places
from workflow_docs.workflow.guard import guarded
from workflow_docs.workflow.position import Position
from workflow_docs.workflow.problem import Problem, ProblemKind
from workflow_docs.workflow.repository import WorkflowFile

from .calls import check_calls, check_uses
from .chains import check_chains
from .graph import check_needs

if TYPE_CHECKING:
    from workflow_docs.workflow.repository import ActionFile, Repository


def of_file(repository: Repository, file: WorkflowFile | ActionFile) -> list[Problem]:
    """Return the problems of one file: those of its text and those of what it says."""
    problems = list(file.problems)
    found: list[Problem] = []

    def report(message: str) -> None:
        problems.append(Problem(ProblemKind.INTERNAL_ERROR, message, Position(file.path, 1, 1)))

    if isinstance(file, WorkflowFile):
        if file.workflow is not None:
            with guarded(report):
                found += check_needs(file.workflow)
            with guarded(report):
                found += check_calls(repository, file.workflow)
            with guarded(report):
                found += check_chains(repository, file.workflow)
    elif file.action is not None:
        with guarded(report):
            found += check_uses(repository, file.action.steps)
    if found:
        lines = places.lines(file.text)
        problems.extend(
            problem._replace(line_text=lines[problem.position.line - 1].rstrip("\r")) for problem in found
        )
    return sorted(problems, key=lambda problem: problem.position)


def of_repository(repository: Repository) -> list[Problem]:
    """Return the problems of a repository and of all its files, by path and line."""
    files: list[WorkflowFile | ActionFile] = [*repository.files.values(), *repository.action_files.values()]
    return [*repository.problems, *(problem for file in files for problem in of_file(repository, file))]
