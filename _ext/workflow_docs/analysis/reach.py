"""What a failing job stops: jobs that need it, jobs of callers, and jobs of workflows that start afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.model import Job, Sequence, Text

from . import truth
from .backlinks import Backlinks
from .graph import JobGraph
from .truth import Facts

if TYPE_CHECKING:
    from workflow_docs.workflow.model import AnyJob, Trigger, Workflow
    from workflow_docs.workflow.repository import Repository

_MAX_DEPTH = 10


class StoppedJob(NamedTuple):
    """A job that does not run because another has failed."""

    path: str
    job: str

    def name(self, home: Workflow) -> str:
        """Return the job as a reader of the workflow `home` calls it: `deploy`, or `deploy.yml:deploy`."""
        return self.job if self.path == home.path else f"{self.path.rpartition('/')[2]}:{self.job}"


class Reach(NamedTuple):
    """What comes of the failure of a job.

    `stopped` are the jobs that surely do not run, `runs_on` those that wait for it and run all the same, and
    `red` tells whether the run as a whole fails; None where an expression decides.
    """

    stopped: tuple[StoppedJob, ...]
    runs_on: tuple[StoppedJob, ...]
    red: bool | None


class Reaches:
    """Finds the reach of jobs of one repository; each is found once."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository."""
        self.repository = repository
        self.backlinks = Backlinks(repository)
        self._known: dict[tuple[str, str], Reach] = {}
        self._graphs: dict[str, tuple[JobGraph, tuple[tuple[str, ...], ...]]] = {}

    def of(self, workflow: Workflow, job: AnyJob) -> Reach:
        """Return what a failure of a job stops."""
        key = (workflow.path, job.id.value)
        if key not in self._known:
            self._known[key] = self._of(workflow, job, 0)
        return self._known[key]

    def _of(self, workflow: Workflow, job: AnyJob, depth: int) -> Reach:
        soft = allows_failure(job)
        if soft:
            return Reach((), (), red=False)
        stopped: list[StoppedJob] = []
        runs_on: list[StoppedJob] = []
        self._downstream(workflow, {job.id.value: "failure"}, stopped, runs_on)
        red = None if soft is None else True
        if depth < _MAX_DEPTH and red:
            for caller, call in self.backlinks.callers.get(workflow.path, ()):
                found = self._of(caller, call, depth + 1)
                stopped.extend(found.stopped)
                runs_on.extend(found.runs_on)
            for follower, trigger in self.backlinks.followers.get(workflow.title, ()):
                if _waits_for_the_end(trigger):
                    self._follower(follower, stopped)
        return Reach(tuple(dict.fromkeys(stopped)), tuple(dict.fromkeys(runs_on)), red)

    def _downstream(
        self,
        workflow: Workflow,
        results: dict[str, str],
        stopped: list[StoppedJob],
        runs_on: list[StoppedJob],
    ) -> None:
        """Go through the jobs level by level, as a run does."""
        if workflow.path not in self._graphs:
            graph = JobGraph.of(workflow)
            self._graphs[workflow.path] = graph, graph.levels
        graph, levels = self._graphs[workflow.path]
        # success() looks at everything that a job waits for, directly or not.
        touched = set(results)
        for level in levels:
            for name in level:
                needs = graph.needs[name]
                if name in results or not touched.intersection(needs):
                    continue
                touched.add(name)
                values: dict[tuple[str, ...], object] = {
                    ("needs", need.lower(), "result"): results.get(need, "success") for need in needs
                }
                job = graph.jobs[name]
                runs = truth.of_condition(
                    job.condition.value if job.condition is not None else None, Facts(values, failed=True)
                )
                if runs is False:
                    results[name] = "skipped"
                    stopped.append(StoppedJob(workflow.path, name))
                else:
                    runs_on.append(StoppedJob(workflow.path, name))

    def _follower(self, follower: Workflow, stopped: list[StoppedJob]) -> None:
        """See which jobs of a workflow that starts afterwards ask whether the other succeeded."""
        values: dict[tuple[str, ...], object] = {
            ("github", "event", "workflow_run", "conclusion"): "failure",
            ("github", "event_name"): "workflow_run",
        }
        results: dict[str, str] = {}
        for job in follower.jobs:
            if not job.needs and job.condition is not None:
                runs = truth.of_condition(job.condition.value, Facts(values))
                if runs is False:
                    results[job.id.value] = "skipped"
                    stopped.append(StoppedJob(follower.path, job.id.value))
        if results:
            self._downstream(follower, results, stopped, [])


def allows_failure(job: AnyJob) -> bool | None:
    """Return whether a job may fail without the run failing (`continue-on-error`); None where that is not known."""
    if not isinstance(job, Job) or job.continue_on_error is None:
        return False
    return truth.as_bool(_switch(job.continue_on_error))


def _switch(text: Text) -> object:
    value = truth.of_value(text.value, Facts())
    return value.lower() == "true" if isinstance(value, str) else value


def _waits_for_the_end(trigger: Trigger) -> bool:
    """Return whether a `workflow_run` starts when the other has ended, which it does unless it names other types."""
    for entry in trigger.filters:
        if entry.name == "types":
            items = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
            return any(isinstance(item, Text) and item.value == "completed" for item in items)
    return True
