"""What files of Grafana and Prometheus declare: dashboards with their panels, recording rules, alerts with their limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.data import Array, Object, String, read_data
from workflow_docs.workflow.numbers import amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflow_docs.workflow.data import Value
    from workflow_docs.workflow.position import Position

MAX_SIZE = 2_000_000
"""A file with more characters is not looked at."""

_LIMIT = re.compile(
    r"\A\s*+(?P<metric>[a-zA-Z_:][\w:]*+)\s*+(?:\{[^{}]*+\}\s*+)?(?:[<>]=?|[=!]=)\s*+(?P<limit>\d++(?:\.\d++)?)\s*\Z"
)
_GROUPS = re.compile(r"^[^\S\n]*groups:", re.MULTILINE)
_METRIC = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")
_CLIENT = re.compile(
    r"\b(?:Counter|Gauge|Histogram|Summary)\w*\(\s*(?:\{\s*)?(?:name\s*[:=]\s*)?[\"'](?P<name>[a-zA-Z_:][\w:]*)[\"']"
)


class Panel(NamedTuple):
    """A panel of a dashboard: its title, and where that stands."""

    title: str
    position: Position


class Dashboard(NamedTuple):
    """A dashboard; `uid` is the part of its address that is its own, empty where the file has none."""

    title: str
    uid: str
    panels: tuple[Panel, ...]
    position: Position


class Alert(NamedTuple):
    """An alert that compares one metric with a number, and where its condition stands."""

    name: str
    metric: str
    limit: float
    position: Position


class Monitoring(NamedTuple):
    """All of a repository.

    `metrics` are the names that recording rules and the clients of Prometheus make. `queried` are the words with underscores
    in dashboards and rules, `written` those in other files: what is only queried is made by nothing. `complete` is
    false where some file was not read: then nothing is missing.
    """

    dashboards: tuple[Dashboard, ...]
    alerts: tuple[Alert, ...]
    alert_names: tuple[str, ...]
    metrics: frozenset[str]
    queried: frozenset[str]
    written: frozenset[str]
    complete: bool


def of(texts: Mapping[str, str], *, complete: bool = True) -> Monitoring:
    """Return what the files of a repository declare, by their texts; all is empty where it has no dashboards and no rules."""
    found: list[Dashboard] = []
    alerts: list[Alert] = []
    names: list[str] = []
    metrics: set[str] = set()
    queried: set[str] = set()
    own: set[str] = set()
    for path, text in texts.items():
        is_dashboard = path.endswith(".json") and '"panels"' in text
        if not is_dashboard and not (path.endswith((".yml", ".yaml")) and _GROUPS.search(text)):
            continue
        data = read_data(text, path) if len(text) <= MAX_SIZE else None
        if data is None or data.problems:
            complete = False
        if data is None:
            continue
        if is_dashboard:
            found += _dashboards(data.value)
        else:
            for rule in _rules(data.value):
                record, alert = rule.get("record"), rule.get("alert")
                if isinstance(record, str):
                    metrics.add(str(record))
                if isinstance(alert, str):
                    names.append(str(alert))
                    alerts += _alert(str(alert), rule.get("expr"))
        own.add(path)
        queried.update(_METRIC.findall(text))
    written: set[str] = set()
    for path, text in texts.items() if own else ():
        if path not in own:
            metrics.update(match["name"] for match in _CLIENT.finditer(text))
            written.update(_METRIC.findall(text))
    return Monitoring(
        tuple(found), tuple(alerts), tuple(names), frozenset(metrics), frozenset(queried), frozenset(written | metrics), complete,
    )  # fmt: skip


def _dashboards(value: Value) -> Iterator[Dashboard]:
    """Yield the dashboard of a file: as Grafana exports it, or as its API takes it."""
    if isinstance(value, Object) and isinstance(value.get("dashboard"), Object):
        value = value["dashboard"]
    if isinstance(value, Object) and isinstance(value.get("title"), String):
        uid = value.get("uid")
        yield Dashboard(
            str(value["title"]), str(uid) if isinstance(uid, String) else "", tuple(_panels(value)), value.position
        )  # fmt: skip


def _panels(value: Object) -> Iterator[Panel]:
    """Yield the panels of a dashboard, and those within its rows."""
    for key in ("panels", "rows"):
        inner = value.get(key)
        for panel in inner if isinstance(inner, Array) else ():
            if isinstance(panel, Object):
                title = panel.get("title")
                if isinstance(title, String) and title.strip():
                    yield Panel(str(title), title.position)
                yield from _panels(panel)


def _rules(value: Value) -> Iterator[Object]:
    """Yield the rules of a file of Prometheus, or of a resource that holds one."""
    if isinstance(value, Object) and isinstance(value.get("spec"), Object):
        value = value["spec"]
    groups = value.get("groups") if isinstance(value, Object) else None
    for group in groups if isinstance(groups, Array) else ():
        rules = group.get("rules") if isinstance(group, Object) else None
        for rule in rules if isinstance(rules, Array) else ():
            if isinstance(rule, Object):
                yield rule


def _alert(name: str, condition: Value) -> Iterator[Alert]:
    match = _LIMIT.match(condition) if isinstance(condition, String) else None
    if match is not None and isinstance(condition, String):
        yield Alert(name, match["metric"], amount(match["limit"]), condition.position)
