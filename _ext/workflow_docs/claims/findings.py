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

    NOT_KNOWN = "not known"
    """It could not be looked at."""


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
    """A job is said to wait for other jobs than it does."""

    JOB_TIMEOUT = "job-timeout"
    """A job is given another limit of time than the workflow gives it."""

    JOB_RUNNER = "job-runner"
    """A job is said to run on another runner than it does."""

    GATE_WORTH = "gate-worth"
    """A check is called blocking and is not, or the other way round."""

    STEP_TIMEOUT = "step-timeout"
    """A step is given another limit of time than it has."""

    STEP_CONDITION = "step-condition"
    """A step is said to run in any case, and is skipped after a failure."""

    RETENTION = "retention"
    """An artifact is said to be kept for another number of days."""

    TRIGGER = "trigger"
    """An event is said to start a workflow, and does not."""

    BRANCH = "branch"
    """A branch is named that a filter or a condition leaves out, or one is left out that they name."""

    SCHEDULE = "schedule"
    """A workflow is said to start at another time than its `schedule` says."""

    TOOL_VERSION = "tool-version"
    """A version of a language or a tool is named that workflows do not set up."""

    ACTION_VERSION = "action-version"
    """An action is named with a version that workflows do not use."""

    IMAGE_TAG = "image-tag"
    """A container image is named with a tag that workflows do not use."""

    THRESHOLD = "threshold"
    """A limit of a check is another than the check's own."""

    SECRET_REQUIRED = "secret-required"  # noqa: S105
    """A secret is called required and is optional, or the other way round."""

    INPUT_REQUIRED = "input-required"
    """An input is called required and is optional, or the other way round."""

    VALUE = "value"
    """A setting or a variable is given a value that it does not have."""

    COUNT = "count"
    """A number of jobs, steps or workflows is another."""

    NUMBER = "number"
    """A number is another in the line of the workflow that speaks of the same."""

    UNKNOWN_NAME = "unknown-name"
    """A name in code is nowhere in the repository, where something nearly has it."""

    UNKNOWN_STEP = "unknown-step"
    """A step is named that no job has."""

    UNKNOWN_VARIABLE = "unknown-variable"
    """A variable is named that nothing in the repository has."""

    UNLISTED_VARIABLE = "unlisted-variable"
    """A table of a workflow's variables leaves one out."""

    UNLISTED_VALUE = "unlisted-value"
    """A list of the values of a matrix leaves one out."""

    UNKNOWN_ARTIFACT = "unknown-artifact"
    """An artifact is named that no workflow uploads."""

    UNKNOWN_ENVIRONMENT = "unknown-environment"
    """An environment is named that no job deploys to."""

    UNKNOWN_SERVICE = "unknown-service"
    """A service container is named that no job has."""

    UNKNOWN_FIXTURE = "unknown-fixture"
    """A fixture of pytest is named that no file of the repository has."""

    UNKNOWN_TITLE = "unknown-title"
    """An issue is named by a title that no workflow gives."""

    UNKNOWN_GATE = "unknown-gate"
    """A quality gate is named that no step is."""

    UNKNOWN_ROUTE = "unknown-route"
    """A path of a request is named that no route of the application has, where one beside it has."""

    UNKNOWN_PANEL = "unknown-panel"
    """A panel is named that no dashboard of the repository has."""

    UNKNOWN_DASHBOARD = "unknown-dashboard"
    """The address of a dashboard has a `uid` that none of the repository has."""

    UNKNOWN_METRIC = "unknown-metric"
    """A metric is named that nothing in the repository makes."""

    UNKNOWN_ALERT = "unknown-alert"
    """An alert is named that no rule of Prometheus has."""

    PATH = "path"
    """A path in code leads to nothing in the repository."""

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

    EXCERPT_VALUE = "excerpt-value"
    """A quoted piece of a workflow has another value than the workflow."""

    EXCERPT_KEY = "excerpt-key"
    """A quoted piece of a workflow sets what the workflow does not set there."""

    EXCERPT_PART = "excerpt-part"
    """A quoted piece of a workflow has a job or a step that the workflow does not have."""

    STEP_ORDER = "step-order"
    """A list of a job's steps has them in another order than the job."""

    STEP_COMMAND = "step-command"
    """A table of a job's steps gives one a command that it runs with other arguments."""

    OUTPUT_TEXT = "output-text"
    """Quoted output is printed by a workflow or a script in other words, or not at all."""

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

    COMMAND_HOST = "command-host"
    """A command asks a host that nothing in the repository has, and an environment has nearly the same."""

    ENDPOINT_EXAMPLE = "endpoint-example"
    """A quoted answer of an endpoint has other keys, or says otherwise how things are, than its route declares."""

    UNSET_VARIABLE = "unset-variable"
    """A command uses a variable that neither the document nor the repository sets or explains."""

    CONTRACT_DOCUMENT = "contract-document"
    """A document that has a contract is not there, or cannot be read."""

    CONTRACT_TITLE = "contract-title"
    """A document has another title than its contract says."""

    CONTRACT_LENGTH = "contract-length"
    """A document has too few lines, blocks of code, diagrams or words of prose."""

    CONTRACT_HEADING = "contract-heading"
    """A heading of the contract is not there, or stands above one that comes before it."""

    CONTRACT_LINK = "contract-link"
    """A link of the contract is not there."""

    CONTRACT_PATTERN = "contract-pattern"
    """Too few or too many lines match an expression of the contract."""

    CONTRACT_FORBIDDEN = "contract-forbidden"
    """A line matches an expression that the contract forbids."""

    CONTRACT_FILLER = "contract-filler"
    """A document is filled up: blank lines, rules, excerpts, repeated or narrow paragraphs, fences without a language."""

    CONTRACT_CLAIMS = "contract-claims"
    """A document has more broken links, or commands that cannot work, than its contract takes."""

    CONTRACT_KEY_LINK = "contract-key-link"
    """What a document and a file must both have is not in both."""

    CONTRACT_NAME = "contract-name"
    """A document has a name that none of the files declares that the contract names for it, or such a file declares none."""

    CONTRACT_FACT = "contract-fact"
    """What the contract's query asks of the workflows, or of a data file, is another value than it says."""

    UNDOCUMENTED = "undocumented"
    """A workflow, job, secret, gate or environment is named in no document, and not waived."""

    UNUSED_WAIVER = "unused-waiver"
    """A waiver of the coverage names nothing that the repository has."""

    UNREADABLE_DOCUMENT = "unreadable-document"
    """A document cannot be read, so nothing in it was checked."""

    UNREADABLE_WORKFLOW = "unreadable-workflow"
    """A workflow or action file cannot be read, so what documents say of it was not checked."""

    NOT_FINISHED = "not-finished"
    """A document takes too long; the rest of it was not checked."""

    INTERNAL_ERROR = "internal-error"
    """A rule of ours failed; the others went on. Please report it."""


GENERAL = frozenset({Code.NUMBER, Code.UNKNOWN_NAME, Code.UNKNOWN_VARIABLE, Code.PATH})
"""What is said of any name or number, whatever it is."""


NOT_LOOKED_AT = frozenset(
    {Code.UNREADABLE_DOCUMENT, Code.UNREADABLE_WORKFLOW, Code.NOT_FINISHED, Code.INTERNAL_ERROR}
)
"""What was not checked; no comment of a document and no baseline leaves it out."""


NOT_IN_BUILDS = frozenset(code for code in Code if code.value.startswith("link-"))
"""What a build of pages does not tell: links are Sphinx's own business there."""


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


def not_looked_at(code: Code, message: str, position: Position) -> Finding:
    """Return the finding that something was not checked, with one of the codes of `NOT_LOOKED_AT`."""
    return Finding(code, Judgement.NOT_KNOWN, message, position, "", confidence=1.0)
