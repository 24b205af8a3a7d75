"""What is counted in a document: parts with their lines, and that a search of the whole text finds what one by line does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.claims import documents
from workflow_docs.claims.measures import Measures

PATTERNS = (
    r"^a", r"b$", r"^$", r"\ba\b", r"a\s*b", r"[^c]b", r"\s", r"a\Z", r"\Aa", r"(?!a)b", r"b(?=$)", r"(?i)A", r"a|^b$", r"(a)?b\1", r"\n",
    r"(?:a b)+", r"\Bb", r"(?s).b", r"(?<!a)b", r"(?m)^b$",
)  # fmt: skip


@given(st.sampled_from(PATTERNS), st.lists(st.text(alphabet="ab c", max_size=6), max_size=8))
def test_a_search_by_line(pattern: str, lines: list[str]) -> None:
    measures = Measures(documents.parse("\n".join(lines), "a.md"))
    regex = re.compile(pattern)
    wanted = [number for number, line in enumerate(measures.plain, 1) if regex.search(line)]
    assert measures.matching(regex) == wanted


def test_the_parts_of_a_document() -> None:
    text = "# A `b`\n\n- one\n  two\n\n| x | y |\n| --- | --- |\n| [p](q) | `r\\|s` |\n\n~~~sh\nmake\n~~~\n\n    code\n"
    parts = [tuple(part) for part in Measures(documents.parse(text, "a.md")).parts]
    assert parts == [
        ("heading", "A  b", 1, 1), ("paragraph", "one two", 3, 4), ("table", "x y p r|s", 6, 8), ("fence", "make\n", 10, 12),
        ("fence", "code\n", 14, 14),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "tasks", "tables"),
    [("", 0, 0), ("- [ ] a\n- [x] b\n- [y] c\n", 2, 0), ("| a |\n| --- |\n", 0, 1)],
)
def test_tasks_and_tables(text: str, tasks: int, tables: int) -> None:
    measures = Measures(documents.parse(text, "a.md"))
    assert (measures.tasks, measures.tables) == (tasks, tables)
