"""A headless Chromium and the Mermaid bundle, and what they answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUNDLE = ROOT / "build" / "mermaid"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return Chromium, with the bundle made; skip where they cannot be had, fail in CI."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None or shutil.which("npm") is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have chromium, node and npm")
        pytest.skip("needs chromium, node and npm")
    if not (BUNDLE / "mermaid.mjs").exists():
        subprocess.run([str(HERE / "bundle.sh"), str(BUNDLE)], check=True, timeout=600)
    return found


def ask(script: str, *arguments: str, asked: object) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["node", str(HERE / script), *arguments],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=150,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="session")
def render(chromium: str) -> Callable[[list[str]], list[dict[str, Any]]]:
    """Return what renders Mermaid texts."""
    return lambda texts: ask("render.mjs", chromium, str(BUNDLE / "mermaid.mjs"), asked=texts)


@pytest.fixture(scope="session")
def visit(chromium: str) -> Callable[[Path, list[str]], list[dict[str, Any]]]:
    """Return what opens pages below a folder."""
    return lambda folder, names: ask("pages.mjs", chromium, str(folder), asked=names)
