"""Flesch Reading Ease: 206.835 - 1.015 x words / sentences - 84.6 x syllables / words.

It is the formula of R. Flesch, "A new readability yardstick" (Journal of Applied Psychology 32, 1948). A syllable is a
group of vowels; a silent `e` at the end is none, and every word has one at least. Code is no prose.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.claims.measures import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable

_END = re.compile(r"(?<![.!?])[.!?]+(?=\s|\Z)")
_VOWELS = re.compile(r"[aeiouy]+")


class Readability(NamedTuple):
    """What the words, sentences and syllables of a text are."""

    words: int
    sentences: int
    syllables: int

    @property
    def ease(self) -> float | None:
        """The Flesch Reading Ease, from 0 (hard) to 100 (easy) in most texts; None for a text without words."""
        if not self.words:
            return None
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * self.syllables / self.words

    @property
    def words_a_sentence(self) -> float | None:
        """The mean length of a sentence in words."""
        return self.words / self.sentences if self.sentences else None


def of(paragraphs: Iterable[str]) -> Readability:
    """Return the figures of paragraphs, each of which ends a sentence."""
    words = sentences = syllables = 0
    for paragraph in paragraphs:
        for sentence in _END.split(paragraph):
            found = WORD.findall(sentence)
            if found:
                sentences += 1
                words += len(found)
                syllables += sum(map(syllables_of, found))
    return Readability(words, sentences, syllables)


def together(parts: Iterable[Readability]) -> Readability:
    """Return the figures of several texts as one."""
    listed = list(parts)
    return Readability(*(sum(each) for each in zip(*listed, strict=True))) if listed else Readability(0, 0, 0)


def syllables_of(word: str) -> int:
    """Count the syllables of a word."""
    groups = _VOWELS.findall(word.lower())
    # The `e` is silent where it stands alone: the end of `agree` is heard.
    silent = bool(groups) and groups[-1] == "e" and word.lower().endswith("e")
    return max(len(groups) - silent, 1)
