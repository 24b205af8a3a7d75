"""Where a text names workflows, jobs, steps and gates of the repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import gates
from workflow_docs.workflow.model import Job, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.model import AnyJob, Step, Workflow


class Place(NamedTuple):
    """A workflow, a job of it, or a step of that: what a name means."""

    workflow: Workflow
    job: AnyJob | None = None
    step: Step | None = None


class Mention(NamedTuple):
    """A name in a text, from `start` to `end`, with all that it may mean.

    `leads` tells whether it leads away from what the text is about: a word of everyday language does not.
    """

    start: int
    end: int
    places: tuple[Place, ...]
    leads: bool = True


class _Name(NamedTuple):
    text: str
    lower: str
    plain: bool  # whether it counts without a mark, as no other word is like it
    noun: str  # the word that makes it count where it stands beside it
    place: Place


_TOKEN = re.compile(r"\w+")
_BEFORE = frozenset("-./$@\\{#=")
# Words with a hyphen that people use without thinking of a job.
_COMMON = frozenset({
    "pre-commit", "type-check", "end-to-end", "end2end", "build-and-test", "set-up", "follow-up", "code-quality",
    "unit-test", "unit-tests", "integration-test", "integration-tests", "smoke-test", "smoke-tests", "pre-release",
    "roll-back", "dry-run", "post-deploy", "read-only", "re-run", "health-check", "health-checks", "load-test", "fail-fast",
})  # fmt: skip


# In code, these are as likely a branch or an environment.
_BRANCHES = frozenset({"main", "master", "develop", "dev", "trunk", "staging", "production"})


class Index:
    """All names of some workflows, found in texts by their first word."""

    def __init__(self, workflows: Iterable[Workflow]) -> None:
        """Take the workflows."""
        # By first word: what follows it, in small letters and the longest first, with all that is called so.
        self._names: dict[str, list[tuple[str, list[_Name]]]] = {}
        called: dict[str, list[_Name]] = {}
        for workflow in workflows:
            for name in _names(workflow):
                first = _TOKEN.search(name.lower)
                if first is not None:
                    # A name that begins with a sign is found from its first word on.
                    text, lower = name.text[first.start() :], name.lower[first.start() :]
                    called.setdefault(lower, []).append(name._replace(text=text, lower=lower))
        for lower in sorted(called, key=lambda lower: (-len(lower), lower)):
            first = _TOKEN.match(lower)
            if first is not None:
                self._names.setdefault(first.group(), []).append((lower, called[lower]))
        self._firsts = frozenset(self._names)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the names in a text as written (with its marks), from left to right; the longest wins."""
        lower = text.lower()
        if self._firsts.isdisjoint(_TOKEN.findall(lower)):
            return ()
        if len(lower) != len(text):  # a letter that has no small one of its length
            lower = text
        found: list[Mention] = []
        end = 0
        for token in _TOKEN.finditer(lower):
            start = token.start()
            if start < end or (known := self._names.get(token.group())) is None:
                continue
            for name, called in known:
                if not lower.startswith(name, start):
                    continue
                stop = start + len(name)
                meant = [each for each in called if _counts(text, start, stop, each)]
                if meant:
                    places: list[Place] = []
                    for each in meant:  # not by their hashes, which are those of whole workflows
                        if not any(
                            each.place.step is place.step
                            and each.place.job is place.job
                            and each.place.workflow is place.workflow
                            for place in places
                        ):
                            places.append(each.place)
                    found.append(Mention(start, stop, tuple(places), any(each.plain for each in meant)))
                    end = stop
                    break
        return tuple(found)


def _names(workflow: Workflow) -> Iterator[_Name]:
    place = Place(workflow)
    yield _Name(workflow.file, workflow.file.lower(), True, "workflow", place)
    if workflow.name is not None and workflow.name.value:
        yield _title(workflow.name.value, "workflow", place, 2)
    for job in workflow.jobs:
        place = Place(workflow, job)
        name = job.id.value
        distinctive = len(name) > 5 and bool(re.search(r"[-_]", name)) and name.lower() not in _COMMON
        yield _Name(name, name.lower(), distinctive, "job", place)
        if job.name is not None and "${{" not in job.name.value and job.name.value != name:
            yield _title(job.name.value, "job", place, 3)
        if not isinstance(job, Job):
            continue
        for step in steps_of(job):
            if step.name is not None and step.name.value and "${{" not in step.name.value:
                yield _title(step.name.value, "step", Place(workflow, job, step), 4)
    for gate in gates.gates([workflow]):
        if gate.id:
            yield _Name(gate.id, gate.id.lower(), True, "gate", Place(workflow, gate.job, gate.step))


def _title(text: str, noun: str, place: Place, words: int) -> _Name:
    return _Name(text, text.lower(), len(text.split()) >= words, noun, place)


_ADJACENT = re.compile(r"[`*\"'’”\s]*(workflow|pipeline|job|step|gate)s?\b", re.IGNORECASE)
_NOUNS = {"workflow": {"workflow", "pipeline"}, "job": {"job"}, "step": {"step"}, "gate": {"gate", "step"}}


def _counts(text: str, start: int, stop: int, name: _Name) -> bool:
    """Return whether the name stands there as a name, and not as a word of everyday language."""
    before, after = text[start - 1 : start], text[stop : stop + 1]
    if before.isalnum() or before == "_" or after.isalnum() or after in {"_", "-"}:
        return False
    if after in {".", "/", "(", "=", ":"} and text[stop + 1 : stop + 2].isalnum():
        return False  # a part of a path, a call, or a setting
    if before in _BEFORE and not (before in "./" and name.noun == "workflow" and "." in name.text):
        return False
    if name.plain:
        return True
    marked = before in {"`", "*", '"', "“", "'", "["} and after in {"`", "*", '"', "”", "'", ":", "]", " "}
    if (
        marked
        and text[start:stop] == name.text
        and name.lower not in _BRANCHES
        and _closed(text, start, stop)
    ):
        return True
    if text.strip("`*_# :") == text[start:stop] and text[start:stop] == name.text:
        return True  # there is nothing else
    beside = _ADJACENT.match(text, stop)
    return (
        beside is not None
        and beside[1].lower() in _NOUNS[name.noun]
        and (text[start:stop] == name.text or " " in name.text)
    )


def _closed(text: str, start: int, stop: int) -> bool:
    """Return whether what opens before a name closes right after it."""
    opened = text[start - 1]
    closing = {"“": "”", "[": "]"}.get(opened, opened)
    return text[stop : stop + 1] == closing or (opened == "*" and text[stop : stop + 3] in {":**", " **"})
