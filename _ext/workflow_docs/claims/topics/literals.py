"""Names in code that nothing in the repository has, where something is nearly called so, or where their neighbours are there."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.claims.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.statements import Statement

_CODE = re.compile(r"`([^`\n]{3,120})`")
_URL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\w[\w-]*):\d+(?:/[\w.-]+)+")
_SKIP = re.compile(
    r"[<>{}$*]|\.\.\.|…|^(?:my|your|example|foo|some)\b|YOUR|EXAMPLE|^(?:refs|feature|hotfix|release|fix|https?:)|^(?:localhost|127\.)|example\.(?:com|org)",
    re.IGNORECASE,
)
_WELL_KNOWN = re.compile(
    r"(?:GITHUB|RUNNER|ACTIONS|INPUT)_|(?:NODE_ENV|NODE_OPTIONS|PYTHONPATH|KUBECONFIG|DOCKER_BUILDKIT|CI)\Z"
)
_SECRET = re.compile(r"_(?:TOKEN|KEY|SECRET|PASSWORD|WEBHOOK(?:_URL)?|CERT|CERTIFICATE|CREDENTIALS|PAT)\Z")
_USED = re.compile(
    r"\b(?:uses?|using|needs?|reads?|requires?|authenticates?|with|through|via|set|from|secrets?)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:no workflow|in no|your own|of your|not (?:used|needed|set|known)|unused)\b", re.IGNORECASE
)
NEAR = 0.82
"""How alike two names are for one to be taken for the other, from 0 to 1."""


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a name in code that is nowhere, and that something near it may be meant by."""
    if "`" not in statement.source or not statement.is_claim:
        return
    context = statement.context
    if not context.all_readable or not (context.pipeline or statement.subject.workflow is not None):
        return
    tokens = list(_tokens(statement))
    for shape, token, offset in tokens:
        if (
            not context.vocabulary.lacks_word(token)
            or statement.is_denied(offset)
            or context.vocabulary.is_name(token)
        ):
            continue
        if shape == "variable" and _WELL_KNOWN.match(token):
            continue
        if shape == "path" and any(
            name.endswith("/" + token) or token.endswith("/" + name)
            for name in context.vocabulary.tokens.get("path", ())
        ):
            continue  # a folder of its own in one of the two
        if _OWN.search(statement.text):
            continue
        near = _near(shape, token, context)
        siblings = sum(
            1
            for other, name, _ in tokens
            if other == shape and name != token and context.vocabulary.is_word(name)
        )
        spoken_of = (
            _SECRET.search(token) and statement.subject.workflow is not None and _USED.search(statement.text)
        )
        in_row = siblings >= {"variable": 1, "kebab": 2, "route": 2}.get(shape, 99)
        if near is None and not (in_row or (shape == "variable" and spoken_of)):
            continue
        if (
            near is None
            and shape == "kebab"
            and not all(
                context.vocabulary.is_name(name)
                for other, name, _ in tokens
                if other == shape and name != token
            )
        ):
            continue  # what stands beside it are no jobs
        code = Code.UNKNOWN_VARIABLE if shape == "variable" else Code.UNKNOWN_NAME
        yield Finding(
            code, Judgement.MISSING, f"nothing in the repository is called {token!r}", statement.at(offset), statement.shown(),
            suggestion=f"did you mean {near!r}?" if near is not None else "", confidence=0.65,
        )  # fmt: skip


def _tokens(statement: Statement) -> Iterator[tuple[str, str, int]]:
    """Yield the names in code, each with its shape and its place."""
    for code in _CODE.finditer(statement.source):
        if " " in code[1]:
            for url in _URL.finditer(code[1]):
                if not _SKIP.search(
                    url.group().partition("//")[2].partition("/")[0] if "example" in url.group() else ""
                ):
                    yield "route", url.group(), code.start(1) + url.start()
        if " " in code[1] and not re.match(r"(?:secrets|vars|env)\.", code[1]):
            continue
        if _SKIP.search(code[1]):
            continue
        text = re.sub(r"^(?:secrets|vars|env)\.", "", code[1])
        text = text.partition("=")[0] if "=" in text else text
        shape = next((name for name, pattern in SHAPES if pattern.match(text)), None)
        if shape is not None:
            yield shape, text, code.start(1) + code[1].find(text)


def _near(shape: str, token: str, context: Context) -> str | None:
    """Return the name of the same shape in the workflows that is nearest, if it is near enough."""
    key = (shape, token)
    if key not in context.vocabulary.near:
        context.vocabulary.near[key] = _nearest(
            shape, token, context.vocabulary.tokens.get(shape, frozenset())
        )
    return context.vocabulary.near[key]


def _nearest(shape: str, token: str, known: frozenset[str]) -> str | None:
    lower = token.lower()
    # Two names that are so much alike begin or end alike, and are of nearly one length.
    alike = [
        name
        for name in known
        if (name[:2] == token[:2] or name[-3:] == token[-3:])
        and abs(len(name) - len(token)) <= 0.4 * len(token)
    ]
    close = difflib.get_close_matches(token, sorted(alike), n=1, cutoff=NEAR)
    if not close and shape == "path" and "/" in token:
        # The same folder and the same name before the ending.
        folder, _, name = token.removeprefix("./").rpartition("/")
        stem = f"{folder}/{name.partition('.')[0]}."
        close = [other for other in sorted(known) if other.removeprefix("./").startswith(stem)][:1]
    if close:
        # Names that count up, or that differ in a version only, are other names.
        other = close[0]
        if re.sub(r"\d+", "", other) == re.sub(r"\d+", "", token):
            return other if shape in {"kebab", "path"} and "." in token else None
        return other
    if shape == "variable":
        return next(
            (
                name
                for name in sorted(known)
                if len(lower) > 6 and (name.lower().startswith(lower) or lower.startswith(name.lower()))
            ),
            None,
        )
    return None
