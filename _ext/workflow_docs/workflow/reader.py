"""A file's text -> YAML nodes with positions -> texts, mappings and lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

import yaml

from . import comments, places
from .model import Entry, ExpressionText, Mapping, Sequence, Text, Value
from .position import Position
from .problem import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable

_Composed = TypeVar("_Composed")

_BaseLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BaseLoader):  # type: ignore[misc, valid-type]  # chosen at run time
    """Resolves no tags: `on` is no boolean and `3.10` no number here, so the search would be for nothing."""

    def resolve(self, *_arguments: object) -> str:
        return NO_TAG


NO_TAG = "tag:yaml.org,2002:str"
"""The tag of every node that has none in the file."""

Node: TypeAlias = yaml.Node
"""Any node; `start_mark` and `end_mark` tell its lines and columns, from 0."""

MappingNode: TypeAlias = yaml.MappingNode
"""A node whose value is a list of pairs of nodes."""

SequenceNode: TypeAlias = yaml.SequenceNode
"""A node whose value is a list of nodes."""

ScalarNode: TypeAlias = yaml.ScalarNode
"""A node whose value is a text."""

MAX_BYTES = 8 * 1024 * 1024
"""The largest workflow file that is read, in bytes; GitHub's own limit is far below."""

MAX_DEPTH = 100
"""How deep values may be nested, also when every alias is followed."""

