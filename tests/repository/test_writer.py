"""The one writer under faults: whatever happens, a file is whole, and the next run goes on.

`ROUNDS=200` runs more rounds of the tests that kill; the gate runs some.
"""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workflow_docs.repository import writer

EXT = Path(__file__).parents[2] / "_ext"
ROUNDS = int(os.environ.get("ROUNDS", "10"))
OLD, NEW = b"old\n" * 50_000, b"new\n" * 60_000

CODE = """
import sys
from pathlib import Path
from workflow_docs.repository import writer
target, word, count = Path(sys.argv[1]), sys.argv[2].encode(), int(sys.argv[3])
print("ready", flush=True)
for _ in range(int(sys.argv[4])):
    writer.write_bytes(target, word * count)
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def process(*arguments: object, limit: int | None = None) -> subprocess.Popen[bytes]:
    def limited() -> None:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-c", CODE, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(EXT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limited,  # noqa: PLW1509
    )  # fmt: skip


@pytest.mark.parametrize("step", ["mkstemp", "write", "fsync", "chmod", "replace"])
@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT, errno.EACCES], ids=errno.errorcode.get
)
def test_a_fault_at_each_step_leaves_the_old_file(tmp_path, monkeypatch, step, number):
    target = tmp_path / "a.md"
    target.write_bytes(OLD)

    def fail(*_arguments, **_options):
        raise OSError(number, os.strerror(number))

    class Stream:
        def __init__(self, handle, _mode):
            self.handle = handle

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            os.close(self.handle)

        def write(self, content):
            os.write(self.handle, content[:1000])
            fail()

    with monkeypatch.context() as patch:
        match step:
            case "mkstemp":
                patch.setattr(writer.tempfile, "mkstemp", fail)
            case "write":
                patch.setattr(writer.os, "fdopen", Stream)
            case "fsync":
                patch.setattr(writer.os, "fsync", fail)
            case _:
                patch.setattr(Path, step, fail)
        with pytest.raises(OSError, match=os.strerror(number)):
            writer.write_bytes(target, NEW)
    assert (target.read_bytes(), names(tmp_path)) == (OLD, ["a.md"])
    writer.write_bytes(target, NEW)
    assert (target.read_bytes(), names(tmp_path)) == (NEW, ["a.md"])


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path):
    target = tmp_path / "a.md"
    target.write_bytes(OLD)
    done = process(target, "new\n", 60_000, 1, limit=100_000)
    _, complaint = done.communicate(timeout=60)
    assert (done.returncode, b"File too large" in complaint) == (1, True)
    assert (target.read_bytes(), names(tmp_path)) == (OLD, ["a.md"])


def test_a_process_that_is_killed_leaves_a_whole_file(tmp_path):
    target = tmp_path / "a.md"
    rng = random.Random(3)
    seen = set()
    for number in range(ROUNDS):
        target.write_bytes(OLD)
        running = process(target, "new\n", 60_000, 1000)
        running.stdout.readline()
        time.sleep(rng.uniform(0, 0.03))
        running.send_signal(signal.SIGKILL)
        running.communicate()
        found = target.read_bytes()
        assert found in {OLD, NEW}, number
        seen.add(found)
    past = time.time() - writer.LEFTOVER_SECONDS - 5
    for left in tmp_path.glob(".workflow-docs-*"):
        os.utime(left, (past, past))
    writer.write_bytes(target, NEW)
    assert names(tmp_path) == ["a.md"]


def test_two_at_once_leave_the_file_of_one(tmp_path):
    target = tmp_path / "a.md"
    both = [process(target, word, 60_000, 20 * ROUNDS) for word in ("one\n", "two\n")]
    whole = {b"one\n" * 60_000, b"two\n" * 60_000}
    while any(each.poll() is None for each in both):
        if target.exists():
            assert target.read_bytes() in whole
    assert [each.returncode for each in both] == [0, 0]
    assert names(tmp_path) == ["a.md"]


@pytest.mark.parametrize("existing", [False, True])
def test_a_folder_is_made_whole_or_not_at_all(tmp_path, monkeypatch, existing):
    folder = tmp_path / "site"
    if existing:
        folder.mkdir()
    texts = {"conf.py": "1\n", "source/index.md": "2\n", "source/a.md": "3\n"}
    whole = writer.write_bytes
    with monkeypatch.context() as patch:
        calls = iter(range(10))

        def fail_at_last(*arguments):
            if next(calls) == 2:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            whole(*arguments)

        patch.setattr(writer, "write_bytes", fail_at_last)
        with pytest.raises(OSError, match="No space left"):
            writer.write_folder(folder, texts)
    assert names(tmp_path) == (["site"] if existing else [])
    assert not existing or names(folder) == []
    writer.write_folder(folder, texts)
    found = {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }
    assert (found, names(tmp_path)) == (texts, ["site"])


def test_a_folder_that_somebody_has_filled_meanwhile_is_left_alone(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/theirs").touch()
    with pytest.raises(OSError, match="not empty"):
        writer.write_folder(tmp_path / "site", {"conf.py": ""})
    assert (names(tmp_path), names(tmp_path / "site")) == (["site"], ["theirs"])


def test_every_file_is_written_here():
    """No other module of the package opens a file for writing."""
    import ast

    found = []
    for file in (EXT / "workflow_docs").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="write_text" | "write_bytes", value=value)) if (
                    ast.unparse(value) != "writer"
                ):
                    found.append((file.relative_to(EXT / "workflow_docs").as_posix(), ast.unparse(node.func)))
                case ast.Call(func=ast.Name(id="open"), args=[_, ast.Constant(value=mode), *_]) if set(
                    str(mode)
                ) & set("wax+"):
                    found.append((file.name, mode))
                case ast.Call(
                    func=ast.Attribute(attr="open", value=value), args=[ast.Constant(value=mode), *_]
                ) if set(str(mode)) & set("wax+"):
                    found.append((file.name, mode))
                case _:
                    pass
    # A build of parts has its pages in a temporary folder of its own.
    assert {name for name, _ in found} <= {"inject/render.py"}
