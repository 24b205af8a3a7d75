"""A place in a file, as people and editors count it."""

from __future__ import annotations

from typing import NamedTuple


class Position(NamedTuple):
    """A place in a file.

    `path` is relative to the repository, with forward slashes; `line` and `column` count characters from 1.
    A named tuple and no dataclass, because every scalar of every file has one and these are made faster.
    """

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
