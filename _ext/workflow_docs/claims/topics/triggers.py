"""What starts workflows: labels and columns such as *Triggers*, and sentences such as `runs on every push to main`."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.claims import labels
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.model import Sequence, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.statements import Statement
    from workflow_docs.workflow.model import Trigger, Workflow
    from workflow_docs.workflow.position import Position

_SENTENCE = re.compile(
    r"\b(?:runs?|triggers?|triggered|starts?|started|executes?|executed|fires?|invoked|launched|kicks? off)\b[^.;]{0,30}?\b(?:on|by|when|whenever|for|at|upon|after|every|each|manually|nightly|daily|weekly|automatically)\b",
    re.IGNORECASE,
)
# The words for an event; the first event of those listed that the workflow has is the one that is meant.
_EVENTS = (
    (re.compile(r"\bpull[ _-]requests?\b|\bPRs?\b", re.IGNORECASE), ("pull_request", "pull_request_target", "merge_group")),
    (re.compile(r"\bpush(?:es|ed)?\b(?!\s+(?:the|an?|images?|docker|it|metrics|them|results)\b|`?:?\s*(?:true|false))", re.IGNORECASE), ("push",)),
    (re.compile(r"\bschedul(?:e|ed|es)\b|\bcron\b|\bnightly\b|\bweekly\b|\bdaily\b|\bevery (?:day|night|week|month|hour|morning)\b", re.IGNORECASE), ("schedule",)),
    (re.compile(r"\bworkflow_dispatch\b|\bmanual(?:ly)?\b(?! approv| review| interven| step| rollback| check| verif| smoke| test)|\bon[ -]demand\b|\bby hand\b", re.IGNORECASE), ("workflow_dispatch", "repository_dispatch")),
    (re.compile(r"\bworkflow_call\b|\breusable\b", re.IGNORECASE), ("workflow_call",)),
    (re.compile(r"\bworkflow_run\b", re.IGNORECASE), ("workflow_run",)),
    (re.compile(r"\bmerge (?:queue|group)\b|\bmerge_group\b", re.IGNORECASE), ("merge_group",)),
    (re.compile(r"\brelease (?:is |gets )?(?:published|created)\b|\breleases? events?\b|\bpublished releases?\b|\brelease_published\b", re.IGNORECASE), ("release", "push")),
    (re.compile(r"\bissue_comment\b", re.IGNORECASE), ("issue_comment",)),
    (re.compile(r"\btags?\b", re.IGNORECASE), ("push", "release", "create")),
)  # fmt: skip
_TO_BRANCH = re.compile(r"\b(?:to|on|into|against|targeting|of|from|branch(?:es)?)\b", re.IGNORECASE)


_BRANCH = re.compile(
    r"(?<![\w/.-])(?:main|master|develop|development|trunk|staging|production|release/\*{1,2}|feature/\*{1,2}|hotfix/\*{1,2}|releases?/\*{1,2}|next|beta|canary)(?![\w/.-]|\s+(?:environment|deploy|job|approval))"
)
_COLUMNS = {
    "push": ("push",), "push to": ("push",), "pushes": ("push",), "pull request": ("pull_request", "pull_request_target"),
    "pull requests": ("pull_request", "pull_request_target"), "pr": ("pull_request", "pull_request_target"), "prs": ("pull_request", "pull_request_target"),
    "manual": ("workflow_dispatch",), "manual run": ("workflow_dispatch",), "dispatch": ("workflow_dispatch",), "workflow_dispatch": ("workflow_dispatch",),
    "schedule": ("schedule",), "scheduled": ("schedule",), "pull_request": ("pull_request",), "workflow_call": ("workflow_call",), "reusable": ("workflow_call",),
}  # fmt: skip
_SAYS_SO = re.compile(rf"\W*(?:yes|all|any|every|true|✓|✅|{_BRANCH.pattern})", re.IGNORECASE)
_NONE = re.compile(r"\W*(?:no|none|never|n/a|–|—|-|✗|❌)?\W*\Z", re.IGNORECASE)


_AGAIN = re.compile(r"\b(?:next time|again|same|already|still|re-?runs?|re-?run)\b", re.IGNORECASE)


class Word(NamedTuple):
    """An event that a statement names: where, and what of the workflow it may be."""

    start: int
    end: int
    text: str
    events: tuple[str, ...]


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for an event that does not start the workflow, and for a branch that its filter leaves out."""
    if statement.label in _COLUMNS:
        yield from _check_column(statement, _COLUMNS[statement.label])
        return
    labelled = labels.TRIGGER.fullmatch(statement.label) is not None
    if not labelled and (statement.label or not _SENTENCE.search(statement.text)):
        return
    yield from _check_after(statement, labelled=labelled)
    words = list(_words(statement.text))
    workflow = statement.subject.workflow
    if not words or workflow is None or not workflow.triggers or not statement.is_claim:
        return
    if not labelled and (statement.is_negated or _AGAIN.search(statement.text) or not _is_about(statement)):
        return
    if labelled and re.search(r"\b(?:not|never|no)\b", statement.text, re.IGNORECASE):
        return
    by_name = {trigger.event.value: trigger for trigger in workflow.triggers}
    for number, word in enumerate(words):
        trigger = next((by_name[event] for event in word.events if event in by_name), None)
        if trigger is None:
            events = ", ".join(by_name)
            yield Finding(
                Code.TRIGGER, Judgement.CONTRADICTED, f"{workflow.file} is not started by {word.events[0]}, only by {events}",
                statement.at(word.start), statement.shown(), workflow.triggers[0].event.position,
                confidence=0.85 if labelled else 0.7,
            )  # fmt: skip
        elif trigger.event.value in {"push", "pull_request", "pull_request_target"}:
            end = words[number + 1].start if number + 1 < len(words) else len(statement.text)
            yield from _check_branches(statement, word, end, trigger, workflow, labelled=labelled)


