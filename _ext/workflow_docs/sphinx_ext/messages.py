"""Every warning of the extension: a stable subtype of the type `ci`, a place, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any

from sphinx.errors import SphinxError
from sphinx.util import logging

from workflow_docs.channels.escaping import visible
from workflow_docs.workflow.guard import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils.nodes import Node
    from sphinx.application import Sphinx

    from workflow_docs.workflow.problem import Problem

logger = logging.getLogger(__name__)


class Subtype(Enum):
    """Complaints about documents and settings; those about workflow files are `ProblemKind`."""

    UNKNOWN_WORKFLOW = "unknown-workflow"
    """A directive or a role names a workflow that the repository does not have."""

    UNKNOWN_JOB = "unknown-job"
    """A directive or a role names a job that no workflow has, or that several have."""

    UNKNOWN_STEP = "unknown-step"
    """A directive or a role names a step that the job does not have."""

    UNKNOWN_ACTION = "unknown-action"
    """A directive or a role names an action that the repository does not have."""

    UNKNOWN_SECRET = "unknown-secret"  # noqa: S105 (the name of a warning)
    """A role names a secret that no workflow uses."""

    UNKNOWN_ENV = "unknown-env"
    """A role names a variable that no workflow sets."""

    UNKNOWN_GATE = "unknown-gate"
    """A role names a gate that no step bears."""

    UNKNOWN_ENVIRONMENT = "unknown-environment"
    """A role names a deployment environment that no job has."""

    UNKNOWN_INPUT = "unknown-input"
    """A role names an input that the workflow does not declare."""

    UNKNOWN_FILE = "unknown-file"
    """A role or a directive names a path that the repository does not have."""

    UNKNOWN_ROUTE = "unknown-route"
    """A directive names a route that the Python file does not declare."""

    UNKNOWN_EXAMPLE = "unknown-example"
    """A directive asks for an example that the route does not declare, or that cannot be read without running the file."""

    UNKNOWN_VALUE = "unknown-value"
    """A role names a value that the data file does not have."""

    BROKEN_WORKFLOW = "broken-workflow"
    """A directive asks for a workflow or an action whose file cannot be read."""

    BROKEN_DATA = "broken-data"
    """A directive or a role asks for a YAML or JSON file that cannot be read."""

    QUERY = "query"
    """A JMESPath query cannot be understood, fails, or gives a role more than a single value."""

    NO_MATCH = "no-match"
    """A directive's pattern, filter or query finds nothing."""

    OPTION = "option"
    """The value of a directive's option cannot be used."""

    NOT_PYTHON = "not-python"
    """The module of an endpoints directive is not Python."""

    UNUSED_DESCRIPTION = "unused-description"
    """An entry of the descriptions file describes nothing that there is."""

    CONFIG = "config"
    """A setting in conf.py cannot be used."""

    INTERNAL_ERROR = "internal-error"
    """A part of ours failed; the rest of the build went on. Please report it."""

    PAGE_EXISTS = "page-exists"
    """A generated page would take the place of a file that was written by hand."""


UNKNOWN = {
    "workflow": Subtype.UNKNOWN_WORKFLOW,
    "job": Subtype.UNKNOWN_JOB,
    "step": Subtype.UNKNOWN_STEP,
    "action": Subtype.UNKNOWN_ACTION,
    "secret": Subtype.UNKNOWN_SECRET,
    "env": Subtype.UNKNOWN_ENV,
    "gate": Subtype.UNKNOWN_GATE,
    "environment": Subtype.UNKNOWN_ENVIRONMENT,
    "input": Subtype.UNKNOWN_INPUT,
    "file": Subtype.UNKNOWN_FILE,
    "route": Subtype.UNKNOWN_ROUTE,
    "example": Subtype.UNKNOWN_EXAMPLE,
    "value": Subtype.UNKNOWN_VALUE,
}
"""The subtype for a name of each kind that means nothing."""


def warn(subtype: Subtype, message: str, location: Node | str | tuple[str, int] | None = None) -> None:
    """Give a warning of the type `ci` at a node, a `file:line:column` text, or a (document, line)."""
    shown = visible(message)
    if isinstance(location, str):
        location = visible(location)
    logger.warning("%s", shown, type="ci", subtype=subtype.value, location=location)


def guarded_handler(handler: Callable[[Sphinx], Any]) -> Callable[[Sphinx], Any]:
    """Return an event handler whose failure is a warning, and ends nothing else of the build."""

    def guarded_one(app: Sphinx) -> Any:
        try:
            found = handler(app)
            return list(found) if isinstance(found, Iterator) else found
        except SphinxError:
            raise
        except Exception as error:  # noqa: BLE001 (as in `guarded`)
            warn(Subtype.INTERNAL_ERROR, describe(error))
            return []

    return guarded_one


def warn_claim(code: str, message: str, location: str) -> None:
    """Give the warning for a finding in a page, whose code is one of `claims.findings.Code`, at `file:line`."""
    logger.warning("%s", visible(message), type="ci", subtype=code, location=visible(location))


def warn_problem(problem: Problem) -> None:
    """Give the warning for a problem of a workflow file, at its place and with the line that stands there."""
    line = problem.line_text.strip()
    shown = f"\n    {visible(line[:160])}" if line else ""
    place = visible(str(problem.position))
    logger.warning(
        "%s%s", visible(problem.message), shown, type="ci", subtype=problem.kind.value, location=place
    )
