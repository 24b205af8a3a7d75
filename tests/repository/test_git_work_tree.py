"""Which git directory belongs to a work tree: git's own answer where both agree, otherwise none."""

from __future__ import annotations

import os
import shutil

import pytest
from repository.git_support import commit, git

from workflow_docs.repository.git_work_tree import find_work_tree
from workflow_docs.repository.permalink import Checkout

CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"


@pytest.fixture
def private(tmp_path):
    """Return a repository of the user's that no other checkout may read."""
    folder = tmp_path / "private"
    commit(folder, secret="s\n")  # noqa: S106 (the name of a file)
    git(folder, "remote", "add", "origin", "https://github.com/me/private.git")
    return folder


@pytest.fixture
def stranger(tmp_path):
    """Return a folder with a file that the private repository has, too."""
    folder = tmp_path / "stranger"
    folder.mkdir()
    (folder / "secret").write_text("s\n")
    return folder


def test_folders_of_a_work_tree(private):
    (private / "a/b").mkdir(parents=True)
    for start in (private, private / "a", private / "a/b"):
        found = find_work_tree(start)
        assert (found.top, found.folder, found.common) == (private, private / ".git", private / ".git")


def test_a_linked_work_tree(private, tmp_path):
    git(private, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    found = find_work_tree(tmp_path / "linked")
    assert found.top == tmp_path / "linked"
    assert str(found.folder) == git(tmp_path / "linked", "rev-parse", "--absolute-git-dir")
    assert found.common == private / ".git"
    assert Checkout.read(tmp_path / "linked").url == "https://github.com/me/private"


def test_a_linked_work_tree_with_relative_paths(private, tmp_path):
    git(private, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    (tmp_path / "linked/.git").write_text("gitdir: ../private/.git/worktrees/linked\n")
    (private / ".git/worktrees/linked/gitdir").write_text("../../../../linked/.git\n")
    git(private, "config", "extensions.relativeWorktrees", "true")
    assert find_work_tree(tmp_path / "linked").common == private / ".git"


def test_a_linked_work_tree_of_a_bare_repository(private, tmp_path):
    git(tmp_path, "clone", "--quiet", "--bare", str(private), "bare.git")
    git(tmp_path / "bare.git", "worktree", "add", "--quiet", str(tmp_path / "linked"))
    assert find_work_tree(tmp_path / "linked").common == tmp_path / "bare.git"
    assert find_work_tree(tmp_path / "bare.git") is None


def test_a_submodule(private, tmp_path):
    above = tmp_path / "above"
    commit(above)
    git(above, "submodule", "--quiet", "add", str(private), "inner")
    found = find_work_tree(above / "inner")
    assert found.top == above / "inner"
    assert found.common == found.folder == above / ".git/modules/inner"


def test_a_file_that_names_another_repository(private, stranger):
    (stranger / ".git").write_text(f"gitdir: {private / '.git'}\n")
    assert git(stranger, "rev-parse", "HEAD")  # git reads it
    assert find_work_tree(stranger) is None


def test_a_link_to_another_repository(private, stranger):
    (stranger / ".git").symlink_to(private / ".git")
    assert git(stranger, "rev-parse", "HEAD")
    assert find_work_tree(stranger) is None


@pytest.mark.parametrize("name", ["HEAD", "refs", "config", "packed-refs"])
def test_links_out_of_the_git_directory(private, stranger, name):
    git(private, "pack-refs", "--all")
    shutil.copytree(private / ".git", stranger / ".git")
    assert Checkout.read(stranger).permalink("secret", b"s\n")
    place = stranger / ".git" / name
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    (stranger / ".git" / name).symlink_to(private / ".git" / name)
    if name == "refs":
        assert git(stranger, "update-ref", "refs/heads/only-private", "HEAD") == ""
        assert Checkout.read(stranger).git.references == {}
    else:
        assert Checkout.read(stranger) is None


@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_links_to_the_objects_of_another_repository(private, stranger, packed):
    if packed:
        git(private, "gc", "--quiet")
    shutil.copytree(private / ".git", stranger / ".git")
    shutil.rmtree(stranger / ".git/objects")
    (stranger / ".git/objects").symlink_to(private / ".git/objects")
    assert git(stranger, "cat-file", "-t", "HEAD") == "commit"
    assert Checkout.read(stranger) is None


def test_a_common_folder_elsewhere(private, stranger):
    inside = stranger / ".git/worktrees/x"
    inside.mkdir(parents=True)
    (inside / "HEAD").write_text("ref: refs/heads/main\n")
    (inside / "commondir").write_text(f"{private / '.git'}\n")
    (inside / "gitdir").write_text("../../../inner/.git\n")
    inner = stranger / "inner"
    inner.mkdir()
    (inner / ".git").write_text("gitdir: ../.git/worktrees/x\n")
    assert git(inner, "rev-parse", "HEAD")
    assert find_work_tree(inner) is None
    (stranger / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (stranger / ".git/config").write_text(CONFIG)
    (stranger / ".git/commondir").write_text(f"{private / '.git'}\n")
    assert find_work_tree(stranger) is None


def test_a_work_tree_elsewhere(private, tmp_path):
    git(private, "config", "core.worktree", str(tmp_path))
    assert find_work_tree(private) is None
    git(private, "config", "core.worktree", "..")
    assert find_work_tree(private).top == private


def test_a_git_directory_that_does_not_name_its_work_tree(tmp_path):
    """`--separate-git-dir` writes no way back."""
    git(tmp_path, "init", "--quiet", "--separate-git-dir", "data", "work")
    assert find_work_tree(tmp_path / "work") is None


def test_a_bare_repository_on_the_way(private, tmp_path):
    git(tmp_path, "clone", "--quiet", "--bare", str(private), str(private / "embedded"))
    (private / "embedded/config").write_text(f"{CONFIG}\tworktree = .\n")
    assert git(private / "embedded", "rev-parse", "--show-toplevel") == str(private / "embedded")
    assert find_work_tree(private / "embedded").top == private


def test_a_git_directory_that_is_bare(private):
    git(private, "config", "core.bare", "yes")
    assert find_work_tree(private) is None


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_CEILING_DIRECTORIES"])
def test_the_environment_does_not_count(private, stranger, monkeypatch, name):
    monkeypatch.setenv(name, str(private / ".git" if name != "GIT_CEILING_DIRECTORIES" else private.parent))
    assert find_work_tree(stranger) is None
    assert find_work_tree(private).top == private


@pytest.mark.parametrize(
    "make",
    [
        os.mkfifo,
        os.mkdir,
        lambda path: path.symlink_to(path),
        lambda path: path.touch(),
        lambda path: path.write_text("gitdir: gone\n"),
        lambda path: path.write_text("gitdir: .git\n"),
        lambda path: path.write_text("gitdir: a\0b\n"),
        lambda path: path.write_text("gitdir: " + "x/" * 4000),
        lambda path: path.write_bytes(b"\xff" * 100),
        lambda path: path.write_text("x" * 20_000_000),
    ],
)
def test_a_git_that_is_something_else_ends_the_search(private, make):
    (private / "inner").mkdir()
    make(private / "inner/.git")
    assert find_work_tree(private / "inner") is None
    assert Checkout.read(private / "inner") is None


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("core.repositoryformatversion", "1", True),
        ("core.repositoryformatversion", "2", False),
        ("extensions.objectformat", "sha1", True),
        ("extensions.objectformat", "sha256", False),
        ("extensions.refstorage", "files", True),
        ("extensions.refstorage", "reftable", False),
        ("extensions.partialclone", "origin", True),
        ("extensions.worktreeconfig", "true", True),
        ("extensions.thatnobodyknows", "true", False),
    ],
)
def test_formats(private, key, value, read):
    with (private / ".git/config").open("a", encoding="utf-8") as config:
        section, _, name = key.partition(".")
        config.write(f"[{section}]\n{name} = {value}\n")
    assert (find_work_tree(private) is not None) is read


def test_a_repository_with_sha256(tmp_path):
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "new")
    git(tmp_path / "new", "commit", "--quiet", "--allow-empty", "-m", "x")
    assert find_work_tree(tmp_path / "new") is None


def test_a_folder_that_is_not_there_or_unreadable(tmp_path):
    assert find_work_tree(tmp_path / "gone") is None
    (tmp_path / "loop").symlink_to("loop")
    assert find_work_tree(tmp_path / "loop") is None
