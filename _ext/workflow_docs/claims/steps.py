"""Lists and tables of a job's steps: their names, their order, and their commands."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import shell
from workflow_docs.workflow.model import RunStep, step_title, steps_of
from workflow_docs.workflow.names import did_you_mean

from .documents import plain
from .findings import Code, Finding, Judgement
from .subjects import job_named, workflow_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import AnyJob, Step, Workflow
    from workflow_docs.workflow.position import Position

    from .context import Context
    from .documents import Cell, Document, Prose

LEAST = 3
"""How many names of steps a list has at least that is one of steps."""

SHARE = 0.6
"""What share of its entries are names of steps."""

_HEADS = frozenset({"step", "steps", "step name", "name"})
_COMMANDS = frozenset({"command", "commands", "runs", "run", "script"})
_STEPS = re.compile(r"\bsteps?\b", re.IGNORECASE)
_NOT_NOW = re.compile(
    r"\b(?:add|create|example|should|could|would|planned|future|proposed|locally|manual(?:ly)?|by\s+hand)\b",
    re.IGNORECASE,
)
_BOLD = re.compile(r"\s*(?:\*\*|__)(?P<name>[^*_]+?):?(?:\*\*|__)")
_CODE = re.compile(r"\s*(?:\*\*)?`(?P<name>[^`]+)`")
_MARK = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_END = re.compile(r"(?<!\s)\s+[-–—]\s|:\s|:$|\s\(|\.\s|\.$")
_SUBCOMMAND = re.compile(r"[a-z][\w-]*\Z")
_OPEN = re.compile(r"\.\.\.|…|<[\w -]+>|\$\{\{")


class _Entry(NamedTuple):
    """One entry of a list: what it says, what of it is in code or bold, and its place."""

    text: str
    name: str
    position: Position
    cells: tuple[Cell, ...] = ()


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every step that a list of a job's steps names wrongly, or has in another order."""
    if not context.repository.files:
        return
    for (above, _), group in groupby(
        (prose for prose in document.prose if prose.item), key=lambda prose: (prose.above, prose.item[-1:])
    ):
        items = list(group)
        if len(items) >= LEAST and (
            items[0].item[0].isdigit() or any(_STEPS.search(text) for text in above[-2:])
        ):
            yield from _check([_entry(item) for item in items], above, [], context)
    for table in document.tables:
        head = [cell.lower().strip(" *#") for cell in table.head]
        # A column of numbers may stand before the names.
        column = next((index for index, name in enumerate(head[:3]) if name in _HEADS), None)
        if column is None or len(table.rows) < LEAST or (head[column] == "name" and column == 0):
            continue
        cells = [row[column] for row in table.rows if column < len(row)]
        if head[column] != "name" and all(cell.text.strip().isdigit() for cell in cells):
            column = next((index for index, name in enumerate(head) if name in {"name", "step name"}), None)
            if column is None:
                continue
        entries = [
            _Entry(
                row[column].text.strip(" *"),
                row[column].codes[0].text if len(row[column].codes) == 1 else "",
                row[column].position,
                row,
            )
            for row in table.rows
            if column < len(row)
        ]
        yield from _check(entries, table.above, head, context)


def _entry(item: Prose) -> _Entry:
    first = item.text.split("\n", 1)[0]
    mark = _MARK.match(first)
    text = first[mark.end() :] if mark is not None else first
    match = _CODE.match(text) or _BOLD.match(text)
    shown = plain(text).strip()
    end = _END.search(shown)
    return _Entry(
        shown[: end.start()] if end is not None else shown,
        match["name"] if match is not None else "",
        item.at(len(first) - len(text)),
    )


def _check(
    entries: list[_Entry], above: tuple[str, ...], head: list[str], context: Context
) -> Iterator[Finding]:
    known = context.step_names
    if sum(_key(entry.name or entry.text) in known for entry in entries) < LEAST:
        return
    if any(_NOT_NOW.search(text) for text in above[-1:]):
        return
    found = _job(entries, above, context)
    if found is None:
        return
    workflow, job = found
    steps: dict[str, list[int]] = {}
    listed = list(steps_of(job))
    for index, step in enumerate(listed):
        steps.setdefault(_key(step_title(step)), []).append(index)
    placed: list[tuple[_Entry, int]] = []
    for entry in entries:
        places = steps.get(_key(entry.name)) or steps.get(_key(entry.text))
        if places is None:
            if entry.name and not _OPEN.search(entry.name) and " " in entry.name.strip():
                names = [step_title(step) for step in listed]
                yield Finding(
                    Code.UNKNOWN_STEP, Judgement.MISSING, f"the job {job.id.value!r} of {workflow.file} has no step {entry.name!r}",
                    entry.position, entry.name, job.position,
                    suggestion=did_you_mean(entry.name, names, listed=False).removeprefix("; "), confidence=0.8,
                )  # fmt: skip
        elif len(places) == 1:
            placed.append((entry, places[0]))
    yield from _check_order(placed, listed, workflow, job)
    column = next((index for index, name in enumerate(head) if name in _COMMANDS), None)
    if column is not None:
        for entry, index in placed:
            if column < len(entry.cells):
                yield from _check_command(entry.cells[column], listed[index], workflow)


