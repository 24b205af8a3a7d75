"""A checkout whose git settings name programs: none of them runs, whatever we do with the checkout."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "_ext" / "workflow_docs"

# Each setting of git that can name a program (git help config); %s is a command that leaves a file behind.
SETTINGS = {
    "core.sshCommand": "[core]\nsshCommand = %s\n",
    "core.fsmonitor": "[core]\nfsmonitor = %s\n",
    "core.hooksPath": "[core]\nhooksPath = hooks-%s\n",
    "core.pager": "[core]\npager = %s\n",
    "core.editor": "[core]\neditor = %s\n",
    "core.askPass": "[core]\naskPass = %s\n",
    "core.gitProxy": "[core]\ngitProxy = %s\n",
    "core.alternateRefsCommand": "[core]\nalternateRefsCommand = %s\n",
    "credential.helper": "[credential]\nhelper = !%s\n",
    "diff.external": "[diff]\nexternal = %s\n",
    "diff.<driver>.command": '[diff "canary"]\ncommand = %s\n',
    "diff.<driver>.textconv": '[diff "canary"]\ntextconv = %s\n',
    "filter.<driver>.clean": '[filter "canary"]\nclean = %s\n',
    "filter.<driver>.smudge": '[filter "canary"]\nsmudge = %s\n',
    "filter.<driver>.process": '[filter "canary"]\nprocess = %s\n',
    "merge.<driver>.driver": '[merge "canary"]\ndriver = %s\n',
    "alias.<name>": "[alias]\nrev-parse = !%s\nls-tree = !%s\n",
    "gpg.program": "[gpg]\nprogram = %s\n",
    "gpg.ssh.defaultKeyCommand": '[gpg "ssh"]\ndefaultKeyCommand = %s\n',
    "gpg.ssh.program": '[gpg "ssh"]\nprogram = %s\n',
    "remote.<name>.uploadpack": '[remote "origin"]\nuploadpack = %s\n',
    "remote.<name>.receivepack": '[remote "origin"]\nreceivepack = %s\n',
    "remote.<name>.vcs": '[remote "origin"]\nvcs = ext::%s\n',
    "remote.<name>.promisor": '[remote "origin"]\npromisor = true\npushurl = ext::%s\n',
    "url.<base>.insteadOf": '[url "ext::%s"]\ninsteadOf = https://github.com/\n',
    "uploadpack.packObjectsHook": "[uploadpack]\npackObjectsHook = %s\n",
    "pager.<command>": "[pager]\nls-tree = %s\nconfig = %s\n",
    "sequence.editor": "[sequence]\neditor = %s\n",
    "interactive.diffFilter": "[interactive]\ndiffFilter = %s\n",
    "trailer.<token>.command": '[trailer "x"]\ncommand = %s\n',
    "trailer.<token>.cmd": '[trailer "x"]\ncmd = %s\n',
    "browser.<tool>.cmd": '[browser "x"]\ncmd = %s\n',
    "man.<tool>.cmd": '[man "x"]\ncmd = %s\n',
    "difftool.<tool>.cmd": '[difftool "x"]\ncmd = %s\n',
    "mergetool.<tool>.cmd": '[mergetool "x"]\ncmd = %s\n',
    "guitool.<name>.cmd": '[guitool "x"]\ncmd = %s\n',
    "sendemail.smtpServer": "[sendemail]\nsmtpServer = %s\n",
    "submodule.<name>.update": '[submodule "x"]\nupdate = !%s\nurl = ext::%s\n',
    "include.path": "[include]\npath = included-%s\n",
    "includeIf.<condition>.path": '[includeIf "gitdir:/**"]\npath = included-%s\n',
    "core.worktree": "[core]\nworktree = /tmp/%s\n",
    "a hook in .git/hooks": "",
    "a program called git": "",
    "a bare repository in the checkout": "",
}


def git(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, env=environment
    )


def canary(folder: Path, name: str) -> Path:
    """Return a program that leaves a file behind, named after a setting."""
    program = folder / f"{''.join(char if char.isalnum() else '-' for char in name)}.sh"
    program.write_text(f"#!/bin/sh\necho ran >> '{program}.ran'\nexit 1\n")
    program.chmod(0o755)
    return program


def make_checkout(folder: Path) -> Path:
    """Return a partial clone of which one object is missing, with a page and a workflow."""
    root = folder / "checkout"
    (root / ".github/workflows").mkdir(parents=True)
    (root / ".github/workflows/ci.yml").write_text(
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
    )
    (root / "docs").mkdir()
    (root / "docs/conf.py").write_text(
        "extensions = ['workflow_docs']\nci_repository = '..'\nci_pages = 'ci'\n"
    )
    (root / "docs/index.rst").write_text(
        "Start\n=====\n\n:ci:job:`build`\n\n`old <https://github.com/org/repo/blob/v1/README.md#L1>`_\n\n.. toctree::\n\n   ci/index\n"
    )
    (root / "README.md").write_text(
        "# CI\n\n<!-- workflow-docs:begin ci:jobs ci.yml -->\n<!-- workflow-docs:end -->\n"
    )
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "one")
    git(root, "tag", "v1")
    git(root, "remote", "add", "origin", "https://github.com/org/repo.git")
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "extensions.partialClone", "origin")
    git(root, "config", "remote.origin.promisor", "true")
    name = subprocess.run(
        ["git", "rev-parse", "HEAD:README.md"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
    (root / ".git/objects" / name[:2] / name[2:]).unlink()
    (root / ".gitattributes").write_text("* diff=canary filter=canary merge=canary\n")
    return root


def add_bare_repository(folder: Path, command: Path) -> None:
    """Make a folder look like a bare repository whose work tree it is, as a plain clone can bring one along."""
    for name in ("objects", "refs"):
        (folder / name).mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text(
        f"[core]\nbare = false\nworktree = .\nfsmonitor = {command}\nsshCommand = {command}\npager = {command}\n"
        f'[remote "origin"]\nurl = ssh://x/y\npromisor = true\n[extensions]\npartialClone = origin\n'
    )


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Use a hostile checkout in every way we have; return the folder of the programs that its settings name."""
    folder = tmp_path_factory.mktemp("hostile")
    programs = folder / "programs"
    programs.mkdir()
    root = make_checkout(folder)
    with (root / ".git/config").open("a") as config:
        for name, text in SETTINGS.items():
            program = canary(programs, name)
            config.write(text.replace("%s", program.name if "-%s" in text else str(program)))
            for place in ("included", "hooks"):
                if f"{place}-%s" in text:
                    (root / ".git" / f"{place}-{program.name}").write_text(
                        f"[core]\nsshCommand = {program}\n"
                    )
    for hook in (
        "post-checkout",
        "pre-commit",
        "reference-transaction",
        "post-index-change",
        "fsmonitor-watchman",
    ):
        shutil.copy(programs / "a-hook-in--git-hooks.sh", root / ".git/hooks" / hook)
    add_bare_repository(root / "docs", programs / "a-bare-repository-in-the-checkout.sh")
    path = folder / "path"
    path.mkdir()
    (path / "git").symlink_to(programs / "a-program-called-git.sh")
    environment = {
        **os.environ, "PATH": f"{path}:{os.environ['PATH']}", "LINKCHECK_OFFLINE": "1", "PYTHONPATH": str(PACKAGE.parent),
    }  # fmt: skip
    sphinx = [sys.executable, "-m", "sphinx", "--quiet"]
    command = [sys.executable, "-m", "workflow_docs.cli"]
    for arguments in (
        [*sphinx, "-b", "html", "docs", "../html"],
        [*sphinx, "-b", "linkcheck", "docs", "../linkcheck"],
        [*sphinx, "-b", "gfm", "docs", "../gfm"],
        [*command, "inject", "--check"],
        [*command, "inject"],
        [*command, "audit", "."],
        [*command, "gates", "--all"],
        [*command, "facts"],
        [*command, "init", "../project"],
    ):
        done = subprocess.run(
            arguments, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert "Traceback" not in done.stderr, done.stderr
    page = (folder / "html/ci/workflows/ci.html").read_text(encoding="utf-8")
    assert "https://github.com/org/repo/blob/" in page  # git's data was read
    return programs


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_program_of_a_setting_runs(canaries, setting):
    program = next(file for file in canaries.glob("*.sh") if file.name == canary_name(setting))
    assert not Path(f"{program}.ran").exists()


def canary_name(setting: str) -> str:
    return f"{''.join(char if char.isalnum() else '-' for char in setting)}.sh"


def test_the_canary_would_have_sung(tmp_path):
    root = make_checkout(tmp_path)
    program = canary(tmp_path, "core.sshCommand")
    git(root, "config", "core.sshCommand", str(program))
    git(root, "config", "remote.origin.url", "ssh://127.0.0.1/x")
    done = subprocess.run(
        ["git", "cat-file", "blob", "HEAD:README.md"], cwd=root, capture_output=True, check=False
    )
    assert done.returncode != 0
    assert Path(f"{program}.ran").exists()


def test_nothing_of_ours_starts_a_process():
    """The audit alone shares its work out among copies of itself."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [f"{getattr(node.value, 'id', '')}.{node.attr}"]
                if isinstance(node, ast.Attribute)
                else []
            )
            for name in names:
                if name.split(".")[0] in {"subprocess", "pty", "multiprocessing", "runpy", "importlib"} or name in {
                    "os.system", "os.popen", "os.execv", "os.execvp", "os.spawnv", "os.posix_spawn", "os.fork", "os.startfile",
                }:  # fmt: skip
                    found.add((file.relative_to(PACKAGE).as_posix(), name.split(".")[0]))
    assert found == {("claims/audit.py", "multiprocessing")}
