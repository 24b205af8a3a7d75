"""The audit of many documents: shared out among processes, it says the same."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from workflow.support import repository, script

from workflow_docs.claims import audit as audits
from workflow_docs.claims.audit import MANY, audit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document
    from workflow_docs.claims.findings import Finding


def test_many_documents_are_shared_out_with_the_same_findings(tmp_path: Path) -> None:
    text = "# A\n\n[gone](x{0}.md) and `.github/workflows/no.yml`\n"
    files = {f"docs/{number}.md": text.format(number) for number in range(MANY + 5)}
    loaded = repository(tmp_path, {"ci.yml": script("make"), **files})
    paths = [*sorted(files), "docs/none.md"]
    alone, shared = audit(loaded, paths), audit(loaded, paths, processes=3)
    assert shared == alone
    assert (shared.documents, len(shared.findings), shared.unread) == (MANY + 5, 2 * (MANY + 5) + 1, 1)


def test_a_process_that_is_ended_from_outside_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"docs/{number}.md": f"[gone](x{number}.md)\n" for number in range(MANY)}
    loaded = repository(tmp_path, {"ci.yml": script("make"), **files})
    here = os.getpid()
    checked = audits.check

    def killed(document: Document, context: Context) -> Iterator[Finding]:
        if os.getpid() != here and document.path == "docs/1.md":
            os.kill(os.getpid(), signal.SIGKILL)
        return checked(document, context)

    monkeypatch.setattr(audits, "check", killed)
    assert audit(loaded, sorted(files), processes=2) == audit(loaded, sorted(files))
