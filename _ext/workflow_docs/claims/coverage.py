"""Coverage: what the repository has and no document names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import gates, usage
from workflow_docs.analysis.secrets import Need
from workflow_docs.workflow.names import did_you_mean

from .findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workflow_docs.workflow.position import Position

    from .context import Context
    from .contract import Coverage

_WORD = re.compile(r"[\w-]+")


class Thing(NamedTuple):
    """Something to be documented: its name as references write it, and the names that a text may give it."""

    kind: str
    name: str
    names: tuple[str, ...]
    shown: str
    position: Position


def check(coverage: Coverage, texts: Sequence[str], context: Context) -> Iterator[Finding]:
    """Yield what is named in none of the texts and not waived, then the waivers that name nothing."""
    known = list(things(context, coverage.kinds))
    waived = {(waiver.kind, waiver.name) for waiver in coverage.waivers}
    names = NamesIn(texts)
    for thing in known:
        last = thing.name.rpartition(":")[2]
        if waived & {(thing.kind, thing.name), (thing.kind, last)} or any(map(names.has, thing.names)):
            continue
        yield Finding(
            Code.UNDOCUMENTED, Judgement.MISSING, f"{thing.shown} is named in no document", thing.position,
            f"{thing.kind} {thing.name}", suggestion="name it where people look for it, or waive it with a reason",
        )  # fmt: skip
    if not context.all_readable:
        return  # what a waiver names may stand in a file that cannot be read
    for waiver in coverage.waivers:
        there = {name for thing in known if thing.kind == waiver.kind for name in _waivable(thing)}
        if waiver.name not in there:
            yield Finding(
                Code.UNUSED_WAIVER, Judgement.MISSING, f"the repository has no {waiver.kind} {waiver.name!r} to waive",
                waiver.position, f"{waiver.kind} {waiver.name}",
                suggestion=did_you_mean(waiver.name, there, listed=False).removeprefix("; "),
            )  # fmt: skip


def things(context: Context, kinds: Iterable[str]) -> Iterator[Thing]:
    """Yield what the repository has of some kinds; without the token that GitHub sets, and names that runs decide."""
    repository = context.repository
    for kind in dict.fromkeys(kinds):
        match kind:
            case "workflow":
                for file in repository.files.values():
                    place = file.workflow.position if file.workflow is not None else file.problems[0].position
                    names = (file.file, file.title)
                    yield Thing(kind, file.file, names, f"the workflow {file.file}", place)
            case "job":
                for workflow in repository.workflows:
                    for job in workflow.jobs:
                        name = job.id.value
                        names = (name, job.name.value if job.name is not None else "")
                        shown = f"the job {name!r} of {workflow.file}"
                        yield Thing(kind, f"{workflow.file}:{name}", names, shown, job.id.position)
            case "secret":
                for secret in context.secrets.values():
                    if secret.requirement.need is not Need.AUTOMATIC:
                        shown = f"the secret {secret.name!r}"
                        yield Thing(kind, secret.name, (secret.name,), shown, secret.position)
            case "gate":
                for gate in gates.gates(repository.workflows):
                    name = gate.id or gate.title
                    yield Thing(kind, name, (name,), f"the gate {name!r}", gate.position)
            case "environment":
                rows = usage.environments(repository.workflows)
                for text in {
                    row.environment.name.value: row.environment.name for row in reversed(rows)
                }.values():
                    if "${{" not in text.value:
                        shown = f"the environment {text.value!r}"
                        yield Thing(kind, text.value, (text.value,), shown, text.position)


def _waivable(thing: Thing) -> set[str]:
    return {thing.name, thing.name.rpartition(":")[2]}


class NamesIn:
    """Tells whether texts hold a name as a word of its own, in whatever case."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts."""
        self.text = "\n".join(texts).lower()
        self.words = {word.strip("_") for word in _WORD.findall(self.text)} | set(_WORD.findall(self.text))

    def has(self, name: str) -> bool:
        """Tell whether one of the texts has a name."""
        name = name.lower()
        if _WORD.fullmatch(name):
            return name in self.words
        return (
            bool(name)
            and name in self.text
            and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", self.text) is not None
        )
