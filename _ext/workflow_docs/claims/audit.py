"""The audit of whole documents: which there are, what is found in them, and what is waived."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.repository import reader

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
from .findings import GENERAL, Code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from typing import TypeAlias

    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.repository import Repository

    from .documents import Document
    from .findings import Finding

    Check: TypeAlias = Callable[[Document, Context], Iterator[Finding]]

ENDINGS = (".md", ".markdown")
"""The endings of documents."""

MANY = 20
"""From how many documents on it pays to share them out among processes."""

CONFIDENCE = 0.5
"""What is less sure is not told."""

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
    """The findings by place, and what could not be read, with why."""

    findings: tuple[Finding, ...]
    unread: tuple[tuple[str, str], ...]
    documents: int


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
    found = sorted((finding for part in parts for finding in part.findings), key=_order)
    unread = sorted(each for part in parts for each in part.unread)
    return Audit(tuple(found), tuple(unread), sum(part.documents for part in parts))


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
    unread: list[tuple[str, str]] = []
    count = 0
    for path in paths:
        document = read(repository, path)
        if isinstance(document, str):
            unread.append((path, document))
            continue
        count += 1
        context.keep(document)
        found.extend(check(document, context))
    return Audit(tuple(found), tuple(unread), count)


def check(document: Document, context: Context, judges: Iterable[Check] = _CHECKS) -> Iterator[Finding]:
    """Yield the findings of one document that are sure enough and not waived, each fault once; by all judges or by some."""
    context.pipeline = about.is_about_pipeline(document, context)
    found = [
        finding
        for judge in judges
        for finding in judge(document, context)
        if finding.confidence >= CONFIDENCE
    ]
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
            yield finding


def kept(findings: Iterable[Finding], document: Document) -> Iterator[Finding]:
    """Yield the findings that are sure enough and that no comment of the document waives."""
    for finding in findings:
        waived = document.waived.get(finding.position.line, frozenset())
        if finding.confidence >= CONFIDENCE and not waived & {finding.code.value, "all"}:
            yield finding


def read(repository: Repository, path: str) -> Document | str:
    """Return a document, or why it cannot be read."""
    text = reader.read_text(repository.root, path)
    return text.message if isinstance(text, reader.Unread) else documents.parse(text, path)


def all_documents(repository: Repository) -> list[str]:
    """Return the paths of all Markdown files of a repository, without those that come from elsewhere."""
    found: list[str] = []
    for name, folders, found_here in os.walk(repository.root):
        folder = Path(name)
        folders[:] = sorted(
            inner
            for inner in folders
            if inner not in files.SKIPPED
            and (not inner.startswith(".") or inner == ".github")
            # A folder with workflows of its own is another repository, or the sample of one.
            and not (folder / inner / ".github" / "workflows").is_dir()
        )
        found.extend(
            (folder / file).relative_to(repository.root).as_posix()
            for file in found_here
            if file.lower().endswith(ENDINGS)
        )
    return sorted(found)
