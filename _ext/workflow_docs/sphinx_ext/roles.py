"""The roles of the `ci` domain: references to workflows, jobs, steps, secrets, … and files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.roles import XRefRole

from workflow_docs.analysis.objects import KINDS, Missing

if TYPE_CHECKING:
    from docutils.nodes import Element, Node, system_message
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction


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
        return (title if has_explicit_title else found.title), target


ROLES: dict[str, RoleFunction | XRefRole] = {kind: CiRole() for kind in KINDS}
"""A role for each kind of thing that a document can name."""
