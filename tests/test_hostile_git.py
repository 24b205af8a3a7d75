"""A checkout whose git settings name programs: none of them runs, whatever we do with the checkout."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from repository.git_support import ENVIRONMENT, git, write

PACKAGE = Path(__file__).parents[1] / "_ext" / "workflow_docs"

SETTINGS = {
    "core.sshCommand": "[core]\nsshCommand = %s\n",
    "core.fsmonitor": "[core]\nfsmonitor = %s\n",
    "core.hooksPath": "[core]\nhooksPath = .git/hooks-%s\n",
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
    "ssh.variant": "[ssh]\nvariant = %s\n",
    "web.browser": '[web]\nbrowser = x\n[browser "x"]\npath = %s\n',
    "instaweb.httpd": "[instaweb]\nhttpd = %s\n",
    "imap.tunnel": "[imap]\ntunnel = %s\n",
    "init.templateDir": "[init]\ntemplateDir = .git/hooks-%s\n",
    "log.showSignature": '[log]\nshowSignature = true\n[gpg "x509"]\nprogram = %s\n',
    "tar.<format>.command": '[tar "x"]\ncommand = %s\n',
    "rebase.instructionFormat": '[rebase]\ninstructionFormat = "%%(trailers)"\n[core]\nsequenceEditor = %s\n',
    "protocol.ext.allow": '[protocol "ext"]\nallow = always\n[remote "evil"]\nurl = ext::%s\npromisor = true\n',
}

HOOKS = (
    "post-checkout", "pre-commit", "post-commit", "reference-transaction", "post-index-change", "fsmonitor-watchman", "pre-auto-gc",
    "pre-push", "post-merge", "post-rewrite", "sendemail-validate", "push-to-checkout", "proc-receive", "update", "post-update",
)  # fmt: skip

PLACES = ("a hook in .git/hooks", "a program called git")
"""What runs through git without a setting."""

ALONE = {
    "core.worktree": "[core]\nworktree = ../elsewhere\nsshCommand = %s\n",
    "url.<base>.insteadOf": '[url "ext::%s "]\ninsteadOf = ssh://\n[protocol "ext"]\nallow = always\n',
    "extensions.partialClone": "[core]\nsshCommand = %s\n",
    "a bare repository in the checkout": "[core]\nworktree = .\nsshCommand = %s\nfsmonitor = %s\n",
    "include.path": "[include]\npath = ../included\n",
}
"""Settings that need a checkout for themselves, because they would keep git from getting to the others."""

SITE = """
import os, sys

def note(event, arguments):
    if event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn"}:
        with open(os.environ["STARTED"], "a") as log:
            print(event, arguments[:2], file=log)

sys.addaudithook(note)
"""
"""Lets Python itself write down what is started, also by libraries."""

WORKFLOW = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
PAGE = """Start
=====

:ci:job:`build`

`old <https://github.com/org/repo/blob/v1/README.md#L1>`_ and `older <https://github.com/org/repo/blob/v1/docs/index.rst>`_

.. toctree::

   ci/index
