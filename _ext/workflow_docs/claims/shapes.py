"""The shapes of names: by what a name looks like, it is a variable, a path, a route, or a word with hyphens or underscores."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"(?<![A-Za-z0-9_@./:-])[A-Za-z0-9_@./:-]*[A-Za-z][A-Za-z0-9_@./:-]*")
SHAPES = (
    ("variable", re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")),
    ("path", re.compile(r"(?:[\w.@-]+/)*[\w.@-]*\.(?:ya?ml|sh|py|js|ts|json|toml|cfg|ini|txt|lock|xml|sql|go|rs|Dockerfile\w*)\Z|(?:[\w.@-]+/)*Dockerfile[\w.-]*\Z")),
    ("route", re.compile(r"(?:https?:/)?/[\w.:/-]+\Z")),
    ("kebab", re.compile(r"[a-z][a-z0-9]*+[-.][a-z0-9.]++(?:-[a-z0-9.]++)*+\Z")),
    ("snake", re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+\Z")),
)  # fmt: skip
"""Each shape with what names of it look like; the first that fits is the shape of a name."""


def of(texts: list[str]) -> dict[str, frozenset[str]]:
    """Return the names in some texts by shape."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for token in set(_TOKEN.findall(text)):
            if token.endswith(("-", "_")):
                continue  # an expression goes on with it
            name = token.strip(".:/-@") if not token.startswith("/") else token.rstrip(".:")
            for shape, pattern in SHAPES:
                if pattern.match(name):
                    found.setdefault(shape, set()).add(name)
                    break
    return {shape: frozenset(names) for shape, names in found.items()}
