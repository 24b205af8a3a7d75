"""The directives of the `ci` domain: options -> query -> nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .actions import ActionDirective, ActionsDirective
from .data import DataDirective
from .durations import DurationsDirective
from .endpoints import EndpointsDirective, ExampleDirective
from .excerpts import ExcerptDirective
from .gates import GateDirective, GatesDirective
from .graphs import JobGraphDirective, NeedsDirective
from .jobs import JobDirective, JobsDirective, StepDirective, StepsDirective
from .lists import (
    ArtifactsDirective,
    CommandsDirective,
    DiagnosticsDirective,
    EnvDirective,
    EnvironmentsDirective,
    SecretsDirective,
    ServicesDirective,
    VariablesDirective,
)
from .sections import SectionsDirective
from .summary import SummaryDirective
from .workflows import InputsDirective, TriggersDirective, WorkflowDirective, WorkflowsDirective

if TYPE_CHECKING:
    from docutils.parsers.rst import Directive

DIRECTIVES: dict[str, type[Directive]] = {
    "workflows": WorkflowsDirective,
    "workflow": WorkflowDirective,
    "triggers": TriggersDirective,
    "inputs": InputsDirective,
    "job-graph": JobGraphDirective,
    "needs": NeedsDirective,
    "jobs": JobsDirective,
    "job": JobDirective,
    "steps": StepsDirective,
    "step": StepDirective,
    "actions": ActionsDirective,
    "action": ActionDirective,
    "env": EnvDirective,
    "secrets": SecretsDirective,
    "variables": VariablesDirective,
    "services": ServicesDirective,
    "artifacts": ArtifactsDirective,
    "environments": EnvironmentsDirective,
    "gates": GatesDirective,
    "gate": GateDirective,
    "commands": CommandsDirective,
    "endpoints": EndpointsDirective,
    "example": ExampleDirective,
    "data": DataDirective,
    "excerpt": ExcerptDirective,
    "durations": DurationsDirective,
    "sections": SectionsDirective,
    "diagnostics": DiagnosticsDirective,
    "summary": SummaryDirective,
}
"""Every directive by its name in the domain."""
