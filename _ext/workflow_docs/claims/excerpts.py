"""Blocks of YAML that quote a workflow, held against the workflow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.position import Position
from workflow_docs.workflow.reader import MappingNode, Node, SequenceNode

from . import fragments, leads
from .findings import Code, Finding, Judgement
from .quotes import Comparison, pairs
from .subjects import job_named, workflow_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow

    from .context import Context
    from .documents import Document, Fence
    from .fragments import Fragment
    from .quotes import Difference
    from .sources import Place, Source

MAX_PLACES = 400
"""How many places of a workflow a block is compared with."""

_LANGUAGES = frozenset({"yaml", "yml"})
_PLAIN = frozenset({"", "text", "txt", "plaintext", "plain"})
_WORKFLOW_LINE = re.compile(
    r"^[^\S\n]*(?:- )?(?:uses: \S+@|run: |runs-on: |timeout-minutes: \d|needs: |continue-on-error: |steps:$|jobs:$)",
    re.MULTILINE,
)
_PLACEHOLDER = re.compile(r"<[A-Za-z][\w -]*>|\bYOUR[_-]|\byour-|\bmy-|\bexample\.(?:com|org)|\bxxx")
_COMMENT = re.compile(r"(?:^|\s)#\s*(.*)$")
_POINTS = re.compile(r"[<←^]-{2}|←|\bNEW\b|\b[Ww]as\b")
_COMPOSED = re.compile(
    r"^(?:apiVersion|kind|version|updates|repos|groups|scrape_configs|runs|inputs):", re.MULTILINE
)
# A place whose keys are GitHub's, not the author's: another key there means that the block is something else.
_SERVICE = frozenset({"image", "env", "ports", "volumes", "options", "credentials", "entrypoint", "command"})


class _Trial(NamedTuple):
    """A place that a block may quote, and what comes out of it."""

    workflow: Workflow
    place: Place
    found: Comparison


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every value of a quoted workflow that the workflow has otherwise."""
    if not context.repository.files:
        return
    for fence in document.fences:
        if fence.language in _LANGUAGES or (
            fence.language in _PLAIN and len(_WORKFLOW_LINE.findall(fence.text)) >= 2
        ):
            yield from _check(document, fence, context)


def _check(document: Document, fence: Fence, context: Context) -> Iterator[Finding]:
    if _COMPOSED.search(fence.text):
        return
    sentence = leads.lead(document, fence)
    first = fence.text.lstrip("\n").split("\n", 1)[0].strip()
    first = first if first.startswith("#") else ""
    named, sure = workflow_named((first, sentence, *reversed(fence.above)), context)
    if named is None and sure:
        return  # it is of another file
    if leads.is_advice(document, fence) or (named is not None and _calls(fence.text, named, context)):
        return
    lines = fence.text.split("\n")
    told = named is not None or leads.is_quotation(sentence)
    candidates = [named] if named is not None else _likely(lines, context, told=told)
    if not candidates:
        return
    fragment = fragments.read(fence.text)
    if fragment is None or _repeats(fragment.root) or _advises(lines, candidates, context):
        return
    trial = _best(fragment, fence, sentence, candidates, context)
    if trial is None or not trial.found.differences:
        return
    weight, count = trial.found.weight, len(trial.found.differences)
    # A title far above says less of a block than the words next to it.
    near = told and (not named or named in context.named_in("\n".join((first, sentence, *fence.above[-1:]))))
    enough = (weight >= 1 and count <= weight + near) if told else (weight >= 2 and count <= weight / 2)
    if not enough or _is_foreign(trial.found):
        return
    for difference in trial.found.differences:
        yield _finding(document, fence, difference, trial.workflow, 0.9 if told else 0.75)


def _calls(text: str, workflow: Workflow, context: Context) -> bool:
    """Tell whether a block shows how others call a workflow."""
    match = re.search(rf"uses:\s*\S*\.github/workflows/{re.escape(workflow.file)}\S*", text)
    return match is not None and not context.sources.has_text(workflow.path, match.group())


def _likely(lines: list[str], context: Context, *, told: bool) -> list[Workflow]:
    """Return the workflows that have several lines of a block word for word, or one if it is `told` to be a quotation."""
    shared = context.sources.sharing(lines)
    most = max(shared.values(), default=0)
    if most < (1 if told else 2):
        return []
    return [workflow for workflow in context.repository.workflows if shared.get(workflow.path, 0) >= most - 1]


def _advises(lines: list[str], candidates: list[Workflow], context: Context) -> bool:
    """Tell whether a block has a placeholder or a comment that gives advice, in a line that is in no workflow."""
    for line in lines:
        if "#" not in line and not _PLACEHOLDER.search(line):
            continue
        if any(context.sources.has_text(workflow.path, line.strip()) for workflow in candidates):
            continue
        comment = _COMMENT.search(line)
        if _PLACEHOLDER.search(line) or (
            comment is not None and (leads.is_advice_text(comment[1]) or _POINTS.search(comment[1]))
        ):
            return True
    return False


