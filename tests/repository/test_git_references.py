"""HEAD, branches and tags: as git lists them, and whatever their files hold, no file elsewhere is read."""

from __future__ import annotations

import os

import pytest
from repository.git_support import commit, git

from workflow_docs.repository import git_references
from workflow_docs.repository.git_directory import GitDirectory


@pytest.fixture
def folder(tmp_path):
    """Return a repository with one commit."""
    commit(tmp_path / "work", a="a\n")
    return tmp_path / "work"


def names_of_git(folder):
    listing = git(
        folder, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes/origin", "refs/tags"
    )
    found = {}
    for name in listing.splitlines():
        for prefix in ("refs/tags/", "refs/remotes/origin/", "refs/heads/"):
            if name.startswith(prefix):
                found[name.removeprefix(prefix)] = prefix != "refs/tags/"
    return found


@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_names(folder, packed):
    for name in ("feature/with/slashes", "ü-b", "v1"):
        git(folder, "branch", name)
    for name in ("v1", "release/1.0", "v2.lock.x"):
        git(folder, "tag", name)
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    git(folder, "update-ref", "refs/remotes/other/x", "HEAD")
    git(folder, "update-ref", "refs/stash", "HEAD")
    if packed:
        git(folder, "pack-refs", "--all")
        git(folder, "branch", "after")
    (folder / ".git/refs/heads/broken").write_text("")
    (folder / ".git/refs/heads/unfinished.lock").write_text("0" * 40)
    (folder / ".git/refs/heads/link").symlink_to(folder / "a")
    os.mkfifo(folder / ".git/refs/heads/fifo")
    found = GitDirectory.find(folder).references
    (folder / ".git/refs/heads/fifo").unlink()  # git would wait for it
    assert found == names_of_git(folder)


def test_a_loose_reference_is_newer_than_a_packed_one(folder):
    git(folder, "pack-refs", "--all")
    last = commit(folder, a="b\n")
    assert GitDirectory.find(folder).head == last
    (folder / ".git/refs/heads/main").write_text("half\n")
    assert GitDirectory.find(folder).head is None  # not the old one, which is still packed


def test_a_folder_in_the_place_of_a_packed_reference(folder):
    git(folder, "pack-refs", "--all")
    (folder / ".git/refs/heads/main").mkdir()
    assert GitDirectory.find(folder).head == git(folder, "rev-parse", "HEAD")


def test_before_the_first_commit(tmp_path):
    git(tmp_path, "init", "--quiet")
    found = GitDirectory.find(tmp_path)
    assert (found.head, found.references) == (None, {})


def test_a_head_that_is_a_link(folder):
    head = git(folder, "rev-parse", "HEAD")
    (folder / ".git/HEAD").unlink()
    (folder / ".git/HEAD").symlink_to("refs/heads/main")
    assert GitDirectory.find(folder).head == head


@pytest.mark.parametrize(
    "head",
    [
        "ref: HEAD", "ref: refs/heads/a", "ref: ../../../etc/passwd", "ref: refs/heads/../../x", "ref: refs/heads/x.lock",
        "ref: x", "refs/heads/main", "0" * 39, "0" * 41, "g" * 40, "x" * 9000, "", "\xff" * 40, "ref: refs/heads/a\0b",
    ],
)  # fmt: skip
def test_a_head_that_leads_nowhere(folder, head):
    (folder / ".git/HEAD").write_text(head)
    (folder / ".git/refs/heads/a").write_text("ref: refs/heads/b")
    (folder / ".git/refs/heads/b").write_text("ref: refs/heads/a")
    (folder / ".git/x").write_text("0" * 40)
    assert GitDirectory.find(folder).head is None


@pytest.mark.parametrize(
    "spaced", ["ref:refs/heads/main", "ref: \t refs/heads/main  \n\n", "ref: refs/heads/main"]
)
def test_a_head_with_other_white_space(folder, spaced):
    (folder / ".git/HEAD").write_text(spaced)
    assert GitDirectory.find(folder).head == git(folder, "rev-parse", "HEAD")


def test_names_of_tags_that_are_none(folder):
    (folder / ".git/x").write_text(git(folder, "rev-parse", "HEAD"))
    found = GitDirectory.find(folder)
    for name in ("../../x", "../heads/main", "", "/", "-v", "a b", "x\0"):
        assert found.commit(name) is None


def test_with_too_many_references_none_is_known(folder, monkeypatch):
    for number in range(4):
        git(folder, "tag", f"v{number}")
    assert len(GitDirectory.find(folder).references) == 5
    monkeypatch.setattr(git_references, "MAX_REFERENCES", 4)
    assert GitDirectory.find(folder).references == {}


def test_packed_references_that_cannot_be_read_are_not_taken_to_be_empty(folder):
    git(folder, "tag", "v1")
    os.mkfifo(folder / ".git/packed-refs")
    assert GitDirectory.find(folder).references == {}
