"""What the directives share: the repository, dependencies, tables with anchors, sections, and complaints."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote_to_bytes

from docutils import nodes
from docutils.parsers.rst import DirectiveError, directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from workflow_docs.analysis.objects import Missing
from workflow_docs.channels.escaping import visible
from workflow_docs.doctree import tables
from workflow_docs.sphinx_ext import messages
from workflow_docs.sphinx_ext.boundary import neutralise
from workflow_docs.sphinx_ext.claims.page import mark_generated
from workflow_docs.sphinx_ext.domain import COMPLAINT, domain_of
from workflow_docs.sphinx_ext.messages import Subtype
from workflow_docs.workflow.guard import describe
from workflow_docs.workflow.user_patterns import PatternTimeoutError, UserPattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from workflow_docs.doctree.inline import Cell
    from workflow_docs.doctree.tables import Table, Thing
    from workflow_docs.sphinx_ext.domain import CiDomain
    from workflow_docs.workflow.model import AnyJob, Workflow
    from workflow_docs.workflow.repository import ActionFile, Repository, WorkflowFile


def names(argument: str | None) -> list[str]:
    """Read an option with names between commas or white space."""
    return [name for name in (argument or "").replace(",", " ").split() if name]


def column_names(argument: str | None) -> list[str]:
    """Read an option with names of columns between commas."""
    return [name.strip() for name in (argument or "").split(",") if name.strip()]


def regex(argument: str) -> UserPattern:
    """Read an option with a regular expression."""
    try:
        return UserPattern(argument, re.MULTILINE)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error


class ComplaintError(Exception):
    """Ends a directive with a warning and a banner in its place."""

    def __init__(self, subtype: Subtype, message: str) -> None:
        """Take the warning's subtype and what is wrong."""
        super().__init__(message)
        self.subtype = subtype


class NothingToReadError(Exception):
    """Ends a directive that asks for all workflows where there is none: nothing can be said of what they do not have."""


