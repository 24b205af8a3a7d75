"""The one reader: what a file holds, or why it is not read."""

from __future__ import annotations

import os
import socket

import pytest

from workflow_docs.repository.reader import Reason, Unread, read_bytes, read_place, read_text


def test_text(tmp_path):
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(tmp_path, "a.md") == "a\nb\nc\n"
    assert read_bytes(tmp_path, "a.md") == b"\xef\xbb\xbfa\r\nb\rc\n"


def test_bytes_that_are_no_text(tmp_path):
    (tmp_path / "a.md").write_bytes(b"ok\n\xff\n")
    found = read_text(tmp_path, "a.md")
    assert isinstance(found, Unread)
    assert (found.reason, found.offset, found.message) == (
        Reason.NOT_UTF8, 3, "byte 0xff is not UTF-8; save the file as UTF-8",
    )  # fmt: skip


def test_what_is_no_file_does_not_wait(tmp_path):
    os.mkfifo(tmp_path / "x.md")
    assert read_bytes(tmp_path, "x.md").reason is Reason.NOT_REGULAR
    (tmp_path / "folder.md").mkdir()
    assert read_bytes(tmp_path, "folder.md").reason is Reason.MISSING
    assert read_place(tmp_path / "folder.md").reason is Reason.NOT_REGULAR


def test_a_socket_and_a_device(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.md")
        assert read_bytes(tmp_path, "s.md").reason in {Reason.NOT_REGULAR, Reason.FAILED}
    (tmp_path / "null.md").symlink_to("/dev/null")
    assert read_bytes(tmp_path, "null.md").reason is Reason.OUTSIDE
    assert read_place(tmp_path / "null.md").reason is Reason.NOT_REGULAR


def test_links(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret").write_text("x")
    (root / "out.md").symlink_to(tmp_path / "secret")
    (root / "loop.md").symlink_to("loop.md")
    (root / "a.md").write_text("a")
    (root / "in.md").symlink_to("a.md")
    assert read_text(root, "in.md") == "a"
    assert read_text(root, "out.md").reason is Reason.OUTSIDE
    assert read_text(root, "../secret").reason is Reason.MISSING
    assert read_text(root, "loop.md").reason is Reason.FAILED


@pytest.mark.parametrize("path", ["", "gone.md", "a.md/b", "/etc/passwd", "a\0b", "a\\b", "x" * 300])
def test_paths_that_name_nothing(tmp_path, path):
    (tmp_path / "a.md").write_text("a")
    assert read_text(tmp_path, path).reason is Reason.MISSING


def test_a_file_over_the_limit(tmp_path):
    (tmp_path / "a.md").write_text("12345")
    assert read_bytes(tmp_path, "a.md", 5) == b"12345"
    assert read_bytes(tmp_path, "a.md", 4).message == "the file has more than 4 bytes; it is not read"
