"""A repository with a documentation project in it, and real builds of that."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from pathlib import Path

CONF = 'extensions = ["myst_parser", "workflow_docs.markdown"]\nmyst_heading_anchors = 3\n'


@dataclass
class Result:
    """What a build made and said."""

    app: Sphinx
    warnings: list[str]
    root: Path
    status: str = ""

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def files(self) -> dict[str, str]:
        return {
            path.relative_to(self.root).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(self.root.rglob("*.md"))
        }


class Project:
    """A repository with a documentation project in its folder `docs/source`."""

    def __init__(self, folder: Path) -> None:
        self.repo = folder / "repo"
        self.source = self.repo / "docs" / "source"
        self.work = folder / "work"
        self.source.mkdir(parents=True)
        self.conf(CONF)
        self.page("index.md", "# Start\n\n```{toctree}\n:glob:\n:hidden:\n\n*\n```\n")

    def conf(self, text: str) -> None:
        (self.source / "conf.py").write_text(text, encoding="utf-8")

    def page(self, name: str, text: str, *, emit: str | None = None) -> None:
        file = self.source / name
        file.parent.mkdir(parents=True, exist_ok=True)
        front = f"---\nemit: {emit}\n---\n\n" if emit is not None else ""
        file.write_text(front + text, encoding="utf-8")

    def build(
        self, builder: str = "gfm", *, jobs: int = 1, fresh: bool = False, **settings: object
    ) -> Result:
        settings.setdefault("gfm_root", "../..")
        status, warning = io.StringIO(), io.StringIO()
        with patch_docutils(str(self.source)), docutils_namespace():
            app = Sphinx(
                str(self.source),
                str(self.source),
                str(self.work / builder),
                str(self.work / "doctrees"),
                builder,
                confoverrides=settings,
                status=status,
                warning=warning,
                freshenv=fresh,
                parallel=jobs,
            )
            app.build()
        plain = re.sub(r"\x1b\[[0-9;]*m", "", warning.getvalue())
        said = re.sub(r"\x1b\[[0-9;]*m", "", status.getvalue())
        return Result(app, [line for line in plain.splitlines() if line.strip()], self.repo, said)
