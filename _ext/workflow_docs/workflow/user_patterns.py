"""Regular expressions that people write in contracts, options and settings: each search ends in time.

They are expressions of Python's `re`, which says what is wrong with one; `regex` searches, because it can be given a limit.
"""

from __future__ import annotations

import re
import time
import warnings
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    Match = re.Match[str]

SECONDS = 10.0
"""How many seconds of computing one expression may take for all of its searches together."""


class PatternTimeoutError(Exception):
    """An expression that takes too long; the message says which, and what to do."""

    def __init__(self, text: str) -> None:
        """Take the expression."""
        self.text = text
        super().__init__(
            f"the search for {text!r} was ended after {SECONDS:g} seconds; write it without a repeat in another repeat,"
            " such as (a+)+, and without several that match the same"
        )


class UserPattern:
    """An expression that somebody else wrote.

    Its time counts for all its searches together, so that many slow ones end as one endless one does.
    """

    __slots__ = ("_by_line", "_compiled", "_left", "flags", "groups", "pattern")

    def __init__(self, text: str, flags: int = 0) -> None:
        """Take the expression.

        Raises:
            re.error: for a text that is no regular expression.

        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what may mean something else in Python one day
            try:
                self.groups = re.compile(text, flags).groups
            except (OverflowError, RecursionError) as error:
                raise re.error(str(error)) from error
        self.pattern = text
        self.flags = flags
        self._compiled: Any = None
        self._left = SECONDS
        self._by_line: UserPattern | None = None

    def __eq__(self, other: object) -> bool:
        """Return whether the other is the same expression."""
        return isinstance(other, UserPattern) and (self.pattern, self.flags) == (other.pattern, other.flags)

    def __hash__(self) -> int:
        return hash((self.pattern, self.flags))

    def by_line(self) -> UserPattern:
        """Return the expression with `^` and `$` for the start and the end of each line; its time counts by itself."""
        if self._by_line is None:
            self._by_line = UserPattern(self.pattern, self.flags | re.MULTILINE)
        return self._by_line

    def search(self, text: str, start: int = 0) -> Match | None:
        """Return the first place where it matches; raise `PatternTimeoutError` where that takes too long."""
        return next(self.finditer(text, start), None)

    def finditer(self, text: str, start: int = 0) -> Iterator[Match]:
        """Yield every place where it matches; raise `PatternTimeoutError` where that takes too long."""
        if self._compiled is None:
            import regex  # noqa: PLC0415 (most runs search for nothing that a person wrote)

            self._compiled = regex.compile(self.pattern, self.flags | regex.VERSION0)
        matches: Iterator[Match] = self._compiled.finditer(text, start, timeout=max(self._left, 0.001))
        while True:
            began = time.perf_counter()
            try:
                match = next(matches, None)
            except TimeoutError:
                self._left = 0.0
            else:
                self._left -= time.perf_counter() - began
            if self._left <= 0:
                raise PatternTimeoutError(self.pattern)
            if match is None:
                return
            yield match


Expression: TypeAlias = "re.Pattern[str] | UserPattern"
"""An expression to search with: one of ours, or one that somebody else wrote."""
