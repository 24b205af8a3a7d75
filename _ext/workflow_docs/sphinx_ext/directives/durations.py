"""Durations of jobs and runs: planned in a file of estimates, or measured in a file of real runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import directives

from workflow_docs.analysis import durations
from workflow_docs.analysis.durations import DurationsError
from workflow_docs.analysis.graph import JobGraph
from workflow_docs.analysis.objects import Missing
from workflow_docs.doctree import durations as views
from workflow_docs.sphinx_ext.messages import Subtype

from .base import COLUMNS, CiDirective, ComplaintError, with_options
from .data import data_file

if TYPE_CHECKING:
    from workflow_docs.analysis.durations import Planned
    from workflow_docs.workflow.data import DataFile
    from workflow_docs.workflow.model import Workflow


class DurationsDirective(CiDirective):
    """`ci:durations PATH`: how long jobs and runs take, as a file of the repository says: planned or measured, and marked so.

    `:workflow:` takes the durations of one workflow and adds the critical path: the chain of `needs` that takes longest.
    """

    required_arguments = 1
    option_spec = with_options(COLUMNS, (("workflow", directives.unchanged_required),))

    def content_nodes(self) -> list[nodes.Node]:
        """Return a sentence that says what it is, the table, and the critical path."""
        file = data_file(self, self.arguments[0].strip())
        workflow = self.workflow(self.options["workflow"]) if "workflow" in self.options else None
        if durations.is_plan(file):
            return self._planned(file, workflow)
        return self._measured(file, workflow)

    def _planned(self, file: DataFile, workflow: Workflow | None) -> list[nodes.Node]:
        plans, problems = durations.planned(self.repository.read_text(file.path) or "", file.path)
        if problems:
            raise ComplaintError(Subtype.BROKEN_DATA, f"{problems[0].position}: {problems[0].message}")
        for plan in plans:
            self._check(plan)
        if workflow is not None:
            plans = [plan for plan in plans if self.workflow(plan.workflow) is workflow]
        if not plans:
            raise ComplaintError(Subtype.NO_MATCH, f"{file.path} plans no durations" + _of(workflow))
        found = [
            nodes.paragraph("", "Planned, not measured:"),
            *self.table(views.planned(plans, with_workflow=workflow is None), ""),
        ]
        if workflow is not None:
            own = {plan.scope: plan for plan in plans if plan.scope == plan.job}
            graph = JobGraph.of(workflow)
            path = durations.critical_path(graph, {name: plan.most for name, plan in own.items()})
            if path is not None:
                total = durations.in_minutes(
                    sum(own[name].least for name in path.jobs), sum(own[name].most for name in path.jobs)
                )
                found.append(views.critical_path(workflow, path, total, "as planned"))
        return found

    def _check(self, plan: Planned) -> None:
        """Complain about a plan for a workflow or a job that there is not."""
        kind, name = (
            ("workflow", plan.workflow) if plan.job is None else ("job", f"{plan.workflow}:{plan.job}")
        )
        workflow = self.domain.site.index.find("workflow", plan.workflow)
        found = workflow if isinstance(workflow, Missing) else self.domain.site.index.find(kind, name)
        if isinstance(found, Missing):
            self.domain.note_overview()
            subtype = Subtype.UNKNOWN_WORKFLOW if found is workflow else Subtype.UNKNOWN_JOB
            raise ComplaintError(subtype, f"{plan.position}: {found.message}")
        self.workflow_file(plan.workflow)  # the page depends on it

    def _measured(self, file: DataFile, workflow: Workflow | None) -> list[nodes.Node]:
        try:
            samples = durations.samples(file)
        except DurationsError as error:
            raise ComplaintError(Subtype.BROKEN_DATA, str(error)) from error
        chosen = samples.found
        jobs: dict[str, str] = {}
        if workflow is not None:
            chosen = tuple(each for each in chosen if each.workflow in {None, workflow.title})
            jobs = {
                each.name: job.id.value
                for each in chosen
                if samples.of_jobs and (job := durations.job_of(workflow, each.name)) is not None
            }
        rows = durations.measured(chosen)
        if not rows:
            raise ComplaintError(Subtype.NO_MATCH, f"{file.path} has nothing that succeeded" + _of(workflow))
        left_out = sum(each.seconds is None for each in chosen)
        table = views.measured(
            rows,
            head="Job" if samples.of_jobs else "Workflow",
            jobs={name: f"{workflow.path}:{job}" for name, job in jobs.items()} if workflow else {},
        )
        found = [views.measured_head(samples, left_out), *self.table(table, "")]
        if workflow is not None and samples.of_jobs:
            weights: dict[str, float] = {}
            for row in rows:
                if row.name in jobs:  # the slowest leg of a matrix is what others wait for
                    weights[jobs[row.name]] = max(row.median, weights.get(jobs[row.name], 0))
            path = durations.critical_path(JobGraph.of(workflow), weights)
            if path is not None:
                total = durations.in_seconds(path.total)
                found.append(views.critical_path(workflow, path, total, "by the medians"))
        return found


def _of(workflow: Workflow | None) -> str:
    return f" of {workflow.file}" if workflow is not None else ""
