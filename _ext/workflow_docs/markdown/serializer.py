"""Blocks -> lines of Markdown: which list, which fence and which kind of table shows on GitHub what is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import escaping, inlines
from .inlines import Context
from .tree import (
    Alert,
    Break,
    Code,
    DefinitionList,
    Details,
    FootnoteDef,
    Heading,
    Html,
    List,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    ThematicBreak,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .inlines import Resolver
    from .tree import Block, Cell, DefinitionItem, Inline, ListItem, Root

ALERT_TITLES = {
    "NOTE": "Note",
    "TIP": "Tip",
    "IMPORTANT": "Important",
    "WARNING": "Warning",
    "CAUTION": "Caution",
}


def serialize(root: Root, resolver: Resolver) -> str:
    """Return the text of a page, with one newline at its end; footnotes stand last, as GitHub shows them."""
    writer = _Writer(Context(resolver))
    notes = [block for block in root.children if isinstance(block, FootnoteDef)]
    rest = [block for block in root.children if not isinstance(block, FootnoteDef)]
    return "\n".join(writer.blocks([*rest, *notes])) + "\n"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes blocks as lists of lines. `nested` says that they stand in a list or a quotation."""

    context: Context
    nested: bool = False

    def blocks(self, blocks: Sequence[Block]) -> list[str]:
        lines: list[str] = []
        previous: Block | None = None
        for block in blocks:
            written = self.block(block)
            if not written:
                continue
            if lines:
                lines.append("")
                if _would_join(previous, block):
                    lines += ["<!-- -->", ""]
            lines += written
            previous = block
        return lines

    def block(self, block: Block) -> list[str]:
        match block:
            case Paragraph(children):
                text = self._inlines(children)
                return text.split("\n") if text else []
            case Heading(level, children):
                text = inlines.write(children, replace(self.context, heading=True))
                return [f"{'#' * level} {text}".rstrip(" ")]
            case List(items, start):
                return self._list(items, start)
            case Code(value, language):
                return _code(value, language)
            case Table():
                return self._pipe_table(block) if _fits_pipes(block) else self._html_table(block)
            case Quote(children):
                return _prefixed(replace(self, nested=True).blocks(children), "> ", "> ") if children else []
            case Alert():
                return self._alert(block)
            case DefinitionList(items):
                return self._definitions(items)
            case Details(summary, children, opened):
                tag = "<details open>" if opened else "<details>"
                title = inlines.html(summary, self.context)
                inner = replace(self, nested=True).blocks(children)
                return [tag, f"<summary>{title}</summary>", "", *inner, "", "</details>"]
            case Html(value):
                return _html(value)
            case ThematicBreak():
                return ["---"]
            case FootnoteDef(label, children):
                return _prefixed(replace(self, nested=True).blocks(children), f"[^{label}]: ", "    ")

    def _inlines(self, children: Sequence[Inline]) -> str:
        return inlines.write(children, self.context)

    def _list(self, items: Sequence[ListItem], start: int | None) -> list[str]:
        tight = _is_tight(items)
        writer = replace(self, nested=True)
        lines: list[str] = []
        for number, item in enumerate(items):
            marker = "- " if start is None else f"{start + number}. "
            task = "" if item.checked is None else "[x] " if item.checked else "[ ] "
            if tight:
                content = [line for child in item.children for line in writer.block(child)]
            else:
                content = writer.blocks(item.children)
            if content[:1] == ["---"]:
                content[0] = "***"  # "- ---" is a line across the page, not an item
            if task and not (item.children and isinstance(item.children[0], Paragraph)):
                content = [task + "&nbsp;", *([""] if content else []), *content]
                task = ""
            if lines and not tight:
                lines.append("")
            lines += _prefixed(content or [""], marker + task, " " * len(marker))
        return lines

    def _alert(self, alert: Alert) -> list[str]:
        writer = replace(self, nested=True)
        if self.nested or not alert.children:
            title = alert.title or (Text(ALERT_TITLES[alert.kind]),)
            return _prefixed(writer.blocks([Paragraph((Strong(title),)), *alert.children]), "> ", "> ")
        children = list(alert.children)
        if alert.title is not None:
            children.insert(0, Paragraph((Strong(alert.title),)))
        # Some blocks cannot begin right after a line of text.
        gap = [] if isinstance(children[0], Paragraph) else [""]
        return _prefixed([f"[!{alert.kind}]", *gap, *writer.blocks(children)], "> ", "> ")

    def _definitions(self, items: Sequence[DefinitionItem]) -> list[str]:
        lines = ["<dl>"]
        for item in items:
            for term in item.terms:
                lines += ["<dt>", "", *self.blocks([Paragraph(term)]), "", "</dt>"]
            content = replace(self, nested=True).blocks(item.children)
            lines += ["<dd>", "", *content, "", "</dd>"] if content else ["<dd></dd>"]
        return [*lines, "</dl>"]

    def _pipe_table(self, table: Table) -> list[str]:
        rows = [[self._pipe_cell(cell, head=False) for cell in row] for row in table.body]
        head = [self._pipe_cell(cell, head=True) for cell in table.head[0]]
        rules = {"left": ":---", "center": ":---:", "right": "---:", None: "---"}
        rule = [rules[cell.align] for cell in table.head[0]]
        return [_pipe_row(head), _pipe_row(rule), *(_pipe_row(row) for row in rows)]

    def _pipe_cell(self, cell: Cell, *, head: bool) -> str:
        parts: list[Inline] = []
        for block in cell.children:
            if isinstance(block, Paragraph):
                parts += [Break(), *block.children] if parts else block.children
        if cell.header and not head and not any(isinstance(part, Strong) for part in parts):
            parts = [Strong(tuple(parts))]
        return inlines.write(parts, replace(self.context, table=True))

    def _html_table(self, table: Table) -> list[str]:
        lines = ["<table>"]
        for name, rows in (("thead", table.head), ("tbody", table.body)):
            if rows:
                lines.append(f"<{name}>")
                for row in rows:
                    lines += ["<tr>", *(line for cell in row for line in self._html_cell(cell)), "</tr>"]
                lines.append(f"</{name}>")
        return [*lines, "</table>"]

    def _html_cell(self, cell: Cell) -> list[str]:
        tag = "th" if cell.header else "td"
        attributes = [
            ("colspan", cell.columns if cell.columns > 1 else None),
            ("rowspan", cell.rows if cell.rows > 1 else None),
            ("align", cell.align),
        ]
        opening = "".join([f"<{tag}", *(f' {name}="{value}"' for name, value in attributes if value), ">"])
        content = replace(self, nested=True).blocks(cell.children)
        return [opening, "", *content, "", f"</{tag}>"] if content else [f"{opening}</{tag}>"]


