"""Complaints about an input: every fault that is found in a file is one `Problem`, never an exception."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .position import Position


class Severity(Enum):
    """What a problem means for the reader of the file."""

    ERROR = "error"
    """GitHub would refuse the file, or its content cannot be known."""

    WARNING = "warning"
    """The file is read; something in it is not what its author can have meant."""


class ProblemKind(Enum):
    """The stable names of all complaints about workflow files; the value is the warning's subtype."""

    YAML_SYNTAX = "yaml-syntax"
    """The file is not valid YAML."""

    YAML_TAG = "yaml-tag"
    """A value begins with `!`, which makes a YAML tag of it."""

    ENCODING = "encoding"
    """The file is not UTF-8 text."""

    UNREADABLE = "unreadable"
    """The file cannot be opened."""

    TOO_LARGE = "too-large"
    """The file passes a limit on size, depth or the number of values that aliases repeat."""

    NOT_A_MAPPING = "not-a-mapping"
    """The file, or a part of it that must be a mapping, is something else."""

    WRONG_TYPE = "wrong-type"
    """A value has a type that the key cannot take."""

    MISSING_KEY = "missing-key"
    """A key that GitHub requires is absent."""

    INVALID_VALUE = "invalid-value"
    """A value is not among those that the key can take."""

    CONFLICTING_KEYS = "conflicting-keys"
    """Two keys exclude each other, as `run` and `uses` of a step do."""

    UNKNOWN_KEY = "unknown-key"
    """A key, or an event, that the syntax does not know."""

    DUPLICATE_KEY = "duplicate-key"
    """A mapping has the same key twice."""

    MERGE_KEY = "merge-key"
    """A YAML merge key (`<<`), which GitHub refuses."""

    DUPLICATE_ID = "duplicate-id"
    """Two steps of a job have the same id."""

    INVALID_ID = "invalid-id"
    """The id of a job or a step is not one that GitHub accepts."""

    UNKNOWN_NEEDS = "unknown-needs"
    """A job needs a job that the workflow does not have."""

    UNKNOWN_STEP = "unknown-step"
    """A `wait` or `cancel` step names a step that does not come before it."""

    NO_STEPS = "no-steps"
    """A job has no steps."""

    INVALID_DEFAULT = "invalid-default"
    """The default of an input does not fit its type or its options."""

    UNKNOWN_CALL = "unknown-call"
    """A job calls a workflow of this repository that is not there."""

    UNKNOWN_USES = "unknown-uses"
    """A step uses an action of this repository that is not there."""

    UNKNOWN_RUN = "unknown-run"
    """A workflow is to start after one (`workflow_run`) that the repository does not have."""

    CALL_MISMATCH = "call-mismatch"
    """What is passed to a reusable workflow or an action is not what it declares."""

    NEEDS_CYCLE = "needs-cycle"
    """Jobs need each other in a circle, so none of them can start."""

    EXPRESSION_SYNTAX = "expression-syntax"
    """An expression in `${{ }}` or in `if:` cannot be parsed."""

    EXPRESSION_NAME = "expression-name"
    """An expression uses a context or a function that its place does not have, or a function wrongly."""

    EXPRESSION_PLACE = "expression-place"
    """An expression stands where GitHub takes none."""

    CONSTANT_CONDITION = "constant-condition"
    """An `if:` that is always true, because there is text outside of its `${{ }}`."""

    GATE_CANNOT_FAIL = "gate-cannot-fail"
    """A step looks like a quality gate, but nothing that its check finds makes it fail."""

    HARD_CODED_SECRET = "hard-coded-secret"  # noqa: S105 (the name of a problem)
    """A token, a key or a password stands in the file; its value is masked wherever it would be shown."""

    INTERNAL_ERROR = "internal-error"
    """A part of ours failed at the file; the other files were read. Please report it."""

    MISSING_REPOSITORY = "missing-repository"
    """The repository folder does not exist."""

    NO_WORKFLOWS = "no-workflows"
    """The repository has no file in `.github/workflows`."""

    @property
    def severity(self) -> Severity:
        """Whether GitHub would refuse the file for it."""
        return Severity.WARNING if self in _WARNINGS else Severity.ERROR


_WARNINGS = frozenset(
    {
        ProblemKind.CALL_MISMATCH,
        ProblemKind.CONSTANT_CONDITION,
        ProblemKind.GATE_CANNOT_FAIL,
        ProblemKind.HARD_CODED_SECRET,
        ProblemKind.INVALID_DEFAULT,
        ProblemKind.NO_STEPS,
        ProblemKind.NO_WORKFLOWS,
        ProblemKind.UNKNOWN_RUN,
        ProblemKind.UNKNOWN_USES,
        ProblemKind.UNKNOWN_KEY,
        ProblemKind.YAML_TAG,
    }
)


class Problem(NamedTuple):
    """One complaint: what is wrong and what to do (`message`), where, and the line as it stands there."""

    kind: ProblemKind
    message: str
    position: Position
    line_text: str = ""

    @property
    def severity(self) -> Severity:
        """The severity of its kind."""
        return self.kind.severity

    def __str__(self) -> str:
        shown = f"\n  {self.line_text.strip()}" if self.line_text.strip() else ""
        return f"{self.position}: {self.message} [{self.kind.value}]{shown}"
