"""The text of a bash script -> its tree and its simple commands, by tree-sitter and its bash grammar."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow import written_expressions

from .tree import (
    AndOr,
    Assignment,
    Background,
    Calculation,
    Case,
    CaseItem,
    Condition,
    Declaration,
    For,
    ForArithmetic,
    Function,
    Group,
    If,
    Literal,
    Pipeline,
    Redirect,
    Redirected,
    Script,
    Simple,
    Subshell,
    Unreadable,
    Unset,
    While,
    Word,
)
from .words import MAX_DEPTH, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import tree_sitter

    from .tree import Node

_WIDE = re.compile(r"[^\x00-\xff]")
_CONTINUED = re.compile(r"(?:(?<!\s)\s++)?\\\n\s*")
_EMPTY = Word(())
_FUNCTIONAL = frozenset({"&&", "||", "|", "|&", "&", ";", ";;", "\n"})


class Command(NamedTuple):
    """One simple command: its text on one line, its words (quotes kept), and where it starts."""

    text: str
    words: tuple[str, ...]
    offset: int

    @property
    def program(self) -> str:
        """The command's name as written."""
        return self.words[0] if self.words else ""


class Parsed(NamedTuple):
    """A script's tree, its simple commands in the order of the text, and whether the grammar could read all of it.

    `confused` is true where it has read something that bash would not; `read` is false where a line is too long, or the
    script takes too long: then there are no commands, and nothing is known of it.
    """

    script: Script
    commands: tuple[Command, ...]
    sound: bool
    confused: bool
    read: bool = True


LONG = 2_000
"""A shorter script never takes long."""

LONGEST_LINE = 20_000
"""A line with more bytes is none that a person wrote; within it, the grammar can use up gigabytes before it is asked to end."""

MAX_SECONDS = 0.5
"""How many seconds of computing the grammar may take for one script; the longest real ones take a fiftieth of it."""


@lru_cache(maxsize=4096)
def parse(script: str) -> Parsed:
    """Parse a bash script; a `${{ }}` is a word of unknown value in it."""
    # A word of the same length stands for an expression, so that places stay what they are.
    plain = written_expressions.replace(
        script, lambda written: re.sub(r"[^\n]", "x", written), across_lines=True
    )
    # To bash these are letters of a word. The grammar's scanner looks them up beyond the end of a table, and may crash.
    plain = _WIDE.sub("é", plain)
    tree = _tree(plain.encode())
    if tree is None:
        return Parsed(Script(()), (), sound=False, confused=True, read=False)
    builder = _Builder(script, plain)
    body = builder.script(tree.root_node.children)
    found = tuple(sorted(builder.commands, key=lambda command: command.offset))
    # It does not know `! {` and `time {`: the braces become commands.
    confused = any(command.program in {"{", "}"} for command in found)
    return Parsed(body, found, not tree.root_node.has_error, confused)


def _tree(text: bytes) -> tree_sitter.Tree | None:
    """Return the tree of a script; None where the grammar takes too long.

    For some long texts that are no scripts, such as a hundred thousand times `a@`, it takes a quadratic time and memory.
    """
    # A parser of its own: while it asks Python for more text, another thread may parse, and one parser is not for two.
    parser = _parser()
    if len(text) <= LONG:
        return parser.parse(text)
    if max(map(len, text.split(b"\n"))) > LONGEST_LINE:
        return None
    end = time.thread_time() + MAX_SECONDS
    try:
        return parser.parse(
            lambda at, _: text[at : at + LONG], progress_callback=lambda *_: time.thread_time() > end
        )
    except ValueError:
        return None


