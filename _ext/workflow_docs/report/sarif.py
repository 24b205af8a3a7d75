"""SARIF 2.1.0, the format of GitHub's code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workflow_docs.workflow.position import Position

ERROR, WARNING, NOTE = "error", "warning", "note"
"""The levels of a result."""


class Result(NamedTuple):
    """One finding: the id of its rule, its level, what it says, and where."""

    rule: str
    level: str
    message: str
    position: Position


def log(rules: Mapping[str, str], results: Iterable[Result]) -> dict[str, object]:
    """Return a log with one run; `rules` has a sentence for each rule's id."""
    ids = list(rules)
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "workflow-docs",
                        "version": __version__,
                        "rules": [
                            {"id": name, "shortDescription": {"text": text}} for name, text in rules.items()
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": result.rule,
                        "ruleIndex": ids.index(result.rule),
                        "level": result.level,
                        "message": {"text": result.message},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": _uri(result.position.path)},
                                    "region": {
                                        "startLine": max(result.position.line, 1),
                                        "startColumn": max(result.position.column, 1),
                                    },
                                }
                            }
                        ],
                    }
                    for result in results
                ],
            }
        ],
    }


def _uri(path: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 (only this format needs it)

    return quote(path)
