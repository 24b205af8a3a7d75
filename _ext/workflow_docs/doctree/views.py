"""One function a view: rows of the analysis -> a `Table` with references and links to source lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis import calls, matrix
from workflow_docs.analysis.reasons import Code, Verdict
from workflow_docs.workflow.comments import first_sentence
from workflow_docs.workflow.model import (
    CallJob,
    CompositeRuns,
    ControlStep,
    DockerRuns,
    JavaScriptRuns,
    Job,
    Mapping,
    RunStep,
    Sequence,
    Text,
    UsesStep,
    step_title,
    steps_of,
)
from workflow_docs.workflow.repository import local_folder

from . import inline
from .tables import Row, Table, Thing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workflow_docs.analysis.endpoints import Endpoint
    from workflow_docs.analysis.reasons import Reason
    from workflow_docs.analysis.references import ContextUse
    from workflow_docs.analysis.secrets import Secret, Variable
    from workflow_docs.analysis.thresholds import Threshold
    from workflow_docs.analysis.usage import ArtifactRow, CommandRow, EnvironmentRow, EnvRow, ServiceRow
    from workflow_docs.analysis.verdicts import Judgement
    from workflow_docs.workflow.model import Action, AnyJob, Output, Step, Trigger, Value, Workflow
    from workflow_docs.workflow.problem import Problem
    from workflow_docs.workflow.repository import ActionFile, WorkflowFile

    from .inline import Cell

    Describe = Callable[[str, str, str | None], str | None]
    """Returns what describes an object: (kind, name, its comment) -> text."""

MAX_PLACES = 6
"""How many uses a cell lists before it counts the rest."""


def workflows(files: Iterable[WorkflowFile], describe: Describe) -> Table:
    """Return the overview: one row a file."""
    rows = []
    for file in files:
        workflow = file.workflow
        cells = [
            inline.reference("workflow", file.path, file.title, literal=False),
            inline.reference("file", file.path, file.file),
        ]
        if workflow is None:
            cells += [[nodes.strong("", "cannot be read")], [], []]
        else:
            cells += [
                inline.joined([trigger_summary(trigger) for trigger in workflow.triggers]),
                inline.text(str(len(workflow.jobs))),
                inline.prose(first_sentence(describe("workflow", file.path, workflow.description))),
            ]
        rows.append(Row(tuple(cells)))
    return Table(("Workflow", "File", "Triggers", "Jobs", "Purpose"), tuple(rows))


def trigger_summary(trigger: Trigger) -> Cell:
    """Return one event with its branches, in few words."""
    cell = inline.code(trigger.event.value)
    branches = [
        text
        for entry in trigger.filters
        if entry.name in {"branches", "tags"}
        for text in _texts(entry.value)
    ]
    if branches:
        cell += [nodes.Text(" ("), *inline.joined([inline.code(text) for text in branches]), nodes.Text(")")]
    return cell


def triggers(workflows: Iterable[Workflow], *, with_workflow: bool, describe: Describe) -> Table:
    """Return one row an event of each workflow: what starts it."""
    rows = [
        Row(
            (
                inline.code(trigger.event.value),
                inline.reference("workflow", workflow.path, workflow.title, literal=False)
                if with_workflow
                else [],
                _filters(trigger),
                inline.prose(first_sentence(describe("trigger", trigger.event.value, trigger.description))),
                inline.source(trigger.event.position),
            )
        )
        for workflow in workflows
        for trigger in workflow.triggers
    ]
    if with_workflow:
        rows.sort(key=lambda row: row.cells[0][0].astext())
    return Table(("Event", "Workflow", "Only for", "Purpose", "Source"), tuple(rows))


def inputs(workflow: Workflow, describe: Describe) -> Table:
    """Return the inputs of `workflow_dispatch` and `workflow_call`."""
    rows = [
        Row(
            (
                inline.code(item.name.value),
                inline.code(trigger.event.value),
                inline.text(item.type.value if item.type else "string"),
                inline.text("Yes" if item.is_required else "No"),
                _value(item.default),
                inline.joined([inline.code(option.value) for option in item.options]),
                inline.prose(describe("input", f"{workflow.file}:{item.name.value}", item.description)),
                inline.source(item.name.position),
            ),
            Thing("input", f"{workflow.path}:{item.name.value}"),
        )
        for trigger in workflow.triggers
        for item in trigger.inputs
    ]
    return Table(
        ("Input", "Event", "Type", "Required", "Default", "Options", "Purpose", "Source"), tuple(rows)
    )


def call_secrets(workflow: Workflow, describe: Describe) -> Table:
    """Return the secrets that `workflow_call` declares."""
    rows = [
        Row(
            (
                inline.code(secret.name.value),
                inline.text("Yes" if secret.is_required else "No"),
                inline.prose(describe("secret", secret.name.value, secret.description)),
                inline.source(secret.name.position),
            )
        )
        for trigger in workflow.triggers
        for secret in trigger.secrets
    ]
    return Table(("Secret of a call", "Required", "Purpose", "Source"), tuple(rows))


def call_outputs(workflow: Workflow) -> Table:
    """Return the outputs that `workflow_call` declares."""
    rows = [_output_row(output) for trigger in workflow.triggers for output in trigger.outputs]
    return Table(("Output", "Value", "Purpose", "Source"), tuple(rows))


def _output_row(output: Output) -> Row:
    return Row(
        (
            inline.code(output.name.value),
            inline.code(output.value.value if output.value else None),
            inline.prose(output.description),
            inline.source(output.name.position),
        )
    )


def callers(found: Iterable[tuple[Workflow, CallJob]]) -> Table:
    """Return the jobs that call a workflow, and what they pass."""
    rows = [
        Row(
            (
                inline.reference("job", f"{workflow.path}:{job.id.value}", f"{workflow.file}:{job.id.value}"),
                inline.joined([inline.code(entry.name) for entry in job.with_]),
                inline.text("all of the caller's")
                if job.inherits_secrets
                else inline.joined([inline.code(entry.name) for entry in job.secrets]),
                inline.source(job.uses.position),
            )
        )
        for workflow, job in found
    ]
    return Table(("Called by", "Inputs", "Secrets", "Source"), tuple(rows))


def followers(found: Iterable[tuple[Workflow, Trigger]]) -> Table:
    """Return the workflows that start when one runs."""
    rows = [
        Row(
            (
                inline.reference("workflow", workflow.path, workflow.title, literal=False),
                _filters(trigger),
                inline.source(trigger.event.position),
            )
        )
        for workflow, trigger in found
    ]
    return Table(("Starts afterwards", "Only for", "Source"), tuple(rows))


# -- actions ---------------------------------------------------------------------------------------------


def actions(files: Iterable[ActionFile]) -> Table:
    """Return one row an action of the repository."""
    rows = []
    for file in files:
        action = file.action
        runs = action.runs if action is not None else None
        rows.append(
            Row(
                (
                    inline.reference("action", file.folder, file.title, literal=False),
                    inline.reference("file", file.path, file.path),
                    inline.code(runs.using.value if runs is not None else None)
                    if action is not None
                    else [nodes.strong("", "cannot be read")],
                    inline.joined([inline.code(item.name.value) for item in action.inputs]) if action else [],
                    inline.prose(first_sentence(action.description)) if action else [],
                )
            )
        )
    return Table(("Action", "File", "Runs with", "Inputs", "Purpose"), tuple(rows))


def action_inputs(action: Action) -> Table:
    """Return the inputs of an action."""
    rows = [
        Row(
            (
                inline.code(item.name.value),
                inline.text("Yes" if item.is_required else "No"),
                _value(item.default),
                inline.prose(item.deprecation.value if item.deprecation else None),
                inline.prose(item.description),
                inline.source(item.name.position),
            )
        )
        for item in action.inputs
    ]
    return Table(("Input", "Required", "Default", "Deprecated", "Purpose", "Source"), tuple(rows))


def action_outputs(action: Action) -> Table:
    """Return the outputs of an action."""
    return Table(
        ("Output", "Value", "Purpose", "Source"), tuple(_output_row(output) for output in action.outputs)
    )


def action_runs(action: Action) -> Table:
    """Return the programs that an action runs; those of a composite action are its steps."""
    runs = action.runs
    if runs is None:
        return Table(("Setting", "Value"), ())
    facts: list[tuple[str, Cell]] = []
    match runs:
        case JavaScriptRuns():
            texts = {
                "Main": runs.main,
                "Before": runs.pre,
                "Before, if": runs.pre_if,
                "After": runs.post,
                "After, if": runs.post_if,
            }
        case DockerRuns():
            texts = {
                "Image": runs.image,
                "Entrypoint": runs.entrypoint,
                "Before": runs.pre_entrypoint,
                "Before, if": runs.pre_if,
                "After": runs.post_entrypoint,
                "After, if": runs.post_if,
            }
            facts.append(("Arguments", inline.joined([inline.code(text.value) for text in runs.args])))
            facts.append(("Variables", inline.joined([inline.code(entry.name) for entry in runs.env])))
        case CompositeRuns():
            texts = {}
    facts.extend((name, inline.code(text.value if text else None)) for name, text in texts.items())
    rows = tuple(Row((inline.text(name), cell)) for name, cell in facts if cell)
    return Table(("Setting", "Value"), rows)


def action_steps(action: Action) -> Table:
    """Return the steps of a composite action."""
    return Table(_STEP_COLUMNS, tuple(_step_row(step, step.description, None) for step in action.steps))


def action_users(found: Iterable[tuple[Workflow, AnyJob, UsesStep]]) -> Table:
    """Return the steps of workflows that use an action, and what they pass."""
    rows = [
        Row(
            (
                inline.reference("job", f"{workflow.path}:{job.id.value}", f"{workflow.file}:{job.id.value}"),
                inline.text(f"{step.label}. {step_title(step)}"),
                inline.joined([inline.code(entry.name) for entry in step.with_]),
                inline.source(step.uses.position),
            )
        )
        for workflow, job, step in found
    ]
    return Table(("Used by", "Step", "Inputs", "Source"), tuple(rows))


# -- jobs and steps --------------------------------------------------------------------------------------


def jobs(workflow: Workflow, describe: Describe) -> Table:
    """Return one row a job."""
    rows = []
    for job in workflow.jobs:
        name = job.id.value
        rows.append(
            Row(
                (
                    inline.reference("job", f"{workflow.path}:{name}", name),
                    inline.text(job.name.value if job.name and job.name.value != name else None),
                    inline.prose(first_sentence(describe("job", f"{workflow.file}:{name}", job.description))),
                    inline.joined(
                        [inline.reference("job", f"{workflow.path}:{need}", need.value) for need in job.needs]
                    )
                    or inline.text("–"),
                    runs_on(job),
                    matrix_cell(job),
                    environment(job),
                    inline.code(job.condition.value if job.condition else None),
                    _minutes(job.timeout_minutes) if isinstance(job, Job) else [],
                    inline.source(job.position),
                ),
                Thing("job", f"{workflow.path}:{name}"),
            )
        )
    return Table(
        (
            "Job",
            "Name",
            "Purpose",
            "Needs",
            "Runs on",
            "Matrix",
            "Environment",
            "Condition",
            "Time limit",
            "Source",
        ),
        tuple(rows),
        keep=frozenset({"Needs"}),
    )


def job_facts(workflow: Workflow, job: AnyJob) -> Table:
    """Return the settings of one job, one row a setting."""
    facts: list[tuple[str, Cell]] = [
        (
            "Needs",
            inline.joined(
                [inline.reference("job", f"{workflow.path}:{need}", need.value) for need in job.needs]
            ),
        ),
        ("Condition", inline.code(job.condition.value if job.condition else None)),
        ("Matrix", matrix_cell(job)),
        ("Permissions", value_cell(job.permissions)),
        ("Concurrency", value_cell(job.concurrency)),
    ]
    match job:
        case Job():
            facts += [
                ("Runs on", runs_on(job)),
                ("Environment", environment(job)),
                (
                    "Container",
                    inline.code(job.container.image.value if job.container and job.container.image else None),
                ),
                ("Time limit", _minutes(job.timeout_minutes)),
                (
                    "Continues on error",
                    inline.code(job.continue_on_error.value if job.continue_on_error else None),
                ),
                ("Shell", inline.code(job.defaults.shell.value if job.defaults.shell else None)),
                (
                    "Folder",
                    inline.code(
                        job.defaults.working_directory.value if job.defaults.working_directory else None
                    ),
                ),
                ("Outputs", inline.joined([inline.code(entry.name) for entry in job.outputs])),
            ]
        case CallJob():
            facts += [
                ("Calls", called_workflow(job)),
                ("Inputs", inline.joined([inline.code(entry.name) for entry in job.with_])),
                (
                    "Secrets",
                    inline.text("all of the caller's")
                    if job.inherits_secrets
                    else inline.joined([inline.code(entry.name) for entry in job.secrets]),
                ),
            ]
    rows = tuple(Row((inline.text(name), cell)) for name, cell in facts if cell)
    return Table(("Setting", "Value"), rows)


def steps(workflow: Workflow, job: AnyJob, describe: Describe) -> Table:
    """Return one row a step of a job; those inside a `parallel` step follow it."""
    table = []
    for step in steps_of(job):
        purpose = describe("step", f"{workflow.file}:{job.id.value}:{step_title(step)}", step.description)
        table.append(_step_row(step, purpose, Thing("step", step_name(workflow, job, step))))
    return Table(_STEP_COLUMNS, tuple(table))


_STEP_COLUMNS = ("Step", "Name", "Runs", "Condition", "If it fails", "Beside others", "Purpose", "Source")


def _step_row(step: Step, purpose: str | None, thing: Thing | None) -> Row:
    return Row(
        (
            inline.text(step.label),
            inline.text(step_title(step)),
            step_action(step),
            inline.code(step.condition.value if step.condition else None),
            _soft(step),
            _beside(step),
            inline.prose(first_sentence(purpose)),
            inline.source(step.position),
        ),
        thing,
    )


def _beside(step: Step) -> Cell:
    """Tell which steps run while others do."""
    if step.parent is not None:
        return inline.text(f"those of step {step.parent}")
    if step.background is not None and step.background.value.lower() == "true":
        return inline.text("those that follow")
    return []


def step_name(workflow: Workflow, job: AnyJob, step: Step) -> str:
    """Return a step's full name in the domain: its id or else its number ends it."""
    return f"{workflow.path}:{job.id.value}:{step.id.value if step.id is not None else step.label}"


