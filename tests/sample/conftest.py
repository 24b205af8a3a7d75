"""A copy of the sample repository: nothing is ever written into the tree."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from sample.support import ATOM

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def atom(tmp_path: Path) -> Path:
    """Return a fresh copy of the sample repository."""
    leftovers = shutil.ignore_patterns("node_modules", ".next", "__pycache__", ".*_cache")
    return shutil.copytree(ATOM, tmp_path / "atom", ignore=leftovers)
