"""Directives that draw: the job graph in Mermaid and the dependency text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import directives
from sphinxcontrib.mermaid import mermaid as mermaid_node

from workflow_docs.analysis import gates
from workflow_docs.analysis.graph import JobGraph
from workflow_docs.analysis.objects import Missing
from workflow_docs.analysis.reasons import Verdict
from workflow_docs.doctree import mermaid, needs
from workflow_docs.sphinx_ext.messages import UNKNOWN, Subtype
from workflow_docs.workflow.names import did_you_mean

from .base import CiDirective, ComplaintError, names, with_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow


DIRECTIONS = ("TD", "TB", "LR", "RL", "BT")
"""Mermaid's directions."""


def _direction(argument: str | None) -> str:
    direction = (argument or "").strip().upper()
    if direction not in DIRECTIONS:
        raise ValueError(f"choose from {', '.join(DIRECTIONS)}")
    return direction


def graph_node(code: str) -> nodes.Element:
    """Return the node of sphinxcontrib-mermaid for a diagram's text."""
    node: nodes.Element = mermaid_node()
    node["code"] = code
    node["options"] = {}
    return node


class JobGraphDirective(CiDirective):
    """`ci:job-graph WORKFLOW …`: the jobs and their `needs` as a Mermaid flowchart.

    Several workflows stand in one drawing, each in a frame. `:direction:` is `TD`, `LR`, `RL` or
    `BT` (by default `TD`, or `LR` where that fits the page better); `:marks:` what nodes show besides the id, among `matrix`, `environment`, `condition`, `name` and `gates`,
    the quality gates of the job that block (default all; `none` for nothing); `:jobs:` draws these jobs only; `:around:` draws a job with all that
    it waits for and all that waits for it; `:events:` adds what starts the workflow; `:artifacts:` adds what
    jobs upload; `:links:` adds dotted edges that no `needs` says, one a line, as
    `ci.yml -> deploy.yml:test | label`: their ends are checked, the edge itself is the author's word. `:fold:` is the
    number of jobs (default 6) from which on those that need the same jobs, and that the same jobs need, share a node;
    0 keeps them apart.
    """

    required_arguments = 1
    option_spec = with_options(
        (
            ("direction", _direction),
            ("marks", names),
            ("jobs", names),
            ("around", directives.unchanged_required),
            ("events", directives.flag),
            ("artifacts", directives.flag),
            ("links", directives.unchanged_required),
            ("fold", directives.nonnegative_int),
        )
    )

    def content_nodes(self) -> list[nodes.Node]:
        """Return the diagram."""
        workflows = self.workflows()
        if not any(workflow.jobs for workflow in workflows):
            return self.nothing("The workflow has no jobs.")
        drawing = mermaid.Drawing(
            direction=self.options.get("direction"),
            marks=self._marks(),
            jobs=self._jobs(workflows),
            events="events" in self.options,
            artifacts="artifacts" in self.options,
            links=tuple(self._links(workflows)),
            gates=self._gates(workflows),
            fold=self.options.get("fold", mermaid.FOLD),
        )
        return [graph_node(mermaid.job_graph(workflows, drawing))]

    def _gates(self, workflows: list[Workflow]) -> dict[str, list[str]]:
        """Return the names of the gates that block, by the job that holds them."""
        index = self.domain.site.index
        found: dict[str, list[str]] = {}
        for gate in gates.gates(workflows, index.gate_pattern):
            if index.judge.judge(gate).verdict is Verdict.BLOCKING:
                found.setdefault(f"{gate.workflow.path}:{gate.job.id.value}", []).append(
                    gate.id or gate.title
                )
        return found

    def _marks(self) -> list[str]:
        marks = self.options.get("marks", list(mermaid.MARKS))
        for mark in marks:
            if mark not in mermaid.MARKS and marks != ["none"]:
                known = ", ".join(mermaid.MARKS)
                raise ComplaintError(Subtype.OPTION, f":marks: has no {mark!r}; there is {known}, none")
        return [] if marks == ["none"] else list(marks)

    def _jobs(self, workflows: list[Workflow]) -> set[str] | None:
        chosen = set(self.options["jobs"]) if "jobs" in self.options else None
        graphs = [JobGraph.of(workflow) for workflow in workflows]
        if "around" in self.options:
            centre = self.options["around"]
            chosen = {centre}
            for graph in graphs:
                chosen.update(name for name in graph.jobs if centre in graph.downstream(name))
                chosen.update(graph.downstream(centre) if centre in graph.jobs else ())
        known = {name for graph in graphs for name in graph.jobs}
        for name in sorted(chosen or ()):
            if name not in known:
                shown = " and ".join(workflow.file for workflow in workflows)
                raise ComplaintError(
                    Subtype.UNKNOWN_JOB, f"{shown} has no job {name!r}" + did_you_mean(name, known)
                )
        return chosen

    def _links(self, workflows: list[Workflow]) -> Iterator[mermaid.Link]:
        for line in self.options.get("links", "").splitlines():
            ends, _, label = line.partition("|")
            start, arrow, end = (part.strip() for part in ends.partition("->"))
            if not arrow:
                raise ComplaintError(
                    Subtype.OPTION, f":links: wants `a -> b`, or `a -> b | label`, not {line.strip()!r}"
                )
            yield mermaid.Link(self._end(start, workflows), self._end(end, workflows), label.strip())

    def _end(self, name: str, workflows: list[Workflow]) -> str:
        kind = "job" if ":" in name else "workflow"
        found = self.domain.site.index.find(kind, name)
        if isinstance(found, Missing):
            raise ComplaintError(UNKNOWN[kind], f":links: {found.message}")
        if not any(found.name.split(":")[0] == workflow.path for workflow in workflows):
            raise ComplaintError(Subtype.OPTION, f":links: {name} is not in this drawing")
        return found.name


class NeedsDirective(CiDirective):
    """`ci:needs WORKFLOW`: the jobs as text, each with `(independent)` or `(depends on …)`."""

    required_arguments = 1

    def content_nodes(self) -> list[nodes.Node]:
        """Return a literal block."""
        text = needs.needs_text(self.workflow(self.arguments[0]))
        return (
            [nodes.literal_block(text, text, language="text")]
            if text
            else [nodes.paragraph("", "The workflow has no jobs.")]
        )
