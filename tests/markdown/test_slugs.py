"""GitHub's heading slugs."""

from __future__ import annotations

import pytest

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
    ],
)
def test_slugify(text, slug):
    assert slugify(text) == slug


def test_duplicates_count_in_order():
    slugger = Slugger()
    texts = ["A", "a", "A-1", "A", "b"]
    assert [slugger.slug(text) for text in texts] == ["a", "a-1", "a-1-1", "a-2", "b"]
