"""Everything that is wrong with the workflow files of a repository, in one sorted list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workflow_docs.workflow.places import LINE_BREAK

from .calls import check_calls
from .graph import check_needs

if TYPE_CHECKING:
    from workflow_docs.workflow.problem import Problem
    from workflow_docs.workflow.repository import Repository, WorkflowFile


def of_file(repository: Repository, file: WorkflowFile) -> list[Problem]:
    """Return the problems of one file: those of its text and those of what it says."""
    problems = list(file.problems)
    if file.workflow is not None:
        lines = LINE_BREAK.split(file.text)
        found = [*check_needs(file.workflow), *check_calls(repository, file.workflow)]
        problems.extend(
            replace(problem, line_text=lines[problem.position.line - 1].rstrip("\r")) for problem in found
        )
    return sorted(problems, key=lambda problem: problem.position)


def of_repository(repository: Repository) -> list[Problem]:
    """Return the problems of a repository and of all its files, by path and line."""
    found = [problem for file in repository.files.values() for problem in of_file(repository, file)]
    return [*repository.problems, *found]
