"""Findings: a statement of a document that the repository does not bear out, with the evidence."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from workflow_docs.workflow.position import Position


class Judgement(Enum):
    """What the repository says to a claim."""

    CONTRADICTED = "contradicted"
    """The repository says otherwise."""

    MISSING = "missing"
    """What the document speaks of is not there."""


class Code(Enum):
    """The stable names of findings."""

    LINK_PATH = "link-path"
    """A link or an image leads to a path that the repository does not have."""

    LINK_ANCHOR = "link-anchor"
    """A link leads to a heading that its file does not have."""

    LINK_LINE = "link-line"
    """A link leads to a line that its file does not have."""

    LINK_LINE_MOVED = "link-line-moved"
    """A link names a job and leads to a line of the workflow that is not that job's."""

    UNKNOWN_WORKFLOW = "unknown-workflow"
    """A workflow file is named that the repository does not have."""

    UNKNOWN_JOB = "unknown-job"
    """A table of jobs names one that the workflow does not have."""

    UNLISTED_JOB = "unlisted-job"
    """A table of jobs leaves one out."""

    JOB_NEEDS = "job-needs"
    """A table says of a job that it needs other jobs than it does."""

    JOB_TIMEOUT = "job-timeout"
    """A table gives a job another limit of time than the workflow does."""

    JOB_RUNNER = "job-runner"
    """A table gives a job another runner than the workflow does."""

    GATE_WORTH = "gate-worth"
    """A table calls a gate blocking that is not, or the other way round."""

    UNKNOWN_SECRET = "unknown-secret"  # noqa: S105 (the name of a finding)
    """A secret is named that no workflow uses."""

    UNLISTED_SECRET = "unlisted-secret"  # noqa: S105
    """A table of secrets leaves one out."""

    EDGE = "edge"
    """A diagram draws an edge between jobs that `needs` does not have."""

    MISSING_EDGE = "missing-edge"
    """A diagram leaves out an edge that `needs` has."""

    UNDRAWN_JOB = "undrawn-job"
    """A diagram of a workflow's jobs leaves one out."""

    NOT_DISPATCHED = "not-dispatched"
    """A command starts a workflow that has no `workflow_dispatch`."""

    UNKNOWN_INPUT = "unknown-input"
    """A command passes an input that the workflow does not declare."""

    INPUT_VALUE = "input-value"
    """A command passes a value that is not among the options of an input."""

    MISSING_INPUT = "missing-input"
    """A command leaves out an input that is required."""

    COMMAND_PATH = "command-path"
    """A command names a file that the repository does not have."""

    COMMAND_SCRIPT = "command-script"
    """A command names a script of `package.json`, or a target of the Makefile, that is not there."""

    COMMAND_OPTION = "command-option"
    """A command has an option that its program does not have."""

    COMMAND_SUBCOMMAND = "command-subcommand"
    """A command names a subcommand that its program does not have."""

    COMMAND_USAGE = "command-usage"
    """A command cannot work as it is written: words that mean something else, a broken continuation, a missing argument."""

    COMMAND_NAME = "command-name"
    """A command names an artifact, a variable or an environment that no workflow uses."""

    COMMAND_RESOURCE = "command-resource"
    """A command names a deployment, a namespace or a container of Kubernetes that the repository never speaks of, while it has others."""

    COMMAND_ENDPOINT = "command-endpoint"
    """A command calls a path, or uses a method, that no route of the application has."""

    UNSET_VARIABLE = "unset-variable"
    """A command uses a variable that neither the document nor the repository sets or explains."""


class Finding(NamedTuple):
    """One finding. `evidence` is the place in the repository that says otherwise, where there is one.

    `confidence` is from 0 to 1; below 0.5 nothing is told.
    """

    code: Code
    judgement: Judgement
    message: str
    position: Position
    claim: str
    evidence: Position | None = None
    evidence_text: str = ""
    suggestion: str = ""
    confidence: float = 0.9
