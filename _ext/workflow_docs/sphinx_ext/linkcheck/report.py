"""The report: lines for people and JSON for programs, sorted by place, what is said meanwhile, and the counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinx.util import logging
from sphinx.util.console import colorize

from workflow_docs.channels.data import as_json
from workflow_docs.channels.escaping import visible, without_commands
from workflow_docs.repository.writer import write_text

from .places import Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .places import Place, Result

logger = logging.getLogger(__name__)

_COLOURS = {
    Status.WORKING: "darkgreen",
    Status.REDIRECTED: "purple",
    Status.IGNORED: "darkgray",
    Status.UNCHECKED: "darkgray",
    Status.UNSURE: "yellow",
    Status.TIMEOUT: "red",
    Status.BROKEN: "red",
}
_SHOWN = {Status.WORKING: "ok", Status.REDIRECTED: "redirect", Status.IGNORED: "-ignored-"}
_LONGEST = 2_000
_IN_TEXT = frozenset({Status.REDIRECTED, Status.UNSURE, Status.TIMEOUT, Status.BROKEN})
_REDIRECTS = {
    301: "permanently",
    302: "with Found",
    303: "with See Other",
    307: "temporarily",
    308: "permanently",
}


class Report:
    """Takes results as they come; the files are sorted, so that two runs with the same results write the same."""

    def __init__(self, *, quiet: bool, warn_redirects: bool) -> None:
        """Take whether only warnings are shown (`-q`), and whether a redirect is one (`linkcheck_allowed_redirects`)."""
        self.entries: set[tuple[Place, Result]] = set()
        self.quiet = quiet
        self.warn_redirects = warn_redirects

    def add(self, place: Place, result: Result) -> None:
        """Take a result, and say it as Sphinx does: of links within the project only those that are at fault."""
        if (place, result) in self.entries:  # the same link twice on a line
            return
        self.entries.add((place, result))
        status = result.status
        if status is Status.UNCHECKED or (place.kind is not Kind.EXTERNAL and status not in _IN_TEXT):
            return
        location = (place.docname, place.line) if place.docname else (place.filename, place.line)
        message = _shown(place.uri + (f" - {_what(result)}" if result.info else ""))
        if self.quiet and status in {Status.BROKEN, Status.TIMEOUT}:
            logger.warning("%s link: %s", status.value, message, location=location)
        elif status is Status.REDIRECTED and self.warn_redirects:
            logger.warning("redirect  %s", message, location=location)
        else:
            word = f"{_SHOWN.get(status, status.value):<10}"
            shown = (
                _shown(place.docname or place.filename),
                place.line,
                colorize(_COLOURS[status], word),
                message,
            )
            logger.info("(%16s: line %4d) %s%s", *shown)

    def write(self, folder: Path) -> None:
        """Write `output.txt`, with what is worth looking at, and `output.json`, with everything."""
        entries = sorted(self.entries)
        lines = (_line(*entry) for entry in entries if entry[1].status in _IN_TEXT)
        write_text(folder / "output.txt", "".join(lines))
        text = "".join(as_json(_data(*entry)) + "\n" for entry in entries)
        write_text(folder / "output.json", text)

    def count(self, statuses: Iterable[Status]) -> int:
        """Return how many places have one of some statuses."""
        wanted = set(statuses)
        return sum(result.status in wanted for _, result in self.entries)

    def tell_counts(self) -> None:
        """Say how many places of each kind have which status."""
        counts = Counter((place.kind, result.status) for place, result in self.entries)
        logger.info("")
        for kind in Kind:
            found = [f"{counts[kind, status]} {status}" for status in Status if counts[kind, status]]
            logger.info("%-9s %s", kind, ", ".join(found) or "none")


def _what(result: Result) -> str:
    """Return what there is to say of a result on one line."""
    text = result.info
    if result.status is Status.REDIRECTED:
        return f"{_REDIRECTS.get(result.code, 'with unknown code')} to {text}"
    return f"{text}; {result.fix}" if result.fix else text


def _line(place: Place, result: Result) -> str:
    what: str = result.status
    text = f": {_what(result)}"
    if result.status is Status.REDIRECTED:
        what = f"redirected {_REDIRECTS.get(result.code, 'with unknown code')}"
        text = f" to {result.info}"
    return _shown(f"{place.filename}:{place.line}: [{what}] {place.uri}{text}") + "\n"


def _shown(text: str) -> str:
    """Return what a page or a server says on one line that steers no terminal and no runner, of a sensible length."""
    line = without_commands(visible(" ".join(text.split())))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _data(place: Place, result: Result) -> dict[str, str | int]:
    return {
        "filename": place.filename,
        "lineno": place.line,
        "status": result.status,
        "code": result.code,
        "uri": place.uri,
        "info": result.info[:_LONGEST],
        "kind": place.kind,
        "fix": result.fix,
    }
