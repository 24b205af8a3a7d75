"""Directives about the actions of the repository: the list of them, and everything about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis import diagnostics
from workflow_docs.doctree import inline, problems, views
from workflow_docs.doctree.tables import Thing

from .base import COLUMNS, WHOLE_FILE, CiDirective, with_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.repository import ActionFile


class ActionsDirective(CiDirective):
    """`ci:actions`: one row for every action of the repository, also those that cannot be read."""

    option_spec = with_options(COLUMNS)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of actions."""
        self.depend_on_all(self.repository.action_files)
        table = views.actions(self.repository.action_files.values())
        return self.table(table, "The repository has no actions of its own.")


class ActionDirective(CiDirective):
    """`ci:action FOLDER`: everything about one action, in sections.

    They are: what it runs, its inputs, outputs and steps, and who uses it. FOLDER is what a step writes after
    `uses: ./`, or the action's name. `:page:` puts them in a section titled with the action's name, for a page
    that has no title of its own; with `:percent-encoded:` the argument is the folder in percent-encoding.
    """

    required_arguments = 1
    option_spec = with_options(WHOLE_FILE)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the sections; for a file that cannot be read, a banner with the fault."""
        file = self.action_file(self.path_argument())
        content = [*self._head(file), *self._sections(file)]
        thing = Thing("action", file.folder)
        if "page" in self.options:
            return [self.section(inline.text(file.title), *content, thing=thing)]
        target = nodes.target()
        index = self.describe(thing, target)
        return [*index, target, *content] if index else content

    def _head(self, file: ActionFile) -> Iterator[nodes.Node]:
        described = file.action.description if file.action is not None else None
        for part in (described or "").split("\n\n"):
            if part:
                yield inline.paragraph(inline.prose(part))
        facts = [[*inline.text("File: "), *inline.reference("file", file.path)]]
        if file.action is not None and file.action.runs is not None:
            facts.append([*inline.text("Runs with: "), *inline.code(file.action.runs.using.value)])
        yield nodes.bullet_list("", *(nodes.list_item("", inline.paragraph(fact)) for fact in facts))
        found = diagnostics.of_file(self.repository, file)
        if found:
            yield problems.banner(file, found)

    def _sections(self, file: ActionFile) -> Iterator[nodes.Node]:
        action = file.action
        self.domain.note_backlinks("action", file.folder)
        used = views.action_users(self.domain.site.backlinks.users.get(file.folder, ()))
        tables = [("Used by", used)]
        if action is not None:
            tables = [
                ("Settings", views.action_runs(action)),
                ("Inputs", views.action_inputs(action)),
                ("Outputs", views.action_outputs(action)),
                ("Steps", views.composite_steps(action)),
                *tables,
            ]
        for title, table in tables:
            if table.rows:
                yield self.section(inline.text(title), *self.table(table, ""))