class _Builder(Words):
    """Makes the tree of one script."""

    def __init__(self, source: str, plain: str) -> None:
        super().__init__(source, plain)
        self.commands: list[Command] = []

    def lost_command(self, node: tree_sitter.Node) -> None:
        """Keep a command for the list of commands."""
        self.simple(node)

    def script(self, nodes: Iterable[tree_sitter.Node]) -> Script:
        """Return the commands that children of a node make."""
        items: list[Node] = []
        self.depth += 1
        if self.depth <= MAX_DEPTH:
            for node in nodes:
                if node.type == "&" and items:
                    items[-1] = Background(items[-1])
                elif node.is_named and (made := self.statement(node)) is not None:
                    items.append(made)
        self.depth -= 1
        return Script(tuple(items))

    def statement(self, node: tree_sitter.Node) -> Node | None:
        """Return what a node says, or None where it says nothing."""
        match node.type:
            case "comment" | "heredoc_body" | "heredoc_end" | "heredoc_start" | "variable_name":
                return None
            case "list" | "pipeline" | "negated_command" | "redirected_statement":
                return self.list_(node)
            case _:
                return self.element(node)

    def list_(self, node: tree_sitter.Node) -> Node:
        """Return a list of pipelines.

        The grammar nests `a | b && c` in more than one way, and puts what follows a here-document into its
        redirection: so it is flattened first, and joined by bash's own precedence.
        """
        flat: list[Node | str] = []
        self.flatten(node, flat)
        text = " ".join(self.text(node).split())
        lists = [_joined(group, text) for group in _parted(flat)]
        return lists[0] if len(lists) == 1 else Group(Script(tuple(lists)))

    def flatten(self, node: tree_sitter.Node, flat: list[Node | str]) -> None:
        """Add the elements and the operators of nested lists and pipelines in the order of the text."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.depth -= 1
            return
        match node.type:
            case "list" | "pipeline" | "negated_command":
                for child in _leftmost_first(node):
                    if child.type in {"&&", "||", "|", "|&", "!"}:
                        flat.append(child.type)
                    elif child.is_named and child.type != "comment":
                        self.flatten(child, flat)
            case "redirected_statement":
                self.redirected(node, flat)
            case "command":
                for number, made in enumerate(self.simple(node)):
                    flat.extend((";", made) if number else (made,))
            case _:
                other = self.statement(node)
                if other is not None:
                    flat.append(other)
        self.depth -= 1

    def redirected(self, node: tree_sitter.Node, flat: list[Node | str]) -> None:
        """Add a statement with its redirections, and what stands behind the mark of its here-document."""
        body = node.child_by_field_name("body")
        redirects: list[Redirect] = []
        behind: list[Node | str] = []
        for child in node.children:
            if child.type in {"file_redirect", "heredoc_redirect", "herestring_redirect"}:
                self.redirect(child, redirects, behind)
        if body is not None:
            self.flatten(body, flat)
        if flat and body is not None and not isinstance(flat[-1], str):
            last = flat[-1]
            flat[-1] = (
                replace(last, redirects=(*last.redirects, *redirects))
                if isinstance(last, Simple)
                else Redirected(last, tuple(redirects))
            )
        else:
            flat.append(Redirected(None, tuple(redirects)))
        flat.extend(behind)

    def redirect(self, node: tree_sitter.Node, redirects: list[Redirect], behind: list[Node | str]) -> None:
        """Add what one redirection says."""
        operator, descriptor, word = "", "", None
        inner: list[Redirect] = []
        quoted = False
        for child in node.children:
            match child.type:
                case "file_descriptor":
                    descriptor = self.text(child)
                case "heredoc_start":
                    quoted = self.text(child)[:1] in {"'", '"', "\\"}
                case "heredoc_body":
                    if quoted:
                        text = self.text(child)
                        word = Word((Literal(text, True, "${{" not in text),))
                    else:
                        word = Word(tuple(self.holes(child, "heredoc")))
                case "heredoc_end" | "comment":
                    pass
                case "&&" | "||":
                    behind.append(child.type)
                case "pipeline":
                    # It has no first element: that is the statement before the here-document.
                    behind.append("|")
                    self.flatten(child, behind)
                case "file_redirect" | "heredoc_redirect" | "herestring_redirect":
                    self.redirect(child, inner, behind)
                case kind if not child.is_named:
                    operator = operator or kind
                case _ if node.type == "heredoc_redirect":
                    if behind:
                        self.flatten(child, behind)
                    else:  # an argument behind the mark: `cmd <<EOF argument`
                        self.word(child)
                case _:
                    word = self.word(child)
        redirects.append(Redirect(operator, word, descriptor))
        redirects.extend(inner)

    def element(self, node: tree_sitter.Node) -> Node | None:
        """Return a command that is no list."""
        children = node.children
        match node.type:
            case "command":
                made = self.simple(node)
                return made[0] if len(made) == 1 else Group(Script(tuple(made)))
            case "variable_assignment":
                return Simple(self.place(node.start_byte), (self.assignment(node),), ())
            case "variable_assignments":
                return Simple(
                    self.place(node.start_byte),
                    tuple(self.assignment(child) for child in node.named_children),
                    (),
                )
            case "declaration_command":
                return self.declaration(children)
            case "unset_command":
                names = [
                    self.text(child)
                    for child in node.named_children
                    if child.type in {"variable_name", "word"}
                ]
                return Unset(tuple(names))
            case "test_command":
                items: list[Word | str] = []
                double = children[0].type == "[["
                for child in children[1:-1]:
                    self.condition(child, items, double=double)
                return Condition(double, tuple(items))
            case "compound_statement":
                if children and children[0].type == "((":
                    return Calculation(Word(tuple(self.inner(node, children))))
                return Group(self.script(children))
            case "subshell":
                return Subshell(self.script(children))
            case "if_statement":
                return self.if_(children)
            case "while_statement":
                body = children[-1]
                return While(
                    self.script(child for child in children[1:-1]),
                    self.script(body.children),
                    children[0].type == "until",
                )
            case "for_statement":
                return self.for_(children)
            case "c_style_for_statement":
                return self.for_arithmetic(children)
            case "case_statement":
                return self.case(children)
            case "function_definition":
                name = node.child_by_field_name("name")
                body_node = node.child_by_field_name("body")
                body_made = self.statement(body_node) if body_node is not None else None
                for child in children:
                    if child.type.endswith("redirect"):
                        self.redirect(child, [], [])
                return Function(self.text(name) if name is not None else "", body_made or Group(Script(())))
            case _:
                return Unreadable(self.script(children))

    def simple(self, node: tree_sitter.Node) -> list[Node]:
        """Return a simple command, and keep it for the list of commands.

        Now and then the grammar takes the next line for more words of a command: then there are two.
        """
        lines: list[list[tree_sitter.Node]] = [[]]
        end = node.start_byte
        for child in node.children:
            if lines[-1] and b"\n" in self.data[end : child.start_byte].replace(b"\\\n", b""):
                lines.append([])
            lines[-1].append(child)
            end = child.end_byte
        return [self.simple_of(children) for children in lines if children]

    def simple_of(self, children: list[tree_sitter.Node]) -> Node:
        """Return the simple command that neighbours make."""
        start, end = self.place(children[0].start_byte), self.place(children[-1].end_byte)
        before = self.effects
        assignments: list[Assignment] = []
        words: list[Word] = []
        shown: list[str] = []
        redirects: list[Redirect] = []
        for child in children:
            match child.type:
                case "variable_assignment":
                    assignments.append(self.assignment(child))
                case "file_redirect" | "herestring_redirect" | "heredoc_redirect":
                    self.redirect(child, redirects, [])
                    shown.append(self.text(child))
                case "command_name":
                    named = child.children
                    words.append(self.word(named[0]) if named else Word((Literal(self.text(child)),)))
                    shown.append(self.text(child))
                case "comment":
                    pass
                case _ if child.is_named or child.type not in _FUNCTIONAL:
                    words.append(self.word(child))
                    shown.append(self.text(child))
        if not any(shown):
            return Simple(start, tuple(assignments), (), tuple(redirects))
        self.commands.append(
            Command(_CONTINUED.sub(" ", self.source[start:end]).strip(), tuple(shown), start)
        )
        return Simple(
            start,
            tuple(assignments),
            tuple(words),
            tuple(redirects),
            bool(assignments) or self.effects > before,
        )

    def assignment(self, node: tree_sitter.Node) -> Assignment:
        """Return `name=value`."""
        name, index, appends = "", "", False
        value: Word | tuple[Word, ...] | None = None
        for child in node.children:
            match child.type:
                case "variable_name":
                    name = self.text(child)
                case "subscript":
                    name, _, rest = self.text(child).partition("[")
                    index = rest.removesuffix("]")
                    self.word(child)
                case "=":
                    pass
                case "+=":
                    appends = True
                case "array":
                    value = tuple(self.word(item) for item in child.named_children if item.type != "comment")
                case _:
                    value = self.word(child)
        return Assignment(name, _EMPTY if value is None else value, appends, index)

    def declaration(self, children: list[tree_sitter.Node]) -> Declaration:
        """Return `export`, `local` and the like."""
        items = []
        for child in children[1:]:
            if child.type == "variable_assignment":
                items.append(self.assignment(child))
            elif child.is_named:
                self.word(child)
                items.append(Assignment(self.text(child), None))
        return Declaration(children[0].type, tuple(items))

    def condition(self, node: tree_sitter.Node, items: list[Word | str], *, double: bool) -> None:
        """Add the words and operators of a test in their order."""
        if node.type in {"binary_expression", "unary_expression", "parenthesized_expression", "list"}:
            for child in node.children:
                self.condition(child, items, double=double)
        elif double and (not node.is_named or node.type == "test_operator"):
            items.append(node.type if not node.is_named else self.text(node))
        elif not node.is_named:
            items.append(Word((Literal(node.type, True),)))
        else:
            items.append(self.word(node))

    def if_(self, children: list[tree_sitter.Node]) -> If:
        """Return `if` with its branches."""
        condition: list[tree_sitter.Node] = []
        body: list[tree_sitter.Node] = []
        rest: list[tuple[Script, Script]] = []
        texts: list[str] = []
        otherwise = None
        part = condition
        for child in children[1:]:
            match child.type:
                case "then":
                    part = body
                case "elif_clause":
                    inner = self.if_(child.children)
                    rest.extend(inner.clauses)
                    texts.extend(inner.texts)
                case "else_clause":
                    otherwise = self.script(child.children)
                case "fi":
                    pass
                case _:
                    part.append(child)
        said = [child for child in condition if child.is_named]
        text = self.source[self.place(said[0].start_byte) : self.place(said[-1].end_byte)] if said else ""
        return If(
            ((self.script(condition), self.script(body)), *rest), otherwise, (" ".join(text.split()), *texts)
        )

    def for_(self, children: list[tree_sitter.Node]) -> For:
        """Return `for` (or `select`) over words."""
        name, body = "", Script(())
        words: list[Word] | None = None
        for child in children:
            match child.type:
                case "variable_name" if not name:
                    name = self.text(child)
                case "in":
                    words = []
                case "do_group" | "compound_statement":
                    body = self.script(child.children)
                case "comment":
                    pass
                case _ if child.is_named and words is not None:
                    words.append(self.word(child))
        return For(name, None if words is None else tuple(words), body)

    def for_arithmetic(self, children: list[tree_sitter.Node]) -> ForArithmetic:
        """Return `for ((…))`."""
        parts: list[list[tree_sitter.Node]] = [[]]
        body = Script(())
        for child in children[1:]:
            match child.type:
                case ";":
                    parts.append([])
                case "do_group" | "compound_statement":
                    body = self.script(child.children)
                case "((" | "))":
                    pass
                case _:
                    parts[-1].append(child)
        words = [Word(tuple(self.span(part))) if part else _EMPTY for part in parts]
        words += [_EMPTY] * (3 - len(words))
        return ForArithmetic(words[0], words[1], words[2], body)

    def case(self, children: list[tree_sitter.Node]) -> Case:
        """Return `case` with its patterns."""
        word = _EMPTY
        items = []
        seen_in = False
        for child in children:
            if child.type == "in":
                seen_in = True
            elif child.type == "case_item":
                items.append(self.case_item(child))
            elif child.is_named and not seen_in and child.type != "comment":
                word = self.word(child)
        return Case(word, tuple(items))

    def case_item(self, node: tree_sitter.Node) -> CaseItem:
        """Return the patterns and commands of one item."""
        patterns: list[Word] = []
        body: list[tree_sitter.Node] = []
        end = ";;"
        in_body = False
        for child in node.children:
            match child.type:
                case ")" if not in_body:
                    in_body = True
                case ";;" | ";&" | ";;&":
                    end = child.type
                case _ if in_body:
                    body.append(child)
                case _ if child.is_named and child.type != "comment":
                    patterns.append(self.word(child))
        return CaseItem(tuple(patterns), self.script(body), end)


def _leftmost_first(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """Return the children of a list, with those of the lists that it begins with: `a && b && c` nests to the left."""
    parts: list[list[tree_sitter.Node]] = []
    while True:
        children = node.children
        first = children[0] if children else None
        if first is None or first.type != "list" or node.type != "list":
            parts.append(children)
            break
        parts.append(children[1:])
        node = first
    return [child for part in reversed(parts) for child in part]


def _parted(flat: list[Node | str]) -> Iterator[list[Node | str]]:
    """Yield what stands between semicolons."""
    group: list[Node | str] = []
    for item in flat:
        if item == ";":
            yield group
            group = []
        else:
            group.append(item)
    yield group


def _joined(flat: list[Node | str], text: str) -> Node:
    """Join commands by their operators: `|` binds closer than `&&` and `||`, which are alike."""
    elements: list[Node] = []
    operators: list[str] = []
    pipe: list[Node] = []
    negated = False
    for item in (*flat, ""):
        if isinstance(item, str):
            if item in {"&&", "||", ""} and pipe:
                elements.append(pipe[0] if len(pipe) == 1 and not negated else Pipeline(tuple(pipe), negated))
                operators.append(item)
                pipe, negated = [], False
            elif item == "!":
                negated = not negated
        else:
            pipe.append(item)
    if len(elements) == 1:
        return elements[0]
    return AndOr(tuple(elements), tuple(operators[:-1]), text)


def _parser() -> tree_sitter.Parser:
    import tree_sitter  # noqa: PLC0415

    return tree_sitter.Parser(_language())


@lru_cache(maxsize=1)
def _language() -> tree_sitter.Language:
    # Imported at the first script: most calls of the command never need the grammar.
    import tree_sitter  # noqa: PLC0415
    import tree_sitter_bash  # noqa: PLC0415

    return tree_sitter.Language(tree_sitter_bash.language())
