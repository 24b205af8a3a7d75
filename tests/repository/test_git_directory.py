"""What is read of git's files equals what git says of them; what git would have to fetch is not known."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING

import pytest
from repository.git_support import git, write

from workflow_docs.repository.git_directory import GitDirectory
from workflow_docs.repository.git_objects import Entry

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a work tree with many versions of files that are alike, so that packs hold differences."""
    folder = tmp_path_factory.mktemp("origin")
    rng = random.Random(7)
    lines = [f"line {number} {rng.random()}" for number in range(3000)]
    git(folder, "init", "--quiet", "--initial-branch=main")
    for version in range(12):
        for name in ("a.txt", "docs/ü b.md", "docs/deep/er/x.yml"):
            lines[rng.randrange(len(lines))] = f"changed in {version}"
            write(folder, name, "\n".join(lines))
        write(folder, f"only/{version}.md", f"# {version}\n")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", f"version {version}")
    git(folder, "tag", "v1", "HEAD~3")
    git(folder, "tag", "--annotate", "--message", "two", "v2.0", "HEAD~2")
    git(folder, "tag", "--annotate", "--message", "a tag of a tag", "again", "v2.0")
    git(folder, "branch", "feature/with/slashes", "HEAD~5")
    git(folder, "remote", "add", "origin", "https://github.com/org/repo.git")
    return folder


def loose(origin: Path, folder: Path) -> Path:
    git(origin.parent, "clone", "--quiet", "--no-local", str(origin), str(folder))
    pack = folder / ".git/objects/pack"
    packs = [file.read_bytes() for file in pack.glob("*.pack")]
    for file in pack.iterdir():
        file.chmod(0o600)
        file.unlink()
    for data in packs:
        subprocess.run(["git", "unpack-objects", "-q"], cwd=folder, input=data, check=True)
    assert not list(pack.glob("*.pack"))
    return folder


def packed(origin: Path, folder: Path) -> Path:
    git(origin.parent, "clone", "--quiet", "--no-local", str(origin), str(folder))
    git(folder, "gc", "--quiet", "--aggressive")
    git(folder, "pack-refs", "--all")
    (index,) = (folder / ".git/objects/pack").glob("*.idx")
    assert "chain length" in git(folder, "verify-pack", "--verbose", str(index))
    return folder


def with_reference_deltas(origin: Path, folder: Path) -> Path:
    git(origin.parent, "clone", "--quiet", "--no-local", str(origin), str(folder))
    git(folder, "-c", "repack.useDeltaBaseOffset=false", "repack", "-q", "-a", "-d", "-f")
    return folder


def shallow(origin: Path, folder: Path) -> Path:
    git(origin.parent, "clone", "--quiet", "--depth", "2", f"file://{origin}", str(folder))
    return folder


def worktree(origin: Path, folder: Path) -> Path:
    main = folder.with_name("main")
    git(origin.parent, "clone", "--quiet", "--no-local", str(origin), str(main))
    git(main, "worktree", "add", "--quiet", "-b", "other", str(folder), "HEAD~1")
    return folder


def submodule(origin: Path, folder: Path) -> Path:
    above = folder.with_name("above")
    above.mkdir()
    git(above, "init", "--quiet")
    git(above, "submodule", "--quiet", "add", str(origin), "inner")
    assert (above / "inner/.git").is_file()
    return above / "inner"


def detached(origin: Path, folder: Path) -> Path:
    git(origin.parent, "clone", "--quiet", "--no-local", str(origin), str(folder))
    git(folder, "checkout", "--quiet", "--detach", "HEAD~4")
    return folder


def in_several_packs(origin: Path, folder: Path) -> Path:
    git(origin.parent, "clone", "--quiet", "--no-local", str(origin), str(folder))
    for number in range(3):
        git(folder, "commit", "--quiet", "--allow-empty", "--message", f"more {number}")
        git(folder, "repack", "-q", "-d")
    git(folder, "multi-pack-index", "write")
    git(folder, "commit-graph", "write", "--reachable")
    return folder


def sparse_index(origin: Path, folder: Path) -> Path:
    git(origin.parent, "clone", "--quiet", "--no-local", "--sparse", str(origin), str(folder))
    return folder


def replaced(origin: Path, folder: Path) -> Path:
    """GitHub shows the commit itself, not the one that `git replace` puts in its place."""
    git(origin.parent, "clone", "--quiet", "--no-local", str(origin), str(folder))
    git(folder, "replace", "HEAD", "HEAD~6")
    return folder


