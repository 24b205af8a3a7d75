"""A copy of the sample with its pages and its contracts, and the gates that `make check` holds it to."""

from __future__ import annotations

import ast
import io
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from workflow_docs.claims import audit, contract_file, contracts
from workflow_docs.claims.context import Context
from workflow_docs.workflow.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_docs.claims.findings import Finding

ROOT = Path(__file__).parents[2]
SAMPLE = "examples/atom"
CONTRACTS = "source/contracts.yml"
MADE = shutil.ignore_patterns("reference", "node_modules", ".next", "__pycache__", ".*_cache")

SETTINGS = {"nitpicky": True, "root_doc": "guides/index", "ci_pages": ""}
"""The settings of every build."""

DOCUMENTS = {"gfm_read_all": False, "gfm_last": False}
"""The settings of the builds that write documents, and not the report on them."""

_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_WARNING = re.compile(
    r"(?P<path>[^:\n]+)(?::(?P<line>\d+))?(?::\d+)?: (?:WARNING|ERROR): (?P<message>.*)", re.DOTALL
)
_CODE = re.compile(r" \[(?P<code>[\w.-]+)\]\s*\Z")
_TEXT = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_OUTDATED = re.compile(
    rf"'(?P<path>[^']+)' is not what its page \S+ says now: (?:line (?P<line>\d+) is (?P<is>{_TEXT}), should be|the file is missing)"
)


class Told(NamedTuple):
    """One complaint of a gate, with its place below the project and its code."""

    path: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        message = " ".join(self.message.split())
        return (
            f"{self.path}:{self.line} [{self.code}] {message if len(message) <= 160 else message[:159] + '…'}"
        )


class Project:
    """The project in a folder of its own; `sample` is the repository that is broken.

    Of the pages those for authors and the reference are left out, which document no repository, or are generated as a whole.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sample = folder / SAMPLE
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "conf.py", folder)
        shutil.copytree(ROOT / "source", folder / "source", ignore=MADE)
        (folder / "source" / "index.md").unlink()
        shutil.rmtree(folder / "source" / "authors")
        shutil.copytree(ROOT / SAMPLE, self.sample, ignore=MADE)
        (folder / "_ext").symlink_to(ROOT / "_ext")

    def line(self, path: str, number: int) -> str:
        """Return a line of a file."""
        lines = (self.folder / path).read_text(encoding="utf-8").split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def markdown_check(self) -> list[Told]:
        """Hold the pages against the repository, and the emitted files against the pages: `make markdown-check`."""
        return self._build("gfm", gfm_check=True, **DOCUMENTS)

    def markdown(self) -> list[Told]:
        """Write the emitted files anew: `make markdown`."""
        return self._build("gfm", **DOCUMENTS)

    def html(self) -> list[Told]:
        """Build the site from nothing: `make html-strict`."""
        return self._build("html", fresh=True)

    def audit(self) -> list[Told]:
        """Hold the emitted documents against the repository and the contracts: `make audit`."""
        repository = Repository.load(self.sample)
        found = audit.audit(repository, audit.all_documents(repository))
        assert not found.unread
        return [*self._told(found.findings), *self.contracts(repository)]

    def contracts(self, repository: Repository | None = None) -> list[Told]:
        """Hold the emitted documents against the contracts alone."""
        repository = repository or Repository.load(self.sample)
        file = contract_file.load(self.folder / CONTRACTS, self.sample)
        assert not file.problems
        return self._told(contracts.findings(file.contract, Context(repository)))

    def _told(self, findings: Iterable[Finding]) -> list[Told]:
        return [
            Told(
                self._shown(finding.position.path), finding.position.line, finding.code.value, finding.message
            )
            for finding in findings
        ]

    def _shown(self, path: str) -> str:
        return CONTRACTS if path.endswith("contracts.yml") else f"{SAMPLE}/{path}"

    def _build(self, builder: str, *, fresh: bool = False, **settings: Any) -> list[Told]:
        source, out, doctrees = (
            self.folder / "source",
            self.folder / "out" / builder,
            self.folder / "doctrees",
        )
        warnings = io.StringIO()
        with patch_docutils(self.folder), docutils_namespace():
            app = Sphinx(
                source, self.folder, out, doctrees, builder, {**SETTINGS, **settings}, io.StringIO(), warnings, freshenv=fresh,
            )  # fmt: skip
            app.build()
        text = _COLOUR.sub("", warnings.getvalue())
        lines = re.split(r"\n(?=[^\s].*: (?:WARNING|ERROR): )", text.strip())
        return [self._warning(line) for line in lines if line.strip()]

    def _warning(self, text: str) -> Told:
        match = _WARNING.match(text)
        code = _CODE.search(text)
        assert match is not None, text
        outdated = _OUTDATED.match(match["message"])
        if outdated is not None:
            return Told(
                f"{SAMPLE}/{outdated['path']}", int(outdated["line"] or 0), "gfm.outdated",
                ast.literal_eval(outdated["is"]) if outdated["is"] else "",
            )  # fmt: skip
        path = Path(match["path"])
        shown = path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else str(path)
        message = match["message"][: code.start() - match.start("message")] if code else match["message"]
        return Told(shown, int(match["line"] or 0), code["code"].removeprefix("ci.") if code else "", message)
