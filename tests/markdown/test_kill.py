"""A build that is killed at any moment leaves every file whole: as it was before, or as it is after."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from gfm_project import Project

EXT = Path(__file__).parents[2] / "_ext"
KILLS = int(os.environ.get("KILLS", "4"))
PAGES = 30


def command(project: Project) -> list[str]:
    work = project.work
    options = ["-q", "-b", "gfm", "-D", "gfm_root=../..", "-d", str(work / "doctrees")]
    return [sys.executable, "-m", "sphinx", *options, str(project.source), str(work / "out")]


def write(project: Project, word: str) -> None:
    for number in range(PAGES):
        project.page(
            f"p{number}.md", f"# Page {number}\n\n" + f"{word} {number}\n\n" * 40, emit=f"out/P{number}.md"
        )


def files(project: Project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((project.repo / "out").glob("*"))}


def test_no_file_is_ever_half_old_and_half_new(tmp_path):
    project = Project(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(EXT)}
    states = []
    seconds = 0.0
    for word in ("old", "new"):
        write(project, word)
        start = time.perf_counter()
        subprocess.run(command(project), env=environment, check=True, capture_output=True)
        seconds = time.perf_counter() - start
        states.append(files(project))
    old, new = states
    assert len(old) == PAGES
    rng = random.Random(7)
    mixed = 0
    for number in range(KILLS):
        before, after = (new, old) if number % 2 == 0 else (old, new)
        write(project, "old" if number % 2 == 0 else "new")
        process = subprocess.Popen(
            command(project), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if number % 4 == 3:
            time.sleep(seconds * rng.uniform(0.1, 1.02))
        else:
            # Most of the time goes into reading: the moments that matter come after the first file.
            first = project.repo / "out" / "P0.md"
            known = first.stat().st_ino
            while process.poll() is None and first.stat().st_ino == known:
                time.sleep(0.0001)
            time.sleep(rng.uniform(0, 0.02))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = files(project)
        left = {name for name in found if name.startswith(".")}
        assert set(found) - left == set(old)
        for name in set(found) - left:
            assert found[name] in (before[name], after[name]), name
        mixed += len({found[name] == after[name] for name in old}) == 2
        # The next build is whole again, whatever was left behind.
        subprocess.run(command(project), env=environment, check=True, capture_output=True)
        assert {name: data for name, data in files(project).items() if not name.startswith(".")} == after
    print(f"{KILLS} kills, {mixed} of them between two files")  # noqa: T201 (shown with `-s`)
