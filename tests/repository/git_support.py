"""Real git for tests, without the settings of whoever runs them."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = {
    "user.name": "Test",
    "user.email": "test@example.com",
    "commit.gpgsign": "false",
    "protocol.file.allow": "always",
    "gc.auto": "0",
}
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C.UTF-8",
}


def git(folder: Path, *arguments: str, data: bytes | None = None) -> str:
    """Run git in a folder and return what it prints, without the last line break."""
    settings = [word for key, value in SETTINGS.items() for word in ("-c", f"{key}={value}")]
    done = subprocess.run(
        ["git", *settings, *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        input=data,
        env=ENVIRONMENT,
    )
    return os.fsdecode(done.stdout).strip("\n")


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def commit(folder: Path, **files: str) -> str:
    """Commit files, in a new repository where there is none, and return the id."""
    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "--quiet", "--initial-branch=main")
    for name, text in files.items():
        write(folder, name, text)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "more")
    return git(folder, "rev-parse", "HEAD")
