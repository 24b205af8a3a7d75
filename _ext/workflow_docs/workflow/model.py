"""What a workflow file says, in GitHub's own words; every value carries its position.

The syntax is described at https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax

Every part is a named tuple and no dataclass: its class is made seven times faster, which counts when a command
starts, and so are the many parts of a file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from . import places
from .numbers import whole
from .position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator


BOOLEAN = re.compile(r"[Tt]rue|TRUE|[Ff]alse|FALSE")
"""What YAML 1.2, which GitHub reads, takes for a boolean: `yes` and `on` are texts."""

NUMBER = re.compile(
    r"0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN"
)
"""What YAML 1.2 takes for a number."""


class Text(NamedTuple):
    """A scalar: its text as written (never converted), and where it starts, with its quote or block sign.

    `indent` is the indentation of a literal block (`|`), in characters: with it, a place inside the
    block is a place in the file. It is None for every other way of writing a scalar. `raw` is the source
    of a scalar that YAML rewrites: quoted, folded, or on several lines.
    """

    value: str
    position: Position
    indent: int | None = None
    raw: str | None = None

    def __str__(self) -> str:
        return self.value

    @property
    def plain(self) -> bool:
        """Whether the scalar is written without quotes and not as a block, so that YAML may see a number in it."""
        return self.indent is None and (self.raw is None or self.raw[0] not in "'\"|>")

    @property
    def is_boolean(self) -> bool:
        """Whether YAML sees `true` or `false` in it."""
        return self.plain and BOOLEAN.fullmatch(self.value) is not None

    @property
    def is_number(self) -> bool:
        """Whether YAML sees a number in it."""
        return self.plain and NUMBER.fullmatch(self.value) is not None

    def at(self, offset: int) -> Position:
        """Return the position of the character `offset` of the value.

        White space, which folding moves, stands right after what precedes it.
        """
        path, line, column = self.position
        if self.indent is not None:
            down, right = places.within(self.value, offset)
            return Position(path, line + 1 + down, self.indent + right + 1)
        if self.raw is None:
            return Position(path, line, column + offset)
        down, right = places.place(self.raw, self.value, offset)
        return Position(path, line + down, right + 1 if down else column + right)


class Sequence(NamedTuple):
    """A list of values."""

    items: tuple[Value, ...]
    position: Position


class Mapping(NamedTuple):
    """Keys and values in file order."""

    entries: tuple[Entry, ...]
    position: Position

    def get(self, key: str) -> Value:
        """Return the value of `key`, or None where there is none."""
        return next((entry.value for entry in self.entries if entry.key.value == key), None)


Value: TypeAlias = Text | Sequence | Mapping | None


class Entry(NamedTuple):
    """One key of a mapping, with its value and the comment that describes it."""

    key: Text
    value: Value
    description: str | None = None

    @property
    def name(self) -> str:
        """The key's text."""
        return self.key.value

    @property
    def text(self) -> str | None:
        """The value's text, or None where the value is not a scalar."""
        return self.value.value if isinstance(self.value, Text) else None

    @property
    def position(self) -> Position:
        """Where the key stands."""
        return self.key.position


class Input(NamedTuple):
    """An input of `workflow_dispatch`, of `workflow_call`, or of an action."""

    name: Text
    description: str | None
    type: Text | None = None
    required: Text | None = None
    default: Value = None
    options: tuple[Text, ...] = ()
    deprecation: Text | None = None

    @property
    def is_required(self) -> bool:
        """Whether `required: true` is set."""
        return self.required is not None and self.required.value.lower() == "true"


class CallSecret(NamedTuple):
    """A secret that a reusable workflow declares under `on.workflow_call.secrets`."""

    name: Text
    description: str | None
    required: Text | None = None

    @property
    def is_required(self) -> bool:
        """Whether `required: true` is set."""
        return self.required is not None and self.required.value.lower() == "true"


class Output(NamedTuple):
    """An output of a reusable workflow or of an action; `value` is the expression that makes it."""

    name: Text
    description: str | None
    value: Text | None = None


class Schedule(NamedTuple):
    """A time under `on.schedule`; without a `timezone` it is UTC."""

    cron: Text
    timezone: Text | None = None


