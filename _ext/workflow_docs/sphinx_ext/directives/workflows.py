"""Directives about whole workflows: the overview, everything about one file, triggers and inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis import diagnostics, gates, secrets, usage
from workflow_docs.doctree import inline, mermaid, problems, views
from workflow_docs.doctree.tables import Thing
from workflow_docs.sphinx_ext.messages import Subtype

from .base import COLUMNS, WHOLE_FILE, CiDirective, ComplaintError, names, with_options
from .gates import judged
from .graphs import graph_node
from .jobs import job_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.repository import WorkflowFile

PARTS = (
    "triggers",
    "callers",
    "graph",
    "jobs",
    "env",
    "secrets",
    "environments",
    "artifacts",
    "services",
    "gates",
    "steps",
)
"""The parts of `ci:workflow`, in their order on the page."""


class WorkflowsDirective(CiDirective):
    """`ci:workflows`: one row for every workflow file, also those that cannot be read."""

    option_spec = with_options(COLUMNS)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the overview table."""
        self.depend_on_all(self.repository.files)
        table = views.workflows(
            self.repository.files.values(), self.domain.describe, with_title=self.shows("workflow")
        )
        return self.table(table, "The repository has no workflows.")


class TriggersDirective(CiDirective):
    """`ci:triggers [WORKFLOW …]`: events, when they count, and what they start; all workflows without an argument."""

    optional_arguments = 1
    option_spec = with_options(COLUMNS)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of events."""
        found = self.workflows()
        several = len(found) > 1 or not self.arguments
        table = views.triggers(found, with_workflow=several, describe=self.domain.describe)
        return self.table(table, "Nothing starts it.")


class InputsDirective(CiDirective):
    """`ci:inputs WORKFLOW`: the inputs of a manual run or of a call."""

    required_arguments = 1
    option_spec = with_options(COLUMNS)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of inputs."""
        workflow = self.workflow(self.arguments[0])
        table = views.inputs(workflow, self.domain.describe, self.domain.example)
        return self.table(table, "It takes no inputs.")


class WorkflowDirective(CiDirective):
    """`ci:workflow WORKFLOW`: everything about one file, in sections.

    `:parts:` and `:without:` choose sections among `triggers`, `callers`, `graph`, `jobs`, `env`, `secrets`, `environments`,
    `artifacts`, `services`, `gates` and `steps`; a section that has nothing to say is left out. `:page:` puts them
    in a section titled with the workflow's name, for a page that has no title of its own. With `:percent-encoded:` the argument is
    a path in percent-encoding, as the pages of `ci_pages` have it for a name that could not stand in a page.
    """

    required_arguments = 1
    option_spec = with_options((("parts", names), ("without", names)), WHOLE_FILE)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the sections; for a file that cannot be read, a banner with the fault."""
        file = self.workflow_file(self.path_argument())
        parts = self._parts()
        content = [*self._head(file), *self._problems(file)]
        if file.workflow is not None:
            content.extend(self._sections(file.workflow, parts))
        thing = Thing("workflow", file.path)
        if "page" in self.options:
            return [self.section(inline.text(file.title), *content, thing=thing)]
        target = nodes.target()
        index = self.describe(thing, target)
        return [*index, target, *content] if index else content

    def _parts(self) -> list[str]:
        wanted = self.options.get("parts") or PARTS
        without = self.options.get("without") or []
        for name in (*wanted, *without):
            if name not in PARTS:
                raise ComplaintError(
                    Subtype.OPTION, f"a workflow has no part {name!r}; there is {', '.join(PARTS)}"
                )
        return [part for part in PARTS if part in wanted and part not in without]

    def _head(self, file: WorkflowFile) -> list[nodes.Node]:
        workflow = file.workflow
        described = self.domain.describe("workflow", file.path, workflow.description if workflow else None)
        head: list[nodes.Node] = []
        if described:
            head.extend(inline.paragraph(inline.prose(part)) for part in described.split("\n\n"))
        facts = [[nodes.Text("File: "), *inline.reference("file", file.path)]]
        if workflow is not None:
            for label, cell in (
                ("Permissions: ", views.value_cell(workflow.permissions)),
                ("Concurrency: ", views.value_cell(workflow.concurrency)),
                ("Shell: ", inline.code(workflow.defaults.shell.value if workflow.defaults.shell else None)),
            ):
                if cell:
                    facts.append([nodes.Text(label), *cell])
        head.append(nodes.bullet_list("", *(nodes.list_item("", inline.paragraph(fact)) for fact in facts)))
        return head

    def _problems(self, file: WorkflowFile) -> list[nodes.Node]:
        found = diagnostics.of_file(self.repository, file)
        return [problems.banner(file, found)] if found else []

    def _sections(self, workflow: Workflow, parts: list[str]) -> Iterator[nodes.Node]:
        titles = {
            "triggers": "Triggers",
            "callers": "Callers and followers",
            "graph": "Job graph",
            "jobs": "Jobs",
            "env": "Variables",
            "secrets": "Secrets",
            "environments": "Environments",
            "artifacts": "Artifacts",
            "services": "Services",
            "gates": "Checks",
            "steps": "Steps",
        }
        for part in parts:
            content = self._part(workflow, part)
            if content:
                yield self.section(inline.text(titles[part]), *content)

    def _callers(self, workflow: Workflow) -> list[nodes.Node]:
        """Return who calls the workflow, and which workflows start after it."""
        backlinks = self.domain.site.backlinks
        found = (
            views.callers(backlinks.callers.get(workflow.path, ())),
            views.followers(backlinks.followers.get(workflow.title, ())),
        )
        self.domain.note_backlinks("workflow", workflow.path)
        return [node for table in found if table.rows for node in self.table(table, "")]

    def _part(self, workflow: Workflow, part: str) -> list[nodes.Node]:
        """Return the content of a part; nothing where the workflow has nothing of the kind."""
        describe = self.domain.describe
        site = self.domain.site
        match part:
            case "triggers":
                content = self.table(
                    views.triggers([workflow], with_workflow=False, describe=describe), "Nothing starts it."
                )
                declared = (
                    views.inputs(workflow, describe, self.domain.example),
                    views.call_secrets(workflow, describe),
                    views.call_outputs(workflow),
                )
                return [
                    *content,
                    *(node for table in declared if table.rows for node in self.table(table, "")),
                ]
            case "callers":
                return self._callers(workflow)
            case "graph":
                return [graph_node(mermaid.job_graph([workflow]))] if workflow.jobs else []
            case "jobs":
                return self.table(views.jobs(workflow, describe), "The workflow has no jobs.")
            case "steps":
                return [
                    self.section(
                        inline.text(job.id.value),
                        *job_nodes(self, workflow, job),
                        thing=Thing("job", f"{workflow.path}:{job.id.value}"),
                    )
                    for job in workflow.jobs
                ]
            case "env":
                table = views.env(usage.env(workflow), describe)
            case "secrets":
                table = views.secrets(
                    secrets.secrets(self.repository, [workflow]), describe, self.domain.example
                )
            case "environments":
                table = views.environments(usage.environments([workflow]), describe)
            case "artifacts":
                table = views.artifacts(usage.artifacts(workflow))
            case "services":
                table = views.services(usage.services(workflow), describe)
            case _:
                found = gates.gates([workflow], site.index.gate_pattern, detect=True)
                table = views.gates(judged(self, found), describe)
        return self.table(table, "") if table.rows else []
