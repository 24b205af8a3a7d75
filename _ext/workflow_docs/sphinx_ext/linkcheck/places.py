"""What the link check speaks of: kinds of links, their places, where they lead, and what was found out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path


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


class Page(NamedTuple):
    """A link to a page, or to an id on it; `ignored` if Sphinx was told not to mind should it be missing.

    `html` for raw HTML, which may mean an id that a theme or a script makes.
    """

    docname: str
    anchor: str
    ignored: bool = False
    html: bool = False


class File(NamedTuple):
    """A link to a file: a path as it is written, the folder from which it counts, and whether it is raw HTML."""

    path: str
    folder: Path
    fragment: str = ""
    html: bool = False


class Unresolved(NamedTuple):
    """A reference that means nothing; `role` is what the page asked for, such as `ref`."""

    role: str
    target: str


class Unminded(NamedTuple):
    """A reference that means nothing where Sphinx was told not to mind."""


Target: TypeAlias = Page | File | Unresolved | Unminded


@dataclass(slots=True)
class Collected:
    """The links of all pages, and the ids that each page has."""

    external: dict[str, list[Place]] = field(default_factory=dict)
    local: list[tuple[Place, Target]] = field(default_factory=list)
    ids: dict[str, set[str]] = field(default_factory=dict)
    downloads: dict[str, set[str]] = field(default_factory=dict)

    def add_external(self, place: Place) -> None:
        """Add a link that needs the network."""
        self.external.setdefault(place.uri, []).append(place)