KINDS = [
    loose, packed, with_reference_deltas, in_several_packs, shallow, worktree, submodule, detached, sparse_index, replaced,
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_it_says_what_git_says(origin, tmp_path, kind):
    folder = kind(origin, tmp_path / "work")
    found = GitDirectory.find(folder)
    head = git(folder, "rev-parse", "HEAD")
    assert found.head == head
    assert found.top == folder
    listing = (
        git(folder, "--no-replace-objects", "ls-tree", "-r", "-t", "-z", "--full-tree", "HEAD")
        .strip("\0")
        .split("\0")
    )
    assert len(listing) > 10
    for line in listing:
        meta, _, path = line.partition("\t")
        _, what, object_id = meta.split(" ")
        assert found.entry(head, path) == Entry(what, object_id), path
        if what == "blob":
            # The reader takes `\n` for every line break; these files have no other.
            assert found.text(head, path).rstrip("\n") == git(folder, "cat-file", "blob", object_id)
    assert found.entry(head, "gone.md") == found.entry(head, "a.txt/x") == ""
    assert found.names(head, "docs") == ["deep", "ü b.md"]
    names = git(
        folder, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes/origin", "refs/tags"
    )
    short = {
        name.removeprefix("refs/tags/").removeprefix("refs/remotes/origin/").removeprefix("refs/heads/")
        for name in names.splitlines()
    }
    assert set(found.references) == short
    for name in ("v1", "v2.0", "again", head[:8], head):
        if name in {"v1", "v2.0", "again"} and name not in short:
            assert found.commit(name) is None  # a shallow clone has no old tags
        else:
            assert found.commit(name) == git(folder, "rev-parse", f"{name}^{{commit}}"), name


def test_what_a_partial_clone_lacks_is_not_known(origin, tmp_path):
    git(origin, "config", "uploadpack.allowFilter", "true")
    folder = tmp_path / "partial"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", "--no-checkout", f"file://{origin}", str(folder))
    found = GitDirectory.find(folder)
    assert isinstance(found.entry(found.head, "a.txt"), Entry)
    assert found.text(found.head, "a.txt") is None


def test_a_missing_tree_makes_nothing_absent(origin, tmp_path):
    folder = loose(origin, tmp_path / "work")
    tree = git(folder, "rev-parse", "HEAD:docs")
    (folder / ".git/objects" / tree[:2] / tree[2:]).unlink()
    found = GitDirectory.find(folder)
    assert found.entry(found.head, "docs/x.md") is None
    assert found.entry(found.head, "x.md") == ""


def test_objects_of_other_folders_are_not_read(origin, tmp_path):
    folder = tmp_path / "shared"
    git(tmp_path, "clone", "--quiet", "--shared", str(origin), str(folder))
    found = GitDirectory.find(folder)
    assert found.head == git(folder, "rev-parse", "HEAD")
    assert found.entry(found.head, "a.txt") is None


def test_a_bare_repository_on_the_way_is_none(origin, tmp_path):
    git(tmp_path, "clone", "--quiet", "--bare", str(origin), str(tmp_path / "bare"))
    (tmp_path / "bare/inside").mkdir()
    assert GitDirectory.find(tmp_path / "bare/inside") is None


def test_names_in_any_bytes_and_submodules(origin, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "--quiet")
    blob = git(folder, "hash-object", "-w", "--stdin", data=b"x\n")
    lines = [
        b"100644 blob %s\tb\xff.txt",
        b"100755 blob %s\trun",
        b"120000 blob %s\tlink",
        b"160000 commit 1%.39s\tsub",
    ]
    tree = git(folder, "mktree", "--missing", data=b"".join(line % blob.encode() + b"\n" for line in lines))
    head = git(folder, "commit-tree", "-m", "x", tree)
    found = GitDirectory.find(folder)
    assert found.names(head, "") == sorted(["b\udcff.txt", "run", "link", "sub"])
    assert (
        found.entry(head, "b\udcff.txt")
        == found.entry(head, "run")
        == found.entry(head, "link")
        == Entry("blob", blob)
    )
    assert found.entry(head, "sub") == Entry("commit", f"1{blob[:39]}")
    assert found.entry(head, "sub/x") == found.entry(head, "link/x") == found.entry(head, "/run") == ""
    assert found.names(head, "run") == found.names(head, "gone") == []
    assert found.entry(tree, "run") is None  # a tree is no commit
    assert found.commit(tree) is None


def test_tags_of_tags_have_an_end(origin, tmp_path):
    folder = loose(origin, tmp_path / "work")
    for number in range(8):
        git(
            folder,
            "tag",
            "--annotate",
            "--message",
            "x",
            f"t{number}",
            f"t{number - 1}" if number else "HEAD",
        )
    found = GitDirectory.find(folder)
    assert found.commit("t2") == found.head
    assert found.commit("t7") is None
