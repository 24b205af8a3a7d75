"""Where the links of a document lead, how many of them break, and which documents link to each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.claims import audit, links

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document

_LINE = re.compile(r"L\d+")


class References(NamedTuple):
    """The links of one document: each is counted once, as what it leads to.

    `documents` lead to another Markdown file, `anchors` to a heading of this or of another one, `sources` to any other
    file of the repository or a line of it. `placeholders` are addresses that lead nowhere by design, `others` are
    addresses of other sites. `broken` are those of the first three that lead nowhere.
    """

    documents: int
    sources: int
    anchors: int
    placeholders: int
    others: int
    broken: int


def of(document: Document, context: Context, placeholders: Sequence[re.Pattern[str]]) -> References:
    """Count the links of a document."""
    kinds = [_kind(link.target, placeholders) for link in document.links if link.target]
    broken = sum(1 for _ in audit.kept(links.check(document, context), document))
    counts = {name: kinds.count(name) for name in References._fields if name != "broken"}
    return References(**counts, broken=broken)


def _kind(target: str, placeholders: Sequence[re.Pattern[str]]) -> str:
    if links.OUTSIDE.match(target):
        return "placeholders" if any(pattern.match(target) for pattern in placeholders) else "others"
    path, _, fragment = target.partition("#")
    if fragment and not _LINE.match(fragment):
        return "anchors"
    return "documents" if path.partition("?")[0].endswith((".md", ".markdown")) else "sources"


def between(documents: Iterable[Document]) -> list[tuple[str, str, int]]:
    """Return each ordered pair of documents, and how many links of the first lead to the second."""
    listed = list(documents)
    found = []
    for document in listed:
        targets = [links.target_path(document.path, link.target) for link in document.links]
        found += [
            (document.path, other.path, targets.count(other.path))
            for other in listed
            if other is not document
        ]
    return found
