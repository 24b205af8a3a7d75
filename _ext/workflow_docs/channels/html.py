"""HTML and XML: text in elements and attributes, addresses of links, and names of pages in scripts of themes."""

from __future__ import annotations

import hashlib
import html
import os
import re
from typing import NewType

from .escaping import visible

Html = NewType("Html", str)
"""HTML that has passed this boundary; only functions of this module make one of text."""

LONGEST_NAME = 120
"""The longest part of a page's name, in characters; with an ending, file systems take 255 bytes."""

_SAFE_ADDRESS = re.compile(r"(?:https?|mailto):|[^:]*(?:[/?#]|\Z)", re.IGNORECASE)


def text(value: str) -> Html:
    """Return text as HTML that shows it, in an element or in an attribute between quotation marks."""
    return Html(html.escape(visible(value)))


def is_safe_address(address: str) -> bool:
    """Return whether a link may lead to an address: one of http, https or mailto, or one without a scheme."""
    return _SAFE_ADDRESS.match(address.strip()) is not None and visible(address) == address


def page_name(path: str) -> str:
    """Return a name for the page of a file that means nothing in HTML, in a script and in an address.

    Another path gives another name: each other character is written as `~` and its bytes. A leading dot, which some
    servers hide, is `_`, and a leading `_` is escaped.
    """
    return "/".join(_part(part) for part in path.split("/"))


def _part(part: str) -> str:
    rest = part.removeprefix(".")
    safe = "".join(char if re.match(r"[A-Za-z0-9._-]", char) else _escaped(char) for char in rest)
    if part.startswith("."):
        safe = f"_{safe}"
    elif safe.startswith("_"):
        safe = f"~5f{safe[1:]}"
    if len(safe) > LONGEST_NAME:
        digest = hashlib.sha256(os.fsencode(part)).hexdigest()[:16]
        safe = f"{safe[: LONGEST_NAME - 18]}~-{digest}"
    return safe


def _escaped(char: str) -> str:
    return "".join(f"~{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))
