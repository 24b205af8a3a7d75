"""`parse_workflow`: one workflow file's text -> `Workflow` and the problems found on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from . import comments, expressions
from .model import (
    AnyJob,
    CallJob,
    ControlStep,
    Defaults,
    Entry,
    Environment,
    ExpressionText,
    Input,
    Job,
    RunsOn,
    RunStep,
    Service,
    Step,
    Strategy,
    Text,
    Trigger,
    UsesStep,
    Workflow,
)
from .position import Position
from .problem import Problem, ProblemKind
from .reader import Reader

if TYPE_CHECKING:
    from .reader import Pair

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_CONTROL = ("wait", "wait-all", "cancel", "parallel")


def parse_workflow(text: str, path: str) -> tuple[Workflow | None, tuple[Problem, ...]]:
    """Read the text of a workflow file; `path` is below the repository.

    Never raises for what the text holds. The workflow is None where the text is no readable YAML mapping;
    a fault inside a part costs that part only.
    """
    reader = Reader(text, path)
    root = reader.compose()
    if root is None:
        if not reader.problems:
            reader.complain(
                ProblemKind.NOT_A_MAPPING,
                "the file is empty; a workflow needs `on:` and `jobs:`",
                Position(path, 1, 1),
            )
        return None, tuple(reader.problems)
    if not isinstance(root, yaml.MappingNode):
        reader.complain(
            ProblemKind.NOT_A_MAPPING,
            "a workflow is a mapping with the keys `on` and `jobs`; this file is not",
            root,
        )
        return None, tuple(reader.problems)
    found = reader.expressions(root)
    if found is None:
        return None, tuple(reader.problems)
    parser = _Parser(reader)
    workflow = parser.workflow(root, found)
    parser.check_expressions(workflow)
    return workflow, tuple(sorted(reader.problems, key=lambda problem: problem.position))


class _Parser:
    """One method a construct; each takes the construct's node and returns its part of the model."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def workflow(self, root: yaml.MappingNode, found: list[ExpressionText]) -> Workflow:
        fields: dict[str, object] = {}
        reader = self.reader
        pairs = reader.pairs(root, "a workflow")
        for pair in pairs:
            node = pair.node
            match pair.key.value:
                case "name":
                    fields["name"] = reader.text(node)
                case "run-name":
                    fields["run_name"] = reader.text(node)
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
                    fields["jobs"] = self.jobs(node)
                case "description":
                    pass
                case _:
                    self.unknown(pair, "a workflow")
        for key in ("on", "jobs"):
            given = next((pair for pair in pairs if pair.key.value == key), None)
            if given is None:
                reader.complain(ProblemKind.MISSING_KEY, f"a workflow needs the key `{key}`; add it", root)
            elif reader.is_null(given.node):
                reader.complain(
                    ProblemKind.MISSING_KEY, f"`{key}` says nothing; a workflow needs it", given.key.position
                )
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
        return tuple(self.trigger(pair) for pair in self.reader.pairs(node, "`on`"))

    def trigger(self, pair: Pair) -> Trigger:
        reader = self.reader
        description = reader.description(pair)
        if pair.key.value == "schedule":
            return Trigger(pair.key, crons=self.crons(pair.node), description=description)
        filters: list[Entry] = []
        parts: dict[str, object] = {}
        for inner in reader.pairs(pair.node, f"the event {pair.key.value}"):
            match inner.key.value:
                case "inputs" if pair.key.value in {"workflow_dispatch", "workflow_call"}:
                    parts["inputs"] = tuple(self.input(item) for item in reader.pairs(inner.node, "inputs"))
                case "secrets" if pair.key.value == "workflow_call":
                    parts["secrets"] = reader.entries(inner.node, "secrets")
                case "outputs" if pair.key.value == "workflow_call":
                    parts["outputs"] = reader.entries(inner.node, "outputs")
                case _:
                    filters.append(Entry(inner.key, reader.value(inner.node), reader.description(inner)))
        return Trigger(pair.key, filters=tuple(filters), description=description, **parts)  # type: ignore[arg-type]

    def crons(self, node: yaml.Node) -> tuple[Text, ...]:
        if not isinstance(node, yaml.SequenceNode):
            if not self.reader.is_null(node):
                self.reader.wrong_type(node, "a list of `cron` entries")
            return ()
        return tuple(
            text
            for item in node.value
            for pair in self.reader.pairs(item, "a schedule")
            if pair.key.value == "cron" and (text := self.reader.text(pair.node)) is not None
        )

    def input(self, pair: Pair) -> Input:
        reader = self.reader
        fields: dict[str, yaml.Node] = {
            item.key.value: item.node for item in reader.pairs(pair.node, f"the input {pair.key.value}")
        }

        def text(key: str) -> Text | None:
            return reader.text(fields[key]) if key in fields else None

        described = text("description")
        return Input(
            name=pair.key,
            description=described.value if described else reader.description(pair),
            type=text("type"),
            required=text("required"),
            default=reader.value(fields["default"]) if "default" in fields else None,
            options=reader.texts(fields["options"]) if "options" in fields else (),
        )

    # -- jobs --------------------------------------------------------------------------------------

    def jobs(self, node: yaml.Node) -> tuple[AnyJob, ...]:
        return tuple(self.job(pair) for pair in self.reader.pairs(node, "`jobs`"))

    def job(self, job: Pair) -> AnyJob:
        reader = self.reader
        where = f"the job {job.key.value}"
        if not _ID.match(job.key.value):
            reader.complain(
                ProblemKind.INVALID_ID,
                f"{job.key.value!r} is no job id: letters, digits, - and _ only, and no digit or - first",
                job.key.position,
            )
        common: dict[str, object] = {"id": job.key, "description": reader.description(job)}
        own: dict[str, object] = {}
        call: dict[str, object] = {}
        for pair in reader.pairs(job.node, where):
            node = pair.node
            match pair.key.value:
                case "name":
                    common["name"] = reader.text(node)
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
                    own["outputs"] = reader.entries(node, "outputs")
                case "services":
                    own["services"] = tuple(self.service(item) for item in reader.pairs(node, "services"))
                case "container":
                    own["container"] = self.service(pair)
                case "timeout-minutes":
                    own["timeout_minutes"] = reader.text(node)
                case "continue-on-error":
                    own["continue_on_error"] = reader.text(node)
                case "env":
                    own["env"] = self.env(node)
                case "defaults":
                    own["defaults"] = self.defaults(node)
                case "steps":
                    own["steps"] = self.steps(node, where)
                case "uses":
                    call["uses"] = reader.text(node)
                case "with":
                    call["with_"] = reader.entries(node, "`with`")
                case "secrets":
                    call.update(self.call_secrets(node))
                case "snapshot" | "cancel-timeout-minutes":
                    pass
                case _:
                    self.unknown(pair, where)
        if call.get("uses") is not None:
            return CallJob(**common, **call)  # type: ignore[arg-type]  # each is set above with its own type
        for key, field in (("runs-on", "runs_on"), ("steps", "steps")):
            if field not in own and isinstance(job.node, yaml.MappingNode):
                reader.complain(
                    ProblemKind.MISSING_KEY, f"{where} needs the key `{key}`; add it", job.key.position
                )
        return Job(**common, **own)  # type: ignore[arg-type]

    def call_secrets(self, node: yaml.Node) -> dict[str, object]:
        if isinstance(node, yaml.ScalarNode) and node.value == "inherit":
            return {"inherits_secrets": True}
        return {"secrets": self.reader.entries(node, "`secrets`")}

    def runs_on(self, node: yaml.Node) -> RunsOn | None:
        if not isinstance(node, yaml.MappingNode):
            labels = self.reader.texts(node)
            return RunsOn(labels) if labels else None
        group: Text | None = None
        labels = ()
        for pair in self.reader.pairs(node, "`runs-on`"):
            match pair.key.value:
                case "group":
                    group = self.reader.text(pair.node)
                case "labels":
                    labels = self.reader.texts(pair.node)
                case _:
                    self.unknown(pair, "`runs-on`")
        return RunsOn(labels, group)

    def environment(self, node: yaml.Node) -> Environment | None:
        if not isinstance(node, yaml.MappingNode):
            name = self.reader.text(node)
            return Environment(name) if name else None
        fields = {
            pair.key.value: self.reader.text(pair.node) for pair in self.reader.pairs(node, "`environment`")
        }
        name = fields.get("name")
        return Environment(name, fields.get("url")) if name else None

    def service(self, service: Pair) -> Service:
        reader = self.reader
        description = reader.description(service)
        if not isinstance(service.node, yaml.MappingNode):
            return Service(service.key, reader.text(service.node), description=description)
        fields: dict[str, object] = {}
        for pair in reader.pairs(service.node, f"the container {service.key.value}"):
            match pair.key.value:
                case "image" | "options" as key:
                    fields[key] = reader.text(pair.node)
                case "ports" | "volumes" as key:
                    fields[key] = reader.texts(pair.node)
                case "env":
                    fields["env"] = self.env(pair.node)
                case "credentials":
                    fields["credentials"] = reader.entries(pair.node, "`credentials`")
                case "entrypoint" | "command":
                    pass
                case _:
                    self.unknown(pair, f"the container {service.key.value}")
        fields.setdefault("image", None)
        return Service(service.key, description=description, **fields)  # type: ignore[arg-type]

    def strategy(self, node: yaml.Node) -> Strategy | None:
        fields: dict[str, yaml.Node] = {}
        for pair in self.reader.pairs(node, "`strategy`"):
            if pair.key.value in {"matrix", "fail-fast", "max-parallel"}:
                fields[pair.key.value] = pair.node
            else:
                self.unknown(pair, "`strategy`")
        if not fields:
            return None
        return Strategy(
            matrix=self.reader.value(fields["matrix"]) if "matrix" in fields else None,
            fail_fast=self.reader.text(fields["fail-fast"]) if "fail-fast" in fields else None,
            max_parallel=self.reader.text(fields["max-parallel"]) if "max-parallel" in fields else None,
            position=self.reader.position(node),
        )

    # -- steps -------------------------------------------------------------------------------------

    def steps(self, node: yaml.Node, where: str) -> tuple[Step, ...]:
        if not isinstance(node, yaml.SequenceNode):
            self.reader.wrong_type(node, f"a list of steps in {where}")
            return ()
        steps = tuple(self.step(item, number, where) for number, item in enumerate(node.value, 1))
        seen: dict[str, Text] = {}
        for step in steps:
            if step.id is not None:
                first = seen.setdefault(step.id.value.lower(), step.id)
                if first is not step.id:
                    self.reader.complain(
                        ProblemKind.DUPLICATE_ID,
                        f"{where} has the step id {step.id.value!r} twice (first on line {first.position.line}); "
                        "rename one",
                        step.id.position,
                    )
        return steps

    def step(self, node: yaml.Node, number: int, where: str) -> Step:
        reader = self.reader
        step = f"step {number} of {where}"
        common: dict[str, object] = {
            "number": number,
            "position": reader.position(node),
            "description": reader.step_description(node),
        }
        run: dict[str, object] = {}
        uses: dict[str, object] = {}
        control: dict[str, object] = {}
        for pair in reader.pairs(node, step):
            inner = pair.node
            match pair.key.value:
                case "id" | "name" as key:
                    common[key] = reader.text(inner)
                case "if":
                    common["condition"] = reader.text(inner)
                case "env":
                    common["env"] = self.env(inner)
                case "continue-on-error":
                    common["continue_on_error"] = reader.text(inner)
                case "timeout-minutes":
                    common["timeout_minutes"] = reader.text(inner)
                case "run" | "shell" as key:
                    run[key] = reader.text(inner)
                case "working-directory":
                    run["working_directory"] = reader.text(inner)
                case "uses":
                    uses["uses"] = reader.text(inner)
                case "with":
                    uses["with_"] = reader.entries(inner, "`with`")
                case key if key in _CONTROL:
                    control = {"kind": key, "value": reader.value(inner)}
                case "background":
                    pass
                case _:
                    self.unknown(pair, step)
        if uses.get("uses") is not None:
            return UsesStep(**common, **uses)  # type: ignore[arg-type]  # each is set above with its own type
        if run.get("run") is not None:
            return RunStep(**common, **run)  # type: ignore[arg-type]
        if not control:
            reader.complain(ProblemKind.MISSING_KEY, f"{step} needs `run` or `uses`; add one", node)
            control = {"kind": "", "value": None}
        return ControlStep(**common, **control)  # type: ignore[arg-type]

    # -- parts that stand in several places ----------------------------------------------------------

    def env(self, node: yaml.Node) -> tuple[Entry, ...]:
        if isinstance(node, yaml.ScalarNode) and "${{" in node.value:
            return ()  # an expression makes the whole mapping; its references are found all the same
        return self.reader.entries(node, "`env`")

    def defaults(self, node: yaml.Node) -> Defaults:
        shell = folder = None
        for pair in self.reader.pairs(node, "`defaults`"):
            if pair.key.value != "run":
                self.unknown(pair, "`defaults`")
                continue
            for inner in self.reader.pairs(pair.node, "`defaults.run`"):
                match inner.key.value:
                    case "shell":
                        shell = self.reader.text(inner.node)
                    case "working-directory":
                        folder = self.reader.text(inner.node)
                    case _:
                        self.unknown(inner, "`defaults.run`")
        return Defaults(shell, folder)

    def unknown(self, pair: Pair, where: str) -> None:
        self.reader.complain(
            ProblemKind.UNKNOWN_KEY,
            f"{where} has no key {pair.key.value!r} in the workflow syntax",
            pair.key.position,
        )

    def check_expressions(self, workflow: Workflow) -> None:
        for expression in workflow.expressions:
            try:
                expressions.parse(expression.source)
            except expressions.ExpressionError as error:
                self.reader.complain(
                    ProblemKind.EXPRESSION_SYNTAX,
                    f"in the expression {expression.source!r}: {error}",
                    expression.at(error.offset),
                )
