"""The names that documents and sources have, and the gates as both tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.doctree import inline

from .shown import TOTAL, bullets, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workflow_docs.summary.facts import Facts

    from .shown import Shown


def facts(shown: Shown) -> list[nodes.Node]:
    """Return the names that documents and sources have, and the gates as both tell of them."""
    report = shown.report
    heads = ("Kind", "Named in documents", "Present in sources", "Only in documents", "Only in sources")
    rows = [
        [each.kind, each.named, each.present, len(each.only_in_documents), len(each.only_in_sources)]
        for each in report.facts
    ]
    sums = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    found: list[nodes.Node] = [table(heads, [*rows, [TOTAL, *sums]])]
    found += _one_sided("Only in documents:", report.facts, lambda each: each.only_in_documents)
    found += _one_sided("Only in sources:", report.facts, lambda each: each.only_in_sources)
    if report.gates:
        columns = (
            "Gate",
            "Threshold in documents",
            "Threshold in the workflow",
            "Effect in documents",
            "Effect in the workflow",
            "Equal",
        )
        found += [
            nodes.paragraph("", "The quality gates, as documents and workflows tell of them:"),
            table(
                columns,
                [
                    [inline.source(each.position, each.name), each.said_threshold or "–", ", ".join(each.limits) or "–", each.said_effect or "–",
                     each.effect, "yes" if each.same else "no"]
                    for each in report.gates
                ],
            ),
        ]  # fmt: skip
    return found


def _one_sided(
    lead: str, kinds: Iterable[Facts], names: Callable[[Facts], tuple[str, ...]]
) -> list[nodes.Node]:
    items = [
        [*inline.text(f"{each.kind}: "), *inline.joined([inline.code(name) for name in names(each)])]
        for each in kinds
        if names(each)
    ]
    return [nodes.paragraph("", lead), bullets(items)] if items else []