def step_action(step: Step) -> Cell:
    """Return what a step runs: the action, or the first command of its script."""
    match step:
        case UsesStep():
            folder = local_folder(step.uses.value)
            return (
                inline.code(step.uses.value)
                if folder is None
                else inline.reference("action", folder, step.uses.value)
            )
        case RunStep():
            written = (line.strip() for line in step.run.value.splitlines())
            lines = [line for line in written if line and not line.startswith("#")]
            shown = [inline.code(line if len(line) <= 80 else line[:79] + "…") for line in lines[:2]]
            if len(lines) <= 2:
                return inline.joined(shown, "; ")
            return [*shown[0], nodes.Text(f" and {len(lines) - 1} more lines")]
        case ControlStep():
            targets = inline.joined([inline.code(text) for text in _texts(step.value)])
            return [*inline.code(step.kind), *([nodes.Text(" "), *targets] if targets else [])]


def env(rows: Iterable[EnvRow], describe: Describe) -> Table:
    """Return one row an `env:` entry."""
    table = []
    for row in rows:
        names = [row.workflow.file]
        if row.job is not None:
            names.append(row.job.id.value)
        scope = inline.text(row.scope)
        if row.job is not None:
            scope = [
                *inline.text(f"{row.scope} "),
                *inline.reference("job", f"{row.workflow.path}:{row.job.id.value}", row.job.id.value),
            ]
        if row.step is not None:
            scope += inline.text(f" → {step_title(row.step)}")
        name = row.entry.name
        table.append(
            Row(
                (
                    inline.code(name),
                    inline.code(row.entry.text) or inline.text("empty"),
                    scope,
                    inline.prose(first_sentence(describe("env", name, row.entry.description))),
                    inline.source(row.entry.position),
                ),
                Thing("env", name),
            )
        )
    return Table(("Variable", "Value", "Scope", "Purpose", "Source"), tuple(table))


