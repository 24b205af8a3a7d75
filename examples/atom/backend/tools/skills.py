"""The skills of the agents, and the choice of the one that fits a query."""

from collections import Counter
from math import sqrt

SKILLS = {
    "summarize": "Summarize a long text in a few sentences",
    "translate": "Translate a text into another language",
    "search": "Search the documents for an answer",
}


def similarity(left: str, right: str) -> float:
    """Return the cosine of the word counts of two texts: 0 without a common word, 1 for the same words."""
    a, b = Counter(left.lower().split()), Counter(right.lower().split())
    length = sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))
    return sum(a[word] * b[word] for word in a) / length if length else 0.0


def best_skill(query: str) -> str:
    """Return the name of the skill whose description is most similar to the query."""
    return max(SKILLS, key=lambda name: similarity(query, SKILLS[name]))
