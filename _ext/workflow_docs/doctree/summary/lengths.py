"""How long the documents are, where their lines come from, and what they hold: blocks of code, diagrams, tables, tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.doctree import inline

from .shown import TOTAL, bullets, required, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflow_docs.doctree.inline import Cell
    from workflow_docs.summary.report import Figures

    from .shown import Shown


def documents(shown: Shown) -> list[nodes.Node]:
    """Return how long each document is, and where its lines come from."""
    report = shown.report
    rows = [
        [
            shown.document(each.path), each.lines, required(each.lines, each.required.get("lines_min")), *each.origins,
            each.headings,
        ]
        for each in report.figures
    ]  # fmt: skip
    lines = sum(each.lines for each in report.figures)
    sums = [sum(column) for column in zip(*(each.origins for each in report.figures), strict=True)]
    total = [
        TOTAL,
        lines,
        required(lines, report.required.get("lines_min")),
        *(sums or [0] * 4),
        sum(each.headings for each in report.figures),
    ]
    heads = (
        "Document",
        "Lines",
        "Required",
        "Generated",
        "Excerpt",
        "Hand-written",
        "Blank",
        "Headings",
    )
    found: list[nodes.Node] = [table(heads, [*rows, total])]
    if report.unread:
        found += [
            nodes.paragraph("", "These documents could not be read:"),
            bullets([[*inline.code(path), *inline.text(f": {why}")] for path, why in report.unread]),
        ]
    return found


def code(shown: Shown) -> list[nodes.Node]:
    """Return the blocks of code, the diagrams, the tables and the task list items, then the blocks by language."""
    report = shown.report
    heads = (
        "Document",
        "Code blocks",
        "Required blocks",
        "Diagrams",
        "Required diagrams",
        "Tables",
        "Task list items",
    )

    def row(name: Cell | str, group: Sequence[Figures], wanted: Mapping[str, int]) -> list[object]:
        blocks = sum(sum(each.blocks.values()) for each in group)
        diagrams = sum(each.diagrams for each in group)
        return [
            name, blocks, required(blocks, wanted.get("blocks_min")),
            diagrams, required(diagrams, wanted.get("mermaid_min")),
            sum(each.tables for each in group), sum(each.tasks for each in group),
        ]  # fmt: skip

    rows = [row(shown.document(each.path), [each], each.required) for each in report.figures]
    found: list[nodes.Node] = [table(heads, [*rows, row(TOTAL, report.figures, report.required)])]
    languages = sorted({language for each in report.figures for language in each.blocks})
    if languages:
        counts = [
            [shown.document(each.path), *(each.blocks.get(language, 0) for language in languages)]
            for each in report.figures
        ]
        sums = [sum(each.blocks.get(language, 0) for each in report.figures) for language in languages]
        found += [
            nodes.paragraph("", "The blocks by language:"),
            table(("Document", *languages), [*counts, [TOTAL, *sums]]),
        ]
    return found