_TOO_DEEP = f"values are nested more than {MAX_DEPTH} deep; the file is not read"

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""What YAML takes for nothing, where it stands without quotes."""

_GLUED = re.compile(r"(?:[&!]\S+\s+)*[|>][-+0-9]*#")
_MARKS = frozenset("&!")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s*(?:#.*\s*)*)+")
_INSIDE = re.compile(r"(?:[^'}]++|'[^']*+'|}(?!}))*+(?=}})")
# What YAML takes for no text at all; the library tells the place in bytes or in characters, as it is built.
_NOT_ALLOWED = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANK_LINES = re.compile("(?:\r\n|[\r\n\x85\u2028\u2029])*")
_DEEP_LINE = re.compile(rf"^[ \-?:]{{{MAX_DEPTH},}}", re.MULTILINE)


class Pair(NamedTuple):
    """A key of a mapping, with the nodes that it was read from."""

    key: Text
    key_node: yaml.ScalarNode
    node: yaml.Node


class Reader:
    """Reads one file's text; collects what is wrong with it in `problems` instead of raising."""

    def __init__(self, text: str, path: str) -> None:
        """Take the file's text and its path below the repository."""
        # The library leaves a byte order mark out of its counts, and so do editors.
        self.text_source = text.removeprefix("\ufeff")
        self.path = path
        self.lines = places.lines(self.text_source)
        self.problems: list[Problem] = []
        self._pairs: dict[int, list[Pair]] = {}
        self._mistyped: set[int] = set()

    # -- the document ------------------------------------------------------------------------------

    def compose(self) -> yaml.Node | None:
        """Return the root node, or None with a problem where there is no readable document."""
        return self._composed(lambda text: yaml.compose(text, Loader=_Loader), None)

    def compose_all(self) -> list[yaml.Node]:
        """Return the root nodes of all documents of the file that say something; none with a problem."""
        nothing: list[yaml.Node] = []
        found = self._composed(lambda text: list(yaml.compose_all(text, Loader=_Loader)), nothing)
        return [root for root in found if not self.is_null(root)]

    def _composed(self, compose: Callable[[str], _Composed], nothing: _Composed) -> _Composed:
        if len(self.text_source) > MAX_BYTES:
            self._add(
                ProblemKind.TOO_LARGE,
                f"the file has more than {MAX_BYTES // 1024**2} MiB; it is not read",
                1,
                1,
            )
            return nothing
        try:
            if self._too_deep():
                return nothing
            # Composing makes nodes and positions only: no tag is resolved to a Python object. A script at the
            # very end has a line break to GitHub even where the file has none.
            return compose(self.text_source + ("" if self.text_source.endswith("\n") else "\n"))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at_end = mark is not None and mark.index >= len(self.text_source)
            if at_end or error.context in {"while scanning a simple key", "while scanning a quoted scalar"}:
                # The fault is where a key, a quote or a list starts, not where the search for its end stopped.
                mark = error.context_mark or mark
            # By the index, as the library puts the end of the file on a line of its own.
            line, column = places.within(
                self.text_source, min(mark.index, len(self.text_source)) if mark else 0
            )
            self._add(ProblemKind.YAML_SYNTAX, _syntax_message(error), line + 1, column + 1)
            return nothing
        except (yaml.YAMLError, UnicodeEncodeError) as error:
            reason = getattr(error, "reason", error)
            match = _NOT_ALLOWED.search(self.text_source)
            line, column = places.within(self.text_source, match.start() if match else 0)
            self._add(
                ProblemKind.YAML_SYNTAX, f"invalid YAML: {reason}; remove the character", line + 1, column + 1
            )
            return nothing

    def mapping(self, wanted: str) -> yaml.MappingNode | None:
        """Return the root if it is a mapping, else None with a problem that says what is `wanted`."""
        root = self.compose()
        if isinstance(root, yaml.MappingNode):
            return root
        if root is not None:
            self.complain(ProblemKind.NOT_A_MAPPING, f"{wanted}; this file is not", root)
        elif not self.problems:
            message = f"the file is empty; {wanted}"
            self.complain(ProblemKind.NOT_A_MAPPING, message, Position(self.path, 1, 1))
        return None

    def sorted_problems(self) -> tuple[Problem, ...]:
        """Return what is wrong, by line and column."""
        return tuple(sorted(self.problems, key=lambda problem: problem.position))

    def _too_deep(self) -> bool:
        """Refuse nesting that the library's recursion does not survive, before it starts."""
        text = self.text_source
        # `${{` opens nothing: within a text it is text, and anywhere else an error right there.
        openers = text.count("[") + text.count("{") - 2 * text.count("${{")
        if openers < MAX_DEPTH and not _DEEP_LINE.search(text):
            return False
        try:
            return self._is_nested_too_deep()
        except yaml.MarkedYAMLError as error:
            # From some depth on, the library refuses to read on before it has told of the levels above.
            if "nesting depth" not in str(error.problem):
                raise
            mark = error.problem_mark
            self._add(
                ProblemKind.TOO_LARGE, _TOO_DEEP, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1
            )
            return True

    def _is_nested_too_deep(self) -> bool:
        depth = 0
        for event in yaml.parse(self.text_source, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    self.complain(ProblemKind.TOO_LARGE, _TOO_DEEP, event)
                    return True
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        return False

    # -- expressions -------------------------------------------------------------------------------

    def in_braces(self, node: yaml.ScalarNode, keys: tuple[str, ...]) -> list[ExpressionText]:
        """Return what stands in `${{ … }}` of a scalar at a path of keys; reports braces that do not close."""
        text = self._text(node)
        value = text.value
        found = []
        place = value.find("${{")
        while place >= 0:
            start = place + 3
            end = _expression_end(value, start)
            if end is None:
                self.complain(
                    ProblemKind.EXPRESSION_SYNTAX,
                    "the expression has no end; close it with }}",
                    text.at(place),
                )
                break
            source = value[start:end]
            lead = start + len(source) - len(source.lstrip())
            found.append(
                ExpressionText(source.strip(), text.at(lead), keys, bare=False, text=text, offset=lead)
            )
            place = value.find("${{", end)
        return found

    @staticmethod
    def outside_braces(value: str) -> str:
        """Return the text around the `${{ … }}` of a value."""
        outside = []
        place = value.find("${{")
        end = 0
        while place >= 0:
            outside.append(value[end:place])
            closed = _expression_end(value, place + 3)
            if closed is None:
                return "".join(outside)
            end = closed + 2
            place = value.find("${{", end)
        return "".join(outside) + value[end:]

    def bare(self, node: yaml.ScalarNode, keys: tuple[str, ...]) -> ExpressionText:
        """Return the expression of an `if:` without braces."""
        text = self._text(node)
        lead = len(text.value) - len(text.value.lstrip())
        return ExpressionText(text.value.strip(), text.at(lead), keys, bare=True, text=text, offset=lead)

    # -- nodes -------------------------------------------------------------------------------------

    def position(self, node: yaml.Node | yaml.Event) -> Position:
        """Return where a node, or the event that announces it, starts."""
        mark = node.start_mark
        assert mark is not None  # noqa: S101 (only nodes made by hand have none)
        return Position(self.path, mark.line + 1, mark.column + 1)

    def text(self, node: yaml.Node) -> Text | None:
        """Return a scalar as written; None for null and, with a problem, for what is no scalar."""
        if isinstance(node, yaml.ScalarNode):
            if not node.style and node.value in NULLS:
                return None
            return self._text(node)
        self.wrong_type(node, "a single value")
        return None

    def string(self, node: yaml.Node) -> Text | None:
        """Return a scalar as written where GitHub reads a string: null is the empty one."""
        if self.is_null(node):
            return Text("", self.position(node))
        return self.text(node)

    def _text(self, node: yaml.ScalarNode) -> Text:
        mark = node.start_mark
        start, line, column = mark.index, mark.line, mark.column
        style = node.style
        # An anchor or a tag belongs to the node but is no part of the text.
        if self.text_source[start : start + 1] in _MARKS:
            properties = _PROPERTIES.match(self.text_source, start)
            if properties is not None:
                down, right = places.within(properties.group(), len(properties.group()))
                start, line, column = properties.end(), line + down, right if down else column + right
        position = Position(self.path, line + 1, column + 1)
        if not style and node.end_mark.line == line:
            return Text(node.value, position)
        if style == "|":
            return Text(node.value, position, self._indent(node.value, line + 1))
        return Text(node.value, position, None, self.text_source[start : node.end_mark.index])

    def has_glued_comment(self, node: yaml.ScalarNode) -> bool:
        """Tell whether a comment follows the sign of a block at once (`|#`), which our library takes, GitHub not."""
        return _GLUED.match(self.text_source, node.start_mark.index) is not None

    def outdented(self, node: yaml.ScalarNode, column: int) -> int | None:
        """Return the first line, from 1, of a text of several lines that starts no further right than a column."""
        for number in range(node.start_mark.line + 1, min(node.end_mark.line + 1, len(self.lines))):
            line = self.lines[number]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= column:
                return number + 1
        return None

    def _indent(self, value: str, line: int) -> int:
        """Return the indentation of a literal block whose content starts on `line` (0-based)."""
        blank = _BLANK_LINES.match(value)
        start = blank.end() if blank else 0
        number = line + (len(places.LINE_BREAK.findall(value, 0, start)) if start else 0)
        if start >= len(value) or number >= len(self.lines):
            return 0
        end = places.LINE_BREAK.search(value, start)
        return max(len(self.lines[number]) - ((end.start() if end else len(value)) - start), 0)

    def value(self, node: yaml.Node) -> Value:
        """Return any node as a tree of texts; None for one that its place cannot take."""
        if id(node) in self._mistyped:
            return None
        match node:
            case yaml.ScalarNode():
                return self.text(node)
            case yaml.SequenceNode():
                return Sequence(tuple(self.value(item) for item in node.value), self.position(node))
            case _:
                return Mapping(self.entries(node), self.position(node))

    def texts(self, node: yaml.Node) -> tuple[Text, ...]:
        """Return a scalar or a list of scalars as texts: `needs: a` and `needs: [a]` are the same."""
        if isinstance(node, yaml.SequenceNode):
            return tuple(text for item in node.value if (text := self.text(item)) is not None)
        text = self.text(node)
        return () if text is None else (text,)

    def pairs(self, node: yaml.Node) -> list[Pair]:
        """Return the keys of a mapping; reports keys that are no texts and repeated ones, and any other node.

        The list is the same at every call: what the checker takes out of it is not read.
        """
        known = self._pairs.get(id(node))
        if known is None:
            known = self._pairs[id(node)] = self._read_pairs(node)
        return known

    def _read_pairs(self, node: yaml.Node) -> list[Pair]:
        if not isinstance(node, yaml.MappingNode):
            if not self.is_null(node):
                self.wrong_type(node, "a mapping")
            return []
        seen: dict[str, Text] = {}
        found = []
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.wrong_type(key_node, "a single value as key")
                continue
            key = self._text(key_node)
            name = key.value
            if name == "<<" and not key_node.style:
                self.complain(
                    ProblemKind.MERGE_KEY, "GitHub does not take merge keys (<<); repeat the values", key_node
                )
                continue
            # GitHub compares keys without regard to case.
            first = seen.setdefault(name.lower(), key) if "${{" not in name else key
            if first is not key:
                self.complain(
                    ProblemKind.DUPLICATE_KEY,
                    f"the key {name!r} stands here again (first on line {first.position.line}); remove one",
                    key_node,
                )
                continue
            found.append(Pair(key, key_node, value_node))
        return found

    def entries(self, node: yaml.Node) -> tuple[Entry, ...]:
        """Return the keys of a mapping with their values and descriptions."""
        return tuple(
            Entry(pair.key, self.value(pair.node), self.description(pair)) for pair in self.pairs(node)
        )

    @staticmethod
    def is_null(node: yaml.Node) -> bool:
        """Tell whether a node says nothing: `key:` or `key: null`."""
        return isinstance(node, yaml.ScalarNode) and not node.style and node.value in NULLS

    # -- comments ----------------------------------------------------------------------------------

    def description(self, pair: Pair) -> str | None:
        """Return the comment of a key: right above it, or after it on its line."""
        start = pair.key_node.start_mark
        if start.line and self.lines[start.line - 1].lstrip(" ").startswith("#"):
            found = comments.above(self.lines, start.line, (start.column,))
            if found:
                return found
        node = pair.node
        one_line = isinstance(node, yaml.ScalarNode) and node.style not in {"|", ">"}
        end = node.end_mark if one_line and node.end_mark.line == start.line else pair.key_node.end_mark
        return comments.after(self.lines, end.line, end.column)

    def step_description(self, node: yaml.Node) -> str | None:
        """Return the comment right above a list item; it may stand under the dash or under its key."""
        start = node.start_mark
        line = self.lines[start.line] if start.line < len(self.lines) else ""
        dash = len(line) - len(line.lstrip(" "))
        return comments.above(self.lines, start.line, (dash, start.column))

    # -- problems ----------------------------------------------------------------------------------

    def wrong_type(self, node: yaml.Node, wanted: str, where: str | None = None) -> None:
        """Report a node of a type that its place cannot take; once, whoever looks at it again."""
        if id(node) in self._mistyped:
            return
        self._mistyped.add(id(node))
        match node:
            case yaml.ScalarNode() if self.is_null(node):
                found = "nothing"
            case yaml.ScalarNode():
                found = repr(node.value if len(node.value) <= 40 else node.value[:39] + "…")
            case yaml.SequenceNode():
                found = "a list"
            case _:
                found = "a mapping"
        place = f"{where}: " if where else ""
        self.complain(ProblemKind.WRONG_TYPE, f"{place}expected {wanted}, found {found}", node)

    def complain(self, kind: ProblemKind, message: str, where: yaml.Node | yaml.Event | Position) -> None:
        """Add a problem at a node or a position."""
        position = where if isinstance(where, Position) else self.position(where)
        self._add(kind, message, position.line, position.column)

    def _add(self, kind: ProblemKind, message: str, line: int, column: int) -> None:
        if line > len(self.lines):  # the library puts what is missing at the end on a line of its own
            line, column = len(self.lines), len(self.lines[-1]) + 1
        text = self.lines[line - 1]
        self.problems.append(Problem(kind, message, Position(self.path, line, column), text))


def _expression_end(value: str, start: int) -> int | None:
    """Return where `}}` ends the expression; braces inside its single-quoted strings do not."""
    match = _INSIDE.match(value, start)
    if match is not None:
        return match.end()
    end = value.find("}}", start)
    return end if end >= 0 else None


def _syntax_message(error: yaml.MarkedYAMLError) -> str:
    parts = [part for part in (error.context, error.problem) if part]
    hint = ""
    if error.problem and "could not find expected ':'" in error.problem:
        hint = "; indent the line as part of the value above, or write it as key: value"
    elif error.problem and "cannot start any token" in error.problem:
        hint = "; use spaces for indentation and quote values that begin with a special character"
    return "invalid YAML: " + ", ".join(parts) + hint
