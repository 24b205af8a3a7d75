"""Judged gates as one JSON document, as SARIF, and as a table for terminals.

The document is described at `source/authors/gates.md`; its form has a version of its own, `schema`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_docs.analysis.reasons import Code, Verdict
from workflow_docs.channels.terminal import Styled, one_line, table
from workflow_docs.workflow.model import UsesStep, step_title

from . import sarif

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workflow_docs.analysis.reasons import Reason
    from workflow_docs.analysis.verdicts import Judgement
    from workflow_docs.channels.terminal import Line
    from workflow_docs.workflow.problem import Problem

SCHEMA = 1
"""The version of the JSON document; it grows when a reader of the last one would misread the new one."""

_ORDER = list(Verdict)


def document(rows: Sequence[Judgement], unread: Sequence[Problem] = ()) -> dict[str, object]:
    """Return the JSON document of gates, and of the files that could not be read, in which there may be more."""
    not_read = [
        {"file": each.position.path, "line": each.position.line, "message": each.message} for each in unread
    ]
    return {"schema": SCHEMA, "gates": [_gate(row) for row in rows], "not_read": not_read}


def _gate(row: Judgement) -> dict[str, object]:
    gate = row.gate
    return {
        "id": gate.id,
        "name": gate.title,
        "workflow": gate.workflow.path,
        "job": gate.job.id.value,
        "step": step_title(gate.step),
        "line": gate.position.line,
        "checks": list(gate.kinds),
        "commands": [
            {
                "name": command.name,
                "text": command.text,
                "line": command.position.line,
                "fails_step": command.fails,
            }
            for command in row.commands
        ]
        or _uses(row),
        "thresholds": [
            {"text": limit.text, "file": limit.position.path, "line": limit.position.line}
            for limit in row.thresholds
        ],
        "verdict": row.verdict.value,
        "condition": row.condition if row.verdict is Verdict.CONDITIONAL else "",
        "reasons": [
            {
                "code": reason.code,
                "message": reason.message,
                "file": reason.position.path,
                "line": reason.position.line,
            }
            for reason in row.reasons
        ],
        "stops": list(row.stops),
        "red": row.reach.red,
    }


def _uses(row: Judgement) -> list[dict[str, object]]:
    step = row.gate.step
    if not isinstance(step, UsesStep):
        return []
    fails = {Verdict.BLOCKING: True, Verdict.INFORMATIONAL: False}.get(row.verdict)
    name = step.uses.value.partition("@")[0]
    return [{"name": name, "text": step.uses.value, "line": step.uses.position.line, "fails_step": fails}]


# -- SARIF -----------------------------------------------------------------------------------------------

_LEVELS = {
    Verdict.INFORMATIONAL: sarif.WARNING,
    Verdict.UNKNOWN: sarif.NOTE,
    Verdict.CONDITIONAL: sarif.NOTE,
}


def sarif_log(rows: Sequence[Judgement], unread: Sequence[Problem] = ()) -> dict[str, object]:
    """Return the gates that do not simply block as a SARIF log, for GitHub's code scanning.

    A file that could not be read is a result, too: there may be gates in it.
    """
    lost = [sarif.Result("gate-file-unread", sarif.ERROR, each.message, each.position) for each in unread]
    results = list(lost)
    for row in rows:
        level = _LEVELS.get(row.verdict)
        if level is None:
            continue
        reason = _first_reason(row)
        message = f"{_name(row)} is {row.verdict.value}: {reason.message if reason else 'no reason is known'}"
        if reason is not None and reason.mend:
            message += f"; {reason.mend}"
        position = reason.position if reason is not None else row.gate.position
        results.append(sarif.Result(f"gate-{row.verdict.value}", level, message, position))
    rules = {
        "gate-informational": "A quality gate never fails its job.",
        "gate-unknown": "What comes of a finding of a quality gate cannot be told.",
        "gate-conditional": "A quality gate fails its job in some cases only.",
        "gate-file-unread": "A workflow or action file cannot be read; there may be quality gates in it.",
    }
    return sarif.log(rules, results, lost)


# -- terminals -------------------------------------------------------------------------------------------

_COLOURS = {
    Verdict.BLOCKING: "green",
    Verdict.CONDITIONAL: "yellow",
    Verdict.UNKNOWN: "blue",
    Verdict.INFORMATIONAL: "red",
}
# What is true of nearly every gate would bury what is not.
_QUIET = {Code.REQUIRED_UNKNOWN.value, Code.TIMEOUT.value, Code.COMMAND_FAILS.value, Code.ACTION_FAILS.value}


def text(rows: Sequence[Judgement]) -> Iterator[Line]:
    """Yield the lines of a table with the reasons under each gate, and a count at the end."""
    if not rows:
        yield ("No step is named as a quality gate. With --detect, every known checker is one.",)
        return
    lines = [
        (
            f"{row.gate.workflow.file}:{row.gate.position.line}",
            _name(row),
            row.gate.job.id.value,
            row.verdict.value,
            ", ".join(row.stops) if row.stops else "nothing else" if row.reach.red else "nothing",
        )
        for row in rows
    ]
    head, *body = table(("Where", "Gate", "Job", "Verdict", "Stops"), lines, widths={1: 46, 4: 60})
    yield tuple(Styled("bold", cell) for cell in head)
    for row, line in zip(rows, body, strict=True):
        *before, verdict, stops = line
        word = row.verdict.value
        yield *before, Styled(_COLOURS[row.verdict], word), verdict.removeprefix(word), stops
        for limit in row.thresholds:
            yield (f"    limit: {one_line(limit.text)} ({limit.position.path}:{limit.position.line})",)
        for reason in row.reasons:
            if reason.code not in _QUIET:
                yield (f"    {reason.position.line}: {one_line(reason.message)} [{reason.code}]",)
                if reason.mend:
                    yield (Styled("faint", f"       mend: {one_line(reason.mend)}"),)
    counts = [(sum(row.verdict is verdict for row in rows), verdict.value) for verdict in _ORDER]
    shown = ", ".join(f"{count} {word}" for count, word in counts if count)
    yield (f"{len(rows)} {'gate' if len(rows) == 1 else 'gates'}: {shown}",)


def is_complete(rows: Sequence[Judgement]) -> bool:
    """Return whether every gate was judged, without a fault of ours."""
    return not any(reason.code == Code.INTERNAL_ERROR.value for row in rows for reason in row.reasons)


def worst(rows: Sequence[Judgement], verdict: Verdict) -> bool:
    """Return whether any gate is worth no more than a verdict; steps that are no gates do not count."""
    return any(
        _ORDER.index(row.verdict) >= _ORDER.index(verdict) for row in rows if row.gate.named or row.gate.kinds
    )


def _name(row: Judgement) -> str:
    return f"{row.gate.id} {row.gate.title}".strip()


def _first_reason(row: Judgement) -> Reason | None:
    return row.reasons[0] if row.reasons else None