def _job(entries: list[_Entry], above: tuple[str, ...], context: Context) -> tuple[Workflow, AnyJob] | None:
    """Return the job whose steps a list has: of the workflow and the job that the words above it name."""
    texts = tuple(reversed(above))
    named, other = workflow_named(texts, context)
    if named is None and other:
        return None
    names = {_key(text) for entry in entries for text in (entry.name, entry.text) if text}
    best: list[tuple[int, Workflow, AnyJob]] = []
    for workflow in [named] if named is not None else context.repository.workflows:
        job_id = job_named(texts, workflow)
        if named is None and job_id is None:
            continue
        for job in workflow.jobs:
            if job_id is None or job.id.value == job_id:
                titles = {_key(step_title(step)) for step in steps_of(job)}
                best.append((len(names & titles), workflow, job))
    best.sort(key=lambda found: -found[0])
    if not best or best[0][0] < max(LEAST, SHARE * len(entries)):
        return None
    if len(best) > 1 and best[1][0] == best[0][0]:
        return None
    return best[0][1:]


def _check_order(
    placed: list[tuple[_Entry, int]], listed: list[Step], workflow: Workflow, job: AnyJob
) -> Iterator[Finding]:
    """Report the fewest entries that must move for the order to be the job's."""
    kept = _longest_rise([index for _, index in placed])
    for number, (entry, index) in enumerate(placed):
        if number in kept:
            continue
        step = listed[index]
        before = [each for at, (_, each) in enumerate(placed) if at < number and at in kept and each > index]
        other = step_title(listed[min(before)]) if before else None
        if other is None:
            after = [
                each for at, (_, each) in enumerate(placed) if at > number and at in kept and each < index
            ]
            other = step_title(listed[max(after)])
            said = f"runs after {other!r}"
        else:
            said = f"runs before {other!r}"
        yield Finding(
            Code.STEP_ORDER, Judgement.CONTRADICTED,
            f"in the job {job.id.value!r} of {workflow.file}, the step {step_title(step)!r} {said}", entry.position,
            entry.name or entry.text, step.position, confidence=0.8,
        )  # fmt: skip


def _longest_rise(numbers: list[int]) -> set[int]:
    """Return the places of a longest sequence that rises."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        tails[at:] = [number] if at == len(tails) else [number, *tails[at + 1 :]]
        ends[at:] = [place] if at == len(ends) else [place, *ends[at + 1 :]]
        before.append(ends[at - 1] if at else -1)
    found = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found


def _check_command(cell: Cell, step: Step, workflow: Workflow) -> Iterator[Finding]:
    """Report a command that the step runs with other arguments."""
    if not isinstance(step, RunStep) or len(cell.codes) != 1 or _OPEN.search(cell.codes[0].text):
        return
    said = [word.strip("\"'") for word in cell.codes[0].text.split()]
    if len(said) < 2:
        return
    # Word by word, also within quotes.
    real = [
        (command, [word.strip("\"'") for word in " ".join(command.words).split()])
        for command in shell.commands(step.run.value)
    ]
    same = [(command, words) for command, words in real if words and words[0] == said[0]]
    if len(same) != 1 or set(said) <= set(same[0][1]) or any("$" in word for word in said):
        return
    command, words = same[0]
    if words[1:2] != said[1:2] and all(_SUBCOMMAND.match(word) for word in (*words[1:2], said[1])):
        return
    yield Finding(
        Code.STEP_COMMAND, Judgement.CONTRADICTED, f"the step {step_title(step)!r} of {workflow.file} runs {command.text!r}",
        cell.codes[0].position, cell.codes[0].text, shell.command_position(step.run, command), confidence=0.8,
    )  # fmt: skip


def _key(text: str) -> str:
    """Return a name without signs and case, in which documents differ from workflows."""
    return " ".join(re.findall(r"\w+", text.lower()))
