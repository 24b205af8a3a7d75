"""How readable the documents are, how complete, and which checks failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.doctree import inline

from .shown import TOGETHER, TOTAL, decimal, result, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.claims.contract import Check
    from workflow_docs.summary.report import Score

    from .shown import Shown


def quality(shown: Shown) -> list[nodes.Node]:
    """Return how readable the documents are, how complete, and what failed."""
    report = shown.report
    heads = ("Document", "Flesch Reading Ease", "Words", "Sentences", "Words per sentence")
    rows = [
        [cell, decimal(figures.ease), figures.words, figures.sentences, decimal(figures.words_a_sentence)]
        for cell, figures in (
            *((shown.document(each.path), each.readability) for each in report.figures),
            (inline.text(TOTAL), report.readability),
        )
    ]
    found: list[nodes.Node] = [table(heads, rows)]
    if report.checks:
        scores = report.scores
        named = {path: shown.document(path) for path in scores if path}
        if "" in scores:
            named[""] = inline.text(TOGETHER)
        found += [
            nodes.paragraph("", "The checks of the contract:"),
            table(
                ("Document", "Passed", "Checks", "Completeness"),
                [
                    *([cell, *_score(scores[path])] for path, cell in named.items()),
                    [TOTAL, *_score(report.score)],
                ],
            ),
        ]
        failed = report.failed
        found.append(nodes.paragraph("", "These checks failed:" if failed else "No check failed."))
        if failed:
            found.append(_failed(shown, failed))
    else:
        found.append(nodes.paragraph("", "There is no contract that tells what the documents must hold."))
    count = shown.to_write
    found.append(
        nodes.paragraph(
            "", f"{count or 'No'} {'part is' if count == 1 else 'parts are'} marked as to be written."
        )
    )
    return found


def _score(score: Score) -> tuple[int, int, str]:
    return score.passed, score.checks, f"{score.percent:.1f} %"


def _failed(shown: Shown, failed: Iterable[Check]) -> nodes.table:
    rows = [
        [
            shown.document(check.document) if check.document else inline.text(TOGETHER), shown.check(check),
            check.wanted, check.measured, shown.place(check.place or check.position), result(check),
        ]
        for check in failed
    ]  # fmt: skip
    return table(("Document", "Check", "Wanted", "Found", "Where", "Result"), rows)