class CiDirective(SphinxDirective):
    """The base of all directives: `content_nodes` asks for rows and returns nodes."""

    has_content = False
    optional_arguments = 0
    _unread: Sequence[str] = ()
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], object]]] = {"no-index": directives.flag}

    @property
    def domain(self) -> CiDomain:
        """The domain of the project."""
        return domain_of(self.env)

    @property
    def repository(self) -> Repository:
        """The repository that is documented."""
        return self.domain.site.repository

    def run(self) -> list[nodes.Node]:
        """Return the directive's nodes, with every reference to the repository noted."""
        self.domain.note_directive()
        source, line = self.get_source_info()
        where = os.path.relpath(source, self.env.srcdir)
        try:
            found = self.content_nodes()
        except ComplaintError as complaint:
            message = str(complaint)
            if self._unread and complaint.subtype in {Subtype.NO_MATCH, *messages.UNKNOWN.values()}:
                message += f"; {', '.join(self._unread)} cannot be read"
            messages.warn(complaint.subtype, message, self.get_location())
            found = [self.banner(message)]
            if complaint.subtype in messages.UNKNOWN.values():
                self.domain.note_reference(COMPLAINT, f"{self.name} {complaint}", where, line)
        except PatternTimeoutError as error:
            messages.warn(Subtype.OPTION, str(error), self.get_location())
            found = [self.banner(str(error))]
        except NothingToReadError as complaint:  # the build has given its warning
            found = [self.banner(str(complaint))]
        except DirectiveError:
            raise
        except Exception as error:  # noqa: BLE001 (whatever a stranger's file has brought about)
            messages.warn(Subtype.INTERNAL_ERROR, describe(error), self.get_location())
            found = [self.banner(describe(error))]
        neutralise(found)
        mark_generated(found)
        for top in found:
            self.set_source_info(top)
            for reference in top.findall(addnodes.pending_xref):
                self.set_source_info(reference)
                if reference["refdomain"] == "ci" and reference["reftype"] in {"source", "file"}:
                    self.domain.note_reference(reference["reftype"], reference["reftarget"], where, line)
        return found

    def content_nodes(self) -> list[nodes.Node]:
        """Return the nodes; raise `ComplaintError` where that cannot be done."""
        raise NotImplementedError

    # -- what the argument names -----------------------------------------------------------------------

    def depend_on(self, path: str) -> None:
        """Make the page depend on a file of the repository."""
        self.env.note_dependency(os.path.relpath(self.repository.root / path, self.env.srcdir))

    def path_argument(self) -> str:
        """Return the argument of a directive about a whole file, which `:percent-encoded:` says to decode."""
        name: str = self.arguments[0]
        return os.fsdecode(unquote_to_bytes(name)) if "percent-encoded" in self.options else name

    def workflow_file(self, name: str) -> WorkflowFile:
        """Return the workflow file that a name means."""
        found = self.domain.site.index.workflow_file(name)
        if isinstance(found, Missing):
            self.domain.note_overview()  # the page is out of date as soon as there is such a file
            raise ComplaintError(Subtype.UNKNOWN_WORKFLOW, found.message)
        self.depend_on(found.path)
        return found

    def action_file(self, name: str) -> ActionFile:
        """Return the action file that a folder or a name means."""
        found = self.domain.site.index.action_file(name)
        if isinstance(found, Missing):
            self.domain.note_overview()
            raise ComplaintError(Subtype.UNKNOWN_ACTION, found.message)
        self.depend_on(found.path)
        return found

    def workflow(self, name: str) -> Workflow:
        """Return the readable workflow that a name means."""
        file = self.workflow_file(name)
        if file.workflow is None:
            problem = file.problems[0]
            raise ComplaintError(
                Subtype.BROKEN_WORKFLOW, f"{file.file} cannot be read: {problem.message} ({problem.position})"
            )
        return file.workflow

    def workflows(self) -> list[Workflow]:
        """Return the workflows that the arguments name, or all readable ones without arguments."""
        if self.arguments:
            chosen = names(self.arguments[0])
            # One file may have a space or a comma in its own name.
            if self.repository.find(self.arguments[0]) and not all(map(self.repository.find, chosen)):
                chosen = [self.arguments[0]]
            return [self.workflow(name) for name in chosen]
        self.depend_on_all(self.repository.files)
        return list(self.repository.workflows)

    def depend_on_all(self, paths: Iterable[str]) -> None:
        """Make the page depend on all files of a kind, and on new ones; complain where there is no place to look for any."""
        self.domain.note_overview()
        if self.repository.problems:
            raise NothingToReadError(self.repository.problems[0].message)
        self._unread = [file.file for file in self.repository.unread]
        for path in paths:
            self.depend_on(path)

    def job(self, name: str) -> tuple[Workflow, AnyJob]:
        """Return the job that `workflow:job` means, with its workflow."""
        owner, _, _job = name.rpartition(":")
        if owner:
            self.workflow(owner)
        found = self.domain.site.index.job(name)
        if isinstance(found, Missing):
            self.domain.note_overview()
            raise ComplaintError(Subtype.UNKNOWN_JOB, found.message)
        self.depend_on(found[0].path)
        return found

    # -- nodes -----------------------------------------------------------------------------------------

    def describe(self, thing: Thing, node: nodes.Element, rank: int = 0) -> list[nodes.Node]:
        """Record that a node describes an object, unless `:no-index:` is given; return its index entry."""
        if "no-index" in self.options:
            return []
        title = thing.name.rpartition(":")[2].rpartition("/")[2]
        anchor = self.domain.note_object(thing, title, node, self.state.document, rank)
        index = addnodes.index(entries=[_index_entry(thing, anchor)])
        self.set_source_info(index)
        return [index]

    def table(self, table: Table, nothing: str, columns: Sequence[str] | None = None) -> list[nodes.Node]:
        """Return the table, or a sentence where it has no rows.

        It has exactly the given columns, by default those of `:columns:`; without either, those that say something,
        less those of `:without:`.
        """
        if not table.rows:
            return self.nothing(nothing)
        if columns is None and "columns" in self.option_spec:
            table = self.chosen_columns(table)
        elif columns:
            table = table.only(columns)
        index: list[nodes.Node] = []
        built = tables.build(table, lambda thing, node: index.extend(self.describe(thing, node, rank=1)))
        return [*index, *built]

    def nothing(self, sentence: str) -> list[nodes.Node]:
        """Return a sentence that says what there is not; where a file was not read, that it is not known."""
        if self._unread:
            return [self.banner(f"Not known: {', '.join(self._unread)} cannot be read.")]
        return [nodes.paragraph("", sentence)]

    def lines(self, table: Table) -> list[nodes.Node]:
        """Return a block with a line for each row, as `:format:` says: `{Heading}` is what the column holds.

        In commands for a shell it is always quoted for one: a name from a workflow may be anything.
        """
        language = self.options.get("language", "text")
        is_shell = language in {"bash", "sh", "shell", "zsh", "console"}
        heads = {tables.slug(column): i for i, column in enumerate(table.columns)}

        def put(match: re.Match[str], row: tables.Row) -> str:
            head = tables.slug(match["head"])
            if head not in heads:
                known = ", ".join(column.lower() for column in table.columns)
                raise ComplaintError(
                    Subtype.OPTION, f":format: has no column {match['head']!r}; there is {known}"
                )
            text = " ".join("".join(node.astext() for node in row.cells[heads[head]]).split())
            return shlex.quote(text) if is_shell or match["how"] == "sh" else text

        form = self.options["format"]
        text = "\n".join(PLACE.sub(lambda match, row=row: put(match, row), form) for row in table.rows)  # type: ignore[misc]
        return [nodes.literal_block(text, text, language=language, force=True)]

    def shows(self, column: str) -> bool:
        """Tell whether the options leave a column in the table."""
        if "columns" not in self.option_spec:
            return True
        named = {tables.slug(name.rpartition("=")[2]) for name in self.options.get("columns") or ()}
        out = {tables.slug(name) for name in self.options.get("without") or ()}
        return tables.slug(column) in named if named else tables.slug(column) not in out

    def chosen_columns(self, table: Table) -> Table:
        """Return the table with the columns that the options name."""
        if {"columns", "without"} <= self.options.keys():
            raise ComplaintError(Subtype.OPTION, "give :columns: or :without:, not both")
        for option, choose in (("columns", table.only), ("without", table.without)):
            if self.options.get(option):
                try:
                    table = choose(self.options[option])
                except KeyError as error:
                    known = ", ".join(column.lower() for column in table.columns)
                    message = f":{option}: has no column {error.args[0]!r}; there is {known}"
                    raise ComplaintError(Subtype.OPTION, message) from None
        if not table.columns:
            raise ComplaintError(Subtype.OPTION, ":without: leaves no column")
        return table

    def section(self, title: Cell, *children: nodes.Node, thing: Thing | None = None) -> nodes.Node:
        """Return a section; where none can stand, as in a list, a container with a heading of its own."""
        parent = self._parent()
        heading: nodes.Element
        if parent is not None and not isinstance(parent, nodes.section | nodes.document):
            heading = nodes.rubric("", "", *title)
            index = self.describe(thing, heading) if thing is not None else []
            return nodes.container("", *index, heading, *children)
        heading = nodes.title("", "", *title)
        section = nodes.section("", heading, names=[nodes.fully_normalize_name(heading.astext())])
        if thing is not None:
            section += self.describe(thing, section)
        section += children
        self.state.document.note_implicit_target(section, section)
        return section

    def _parent(self) -> nodes.Node | None:
        # MyST's stand-in for the reST state refuses to be asked for what it does not know.
        renderer = vars(self.state).get("_renderer")
        parent: nodes.Node | None = renderer.current_node if renderer is not None else self.state.parent
        return parent

    def banner(self, message: str, *details: nodes.Node) -> nodes.Node:
        """Return a box that says what is wrong where a reader looks for content."""
        return nodes.error("", nodes.paragraph("", message), *details)


