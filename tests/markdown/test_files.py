"""Where a file may be written, and how: every refusal, and whole or not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path, PurePosixPath

import pytest

from workflow_docs.markdown import files
from workflow_docs.repository import writer

OURS = files.mark("docs/a.md") + "\n\n# A\n"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/etc/a.md", "absolute"),
        ("../a.md", "'..'"),
        ("a/../../b.md", "'..'"),
        ("a\\b.md", "backslash"),
        ("C:/a.md", "drive"),
        ("c:a.md", "drive"),
        ("a\x00.md", "control character"),
        ("a\nb.md", "control character"),
        ("docs/a.txt:b.md", "colon"),
        ("a\u2028b.md", "control character"),
        ("a\x85b.md", "control character"),
        ("a\u202eb.md", "control character"),
        (f"{'n' * 300}.md", "more than 255 bytes"),
        (f"{'n' * 300}/a.md", "more than 255 bytes"),
        (f"{'é' * 127}.md", "more than 255 bytes"),
        (f"{'n/' * 3000}a.md", "cannot be used: File name too long"),
        ("fifo.md", "no regular file"),
        ("text.md", "does not end in '.md'"),
        ("loop.md", "cannot be used"),
        ("file/a.md", "cannot be used: Not a directory"),
        (".git/a.md", "'.git'"),
        ("x/.GIT/a.md", "'.git'"),
        ("x/.git./a.md", "'.git'"),
        ("a.txt", "'.md'"),
        ("a", "'.md'"),
        ("", "'.md'"),
        (".md", "'.md'"),
        ("a.md/", None),
        ("folder.md", "folder"),
        ("out/a.md", "symbolic link"),
        ("out-file.md", "symbolic link"),
        ("git/a.md", "'.git'"),
        ("docs/a.md", None),
        (".github/workflows/README.md", None),
        ("a..b.md", None),
        (f"{'n' * 252}.md", None),
    ],
)
def test_emit_path(tmp_path, path, reason):
    root = tmp_path / "root"
    (root / "folder.md").mkdir(parents=True)
    (root / "real").mkdir()
    (root / ".git").mkdir()
    (root / "git").symlink_to(".git")
    (root / "out").symlink_to(tmp_path)
    os.mkfifo(root / "fifo.md")
    (root / "text.txt").write_text(OURS)
    (root / "text.md").symlink_to("text.txt")
    (root / "loop.md").symlink_to("loop.md")
    (root / "file").write_text("")
    (tmp_path / "victim.md").write_text("x")
    (root / "out-file.md").symlink_to(tmp_path / "victim.md")
    if reason is None:
        assert files.emit_path(root, path) == PurePosixPath(path)
        assert files.write(root, PurePosixPath(path), OURS)
        assert (root / path.rstrip("/")).read_text() == OURS
    else:
        with pytest.raises(files.EmitPathError, match=reason):
            files.emit_path(root, path)
        with pytest.raises(files.EmitPathError, match=reason):
            files.write(root, PurePosixPath(path), OURS)
        assert (tmp_path / "victim.md").read_text() == "x"
        assert not (tmp_path / "a.md").exists()


# What git itself refuses in an index, on systems that take the name for the same folder: is_hfs_dotgit, is_ntfs_dotgit.
IGNORED = [0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF]
GIT = (
    ".git", ".GIT", ".Git.", ".git ", ".git . .", "git~1", "GIT~1", "git~2", "git~1.", ".git::$INDEX_ALLOCATION",
    ".git:x", "git~1:x", *(f".g{chr(code)}it" for code in IGNORED), *(f"{chr(code)}.git" for code in IGNORED),
)  # fmt: skip


@pytest.mark.parametrize("name", GIT, ids=ascii)
def test_no_name_of_the_git_folder_passes(tmp_path, name):
    for path in (f"{name}/a.md", f"sub/{name}/hooks/a.md"):
        with pytest.raises(files.EmitPathError):
            files.emit_path(tmp_path, path)


@pytest.mark.parametrize("name", ["git", ".github", "agit~1", ".gitignore.d", "git~x", "git-1"])
def test_names_like_it_do(tmp_path, name):
    assert files.emit_path(tmp_path, f"{name}/a.md") == PurePosixPath(name, "a.md")


def test_a_path_over_a_link_inside_is_that_of_the_file(tmp_path):
    (tmp_path / "deep" / "real").mkdir(parents=True)
    (tmp_path / "in").symlink_to("deep/real")
    assert files.emit_path(tmp_path, "in/a.md") == PurePosixPath("deep/real/a.md")
    assert files.write(tmp_path, PurePosixPath("in/a.md"), OURS)
    assert (tmp_path / "deep" / "real" / "a.md").read_text() == OURS


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "fifo.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "a.md").write_text(OURS)
    assert list(files.marked(tmp_path)) == [(PurePosixPath("a.md"), "docs/a.md")]
    with pytest.raises(files.EmitPathError, match="no regular file"):
        files.difference(tmp_path, PurePosixPath("fifo.md"), OURS)


def test_unchanged_file_is_not_touched(tmp_path):
    path = PurePosixPath("a.md")
    assert files.write(tmp_path, path, OURS)
    os.utime(tmp_path / "a.md", (1, 1))
    assert not files.write(tmp_path, path, OURS)
    assert (tmp_path / "a.md").stat().st_mtime == 1
    assert files.write(tmp_path, path, OURS + "x\n")
    assert (tmp_path / "a.md").stat().st_mtime != 1


def test_mode(tmp_path):
    files.write(tmp_path, PurePosixPath("a.md"), OURS)
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o644
    (tmp_path / "a.md").chmod(0o755)
    files.write(tmp_path, PurePosixPath("a.md"), OURS + "x\n")
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("content", ["# Mine\n", "", "\n" + OURS, "<!-- workflow-docs: edit -->\n"])
def test_foreign_file(tmp_path, content):
    (tmp_path / "a.md").write_text(content)
    with pytest.raises(files.ForeignFileError):
        files.write(tmp_path, PurePosixPath("a.md"), OURS)
    assert (tmp_path / "a.md").read_text() == content
    assert files.write(tmp_path, PurePosixPath("a.md"), OURS, overwrite=True)
    assert (tmp_path / "a.md").read_text() == OURS


def test_own_file_with_windows_line_ends(tmp_path):
    (tmp_path / "a.md").write_bytes(OURS.replace("\n", "\r\n").encode())
    assert files.write(tmp_path, PurePosixPath("a.md"), OURS)
    assert (tmp_path / "a.md").read_bytes() == OURS.encode()


def test_error_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    files.write(tmp_path, PurePosixPath("a.md"), OURS)

    def fail(self, target):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        files.write(tmp_path, PurePosixPath("a.md"), OURS + "more\n")
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
    assert (tmp_path / "a.md").read_text() == OURS


def test_difference(tmp_path):
    path = PurePosixPath("a.md")
    missing = files.difference(tmp_path, path, OURS)
    assert missing.first == "the file is missing"
    assert missing.annotation(path) == (
        "::error file=a.md,line=1,title=Markdown is out of date::the file is missing\n"
    )
    (tmp_path / "a.md").write_text("a\nb\nc\n")
    assert files.difference(tmp_path, path, "a\nb\nc\n") is None
    assert files.difference(tmp_path, path, "a\nB\nc\n")[:2] == (2, "line 2 is 'b', should be 'B'")
    assert files.difference(tmp_path, path, "a\nB\nc\n").diff == (
        "--- a/a.md\n+++ b/a.md\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    )
    assert files.difference(tmp_path, path, "a\nb\nc\nd\n").first == "line 4 is '', should be 'd'"
    assert files.difference(tmp_path, path, "a\nb\nc").first == "line 4 is '', should be no line"
    assert files.difference(tmp_path, path, "a\nb\nc\n\n").first == "line 5 is missing, should be ''"


def test_mark_is_one_comment():
    assert files.mark("docs/a-->b.md").count("-->") == 1
    assert (
        files.mark("docs/a\nb\u2028c\udcff.md").encode()
        == rb"<!-- workflow-docs: edit docs/a\nb\u2028c\xff.md, not this file -->"
    )
    assert files.is_ours(files.mark("docs/ü.md").encode() + b"\nx")


def test_what_a_killed_build_has_left_is_removed_later(tmp_path):
    path = PurePosixPath("a[1].md")
    old, young, other = (
        tmp_path / name for name in (".workflow-docs-abc.tmp", ".workflow-docs-def.tmp", ".other-abc.tmp")
    )
    for left in (old, young, other):
        left.write_text("half")
    past = time.time() - writer.LEFTOVER_SECONDS - 5
    for left in (old, other):
        os.utime(left, (past, past))
    files.write(tmp_path, path, OURS)
    assert sorted(place.name for place in tmp_path.iterdir()) == [
        ".other-abc.tmp",
        ".workflow-docs-def.tmp",
        "a[1].md",
    ]
