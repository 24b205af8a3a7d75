"""`descriptions.yml`: what a person says of jobs, secrets, … that have no comment of their own, and examples of values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .model import Text
from .values import Values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .position import Position
    from .problem import Problem

KINDS = (
    "workflow",
    "trigger",
    "job",
    "step",
    "input",
    "env",
    "secret",
    "variable",
    "environment",
    "service",
    "gate",
)
"""The keys of the file; below each stand names as a reference of the `ci` domain writes them."""


KEYS = ("description", "example")
"""The keys of an entry that says more than a description."""


@dataclass(frozen=True, slots=True)
class Descriptions:
    """Descriptions and examples by kind and name; `entries` has the place of each in the file."""

    entries: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    examples: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unknown_kinds: tuple[tuple[str, Position], ...] = ()

    @classmethod
    def parse(cls, text: str, path: str) -> Descriptions:
        """Read the file's text: kinds -> names -> a sentence, or `description` and `example`."""
        reader = Values(text, path)
        root = reader.compose()
        entries: dict[tuple[str, str], Text] = {}
        examples: dict[tuple[str, str], Text] = {}
        unknown: list[tuple[str, Position]] = []
        if root is not None:
            for kind in reader.pairs(root):
                if kind.key.value not in KINDS:
                    unknown.append((kind.key.value, kind.key.position))
                    continue
                for name in reader.pairs(kind.node):
                    key = (kind.key.value, name.key.value)
                    if not reader.is_mapping(name.node):
                        value = reader.text(name.node)
                        if value is not None:
                            entries[key] = Text(value.value.strip(), name.key.position)
                        continue
                    found = {
                        word: value.value.strip()
                        for word, pair in reader.keys(name.node, KEYS).items()
                        if (value := reader.text(pair.node)) is not None
                    }
                    entries[key] = Text(found.get("description", ""), name.key.position)
                    if "example" in found:
                        examples[key] = Text(found["example"], name.key.position)
        return cls(entries, examples, reader.sorted_problems(), tuple(unknown))

    def get(self, kind: str, name: str) -> str | None:
        """Return the description of an object: of its full name, else of its last part alone."""
        return _found(self.entries, kind, name)

    def example(self, kind: str, name: str) -> str | None:
        """Return the example of an object's value, found in the same way."""
        return _found(self.examples, kind, name)


def _found(entries: Mapping[tuple[str, str], Text], kind: str, name: str) -> str | None:
    for key in (name, name.rpartition(":")[2]):
        found = entries.get((kind, key))
        if found is not None and found.value:
            return found.value
    return None
