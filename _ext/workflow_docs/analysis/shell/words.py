"""The words of a bash script: nodes of tree-sitter -> their parts."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from .tree import Arithmetic, Literal, Parameter, Process, Substitution, Word

if TYPE_CHECKING:
    from collections.abc import Iterable

    import tree_sitter

    from .tree import Part, Script

MAX_DEPTH = 40
"""How deep a script may nest; what lies deeper is left out."""

_ESCAPED_IN_QUOTES = re.compile(r'\\(?:([$`"\\])|\n)')
_ESCAPED = re.compile(r"\\(?:(.)|\n)", re.DOTALL)
_PARAMETER = re.compile(
    r"\$\{(?P<prefix>[#!]?)(?P<name>[A-Za-z_]\w*|\d+|[@*#?$!-])(?:\[(?P<index>[^\]]*)\])?"
    r"(?P<operator>:?[-=?+]|##?|%%?|//?|\^\^?|,,?|@|:)?"
)
_HOLES = frozenset(
    {
        "simple_expansion",
        "expansion",
        "command_substitution",
        "process_substitution",
        "arithmetic_expansion",
        "string",
        "raw_string",
        "ansi_c_string",
    }
)
_CONTINUATION = re.compile(rb"[\x80-\xbf]")


class Words:
    """Reads the words of one script; who inherits reads the commands."""

    def __init__(self, source: str, plain: str) -> None:
        self.source = source
        self.plain = plain
        self.data = plain.encode()
        # Where the bytes stand that are not the first of a character.
        self.continuation_bytes = [match.start() for match in _CONTINUATION.finditer(self.data)]
        self.depth = 0
        self.effects = 0
        """How many parts of words have been met that do something when they are expanded."""

    def place(self, offset: int) -> int:
        """Return the number of characters before a byte."""
        return offset - bisect_left(self.continuation_bytes, offset)

    def text(self, node: tree_sitter.Node) -> str:
        """Return the source of a node."""
        return self.source[self.place(node.start_byte) : self.place(node.end_byte)]

    def script(self, nodes: Iterable[tree_sitter.Node]) -> Script:
        """Return the commands that children of a node make."""
        raise NotImplementedError

    def lost_command(self, node: tree_sitter.Node) -> None:
        """Take note of a command that stands where none can be, in what the grammar could not read."""
        raise NotImplementedError

    def word(self, node: tree_sitter.Node) -> Word:
        """Return the parts of a word."""
        return Word(tuple(self.parts(node)))

    def parts(self, node: tree_sitter.Node, *, quoted: bool = False) -> list[Part]:
        """Return the parts that a node of a word makes."""
        self.depth += 1
        try:
            if self.depth > MAX_DEPTH:
                return []
            return self._parts(node, quoted=quoted)
        finally:
            self.depth -= 1

    def _parts(self, node: tree_sitter.Node, *, quoted: bool) -> list[Part]:
        match node.type:
            case "simple_expansion":
                return [Parameter(self.text(node)[1:], quoted)]
            case "expansion":
                return [self.parameter(node, quoted=quoted)]
            case "command_substitution":
                self.effects += 1
                return [Substitution(self.script(node.children), quoted)]
            case "process_substitution":
                self.effects += 1
                return [Process(self.script(node.children))]
            case "arithmetic_expansion":
                self.effects += 1
                return [Arithmetic(Word(tuple(self.inner(node, node.children))), quoted)]
            case "raw_string":
                text = self.text(node)[1:-1]
                return [Literal(text, True, "${{" not in text)]
            case "ansi_c_string":
                text = self.text(node)[2:-1]
                return [Literal(text, True, "${{" not in text)]
            case "string" | "translated_string":
                return [Literal("", True), *self.holes(node, "string")]
            case "concatenation":
                return [part for child in node.children for part in self.parts(child, quoted=quoted)]
            case _:
                return self.holes(node, "quoted" if quoted else "")

    def inner(self, node: tree_sitter.Node, children: list[tree_sitter.Node]) -> list[Part]:
        """Return the parts between the first and the last token of a node."""
        return self.span(children[1:-1]) if len(children) > 2 else self.holes(node, "")

    def span(self, nodes: list[tree_sitter.Node]) -> list[Part]:
        """Return the parts from the first to the last of some neighbours."""
        found: list[Part] = []
        end: int | None = None
        for node in nodes:
            if end is not None and node.start_byte > end:
                found.append(Literal(" ", True))
            found.extend(self.parts(node, quoted=True) if node.type in _HOLES else self.holes(node, "quoted"))
            end = node.end_byte
        return found

    def holes(self, node: tree_sitter.Node, style: str) -> list[Part]:
        """Return the text of a node as literal parts, and between them what is to be put in."""
        found: list[Part] = []
        start, end = node.start_byte, node.end_byte
        if style == "string":
            head = self.data.find(b'"', start, end)
            start = start if head < 0 else head + 1
            end -= self.data[end - 1 : end] == b'"' and end > start
        at = start
        for hole in self._holes(node):
            self._literal(at, hole.start_byte, style, found)
            found.extend(self.parts(hole, quoted=bool(style)))
            at = hole.end_byte
        self._literal(at, end, style, found)
        return found

    def _literal(self, start: int, end: int, style: str, found: list[Part]) -> None:
        if start >= end:
            return
        first, last = self.place(start), self.place(end)
        text = self.plain[first:last]
        known = "${{" not in self.source[first:last]
        if "\\" in text and style != "quoted":
            escaped = _ESCAPED if not style else _ESCAPED_IN_QUOTES
            # An escaped letter is as good as quoted: it must not be split or taken for a pattern.
            text = escaped.sub(lambda match: match[1] or "", text)
            found.append(Literal(text, True, known))
        else:
            found.append(Literal(text, bool(style), known))

    def _holes(self, node: tree_sitter.Node) -> list[tree_sitter.Node]:
        """Return the outermost nodes below this one whose value is put in."""
        found = []
        waiting = list(reversed(node.children))
        while waiting:
            child = waiting.pop()
            match child.type:
                case kind if kind in _HOLES:
                    found.append(child)
                case "command":  # only in what the grammar could not read
                    self.lost_command(child)
                case _:
                    waiting.extend(reversed(child.children))
        return found

    def parameter(self, node: tree_sitter.Node, *, quoted: bool) -> Part:
        """Return `${…}`."""
        text = self.text(node)
        match = _PARAMETER.match(text)
        holes = self._holes(node)
        if match is None:
            for hole in holes:
                self.parts(hole)
            return Literal("", quoted, known=False)
        groups = match.groupdict()
        argument = None
        if groups["operator"]:
            rest = node.start_byte + len(text[: match.end()].encode())
            parts: list[Part] = []
            at = rest
            for hole in holes:
                if hole.start_byte >= rest:
                    self._literal(at, hole.start_byte, "", parts)
                    parts.extend(self.parts(hole, quoted=quoted))
                    at = hole.end_byte
                else:
                    self.parts(hole)
            self._literal(at, node.end_byte - 1, "", parts)
            argument = Word(tuple(parts))
            self.effects += 1
        else:
            for hole in holes:
                self.parts(hole)
        return Parameter(
            groups["name"],
            quoted,
            groups["index"] or "",
            groups["prefix"],
            groups["operator"] or "",
            argument,
        )
