"""Each fact of the sample that is broken turns the gates red, at the line that is false then; `pytest -s` prints where."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from .mutations import EMITTED, FURTHER, README, TWELVE
from .project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .mutations import Mutation, Red
    from .project import Told

Rows = list[tuple[str, list[str]]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, Path]]:
    """A project that was built once, and a copy of all its files: later builds read again what a mutation has changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REPO", raising=False)  # the pages document the sample beside them
        folder = tmp_path_factory.mktemp("mutations")
        project = Project(folder / "project")
        assert project.markdown_check() == []
        shutil.copytree(project.folder, folder / "as-built", symlinks=True)
        yield project, folder / "as-built"


@pytest.fixture
def project(built: tuple[Project, Path]) -> Project:
    """The project as it was built; also the times of its files are those of then."""
    project, as_built = built
    shutil.rmtree(project.folder)
    shutil.copytree(as_built, project.folder, symlinks=True)
    return project


@pytest.fixture(scope="module")
def rows() -> Iterator[Rows]:
    """What was red for which mutation; printed at the end."""
    found: Rows = []
    yield found
    for name, places in found:
        sys.stdout.write("\n    ".join((f"\n{name}", *places)) + "\n")


def _assert_red(mutation: Mutation, told: list[Told], project: Project) -> list[Told]:
    """Return the complaints that a mutation is about; each place that it names has one."""
    found: list[Told] = []
    for red in mutation.red:
        here = [
            each
            for each in told
            if each.path in (red.path if isinstance(red.path, tuple) else (red.path,))
            and each.code == red.code
            and red.text in project.line(each.path, each.line)
        ]
        assert here, (red, [str(each) for each in told])
        found += here
    return found


def _is_of_contracts(red: Red) -> bool:
    return red.code.startswith("contract-")


def test_what_is_not_broken_is_green(project):
    assert project.markdown_check() == []
    assert project.html() == []
    assert project.audit() == []


@pytest.mark.parametrize("mutation", TWELVE, ids=lambda mutation: mutation.name)
def test_a_broken_fact_is_red_also_after_the_generated_parts_are_refreshed(mutation, project, rows):
    for edit in mutation.edits:
        edit.apply(project.sample)
    checked = project.markdown_check()
    outdated = [told for told in checked if told.code == "gfm.outdated"]
    assert {told.path for told in outdated} >= {EMITTED + path for path in mutation.stale}
    for told in outdated:
        # The line that is named is the stale one, as far as it is shown.
        assert project.line(told.path, told.line).startswith(told.message.split("…")[0]), str(told)
    # Pages are judged as they are written: these complaints stay when the files are written anew.
    pages = [told for told in checked if told.code != "gfm.outdated"]
    again = project.markdown()
    assert "gfm.outdated" not in {told.code for told in again}
    told = [*pages, *project.audit()]
    red = _assert_red(mutation, told, project)
    if not mutation.red:
        assert told == []
    rows.append((mutation.name, [str(each) for each in (*outdated, *red)]))


@pytest.mark.parametrize("mutation", FURTHER, ids=lambda mutation: mutation.name)
def test_an_ordinary_change_is_red_where_something_says_otherwise(mutation, project, rows):
    for edit in mutation.edits:
        edit.apply(project.sample)
    told = project.markdown_check() if any(not _is_of_contracts(red) for red in mutation.red) else []
    told += project.contracts() if any(_is_of_contracts(red) for red in mutation.red) else []
    assert {each.path for each in told} >= {EMITTED + path for path in mutation.stale}
    rows.append((mutation.name, [str(each) for each in _assert_red(mutation, told, project)]))


def test_a_hand_edit_is_undone(project):
    readme = project.sample / README
    before = readme.read_bytes()
    TWELVE[-1].edits[0].apply(project.sample)
    assert readme.read_bytes() != before
    project.markdown()
    assert readme.read_bytes() == before
