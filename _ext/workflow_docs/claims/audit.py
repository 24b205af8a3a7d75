"""The audit of whole documents: which there are, what is found in them, and what is waived."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.repository import reader
from workflow_docs.repository.hard_coded_secrets import mask
from workflow_docs.repository.root import sign_of
from workflow_docs.workflow.guard import describe, guarded
from workflow_docs.workflow.position import Position

from . import (
    about,
    changes,
    commands,
    dashboards,
    documents,
    endpoint_examples,
    excerpts,
    files,
    graphs,
    links,
    names,
    outputs,
    paths,
    sets,
    steps,
    topics,
    trees,
    watched,
)
from .context import Context
from .findings import GENERAL, NOT_LOOKED_AT, Code, Finding, not_looked_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from typing import TypeAlias

    from workflow_docs.workflow.problem import Problem
    from workflow_docs.workflow.repository import Repository

    from .documents import Document

    Check: TypeAlias = Callable[[Document, Context], Iterator[Finding]]

ENDINGS = (".md", ".markdown")
"""The endings of documents."""

MANY = 20
"""From how many documents on it pays to share them out among processes."""

CONFIDENCE = 0.5
"""Findings below this confidence are dropped."""

SECONDS = 30.0
"""How many seconds of computing one document may take; the longest of 22 public repositories takes less than a tenth of it."""

WITHOUT_LINKS = (
    names.check,
    sets.check,
    topics.check,
    graphs.check,
    trees.check,
    excerpts.check,
    changes.check,
    steps.check,
    outputs.check,
    watched.check,
    dashboards.check,
    endpoint_examples.check,
    commands.check,
    paths.check,
)
"""The judges for pages whose links are another's business."""

_CHECKS = (links.check, *WITHOUT_LINKS)


class Audit(NamedTuple):
    """The findings by place, how many documents were read, and how many could not be read."""

    findings: tuple[Finding, ...]
    documents: int
    unread: int

    @property
    def is_complete(self) -> bool:
        """Whether everything was looked at."""
        return not any(finding.code in NOT_LOOKED_AT for finding in self.findings)


def audit(repository: Repository, paths: Iterable[str], processes: int = 1) -> Audit:
    """Return what is found in documents, whose paths are those below the root.

    With `processes`, many documents are shared out among so many processes, where the system can split one.
    """
    wanted = list(paths)
    if processes > 1 and len(wanted) >= MANY and "fork" in multiprocessing.get_all_start_methods():
        # Every nth document is a process's own, so that each gets long ones and short ones.
        parts = _shared_out(repository, [wanted[number::processes] for number in range(processes)])
    else:
        parts = [_audit(repository, wanted)]
    found = [*unreadable_workflows(repository), *(finding for part in parts for finding in part.findings)]
    read, unread = (
        sum(counts) for counts in zip(*((part.documents, part.unread) for part in parts), strict=True)
    )
    return Audit(tuple(sorted(found, key=_order)), read, unread)


def unreadable_workflows(repository: Repository) -> Iterator[Finding]:
    """Yield a finding for every workflow and action file that cannot be read."""
    files: list[tuple[object, tuple[Problem, ...]]] = [
        *((file.workflow, file.problems) for file in repository.files.values()),
        *((file.action, file.problems) for file in repository.action_files.values()),
    ]
    for model, problems in files:
        if model is None and problems:
            message = f"what documents say of this file was not checked: {problems[0].message}"
            yield not_looked_at(Code.UNREADABLE_WORKFLOW, message, problems[0].position)


def _shared_out(repository: Repository, shares: list[list[str]]) -> list[Audit]:
    """Audit each share in a process of its own, which has the repository from this one without copying it."""
    context = multiprocessing.get_context("fork")
    running = []
    for share in shares:
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_send, args=(sender, repository, share))
        process.start()
        sender.close()  # so that a process that dies is noticed
        running.append((process, receiver))
    parts = []
    for share, (process, receiver) in zip(shares, running, strict=True):
        try:
            parts.append(receiver.recv())
        except EOFError:
            # The process was ended from outside, as by a system without memory: what it had to do is done here.
            parts.append(_audit(repository, share))
        process.join()
    return parts


