"""The fragments that GitHub gives to headings, and that links to them need."""

from __future__ import annotations

import unicodedata

KEPT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})
"""Unicode categories that stay: letters, marks, decimal and letter numbers, connector punctuation."""


# Letters in circles and squares are signs by their category and letters to GitHub, as Unicode calls them alphabetic.
_ENCLOSED = frozenset(
    chr(code)
    for start, end in ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))
    for code in range(start, end + 1)
)


def slugify(text: str) -> str:
    """Return GitHub's slug of a heading's text, before duplicates are told apart.

    It is lower case; spaces become hyphens, each for itself; a mark such as U+FE0F stays though nobody sees it.
    """
    return "".join(
        "-" if char == " " else char
        for char in text.strip(" \t\n").lower()
        if char in "- " or unicodedata.category(char) in KEPT or char in _ENCLOSED
    )


class Slugger:
    """The slugs of one file, in the order of its headings: the second of a kind gets `-1`, the next `-2`."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def slug(self, text: str) -> str:
        """Return the slug of the next heading."""
        return self.unique(slugify(text))

    def unique(self, wanted: str) -> str:
        """Return a fragment that nothing in the file has yet: the wanted one, or it with a number."""
        found = wanted
        while found in self._counts:
            self._counts[wanted] += 1
            found = f"{wanted}-{self._counts[wanted]}"
        self._counts[found] = 0
        return found
