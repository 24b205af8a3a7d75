"""Findings of an audit as text with the source line, JSON, SARIF, GitHub's annotations, and Markdown."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from workflow_docs.channels.data import Document, markdown_line
from workflow_docs.channels.escaping import visible
from workflow_docs.channels.runner import annotation
from workflow_docs.channels.terminal import Styled, one_line
from workflow_docs.claims.findings import NOT_LOOKED_AT, Code

from . import sarif

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workflow_docs.channels.runner import Level
    from workflow_docs.channels.terminal import Line
    from workflow_docs.claims.audit import Audit
    from workflow_docs.claims.findings import Finding
    from workflow_docs.workflow.repository import Repository

SCHEMA = 1
"""The version of the JSON document."""


def document(found: Audit, findings: Sequence[Finding]) -> dict[str, object]:
    """Return the JSON document of findings."""
    return {
        "schema": SCHEMA,
        "documents": {"read": found.documents, "not_read": found.unread},
        "complete": found.is_complete,
        "findings": [_finding(finding) for finding in findings],
    }


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


def sarif_log(found: Audit, findings: Sequence[Finding]) -> dict[str, object]:
    """Return a SARIF log; its invocation says whether everything was looked at, and how many documents were read."""
    results = [
        sarif.Result(
            finding.code.value,
            sarif.ERROR if _is_hard(finding) else sarif.WARNING,
            _said(finding),
            finding.position,
        )
        for finding in findings
    ]
    notes = [
        result for result, finding in zip(results, findings, strict=True) if finding.code in NOT_LOOKED_AT
    ]
    counts = {"documents": {"read": found.documents, "not_read": found.unread}}
    return sarif.log({code.value: code.value.replace("-", " ") for code in Code}, results, notes, counts)


def github(found: Audit, findings: Sequence[Finding]) -> Iterator[Document]:
    """Yield the commands of a workflow that GitHub shows as annotations at the lines, and the count as a line of the log.

    See https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    for finding in findings:
        place = finding.position
        level: Level = "error" if _is_hard(finding) else "warning"
        yield annotation(level, place.path, place.line, finding.code.value, _said(finding), place.column)
    yield Document(f"{_count(found, findings)}\n")


def markdown(found: Audit, findings: Sequence[Finding]) -> Iterator[Document]:
    """Yield a table for the summary of a run, or for an issue, and the count."""
    if findings:
        yield markdown_line("| Where | Code | What | Evidence |")
        yield markdown_line("| --- | --- | --- | --- |")
    for finding in findings:
        evidence = finding.evidence
        proof = _code(f"{evidence.path}:{evidence.line}") if evidence is not None else ""
        where = _code(f"{finding.position.path}:{finding.position.line}")
        yield markdown_line(f"| {where} | `{finding.code.value}` | {_cell(_said(finding))} | {proof} |")
    if findings:
        yield markdown_line("")
    elif found.is_complete:
        yield markdown_line("No document contradicts the repository.")
        yield markdown_line("")
    yield markdown_line(f"{_count(found, findings)}.")


def _cell(text: str) -> str:
    """Return a text as GitHub shows it in a cell: no markup, no link, nobody mentioned, no formula."""
    shown = visible(" ".join(text.split()))
    escaped = re.sub(r"[\\`*_{}\[\]<>|~!:]", r"\\\g<0>", shown.replace("&", "&amp;"))
    # What GitHub looks for after Markdown, when a backslash is gone.
    return re.sub(r"[@#$]|(?<=www)\.", r"<span>\g<0></span>", escaped, flags=re.IGNORECASE)


def _code(text: str) -> str:
    """Return a code span in a cell; a path that holds a grave accent or a bar is escaped text instead."""
    shown = visible(text)
    return _cell(shown) if re.search(r"[`|]|##|^\s|\s$", shown) else f"`{shown}`"


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


def text(found: Audit, findings: Sequence[Finding], lines: Lines) -> Iterator[Line]:
    """Yield each finding with its place, the line of the document, and the evidence; and a count at the end."""
    for finding in findings:
        colour = "red" if _is_hard(finding) else "yellow"
        message = f": {one_line(finding.message)} [{finding.code.value}]"
        yield Styled("bold", str(finding.position)), ": ", Styled(colour, finding.judgement.value), message
        line = lines.line(finding.position.path, finding.position.line)
        if line.strip() and finding.code not in NOT_LOOKED_AT:
            yield (f"    {one_line(line)}",)
        if finding.evidence is not None:
            shown = finding.evidence_text or lines.line(finding.evidence.path, finding.evidence.line)
            yield (
                Styled("faint", f"    {finding.evidence.path}:{finding.evidence.line}: {one_line(shown)}"),
            )
        if finding.suggestion:
            yield (f"    {one_line(finding.suggestion)}",)
    yield (_count(found, findings),)


def _count(found: Audit, findings: Sequence[Finding]) -> str:
    documents = f"{found.documents} {'document' if found.documents == 1 else 'documents'}"
    unread = f", {found.unread} not read" if found.unread else ""
    return f"{documents}{unread}, {len(findings)} {'finding' if len(findings) == 1 else 'findings'}"


def _is_hard(finding: Finding) -> bool:
    return finding.confidence >= 0.8


def _said(finding: Finding) -> str:
    return f"{finding.message}; {finding.suggestion}" if finding.suggestion else finding.message


def fingerprint(finding: Finding) -> str:
    """Return what tells a finding from others, without its line: text above it may come and go.

    What a contract finds is told by its claim alone, because the message has a figure of the day.
    """
    message = "" if finding.code.value.startswith("contract-") else finding.message
    said = f"{finding.position.path}\n{finding.code.value}\n{finding.claim}\n{message}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
