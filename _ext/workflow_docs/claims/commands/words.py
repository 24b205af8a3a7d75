"""Words of a command: what is a placeholder, and what a word says without its quotes."""

from __future__ import annotations

import re

OPEN, CLOSE, GAP = "‹", "›", "·"
"""What stands for the signs of a placeholder `<run id>` while a shell grammar reads it: each is one character too."""

_MARKED = re.compile(r"<(?=[^\W\d])([^<>\n`]*[^\s<>`=&|;-])>")
_PLACEHOLDER = re.compile(
    r"[<>{}$*?\[\]`‹›]|\.\.\.|…|\\|^(?:path|my|your|example|foo|some)\b|\b(?:YOUR|EXAMPLE|PLACEHOLDER|CHANGEME)\b|YOUR[_-]|EXAMPLE|X{3,}|(?<![a-z])(?:foo|bar|baz|qux|foobar)(?![a-z])",
    re.IGNORECASE,
)
_STANDING_FOR = frozenset(
    {
        "NAME",
        "VALUE",
        "SECRET",
        "SECRET_NAME",
        "VARIABLE",
        "VARIABLE_NAME",
        "KEY",
        "ENVIRONMENT",
        "FILE",
        "BRANCH",
    }
)
_PARTS = re.compile(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"|\\(.)|([^'\"\\]+)", re.DOTALL)


def marked(text: str) -> str:
    """Return a script in which placeholders in angle brackets are words of the same length and no redirections."""
    return (
        _MARKED.sub(lambda match: OPEN + re.sub(r"\s", GAP, match[1]) + CLOSE, text) if "<" in text else text
    )


def written(text: str) -> str:
    """Undo `marked`."""
    return text.replace(OPEN, "<").replace(CLOSE, ">").replace(GAP, " ") if OPEN in text else text


def is_placeholder(word: str) -> bool:
    """Whether a reader is to put another word in its place, or the shell does."""
    return word in _STANDING_FOR or _PLACEHOLDER.search(word) is not None


def unquoted(word: str) -> str:
    """Return a word without the quotes and backslashes that only the shell sees."""
    if "'" not in word and '"' not in word and "\\" not in word:
        return word
    return "".join(
        single or (re.sub(r"\\([\"\\$`\n])", r"\1", double) if double else "") or escaped or plain
        for single, double, escaped, plain in _PARTS.findall(word)
    )