def _prefixed(lines: Iterable[str], first: str, rest: str) -> list[str]:
    prefixed = []
    for index, line in enumerate(lines):
        prefix = rest if index else first
        # Only the prefix loses its spaces: those of a line of code belong to the code.
        prefixed.append(prefix + line if line else prefix.rstrip(" "))
    return prefixed


def _would_join(previous: Block | None, block: Block) -> bool:
    """Say whether GitHub would take two lists for one."""
    return (
        isinstance(previous, List)
        and isinstance(block, List)
        and (previous.start is None) == (block.start is None)
    )


def _is_tight(items: Sequence[ListItem]) -> bool:
    """Say whether the items need no blank lines: text, or text and one list that may follow it at once."""
    for item in items:
        match item.children:
            case () | (Paragraph(),):
                pass
            case (Paragraph(), List(inner, start)) if (
                start in (None, 1) and inner and inner[0].children and _is_tight(inner)
            ):
                pass
            case _:
                return False
    return True


def _code(value: str, language: str) -> list[str]:
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    longest = max((len(run) for run in re.findall("`{3,}", value)), default=2)
    fence = "`" * (longest + 1)
    return [f"{fence}{language}", *(value.split("\n") if value else []), fence]


def _html(value: str) -> list[str]:
    """Return HTML without blank lines: after one, GitHub reads Markdown again."""
    lines = escaping.clean(value).strip("\n").split("\n")
    if re.match(r"\s*<(?:pre|script|style|textarea)\b", lines[0], re.IGNORECASE):
        return lines
    return [line.rstrip(" \t") for line in lines if line.strip(" \t")]


def _fits_pipes(table: Table) -> bool:
    """Say whether a table has one row of heads and cells that are single lines."""
    if len(table.head) != 1:
        return False
    width = len(table.head[0])
    return all(
        len(row) == width
        and all(
            cell.columns == cell.rows == 1 and all(isinstance(block, Paragraph) for block in cell.children)
            for cell in row
        )
        for row in (*table.head, *table.body)
    )


def _pipe_row(cells: Sequence[str]) -> str:
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)
