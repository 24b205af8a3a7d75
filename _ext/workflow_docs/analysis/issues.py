"""The issues that workflows open: their titles, and the labels that they make and give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.position import Position

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflow_docs.workflow.repository import Repository

_CREATED = re.compile(r"\bgh\s+label\s+create\s+(?P<quote>[\"']?)(?P<name>[^\"'\n$]+?)(?P=quote)(?=\s|\Z)")
_GIVEN = re.compile(r"(?:--label|--add-label)[= ](?P<quote>[\"']?)(?P<names>[\w ,./-]+?)(?P=quote)(?=\s|\Z)")
# As `github.rest.issues.create` takes them.
_LISTED = re.compile(r"\blabels:\s*\[(?P<names>[^\]\n$]{0,500})\]")
_TITLE = re.compile(r"(?:--title[= ]|\btitle:\s*)(?P<quote>[\"'`])(?P<title>[^\"'`\n$]{4,}?)(?P=quote)")


class Issues(NamedTuple):
    """The titles and the labels, each with its first place."""

    titles: Mapping[str, Position]
    labels: Mapping[str, Position]


def of(repository: Repository) -> Issues:
    """Return the titles and labels that the workflows of a repository write out."""
    titles: dict[str, Position] = {}
    labels: dict[str, Position] = {}
    for file in repository.files.values():
        text = file.text

        def place(at: int, text: str = text, path: str = file.path) -> Position:
            return Position(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))

        for match in _TITLE.finditer(text):
            titles.setdefault(match["title"], place(match.start("title")))
        for match in _CREATED.finditer(text):
            labels.setdefault(match["name"], place(match.start("name")))
        for pattern in (_GIVEN, _LISTED):
            for match in pattern.finditer(text):
                for name in match["names"].split(","):
                    if bare := name.strip(" \"'"):
                        labels.setdefault(bare, place(match.start("names")))
    return Issues(titles, labels)
