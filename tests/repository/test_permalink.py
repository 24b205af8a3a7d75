"""Permalinks: real git work trees, with remotes of every form and files in every state."""

from __future__ import annotations

import subprocess

import pytest

from workflow_docs.repository.permalink import Checkout

CI = ".github/workflows/ci.yml"
CONTENT = b"on: push\njobs: {}\n"


def git(root, *arguments):
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Return a work tree with one commit and a remote on GitHub; no setting of the user's is in force."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    root = tmp_path / "work tree"
    write(root, CI, CONTENT)
    write(root, "sub/ä b#.txt", b"text\n")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "first")
    git(root, "remote", "add", "origin", "https://github.com/org/repo.git")
    return root


def write(root, name, content):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(content)


def test_a_committed_file_has_a_permalink(root):
    commit = git(root, "rev-parse", "HEAD")
    checkout = Checkout.read(root)
    assert checkout.permalink(CI, CONTENT) == f"https://github.com/org/repo/blob/{commit}/{CI}"
    assert checkout.permalink(CI, CONTENT, 2) == f"https://github.com/org/repo/blob/{commit}/{CI}#L2"


def test_a_changed_file_has_none(root):
    assert Checkout.read(root).permalink(CI, CONTENT + b"# more\n", 1) is None


def test_a_file_that_is_only_staged_or_untracked_has_none(root):
    write(root, "staged.yml", b"a\n")
    write(root, "untracked.yml", b"a\n")
    git(root, "add", "staged.yml")
    checkout = Checkout.read(root)
    assert checkout.permalink("staged.yml", b"a\n") is None
    assert checkout.permalink("untracked.yml", b"a\n") is None


def test_line_ends_that_git_converts_make_no_change(root):
    assert Checkout.read(root).permalink(CI, CONTENT.replace(b"\n", b"\r\n")) is not None


def test_signs_in_a_path_are_quoted(root):
    link = Checkout.read(root).permalink("sub/ä b#.txt", b"text\n", 1)
    assert link.endswith("/sub/%C3%A4%20b%23.txt#L1")


def test_a_repository_may_be_a_folder_of_the_work_tree(root):
    checkout = Checkout.read(root / "sub")
    assert str(checkout.prefix) == "sub"
    assert checkout.permalink("ä b#.txt", b"text\n").endswith("/sub/%C3%A4%20b%23.txt")
    assert checkout.permalink(CI, CONTENT) is None


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/org/repo",
        "https://github.com/org/repo/",
        "https://github.com/org/repo.git",
        "https://user@github.com/org/repo.git",
        "https://x-access-token:ghs_token@github.com/org/repo.git",
        "git@github.com:org/repo.git",
        "git@github.com:org/repo",
        "ssh://git@github.com/org/repo.git",
    ],
)
def test_every_form_of_a_remote_on_github(root, remote):
    git(root, "remote", "set-url", "origin", remote)
    checkout = Checkout.read(root)
    assert checkout.url == "https://github.com/org/repo"
    assert "token" not in repr(checkout)


@pytest.mark.parametrize(
    "remote",
    [
        "https://gitlab.com/org/repo.git",
        "https://github.com.example.com/org/repo.git",
        "https://example.com/github.com/org/repo",
        "https://notgithub.com/org/repo",
        "git@example.com:github.com/org/repo",
        "../other",
        "https://github.com/org",
        "https://github.com/org/repo/more",
    ],
)
def test_a_remote_elsewhere_gives_no_links(root, remote):
    git(root, "remote", "set-url", "origin", remote)
    assert Checkout.read(root) is None


def test_without_a_remote_there_are_no_links(root):
    git(root, "remote", "remove", "origin")
    assert Checkout.read(root) is None


def test_without_a_commit_there_are_no_links(root, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    git(empty, "init", "--quiet")
    git(empty, "remote", "add", "origin", "https://github.com/org/repo")
    assert Checkout.read(empty) is None


def test_without_git_there_are_no_links(tmp_path):
    plain = tmp_path / "plain"
    plain.mkdir()
    assert Checkout.read(plain) is None


def test_the_program_git_is_not_needed(root, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Checkout.read(root).permalink(CI, CONTENT) is not None


def test_a_name_that_is_no_utf8_is_quoted_by_its_bytes(root):
    write(root, b"b\xff.txt".decode("utf-8", "surrogateescape"), b"x\n")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "more")
    assert Checkout.read(root).permalink("b\udcff.txt", b"x\n").endswith("/b%FF.txt")


def test_a_commit_that_is_not_there_gives_no_links(root):
    commit = git(root, "rev-parse", "HEAD")
    (root / ".git/objects" / commit[:2] / commit[2:]).unlink()
    assert Checkout.read(root) is None


def test_a_build_in_a_git_hook_of_another_repository(root, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert Checkout.read(root / "sub").permalink("ä b#.txt", b"text\n") is not None
