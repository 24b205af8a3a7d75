"""A diagram of jobs drawn with letters -> its nodes, what it says of each, and which comes after which."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

MAX_LINES = 200
"""A longer block is no diagram."""

_NOTE = re.compile(r"\(([^()]*)\)|\[((?:depends|needs|requires|after|independent)[^\[\]]*)\]")
_DEPENDS = re.compile(
    r"\W*(?:depends?\s+(?:up)?on|needs|requires|dependencies|depends)\b\s*:?\s*(?P<names>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_ALONE = re.compile(
    r"\W*(?:independent(?:ly)?|no\s+(?:dependencies|needs|dependency)|depends\s+on\s+(?:nothing|none)|(?:needs|dependencies)\s*:\s*none"
    r"|entry\s*point|starts?\s+(?:first|immediately|at\s+once))\W*\Z",
    re.IGNORECASE,
)
_ARROW = re.compile(r"(?:(?<!\s)\s++)?(?:(?<![-─━═=])[-─━═=]++[>▶►→]|[→⟶⇒➜➔▶►])\s*")
_BETWEEN = re.compile(r"\s{2,}|[,&+│┃║|]|\band\b|(?<=\s)/(?=\s)")
_DRAWN = re.compile(r"(?:[^\w]|_|(?<![^\W_])[vV](?![^\W_]))+\Z")
_SIGNS = re.compile(r"[│┃║|↓⬇▼▽┌┐└┘├┤┬┴┼─━═╔╗╚╝╭╮╰╯/\\+*^↑-]|(?<!\w)[vV](?!\w)")
_DOWN = re.compile(r"[↓⬇▼▽]|(?<![^\W_])[vV](?![^\W_])")
_STEMS = re.compile(r"[│┃║|↓⬇▼▽┬/\\]|(?<![^\W_])[vV](?![^\W_])")
_CORNERS = re.compile(r"[┌┐└┘╔╗╚╝╭╮╰╯+]|[-─━═]{3,}")
_ASKEW = re.compile(r"[↘↙↗↖⤷↳╲╱↴┬┴├└┼/\\]")
_UP = re.compile(r"[↑▲△^]|(?<!-)<[-─]|←|◀")
_BRANCH = re.compile(
    r"^(?P<before>[\s│┃|]*)(?P<sign>[├└╰╚╠]|\|(?=--)|`(?=--)|\+(?=--))(?P<line>[-─━═]*)(?P<head>[>▶►→]?)"
)
_JUNK = re.compile(r"^[^\w]*(?:\d+[.)]\s+)?[^\w]*(?:(?i:job|stage|step)\s*+(?:\d+\s*+)?:\s*)?[^\w]*")
_AROUND = " ]})`\"'*"
_WORD = re.compile(r"[\w.-]*\w")
# What may follow a name: nothing, a note, or signs, but no other word.
_REST = re.compile(r"[\s\])}`\"'*]*(?:\Z|[;:(\[{—–#<>✓✅✔❌⏳🔄]|-\s)")
_ID = re.compile(r"[A-Za-z](?=\w*[-_]\w)\w*+(?:-\w++)*+\Z")


class Node(NamedTuple):
    """A name on a line (from 0): a job's id, or something else in its place, then `job` is None."""

    job: str | None
    text: str
    line: int


class Needs(NamedTuple):
    """What a note says that a job needs; `unknown` are names that are no jobs."""

    job: str
    names: tuple[str, ...]
    unknown: tuple[str, ...]
    line: int


class Edge(NamedTuple):
    """That one job comes after another. `directed` is false for a tree's line, which may mean either way."""

    start: str
    end: str
    line: int
    directed: bool = True


class Drawing(NamedTuple):
    """All that a block draws. `sound` tells that nothing in it was left aside."""

    nodes: tuple[Node, ...]
    needs: tuple[Needs, ...]
    edges: tuple[Edge, ...]
    others: int
    sound: bool


class _Line(NamedTuple):
    """A line: what is on it, part by part between arrows, or only signs."""

    number: int
    parts: tuple[tuple[Node, ...], ...]
    signs: str

    @property
    def jobs(self) -> list[str]:
        return [node.job for part in self.parts for node in part if node.job is not None]


