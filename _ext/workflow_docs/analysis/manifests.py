"""What Kubernetes manifests set: each value with the keys above it, and the rights that roles give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.data import Array, Object, read_data
from workflow_docs.workflow.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflow_docs.workflow.data import Value

MAX_SIZE = 400_000
"""A file with more characters is not looked at."""

_RESOURCE = re.compile(r"^kind:\s*\w", re.MULTILINE)
_VERSION = re.compile(r"^apiVersion:\s*\S", re.MULTILINE)


class Setting(NamedTuple):
    """A value as written, with the keys that lead to it; the places in lists are left out."""

    keys: tuple[str, ...]
    value: str
    position: Position


class Right(NamedTuple):
    """The verbs that a rule of a role allows for a resource."""

    resource: str
    verbs: frozenset[str]
    position: Position


class Manifests(NamedTuple):
    """All of a repository: the settings by their last key, and the rights by their resource.

    `unread` are the texts of those that could not be read, and `complete` is false where there may be more.
    """

    settings: Mapping[str, tuple[Setting, ...]]
    rights: Mapping[str, tuple[Right, ...]]
    unread: tuple[str, ...]
    complete: bool

    def knows_all(self, word: str) -> bool:
        """Whether all manifests that have a word, such as a key, could be read."""
        return self.complete and not any(word in text for text in self.unread)


def of(texts: Mapping[str, str], *, complete: bool = True) -> Manifests:
    """Return what the manifests of a repository set, by the texts of its files."""
    settings: dict[str, list[Setting]] = {}
    rights: dict[str, list[Right]] = {}
    unread: list[str] = []
    for path, text in texts.items():
        if not path.endswith((".yml", ".yaml")) or not (_RESOURCE.search(text) and _VERSION.search(text)):
            continue
        data = read_data(text, path) if len(text) <= MAX_SIZE else None
        if data is None or data.problems:
            unread.append(text)
            continue
        value = data.value
        for resource in value if isinstance(value, Array) else [value]:
            if not isinstance(resource, Object) or "kind" not in resource:
                continue
            for setting in _settings(resource, (), Position(path, 1, 1)):
                settings.setdefault(setting.keys[-1], []).append(setting)
            if resource["kind"] in {"Role", "ClusterRole"}:
                for right in _rights(resource):
                    rights.setdefault(right.resource, []).append(right)
    return Manifests(
        {key: tuple(found) for key, found in settings.items()},
        {resource: tuple(found) for resource, found in rights.items()},
        tuple(unread),
        complete,
    )


def _settings(value: Value, keys: tuple[str, ...], place: Position) -> Iterator[Setting]:
    match value:
        case Object():
            for key, inner in value.items():
                # What has no place of its own stands at its key.
                yield from _settings(inner, (*keys, str(key)), getattr(key, "position", place))
        case Array():
            for inner in value:
                yield from _settings(inner, keys, place)
        case bool():
            yield Setting(keys, "true" if value else "false", place)
        case None:
            pass
        case _ if keys:
            yield Setting(keys, str(getattr(value, "written", value)), getattr(value, "position", place))


def _rights(role: Object) -> Iterator[Right]:
    rules = role.get("rules")
    for rule in rules if isinstance(rules, Array) else ():
        if not isinstance(rule, Object):
            continue
        resources, verbs = rule.get("resources"), rule.get("verbs")
        if isinstance(resources, Array) and isinstance(verbs, Array):
            for resource in resources:
                yield Right(str(resource), frozenset(str(verb) for verb in verbs), verbs.position)
