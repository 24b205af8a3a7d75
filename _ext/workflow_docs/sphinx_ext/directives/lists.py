"""Directives that list what workflows use, set, make and check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.parsers.rst import directives

from workflow_docs.analysis import diagnostics, secrets, usage, weak_gates
from workflow_docs.doctree import views
from workflow_docs.sphinx_ext.messages import Subtype
from workflow_docs.workflow.names import did_you_mean

from .base import COLUMNS, LINES, CiDirective, ComplaintError, names, regex, with_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes

SCOPES = ("workflow", "job", "step")
"""The scopes of an `env:` block."""


class _ListDirective(CiDirective):
    """A table about the workflows that the argument names; about all of them without an argument."""

    optional_arguments = 1
    option_spec = with_options(COLUMNS)


class EnvDirective(_ListDirective):
    """`ci:env [WORKFLOW …]`: the `env:` entries, one row a variable and value, with every scope that sets it so.

    `:scope:` takes `workflow`, `job` and `step` (default all); `:job:` shows those of one job;
    `:names:` shows only these variables. `:format:` makes a block of lines instead of a table, of the language `:language:` (default
    `text`): `export {Variable}={Value}`, where the language `bash` quotes each value. `:by:` with `step`, `job` or `workflow` compares: one row for each of these that
    sets any of the variables, with a column for each variable, those of `:names:` in that order.
    """

    option_spec = with_options(
        COLUMNS,
        (
            ("scope", names),
            ("job", directives.unchanged_required),
            ("names", names),
            ("by", lambda value: directives.choice(value, SCOPES)),
        ),
        LINES,
    )

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of variables."""
        found = self.workflows()
        job = self.options.get("job")
        if job is not None and not any(workflow.job(job) for workflow in found):
            raise ComplaintError(Subtype.UNKNOWN_JOB, f"none of these workflows has a job {job!r}")
        scopes = self._scopes()
        rows = [row for workflow in found for row in usage.env(workflow, scopes, job)]
        wanted = self.options.get("names")
        if wanted:
            known = {row.entry.name for row in rows}
            for name in wanted:
                if name not in known:
                    raise ComplaintError(Subtype.UNKNOWN_ENV, f":names: no variable {name!r} is set here")
            rows = [row for row in rows if row.entry.name in wanted]
        if "by" in self.options:
            every = wanted or list(dict.fromkeys(row.entry.name for row in rows))
            return self.table(views.env_by(rows, every), "No variables are set.")
        if "format" in self.options and rows:
            return self.lines(views.env_plain(rows))
        table = views.env(rows, self.domain.describe, with_scope=self.shows("scope"))
        return self.table(table, "No variables are set.")

    def _scopes(self) -> Sequence[str]:
        scopes: list[str] = self.options.get("scope") or []
        for scope in scopes:
            if scope not in SCOPES:
                raise ComplaintError(
                    Subtype.OPTION, f":scope: has no {scope!r}; there is {', '.join(SCOPES)}"
                )
        by = self.options.get("by")
        if by is not None and scopes:
            raise ComplaintError(Subtype.OPTION, f":by: {by} is about that scope; leave :scope: out")
        return [by] if by is not None else scopes or SCOPES


class SecretsDirective(_ListDirective):
    """`ci:secrets [WORKFLOW …]`: whether each secret must be set, with the reason, and where it is used.

    Each job that uses it leads to its first use there. An example is what the file of descriptions says, never a value
    in use. `:only:` is `required` or `optional`; `:names:` shows only these secrets, in this order, `:except:` all but these. `:format:` makes
    a block of lines instead of a table, one for each secret, of the language `:language:` (default `text`): `gh secret set {Secret}`, where the language `bash` quotes each value.
    """

    option_spec = with_options(
        COLUMNS,
        (
            ("only", lambda value: directives.choice(value, ("required", "optional"))),
            ("names", names),
            ("except", names),
        ),
        LINES,
    )

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of secrets."""
        rows = secrets.secrets(self.repository, self.workflows())
        only = self.options.get("only")
        if only is not None:
            rows = [row for row in rows if row.requirement.need.name.lower() == only]
        by_name = {row.name: row for row in rows}
        for option in ("names", "except"):
            for name in self.options.get(option, ()):
                if name not in by_name:
                    message = f":{option}: no secret {name!r} is used here" + did_you_mean(name, by_name)
                    raise ComplaintError(Subtype.UNKNOWN_SECRET, message)
        chosen = self.options.get("names") or by_name.keys()
        rows = [by_name[name] for name in chosen if name not in self.options.get("except", ())]
        table = views.secrets(rows, self.domain.describe, self.domain.example)
        if "format" in self.options and rows:
            return self.lines(table)
        return self.table(table, "No secrets are used.")


class VariablesDirective(_ListDirective):
    """`ci:variables [WORKFLOW …]`: where each configuration variable (`vars.X`) is used.

    `:format:` makes a block of lines instead of a table, of the language `:language:` (default `text`):
    `gh variable set {Variable} --body {Example}`, where the language `bash` quotes each value.
    """

    option_spec = with_options(COLUMNS, LINES)

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table of configuration variables."""
        rows = secrets.variables(self.workflows())
        table = views.variables(rows, self.domain.describe, self.domain.example)
        if "format" in self.options and rows:
            return self.lines(table)
        return self.table(table, "No configuration variables are used.")


class ServicesDirective(_ListDirective):
    """`ci:services [WORKFLOW …]`: the service containers, with how each is found healthy."""

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
    """`ci:commands [WORKFLOW …]`: the commands in `run:` scripts that match, each with the steps that run it.

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
