"""Projects to build: those in `roots/`, and those that a test writes down itself."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from gfm_project import Project  # noqa: E402 (found through the path above)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def copy_root(tmp_path: Path) -> Callable[[str], Project]:
    """Make a project of a folder in `tests/roots`."""

    def copy(name: str) -> Project:
        project = Project(tmp_path)
        shutil.rmtree(project.source)
        shutil.copytree(HERE.parent / "roots" / name, project.source)
        return project

    return copy