_AFTER = re.compile(r"\b(?:after|when|once|completion of|follows)\s+(?:the\s+)?[`*\"[]*\Z", re.IGNORECASE)


def _check_after(statement: Statement, *, labelled: bool) -> Iterator[Finding]:
    """Check the workflow after which another is said to start."""
    workflow = statement.about.workflow if labelled else None
    trigger = (
        next((each for each in workflow.triggers if each.event.value == "workflow_run"), None)
        if workflow is not None
        else None
    )
    if workflow is None or trigger is None:
        return
    titles = _texts({entry.name: entry.value for entry in trigger.filters}.get("workflows")) or []
    for mention in statement.mentions:
        others = {place.workflow.title for place in mention.places if place.job is None}
        if len(others) == 1 and _AFTER.search(statement.source[: mention.start]) and titles:
            (other,) = others
            if other not in {title for title, _ in titles}:
                yield Finding(
                    Code.TRIGGER, Judgement.CONTRADICTED, f"{workflow.file} starts after {', '.join(title for title, _ in titles)}, not after {other}",
                    statement.at(mention.start), statement.shown(), titles[0][1], confidence=0.8,
                )  # fmt: skip


def _check_column(statement: Statement, events: tuple[str, ...]) -> Iterator[Finding]:
    """Check a cell under the name of an event: whether it starts the workflow, and on which branches."""
    workflow = statement.about.workflow
    if workflow is None or not workflow.triggers or not statement.is_claim:
        return
    trigger = next((trigger for trigger in workflow.triggers if trigger.event.value in events), None)
    denied = _NONE.match(statement.text) is not None
    if not denied and not _SAYS_SO.match(statement.text):
        return  # it may be about something else
    if (trigger is None) != denied:
        known = ", ".join(trigger.event.value for trigger in workflow.triggers)
        place = trigger.event.position if trigger is not None else workflow.triggers[0].event.position
        yield Finding(
            Code.TRIGGER, Judgement.CONTRADICTED,
            f"{workflow.file} is {'not ' if trigger is None else ''}started by {events[0]}; it is by {known}",
            statement.at(), statement.shown() or "nothing", place, confidence=0.85,
        )  # fmt: skip
    elif trigger is not None and not denied and events[0] in {"push", "pull_request"}:
        word = Word(0, 0, "", events)
        yield from _check_branches(
            statement, word, len(statement.text), trigger, workflow, labelled=True, column=True
        )