class Trigger(NamedTuple):
    """One event under `on:` with its filters (`branches`, `types`, …), times, inputs, secrets and outputs."""

    event: Text
    filters: tuple[Entry, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    inputs: tuple[Input, ...] = ()
    secrets: tuple[CallSecret, ...] = ()
    outputs: tuple[Output, ...] = ()
    description: str | None = None


class Defaults(NamedTuple):
    """`defaults.run`: the shell and the folder of run steps that name none."""

    shell: Text | None = None
    working_directory: Text | None = None


NO_DEFAULTS = Defaults()


class Environment(NamedTuple):
    """The deployment environment of a job; `name` may be an expression."""

    name: Text
    url: Text | None = None
    deployment: Text | None = None


class Service(NamedTuple):
    """A service container, or the container of a job (then its name is `container`)."""

    name: Text
    image: Text | None
    ports: tuple[Text, ...] = ()
    env: tuple[Entry, ...] = ()
    volumes: tuple[Text, ...] = ()
    options: Text | None = None
    credentials: tuple[Entry, ...] = ()
    entrypoint: Text | None = None
    command: Text | None = None
    description: str | None = None


class RunsOn(NamedTuple):
    """The runner of a job: labels, or a group; an expression stands as one label."""

    labels: tuple[Text, ...]
    group: Text | None = None

    def __str__(self) -> str:
        labels = ", ".join(label.value for label in self.labels)
        return labels if self.group is None else f"group {self.group}" + (f": {labels}" if labels else "")


class Strategy(NamedTuple):
    """`strategy:` of a job. `matrix` is the value as written: a mapping, or an expression that makes one."""

    matrix: Value
    fail_fast: Text | None
    max_parallel: Text | None
    position: Position


def _label(number: int, parent: int | None) -> str:
    return str(number) if parent is None else f"{parent}.{number}"


class RunStep(NamedTuple):
    """A step that runs a script.

    `number` counts, as in all steps, those of the job, or of the `parallel` step `parent`, from 1.
    """

    number: int
    position: Position
    run: Text
    parent: int | None = None
    id: Text | None = None
    name: Text | None = None
    condition: Text | None = None
    env: tuple[Entry, ...] = ()
    continue_on_error: Text | None = None
    timeout_minutes: Text | None = None
    background: Text | None = None
    description: str | None = None
    shell: Text | None = None
    working_directory: Text | None = None

    @property
    def label(self) -> str:
        """The number as people write it: `3`, and `3.1` for the first step inside the parallel step 3."""
        return _label(self.number, self.parent)


class UsesStep(NamedTuple):
    """A step that runs an action."""

    number: int
    position: Position
    uses: Text
    parent: int | None = None
    id: Text | None = None
    name: Text | None = None
    condition: Text | None = None
    env: tuple[Entry, ...] = ()
    continue_on_error: Text | None = None
    timeout_minutes: Text | None = None
    background: Text | None = None
    description: str | None = None
    with_: tuple[Entry, ...] = ()

    @property
    def label(self) -> str:
        """The number as people write it: `3`, and `3.1` for the first step inside the parallel step 3."""
        return _label(self.number, self.parent)


class ControlStep(NamedTuple):
    """A step that steers other steps: `wait`, `wait-all`, `cancel` or `parallel`; `kind` is that key.

    `steps` are those that run side by side in a `parallel` step. A step that has neither these keys nor `run`
    or `uses` is one too, with the kind `""`: a file with such a step is at fault, its other steps keep their
    numbers.
    """

    number: int
    position: Position
    kind: str
    parent: int | None = None
    id: Text | None = None
    name: Text | None = None
    condition: Text | None = None
    env: tuple[Entry, ...] = ()
    continue_on_error: Text | None = None
    timeout_minutes: Text | None = None
    background: Text | None = None
    description: str | None = None
    value: Value = None
    steps: tuple[Step, ...] = ()

    @property
    def label(self) -> str:
        """The number as people write it: `3`, and `3.1` for the first step inside the parallel step 3."""
        return _label(self.number, self.parent)


Step: TypeAlias = RunStep | UsesStep | ControlStep


class Job(NamedTuple):
    """A job with steps of its own."""

    id: Text
    name: Text | None = None
    description: str | None = None
    needs: tuple[Text, ...] = ()
    condition: Text | None = None
    permissions: Value = None
    concurrency: Value = None
    strategy: Strategy | None = None
    runs_on: RunsOn | None = None
    environment: Environment | None = None
    outputs: tuple[Entry, ...] = ()
    services: tuple[Service, ...] = ()
    container: Service | None = None
    timeout_minutes: Text | None = None
    cancel_timeout_minutes: Text | None = None
    continue_on_error: Text | None = None
    env: tuple[Entry, ...] = ()
    defaults: Defaults = NO_DEFAULTS
    snapshot: Value = None
    steps: tuple[Step, ...] = ()

    @property
    def position(self) -> Position:
        """Where the job's key stands."""
        return self.id.position


class CallJob(NamedTuple):
    """A job that calls a reusable workflow; `inherits_secrets` is `secrets: inherit`."""

    id: Text
    uses: Text
    name: Text | None = None
    description: str | None = None
    needs: tuple[Text, ...] = ()
    condition: Text | None = None
    permissions: Value = None
    concurrency: Value = None
    strategy: Strategy | None = None
    with_: tuple[Entry, ...] = ()
    secrets: tuple[Entry, ...] = ()
    inherits_secrets: bool = False

    @property
    def position(self) -> Position:
        """Where the job's key stands."""
        return self.id.position


AnyJob: TypeAlias = Job | CallJob


class ExpressionText(NamedTuple):
    """The source of one expression, without its braces, and where in the workflow it stands.

    `keys` is the path of keys that leads to it (`("jobs", "build", "steps", "0", "run")`); `position` is
    that of the first character of `source`; `bare` is true for an `if:` without braces. `text` is the
    scalar that holds it, in which it starts at `offset`.
    """

    source: str
    position: Position
    keys: tuple[str, ...]
    bare: bool
    text: Text
    offset: int

    def at(self, offset: int) -> Position:
        """Return the position of the character `offset` of the source."""
        return self.text.at(self.offset + offset)

    @property
    def job(self) -> str | None:
        """The id of the job that holds it."""
        return self.keys[1] if len(self.keys) > 2 and self.keys[0] == "jobs" else None

    @property
    def step_label(self) -> str | None:
        """The number of the step as people write it: `3`, or `3.1` inside the parallel step 3."""
        found = self._steps
        return ".".join(str(number) for number in found) if found else None

    @property
    def inner_keys(self) -> tuple[str, ...]:
        """The path of keys below the step, the job or the file that holds it."""
        depth = 2 * len(self._steps)
        return self.keys[2 + depth :] if self.job is not None else self.keys[depth:]

    @property
    def _steps(self) -> tuple[int, ...]:
        """Return the numbers of the step and of those inside it that hold the expression."""
        keys = self.keys[2:] if self.job is not None else self.keys[1:] if self.keys[:1] == ("runs",) else ()
        found: list[int] = []
        # Steps that are no list, which is a fault of the file, have names instead of numbers.
        while len(keys) > 2 and keys[0] == ("parallel" if found else "steps") and keys[1].isdecimal():
            found.append((whole(keys[1]) or 0) + 1)
            keys = keys[2:]
        return tuple(found)


class Workflow(NamedTuple):
    """One workflow file."""

    path: str
    position: Position
    name: Text | None = None
    run_name: Text | None = None
    description: str | None = None
    triggers: tuple[Trigger, ...] = ()
    permissions: Value = None
    env: tuple[Entry, ...] = ()
    defaults: Defaults = NO_DEFAULTS
    concurrency: Value = None
    jobs: tuple[AnyJob, ...] = ()
    expressions: tuple[ExpressionText, ...] = ()

    @property
    def call(self) -> Trigger | None:
        """The trigger `workflow_call`, which makes the workflow reusable; else None."""
        return next((trigger for trigger in self.triggers if trigger.event.value == "workflow_call"), None)

    @property
    def file(self) -> str:
        """The file's name, which is how GitHub's commands call it: `ci.yml`."""
        return self.path.rpartition("/")[2]

    @property
    def title(self) -> str:
        """The name that GitHub shows: `name:`, or else the path of the file."""
        return self.name.value if self.name and self.name.value else self.path

    def job(self, job_id: str) -> AnyJob | None:
        """Return the job with this id, or None."""
        return next((job for job in self.jobs if job.id.value == job_id), None)


class CompositeRuns(NamedTuple):
    """`runs:` of a composite action."""

    using: Text
    steps: tuple[Step, ...] = ()


class JavaScriptRuns(NamedTuple):
    """`runs:` of a JavaScript action: the script of each phase, and when the first and the last one run."""

    using: Text
    main: Text | None = None
    pre: Text | None = None
    pre_if: Text | None = None
    post: Text | None = None
    post_if: Text | None = None


class DockerRuns(NamedTuple):
    """`runs:` of a Docker action."""

    using: Text
    image: Text | None = None
    entrypoint: Text | None = None
    args: tuple[Text, ...] = ()
    env: tuple[Entry, ...] = ()
    pre_entrypoint: Text | None = None
    pre_if: Text | None = None
    post_entrypoint: Text | None = None
    post_if: Text | None = None


Runs: TypeAlias = CompositeRuns | JavaScriptRuns | DockerRuns


class Action(NamedTuple):
    """One action file (`action.yml`).

    See https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
    """

    path: str
    position: Position
    name: Text | None = None
    author: Text | None = None
    description: str | None = None
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    runs: Runs | None = None
    branding: tuple[Entry, ...] = ()
    expressions: tuple[ExpressionText, ...] = ()

    @property
    def folder(self) -> str:
        """The folder of the file, which is how a step names the action: `.github/actions/setup`; `.` at the top."""
        return self.path.rpartition("/")[0] or "."

    @property
    def title(self) -> str:
        """The action's name, or else its folder."""
        return self.name.value if self.name and self.name.value else self.folder

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of a composite action."""
        return tuple(_flat(self.runs.steps)) if isinstance(self.runs, CompositeRuns) else ()


def steps_of(job: AnyJob) -> Iterator[Step]:
    """Yield the steps of a job, and after a `parallel` step those inside it; a call has none."""
    if isinstance(job, Job):
        yield from _flat(job.steps)


def _flat(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        if isinstance(step, ControlStep):
            yield from _flat(step.steps)


def step_title(step: Step) -> str:
    """Return the name that GitHub shows for a step: its name, else what it runs."""
    if step.name is not None and step.name.value:
        return step.name.value
    match step:
        case RunStep():
            first = step.run.value.strip().split("\n", 1)[0]
            return f"Run {first}" if first else "Run"
        case UsesStep():
            return f"Run {step.uses.value}"
        case ControlStep():
            return step.kind or f"Step {step.label}"
