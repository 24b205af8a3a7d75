"""The package stands alone: other projects can take it without the rest."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import workflow_docs.markdown

FOLDER = Path(workflow_docs.markdown.__file__).parent
OURS = (
    "workflow_docs.channels",
    "workflow_docs.repository",
)  # how text is shown, and files are written, everywhere
ALLOWED = {*sys.stdlib_module_names, "docutils", "sphinx"}


def test_imports_only_sphinx_and_itself():
    modules = sorted(FOLDER.glob("*.py"))
    assert len(modules) > 10
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names):
                    assert {alias.name.partition(".")[0] for alias in names} <= ALLOWED, module.name
                case ast.ImportFrom(module=name, level=0):
                    assert name.partition(".")[0] in ALLOWED or name.startswith(OURS), module.name
                case ast.ImportFrom(level=level):
                    assert level == 1, module.name
