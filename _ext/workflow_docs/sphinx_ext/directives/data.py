"""A table or a list from any YAML or JSON file of the repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docutils.parsers.rst import directives

from workflow_docs.analysis.data_files import position_of
from workflow_docs.analysis.objects import Missing
from workflow_docs.analysis.query import Query, QueryError, quoted
from workflow_docs.doctree import data
from workflow_docs.doctree.data import DataRow
from workflow_docs.sphinx_ext.messages import Subtype
from workflow_docs.workflow import comments
from workflow_docs.workflow.names import did_you_mean

from .base import LINES, PLACE, CiDirective, ComplaintError, column_names, with_options

if TYPE_CHECKING:
    from docutils import nodes

    from workflow_docs.analysis.query import Selected
    from workflow_docs.workflow.data import DataFile, Value

_HEAD = re.compile(r"(?P<head>[^'\"`]+?)(?<![<>!=])=(?!=)(?P<query>.+)", re.DOTALL)
_OPENING = "([{"
_CLOSING = ")]}"


class Column(NamedTuple):
    """A column's heading, and the query that is asked of each row."""

    head: str
    query: str


def columns(argument: str) -> list[Column]:
    """Read columns between commas, each `key` or `Heading=query`; commas within brackets and quotes separate nothing."""
    found = []
    for part in _split(argument):
        match = _HEAD.fullmatch(part)
        if match is not None:
            found.append(Column(match["head"].strip(), match["query"].strip()))
        else:
            found.append(Column(_heading(part), part))
    if not found:
        raise ValueError("name columns between commas, each `key` or `Heading=query`")
    return found


def _split(text: str) -> list[str]:
    parts, depth, quote, start = [], 0, "", 0
    for number, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote and text[number - 1] != "\\" else quote
        elif sign in "'\"`":
            quote = sign
        elif sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif sign == "," and depth <= 0:
            parts.append(text[start:number])
            start = number + 1
    return [part for each in (*parts, text[start:]) if (part := " ".join(each.split()))]


def _heading(name: str) -> str:
    words = name.strip('"').rpartition(".")[2].replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def data_file(directive: CiDirective, path: str) -> DataFile:
    """Return the values of the file that a directive names; the page depends on it."""
    if not {"", ".."} & set(path.split("/")):
        directive.depend_on(path)  # also on one that is not there yet
    found = directive.domain.site.data.file(path)
    if isinstance(found, Missing):
        raise ComplaintError(Subtype.UNKNOWN_FILE, found.message)
    if found.problems:
        problem = found.problems[0]
        raise ComplaintError(
            Subtype.BROKEN_DATA, f"{path} cannot be read: {problem.message} ({problem.position})"
        )
    return found


