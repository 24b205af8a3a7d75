"""Checks the addresses of the repository's own files on GitHub on disk, without asking GitHub."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from workflow_docs.repository.git_objects import Entry
from workflow_docs.workflow import github_urls
from workflow_docs.workflow.github_urls import LINES, FileUrl, HomeUrl, WorkflowUrl, line_range
from workflow_docs.workflow.names import did_you_mean

from .local import check_heading, check_lines
from .places import WORKING, Kind, Result, Status

if TYPE_CHECKING:
    from workflow_docs.claims.context import Context
    from workflow_docs.repository.permalink import Checkout


class OwnUrls:
    """Knows a checkout with a remote on GitHub."""

    def __init__(self, checkout: Checkout, context: Context) -> None:
        """Take the checkout; `context` reads the repository's files."""
        self.checkout = checkout
        self.context = context

    def check(self, uri: str) -> tuple[Kind, Result] | None:
        """Return what was found out about an address; None if only GitHub can tell."""
        try:
            url = github_urls.parse(uri, self.checkout.url)
        except ValueError:  # no address at all
            return None
        match url:
            case FileUrl(place, fragment):
                return self._file(place, fragment)
            case WorkflowUrl(file):
                return Kind.CI, self._workflow(file)
            case HomeUrl(""):
                return Kind.PATH, WORKING
            case HomeUrl(fragment) if self.checkout.prefix.as_posix() == ".":
                return Kind.ANCHOR, check_heading(self.context, "README.md", fragment)
            case _:
                return None

    def _file(self, place: str, fragment: str) -> tuple[Kind, Result] | None:
        name, path, branch = github_urls.split_place(place, self.checkout.git.references)
        if name == self.checkout.commit or self.checkout.commit.startswith(name):
            branch = None
        lines = LINES.match(fragment)
        kind = Kind.LINE if lines else Kind.ANCHOR if fragment and path.endswith(".md") else Kind.PATH
        if branch is False:
            return self._at(name, path, fragment, kind)
        # The files of a branch, or of a commit that is not known, are taken to be those on disk.
        on_disk = self._on_disk(path)
        git, head = self.checkout.git, self.checkout.commit
        if on_disk is None and (committed := git.entry(head, path)) in {"", None}:
            if committed is None or (branch is None and name != head):
                return None
            folder, name = posixpath.split(path)
            fix = did_you_mean(name, git.names(head, folder), listed=False).removeprefix("; ")
            return kind, Result(Status.BROKEN, info=f"the repository has no {path!r}", fix=fix)
        if lines is not None:
            read = self.context.repository.read_text(on_disk) if on_disk else None
            text = read if on_disk else git.text(head, path)
            return kind, check_lines(path, text, *line_range(lines))
        if kind is Kind.ANCHOR and on_disk:
            return kind, check_heading(self.context, on_disk, fragment)
        return kind, WORKING

    def _at(self, commit: str, path: str, fragment: str, kind: Kind) -> tuple[Kind, Result] | None:
        """Check a file in an older commit or in a tag."""
        git = self.checkout.git
        meant = git.commit(commit)
        found = git.entry(meant, path) if meant is not None else None
        if meant is None or found is None:
            return None
        if not isinstance(found, Entry):
            return kind, Result(Status.BROKEN, info=f"{commit} has no {path!r}")
        lines = LINES.match(fragment)
        if lines is None:
            return kind, WORKING
        text = git.text(meant, path)
        return kind, check_lines(f"{path} in {commit}", text, *line_range(lines))

    def _on_disk(self, path: str) -> str | None:
        """Return a path below the top as one below the repository that is documented, if it is there."""
        prefix = self.checkout.prefix.as_posix()
        below = path if prefix == "." else path.removeprefix(f"{prefix}/")
        inside = prefix == "." or path.startswith(f"{prefix}/")
        below = posixpath.normpath(below) if below else "."
        return (
            below if inside and (below == "." or self.context.repository.resolve(below) is not None) else None
        )

    def _workflow(self, file: str) -> Result:
        known = {each.file for each in self.context.repository.files.values()}
        if file in known or self.checkout.prefix.as_posix() != ".":
            return WORKING
        fix = did_you_mean(file, known, listed=False).removeprefix("; ")
        return Result(Status.BROKEN, info=f"the repository has no workflow {file!r}", fix=fix)