"""


def canary(folder: Path, name: str) -> Path:
    """Return a program that leaves a file behind, named after a setting."""
    folder.mkdir(exist_ok=True)
    program = folder / f"{re.sub('[^a-zA-Z0-9]', '-', name)}.sh"
    program.write_text(f"#!/bin/sh\necho ran >> '{program}.ran'\nexit 1\n")
    program.chmod(0o755)
    return program


def has_run(program: Path) -> bool:
    return Path(f"{program}.ran").exists()


def make_checkout(root: Path) -> Path:
    """Return a partial clone of which a file and a folder are missing, with a page and a workflow."""
    write(root, ".github/workflows/ci.yml", WORKFLOW)
    write(root, "docs/conf.py", "extensions = ['workflow_docs']\nci_repository = '..'\nci_pages = 'ci'\n")
    write(root, "docs/index.rst", PAGE)
    write(
        root, "README.md", "# CI\n\n<!-- workflow-docs:begin ci:jobs ci.yml -->\n<!-- workflow-docs:end -->\n"
    )
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "one")
    git(root, "tag", "v1")
    git(root, "remote", "add", "origin", "ssh://git@github.com/org/repo.git")
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "extensions.partialClone", "origin")
    git(root, "config", "remote.origin.promisor", "true")
    for path in ("README.md", "docs"):
        name = git(root, "rev-parse", f"HEAD:{path}")
        (root / ".git/objects" / name[:2] / name[2:]).unlink()
    write(root, ".gitattributes", "* diff=canary filter=canary merge=canary\n")
    return root


def add_settings(root: Path, text: str, program: Path) -> None:
    """Add settings that name a program, and the files that they include."""
    with (root / ".git/config").open("a") as config:
        config.write(text.replace("-%s", f"-{program.name}").replace("%s", str(program)).replace("%%", "%"))
    for place in re.findall(r"(\w+)-%s", text):
        if place == "hooks":
            for hook in HOOKS:
                write(root, f".git/hooks-{program.name}/{hook}", program.read_text())
                (root / f".git/hooks-{program.name}" / hook).chmod(0o755)
        else:
            write(
                root,
                f".git/{place}-{program.name}",
                f"[core]\nfsmonitor = {program}\nsshCommand = {program}\n",
            )


class Hostile:
    """A folder with hostile checkouts, and the programs that they name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        self.errors = ""
        write(folder, "site/sitecustomize.py", SITE)
        (folder / "bin").mkdir()
        # It hands over to the real one, so that the programs of the settings would have run, too.
        program = canary(self.programs, "a program called git")
        program.write_text(program.read_text().replace("exit 1", f'exec {shutil.which("git")} "$@"'))
        (folder / "bin/git").symlink_to(program)

    def run(self, root: Path, *commands: list[str]) -> None:
        """Run commands of ours in a checkout."""
        environment = {
            **ENVIRONMENT, "STARTED": str(self.folder / "started"), "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "LINKCHECK_OFFLINE": "1", "PYTHONPATH": f"{self.folder / 'site'}:{PACKAGE.parent}",
        }  # fmt: skip
        for command in commands:
            done = subprocess.run(
                [sys.executable, "-m", *command],
                cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=120,
            )  # fmt: skip
            self.errors += done.stderr

    def started(self) -> str:
        log = self.folder / "started"
        return log.read_text() if log.exists() else ""


def sphinx(builder: str, target: str, *more: str) -> list[str]:
    return ["sphinx", "--quiet", "-b", builder, *more, "docs", f"../{target}"]


def command(*arguments: str) -> list[str]:
    return ["workflow_docs.cli", *arguments]


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """Use hostile checkouts in every way we have."""
    hostile = Hostile(tmp_path_factory.mktemp("hostile"))
    root = make_checkout(hostile.folder / "checkout")
    for name, text in SETTINGS.items():
        add_settings(root, text, canary(hostile.programs, name))
    for hook in HOOKS:
        shutil.copy(canary(hostile.programs, "a hook in .git/hooks"), root / ".git/hooks" / hook)
    hostile.run(
        root,
        sphinx("html", "html"),
        sphinx("linkcheck", "linkcheck", "-D", "ci_linkcheck_offline=1"),
        sphinx("gfm", "gfm"),
        command("inject", "--check"),
        command("inject"),
        command("audit", "."),
        command("gates", "--all"),
        command("facts"),
        command("init", "../project"),
    )
    for name, text in ALONE.items():
        program = canary(hostile.programs, f"{name} alone")
        root = make_checkout(hostile.folder / program.stem)
        (hostile.folder / "elsewhere").mkdir(exist_ok=True)
        write(root, "included", f"[core]\nsshCommand = {program}\n")
        if name.startswith("a bare"):
            add_bare_repository(root, text.replace("%s", str(program)))
            documented = "../embedded"
        else:
            add_settings(root, text, program)
            documented = ".."
        hostile.run(root, sphinx("html", f"{program.stem}-html", "-D", f"ci_repository={documented}"))
    return hostile


