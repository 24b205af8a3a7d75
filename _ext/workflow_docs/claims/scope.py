"""What a place of a document is about: the workflow, and the jobs and steps, that are named above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.model import Job, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workflow_docs.workflow.model import AnyJob, Step, Workflow

    from .context import Context
    from .mentions import Mention, Place


class Scope(NamedTuple):
    """A workflow, and jobs or steps of it; all of them where it names none. Nothing at all is any of the repository."""

    workflow: Workflow | None = None
    jobs: tuple[AnyJob, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def job(self) -> AnyJob | None:
        """The one job, or None."""
        return self.jobs[0] if len(self.jobs) == 1 else None

    @property
    def step(self) -> Step | None:
        """The one step, or None."""
        return self.steps[0] if len(self.steps) == 1 else None

    def all_jobs(self) -> Iterator[AnyJob]:
        """Yield the jobs that are meant."""
        yield from self.jobs or (self.workflow.jobs if self.workflow is not None else ())

    def all_steps(self) -> Iterator[tuple[Job, Step]]:
        """Yield the steps that are meant, with their jobs."""
        for job in self.all_jobs():
            if isinstance(job, Job):
                yield from ((job, step) for step in steps_of(job) if not self.steps or step in self.steps)

    def named(self, mentions: Sequence[Mention]) -> Scope:
        """Return what is meant by names that stand in this scope; what they may mean elsewhere counts last."""
        if not mentions:
            return self
        # A workflow that is named says where the other names are to be looked for.
        files = {
            id(place.workflow): place.workflow
            for mention in mentions
            for place in mention.places
            if place.job is None and mention.leads
        }
        base = (
            Scope(next(iter(files.values())))
            if len(files) == 1 and next(iter(files.values())) is not self.workflow
            else self
        )
        inner: list[Place] = []
        outer: list[Place] = []
        for mention in mentions:
            ours = [place for place in mention.places if place.workflow is base.workflow]
            if ours:
                inner += ours
            elif mention.leads or base.workflow is None:
                outer += mention.places
        return base._of(_inside(inner) or outer)  # noqa: SLF001 (of the same class)

    def _of(self, found: list[Place]) -> Scope:
        if not found:
            return self
        workflows = {id(place.workflow): place.workflow for place in found}
        if len(workflows) != 1:
            return Scope()
        (workflow,) = workflows.values()
        jobs = {id(place.job): place.job for place in found if place.job is not None}
        steps = {id(place.step): place.step for place in found if place.step is not None}
        if not jobs and workflow is self.workflow:
            return self
        if len(steps) > 1 and len(jobs) > 1 and self.jobs:
            # One name for steps of several jobs: that of the job which is spoken of.
            ours = [place for place in found if place.job is not None and place.job in self.jobs]
            if ours and len(ours) < len(found):
                return self._of(ours)
        return Scope(workflow, tuple(jobs.values()), tuple(steps.values()))


def _inside(places: list[Place]) -> list[Place]:
    """Leave out the steps of other jobs where a job is named beside a step that several jobs have."""
    jobs = [place.job for place in places if place.job is not None and place.step is None]
    inside = [place for place in places if any(place.job is job for job in jobs)]
    return inside if any(place.step is not None for place in inside) else places


def scope_of(above: tuple[str, ...], context: Context) -> Scope:
    """Return what one is about that stands under some texts, from the top down."""
    if above not in context.scopes:
        scope = scope_of(above[:-1], context) if above else context.whole
        if above:
            inner = scope.named(context.names.find(above[-1]))
            scope = inner if inner is not scope else _deploying(above[-1], scope, context)
        context.scopes[above] = scope
    return context.scopes[above]


def under_head(head: str, scope: Scope, context: Context) -> Scope:
    """Return what a cell is about in a column whose head names an environment: the job that deploys there.

    A row that names a step of several jobs (`Wait for rollout`) means in that column the step of this job.
    """
    found = [
        place
        for place in context.deploying.get(head, ())
        if (scope.workflow is None or place.workflow is scope.workflow)
        and (not scope.jobs or place.job in scope.jobs)
    ]
    workflow, job, _ = found[0] if len(found) == 1 else (None, None, None)
    if job is None:
        return scope
    return Scope(workflow, (job,), tuple(step for step in scope.steps if step in steps_of(job)))


def _deploying(title: str, scope: Scope, context: Context) -> Scope:
    """Return the job that deploys to the environment that a title names (`Production deployment`), if there is just one."""
    if scope.jobs or len(title) > MAX_TITLE:
        return scope
    named = {word for word in re.findall(r"[a-z][\w-]*", title.lower()) if word in context.deploying}
    if len(named) != 1:
        return scope
    found = [
        place
        for place in context.deploying[named.pop()]
        if scope.workflow is None or place.workflow is scope.workflow
    ]
    if len(found) != 1 or found[0].job is None:
        return scope
    return Scope(found[0].workflow, (found[0].job,))


MAX_TITLE = 60
"""The longest title that is looked at for an environment; more is a sentence."""
