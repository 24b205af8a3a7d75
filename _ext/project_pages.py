"""Directives of this project's own pages: examples beside their result, and what the code says of itself."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from workflow_docs.markdown import problems
from workflow_docs.sphinx_ext import messages
from workflow_docs.sphinx_ext.config import SETTINGS
from workflow_docs.workflow import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import Enum

    from sphinx.application import Sphinx


class _ProjectDirective(SphinxDirective):
    has_content = True

    def parsed(self, lines: list[str]) -> list[nodes.Node]:
        """Parse lines of Markdown as if they stood here."""
        box = nodes.container()
        self.state.nested_parse(StringList(lines, source=self.get_source_info()[0]), self.content_offset, box)
        return box.children


class ExampleDirective(_ProjectDirective):
    """Shows its content as source, and below it what it makes."""

    def run(self) -> list[nodes.Node]:
        """Return the source block and the result."""
        text = "\n".join(self.content)
        result = nodes.container("", *self.parsed(list(self.content)), classes=["example-result"])
        source = nodes.literal_block(text, text, language="markdown")
        return [nodes.container("", source, result, classes=["example"])]


class DirectiveDirective(_ProjectDirective):
    """Shows what a directive's own docstring says."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the parsed docstring."""
        from workflow_docs.sphinx_ext.directives import DIRECTIVES  # noqa: PLC0415 (only where a page asks)

        docstring = inspect.getdoc(DIRECTIVES[self.arguments[0]]) or ""
        usage, _, rest = docstring.partition("\n\n")
        return self.parsed([*usage.splitlines(), "", *rest.splitlines()])


class SettingsDirective(_ProjectDirective):
    """Lists the settings in conf.py."""

    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        lines = []
        for setting in SETTINGS:
            lines += [f"`{setting.name}` (default `{setting.default!r}`)", f": {setting.purpose}", ""]
        return self.parsed(lines)


class SubtypesDirective(_ProjectDirective):
    """Lists the warnings, with what their members' docstrings say."""

    def run(self) -> list[nodes.Node]:
        """Return a table."""
        lines = ["| Warning | Said of | Meaning |", "| --- | --- | --- |"]
        from workflow_docs.claims import findings  # noqa: PLC0415 (only where a page asks)

        left_out = {code.value for code in findings.NOT_IN_BUILDS}
        for enum, kind, about in (
            (problem.ProblemKind, "ci", "a workflow file"),
            (messages.Subtype, "ci", "a document or a setting"),
            (findings.Code, "ci", "what a page says"),
            (problems.Problem, "gfm", "a page to be emitted"),
        ):
            lines += [
                f"| `{kind}.{value}` | {about} | {meaning} |"
                for value, meaning in members(enum)
                if enum is not findings.Code or value not in left_out
            ]
        return self.parsed(lines)


class MembersDirective(_ProjectDirective):
    """Lists the members of an enum: `Verdict`, `Effect`, `Code` or `Cause` of gates, `Finding` of audits."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a table."""
        from workflow_docs.analysis.reasons import Code, Effect, Verdict  # noqa: PLC0415 (only where a page asks)
        from workflow_docs.analysis.shell.causes import MENDS, Cause  # noqa: PLC0415
        from workflow_docs.claims import findings  # noqa: PLC0415

        known: dict[str, type[Enum]] = {
            "Verdict": Verdict,
            "Effect": Effect,
            "Code": Code,
            "Cause": Cause,
            "Finding": findings.Code,
        }
        enum = known[self.arguments[0]]
        mends = {cause.value: mend for cause, mend in MENDS.items()} if enum is Cause else {}
        lines = (
            ["| Code | Meaning | Mend |", "| --- | --- | --- |"]
            if mends
            else ["| Word | Meaning |", "| --- | --- |"]
        )
        for value, meaning in members(enum):
            mend = f" {mends[value].replace('|', chr(92) + '|')} |" if mends else ""
            lines.append(f"| `{value}` | {meaning.replace('|', chr(92) + '|')} |{mend}")
        return self.parsed(lines)


def members(enum: type[Enum]) -> Iterator[tuple[str, str]]:
    """Yield the value and the docstring of each member of an enum, in the order of the source."""
    (body,) = ast.parse(inspect.getsource(enum)).body
    previous: ast.stmt | None = None
    for statement in getattr(body, "body", []):
        match previous, statement:
            case ast.Assign(value=ast.Constant(value=str(value))), ast.Expr(
                value=ast.Constant(value=str(text))
            ):
                yield value, " ".join(text.split())
        previous = statement


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    app.add_directive("example", ExampleDirective)
    app.add_directive("about-directive", DirectiveDirective)
    app.add_directive("about-settings", SettingsDirective)
    app.add_directive("about-warnings", SubtypesDirective)
    app.add_directive("about-members", MembersDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