def _words(text: str) -> Iterator[Word]:
    found = [
        Word(match.start(), match.end(), match.group(), events)
        for pattern, events in _EVENTS
        for match in pattern.finditer(text)
    ]
    found.sort()
    seen: set[tuple[str, ...]] = set()
    for word in found:
        if word.events not in seen:
            seen.add(word.events)
            yield word


def _is_about(statement: Statement) -> bool:
    """Return whether a sentence speaks of the workflow, and not of what one of its jobs or steps does."""
    scope = statement.scope
    if scope.steps or len(scope.jobs) > 0:
        return False
    named = any(place.job is None for mention in statement.mentions for place in mention.places)
    return (
        named
        or re.match(
            r"\W*(?:it|this|the (?:workflow|pipeline)|this (?:workflow|pipeline)|runs?|triggers?|triggered|starts?|executes?)\b",
            statement.text,
            re.IGNORECASE,
        )
        is not None
    )


def _check_branches(
    statement: Statement,
    word: Word,
    end: int,
    trigger: Trigger,
    workflow: Workflow,
    *,
    labelled: bool,
    column: bool = False,
) -> Iterator[Finding]:
    """Check the branches that stand behind an event, up to the next event."""
    text = statement.source[word.end : end]  # `release/*` has a star of its own
    if not column and not _TO_BRANCH.search(text) and not text.lstrip("`* ").startswith(("(", ":")):
        return
    if re.search(r"\b(?:tags?|any|all|every|other)\b", text, re.IGNORECASE):
        return
    filters = {entry.name: entry.value for entry in trigger.filters}
    if "branches-ignore" in filters or "tags" in filters:
        return
    allowed = filters.get("branches")
    patterns = _texts(allowed)
    said = []
    wrong = False
    for match in _BRANCH.finditer(text):
        said.append(match.group())
        if patterns is not None and not any(_matches(match.group(), pattern) for pattern, _ in patterns):
            wrong = True
            shown = ", ".join(pattern for pattern, _ in patterns)
            yield Finding(
                Code.BRANCH, Judgement.CONTRADICTED,
                f"{trigger.event.value} starts {workflow.file} on {shown} only, not on {match.group()!r}",
                statement.at(word.end + match.start()), statement.shown(), patterns[0][1], confidence=0.85,
            )  # fmt: skip
    if labelled and not column and said and patterns is not None and not wrong:
        for pattern, position in patterns:
            if (
                not pattern.startswith("!")
                and not any(_matches(name, pattern) for name in said)
                and _BRANCH.fullmatch(pattern)
            ):
                yield Finding(
                    Code.BRANCH, Judgement.CONTRADICTED,
                    f"{trigger.event.value} starts {workflow.file} on {pattern!r} too", statement.at(word.start),
                    statement.shown(), position, confidence=0.6,
                )  # fmt: skip


def _matches(name: str, pattern: str) -> bool:
    return (
        name == pattern
        or fnmatch.fnmatchcase(name, pattern)
        or name.replace("**", "*") == pattern.replace("**", "*")
    )


def _texts(value: object) -> list[tuple[str, Position]] | None:
    match value:
        case Text():
            return [(value.value, value.position)]
        case Sequence():
            return [(item.value, item.position) for item in value.items if isinstance(item, Text)]
    return None
