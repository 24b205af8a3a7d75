"""The workflows' YAML as nodes, and where in them a quoted piece may come from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.reader import MappingNode, Node, Reader, SequenceNode
from workflow_docs.workflow.repair import repaired_text

from .quotes import pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.repository import Repository

DISTINCT = 8
"""How many characters a line has at least that tells something of where it comes from."""


class Place(NamedTuple):
    """A mapping or a list of a workflow, and the path of keys that leads to it."""

    node: Node
    keys: tuple[str, ...]


class Source(NamedTuple):
    """One workflow: its lines as composed, its mappings by each of their keys, and its lists of steps."""

    lines: tuple[str, ...]
    by_key: dict[str, list[Place]]
    steps: list[Place]


class Sources:
    """Reads workflows as nodes, each at its first use."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository; a broken workflow is read as it was meant."""
        self._repository = repository
        self._known: dict[str, Source | None] = {}

    def source(self, path: str) -> Source | None:
        """Return a workflow's nodes; None where it cannot be read."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: str) -> Source | None:
        file = self._repository.files[path]
        reader = Reader(file.text, path)
        root = reader.compose()
        if root is None:
            repaired = repaired_text(file.text, path)
            if repaired is None:
                return None
            reader = Reader(repaired, path)
            root = reader.compose()
        if root is None:
            return None
        source = Source(tuple(reader.lines), {}, [])
        for place in _places(root):
            if isinstance(place.node, MappingNode):
                for key, _ in pairs(place.node):
                    source.by_key.setdefault(key.value, []).append(place)
            else:
                source.steps.append(place)
        return source

    @cached_property
    def _by_line(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for path, file in self._repository.files.items():
            for line in file.text.split("\n"):
                text = line.strip().removeprefix("- ")
                if len(text) >= DISTINCT:
                    found.setdefault(text, set()).add(path)
        return found

    def sharing(self, lines: Iterable[str]) -> dict[str, int]:
        """Return the workflows that have some of these lines, with how many."""
        found: dict[str, int] = {}
        for text in {line.strip().removeprefix("- ") for line in lines}:
            for path in self._by_line.get(text, ()):
                found[path] = found.get(path, 0) + 1
        return found

    def has_text(self, path: str, text: str) -> bool:
        """Tell whether a text stands in a workflow."""
        return text in self._repository.files[path].text


def _places(root: Node) -> Iterator[Place]:
    """Yield every mapping of a file, and every list of mappings; what aliases repeat is not followed."""
    stack = [Place(root, ())]
    seen: set[int] = set()
    while stack:
        node, keys = place = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        match node:
            case MappingNode():
                yield place
                stack.extend(Place(value, (*keys, key.value)) for key, value in reversed(pairs(node)))
            case SequenceNode():
                yield place
                stack.extend(Place(item, (*keys, "-")) for item in reversed(node.value))
