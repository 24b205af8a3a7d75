"""Which folder is the repository: the nearest upwards with `.git` or workflows."""

from __future__ import annotations

import pytest

from workflow_docs.repository.root import find_root


@pytest.fixture
def root(tmp_path):
    (tmp_path / "repo/.github/workflows").mkdir(parents=True)
    (tmp_path / "repo/pkg/inner").mkdir(parents=True)
    (tmp_path / "repo/pkg/a.txt").touch()
    return tmp_path / "repo"


@pytest.mark.parametrize("start", ["", "pkg", "pkg/inner", "pkg/a.txt", ".github", ".github/workflows"])
def test_it_is_found_upwards(root, start):
    assert find_root(root / start) == (root, ".github/workflows")


def test_the_nearest_counts(root):
    (root / "pkg/.git").touch()  # a submodule, or a linked work tree
    assert find_root(root / "pkg/inner") == (root / "pkg", ".git")
    (root / "pkg/inner/.github/workflows").mkdir(parents=True)  # the sample of a repository
    assert find_root(root / "pkg/inner") == (root / "pkg/inner", ".github/workflows")


def test_a_place_that_is_none(tmp_path):
    assert find_root(tmp_path / "gone") is None
    (tmp_path / "loop").symlink_to("loop")
    assert find_root(tmp_path / "loop") is None
    assert find_root(tmp_path / ("x" * 300)) is None


def test_without_any_sign_it_is_the_folder_itself(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    found = find_root(tmp_path / "a")
    assert (found.folder, found.sign) == (tmp_path / "a", "")
    assert str(found) == f"{tmp_path / 'a'} (no folder upwards has .git or workflows)"


def test_a_link_leads_to_the_repository_that_it_points_into(root, tmp_path):
    (tmp_path / "link").symlink_to(root / "pkg")
    assert find_root(tmp_path / "link") == (root, ".github/workflows")
