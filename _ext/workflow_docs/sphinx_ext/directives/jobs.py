"""Directives about jobs and steps: the table of jobs, one job, its steps, and a step's script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import directives

from workflow_docs.analysis import usage
from workflow_docs.analysis.objects import Missing
from workflow_docs.doctree import inline, views
from workflow_docs.doctree.tables import Thing
from workflow_docs.sphinx_ext.messages import Subtype
from workflow_docs.workflow.model import Job, Mapping, RunStep, UsesStep, step_title

from .base import COLUMNS, CiDirective, ComplaintError, with_options

if TYPE_CHECKING:
    from workflow_docs.workflow.model import AnyJob, Step, Value, Workflow

_LANGUAGES = {
    "bash": "bash",
    "sh": "sh",
    "python": "python",
    "pwsh": "powershell",
    "powershell": "powershell",
    "cmd": "batch",
}


def job_nodes(directive: CiDirective, workflow: Workflow, job: AnyJob) -> list[nodes.Node]:
    """Return what there is to say of one job: its purpose, settings and steps."""
    content: list[nodes.Node] = []
    described = directive.domain.describe("job", f"{workflow.file}:{job.id.value}", job.description)
    if described:
        content.extend(inline.paragraph(inline.prose(part)) for part in described.split("\n\n"))
    content.append(inline.paragraph([nodes.Text("Source: "), *inline.source(job.position)]))
    facts = views.job_facts(workflow, job)
    if facts.rows:
        content.extend(directive.table(facts, "", columns=()))  # `:columns:` are those of the steps
    if isinstance(job, Job):
        content.extend(step_table(directive, workflow, job))
    return content


def step_table(directive: CiDirective, workflow: Workflow, job: AnyJob) -> list[nodes.Node]:
    """Return the table of a job's steps."""
    table = views.steps(workflow, job, directive.domain.describe, with_runs=directive.shows("runs"))
    return directive.table(table, "The job has no steps.")


class JobsDirective(CiDirective):
    """`ci:jobs WORKFLOW`: one row a job."""

    required_arguments = 1
    option_spec = with_options(COLUMNS)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of jobs."""
        table = views.jobs(self.workflow(self.arguments[0]), self.domain.describe)
        return self.table(table, "The workflow has no jobs.")


class JobDirective(CiDirective):
    """`ci:job WORKFLOW:JOB`: one job with its settings and its steps.

    `:columns:` and `:without:` are about the columns of the steps.
    """

    required_arguments = 1
    option_spec = with_options(COLUMNS)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the description of the job."""
        workflow, job = self.job(self.arguments[0])
        target = nodes.target()
        index = self.describe(Thing("job", f"{workflow.path}:{job.id.value}"), target)
        content = job_nodes(self, workflow, job)
        return [*index, target, *content] if index else content


class StepsDirective(CiDirective):
    """`ci:steps WORKFLOW:JOB`: the steps of a job, one row a step, with the main commands of each script.

    Each number leads to the step's line.
    """

    required_arguments = 1
    option_spec = with_options(COLUMNS)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of steps."""
        workflow, job = self.job(self.arguments[0])
        return step_table(self, workflow, job)


class StepDirective(CiDirective):
    """`ci:step WORKFLOW:JOB:STEP`: what a step runs, as a code block with a link to its line.

    STEP is an id, a name, or a number from 1. `:no-source:` leaves the link out.
    """

    required_arguments = 1
    option_spec = with_options((("no-source", directives.flag),))

    def content_nodes(self) -> list[nodes.Node]:
        """Return the script; for an action, its `uses:` and `with:` as YAML."""
        workflow, job, step = self._step()
        text, language = _code(workflow, job, step)
        block = nodes.literal_block(text, text, language=language, force=True)
        index = self.describe(Thing("step", views.step_name(workflow, job, step)), block)
        if "no-source" in self.options:
            return [*index, block]
        place = step.run.position if isinstance(step, RunStep) else step.position
        return [
            inline.paragraph(inline.text(f"{step_title(step)} ("), inline.source(place), inline.text("):")),
            *index,
            block,
        ]

    def _step(self) -> tuple[Workflow, AnyJob, Step]:
        parts = self.arguments[0].split(":", 2)
        if len(parts) < 3:
            raise ComplaintError(
                Subtype.UNKNOWN_STEP, f"{self.arguments[0]!r} is no step; write workflow:job:step"
            )
        workflow, job = self.job(":".join(parts[:2]))
        step = usage.find_step(job, parts[2].strip())
        if step is None:
            missing = self.domain.site.index.find("step", self.arguments[0])
            raise ComplaintError(
                Subtype.UNKNOWN_STEP, missing.message if isinstance(missing, Missing) else "no such step"
            )
        return workflow, job, step


def _code(workflow: Workflow, job: AnyJob, step: Step) -> tuple[str, str]:
    match step:
        case RunStep():
            shell = usage.effective_shell(workflow, job, step) if isinstance(job, Job) else None
            program = shell.value.split()[0] if shell is not None and shell.value.split() else "bash"
            return step.run.value.strip("\n"), _LANGUAGES.get(program, "text")
        case UsesStep():
            lines = [f"uses: {step.uses.value}"]
            if step.with_:
                lines.append("with:")
                lines.extend(f"  {entry.name}: {_yaml(entry.value)}" for entry in step.with_)
            return "\n".join(lines), "yaml"
        case _:
            return f"{step.kind}:", "yaml"


def _yaml(value: Value) -> str:
    """Write a value back as YAML: several lines as a block, others as they are."""
    text = getattr(value, "value", None)
    if isinstance(value, Mapping) or text is None:
        return ""
    if "\n" in text.strip():
        return "|\n" + "\n".join(f"    {line}".rstrip() for line in text.strip("\n").split("\n"))
    return str(text)