def secrets(rows: Iterable[Secret], describe: Describe) -> Table:
    """Return one row a secret: never a value, only where it is used and whether it must be set."""
    table = []
    for secret in rows:
        requirement = secret.requirement
        reason = inline.prose(requirement.reason)
        if requirement.position is not None:
            reason += [nodes.Text(" ("), *inline.source(requirement.position), nodes.Text(")")]
        table.append(
            Row(
                (
                    inline.code(secret.name),
                    inline.text(requirement.need.value),
                    inline.prose(first_sentence(describe("secret", secret.name, secret.description))),
                    places(secret.uses),
                    reason,
                ),
                Thing("secret", secret.name),
            )
        )
    return Table(("Secret", "Required", "Purpose", "Used in", "Reason"), tuple(table))


def variables(rows: Iterable[Variable], describe: Describe) -> Table:
    """Return one row a configuration variable (`vars.X`)."""
    table = [
        Row(
            (
                inline.code(variable.name),
                inline.prose(first_sentence(describe("variable", variable.name, variable.description))),
                places(variable.uses),
            )
        )
        for variable in rows
    ]
    return Table(("Variable", "Purpose", "Used in"), tuple(table))


def places(uses: Iterable[ContextUse]) -> Cell:
    """Return the places of uses: job, and a link to each line."""
    by_owner: dict[tuple[str, str | None], list[ContextUse]] = {}
    for use in uses:
        by_owner.setdefault((use.workflow.path, use.expression.job), []).append(use)
    cells: list[Cell] = []
    for (path, job), found in list(by_owner.items())[:MAX_PLACES]:
        owner = (
            inline.reference("job", f"{path}:{job}", job)
            if job is not None
            else inline.reference("workflow", path, found[0].workflow.file, literal=False)
        )
        lines = {use.position: None for use in found}
        links = [inline.source(position) for position in list(lines)[:MAX_PLACES]]
        more = inline.text(f"{len(lines) - MAX_PLACES} more") if len(lines) > MAX_PLACES else []
        cells.append([*owner, nodes.Text(" ("), *inline.joined([*links, more]), nodes.Text(")")])
    if len(by_owner) > MAX_PLACES:
        cells.append(inline.text(f"{len(by_owner) - MAX_PLACES} more jobs"))
    return inline.joined(cells)


