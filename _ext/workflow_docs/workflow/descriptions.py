"""`descriptions.yml`: what a person says of jobs, secrets, … that have no comment of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from .model import Text
from .reader import Reader

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


@dataclass(frozen=True, slots=True)
class Descriptions:
    """Descriptions by kind and name, each with its place in the file."""

    entries: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unknown_kinds: tuple[tuple[str, Position], ...] = ()

    @classmethod
    def parse(cls, text: str, path: str) -> Descriptions:
        """Read the file's text: a mapping of kinds to mappings of names to sentences."""
        reader = Reader(text, path)
        root = reader.compose()
        entries: dict[tuple[str, str], Text] = {}
        unknown: list[tuple[str, Position]] = []
        if isinstance(root, yaml.Node):
            for kind in reader.pairs(root):
                if kind.key.value not in KINDS:
                    unknown.append((kind.key.value, kind.key.position))
                    continue
                for name in reader.pairs(kind.node):
                    value = reader.text(name.node)
                    if value is not None:
                        entries[kind.key.value, name.key.value] = Text(value.value.strip(), name.key.position)
        return cls(entries, tuple(reader.problems), tuple(unknown))

    def get(self, kind: str, name: str) -> str | None:
        """Return the description of an object: of its full name, else of its last part alone."""
        found = self.entries.get((kind, name)) or self.entries.get((kind, name.rpartition(":")[2]))
        return found.value if found is not None else None
