"""What the audit finds of true documents in which one fact is broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from claims.mutants import measure
from workflow.support import CORPUS

SAMPLE = Path(__file__).parents[2] / "examples" / "atom"


def test_every_break_of_a_document_about_the_sample_is_found():
    table = measure([SAMPLE], 3)
    assert len(table) >= 15
    for kind, count in table.items():
        if kind != "nothing broken":
            assert count["found"] == count["made"], kind


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real workflow files is absent")
def test_breaks_of_documents_about_real_repositories():
    table = measure([CORPUS / name for name in ("cli+cli", "docker+buildx", "rush86999+atom")], 3)
    assert table["nothing broken"]["other"] == 0
    made = sum(count["made"] for kind, count in table.items() if kind != "nothing broken")
    assert sum(count["found"] for count in table.values()) >= 0.95 * made
