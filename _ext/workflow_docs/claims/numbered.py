"""The lines of workflow files as words and numbers: where a workflow speaks of what a statement speaks of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.model import steps_of
from workflow_docs.workflow.numbers import amount

if TYPE_CHECKING:
    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.repository import WorkflowFile

# A percentile (`P95`) is a word, not a number.
_WORD = re.compile(r"[A-Za-z]{2,}|(?<![A-Za-z0-9])[Pp]\d\d(?![A-Za-z0-9])")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_NUMBER = re.compile(r"(?<![\w.-])(?P<value>\d+(?:\.\d+)?)(?P<unit>%|ms|s|m|h|d)?(?![\w])")
_ORDINAL = re.compile(r"\b(?:step|phase|stage|part)\s+\Z", re.IGNORECASE)
_STOP = frozenset({
    "the", "and", "for", "with", "that", "this", "are", "not", "has", "have", "its", "than", "then", "from", "into", "only", "each",
    "all", "any", "but", "can", "will", "must", "after", "before", "when", "which", "per", "via", "yes", "true", "false", "value",
    "be", "is", "it", "in", "on", "of", "to", "at", "by", "as", "an", "or", "if", "no", "so", "up", "we", "do", "job", "step", "run", "runs",
    "minutes", "minute", "seconds", "second", "hours", "hour", "days", "day", "percent", "most", "more", "less", "uses", "use",
    "needs", "name", "steps", "jobs", "workflow", "workflows", "echo", "set", "github", "env", "least", "reach", "reached", "between",
})  # fmt: skip
_SAME = {
    "sleep": "wait", "waiting": "wait", "waits": "wait", "retries": "retry", "reruns": "retry", "rerun": "retry", "retried": "retry",
    "tries": "retry", "attempts": "retry", "attempt": "retry", "times": "retry", "cov": "coverage", "under": "threshold",
    "limit": "threshold", "minimum": "threshold", "min": "threshold", "thresholds": "threshold", "workers": "worker", "numprocesses": "worker",
    "maxfail": "failure", "failures": "failure", "timed": "timeout", "retained": "retention", "kept": "retention", "keeps": "retention",
    "deps": "dependency", "dependencies": "dependency", "ms": "latency", "postgresql": "postgres", "db": "database",
}  # fmt: skip


class Line(NamedTuple):
    """A line of a workflow: its number, the words of its own, those of what it belongs to, and its numbers with units."""

    workflow: Workflow
    number: int
    text: str
    words: frozenset[str]
    around: frozenset[str]
    numbers: tuple[tuple[float, str], ...]
    job: str
    step: str


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word as all of its forms share it."""
    word = word.lower()
    word = _SAME.get(word, word)
    for ending in ("ings", "ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return _SAME.get(word, word.removesuffix("e"))


@lru_cache(maxsize=16384)
def words(text: str) -> frozenset[str]:
    """Return the words of a text that say something, in a form that all of their forms share."""
    return frozenset(
        stem(part)
        for word in _WORD.findall(text)
        for part in (_PARTS.findall(word) if not word.isupper() and not word.islower() else [word])
        if len(part) > 1 and part.lower() not in _STOP
    )


def lines(workflow: Workflow, file: WorkflowFile) -> tuple[Line, ...]:
    """Return the lines of a workflow that hold a number."""
    source = file.text.split("\n")
    starts: list[tuple[int, str, str]] = []
    for job in workflow.jobs:
        starts.append((job.position.line, job.id.value, ""))
        for step in steps_of(job):
            title = step.name.value if step.name is not None else ""
            starts.append((step.position.line, job.id.value, title))
    starts.sort()
    current = ("", "")
    at = 0
    found: list[Line] = []
    for number, text in enumerate(source, 1):
        while at < len(starts) and starts[at][0] <= number:
            current = starts[at][1:]
            at += 1
        if text.lstrip().startswith("#") or not any(char.isdecimal() for char in text):
            continue
        numbers = tuple(
            (amount(match["value"]), match["unit"] or "")
            for match in _NUMBER.finditer(text)
            if not _ORDINAL.search(text, 0, match.start())
        )
        if numbers:
            above = source[number - 2].strip() if number > 1 else ""
            around = words(" ".join(current)) | (words(above) if not above.startswith("- ") else frozenset())
            found.append(Line(workflow, number, text, words(text), around, numbers, *current))
    return tuple(found)
