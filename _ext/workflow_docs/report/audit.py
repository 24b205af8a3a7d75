"""Findings of an audit as text with the source line, JSON, SARIF, GitHub's annotations, and Markdown."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Judgement

from . import sarif
from .terminal import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workflow_docs.claims.audit import Audit
    from workflow_docs.claims.findings import Finding
    from workflow_docs.workflow.repository import Repository

    from .terminal import Style

SCHEMA = 1
"""The version of the JSON document."""


def document(findings: Sequence[Finding]) -> dict[str, object]:
    """Return the JSON document of findings."""
    return {"schema": SCHEMA, "findings": [_finding(finding) for finding in findings]}


def _finding(finding: Finding) -> dict[str, object]:
    evidence = finding.evidence
    return {
        "file": finding.position.path,
        "line": finding.position.line,
        "column": finding.position.column,
        "code": finding.code.value,
        "verdict": finding.judgement.value,
        "message": finding.message,
        "claim": finding.claim,
        "evidence": {"file": evidence.path, "line": evidence.line, "text": finding.evidence_text}
        if evidence is not None
        else None,
        "suggestion": finding.suggestion,
        "confidence": finding.confidence,
    }


def sarif_log(findings: Sequence[Finding]) -> dict[str, object]:
    """Return a SARIF log."""
    results = [
        sarif.Result(
            finding.code.value,
            sarif.ERROR if _is_hard(finding) else sarif.WARNING,
            _said(finding),
            finding.position,
        )
        for finding in findings
    ]
    return sarif.log({code.value: code.value.replace("-", " ") for code in Code}, results)


def github(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the commands of a workflow that GitHub shows as annotations at the lines.

    See https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    for finding in findings:
        level = "error" if _is_hard(finding) else "warning"
        place = finding.position
        file = _escaped(place.path, properties=True)
        yield f"::{level} file={file},line={place.line},col={place.column},title={finding.code.value}::{_escaped(_said(finding))}"


def _escaped(text: str, *, properties: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if properties else text


def markdown(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a table for the summary of a run, or for an issue."""
    if not findings:
        yield "No document contradicts the repository."
        return
    yield "| Where | Code | What | Evidence |"
    yield "| --- | --- | --- | --- |"
    for finding in findings:
        evidence = (
            f"`{finding.evidence.path}:{finding.evidence.line}`" if finding.evidence is not None else ""
        )
        where = f"`{finding.position.path}:{finding.position.line}`"
        yield f"| {where} | `{finding.code.value}` | {_cell(_said(finding))} | {evidence} |"


def _cell(text: str) -> str:
    escaped = "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~$!" else char for char in " ".join(text.split()))
    return escaped.replace("&", "&amp;")


class Lines:
    """The lines that findings speak of: those of files of the repository, and of `texts` by the path that is shown."""

    def __init__(self, repository: Repository, texts: Mapping[str, str]) -> None:
        """Take the repository, and the texts of files that stand outside of it."""
        self._repository = repository
        self._texts = texts
        self._lines: dict[str, list[str]] = {}

    def line(self, path: str, number: int) -> str:
        """Return a line, cut where it is long; empty where there is none."""
        if path not in self._lines:
            text = self._texts[path] if path in self._texts else self._repository.read_text(path)
            self._lines[path] = (text or "").splitlines()
        lines = self._lines[path]
        return lines[number - 1][:200] if 0 < number <= len(lines) else ""


def text(found: Audit, findings: Sequence[Finding], lines: Lines, style: Style) -> Iterator[str]:
    """Yield each finding with its place, the line of the document, and the evidence; and a count at the end."""
    for finding in findings:
        colour = "red" if _is_hard(finding) else "yellow"
        yield f"{style.bold(str(finding.position))}: {style.colour(colour, finding.judgement.value)}: {safe(finding.message)} [{finding.code.value}]"
        line = lines.line(finding.position.path, finding.position.line)
        if line.strip():
            yield f"    {safe(line)}"
        if finding.evidence is not None:
            shown = finding.evidence_text or lines.line(finding.evidence.path, finding.evidence.line)
            yield style.faint(f"    {finding.evidence.path}:{finding.evidence.line}: {safe(shown)}")
        if finding.suggestion:
            yield f"    {safe(finding.suggestion)}"
    for path, why in found.unread:
        yield f"{path}: not read: {why}"
    documents = f"{found.documents} {'document' if found.documents == 1 else 'documents'}"
    count = len(findings)
    yield f"{documents}, {count} {'finding' if count == 1 else 'findings'}"


def _is_hard(finding: Finding) -> bool:
    return finding.judgement in {Judgement.CONTRADICTED, Judgement.MISSING} and finding.confidence >= 0.8


def _said(finding: Finding) -> str:
    return f"{finding.message}; {finding.suggestion}" if finding.suggestion else finding.message


def fingerprint(finding: Finding) -> str:
    """Return what tells a finding from others, without its line: text above it may come and go.

    What a contract finds is told by its claim alone, because the message has a figure of the day.
    """
    message = "" if finding.code.value.startswith("contract-") else finding.message
    said = f"{finding.position.path}\n{finding.code.value}\n{finding.claim}\n{message}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]
