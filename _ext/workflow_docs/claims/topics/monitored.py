"""Panels, metrics and alerts that tables and lists name, and limits of metrics, held against the files of Grafana and Prometheus."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims import labels, numbered
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.numbers import amount

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from workflow_docs.analysis.monitoring import Alert
    from workflow_docs.claims.statements import Statement
    from workflow_docs.workflow.position import Position

_CODE = re.compile(r"`([^`\n]{3,120})`")
_NAME = re.compile(r"(?P<name>[a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?:\{[^{}]*\})?\Z")
_MARKED = re.compile(r"(?<![*\w])(?P<mark>\*{1,2}|_)(?P<name>[A-Z][^*_\n]{2,60}?)(?P=mark)(?![*\w])")
_PANELS = re.compile(r"\bpanels?\b", re.IGNORECASE)
_SERIES = re.compile(r"_(?:bucket|sum|count)\Z")
_LIMIT = re.compile(
    r"(?:[<>≤≥]=?|\b(?:above|below|over|under|exceeds?|(?:less|more|higher|lower) than|at (?:least|most)))\s*"
    r"(?P<value>\d+(?:\.\d+)?)(?![\w.]*\d)",
    re.IGNORECASE,
)
_GOAL = re.compile(r"\b(?:goals?|targets?|aims?|ideal\w*)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.(|]\s")


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a name that none of the files has, and for a limit that is none of the metric's."""
    monitoring = statement.context.monitoring
    if not monitoring.complete:
        return
    if labels.PANEL.fullmatch(statement.label):
        yield from _check_panels(statement, [(statement.text.strip(), 0)])
    elif _PANELS.search(" ".join((statement.text, *statement.above[-1:]))):
        # What has a mark where it is about panels, and is called like one.
        yield from _check_panels(
            statement, [(match["name"], match.start("name")) for match in _MARKED.finditer(statement.source)]
        )
    elif labels.METRIC.fullmatch(statement.label):
        yield from _check_metrics(statement)
    elif labels.ALERT.fullmatch(statement.label):
        yield from _check_alerts(statement)
    if monitoring.alerts and statement.is_claim and not statement.is_negated:
        yield from _check_limits(statement, monitoring.alerts)


def _check_panels(statement: Statement, said: Iterable[tuple[str, int]]) -> Iterator[Finding]:
    dashboards = statement.context.monitoring.dashboards
    known = {panel.title for dashboard in dashboards for panel in dashboard.panels}
    known |= {dashboard.title for dashboard in dashboards}
    for name, offset in said:
        if name and dashboards and name not in known and not statement.is_denied(offset):
            yield _missing(
                Code.UNKNOWN_PANEL, f"no dashboard has a panel {name!r}", statement, offset, name, known, dashboards[0].position
            )  # fmt: skip


def _check_metrics(statement: Statement) -> Iterator[Finding]:
    monitoring = statement.context.monitoring
    first = {name.partition("_")[0] for name in monitoring.metrics}
    for code in _CODE.finditer(statement.source):
        match = _NAME.match(code[1])
        if match is None:
            continue
        name = match["name"]
        if name in monitoring.written or _SERIES.sub("", name) in monitoring.written:
            continue
        near = did_you_mean(name, monitoring.written, listed=False)
        # What other programs measure stands in no file, but for what is called like the metrics of this repository.
        is_own = name in monitoring.queried or bool(near) or name.partition("_")[0] in first
        if monitoring.metrics and is_own:
            yield _missing(
                Code.UNKNOWN_METRIC, f"nothing in the repository makes a metric {name!r}", statement, code.start(1), name,
                monitoring.written,
            )  # fmt: skip


def _check_alerts(statement: Statement) -> Iterator[Finding]:
    known = statement.context.monitoring.alert_names
    for code in _CODE.finditer(statement.source):
        if known and code[1] not in known and re.fullmatch(r"[A-Z]\w+", code[1]):
            yield _missing(
                Code.UNKNOWN_ALERT, f"no rule has an alert {code[1]!r}", statement, code.start(1), code[1], known
            )  # fmt: skip


def _missing(
    code: Code,
    message: str,
    statement: Statement,
    offset: int,
    name: str,
    known: Collection[str],
    evidence: Position | None = None,
) -> Finding:
    return Finding(
        code, Judgement.MISSING, message, statement.at(offset), statement.shown(), evidence,
        suggestion=did_you_mean(name, known, listed=False).removeprefix("; "), confidence=0.7,
    )  # fmt: skip


def _check_limits(statement: Statement, alerts: tuple[Alert, ...]) -> Iterator[Finding]:
    """Check `error rate > 5 %` against the alerts on that metric, and what workflows set for it."""
    # The sign at the beginning of a cell is no mark of a quotation.
    text = statement.source if statement.row else statement.text
    if _GOAL.search(f"{statement.label} {text}"):
        return
    measures: dict[frozenset[str], list[Alert]] = {}
    for alert in alerts:
        measures.setdefault(numbered.words(alert.metric), []).append(alert)
    meant: list[Alert] = []
    end = 0
    for match in _LIMIT.finditer(text):
        before = _CLAUSE.split(text[end : match.start()])[-1]
        words = numbered.words(f"{statement.row} {before}" if statement.row else before)
        shared = {measure: len(words & measure) for measure in measures}
        best = [measure for measure, count in shared.items() if count > 1 and count == max(shared.values())]
        if len(best) == 1:
            meant = measures[best[0]]
        elif words or len(best) > 1:
            meant = []  # it is of something else; without words it goes on with the same
        end = match.end()
        known = {alert.limit for alert in meant} | _set(statement, meant)
        if meant and amount(match["value"]) not in known:
            real = ", ".join(f"{alert.limit:g}" for alert in meant)
            yield Finding(
                Code.THRESHOLD, Judgement.CONTRADICTED, f"the alerts on {meant[0].metric} are at {real}, not {match['value']}",
                statement.at(match.start()), statement.shown(), meant[-1].position, confidence=0.65,
            )  # fmt: skip


def _set(statement: Statement, alerts: list[Alert]) -> set[float]:
    """Return the numbers that workflows set for the metric of some alerts."""
    words = numbered.words(alerts[0].metric) if alerts else frozenset()
    return {
        number
        for line in statement.context.lines_with(words)
        if words <= line.words
        for number, _ in line.numbers
    }
