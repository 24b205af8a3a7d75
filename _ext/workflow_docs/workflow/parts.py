"""Nodes -> the parts that workflows and actions share: steps, inputs, outputs and variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from .model import ControlStep, Entry, Input, Output, RunStep, Step, Text, UsesStep

if TYPE_CHECKING:
    from .reader import Pair, Reader

CONTROL = ("wait", "wait-all", "cancel", "parallel")
"""The keys of steps that steer other steps."""


class Parts:
    """One method a construct; each takes the construct's node and returns its part of the model.

    The checker has said what is wrong before; here a value that cannot be used is left out in silence.
    """

    def __init__(self, reader: Reader) -> None:
        """Take the reader of the file."""
        self.reader = reader

    def steps(self, node: yaml.Node, parent: int | None = None) -> tuple[Step, ...]:
        """Return the steps of a job, of a composite action, or of the parallel step `parent`."""
        if not isinstance(node, yaml.SequenceNode):
            return ()
        return tuple(self.step(item, number, parent) for number, item in enumerate(node.value, 1))

    def step(self, node: yaml.Node, number: int, parent: int | None) -> Step:
        """Return one step."""
        reader = self.reader
        common: dict[str, object] = {
            "number": number,
            "parent": parent,
            "position": reader.position(node),
            "description": reader.step_description(node),
        }
        run: dict[str, object] = {}
        uses: dict[str, object] = {}
        control: dict[str, object] = {"kind": ""}
        pairs = reader.pairs(node) if isinstance(node, yaml.MappingNode) else ()
        for pair in pairs:
            inner = pair.node
            match pair.key.value:
                case "name":
                    common["name"] = reader.string(inner)
                case "id":
                    common["id"] = reader.text(inner)
                case "if":
                    common["condition"] = reader.text(inner)
                case "env":
                    common["env"] = self.env(inner)
                case "continue-on-error":
                    common["continue_on_error"] = reader.text(inner)
                case "timeout-minutes":
                    common["timeout_minutes"] = reader.text(inner)
                case "background":
                    common["background"] = reader.text(inner)
                case "run":
                    run["run"] = reader.string(inner)
                case "shell":
                    run["shell"] = reader.text(inner)
                case "working-directory":
                    run["working_directory"] = reader.text(inner)
                case "uses":
                    uses["uses"] = reader.text(inner)
                case "with":
                    uses["with_"] = self.env(inner)
                case "parallel":
                    control = {
                        "kind": "parallel",
                        "steps": self.steps(inner, number) if parent is None else (),
                    }
                case key if key in CONTROL:
                    control = {"kind": key, "value": reader.value(inner)}
        if uses.get("uses") is not None:
            return UsesStep(**common, **uses)  # type: ignore[arg-type]  # each is set above with its own type
        if run.get("run") is not None:
            return RunStep(**common, **run)  # type: ignore[arg-type]
        return ControlStep(**common, **control)  # type: ignore[arg-type]

    def env(self, node: yaml.Node) -> tuple[Entry, ...]:
        """Return the entries of a mapping; none where an expression makes the whole of it."""
        return self.reader.entries(node) if isinstance(node, yaml.MappingNode) else ()

    def named(self, node: yaml.Node) -> list[Pair]:
        """Return the pairs of a mapping of names; none where there is none."""
        return self.reader.pairs(node) if isinstance(node, yaml.MappingNode) else []

    def fields(self, node: yaml.Node) -> dict[str, yaml.Node]:
        """Return the values of a mapping by key."""
        return {pair.key.value: pair.node for pair in self.named(node)}

    def optional(self, fields: dict[str, yaml.Node], key: str) -> Text | None:
        """Return the text of a field, or None where it is not given."""
        return self.reader.text(fields[key]) if key in fields else None

    def described(self, pair: Pair, fields: dict[str, yaml.Node]) -> str | None:
        """Return the `description` of a named thing, or else its comment."""
        text = self.optional(fields, "description")
        return text.value if text else self.reader.description(pair)

    def input(self, pair: Pair) -> Input:
        """Return an input of a workflow or an action."""
        fields = self.fields(pair.node)
        return Input(
            name=pair.key,
            description=self.described(pair, fields),
            type=self.optional(fields, "type"),
            required=self.optional(fields, "required"),
            default=self.reader.value(fields["default"]) if "default" in fields else None,
            options=self.reader.texts(fields["options"]) if "options" in fields else (),
            deprecation=self.optional(fields, "deprecationMessage"),
        )

    def output(self, pair: Pair) -> Output:
        """Return an output of a reusable workflow or an action."""
        fields = self.fields(pair.node)
        return Output(pair.key, self.described(pair, fields), self.optional(fields, "value"))
