"""Names in code that say what they are: `.github/workflows/x.yml`, `secrets.X`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.workflow.names import did_you_mean

from . import about
from .findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.position import Position

    from .context import Context
    from .documents import Document

_WORKFLOW_PATH = re.compile(r"(?:\./)?\.github/workflows/(?P<file>[\w.-]+\.ya?ml)(?=$|[\s:#@])")
_TO_MAKE = re.compile(r"\b(?:create|add|example|your|new|put|save|copy|paste|place|make)\b", re.IGNORECASE)
_SECRET = re.compile(r"secrets\.(?P<name>[A-Za-z_]\w*)")
_BUILT_IN = frozenset({"GITHUB_TOKEN"})
_FIRST_TO_LAST = re.compile(r"\w(?:.*\w)?", re.DOTALL)


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every name that means nothing."""
    if not context.repository.files:
        return
    if about.is_past(document):
        return
    blocks = {fence.position.line for fence in document.fences}
    examples: set[int] = set()
    for prose in document.prose:
        first, last = prose.position.line, prose.position.line + prose.text.count("\n")
        # Above a block, it is where the reader may put that.
        alone = _is_code_alone(prose.text) or prose.text.rstrip().endswith(":")
        if _TO_MAKE.search(prose.text) or (alone and blocks & {last + 2, last + 3}):
            examples.update(range(first, last + 1))
    for code in document.codes:
        match = _WORKFLOW_PATH.match(code.text)
        if (
            match is not None
            and code.position.line not in examples
            and f".github/workflows/{match['file']}" not in context.repository.files
        ):
            yield _unknown_workflow(match["file"], code.text, code.position, context)
        for secret in _SECRET.finditer(code.text):
            name = secret["name"]
            if name.upper() not in context.secrets and name.upper() not in _BUILT_IN and context.all_readable:
                yield _unknown_secret(name, code.text, code.position, context)


def _is_code_alone(text: str) -> bool:
    """Return whether all words of a text stand in one code span."""
    words = _FIRST_TO_LAST.search(text)
    if words is None:
        return text.count("`") > 1
    return "`" not in words.group() and "`" in text[: words.start()] and "`" in text[words.end() :]


def _unknown_workflow(name: str, claim: str, position: Position, context: Context) -> Finding:
    known = [file.file for file in context.repository.files.values()]
    return Finding(
        Code.UNKNOWN_WORKFLOW, Judgement.MISSING, f"there is no workflow {name!r}", position, claim,
        suggestion=did_you_mean(name, known, listed=False).removeprefix("; "),
    )  # fmt: skip


def _unknown_secret(name: str, claim: str, position: Position, context: Context) -> Finding:
    return Finding(
        Code.UNKNOWN_SECRET, Judgement.MISSING, f"no workflow uses a secret {name!r}", position, claim,
        suggestion=did_you_mean(name, (secret.name for secret in context.secrets.values()), listed=False).removeprefix("; "),
    )  # fmt: skip


def workflow_of(above: tuple[str, ...], context: Context) -> Workflow | None:
    """Return the one workflow that the headings above something speak of."""
    for heading in reversed(above):
        found = context.named_in(heading)
        if found:
            return found[0] if len(found) == 1 else None
    return None