def _send(sender: Connection, repository: Repository, paths: list[str]) -> None:
    sender.send(_audit(repository, paths))
    sender.close()


def _order(finding: Finding) -> tuple[Position, str, str]:
    return finding.position, finding.code.value, finding.message


def _audit(repository: Repository, paths: list[str]) -> Audit:
    context = Context(repository)
    found: list[Finding] = []
    unread = 0
    for path in paths:
        document = read(repository, path)
        if isinstance(document, Finding):
            found.append(document)
            unread += 1
            continue
        context.keep(document)
        found.extend(check(document, context))
    return Audit(tuple(found), len(paths) - unread, unread)


def check(document: Document, context: Context, judges: Iterable[Check] = _CHECKS) -> Iterator[Finding]:
    """Yield the findings of one document that are sure enough and not waived, each fault once; by all judges or by some."""
    found: list[Finding] = []
    start = Position(document.path, 1, 1)

    def report(message: str) -> None:
        found.append(not_looked_at(Code.INTERNAL_ERROR, message, start))

    context.deadline = time.thread_time() + SECONDS
    context.pipeline = True
    with guarded(report):
        context.pipeline = about.is_about_pipeline(document, context)
    for judge in judges:
        with guarded(report):
            found.extend(finding for finding in judge(document, context) if finding.confidence >= CONFIDENCE)
        if context.is_out_of_time():
            message = (
                f"the document was not checked to its end: that takes more than {SECONDS} seconds; split it"
            )
            found.append(not_looked_at(Code.NOT_FINISHED, message, start))
            break
    # What a rule for one kind says of a place is better than what is said there of any name or number.
    exact = {finding.position for finding in found if finding.code not in GENERAL}
    lines = {position.line for position in exact}
    told: set[tuple[Position, Code, str]] = set()
    for finding in kept(found, document):
        if finding.code in GENERAL and (
            finding.position in exact or (finding.code is Code.NUMBER and finding.position.line in lines)
        ):
            continue
        # The same of one place by two rules; of a table or a drawing, more than one may be missing.
        key = (finding.position, finding.code, "" if finding.code in GENERAL else finding.message)
        if key not in told:
            told.add(key)
            yield _masked(finding)


def _masked(finding: Finding) -> Finding:
    """Return a finding without the secrets of the files that it quotes."""
    return finding._replace(
        message=mask(finding.message),
        claim=mask(finding.claim),
        evidence_text=mask(finding.evidence_text),
        suggestion=mask(finding.suggestion),
    )


def kept(findings: Iterable[Finding], document: Document) -> Iterator[Finding]:
    """Yield the findings that are sure enough and that no comment of the document waives."""
    for finding in findings:
        waived = document.waived.get(finding.position.line, frozenset())
        if finding.code in NOT_LOOKED_AT or (
            finding.confidence >= CONFIDENCE and not waived & {finding.code.value, "all"}
        ):
            yield finding


def read(repository: Repository, path: str) -> Document | Finding:
    """Return a document, or the finding that it cannot be read."""
    text = reader.read_text(repository.root, path)
    if isinstance(text, reader.Unread):
        line, column = text.place
        return not_looked_at(Code.UNREADABLE_DOCUMENT, text.message, Position(path, line, column))
    try:
        return documents.parse(mask(text), path)
    except Exception as error:  # noqa: BLE001 (as in `guarded`)
        return not_looked_at(Code.INTERNAL_ERROR, describe(error), Position(path, 1, 1))


def all_documents(repository: Repository, below: Path | None = None) -> list[str]:
    """Return the paths of all Markdown files of a repository, or of a folder in it, without those that come from elsewhere."""
    found: list[str] = []
    for name, folders, found_here in os.walk(below or repository.root):
        folder = Path(name)
        folders[:] = sorted(
            inner
            for inner in folders
            if inner not in files.SKIPPED
            and (not inner.startswith(".") or inner == ".github")
            # A folder with workflows or a `.git` of its own is another repository, or the sample of one.
            and not sign_of(folder / inner)
        )
        found.extend(
            (folder / file).relative_to(repository.root).as_posix()
            for file in found_here
            if file.lower().endswith(ENDINGS)
        )
    return sorted(found)
