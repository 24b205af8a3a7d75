"""SARIF 2.1.0, the format of GitHub's code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs import __version__
from workflow_docs.channels.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workflow_docs.workflow.position import Position

ERROR, WARNING, NOTE = "error", "warning", "note"
"""The levels of a result."""


class Result(NamedTuple):
    """One finding: the id of its rule, its level, what it says, and where."""

    rule: str
    level: str
    message: str
    position: Position


def log(
    rules: Mapping[str, str],
    results: Iterable[Result],
    not_looked_at: Sequence[Result] = (),
    properties: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return a log with one run; `rules` has a sentence for each rule's id.

    What was not looked at stands in the invocation, too, which then counts as not successful.
    """
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
                "invocations": [
                    {
                        "executionSuccessful": not not_looked_at,
                        "toolExecutionNotifications": [
                            {"descriptor": {"id": result.rule}, **_said(result)} for result in not_looked_at
                        ],
                    }
                ],
                "columnKind": "unicodeCodePoints",
                "results": [
                    {"ruleId": result.rule, "ruleIndex": ids.index(result.rule), **_said(result)}
                    for result in results
                ],
                **({"properties": dict(properties)} if properties else {}),
            }
        ],
    }


def _said(result: Result) -> dict[str, object]:
    place = {
        "artifactLocation": {"uri": _uri(result.position.path)},
        "region": {"startLine": max(result.position.line, 1), "startColumn": max(result.position.column, 1)},
    }
    return {
        "level": result.level,
        # `[text](target)` would be a link: SARIF 2.1.0, "Messages with embedded links".
        "message": {"text": visible(result.message).replace("](", "] (")},
        "locations": [{"physicalLocation": place}],
    }


def _uri(path: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 (only this format needs it)

    return quote(os.fsencode(path))
