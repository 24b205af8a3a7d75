"""One function a view: rows of the analysis -> a `Table` with references and links to source lines."""

from __future__ import annotations

from .action import action_inputs, action_outputs, action_runs, action_users, actions
from .cells import value_cell
from .command import commands
from .gate import gate_facts, gate_reason, gates
from .job import job_facts, jobs, matrix_cell
from .problem import problems
from .resource import artifacts, environments, services
from .secret import secrets, variables
from .step import composite_steps, step_name, steps
from .trigger import call_outputs, call_secrets, inputs, triggers
from .variable import env, env_by, env_plain
from .workflow import callers, followers, workflows

__all__ = [
    "action_inputs",
    "action_outputs",
    "action_runs",
    "action_users",
    "actions",
    "artifacts",
    "call_outputs",
    "call_secrets",
    "callers",
    "commands",
    "composite_steps",
    "env",
    "env_by",
    "env_plain",
    "environments",
    "followers",
    "gate_facts",
    "gate_reason",
    "gates",
    "inputs",
    "job_facts",
    "jobs",
    "matrix_cell",
    "problems",
    "secrets",
    "services",
    "step_name",
    "steps",
    "triggers",
    "value_cell",
    "variables",
    "workflows",
]
