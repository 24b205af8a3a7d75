"""The roles of the `ci` domain: references to workflows, jobs, steps, secrets, … and files, and values of data files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.roles import XRefRole
from sphinx.util.docutils import SphinxRole

from workflow_docs.analysis.objects import KINDS, Missing
from workflow_docs.channels.escaping import visible
from workflow_docs.doctree import data, inline

from . import messages
from .boundary import neutralise
from .messages import Subtype

if TYPE_CHECKING:
    from docutils.nodes import Element, Node, system_message
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction

    from .site import Site


class CiRole(XRefRole):
    """A reference to a thing of the repository.

    ``{ci:job}`ci.yml:backend-test` `` shows `backend-test`; ``{ci:job}`the tests <ci.yml:backend-test>` ``
    shows other words. A name that means nothing is a warning with a suggestion.
    """

    def create_xref_node(self) -> tuple[list[Node], list[system_message]]:
        """Show other words, where they are given, as words: only the thing's own name is code."""
        found, messages = super().create_xref_node()
        if self.has_explicit_title:
            for reference in found:
                for child in list(reference.findall(nodes.literal)):
                    child.replace_self(nodes.inline("", child.astext(), classes=child["classes"]))
        return found, messages

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Note what the page depends on, and show the thing's own name where no other words are given."""
        from .domain import domain_of  # noqa: PLC0415 (the domain holds these roles)

        target = target.strip()
        kind = refnode["reftype"]
        domain = domain_of(env)
        source, line = self.get_source_info()
        domain.note_reference(kind, target, os.path.relpath(source, env.srcdir), line)
        found = domain.site.index.find(kind, target)
        if isinstance(found, Missing):
            domain.note_overview()  # a new file may bring what is missing now
            return title, target
        if kind == "file":
            refnode["refexplicit"] = True
        else:
            env.note_dependency(
                os.path.relpath(domain.site.repository.root / found.position.path, env.srcdir)
            )
        if kind == "env":
            domain.note_overview()
        return (title if has_explicit_title else visible(found.title)), target


class _ValueError(Exception):
    """A value that there is not, with the subtype of the warning."""

    def __init__(self, subtype: Subtype, message: str) -> None:
        super().__init__(message)
        self.subtype = subtype


class ValueRole(SphinxRole):
    """One value of a YAML or JSON file, with a link to its line.

    ``{ci:value}`contacts.yml:maintainer` `` shows the text that the JMESPath query `maintainer` selects; with `!` before it, without the link.
    """

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Return the value; where there is none, what was asked for as code, with a warning."""
        from .domain import COMPLAINT, domain_of  # noqa: PLC0415 (the domain holds these roles)

        domain = domain_of(self.env)
        source, line = self.get_source_info()
        where = os.path.relpath(source, self.env.srcdir)
        try:
            reference, path = self._reference(domain.site)
        except _ValueError as error:
            messages.warn(error.subtype, str(error), self.get_location())
            if error.subtype in messages.UNKNOWN.values():
                domain.note_reference(COMPLAINT, f"{self.name} {error}", where, line)
            return [nodes.literal(self.text, self.text)], []
        domain.note_reference("source", path, where, line)
        value = nodes.inline("", "", *reference, classes=["ci-value"], support_smartquotes=False)
        neutralise([value])
        for node in value.children:
            self.set_source_info(node)
        # What a file says is shown as it says it: no quotation mark is turned.
        return [value], []

    def _reference(self, site: Site) -> tuple[inline.Cell, str]:
        from workflow_docs.analysis.data_files import position_of  # noqa: PLC0415 (many projects ask nothing)
        from workflow_docs.analysis.query import Query, QueryError  # noqa: PLC0415

        plain = self.text.startswith("!")
        path, colon, expression = (part.strip() for part in self.text.removeprefix("!").partition(":"))
        if not colon:
            raise _ValueError(Subtype.UNKNOWN_VALUE, f"{self.text!r} names no value; write file:query")
        if not {"", ".."} & set(path.split("/")):
            self.env.note_dependency(os.path.relpath(site.repository.root / path, self.env.srcdir))
        file = site.data.file(path)
        if isinstance(file, Missing):
            raise _ValueError(Subtype.UNKNOWN_FILE, file.message)
        if file.problems:
            problem = file.problems[0]
            raise _ValueError(
                Subtype.BROKEN_DATA, f"{path} cannot be read: {problem.message} ({problem.position})"
            )
        try:
            value, position, reason = Query(expression).select(file.value)
        except QueryError as error:
            raise _ValueError(Subtype.QUERY, str(error)) from error
        if isinstance(value, list) and len(value) == 1:
            value, position = value[0], position_of(value[0]) or position
        if value is None or value == []:
            raise _ValueError(Subtype.UNKNOWN_VALUE, f"{path} has no {expression!r}{reason}")
        if isinstance(value, dict | list):
            kind = "mapping" if isinstance(value, dict) else "list"
            raise _ValueError(Subtype.QUERY, f"{expression!r} selects a {kind}; ask for a single value")
        shown = data.words(value)
        if plain:
            return inline.text(shown), path
        if position is None:
            return inline.reference("file", path, shown, literal=False), path
        return inline.source(position, shown), path


ROLES: dict[str, RoleFunction | XRefRole] = {**{kind: CiRole() for kind in KINDS}, "value": ValueRole()}
"""A role for each kind of thing that a document can name, and one for values."""
