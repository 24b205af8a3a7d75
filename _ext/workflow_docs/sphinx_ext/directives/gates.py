"""Directives about quality gates: the table of gates, and one gate with every reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import directives

from workflow_docs.analysis import gates
from workflow_docs.analysis.objects import Missing
from workflow_docs.doctree import inline, views
from workflow_docs.doctree.tables import Thing
from workflow_docs.sphinx_ext.messages import Subtype

from .base import COLUMNS, CiDirective, ComplaintError, regex, with_options

if TYPE_CHECKING:
    from workflow_docs.analysis.gates import Gate
    from workflow_docs.analysis.reasons import Reason
    from workflow_docs.analysis.verdicts import Judgement


def judged(directive: CiDirective, found: list[Gate]) -> list[Judgement]:
    """Return what gates are worth, and make the page depend on the files that say so."""
    rows = [directive.domain.site.index.judge.judge(gate) for gate in found]
    for row in rows:
        limits = (limit.position.path for limit in row.thresholds)
        for path in sorted({row.gate.workflow.path, *limits, *(job.path for job in row.reach.stopped)}):
            directive.depend_on(path)
    return rows


class GatesDirective(CiDirective):
    """`ci:gates [WORKFLOW …]`: the quality gates: what each checks, where, when it passes, and its effect.

    `:pattern:` is a regular expression for the names and comments of steps; `ci_gate_pattern` is the default.
    `:detect:` adds every step that runs a known test runner, linter, type checker, scanner or builder.
    """

    optional_arguments = 1
    option_spec = with_options(COLUMNS, (("pattern", regex), ("detect", directives.flag)))

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of gates."""
        pattern = self.options.get("pattern") or self.domain.site.index.gate_pattern
        found = gates.gates(self.workflows(), pattern, detect="detect" in self.options)
        if not found and "pattern" in self.options:
            raise ComplaintError(Subtype.NO_MATCH, f"no step's name or comment matches {pattern.pattern!r}")
        table = views.gates(judged(self, found), self.domain.describe)
        return self.table(table, "No step is a quality gate.")


class GateDirective(CiDirective):
    """`ci:gate GATE`: one gate with its purpose, its limits, its verdict with every reason, and what it stops.

    GATE is the id or the title of a gate, or any step as `WORKFLOW:JOB:STEP`.
    """

    required_arguments = 1
    option_spec = with_options()

    def content_nodes(self) -> list[nodes.Node]:
        """Return the description of the gate."""
        found = self.domain.site.index.gate(self.arguments[0])
        if isinstance(found, Missing):
            self.domain.note_overview()
            raise ComplaintError(Subtype.UNKNOWN_GATE, found.message)
        (row,) = judged(self, [found])
        target = nodes.target()
        name = found.id or found.title
        index = self.describe(Thing("gate", name), target) if found.named else []
        content: list[nodes.Node] = []
        purpose = self.domain.describe("gate", found.id, found.step.description)
        if purpose:
            content.extend(inline.paragraph(inline.prose(part)) for part in purpose.split("\n\n"))
        content.append(inline.paragraph([nodes.Text("Source: "), *inline.source(found.position)]))
        content.extend(self.table(views.gate_facts(row), "", columns=()))
        content.append(nodes.bullet_list("", *(_item(reason) for reason in row.reasons)))
        return [*index, target, *content] if index else content


def _item(reason: Reason) -> nodes.list_item:
    cell = views.gate_reason(reason)
    if reason.mend:
        cell += [nodes.Text(". To mend it: "), *inline.prose(reason.mend)]
    return nodes.list_item("", inline.paragraph(cell))
