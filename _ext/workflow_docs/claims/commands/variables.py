"""Variables that a command uses and that nobody sets: the reader cannot know what to put in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from . import words as word_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document

    from .blocks import Block

_USE = re.compile(r"(?<![\\$])\$(?:\{([A-Z][A-Z0-9_]{3,})\}|([A-Z][A-Z0-9_]{3,})(?![a-z\w]))")
_SETS = re.compile(r"\s*(?:\$ )?(?:export\s+)?[A-Z][A-Z0-9_]+=\S")
_SOURCED = re.compile(r"(?:^|[;&(|\n])[^\S\n]*(?:source|\.|eval)\s+(?!\S*activate)")
_QUOTED = re.compile(r"'[^'\n]*'")
_HEREDOC = re.compile(r"<<-?\s*['\"\\]\w")
_WELL_KNOWN = frozenset(
    "HOME PATH USER SHELL PWD OLDPWD LANG TERM EDITOR VISUAL PAGER HOSTNAME TMPDIR TEMP TMP CI UID EUID PPID RANDOM SECONDS"  # noqa: SIM905 (words are read more easily as words)
    " LINENO IFS OSTYPE HOSTTYPE MACHTYPE BASH BASHPID BASH_SOURCE BASH_VERSION COLUMNS LINES LOGNAME MAIL DISPLAY SHLVL"
    " PYTHONPATH VIRTUAL_ENV CONDA_PREFIX JAVA_HOME GOPATH GOROOT NODE_ENV LD_LIBRARY_PATH KUBECONFIG DOCKER_HOST SSH_AUTH_SOCK"
    " GH_TOKEN APPDATA LOCALAPPDATA USERPROFILE PIPESTATUS REPLY OPTARG OPTIND FUNCNAME EPOCHSECONDS CARGO_HOME RUSTUP_HOME"
    " AWS_PROFILE AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_DEFAULT_REGION HOMEBREW_PREFIX MANPATH GROUPS DIRSTACK"
    " SUDO_USER HTTP_PROXY HTTPS_PROXY NO_PROXY GOBIN NVM_DIR PYENV_ROOT CLAUDE_PROJECT_DIR".split()
)
_PREFIXES = (
    "YOUR_",
    "MY_",
    "GITHUB_",
    "RUNNER_",
    "ACTIONS_",
    "XDG_",
    "LC_",
    "BASH_",
    "CI_",
    "READTHEDOCS",
    "INPUT_",
    "COMP_",
)


def check(block: Block, document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for the first use of each variable that is explained nowhere."""
    if block.span or "$" not in block.text or _HEREDOC.search(block.text) or _SOURCED.search(block.text):
        return
    seen: set[str] = set()
    # Where a document sets no variable at all, its variables are placeholders.
    sets = any(_SETS.match(line) for line in document.lines)
    for match in _USE.finditer(_QUOTED.sub(lambda quoted: " " * len(quoted.group()), block.text)):
        name = match[1] or match[2]
        if name in seen or name in _WELL_KNOWN or name.startswith(_PREFIXES):
            continue
        seen.add(name)
        start = block.text.rfind("\n", 0, match.start()) + 1
        line = block.text[start:].partition("\n")[0]
        if "#" in line[: match.start() - start] or _is_told(name, document):
            continue
        if not context.inventory.lacks(name):
            continue
        place = block.position
        number = place.line + block.text.count("\n", 0, match.start())
        near = did_you_mean(name, context.inventory.variables, listed=False).removeprefix("; ")
        yield Finding(
            Code.UNSET_VARIABLE, Judgement.MISSING, f"nothing sets the variable {name!r}, and the document does not explain it",
            Position(place.path, number, match.start() - start + 1), word_forms.written(line.strip()),
            suggestion=near, confidence=0.6 if near or sets else 0.45,
        )  # fmt: skip


def _is_told(name: str, document: Document) -> bool:
    """Whether the document sets a variable or speaks of it: anything but its use in a command."""
    use = re.compile(rf"(?<![\w$])(?<!\$\{{){name}(?![\w])")
    for line in document.lines:
        if name in line and use.search(line):
            return True
    return any(name in code.text for code in document.codes)
