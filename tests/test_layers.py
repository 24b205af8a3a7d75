"""The layers of the package: imports point down only, and the lower layers run without Sphinx."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "_ext" / "workflow_docs"

# What each part may import of the package besides itself.
BELOW = {
    "channels": set(),
    "repository": set(),
    "workflow": {"repository"},
    "analysis": {"workflow", "repository"},
    "facts": {"workflow", "analysis", "channels"},
    "claims": {
        "repository",
        "workflow",
        "analysis",
        "facts",  # contracts ask queries of them
        "markdown",
    },  # of the last, GitHub's slugs, which know nothing of Sphinx
    "summary": {"workflow", "analysis", "claims"},
    "doctree": {"workflow", "analysis", "claims", "summary"},
    "report": {"channels", "workflow", "analysis", "claims"},
    "markdown": {"channels", "repository"},
    "sphinx_ext": {
        "channels",
        "repository",
        "workflow",
        "analysis",
        "claims",
        "summary",
        "doctree",
        "markdown",
        "init",
    },  # of the last, the marks of what is to be written
    "inject": {"channels", "repository", "workflow", "markdown"},
    "init": {"channels", "repository", "workflow", "analysis", "markdown"},
}
OUTSIDE = {
    "channels": set(),
    "repository": set(),
    "workflow": {"yaml", "regex"},
    "analysis": {"tree_sitter", "tree_sitter_bash", "jmespath"},
    "facts": set(),
    "claims": {"markdown_it"},
    "summary": set(),
    "report": set(),
    "init": {"jinja2"},
    "doctree": {"docutils", "sphinx"},
}
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in sorted(PACKAGE.rglob("*.py"))
}
LOW = [name for name in MODULES if name.split(".")[0] in BELOW and "." in name]


def imports(name: str) -> set[str]:
    """Return the full names of all modules that a module of the package imports, anywhere in it."""
    found: set[str] = set()
    package = ["workflow_docs", *name.split(".")[:-1]]
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                found.update(alias.name for alias in node.names)
            case ast.ImportFrom(module=module, level=level):
                base = package[: len(package) - level + 1] if level else []
                origin = ".".join([*base, *([module] if module else [])])
                found.add(origin)
                found.update(f"{origin}.{alias.name}" for alias in node.names)
    return found


def parts(name: str) -> set[str]:
    """Return the parts of the package that a module imports, besides its own."""
    found = {other.split(".")[1] for other in imports(name) if other.startswith("workflow_docs.")}
    return found - {name.split(".", maxsplit=1)[0]}


def test_the_modules_are_seen():
    assert {"workflow.parser", "analysis.graph", "doctree.tables"} <= set(LOW)
    assert "docutils.nodes" in imports("doctree.tables")
    assert parts("analysis.graph") == {"workflow"}


@pytest.mark.parametrize("name", LOW)
def test_imports_point_down_only(name):
    assert parts(name) & (set(BELOW) | {"cli", "extension"}) <= BELOW[name.split(".")[0]]


@pytest.mark.parametrize("name", [name for name in LOW if name.split(".")[0] in OUTSIDE])
def test_a_low_layer_needs_few_libraries(name):
    layer = name.split(".")[0]
    roots = {other.split(".")[0] for other in imports(name)}
    assert roots - set(sys.stdlib_module_names) - {"workflow_docs"} <= OUTSIDE[layer]


@pytest.mark.parametrize(
    "layer",
    ["channels", "repository", "workflow", "analysis", "facts", "claims", "summary", "report", "init"],
)
def test_a_low_layer_loads_no_sphinx(layer):
    modules = [
        f"workflow_docs.{name}" for name in LOW if name.startswith(f"{layer}.") and "__init__" not in name
    ]
    code = (
        f"import importlib, sys\nfor name in {modules}: importlib.import_module(name)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'sphinx', 'docutils', 'myst_parser'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
