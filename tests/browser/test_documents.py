"""The diagrams of the sample's documents as readers see them: on GitHub, whose Mermaid draws the fences, and on the site."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import BUNDLE, HERE, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser

SAMPLE = ROOT / "examples" / "atom"
DOCUMENTS = [".github/workflows/README.md", *(f"backend/docs/{path.name}" for path in sorted(SAMPLE.glob("backend/docs/*.md")))]  # fmt: skip
PAGES = {"workflows": 4, "runbook": 2, "deployment": 2, "troubleshooting": 0}
"""The four documents' pages, and how many diagrams each must have."""

CUT = """<!doctype html><pre class="mermaid"><svg width="300" height="99"><g class="node"><rect class="label-container" width="{}"
height="60"></rect><foreignObject width="{}" height="60"><div style="display: table-cell; white-space: nowrap"><span
class="nodeLabel">A label</span></div></foreignObject></g></svg></pre><p style="width: {}px">.</p>"""


def fences(path: str) -> list[str]:
    text = (SAMPLE / path).read_text(encoding="utf-8")
    return re.findall(r"^```mermaid\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_every_diagram_of_the_documents_is_drawn_whole(
    render: Callable[[list[str]], list[dict[str, Any]]],
) -> None:
    diagrams = {f"{path} {number}": text for path in DOCUMENTS for number, text in enumerate(fences(path))}
    assert len(diagrams) >= 4
    for name, result in zip(diagrams, render(list(diagrams.values())), strict=True):
        assert "error" not in result, (name, result)
        assert result["cut"] == [], name
        assert (result["nodes"], result["scripts"]) > (1, 0), name
        assert result["described"], f"{name} has no accTitle and accDescr"


def test_a_diagram_with_a_fault_is_an_error(render: Callable[[list[str]], list[dict[str, Any]]]) -> None:
    (result,) = render(["flowchart TD\n  a -->|no end b\n"])
    assert "error" in result


def test_the_sites_pages_show_every_diagram_whole_and_fit_their_window(
    visit: Callable[[Path, list[str]], list[dict[str, Any]]], tmp_path: Path
) -> None:
    # The project as it is, with Mermaid beside the pages: what `make offline` builds, of the guides alone.
    for name in ("conf.py", "_ext", "source", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    assert (BUNDLE / "mermaid.mjs").exists()
    (tmp_path / "build").mkdir()
    shutil.copytree(BUNDLE, tmp_path / "build" / "mermaid")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-c",
        str(tmp_path),
        "-d",
        str(tmp_path / "doctrees"),
        "-b",
        "html",
    ]
    files = [str(ROOT / "source" / "guides" / f"{page}.md") for page in PAGES]
    done = subprocess.run(
        [*command, str(ROOT / "source"), str(tmp_path / "html"), *files],
        env={**os.environ, "REPO": str(SAMPLE), "PYTHONPATH": str(ROOT / "_ext")}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    results = visit(tmp_path / "html", [f"guides/{page}.html" for page in PAGES])
    for (page, least), result in zip(PAGES.items(), results, strict=True):
        assert result["drawn"] >= least, (page, result)
        assert (result["waiting"], result["cut"], result["wide"]) == (0, [], 0), (page, result)


@pytest.mark.parametrize(
    ("shape", "place", "page", "expected"),
    [
        (120, 120, 100, {"drawn": 1, "waiting": 0, "cut": [], "wide": 0, "ran": False}),
        (120, 20, 100, {"drawn": 1, "waiting": 0, "cut": ["A label"], "wide": 0, "ran": False}),
        (20, 120, 100, {"drawn": 1, "waiting": 0, "cut": ["A label"], "wide": 0, "ran": False}),
    ],
)
def test_a_label_that_is_cut_off_is_seen(
    visit: Callable[[Path, list[str]], list[dict[str, Any]]],
    tmp_path: Path,
    shape: int,
    place: int,
    page: int,
    expected: dict[str, object],
) -> None:
    (tmp_path / "page.html").write_text(CUT.format(shape, place, page), encoding="utf-8")
    assert visit(tmp_path, ["page.html"]) == [expected]


def test_a_page_that_is_too_wide_and_a_diagram_that_is_not_drawn_are_seen(
    visit: Callable[[Path, list[str]], list[dict[str, Any]]], tmp_path: Path
) -> None:
    text = CUT.format(120, 120, 3000) + '<pre class="mermaid">flowchart TD</pre>'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    (result,) = visit(tmp_path, ["page.html"])
    assert result["wide"] > 1000
    assert (result["drawn"], result["waiting"]) == (1, 1)


def test_pictures_of_pages(chromium: str, tmp_path: Path) -> None:
    assert chromium
    (tmp_path / "site" / "guides").mkdir(parents=True)
    (tmp_path / "site" / "guides" / "a.html").write_text("<h1>A</h1>", encoding="utf-8")
    command = [str(HERE / "screens.sh"), str(tmp_path / "site"), str(tmp_path / "out"), "guides/a.html"]
    env = {**os.environ, "WINDOW": "320,240"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, f"{tmp_path}/out/a.png\n"), done.stderr
    picture = (tmp_path / "out" / "a.png").read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (320, 240)
    done = subprocess.run(
        [*command, "gone.html"], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert "has no page gone.html" in done.stderr