def _repeats(node: Node) -> bool:
    """Tell whether a mapping has a key twice, as blocks have that show something before and after."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, MappingNode):
            keys = [key.value for key, _ in pairs(current)]
            if len(set(keys)) != len(current.value):
                return True
            stack.extend(value for _, value in pairs(current))
        elif isinstance(current, SequenceNode):
            stack.extend(current.value)
    return False


# -- the place that is quoted ----------------------------------------------------------------------------


def _best(
    fragment: Fragment, fence: Fence, sentence: str, candidates: list[Workflow], context: Context
) -> _Trial | None:
    """Return the place that fits best; None where none does, or where several do that differ elsewhere."""
    trials: list[_Trial] = []
    for workflow in candidates:
        source = context.sources.source(workflow.path)
        if source is None:
            continue
        job = job_named((sentence, *reversed(fence.above)), workflow)
        places = _places(fragment, source)
        inside = [place for place in places if place.keys[:2] == ("jobs", job)]
        places = inside if job is not None and inside else places
        if len(places) > MAX_PLACES:
            return None  # the one that fits best may be among the others
        for place in places:
            found = Comparison(fragment.lines, source.lines, fragment.elided)
            if job is not None and place.keys[:2] == ("jobs", job):
                found.weight = 1.0 if len(place.keys) == 2 else 0.75  # the text names the place
            elif not place.keys:
                found.weight = 0.5
            found.nodes(fragment.root, place.node, place.keys)
            if found.fits:
                trials.append(_Trial(workflow, place, found))
    trials.sort(key=lambda trial: trial.found.rank, reverse=True)
    if not trials:
        return None
    rivals = [trial for trial in trials if trial.found.rank == trials[0].found.rank]
    lines = {tuple((each.line, each.said) for each in trial.found.differences) for trial in rivals}
    return trials[0] if len(lines) == 1 else None


def _places(fragment: Fragment, source: Source) -> list[Place]:
    root = fragment.root
    if isinstance(root, MappingNode):
        keys = [key.value for key, _ in pairs(root)]
        if "jobs" in keys or "on" in keys:
            return [place for place in source.by_key.get("jobs", ()) if not place.keys]
        if {"name", "uses", "run", "with"} & set(keys) and not {"runs-on", "steps", "needs"} & set(keys):
            # The keys of one step: its dash is cut off.
            found = [
                place
                for key in keys
                for place in source.by_key.get(key, ())
                if place.keys[-2:] == ("steps", "-")
            ]
        else:
            found = [place for key in keys for place in source.by_key.get(key, ())]
        return list({id(place.node): place for place in found}.values())
    return [
        place for place in source.steps if any(isinstance(item, MappingNode) for item in place.node.value)
    ]


# -- what is told -----------------------------------------------------------------------------------------


def _is_foreign(found: Comparison) -> bool:
    """Tell whether a block has keys that no workflow can have at that place, so that it is no workflow."""
    for difference in found.differences:
        keys = difference.where.split(".")
        if (
            difference.kind == "key"
            and len(keys) > 1
            and keys[-3:-2] == ["services"]
            and keys[-1] not in _SERVICE
        ):
            return True
    return False


def _finding(
    document: Document,
    fence: Fence,
    difference: Difference,
    workflow: Workflow,
    confidence: float,
) -> Finding:
    line = fence.position.line + difference.line
    text = document.lines[line - 1] if line <= len(document.lines) else ""
    said = difference.said.split("\n", 1)[0]
    column = max(text.find(said), len(text) - len(text.lstrip())) + 1
    real = Position(workflow.path, difference.real_line + 1, 1)
    shown = _short(difference.said)
    code, judgement, suggestion = Code.EXCERPT_VALUE, Judgement.CONTRADICTED, ""
    match difference.kind:
        case "value":
            message = f"in {workflow.file}, {difference.where} is {_short(difference.real)!r}, not {shown!r}"
            suggestion = f"write {_short(difference.real)!r}"
        case "line":
            message = f"in {workflow.file}, {difference.where} has no line {shown!r}"
        case "key":
            code = Code.EXCERPT_KEY
            message = f"{workflow.file} does not set {difference.where}"
        case kind:
            code, judgement = Code.EXCERPT_PART, Judgement.MISSING
            message = f"{workflow.file} has no {kind} {shown!r}" + (
                f" at {difference.where}" if kind == "step" and "." in difference.where else ""
            )
    return Finding(
        code,
        judgement,
        message,
        Position(document.path, line, column),
        text.strip(),
        real,
        "",
        suggestion,
        confidence,
    )


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
