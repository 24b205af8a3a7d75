"""`parse_workflow`: one workflow file's text -> `Workflow` and the problems found on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from . import comments, rules
from .checker import Checker
from .model import (
    AnyJob,
    CallJob,
    CallSecret,
    Defaults,
    Entry,
    Environment,
    ExpressionText,
    Job,
    RunsOn,
    Schedule,
    Service,
    Strategy,
    Trigger,
    Workflow,
)
from .parts import Parts
from .problem import ProblemKind
from .reader import Reader
from .syntax import WORKFLOW

if TYPE_CHECKING:
    from .problem import Problem
    from .reader import Pair


def parse_workflow(text: str, path: str) -> tuple[Workflow | None, tuple[Problem, ...]]:
    """Read the text of a workflow file; `path` is below the repository.

    Never raises for what the text holds. The workflow is None where the text is no readable YAML mapping;
    a fault inside a part costs that part only.
    """
    reader = Reader(text, path)
    workflow = None
    root = reader.mapping("a workflow is a mapping with the keys `on` and `jobs`")
    if root is not None:
        found = Checker(reader, "workflow").check(root, WORKFLOW)
        if found is not None:
            workflow = _WorkflowParser(reader).workflow(root, found)
            rules.check_workflow(workflow, reader.complain)
    return workflow, reader.sorted_problems()


class _WorkflowParser(Parts):
    def workflow(self, root: yaml.MappingNode, found: list[ExpressionText]) -> Workflow:
        fields: dict[str, object] = {}
        reader = self.reader
        pairs = reader.pairs(root)
        for pair in pairs:
            node = pair.node
            match pair.key.value:
                case "name":
                    fields["name"] = reader.string(node)
                case "run-name":
                    fields["run_name"] = reader.string(node)
                case "on":
                    fields["triggers"] = self.triggers(node)
                case "permissions":
                    fields["permissions"] = reader.value(node)
                case "env":
                    fields["env"] = self.env(node)
                case "defaults":
                    fields["defaults"] = self.defaults(node)
                case "concurrency":
                    fields["concurrency"] = reader.value(node)
                case "jobs":
                    fields["jobs"] = tuple(self.job(job) for job in self.named(node))
                    if isinstance(node, yaml.MappingNode) and not fields["jobs"]:
                        reader.complain(ProblemKind.MISSING_KEY, "`jobs` has no job; add one", node)
        return Workflow(
            path=reader.path,
            position=reader.position(root),
            description=self.workflow_description(pairs),
            expressions=tuple(found),
            **fields,  # type: ignore[arg-type]  # each field is set above with its own type
        )

    def workflow_description(self, pairs: list[Pair]) -> str | None:
        """Return `description:`, the comment of `name:`, or the comment that opens the file."""
        by_key = {pair.key.value: pair for pair in pairs}
        if (pair := by_key.get("description")) and isinstance(pair.node, yaml.ScalarNode):
            return pair.node.value.strip() or None
        named = self.reader.description(by_key["name"]) if "name" in by_key else None
        return named or comments.at_top(self.reader.lines)

    # -- on ----------------------------------------------------------------------------------------

    def triggers(self, node: yaml.Node) -> tuple[Trigger, ...]:
        if not isinstance(node, yaml.MappingNode):
            return tuple(Trigger(event) for event in self.reader.texts(node))
        return tuple(self.trigger(pair) for pair in self.reader.pairs(node))

    def trigger(self, pair: Pair) -> Trigger:
        reader = self.reader
        description = reader.description(pair)
        if pair.key.value == "schedule":
            return Trigger(pair.key, schedules=self.schedules(pair.node), description=description)
        filters: list[Entry] = []
        parts: dict[str, object] = {}
        for inner in self.named(pair.node):
            match inner.key.value:
                case "inputs" if pair.key.value in {"workflow_dispatch", "workflow_call"}:
                    parts["inputs"] = tuple(self.input(item) for item in self.named(inner.node))
                case "secrets" if pair.key.value == "workflow_call":
                    parts["secrets"] = tuple(self.call_secret(item) for item in self.named(inner.node))
                case "outputs" if pair.key.value == "workflow_call":
                    parts["outputs"] = tuple(self.output(item) for item in self.named(inner.node))
                case _:
                    filters.append(Entry(inner.key, reader.value(inner.node), reader.description(inner)))
        return Trigger(pair.key, filters=tuple(filters), description=description, **parts)  # type: ignore[arg-type]

    def schedules(self, node: yaml.Node) -> tuple[Schedule, ...]:
        if not isinstance(node, yaml.SequenceNode):
            return ()
        found = []
        for item in node.value:
            fields = self.fields(item)
            cron = self.optional(fields, "cron")
            if cron is not None:
                found.append(Schedule(cron, self.optional(fields, "timezone")))
        return tuple(found)

    def call_secret(self, pair: Pair) -> CallSecret:
        fields = self.fields(pair.node)
        return CallSecret(pair.key, self.described(pair, fields), self.optional(fields, "required"))

    # -- jobs --------------------------------------------------------------------------------------

    def job(self, job: Pair) -> AnyJob:
        reader = self.reader
        common: dict[str, object] = {"id": job.key, "description": reader.description(job)}
        own: dict[str, object] = {}
        call: dict[str, object] = {}
        mistyped_steps = False
        for pair in self.named(job.node):
            node = pair.node
            match pair.key.value:
                case "name":
                    common["name"] = reader.string(node)
                case "needs":
                    common["needs"] = reader.texts(node)
                case "if":
                    common["condition"] = reader.text(node)
                case "permissions":
                    common["permissions"] = reader.value(node)
                case "concurrency":
                    common["concurrency"] = reader.value(node)
                case "strategy":
                    common["strategy"] = self.strategy(node)
                case "runs-on":
                    own["runs_on"] = self.runs_on(node)
                case "environment":
                    own["environment"] = self.environment(node)
                case "outputs":
                    own["outputs"] = self.env(node)
                case "services":
                    own["services"] = tuple(self.service(item) for item in self.named(node))
                case "container":
                    own["container"] = self.service(pair)
                case "timeout-minutes":
                    own["timeout_minutes"] = reader.text(node)
                case "cancel-timeout-minutes":
                    own["cancel_timeout_minutes"] = reader.text(node)
                case "continue-on-error":
                    own["continue_on_error"] = reader.text(node)
                case "env":
                    own["env"] = self.env(node)
                case "defaults":
                    own["defaults"] = self.defaults(node)
                case "snapshot":
                    own["snapshot"] = reader.value(node)
                case "steps":
                    own["steps"] = self.steps(node)
                    mistyped_steps = not isinstance(node, yaml.SequenceNode)
                case "uses":
                    call["uses"] = reader.text(node)
                case "with":
                    call["with_"] = self.env(node)
                case "secrets" if isinstance(node, yaml.ScalarNode):
                    call["inherits_secrets"] = node.value == "inherit"
                case "secrets":
                    call["secrets"] = self.env(node)
        if call.get("uses") is not None:
            return CallJob(**common, **call)  # type: ignore[arg-type]  # each is set above with its own type
        if "runs_on" in own and not (own.get("steps") or mistyped_steps):
            reader.complain(
                ProblemKind.NO_STEPS,
                f"the job {job.key.value} has no steps, so it does nothing",
                job.key.position,
            )
        return Job(**common, **own)  # type: ignore[arg-type]

    def runs_on(self, node: yaml.Node) -> RunsOn | None:
        if not isinstance(node, yaml.MappingNode):
            labels = self.reader.texts(node)
            return RunsOn(labels) if labels else None
        fields = self.fields(node)
        return RunsOn(
            self.reader.texts(fields["labels"]) if "labels" in fields else (), self.optional(fields, "group")
        )

    def environment(self, node: yaml.Node) -> Environment | None:
        if not isinstance(node, yaml.MappingNode):
            name = self.reader.text(node)
            return Environment(name) if name else None
        fields = self.fields(node)
        name = self.optional(fields, "name")
        if name is None:
            return None
        return Environment(name, self.optional(fields, "url"), self.optional(fields, "deployment"))

    def service(self, service: Pair) -> Service:
        reader = self.reader
        description = reader.description(service)
        if not isinstance(service.node, yaml.MappingNode):
            return Service(service.key, reader.string(service.node), description=description)
        fields = self.fields(service.node)
        return Service(
            name=service.key,
            image=self.optional(fields, "image"),
            ports=reader.texts(fields["ports"]) if "ports" in fields else (),
            env=self.env(fields["env"]) if "env" in fields else (),
            volumes=reader.texts(fields["volumes"]) if "volumes" in fields else (),
            options=self.optional(fields, "options"),
            credentials=self.env(fields["credentials"]) if "credentials" in fields else (),
            entrypoint=self.optional(fields, "entrypoint"),
            command=self.optional(fields, "command"),
            description=description,
        )

    def strategy(self, node: yaml.Node) -> Strategy | None:
        if isinstance(node, yaml.ScalarNode) and "${{" in node.value:
            # The expression makes the whole strategy, and the matrix with it.
            return Strategy(self.reader.value(node), None, None, self.reader.position(node))
        fields = self.fields(node)
        if not fields:
            return None
        return Strategy(
            matrix=self.reader.value(fields["matrix"]) if "matrix" in fields else None,
            fail_fast=self.optional(fields, "fail-fast"),
            max_parallel=self.optional(fields, "max-parallel"),
            position=self.reader.position(node),
        )

    def defaults(self, node: yaml.Node) -> Defaults:
        run = self.fields(node).get("run")
        fields = self.fields(run) if run is not None else {}
        return Defaults(self.optional(fields, "shell"), self.optional(fields, "working-directory"))
