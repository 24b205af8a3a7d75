"""The commands of documents by class and by program, and every one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.claims.commands.classes import CommandClass
from workflow_docs.doctree import inline
from workflow_docs.summary.command_lists import OTHER, SCRIPTS

from .shown import TOTAL, bullets, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .shown import Shown


def commands(shown: Shown) -> list[nodes.Node]:
    """Return the commands by class and by program, and every one of them."""
    listed = shown.report.commands
    paths = [each.path for each in shown.report.figures]
    classes = list(CommandClass)
    rows: list[Sequence[object]] = []
    for path in paths:
        counts = listed.by_class[path]
        rows.append([shown.document(path), sum(counts.values()), *(counts[kind] for kind in classes)])
    sums = [sum(listed.by_class[path][kind] for path in paths) for kind in classes]
    heads = ("Document", "Commands", *(_words(kind) for kind in classes))
    found: list[nodes.Node] = [table(heads, [*rows, [TOTAL, sum(sums), *sums]])]
    if listed.by_program:
        programs = [
            [
                inline.code(name) if name not in {OTHER, SCRIPTS} else name,
                *(counts.get(path, 0) for path in paths),
                sum(counts.values()),
            ]
            for name, counts in listed.by_program.items()
        ]
        found += [
            nodes.paragraph("", "By the program that they call:"),
            table(("Program", *(path.rpartition("/")[2] for path in paths), TOTAL), programs),
        ]
    for kind in reversed(classes):
        of_kind = [each for each in listed.listed if each.kind is kind]
        lead = f"{_words(kind)}: {len(of_kind)} different commands" + (":" if of_kind else ".")
        found.append(nodes.paragraph("", lead))
        if of_kind:
            found.append(
                bullets(
                    [
                        [*inline.code(each.text), *inline.text(" – "), *inline.joined([shown.document(path) for path in each.documents])]
                        for each in of_kind
                    ]
                )
            )  # fmt: skip
    return found


def _words(kind: CommandClass) -> str:
    return kind.value[:1].upper() + kind.value[1:]
