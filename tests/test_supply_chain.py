"""What we install and what our own workflows run: pinned, with hashes, and in step with what pyproject.toml asks for."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("docs", "dev")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def locked(name: str) -> dict[str, list[Requirement]]:
    """Return the pins of a lock file by package; each ends with a line without a backslash."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            pin = Requirement(line.partition(" --hash=")[0].strip())
            found.setdefault(canonicalize_name(pin.name), []).append(pin)
            assert re.search(r" --hash=sha256:[0-9a-f]{64}\b", line), line
    return found


def wanted(extras: tuple[str, ...]) -> list[Requirement]:
    """Return what pyproject.toml asks for, with what its extras refer to."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: list[Requirement] = [Requirement(text) for text in project["dependencies"]]
    waiting = list(extras)
    while waiting:
        for text in project["optional-dependencies"][waiting.pop()]:
            requirement = Requirement(text)
            if requirement.name == project["name"]:
                waiting.extend(requirement.extras)
            else:
                found.append(requirement)
    return found


@pytest.mark.parametrize(("name", "extras"), [("docs", ("docs", "build")), ("dev", ("dev",))])
def test_the_lock_file_holds_what_is_asked_for(name, extras):
    pins = locked(name)
    for requirement in wanted(extras):
        versions = [next(iter(pin.specifier)).version for pin in pins[canonicalize_name(requirement.name)]]
        assert versions, requirement
        assert all(requirement.specifier.contains(version) for version in versions), (requirement, versions)


def test_one_environment_is_part_of_the_other():
    docs, dev = locked("docs"), locked("dev")
    assert {name: list(map(str, pins)) for name, pins in docs.items()} == {
        name: list(map(str, dev[name])) for name in docs
    }


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_stands_in_a_lock_file(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--index-url|--find-links| @ ", text)


def test_only_the_lock_files_are_installed():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = re.findall(r"\$\(PIP\) (.*)", makefile)
    assert len(installs) == 3
    assert all("--require-hashes" in line or line == "$(OURSELVES)" for line in installs)
    assert makefile.count("pip install") == 1
    assert "OURSELVES := --no-deps --no-build-isolation" in makefile


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path):
    used = re.findall(r"^\s*(?:- )?uses: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert used
    for line in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", line), line


def test_our_workflows_are_clean():
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--persona", "pedantic", ".github"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout
