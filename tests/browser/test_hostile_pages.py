"""The site about an attacker's repository, in a real browser: none of its names and texts runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import BUNDLE, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser

HTML = "<img src=x onerror=window.ran=1>"
QUOTED = "';window.ran=1;'"
ATTRIBUTE = '" autofocus onfocus=window.ran=1 x="'
PAYLOADS = [
    HTML,
    QUOTED,
    ATTRIBUTE,
    "</script><script>window.ran=1</script>",
    "javascript:window.ran=1",
    "{{constructor.constructor('window.ran=1')()}}",
]


def workflow(payload: str) -> str:
    """Return a workflow with a text in each place that pages show."""
    text = json.dumps(payload)
    return f"""\
name: {text}
on:
  workflow_dispatch:
    inputs:
      level: {{description: {text}, type: choice, options: [{text}], default: {text}}}
env: {{A: {text}}}
jobs:
  build:  # {payload}
    name: {text}
    runs-on: {text}
    environment: {{name: {text}, url: {text}}}
    services: {{db: {{image: {text}}}}}
    steps:
      - name: {text}
        run: {text}
        env: {{B: {text}}}
      - uses: {text}
      - uses: actions/upload-artifact@v4
        with: {{name: {text}, path: {text}}}
  after:
    needs: build
    if: contains(github.ref, {json.dumps("'" + payload.replace("'", "''") + "'")[1:-1]})
    runs-on: x
    steps: [{{run: make}}]
"""


@pytest.mark.parametrize("theme", ["pydata_sphinx_theme", "alabaster"])
def test_nothing_of_a_repository_runs(
    tmp_path: Path, visit: Callable[[Path, list[str]], list[dict[str, Any]]], theme: str
) -> None:
    root = tmp_path / "repo"
    (root / ".github/workflows").mkdir(parents=True)
    for number, payload in enumerate(PAYLOADS):
        name = payload.replace("/", "\u2215")
        (root / f".github/workflows/{number}{name}.yml").write_text(workflow(payload), encoding="utf-8")
        (root / f".github/actions/{name}").mkdir(parents=True)
        (root / f".github/actions/{name}/action.yml").write_text(
            f"name: {json.dumps(payload)}\ndescription: {json.dumps(payload)}\nruns: {{using: composite, steps: [{{run: x, shell: bash}}]}}\n"
        )
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(
        f"extensions = ['workflow_docs']\nci_repository = '../repo'\nci_pages = '.'\nhtml_theme = {theme!r}\n"
        f"html_static_path = [{str(BUNDLE)!r}]\nmermaid_use_local = 'mermaid.mjs'\nd3_use_local = 'd3.min.js'\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(docs), str(tmp_path / "html")],
        env={**os.environ, "PYTHONPATH": str(ROOT / "_ext")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = sorted(
        path.relative_to(tmp_path / "html").as_posix() for path in (tmp_path / "html").rglob("*.html")
    )
    assert len(names) > 3 * len(PAYLOADS)
    (tmp_path / "html/control.html").write_text("<script>window.ran = 1</script>")
    *found, control = visit(tmp_path / "html", [*names, "control.html"])
    assert control["ran"] is True
    assert [name for name, each in zip(names, found, strict=True) if each["ran"]] == []
