"""The audit of many documents: shared out among processes, it says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.support import repository, script

from workflow_docs.claims.audit import MANY, audit

if TYPE_CHECKING:
    from pathlib import Path


def test_many_documents_are_shared_out_with_the_same_findings(tmp_path: Path) -> None:
    text = "# A\n\n[gone](x{0}.md) and `.github/workflows/no.yml`\n"
    files = {f"docs/{number}.md": text.format(number) for number in range(MANY + 5)}
    loaded = repository(tmp_path, {"ci.yml": script("make"), **files})
    paths = [*sorted(files), "docs/none.md"]
    alone, shared = audit(loaded, paths), audit(loaded, paths, processes=3)
    assert shared == alone
    assert (shared.documents, len(shared.findings), len(shared.unread)) == (MANY + 5, 2 * (MANY + 5), 1)
