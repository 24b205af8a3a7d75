"""Directives that list what workflows use, set, make and check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.parsers.rst import directives

from workflow_docs.analysis import diagnostics, secrets, usage, weak_gates
from workflow_docs.doctree import views
from workflow_docs.sphinx_ext.messages import Subtype

from .base import COLUMNS, CiDirective, ComplaintError, names, regex, with_options

if TYPE_CHECKING:
    from docutils import nodes

SCOPES = ("workflow", "job", "step")
"""The scopes of an `env:` block."""


class _ListDirective(CiDirective):
    """A table about the workflows that the argument names; about all of them without an argument."""

    optional_arguments = 1
    option_spec = with_options(COLUMNS)


class EnvDirective(_ListDirective):
    """`ci:env [WORKFLOW …]`: the `env:` entries by scope.

    `:scope:` takes `workflow`, `job` and `step` (default all); `:job:` shows those of one job;
    `:names:` shows only these variables, in the order of the file.
    """

    option_spec = with_options(
        COLUMNS, (("scope", names), ("job", directives.unchanged_required), ("names", names))
    )

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of variables."""
        scopes = self.options.get("scope") or SCOPES
        for scope in scopes:
            if scope not in SCOPES:
                raise ComplaintError(
                    Subtype.OPTION, f":scope: has no {scope!r}; there is {', '.join(SCOPES)}"
                )
        found = self.workflows()
        job = self.options.get("job")
        if job is not None and not any(workflow.job(job) for workflow in found):
            raise ComplaintError(Subtype.UNKNOWN_JOB, f"none of these workflows has a job {job!r}")
        rows = [row for workflow in found for row in usage.env(workflow, scopes, job)]
        wanted = self.options.get("names")
        if wanted:
            known = {row.entry.name for row in rows}
            for name in wanted:
                if name not in known:
                    raise ComplaintError(Subtype.UNKNOWN_ENV, f":names: no variable {name!r} is set here")
            rows = [row for row in rows if row.entry.name in wanted]
        return self.table(views.env(rows, self.domain.describe), "No variables are set.")


class SecretsDirective(_ListDirective):
    """`ci:secrets [WORKFLOW …]`: where each secret is used, and whether it must be set, with the reason.

    `:only:` is `required` or `optional`.
    """

    option_spec = with_options(
        COLUMNS, (("only", lambda value: directives.choice(value, ("required", "optional"))),)
    )

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of secrets."""
        rows = secrets.secrets(self.repository, self.workflows())
        only = self.options.get("only")
        if only is not None:
            rows = [row for row in rows if row.requirement.need.name.lower() == only]
        return self.table(views.secrets(rows, self.domain.describe), "No secrets are used.")


class VariablesDirective(_ListDirective):
    """`ci:variables [WORKFLOW …]`: where each configuration variable (`vars.X`) is used."""

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of configuration variables."""
        rows = secrets.variables(self.workflows())
        return self.table(views.variables(rows, self.domain.describe), "No configuration variables are used.")


class ServicesDirective(_ListDirective):
    """`ci:services [WORKFLOW …]`: the service containers."""

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of services."""
        rows = [row for workflow in self.workflows() for row in usage.services(workflow)]
        return self.table(views.services(rows, self.domain.describe), "No service containers are started.")


class ArtifactsDirective(_ListDirective):
    """`ci:artifacts [WORKFLOW …]`: what steps upload and download."""

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of artifacts."""
        rows = [row for workflow in self.workflows() for row in usage.artifacts(workflow)]
        return self.table(views.artifacts(rows), "No artifacts are uploaded or downloaded.")


class EnvironmentsDirective(_ListDirective):
    """`ci:environments [WORKFLOW …]`: deployment environments and the jobs that deploy to them."""

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of environments."""
        rows = usage.environments(self.workflows())
        return self.table(views.environments(rows, self.domain.describe), "No job deploys to an environment.")


class CommandsDirective(_ListDirective):
    """`ci:commands [WORKFLOW …]`: the commands in `run:` scripts that match.

    `:pattern:` (required) is a regular expression, searched in each command's text.
    """

    option_spec = with_options(COLUMNS, (("pattern", regex),))

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of commands."""
        pattern = self.options.get("pattern")
        if pattern is None:
            raise ComplaintError(
                Subtype.OPTION, "give a :pattern:, a regular expression for the commands to list"
            )
        rows = [row for workflow in self.workflows() for row in usage.commands(workflow, pattern)]
        if not rows:
            raise ComplaintError(Subtype.NO_MATCH, f"no command matches {pattern.pattern!r}")
        return self.table(views.commands(rows), "")


class DiagnosticsDirective(CiDirective):
    """`ci:diagnostics`: everything that is wrong with the workflow and action files."""

    option_spec = with_options(COLUMNS)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of problems."""
        self.domain.note_overview()
        for path in (*self.repository.files, *self.repository.action_files):
            self.depend_on(path)
        weak = weak_gates.check_gates(self.repository, self.domain.site.index.gate_pattern)
        found = [*diagnostics.of_repository(self.repository), *weak]
        found.sort(key=lambda problem: problem.position)
        return self.table(views.problems(found), "Nothing is wrong with the workflow files.")
