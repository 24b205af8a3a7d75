"""GitHub's heading slugs."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_docs.markdown.slugs import Slugger, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Deployment Runbook", "deployment-runbook"),
        ("CI/CD: What's new?", "cicd-whats-new"),
        ("Setup & run", "setup--run"),
        ("a  b", "a--b"),
        ("snake_case-name", "snake_case-name"),
        ("⚠️ Warning", "\ufe0f-warning"),
        ("Résumé ÄÖ", "résumé-äö"),
        ("½ 2 Ⅳ ²", "-2-ⅳ-"),
        ("日本語", "日本語"),
        ("ci.yml – what?", "ciyml--what"),
        ("a‿b", "a‿b"),
        ("${{ x || y }}", "-x--y-"),
        ("Ⓐ 🄰 🅐 🅰 ①", "ⓐ-🄰-🅐-🅰-"),
    ],
)
def test_slugify(text, slug):
    assert slugify(text) == slug


def test_duplicates_count_in_order():
    slugger = Slugger()
    texts = ["A", "a", "A-1", "A", "b"]
    assert [slugger.slug(text) for text in texts] == ["a", "a-1", "a-1-1", "a-2", "b"]


@pytest.fixture(scope="module")
def official():
    from oracle.official import Official, bundle

    program = bundle()
    if program is None:
        pytest.skip("github-slugger cannot be had: it needs node, npm, and the network once")
    with Official(program) as process:
        yield process


@pytest.mark.oracle
def test_every_character_is_kept_or_left_out_as_the_package_for_github_does(official):
    # Characters that came to Unicode after the package was made are not in its list: take those that are old.
    every = (chr(code) for code in range(0x20, 0x110000))
    known = [char for char in every if unicodedata.ucd_3_2_0.category(char) not in {"Cn", "Cs"}]
    assert len(known) > 90_000
    headings = [f"{number} {char}b" for number, char in enumerate(known)]
    theirs = official.ask({"headings": headings})["slugs"]
    found = [slugify(heading) for heading in headings]
    assert [
        f"U+{ord(char):04X}" for char, want, got in zip(known, theirs, found, strict=True) if want != got
    ] == []


@pytest.mark.oracle
@given(st.lists(st.text("aA-1_ ⚠️🙂éß!`*ⅣIı", max_size=8).map(str.strip), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_headings_have_the_slugs_of_the_package_for_github(official, headings):
    slugger = Slugger()
    assert [slugger.slug(heading) for heading in headings] == official.ask({"headings": headings})["slugs"]
