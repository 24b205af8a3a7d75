"""How long jobs and runs take: as planned in a file of estimates, or as measured in files of real runs."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow import comments, written_expressions
from workflow_docs.workflow.data import Object
from workflow_docs.workflow.model import Job
from workflow_docs.workflow.position import Position
from workflow_docs.workflow.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workflow_docs.workflow.data import DataFile, Value
    from workflow_docs.workflow.model import AnyJob, Workflow
    from workflow_docs.workflow.problem import Problem
    from workflow_docs.workflow.values import Node

    from .graph import JobGraph

WHOLE_RUN = "whole run"
"""The scope of a plan for all jobs of a workflow."""

UP_TO = "up to "
"""Begins the scope of a plan for all that runs until a job has ended."""

_STARTED = ("startedAt", "started_at", "run_started_at", "createdAt", "created_at")
_ENDED = ("completedAt", "completed_at", "updatedAt", "updated_at")
_WORKFLOW = ("workflowName", "workflow_name")


class DurationsError(Exception):
    """A file that holds no durations, or a time in it that is none; the message has the place."""


class Planned(NamedTuple):
    """A planned duration in minutes; `job` is the one that the scope names, None for the whole run."""

    workflow: str
    scope: str
    job: str | None
    least: int
    most: int
    note: str | None
    position: Position


class Sample(NamedTuple):
    """One job, or one run, that has ended: its name, its workflow's if that is said, and seconds if it succeeded."""

    name: str
    workflow: str | None
    seconds: float | None


class Samples(NamedTuple):
    """What a file of real runs holds: samples of jobs or of whole runs; `runs` is 0 where it does not say in how many."""

    of_jobs: bool
    runs: int
    found: tuple[Sample, ...]


class Measured(NamedTuple):
    """The successful runs of a job or a workflow, in seconds."""

    name: str
    runs: int
    median: float
    percentile_90: float


class Path(NamedTuple):
    """The chain of jobs that takes longest, what it takes, and the jobs whose time is not known."""

    jobs: tuple[str, ...]
    total: float
    unknown: tuple[str, ...]


# -- planned ------------------------------------------------------------------------------------------


def planned(text: str, path: str) -> tuple[list[Planned], tuple[Problem, ...]]:
    """Read `planned: workflow file -> scope -> {min, max}`, in minutes; a comment at a scope is its note."""
    reader = Values(text, path)
    root = reader.mapping("a file of estimates is a mapping with the key 'planned'")
    found: list[Planned] = []
    for top in reader.pairs(root) if root is not None else ():
        if top.key.value != "planned":
            continue
        for owner in reader.pairs(top.node):
            for scope in reader.pairs(owner.node):
                span = _span(reader, scope.node)
                if span is not None:
                    name = scope.key.value
                    job = None if name == WHOLE_RUN else name.removeprefix(UP_TO)
                    note = reader.description(scope)
                    end = scope.node.end_mark
                    if note is None and end.line == scope.key_node.start_mark.line:
                        note = comments.after(reader.lines, end.line, end.column)
                    place = scope.key.position
                    found.append(Planned(owner.key.value, name, job, *span, note, place))
    return found, reader.sorted_problems()


def _span(reader: Values, node: Node) -> tuple[int, int] | None:
    keys = reader.keys(node, ("min", "max"), ("min", "max"))
    numbers = [reader.number(keys[name].node) for name in ("min", "max") if name in keys]
    match numbers:
        case [int() as least, int() as most]:
            return min(least, most), max(least, most)
        case _:
            return None


def is_plan(file: DataFile) -> bool:
    """Tell whether a file holds estimates, and no real runs."""
    return isinstance(file.value, dict) and "planned" in file.value


# -- measured -----------------------------------------------------------------------------------------


def samples(file: DataFile) -> Samples:
    """Read what `gh run list --json`, `gh run view --json jobs` or the API printed; anything else raises `DurationsError`."""
    match file.value:
        case {"jobs": list() as jobs}:
            return Samples(True, 1, tuple(_samples(file.path, jobs)))
        case {"workflow_runs": list() as runs}:
            return _listed(file.path, runs)
        case list() as items if items and all(isinstance(item, dict) for item in items):
            with_jobs = [item["jobs"] for item in items if isinstance(item, dict) and "jobs" in item]
            if not with_jobs:
                return _listed(file.path, items)
            if len(with_jobs) == len(items) and all(isinstance(jobs, list) for jobs in with_jobs):
                every = [job for jobs in with_jobs if isinstance(jobs, list) for job in jobs]
                return Samples(True, len(items), tuple(_samples(file.path, every)))
    raise DurationsError(
        f"{file.path} holds no durations; it wants `planned:`, `jobs`, or a list of runs as `gh run list --json` prints it"
    )


