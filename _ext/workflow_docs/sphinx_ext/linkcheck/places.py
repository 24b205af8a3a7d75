"""What the link check speaks of: kinds of links, places, and what was found out about them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a link leads to."""

    EXTERNAL = "external"
    """An address on the network."""

    SITE = "site"
    """A page of the site, or a place on one."""

    CI = "ci"
    """A thing in a workflow: what the roles and directives of the `ci` domain name."""

    PATH = "path"
    """A file or a folder."""

    LINE = "line"
    """A line of a file: `ci.yml#L42`."""

    ANCHOR = "anchor"
    """A heading of a Markdown file, by the fragment that GitHub gives it."""

    COMMAND = "command"
    """A command in a shell block of an emitted Markdown file."""


class Status(StrEnum):
    """What became of a link: Sphinx's own words, and `unsure`."""

    WORKING = "working"
    REDIRECTED = "redirected"
    IGNORED = "ignored"
    UNCHECKED = "unchecked"
    UNSURE = "unsure"
    """The server refuses to tell, as it does to robots; a reader may well get the page."""
    TIMEOUT = "timeout"
    BROKEN = "broken"


class Place(NamedTuple):
    """A link where it stands; the order is that of the report.

    `filename` is below the source folder, or below the repository for an emitted Markdown file, which has no `docname`.
    """

    filename: str
    line: int
    kind: Kind
    uri: str
    docname: str = ""


class Result(NamedTuple):
    """What was found out about a link. `code` is the server's, `fix` what to write instead, "" where that is not known."""

    status: Status
    code: int = 0
    info: str = ""
    fix: str = ""


WORKING = Result(Status.WORKING)
