"""Commands that every version of their program takes for something else than what is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.position import Position

from . import words as word_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .blocks import Block, Written
    from .options import Call

_VERBS = frozenset(
    "get list watch create update patch delete deletecollection use bind impersonate escalate approve sign proxy * connect".split()  # noqa: SIM905 (words are read more easily as words)
)
_CONTINUED = re.compile(r"^(?!\s*#)(?P<before>.*?(?<!\\)\s)?\\(?P<after>[ \t]+(?:#.*)?)$", re.MULTILINE)
_HEREDOC = re.compile(r"<<-?\s*['\"]?\w")
_GLOB = re.compile(r"\[(?!\d+-\d+(?::\d+)?\]|[a-z]-[a-z]\])|\{(?=[^}]{0,200}[=~])|\s")


def check(command: Written, call: Call | None) -> Iterator[Finding]:
    """Yield a finding for a known misuse."""
    match command.words:
        case ["kubectl", "auth", "can-i", *_] if call is not None and call.sure and call.rest:
            verb = call.rest[0]
            if not word_forms.is_placeholder(verb) and verb not in _VERBS:
                yield _usage(
                    command, f"kubectl auth can-i takes a verb and a resource, and {verb!r} is no verb",
                    "write `kubectl auth can-i VERB RESOURCE`",
                )  # fmt: skip
            elif len(call.rest) == 1 and not call.has("--list"):
                yield _usage(
                    command,
                    "kubectl auth can-i takes a verb and a resource",
                    "name the resource, such as `deployments`",
                )
        case ["curl", *_] if call is not None:
            if not any(word in {"--globoff", "-g"} for word in command.words) and not call.has("--globoff"):
                yield from _check_query(command, call)


def _check_query(command: Written, call: Call) -> Iterator[Finding]:
    for word in call.rest:
        url, _, query = word.partition("?")
        match = re.search(r"(?:^|&)query=([^&]*)", query)
        if match is None or "/api/v1/" not in url:
            continue
        text = re.sub(r"\$\{?\w+\}?", "", match[1])
        if _GLOB.search(text):
            yield _usage(
                command, "curl takes braces and brackets in a URL for its own patterns, and spaces for its end: the query does not arrive",
                "pass it with `-G --data-urlencode 'query=…'`",
            )  # fmt: skip


def _usage(command: Written, message: str, suggestion: str) -> Finding:
    return Finding(
        Code.COMMAND_USAGE, Judgement.CONTRADICTED, message, command.position, command.text, suggestion=suggestion,
        confidence=0.85,
    )  # fmt: skip


def check_block(block: Block) -> Iterator[Finding]:
    """Yield a finding for each backslash at the end of a line that blanks or a comment follow: it continues nothing."""
    if block.span or ("\\ " not in block.text and "\\\t" not in block.text) or _HEREDOC.search(block.text):
        return
    lines = block.text.split("\n")
    for match in _CONTINUED.finditer(block.text):
        number = block.text.count("\n", 0, match.start())
        # Behind a comment, or where nothing follows, it breaks nothing.
        following = lines[number + 1].strip() if number + 1 < len(lines) else ""
        before = match["before"] or ""
        if not following or re.search(r"(?:^|\s)#", before) or before.count("'") % 2 or before.count('"') % 2:
            continue
        what = "a comment" if "#" in match["after"] else "a blank"
        place = block.position
        column = match.start("after") - match.start() + 1
        yield Finding(
            Code.COMMAND_USAGE, Judgement.CONTRADICTED,
            f"{what} follows the backslash, so that the command ends here and the next line is one of its own",
            Position(place.path, place.line + number, max(1, column)), word_forms.written(lines[number].strip()),
            suggestion="let the backslash be the last character of its line", confidence=0.8,
        )  # fmt: skip
