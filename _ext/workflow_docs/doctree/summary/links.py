"""Where the links of documents lead, those that must be there, and links to all that the report speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.claims.findings import Code
from workflow_docs.doctree import inline

from .shown import TOTAL, bullets, result, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_docs.claims.contract import Check
    from workflow_docs.doctree.inline import Cell

    from .shown import Shown


def references(shown: Shown) -> list[nodes.Node]:
    """Return where links lead, the links that must be there, and which documents link to each other."""
    report = shown.report
    heads = (
        "Document",
        "To documents",
        "To sources",
        "To headings",
        "To other sites",
        "Placeholders skipped",
        "Broken",
    )
    numbers = [
        [each.references.documents, each.references.sources, each.references.anchors, each.references.others,
         each.references.placeholders, each.references.broken]
        for each in report.figures
    ]  # fmt: skip
    rows: list[Sequence[object]] = [
        [shown.document(each.path), *row] for each, row in zip(report.figures, numbers, strict=True)
    ]
    sums = [sum(column) for column in zip(*numbers, strict=True)] or [0] * 6
    found: list[nodes.Node] = [table(heads, [*rows, [TOTAL, *sums]])]
    wanted: dict[str, list[Check]] = {}
    for check in report.checks_of(Code.CONTRACT_LINK):
        wanted.setdefault(check.document, []).append(check)
    if wanted:
        found += [
            nodes.paragraph("", "The links that must be there:"),
            table(
                ("Document", "Passed", "Failed"),
                [
                    [shown.document(path), *(_links(checks, passed=passed) for passed in (True, False))]
                    for path, checks in wanted.items()
                ],
                keep=("Failed",),
            ),
        ]
    keys = report.checks_of(Code.CONTRACT_KEY_LINK)
    if keys:
        found += [
            nodes.paragraph("", "What a document and the file that it speaks of must both have, and the lines that match:"),
            table(
                ("Document", "Expression", "Lines", "Result"),
                [
                    [shown.document(check.document), inline.code(check.what.removeprefix("lines with ")), check.measured, result(check)]
                    for check in keys
                ],
            ),
        ]  # fmt: skip
    if report.pairs:
        paths = [each.path for each in report.figures]
        counts = {(start, end): count for start, end, count in report.pairs}
        found += [
            nodes.paragraph("", "How many links lead from each document to the others:"),
            table(
                ("From", *(f"to {path.rpartition('/')[2]}" for path in paths)),
                [
                    [shown.document(start), *(counts.get((start, end), "–") for end in paths)]
                    for start in paths
                ],
            ),
        ]
    return found


def links(shown: Shown) -> list[nodes.Node]:
    """Return the links to all documents and workflows."""
    report = shown.report
    found = [
        shown.document(path)
        for path in (*(each.path for each in report.figures), *report.others)
        if path != shown.own
    ]
    found += [inline.reference("file", path, path.rpartition("/")[2]) for path in report.workflows]
    return [bullets(found)]


def _links(checks: Iterable[Check], *, passed: bool) -> Cell:
    chosen = (check.what.partition("'")[2].rstrip("'") for check in checks if check.passed is passed)
    return inline.joined([inline.code(link) for link in chosen])
