"""The graph of a workflow's jobs from `needs`: edges, levels, cycles, and what a failure stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from workflow_docs.workflow.model import AnyJob, Workflow


class JobGraph(NamedTuple):
    """Jobs by id in file order, and for each the known jobs that it needs."""

    jobs: dict[str, AnyJob]
    needs: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, workflow: Workflow) -> JobGraph:
        """Build the graph of a workflow; a need that names no job is left out (see `check_needs`)."""
        jobs = {job.id.value: job for job in workflow.jobs}
        by_lower = {name.lower(): name for name in jobs}
        needs = {
            name: tuple(
                dict.fromkeys(
                    by_lower[need.value.lower()] for need in job.needs if need.value.lower() in by_lower
                )
            )
            for name, job in jobs.items()
        }
        return cls(jobs, needs)

    @property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """Every (needed job, job that needs it), in file order of the second."""
        return tuple((need, name) for name, needs in self.needs.items() for need in needs)

    def needed_by(self, name: str) -> tuple[str, ...]:
        """Return the jobs that need this one directly, in file order."""
        return tuple(other for other, needs in self.needs.items() if name in needs)

    def downstream(self, name: str) -> tuple[str, ...]:
        """Return every job that waits for this one, directly or not, in file order."""
        next_of: dict[str, list[str]] = {}
        for need, other in self.edges:
            next_of.setdefault(need, []).append(other)
        found: set[str] = set()
        queue = [name]
        while queue:
            for other in next_of.get(queue.pop(), ()):
                if other not in found:
                    found.add(other)
                    queue.append(other)
        return tuple(job for job in self.jobs if job in found)

    @property
    def levels(self) -> tuple[tuple[str, ...], ...]:
        """Jobs by the longest way to them: those of one level can run side by side. Cycles are left out."""
        level: dict[str, int] = {}
        missing = {name: len(needs) for name, needs in self.needs.items()}
        next_of: dict[str, list[str]] = {name: [] for name in self.needs}
        for need, name in self.edges:
            next_of[need].append(name)
        ready = [name for name, count in missing.items() if not count]
        while ready:
            name = ready.pop()
            level[name] = max((level[need] + 1 for need in self.needs[name]), default=0)
            for other in next_of[name]:
                missing[other] -= 1
                if not missing[other]:
                    ready.append(other)
        found: list[list[str]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
        for name in self.jobs:
            if name in level:
                found[level[name]].append(name)
        return tuple(tuple(names) for names in found)

    @property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Each circle of needs, starting at its first job in file order; none in a sound workflow."""
        placed = {name for level in self.levels for name in level}
        order = {name: number for number, name in enumerate(self.jobs)}
        found: list[tuple[str, ...]] = []
        seen: set[str] = set()
        for start in self.jobs:
            if start in placed or start in seen:
                continue
            trail: dict[str, None] = {}
            name = start
            while name not in trail and name not in seen:
                trail[name] = None
                # A job that never gets its turn needs at least one other such job.
                name = next(need for need in self.needs[name] if need not in placed)
            if name in trail:
                names = list(trail)
                circle = names[names.index(name) :]
                first = min(range(len(circle)), key=lambda number: order[circle[number]])
                found.append(tuple(circle[first:] + circle[:first]))
            seen.update(trail)
        return tuple(found)


def check_needs(workflow: Workflow) -> list[Problem]:
    """Return a problem for every need that names no job and for every circle."""
    graph = JobGraph.of(workflow)
    known = {name.lower() for name in graph.jobs}
    problems = [
        Problem(
            ProblemKind.UNKNOWN_NEEDS,
            f"the job {job.id.value!r} needs {need.value!r}, which is no job of this workflow"
            + did_you_mean(need.value, (name for name in graph.jobs if name != job.id.value)),
            need.position,
        )
        for job in workflow.jobs
        for need in job.needs
        if need.value.lower() not in known
    ]
    for circle in graph.cycles:
        job = graph.jobs[circle[0]]
        way = " → ".join((*circle, circle[0]))
        problems.append(
            Problem(
                ProblemKind.NEEDS_CYCLE,
                f"jobs need each other in a circle and never start: {way}",
                job.position,
            )
        )
    return problems