def read(text: str, names: dict[str, str]) -> Drawing | None:
    """Return what a block draws, where `names` has the jobs' ids by what they are called; None for no diagram."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) > MAX_LINES or _UP.search(text):
        return None
    reader = _Reader(names)
    for number, line in enumerate(lines):
        reader.line(number, line)
    reader.sound = reader.sound and not _ASKEW.search(text)
    return reader.drawing()


class _Reader:
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.nodes: list[Node] = []
        self.needs: list[Needs] = []
        self.edges: list[Edge] = []
        self.others = 0
        self.sound = True
        self.inline = False
        self.column = False
        self.above: list[str] = []  # the jobs of the rows above the signs
        self.row: list[str] = []  # the jobs of the lines since
        self.signs: list[str] = []
        self.tree: list[tuple[int, str | None]] = []  # column and job of the lines above a branch

    def drawing(self) -> Drawing:
        self.flush()
        return Drawing(
            tuple(self.nodes),
            tuple(self.needs),
            tuple(self.edges),
            self.others,
            self.sound and not (self.inline and self.column),
        )

    def line(self, number: int, line: str) -> None:
        text = line.rstrip()
        bare = text.strip()
        if not bare:
            if not self.signs:
                self.flush()
                self.above = []
                self.row = []
            return
        if bare[0] in "│┃║|" and bare[-1] in "│┃║|" and len(bare) > 2:  # a frame around everything, or a box
            text = text.replace(bare, f" {bare[1:-1]} ")
        if _DRAWN.match(text):
            if self.row:
                self.flush()
                self.above, self.row = self.row, []
                self.signs = []
            if _SIGNS.search(text):
                self.signs.append(text)
            return
        found = self.read(number, text)
        branch = _BRANCH.match(line)
        start = len(line) - len(line.lstrip(" │┃|├└╰╚╠`+-─━═>▶►→"))
        if branch is not None and branch["line"]:
            column = branch.start("sign")
            while self.tree and self.tree[-1][0] > column:
                self.tree.pop()
            parent = self.tree[-1][1] if self.tree else None
            jobs = found.jobs
            if parent is not None and jobs and parent != jobs[0]:
                self.edges.append(Edge(parent, jobs[0], number, directed=bool(branch["head"])))
            self.tree.append((start, jobs[0] if jobs else None))
            if jobs:
                self.row, self.above = [], []
            return
        jobs = found.jobs
        self.tree = [(start, jobs[-1] if len(jobs) == 1 else None)]
        if len(found.parts) > 1:
            # A branch that starts within the line, under a fork, belongs to what stands before the fork.
            fork = text.find("┬")
            parent = (
                named(text[:fork].strip(" ─━-"), self.names) if fork > 0 and text.count("┬") == 1 else None
            )
            if parent is not None and len(found.parts) == 2:
                self.tree = [(fork, parent)]
                self.edges += [
                    Edge(parent, node.job, number) for node in found.parts[1] if node.job is not None
                ]
            # A column may go on under any part of the line: only what leads to its first part is clear.
            self.inline = True
            self.row += [node.job for node in found.parts[0] if node.job is not None]
            self.flush()
            self.row, self.above = [], []
        else:
            self.row += jobs

    def flush(self) -> None:
        """Join the row below signs with the one above them."""
        self.column = self.column or bool(self.signs)
        if self.above and self.row and self.signs:
            first, last = self.signs[0], self.signs[-1]
            arrows = any(_DOWN.search(line) for line in self.signs) or any(
                _STEMS.search(line) and not _CORNERS.search(line) for line in self.signs
            )
            one_above, one_below = len(self.above) == 1, len(self.row) == 1
            joined = (one_above or len(_STEMS.findall(first)) >= len(self.above)) and (
                one_below or len(_STEMS.findall(last)) >= len(self.row)
            )
            if arrows and joined and (one_above or one_below):
                at = self.nodes[-1].line if self.nodes else 0
                lines = {node.job: node.line for node in self.nodes}
                self.edges += [
                    Edge(start, end, lines.get(end, at))
                    for start in self.above
                    for end in self.row
                    if start != end
                ]
            else:
                self.sound = False
        elif self.above and self.row:
            self.sound = False
        self.signs = []

    def read(self, number: int, text: str) -> _Line:
        """Read the names of a line, and its notes."""
        notes = [match[1] or match[2] or "" for match in _NOTE.finditer(text)]
        text = _NOTE.sub(lambda match: ";" + " " * (len(match.group()) - 1), text)
        parts = []
        for part in _ARROW.split(text):
            nodes = tuple(
                node for piece in _BETWEEN.split(part) if (node := self.node(piece, number)) is not None
            )
            if nodes:
                parts.append(nodes)
        for before, after in pairwise(parts):
            starts = [node.job for node in before if node.job is not None]
            ends = [node.job for node in after if node.job is not None]
            if len(starts) < 2 or len(ends) < 2:
                self.edges += [Edge(start, end, number) for start in starts for end in ends if start != end]
            else:
                self.sound = False
        found = _Line(number, tuple(parts), "")
        self.nodes += [
            node for part in parts for node in part if node.job is not None or _ID.match(node.text)
        ]
        if not found.jobs:
            self.others += 1
        elif len(found.jobs) == 1:
            self.notes(found.jobs[0], notes, number)
        return found

    def node(self, piece: str, number: int) -> Node | None:
        """Return what a piece of a line names; None where it is only signs."""
        text = _stripped(piece).split(";")[0].strip(_AROUND)
        return Node(named(piece, self.names), text, number) if text else None

    def notes(self, job: str, notes: list[str], number: int) -> None:
        for note in notes:
            if _ALONE.match(note):
                self.needs.append(Needs(job, (), (), number))
            elif (match := _DEPENDS.match(note)) is not None:
                said = [
                    word.strip(" `\"'")
                    for word in re.split(r",|&|\+|\band\b", match["names"])
                    if word.strip()
                ]
                known = tuple(self.names[name] for name in said if name in self.names)
                others = [name for name in said if name not in self.names]
                if all(_ID.match(name) for name in others):
                    self.needs.append(Needs(job, known, tuple(others), number))


def named(text: str, names: dict[str, str]) -> str | None:
    """Return the job that a text is called by, where only signs and notes stand around the name."""
    text = _stripped(text)
    whole = text.split(";")[0].strip(_AROUND)
    if whole in names:
        return names[whole]
    word = _WORD.match(text)
    if word is None or word.group() not in names or not _REST.match(text, word.end()):
        return None
    return names[word.group()]


def _stripped(text: str) -> str:
    match = _JUNK.match(text)
    return text[match.end() :] if match is not None else text
