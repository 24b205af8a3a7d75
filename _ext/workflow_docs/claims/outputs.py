"""Quoted output of the pipeline, held against what its workflows and scripts print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.workflow.position import Position

from .findings import Code, Finding, Judgement
from .leads import lead
from .printed import bare, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .context import Context
    from .documents import Document, Fence
    from .printed import Printed

SURE = 0.8
"""From this similarity on, a line needs no other line of its block that is printed word for word."""

SEARCHED = 0.75
"""From this similarity on, what is searched for in a log is taken for words of a printed text."""

MAX_LINE = 500
"""A longer line is no output that people quote to be read."""

_LANGUAGES = frozenset(
    {"", "text", "txt", "plain", "plaintext", "console", "log", "logs", "output", "shell-session", "none"}
)
_SHELLS = frozenset({"bash", "sh", "shell", "console", "zsh"})
_SAYS = re.compile(
    r"\b(?:outputs?|logs?|prints?|printed|shows?|shown|see|look\s+for|displays?|reports?|messages?|results?|says|writes|summary)\b",
    re.IGNORECASE,
)
_LED = re.compile(
    r"(?:look(?:ing)?\s+for|prints?|printed|shows?|says?|logs?|displays?|(?:the|log|error|warning)\s+(?:message|line|text)s?|you(?:\s+will|'ll)?\s+see)"
    r"(?:\s+(?:the|a|this|message|line|text|lines|messages|something\s+like))*+\s*+(?:[:\"“]\s*+)?`?\Z",
    re.IGNORECASE,
)
_STAMP = re.compile(r"^(?:[^\t\n]*\t[^\t\n]*\t)?\s*(?:\[?\d{4}-\d\d-\d\d[T ][\d:.,]+Z?\]?\s*)?(?:[-*•>]\s+)?")
_LOUD = re.compile(r"={3}|::(?:error|warning|notice)|[\U0001F300-\U0001FAFF✅❌⚠✓✗⏳]")
_OPEN = re.compile(r"\.\.\.\s*\Z|…|<[\w -]+>|\[[A-Z_ ]+\]|\bXX+\b")
_GREP = re.compile(
    r"\bgh\s+run\s+view\b[^|\n]{0,300}?--log[^|\n]{0,300}\|\s*grep\s++(?:-\w++\s++){0,20}(?P<quote>[\"'])(?P<text>[^\"'\n]*)(?P=quote)"
)
_PLAIN = re.compile(r"[\w :,/-]+\Z")


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for every quoted line that is printed in other words."""
    if not context.repository.files or not context.pipeline:
        return
    for fence in document.fences:
        if fence.language in _LANGUAGES and (
            _SAYS.search(lead(document, fence)) or any(_SAYS.search(text) for text in fence.above[-1:])
        ):
            yield from _check_block(fence, context)
        if fence.language in _SHELLS and "--log" in fence.text:
            yield from _check_searches(fence, context)
    for prose in document.prose:
        starts = [0, *(match.end() for match in re.finditer("\n", prose.text))] if prose.codes else []
        for code in prose.codes:
            offset = starts[code.position.line - prose.position.line] + code.position.column - 1
            if _LED.search(prose.text[max(0, offset - 60) : offset]) and _is_distinctive(code.text):
                yield from _check_line(code.text, code.position, context, least=SURE)


def _check_block(fence: Fence, context: Context) -> Iterator[Finding]:
    lines = []
    for number, line in enumerate(fence.text.rstrip("\n").split("\n")):
        start = match.end() if (match := _STAMP.match(line)) is not None else 0
        text = line[start:].rstrip()
        if text and _is_distinctive(text):
            lines.append((text, fence.position._replace(line=fence.position.line + number, column=start + 1)))
    # A block of which a line is printed word for word is output of the repository.
    own = any(context.prints.says(text) is True for text, _ in lines)
    for text, place in lines:
        yield from _check_line(text, place, context, least=0.0 if own else SURE)


def _is_distinctive(text: str) -> bool:
    if len(text) > MAX_LINE:
        return False
    count = len(words_of(text))
    return (count >= 3 or (count >= 2 and _LOUD.search(text) is not None)) and not _OPEN.search(text)


def _check_line(text: str, place: Position, context: Context, *, least: float) -> Iterator[Finding]:
    said = context.prints.says(text)
    if said is True or not context.prints.complete:
        return
    if said is not False:
        yield _finding(text, place, said)
        return
    near = context.prints.nearest(text)
    if near is not None and near[1] >= least and bare(text) != bare(near[0].text):
        yield _finding(text, place, near[0])


def _finding(text: str, place: Position, printed: Printed) -> Finding:
    return Finding(
        Code.OUTPUT_TEXT, Judgement.CONTRADICTED, f"this is printed as {_short(printed.text)!r}", place, text.strip(),
        printed.position, suggestion=f"write {_short(printed.text)!r}", confidence=0.7,
    )  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"


def _check_searches(fence: Fence, context: Context) -> Iterator[Finding]:
    """Report a search in the log of a run for a text that is printed in other words."""
    for match in _GREP.finditer(fence.text):
        text = match["text"]
        if len(words_of(text)) < 2 or not _PLAIN.match(text) or context.prints.holds(text):
            continue
        if not context.prints.complete:
            continue
        near = context.prints.nearest(text, part=True)
        if near is not None and near[1] >= SEARCHED:
            line = fence.text.count("\n", 0, match.start("text"))
            column = match.start("text") - fence.text.rfind("\n", 0, match.start("text"))
            yield _finding(text, Position(fence.position.path, fence.position.line + line, column), near[0])