def services(rows: Iterable[ServiceRow], describe: Describe) -> Table:
    """Return one row a service container."""
    table = []
    for row in rows:
        service = row.service
        name = service.name.value
        table.append(
            Row(
                (
                    inline.code(name),
                    inline.reference("job", f"{row.workflow.path}:{row.job.id.value}", row.job.id.value),
                    inline.code(service.image.value if service.image else None),
                    inline.joined([inline.code(port.value) for port in service.ports]),
                    inline.joined([inline.code(entry.name) for entry in service.env]),
                    inline.code(service.options.value if service.options else None),
                    inline.prose(
                        first_sentence(
                            describe("service", f"{row.workflow.file}:{name}", service.description)
                        )
                    ),
                    inline.source(service.name.position),
                )
            )
        )
    return Table(
        ("Service", "Job", "Image", "Ports", "Variables", "Options", "Purpose", "Source"), tuple(table)
    )


def artifacts(rows: Iterable[ArtifactRow]) -> Table:
    """Return one row a step that uploads or downloads an artifact."""
    table = [
        Row(
            (
                inline.code(row.name),
                inline.text(row.action),
                inline.joined([inline.code(line) for line in (row.path or "").splitlines()]),
                inline.reference("job", f"{row.workflow.path}:{row.job.id.value}", row.job.id.value),
                inline.text(step_title(row.step)),
                inline.code(row.step.condition.value if row.step.condition else None),
                inline.text(f"{row.retention_days} days" if row.retention_days else None),
                inline.source(row.position),
            )
        )
        for row in rows
    ]
    return Table(
        ("Artifact", "Action", "Path", "Job", "Step", "Condition", "Kept for", "Source"), tuple(table)
    )


