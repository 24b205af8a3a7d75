"""Real Sphinx builds of small projects that a test writes down itself."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

CONF = """
extensions = ["myst_parser", "workflow_docs"]
ci_repository = "../repo"
html_theme = "basic"
"""


@dataclass
class Result:
    """What a build said and made."""

    app: Sphinx
    warnings: list[str]
    out: Path
    status: str

    def text(self, name: str) -> str:
        return (self.out / name).read_text(encoding="utf-8")

    @property
    def env(self) -> BuildEnvironment:
        return self.app.env

    @property
    def read(self) -> set[str]:
        """The pages that this build read."""
        return set(re.findall(r"reading sources\.\.\. \[ *\d+%\] (\S+)", self.status))


class Project:
    """A repository and a documentation project about it, in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.repo = folder / "repo"
        self.docs = folder / "docs"
        (self.repo / ".github" / "workflows").mkdir(parents=True)
        self.docs.mkdir()
        self.conf(CONF)

    def conf(self, text: str) -> None:
        (self.docs / "conf.py").write_text(text, encoding="utf-8")

    def workflow(self, name: str, text: str) -> Path:
        file = self.repo / ".github" / "workflows" / name
        file.write_text(text, encoding="utf-8")
        return file

    def page(self, name: str, text: str) -> Path:
        file = self.docs / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def build(
        self, builder: str = "html", *, jobs: int = 1, fresh: bool = False, **overrides: object
    ) -> Result:
        status, warning = io.StringIO(), io.StringIO()
        out = self.docs.parent / "out" / builder
        with patch_docutils(str(self.docs)), docutils_namespace():
            app = Sphinx(
                str(self.docs),
                str(self.docs),
                str(out),
                str(self.docs.parent / "doctrees"),
                builder,
                confoverrides=overrides,
                status=status,
                warning=warning,
                freshenv=fresh,
                parallel=jobs,
            )
            app.build()
        plain = re.sub(r"\x1b\[[0-9;]*[Km]", "", warning.getvalue())
        lines = [line for line in plain.splitlines() if line.strip()]
        return Result(
            app, lines, out, re.sub(r"\x1b\[[0-9;]*[Km]", "", status.getvalue()).replace("\r", "\n")
        )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[[str], Project]:
    def make(name: str) -> Project:
        (tmp_path / name).mkdir()
        return Project(tmp_path / name)

    return make