def add_bare_repository(root: Path, settings: str) -> None:
    """Make a folder of a checkout a bare repository with its own settings, as a plain clone can bring one along."""
    shutil.copytree(root / ".git", root / "embedded")
    write(root, "embedded/.github/workflows/ci.yml", WORKFLOW)
    with (root / "embedded/config").open("a") as config:
        config.write(f"[core]\nbare = false\n{settings}")


@pytest.mark.parametrize("name", [*SETTINGS, *PLACES, *(f"{name} alone" for name in ALONE)])
def test_no_program_of_a_setting_runs(used, name):
    program = used.programs / f"{re.sub('[^a-zA-Z0-9]', '-', name)}.sh"
    assert program.exists()
    assert not has_run(program)


def test_git_data_was_read(used):
    page = (used.folder / "html/ci/workflows/ci.html").read_text(encoding="utf-8")
    assert "https://github.com/org/repo/blob/" in page
    assert "Traceback" not in used.errors, used.errors
    assert "Extension error" not in used.errors, used.errors


def test_no_process_is_started_at_all(used):
    """Python itself was asked, in every command that ran."""
    assert used.started() == ""
    used.run(used.folder, ["timeit", "-n1", "-r1", "import os; os.system('true')"])
    assert used.started().startswith("os.system")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("extensions.partialClone", ("ls-tree", "-r", "HEAD")),
        ("a bare repository in the checkout", ("-C", "embedded", "ls-tree", "-r", "HEAD")),
        ("url.<base>.insteadOf", ("ls-tree", "-r", "HEAD")),
        ("include.path", ("ls-tree", "-r", "HEAD")),
        ("core.fsmonitor", ("status",)),
        ("filter.<driver>.clean", ("add", ".")),
        ("core.hooksPath", ("update-ref", "refs/heads/x", "HEAD")),
        ("includeIf.<condition>.path", ("status",)),
    ],
)
def test_git_itself_runs_the_program(tmp_path, name, arguments):
    """As a control: the programs can run, and git, if it were started, would run them."""
    root = make_checkout(tmp_path / "checkout")
    program = canary(tmp_path / "programs", name)
    text = ALONE.get(name, SETTINGS.get(name, ""))
    write(root, "included", f"[core]\nsshCommand = {program}\n")
    if name.startswith("a bare"):
        add_bare_repository(root, text.replace("%s", str(program)))
    else:
        add_settings(root, text, program)
    subprocess.run(
        ["git", *arguments], cwd=root, env=ENVIRONMENT, capture_output=True, check=False, timeout=60
    )
    assert has_run(program)


STARTS = re.compile(
    r"(?:subprocess|_posixsubprocess|pty|multiprocessing|concurrent|asyncio|webbrowser|runpy|importlib|ctypes|cffi)\b"
    r"|os\.(?:system|popen|exec\w*|spawn\w*|posix_spawnp?|fork\w*|startfile)\Z"
)


def names_used(tree: ast.AST) -> set[str]:
    """Return what a module imports, and the attributes that it uses, as dotted names."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found.update(alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                found.update(f"{module}.{alias.name}" for alias in names)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                found.add(f"{name}.{attribute}")
    return found


def test_nothing_of_ours_starts_a_process():
    """The audit alone shares its work out among copies of itself."""
    found = {
        (file.relative_to(PACKAGE).as_posix(), name.split(".")[0])
        for file in PACKAGE.rglob("*.py")
        for name in names_used(ast.parse(file.read_text(encoding="utf-8")))
        if STARTS.match(name)
    }
    assert found == {("claims/audit.py", "multiprocessing")}


@pytest.mark.parametrize(
    "line",
    [
        "import subprocess", "from subprocess import run", "from os import system", "import os; os.popen('x')", "os.execvp('a', [])",
        "from multiprocessing.pool import Pool", "def f():\n    import pty", "import concurrent.futures", "os.posix_spawnp('a', [], {})",
    ],
)  # fmt: skip
def test_the_scan_sees_what_starts_a_process(line):
    assert any(STARTS.match(name) for name in names_used(ast.parse(line)))