def environments(rows: Iterable[EnvironmentRow], describe: Describe) -> Table:
    """Return one row a job that deploys to an environment."""
    table = []
    for row in rows:
        name = row.environment.name.value
        table.append(
            Row(
                (
                    inline.code(name),
                    _address(row.environment.url),
                    inline.reference("workflow", row.workflow.path, row.workflow.title, literal=False),
                    inline.reference("job", f"{row.workflow.path}:{row.job.id.value}", row.job.id.value),
                    inline.code(row.job.condition.value if row.job.condition else None),
                    inline.prose(first_sentence(describe("environment", name, None))),
                    inline.source(row.environment.name.position),
                ),
                Thing("environment", name),
            )
        )
    return Table(("Environment", "URL", "Workflow", "Job", "Condition", "Purpose", "Source"), tuple(table))


GATE_COLUMNS = (
    "gate",
    "checks",
    "job",
    "step",
    "command",
    "threshold",
    "verdict",
    "why",
    "stops",
    "purpose",
    "source",
)
"""The columns of gates that are shown where none are chosen."""

_BADGES = {
    Verdict.BLOCKING: "success",
    Verdict.CONDITIONAL: "warning",
    Verdict.UNKNOWN: "secondary",
    Verdict.INFORMATIONAL: "danger",
}
# What every gate has, and no reader of a table asks for.
_SIDE_REASONS = {Code.TIMEOUT.value, Code.REQUIRED_UNKNOWN.value}