def _listed(path: str, items: list[Value]) -> Samples:
    of_jobs = any(isinstance(item, dict) and {"completedAt", "completed_at"} & item.keys() for item in items)
    return Samples(of_jobs, 0, tuple(_samples(path, items)))


def _samples(path: str, items: list[Value]) -> Iterator[Sample]:
    for item in items:
        if not isinstance(item, Object):
            raise DurationsError(f"{_place(path, item)}: expected a job or a run as a mapping")
        workflow = _first(item, _WORKFLOW)
        # A run's `name` may be made for it by `run-name:`; a job says its workflow beside its name.
        job = {"completedAt", "completed_at"} & item.keys()
        name = item.get("name") if job else workflow or item.get("name")
        if not isinstance(name, str):
            raise DurationsError(f"{_place(path, item)}: the job or run has no `name` or `workflowName`")
        start, end = _time(path, item, _STARTED), _time(path, item, _ENDED)
        seconds = None
        if item.get("conclusion") == "success" and start is not None and end is not None and end >= start:
            seconds = (end - start).total_seconds()
        if item.get("conclusion"):
            own = str(workflow) if workflow is not None else None if job else name
            yield Sample(str(name), own, seconds)


def _first(item: Object, keys: Iterable[str]) -> Value:
    return next((item[key] for key in keys if item.get(key)), None)


def _time(path: str, item: Object, keys: Iterable[str]) -> datetime | None:
    value = _first(item, keys)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise DurationsError(
            f"{_place(path, value)}: {str(value)!r} is no time; write 2026-02-20T08:00:00Z"
        ) from error
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _place(path: str, value: Value) -> Position:
    position: Position = getattr(value, "position", Position(path, 1, 1))
    return position


def measured(found: Iterable[Sample]) -> list[Measured]:
    """Return the figures by name, in order of first appearance. A percentile is a value that was measured (nearest rank)."""
    by_name: dict[str, list[float]] = {}
    for sample in found:
        if sample.seconds is not None:
            by_name.setdefault(sample.name, []).append(sample.seconds)
    return [
        Measured(name, len(every), statistics.median(every), sorted(every)[-(-9 * len(every) // 10) - 1])
        for name, every in by_name.items()
    ]


def job_of(workflow: Workflow, name: str) -> AnyJob | None:
    """Return the job that GitHub shows under a name: its `name:` or id, with `(…)` for a leg of a matrix.

    Of a job that calls a workflow only the jobs inside it are shown, so there is none for these.
    """
    jobs = [job for job in workflow.jobs if isinstance(job, Job)]
    exact = [job for job in jobs if name == (job.name.value if job.name else job.id.value)]
    return next(iter(exact or [job for job in jobs if _is_shown_as(job, name)]), None)


def _is_shown_as(job: Job, name: str) -> bool:
    parts = written_expressions.fixed_parts(job.name.value if job.name else job.id.value)
    leg = [*parts[:-1], f"{parts[-1]} (", ")"]
    return written_expressions.in_order(parts, name) or written_expressions.in_order(leg, name)


# -- both ---------------------------------------------------------------------------------------------


def critical_path(graph: JobGraph, weights: Mapping[str, float]) -> Path | None:
    """Return the chain of needs whose weights sum up highest; None where no job's weight is known.

    A job without a weight takes no time here and is named; of equal chains the first in the file is taken.
    """
    best: dict[str, tuple[float, tuple[str, ...]]] = {}
    for level in graph.levels:
        for name in level:
            before = max(
                (best[need] for need in graph.needs[name]), key=lambda each: each[0], default=(0.0, ())
            )
            best[name] = (before[0] + weights.get(name, 0), (*before[1], name))
    known = [name for name in best if name in weights]
    if not known:
        return None
    total, jobs = max((best[name] for name in graph.jobs if name in best), key=lambda each: each[0])
    unknown = tuple(name for name in graph.jobs if name not in weights)
    return Path(tuple(job for job in jobs if job in weights), total, unknown)


def in_seconds(seconds: float) -> str:
    """Return a measured time as GitHub prints it: `45s`, `3m 30s`, `1h 0m 5s`."""
    whole = int(seconds + 0.5)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{hours}h {minutes}m {left}s"
    return f"{minutes}m {left}s" if minutes else f"{left}s"


def in_words(seconds: int) -> str:
    """Return a time in whole units: `5 minutes`, `1 minute 30 seconds`, `2 hours`."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = ((hours, "hour"), (minutes, "minute"), (left, "second"))
    said = [f"{count} {unit}" + ("" if count == 1 else "s") for count, unit in parts if count]
    return " ".join(said) or "0 seconds"


def in_minutes(least: int, most: int) -> str:
    """Return a planned span: `5–10 minutes`, `1 minute`."""
    span = str(least) if least == most else f"{least}–{most}"
    return f"{span} minute" + ("" if span == "1" else "s")
