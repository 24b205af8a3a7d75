"""Addresses on GitHub that mean something in a repository: files, lines of them, and workflows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from .numbers import count

if TYPE_CHECKING:
    from collections.abc import Mapping

LINES = re.compile(r"L(\d+)(?:C\d+)?(?:-L?(\d+)(?:C\d+)?)?\Z")
"""The fragment that leads to a line of a file, or to several."""


def line_range(match: re.Match[str]) -> tuple[int, int]:
    """Return the first and the last line that a match of `LINES` names."""
    return count(match[1]), count(match[2] or match[1])


_COMMIT = re.compile(r"[0-9a-f]{7,40}\Z")


class FileUrl(NamedTuple):
    """The address of a file or folder: `place` is the commit, branch or tag, a slash, and the path."""

    place: str
    fragment: str


class WorkflowUrl(NamedTuple):
    """The address of a workflow's runs, or of its badge, by the name of its file."""

    file: str


class HomeUrl(NamedTuple):
    """The address of the repository itself; GitHub shows its README there."""

    fragment: str


def parse(url: str, home: str) -> FileUrl | WorkflowUrl | HomeUrl | None:
    """Return what an address means in the repository whose page is `home`; None if only GitHub can tell."""
    parts = urlsplit(url)
    owner, name = home.removeprefix("https://github.com/").lower().split("/")
    path = [unquote(part) for part in parts.path.split("/")[1:]]
    fragment = unquote(parts.fragment)
    if [part.lower() for part in path[:2]] not in ([owner, name], [owner, f"{name}.git"]):
        return None
    rest = [part for part in path[2:] if part]
    match parts.netloc.lower(), rest:
        case "raw.githubusercontent.com", [_, _, *_]:
            return FileUrl("/".join(rest).removeprefix("refs/heads/").removeprefix("refs/tags/"), "")
        case (("github.com" | "www.github.com"), []) if "tab=" in parts.query:
            return None  # it shows another file than the README
        case (("github.com" | "www.github.com"), []):
            return HomeUrl(fragment)
        case (("github.com" | "www.github.com"), [("blob" | "tree" | "raw" | "blame" | "edit"), *place]) if (
            place
        ):
            return FileUrl("/".join(place), fragment)
        case (("github.com" | "www.github.com"), ["actions", "workflows", file, *_]):
            return WorkflowUrl(file)
        case _:
            return None


def split_place(place: str, refs: Mapping[str, bool]) -> tuple[str, str, bool | None]:
    """Split `main/docs/a.md` into the commit, branch or tag, and the path.

    `refs` tells of each known name whether it is a branch, whose files change; so does the third value, which is
    None for a name that is not known.
    """
    parts = place.split("/")
    for length in range(len(parts), 0, -1):  # a name may hold slashes itself
        name = "/".join(parts[:length])
        if name in refs:
            return name, "/".join(parts[length:]), refs[name]
    name, path = parts[0], "/".join(parts[1:])
    if name == "HEAD":
        return name, path, True
    return name, path, False if _COMMIT.match(name) else None