class DataDirective(CiDirective):
    """`ci:data PATH`: a table from a data file of the repository, each row with a link to its line.

    `:query:` is a [JMESPath](https://jmespath.org) expression that selects the rows (default `@`, the whole file): a list gives a row for each
    item; a mapping a row for each key, of which `key` and `value` are asked. `:keys:` takes some keys of the mapping, between commas, in this
    order. `:columns:` names what is asked of each row, between commas: `title`, or `Panel=title` with a heading of its own; any JMESPath will
    do (default: every key that a row has a single value for). `:comments:` is the heading of a column with the comment that stands in the file
    right above a row, or at the end of its line. `:code:` names the headings whose values are code. `:list:` makes a bullet list instead of a
    table, and `:no-source:` leaves the links out. `:format:` makes a block with a line for each row instead, as `{Job} ({Time})` with headings
    in braces (`{Value!sh}` is quoted for a shell, `{Value!json}` for JSON), of the language that `:language:` names (default `text`).
    """

    required_arguments = 1
    option_spec = with_options(
        (
            ("query", directives.unchanged_required),
            ("keys", column_names),
            ("columns", columns),
            ("comments", directives.unchanged_required),
            ("code", column_names),
            ("list", directives.flag),
            ("no-source", directives.flag),
        ),
        LINES,
    )

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table, the list, or the block."""
        file = data_file(self, self.arguments[0].strip())
        rows = self._rows(file)
        chosen = self.options.get("columns") or _columns_of(rows)
        if not chosen:
            raise ComplaintError(
                Subtype.OPTION, "the rows have no keys to make columns of; name what to show with :columns:"
            )
        heads = [column.head for column in chosen]
        filled = _filled(rows, chosen)
        if "comments" in self.options:
            heads, filled = self._with_comments(file, heads, filled)
        source = "no-source" not in self.options
        if "format" in self.options:
            text = self._formatted(heads, filled)
            return data.block(file.path, text, self.options.get("language", "text"), filled, source=source)
        code = self.options.get("code", [])
        for head in code:
            if head not in heads:
                raise ComplaintError(
                    Subtype.OPTION, f":code: has no column {head!r}{did_you_mean(head, heads)}"
                )
        exact = "columns" in self.options
        table = data.table(file.path, heads, filled, code, source=source, exact=exact)
        if "list" in self.options:
            return [data.bullets(table, source=source)]
        return self.table(table, "", columns=())

    def _with_comments(
        self, file: DataFile, heads: list[str], rows: list[DataRow]
    ) -> tuple[list[str], list[DataRow]]:
        lines = (self.repository.read_text(file.path) or "").split("\n")
        found = [comments.of_line(lines, row.position.line - 1) if row.position else None for row in rows]
        if not any(found):
            raise ComplaintError(Subtype.NO_MATCH, f"no row of {file.path} has a comment")
        added = [
            row._replace(values=(*row.values, data.Prose(comments.first_sentence(text)) if text else None))
            for row, text in zip(rows, found, strict=True)
        ]
        return [*heads, self.options["comments"].strip()], added

    def _formatted(self, heads: list[str], rows: list[DataRow]) -> str:
        """Return a line for each row, as `:format:` says."""

        def put(match: re.Match[str], row: DataRow) -> str:
            if match["head"] not in heads:
                known = did_you_mean(match["head"], heads)
                raise ComplaintError(Subtype.OPTION, f":format: has no column {match['head']!r}{known}")
            return data.written(row.values[heads.index(match["head"])], match["how"] or "")

        form = self.options["format"]
        return "\n".join(PLACE.sub(lambda match, row=row: put(match, row), form) for row in rows)  # type: ignore[misc]

    def _rows(self, file: DataFile) -> list[Value]:
        expression = self.options.get("query", "@")
        selected = _select(expression, file.value)
        if selected.value in (None, [], {}):
            raise ComplaintError(
                Subtype.NO_MATCH, f"the query {expression!r} selects nothing in {file.path}{selected.reason}"
            )
        match selected.value:
            case dict() as mapping:
                return [{"key": key, "value": mapping[key]} for key in self._keys(mapping)]
            case _ if "keys" in self.options:
                raise ComplaintError(Subtype.OPTION, ":keys: is for a mapping; select one with :query:")
            case list() as items:
                return items
            case value:
                return [value]

    def _keys(self, mapping: dict[str, Value]) -> list[str]:
        wanted = self.options.get("keys")
        if wanted is None:
            return list(mapping)
        known = {str(key): key for key in mapping}
        for name in wanted:
            if name not in known:
                raise ComplaintError(
                    Subtype.NO_MATCH, f":keys: there is no key {name!r}{did_you_mean(name, known)}"
                )
        return [known[name] for name in wanted]


def _select(expression: str, value: Value) -> Selected:
    try:
        return Query(expression).select(value)
    except QueryError as error:
        raise ComplaintError(Subtype.QUERY, str(error)) from error


def _columns_of(rows: list[Value]) -> list[Column]:
    """Return a column for each key that some row has a single value for."""
    if not any(isinstance(row, dict | list) for row in rows):
        return [Column("Value", "@")]
    owners = [row for row in rows if isinstance(row, dict)]
    paths: dict[str, None] = {}
    for owner in owners:
        for key, value in owner.items():
            if not isinstance(value, dict):
                paths.setdefault(quoted(key))
            elif key == "value":
                paths.update(
                    dict.fromkeys(
                        f"value.{quoted(name)}"
                        for name, inner in value.items()
                        if not isinstance(inner, dict)
                    )
                )
    return [Column(_heading(path), path) for path in paths]


def _filled(rows: list[Value], chosen: list[Column]) -> list[DataRow]:
    """Return the values of all rows; a column that is empty in all of them is a complaint."""
    found = [[_select(column.query, row) for column in chosen] for row in rows]
    for number, column in enumerate(chosen):
        if all(row[number].value is None for row in found):
            reason = next((row[number].reason for row in found if row[number].reason), "")
            raise ComplaintError(
                Subtype.NO_MATCH,
                f"the column {column.head!r} is empty: {column.query!r} selects nothing in any row{reason}",
            )
    return [
        DataRow(
            tuple(each.value for each in selected),
            position_of(row) or next((each.position for each in selected if each.position), None),
        )
        for row, selected in zip(rows, found, strict=True)
    ]
