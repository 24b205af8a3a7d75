"""GitHub's own parsers as a process that answers one request at a time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUNDLE = ROOT / "build" / "oracle" / "official.cjs"

Answer = dict[str, Any]


def bundle() -> Path | None:
    """Return the bundled parsers, made at the first call; None where node or npm is absent."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    sources = [HERE / name for name in ("official.mjs", "package-lock.json", "bundle.sh")]
    if not BUNDLE.exists() or BUNDLE.stat().st_mtime < max(source.stat().st_mtime for source in sources):
        # Several test processes may come here at once: each makes its own and moves it into place.
        BUNDLE.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUNDLE.parent) as name:
            copy = Path(name) / "source"
            shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
            done = subprocess.run(
                [copy / "bundle.sh", name], capture_output=True, text=True, check=False, env=os.environ
            )
            if done.returncode:
                return None
            (Path(name) / "official.cjs").replace(BUNDLE)
    return BUNDLE


class Official:
    """A running process of the parsers; use it in a `with` statement."""

    def __init__(self, program: Path) -> None:
        """Take the bundle."""
        self.process = subprocess.Popen(
            ["node", str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

    def ask(self, request: Answer) -> Answer:
        """Send one request and return its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer: Answer = json.loads(self.process.stdout.readline())
        return answer

    def read(self, file: str, text: str) -> Answer:
        """Return what GitHub's parser reads out of a workflow or an action file."""
        return self.ask({"file": file, "text": text})
