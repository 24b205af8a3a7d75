"""`parse_action`: one action file's text -> `Action` and the problems found on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import comments, rules
from .action_syntax import ACTION
from .checker import Checker
from .model import Action, CompositeRuns, DockerRuns, ExpressionText, JavaScriptRuns, Runs
from .parts import Parts
from .reader import Reader

if TYPE_CHECKING:
    import yaml

    from .problem import Problem
    from .reader import Pair


def parse_action(text: str, path: str) -> tuple[Action | None, tuple[Problem, ...]]:
    """Read the text of an action file; `path` is below the repository.

    Never raises for what the text holds. The action is None where the text is no readable YAML mapping.
    """
    reader = Reader(text, path)
    action = None
    root = reader.mapping("an action is a mapping with the keys `name`, `description` and `runs`")
    if root is not None:
        found = Checker(reader, "action").check(root, ACTION)
        if found is not None:
            action = _ActionParser(reader).action(root, found)
            rules.check_steps(action.steps, reader.complain)
    return action, reader.sorted_problems()


class _ActionParser(Parts):
    def action(self, root: yaml.MappingNode, found: list[ExpressionText]) -> Action:
        pairs = self.reader.pairs(root)
        fields = {pair.key.value: pair.node for pair in pairs}
        return Action(
            path=self.reader.path,
            position=self.reader.position(root),
            name=self.optional(fields, "name"),
            author=self.optional(fields, "author"),
            description=self.action_description(pairs, fields),
            inputs=tuple(self.input(pair) for pair in self._named(fields, "inputs")),
            outputs=tuple(self.output(pair) for pair in self._named(fields, "outputs")),
            runs=self.runs(fields["runs"]) if "runs" in fields else None,
            branding=self.env(fields["branding"]) if "branding" in fields else (),
            expressions=tuple(found),
        )

    def action_description(self, pairs: list[Pair], fields: dict[str, yaml.Node]) -> str | None:
        """Return `description:`, the comment of `name:`, or the comment that opens the file."""
        text = self.optional(fields, "description")
        if text is not None and text.value.strip():
            return text.value.strip()
        named = next((self.reader.description(pair) for pair in pairs if pair.key.value == "name"), None)
        return named or comments.at_top(self.reader.lines)

    def runs(self, node: yaml.Node) -> Runs | None:
        fields = self.fields(node)
        using = self.optional(fields, "using")
        if using is None:
            return None
        if "steps" in fields:
            return CompositeRuns(using=using, steps=self.steps(fields["steps"]))
        pre_if, post_if = self.optional(fields, "pre-if"), self.optional(fields, "post-if")
        if "image" in fields:
            return DockerRuns(
                using=using,
                image=self.optional(fields, "image"),
                entrypoint=self.optional(fields, "entrypoint"),
                args=self.reader.texts(fields["args"]) if "args" in fields else (),
                env=self.env(fields["env"]) if "env" in fields else (),
                pre_entrypoint=self.optional(fields, "pre-entrypoint"),
                pre_if=pre_if,
                post_entrypoint=self.optional(fields, "post-entrypoint"),
                post_if=post_if,
            )
        return JavaScriptRuns(
            using=using,
            main=self.optional(fields, "main"),
            pre=self.optional(fields, "pre"),
            pre_if=pre_if,
            post=self.optional(fields, "post"),
            post_if=post_if,
        )

    def _named(self, fields: dict[str, yaml.Node], key: str) -> list[Pair]:
        return self.named(fields[key]) if key in fields else []
