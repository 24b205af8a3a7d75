"""Addresses on GitHub: what they mean in the repository, and what only GitHub can tell."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.workflow.github_urls import FileUrl, HomeUrl, WorkflowUrl, parse, split_place

HOME = "https://github.com/octo/tools"


@pytest.mark.parametrize(
    ("url", "meaning"),
    [
        (HOME, HomeUrl("")),
        (f"{HOME}/#readme", HomeUrl("readme")),
        (f"{HOME}.git", HomeUrl("")),
        ("https://www.github.com/OCTO/Tools/tree/main", FileUrl("main", "")),
        (f"{HOME}/blob/main/a%20b.md?plain=1#L3-L5", FileUrl("main/a b.md", "L3-L5")),
        (f"{HOME}/actions/workflows/ci.yml/badge.svg?branch=main", WorkflowUrl("ci.yml")),
        ("https://raw.githubusercontent.com/octo/tools/refs/heads/main/x", FileUrl("main/x", "")),
        (f"{HOME}/blob", None),
        (f"{HOME}/issues/1", None),
        (f"{HOME}-more/blob/main/x", None),
        ("https://github.com/other/tools/blob/main/x", None),
        ("https://example.com/octo/tools/blob/main/x", None),
    ],
)
def test_meaning(url: str, meaning: object) -> None:
    assert parse(url, HOME) == meaning


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        ("main/a/b", ("main", "a/b", True)),
        ("feature/x/a", ("feature/x", "a", True)),
        ("feature/a", ("feature", "a", None)),
        ("v1/a", ("v1", "a", False)),
        ("HEAD/a", ("HEAD", "a", True)),
        ("0123abc/a", ("0123abc", "a", False)),
        ("main", ("main", "", True)),
    ],
)
def test_a_place_is_a_name_and_a_path(place: str, parts: tuple[str, str, bool | None]) -> None:
    assert split_place(place, {"main": True, "feature/x": True, "v1": False}) == parts


@given(
    st.text(max_size=40),
    st.sampled_from(["", HOME, f"{HOME}/blob/", "https://raw.githubusercontent.com/octo/tools/"]),
)
def test_any_text_means_something_or_nothing(text: str, start: str) -> None:
    with contextlib.suppress(ValueError):
        found = parse(start + text, HOME)
        if isinstance(found, FileUrl):
            name, path, _ = split_place(found.place, {"main": True})
            assert found.place == (f"{name}/{path}" if path or "/" in found.place else name)
