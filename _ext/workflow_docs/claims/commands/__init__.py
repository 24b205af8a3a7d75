"""Commands of documents: whether they can work in the repository, and what they are to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis.shell import grammar
from workflow_docs.claims.findings import Code, not_looked_at

from . import (
    blocks,
    classes,
    endpoints,
    gh,
    hosts,
    inside,
    labels,
    misuse,
    options,
    paths,
    resources,
    targets,
    variables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document
    from workflow_docs.claims.findings import Finding

    from .blocks import Written
    from .classes import ClassifiedCommand

_PAST = re.compile(
    r"(?:^|/)(?:change(?:s|log)?|history|news|release[-_]?notes|migrat\w+)\b[^/]*\Z|(?:^|/)(?:changelogs?|release[-_]?notes)/",
    re.IGNORECASE,
)


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every command that cannot work; what a log of changes tells of is past."""
    if _PAST.search(document.path):
        return
    for block in blocks.blocks(document):
        if not grammar.parse(block.text).read:
            message = (
                f"the commands were not checked: a line of more than {grammar.LONGEST_LINE:,} bytes, or a block that takes"
                " too long to read; split it"
            )
            yield not_looked_at(Code.NOT_FINISHED, message, block.position)
            continue
        yield from misuse.check_block(block)
        yield from variables.check(block, document, context)
    for command in blocks.commands(document, context):
        yield from _check(command, document, context)


def _check(command: Written, document: Document, context: Context) -> Iterator[Finding]:
    call = options.call(command.words)
    if call is not None:
        yield from options.check(command, call)
        yield from misuse.check(command, call)
        match call.path[0]:
            case "gh":
                yield from gh.check(command, call, context)
                yield from labels.check(command, call, document, context)
            case "kubectl" | "helm":
                yield from resources.check(command, call, document, context)
            case "curl":
                yield from endpoints.check(command, call, context)
                yield from hosts.check(command, call, context)
    yield from paths.check(command, call, document, context)
    yield from inside.check_tests(command, document, context)
    yield from inside.check_module(command, document, context)
    yield from targets.check(command, document, context)


def listed(document: Document, context: Context) -> tuple[ClassifiedCommand, ...]:
    """Return the commands of a document's shell blocks in the order of the text, each with its class."""
    return tuple(
        classes.ClassifiedCommand(command, classes.classify(command, document, context))
        for command in blocks.commands(document, context)
        if not command.block.span
    )