def _index_entry(thing: Thing, anchor: str) -> tuple[str, str, str, str, None]:
    shown = thing.name.removeprefix(".github/workflows/")
    owner, _, name = shown.rpartition(":")
    words = f"{name} ({thing.kind} in {owner})" if owner else f"{name} ({thing.kind})"
    return ("single", visible(words.replace(";", ",")), anchor, "", None)


def with_options(*parts: Sequence[tuple[str, Callable[[str], object]]]) -> dict[str, Callable[[str], object]]:
    """Return an option table that has the shared options and those given."""
    spec = dict(CiDirective.option_spec)
    for part in parts:
        spec.update(part)
    return spec


PLACE = re.compile(r"\{(?P<head>[^{}!]+)(?:!(?P<how>sh|json))?\}")
"""A column in a line of `:format:`, and how its value is quoted."""

LINES = (("format", directives.unchanged_required), ("language", directives.unchanged_required))
"""`:format:` makes a line of text of each row instead of a table, in a block of the language `:language:`."""

COLUMNS = (("columns", column_names), ("without", column_names))
"""`:columns:` chooses and orders the columns of a table, by their headings; `Heading=column` gives another heading.

`:without:` leaves some out.
"""

WHOLE_FILE = (("page", directives.flag), ("percent-encoded", directives.flag))
"""`:page:` puts everything about a file in a section titled with its name.

`:percent-encoded:` says that the path is percent-encoded, as one of any characters can stand in a page.
"""