def gates(rows: Iterable[Judgement], describe: Describe) -> Table:
    """Return one row a gate, with what it is worth."""
    table = []
    for row in rows:
        gate = row.gate
        purpose = describe("gate", gate.id, gate.step.description)
        table.append(
            Row(
                (
                    inline.code(gate.id) or inline.text(gate.title),
                    inline.text(gate.title) if gate.id else inline.text(", ".join(gate.kinds)),
                    inline.reference("job", f"{gate.workflow.path}:{gate.job.id.value}", gate.job.id.value),
                    gate_step(row),
                    inline.joined([inline.code(command) for command in gate_commands(row)], "; "),
                    inline.joined([gate_limit(limit) for limit in row.thresholds]),
                    badge(row.verdict),
                    inline.joined(
                        [gate_reason(reason) for reason in row.reasons if reason.code not in _SIDE_REASONS],
                        "; ",
                    ),
                    gate_reach(row),
                    _if_it_fails(row),
                    inline.prose(first_sentence(purpose)),
                    inline.source(gate.position),
                ),
                Thing("gate", gate.id or gate.title) if gate.named else None,
            )
        )
    return Table(
        (
            "Gate", "Checks", "Job", "Step", "Command", "Threshold", "Verdict", "Why", "Stops", "If it fails",
            "Purpose", "Source",
        ),
        tuple(table),
    )  # fmt: skip


def badge(verdict: Verdict) -> Cell:
    """Return a verdict as a badge of sphinx-design; elsewhere it is a word."""
    colour = _BADGES[verdict]
    classes = ["sd-sphinx-override", "sd-badge", f"sd-bg-{colour}", f"sd-bg-text-{colour}", "ci-verdict"]
    return [nodes.inline("", verdict.value, classes=classes)]


def gate_step(row: Judgement) -> Cell:
    """Return a link to the step of a gate."""
    gate = row.gate
    return inline.reference(
        "step", step_name(gate.workflow, gate.job, gate.step), step_title(gate.step), literal=False
    )


