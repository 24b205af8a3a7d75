"""Documents as people write them: most of what is wrong in them is found, and nearly nothing else is said."""

from __future__ import annotations

import pytest
import yaml
from claims.drift_rates import documents, measure
from workflow.support import CORPUS


@pytest.mark.parametrize("path", documents(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_lists_name_lines_as_they_are(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    for drift in yaml.safe_load(path.with_suffix(".drifts.yml").read_text(encoding="utf-8"))["drifts"]:
        assert drift["text"] in lines[drift["line"] - 1], drift


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real workflow files is absent")
def test_what_is_found_and_what_else_is_said():
    results = [measure(path) for path in documents()]
    found = sum(len(result.found) for result in results)
    made = found + sum(len(result.missed) for result in results)
    wrong = sum(len(result.false) for result in results)
    assert found >= 0.55 * made
    assert wrong <= 0.05 * (found + wrong)
