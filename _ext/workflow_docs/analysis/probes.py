"""The probes of Kubernetes manifests that ask for an HTTP path, with their settings and those that are Kubernetes' own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.data import Object

from . import quantities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.data import DataFile, Value
    from workflow_docs.workflow.position import Position

KINDS = {"livenessProbe": "liveness", "readinessProbe": "readiness", "startupProbe": "startup"}
"""The keys of a container's probes, and what they are called."""

# https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
_DEFAULTS = {"timeoutSeconds": 1, "periodSeconds": 10, "failureThreshold": 3}


class Setting(NamedTuple):
    """A value of a probe in words, and where it stands; no position for what Kubernetes takes by itself."""

    text: str
    position: Position | None


class Probe(NamedTuple):
    """A probe of a container: its kind, the path that it asks for, and how it asks."""

    kind: str
    path: str
    timeout: Setting
    period: Setting
    failures: Setting
    position: Position


def of_file(file: DataFile) -> Iterator[Probe]:
    """Yield the HTTP probes of a manifest in the order of the file, whatever kind of object has the containers."""
    yield from _within(file.value)


def _within(value: Value) -> Iterator[Probe]:
    if isinstance(value, Object):
        for key, inner in value.items():
            kind = KINDS.get(key)
            if kind is not None and isinstance(inner, Object):
                yield from _probe(kind, inner, getattr(key, "position", inner.position))
            else:
                yield from _within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _within(inner)


def _probe(kind: str, probe: Object, position: Position) -> Iterator[Probe]:
    get = probe.get("httpGet")
    path = get.get("path", "/") if isinstance(get, Object) else None
    if isinstance(path, str):
        yield Probe(
            kind,
            "/" + path.partition("?")[0].lstrip("/"),
            _seconds(probe, "timeoutSeconds"),
            _seconds(probe, "periodSeconds"),
            _setting(probe, "failureThreshold"),
            position,
        )


def _seconds(probe: Object, key: str) -> Setting:
    found = _setting(probe, key)
    try:
        return found._replace(text=quantities.duration(found.text, "seconds"))
    except quantities.QuantityError:
        return found


def _setting(probe: Object, key: str) -> Setting:
    value = probe.get(key)
    if value is None:
        return Setting(str(_DEFAULTS[key]), None)
    return Setting(str(getattr(value, "written", value)), getattr(value, "position", None))