def gate_commands(row: Judgement) -> list[str]:
    """Return the texts of the commands that check."""
    if isinstance(row.gate.step, UsesStep):
        return [row.gate.step.uses.value]
    return list(dict.fromkeys(" ".join(command.text.split()) for command in row.checks))


def gate_limit(limit: Threshold) -> Cell:
    """Return a limit with the line that it stands in."""
    return [*inline.code(limit.text), nodes.Text(" ("), *inline.source(limit.position), nodes.Text(")")]


def gate_reason(reason: Reason) -> Cell:
    """Return a reason with the line that it speaks of."""
    return [*inline.prose(reason.message), nodes.Text(" ("), *inline.source(reason.position), nodes.Text(")")]


def gate_reach(row: Judgement) -> Cell:
    """Return the jobs that a failed gate stops."""
    if row.verdict is Verdict.INFORMATIONAL:
        return inline.text("nothing")
    return inline.joined(
        [
            inline.reference("job", f"{job.path}:{job.job}", job.name(row.gate.workflow))
            for job in row.reach.stopped
        ]
    ) or inline.text("its own job only")


def _if_it_fails(row: Judgement) -> Cell:
    match row.verdict:
        case Verdict.INFORMATIONAL:
            return inline.text("the job goes on")
        case Verdict.UNKNOWN:
            return inline.text("not known")
    words = "the job fails" if row.verdict is Verdict.BLOCKING else "the job fails in some cases"
    return [*inline.text(words), *(inline.text(", without ") + gate_reach(row) if row.reach.stopped else [])]


def gate_facts(row: Judgement) -> Table:
    """Return what there is to say of one gate, a line each."""
    gate = row.gate
    lines = [
        ("Job", inline.reference("job", f"{gate.workflow.path}:{gate.job.id.value}", gate.job.id.value)),
        ("Step", gate_step(row)),
        ("Command", inline.joined([inline.code(command) for command in gate_commands(row)], "; ")),
        ("Threshold", inline.joined([gate_limit(limit) for limit in row.thresholds])),
        ("Verdict", badge(row.verdict)),
        ("Depends on", inline.code(row.condition) if row.verdict is Verdict.CONDITIONAL else []),
        ("Stops", gate_reach(row)),
        (
            "Run",
            inline.text(
                {True: "turns red", False: "stays green", None: "depends on `continue-on-error`"}[
                    row.reach.red
                ]
            ),
        ),
    ]
    return Table(("Setting", "Value"), tuple(Row((inline.text(name), cell)) for name, cell in lines if cell))


def commands(rows: Iterable[CommandRow]) -> Table:
    """Return one row a command."""
    table = [
        Row(
            (
                inline.code(row.command.text),
                inline.reference("workflow", row.workflow.path, row.workflow.title, literal=False),
                inline.reference("job", f"{row.workflow.path}:{row.job.id.value}", row.job.id.value),
                inline.text(step_title(row.step)),
                inline.source(row.position),
            )
        )
        for row in rows
    ]
    return Table(("Command", "Workflow", "Job", "Step", "Source"), tuple(table))


def endpoints(rows: Iterable[Endpoint]) -> Table:
    """Return one row a route."""
    table = [
        Row(
            (
                inline.code(endpoint.method),
                inline.code(endpoint.path),
                inline.joined([inline.code(str(status)) for status in endpoint.statuses]),
                inline.prose(first_sentence(" ".join(endpoint.docstring.split("\n\n")[0].split()))),
                inline.source(endpoint.position),
            )
        )
        for endpoint in rows
    ]
    return Table(("Method", "Path", "Status codes", "Purpose", "Source"), tuple(table))


def problems(rows: Iterable[Problem]) -> Table:
    """Return one row a problem of a workflow file."""
    table = [
        Row(
            (
                inline.source(problem.position, str(problem.position)),
                inline.code(f"ci.{problem.kind.value}"),
                inline.text(problem.message),
                inline.code(problem.line_text.strip()),
            )
        )
        for problem in rows
    ]
    return Table(("Where", "Type", "Problem", "Line"), tuple(table))


