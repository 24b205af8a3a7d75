"""An excerpt of any file of the repository, with a link to its first line."""

from __future__ import annotations

import re

from docutils import nodes
from docutils.parsers.rst import directives

from workflow_docs.analysis import excerpts, usage
from workflow_docs.analysis.excerpts import ExcerptError
from workflow_docs.analysis.objects import Missing
from workflow_docs.doctree import inline
from workflow_docs.sphinx_ext.messages import Subtype
from workflow_docs.sphinx_ext.sources import language_of
from workflow_docs.workflow.extents import step_lines
from workflow_docs.workflow.numbers import whole
from workflow_docs.workflow.position import Position

from .base import CiDirective, ComplaintError, regex, with_options

_LINES = re.compile(r"(?P<first>[1-9]\d{0,8})(?P<dash>\s*-\s*(?P<last>[1-9]\d{0,8})?)?\Z")


def line_range(argument: str | None) -> tuple[int, int | None]:
    """Read an option with lines: `7`, `7-12` or `7-`."""
    match = _LINES.match((argument or "").strip())
    if match is None:
        raise ValueError("write lines as 7, 7-12 or 7-")
    first = whole(match["first"]) or 1
    if match["dash"] is None:
        return first, first
    return first, whole(match["last"]) if match["last"] else None


class ExcerptDirective(CiDirective):
    """`ci:excerpt PATH`, or `ci:excerpt WORKFLOW:JOB:STEP`: lines of a file as they stand there, less their common indentation, with a link.

    Of a step, its lines in the workflow file are shown; what it runs alone is shown by `ci:step`. `:from:` and `:to:` are regular expressions
    for the first line and, after it, the last; `:lines:` takes numbers, as `7`, `7-12` or `7-`, counted within the step where one is named.
    `:no-source:` leaves the link out.
    """

    required_arguments = 1
    option_spec = with_options(
        (("from", regex), ("to", regex), ("lines", line_range), ("no-source", directives.flag))
    )

    def content_nodes(self) -> list[nodes.Node]:
        """Return the lines as a code block."""
        path, text, within = self._source(self.arguments[0].strip())
        try:
            found = excerpts.excerpt(
                text,
                within=within,
                start=self.options.get("from"),
                end=self.options.get("to"),
                span=self.options.get("lines"),
            )
        except ExcerptError as error:
            raise ComplaintError(Subtype.NO_MATCH, f"{path}: {error}") from error
        block = nodes.literal_block(found.text, found.text, language=language_of(path), force=True)
        if "no-source" in self.options:
            return [block]
        lines = f"line {found.first}" if found.first == found.last else f"lines {found.first}–{found.last}"
        place = inline.source(Position(path, found.first, 1), lines)
        return [inline.paragraph(inline.code(path), inline.text(", "), place, inline.text(":")), block]

    def _source(self, name: str) -> tuple[str, str, tuple[int, int] | None]:
        """Return the path and the text that are meant, and the lines of the step if one is named."""
        text = self.repository.read_text(name)
        if text is not None:
            self.depend_on(name)
            return name, text, None
        parts = name.split(":", 2)
        if len(parts) == 3:
            workflow, job = self.job(":".join(parts[:2]))
            step = usage.find_step(job, parts[2].strip())
            if step is not None:
                text = self.repository.files[workflow.path].text
                return workflow.path, text, step_lines(text, step.position)
            missing = self.domain.site.index.find("step", name)
            raise ComplaintError(
                Subtype.UNKNOWN_STEP, missing.message if isinstance(missing, Missing) else "no such step"
            )
        if not {"", ".."} & set(name.split("/")):
            self.depend_on(name)
        missing = self.domain.site.index.find("file", name)
        raise ComplaintError(
            Subtype.UNKNOWN_FILE,
            missing.message if isinstance(missing, Missing) else f"{name} cannot be read as text (UTF-8)",
        )