def runs_on(job: AnyJob) -> Cell:
    """Return the runner of a job; for a call, the workflow that it calls."""
    match job:
        case CallJob():
            return called_workflow(job)
        case Job():
            return inline.code(str(job.runs_on)) if job.runs_on is not None else []


def called_workflow(job: CallJob) -> Cell:
    """Return the workflow that a job calls, linked to its page, or to its file in another repository."""
    path = calls.local_path(job)
    if path:
        return inline.reference("workflow", path, job.uses.value)
    remote = calls.remote_use(job.uses.value)
    return inline.code(job.uses.value) if remote is None else inline.external(remote.url, job.uses.value)


def environment(job: AnyJob) -> Cell:
    """Return the deployment environment of a job."""
    if not isinstance(job, Job) or job.environment is None:
        return []
    name = job.environment.name.value
    return inline.code(name) if "${{" in name else inline.reference("environment", name)


def matrix_cell(job: AnyJob) -> Cell:
    """Return the number of legs and what varies, or the expression that makes the matrix."""
    if job.strategy is None or job.strategy.matrix is None:
        return []
    dynamic = matrix.source(job.strategy)
    if dynamic is not None:
        return [nodes.Text("made at run time: "), *inline.code(dynamic)]
    legs = matrix.legs(job.strategy) or []
    names = dict.fromkeys(key for leg in legs for key in leg)
    return [nodes.Text(f"{len(legs)} × "), *inline.joined([inline.code(name) for name in names])]


def value_cell(value: Value) -> Cell:
    """Return a small setting on one line: a text, or `key: value` pairs."""
    match value:
        case Text():
            return inline.code(value.value)
        case Mapping():
            return inline.joined(
                [inline.code(f"{entry.name}: {_short(entry.value)}") for entry in value.entries]
            ) or inline.text("none")
        case Sequence():
            return inline.joined([value_cell(item) for item in value.items])
        case None:
            return []


def _short(value: Value) -> str:
    return value.value if isinstance(value, Text) else "…" if value is not None else ""


def _value(value: Value) -> Cell:
    return inline.code(value.value) if isinstance(value, Text) else []


def _filters(trigger: Trigger) -> Cell:
    parts: list[Cell] = []
    for entry in trigger.filters:
        texts = _texts(entry.value)
        after = trigger.event.value == "workflow_run" and entry.name == "workflows"
        cells = [
            inline.reference("workflow", text, text, literal=False) if after else inline.code(text)
            for text in texts[:MAX_PLACES]
        ]
        shown = inline.joined(cells)
        if len(texts) > MAX_PLACES:
            shown += inline.text(f" and {len(texts) - MAX_PLACES} more")
        parts.append([nodes.Text(f"{entry.name} "), *shown])
    for schedule in trigger.schedules:
        zone = [nodes.Text(" in "), *inline.code(schedule.timezone.value)] if schedule.timezone else []
        parts.append([nodes.Text("cron "), *inline.code(schedule.cron.value), *zone])
    return inline.joined(parts, "; ")


def _texts(value: Value) -> list[str]:
    match value:
        case Text():
            return [value.value]
        case Sequence():
            return [item.value for item in value.items if isinstance(item, Text)]
        case _:
            return []


def _minutes(value: Text | None) -> Cell:
    if value is None:
        return []
    return (
        inline.text(f"{value.value} minutes")
        if value.value.replace(".", "").isdigit()
        else inline.code(value.value)
    )


def _soft(step: Step) -> Cell:
    if step.continue_on_error is None or step.continue_on_error.value == "false":
        return []
    if step.continue_on_error.value == "true":
        return inline.text("the job goes on")
    return [nodes.Text("the job goes on if "), *inline.code(step.continue_on_error.value)]


def _address(url: Text | None) -> Cell:
    if url is None:
        return []
    if url.value.startswith(("https://", "http://")) and "${{" not in url.value:
        return [nodes.reference("", url.value, refuri=url.value)]
    return inline.code(url.value)
