"""A quoted piece of YAML held against the piece of a workflow that it may quote: what agrees, and what does not."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from workflow_docs.workflow import written_expressions
from workflow_docs.workflow.reader import NULLS, MappingNode, Node, ScalarNode, SequenceNode

from .fragments import ELISION

NEAR = 0.6
"""From this similarity on, two lines of a script are taken for the same line."""

SAME = 0.85
"""From this similarity on, the one line is surely meant to be the other."""

_WORDS = re.compile(r"\S+")
_OPEN = re.compile(r"\.\.\.|…|\*\*\*|<[\w -]+>|\bYOUR[_-]|\byour-|xxx", re.IGNORECASE)
_PINNED = re.compile(r".+@[0-9a-f]{40}\Z")
# Lists that say something by what they leave out.
_WHOLE = frozenset({"needs", "branches", "tags", "types"})
# What stands in so many workflows that it tells nothing of which one is quoted.
_COMMON = re.compile(
    r"(?:true|false|main|master|push|ubuntu-\S+|(?:build|test|tests|lint|deploy|release|ci|publish|docs|check)"
    r"|actions/\S+|(?:checkout|set ?up|install|run|cache|upload|build|lint|test)\b[\w. -]{0,20})\Z",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """A node with the lines of the text that it was composed from."""

    node: Node
    lines: tuple[str, ...]


class Difference(NamedTuple):
    """One thing that a quotation has otherwise.

    `line` counts from 0 in the quotation, `real_line` in the workflow. `kind` is `value`, `key`, or `job` or `step`
    for one that the workflow does not have.
    """

    kind: str
    line: int
    said: str
    real_line: int
    real: str
    where: str


class Comparison:
    """What comes out of holding a quotation against one place; `weight` grows with what agrees."""

    def __init__(self, quote: tuple[str, ...], real: tuple[str, ...], elided: frozenset[int]) -> None:
        """Take the lines of both, and the lines of the quotation that stand for others."""
        self.quote = quote
        self.real = real
        self.elided = elided
        self.weight = 0.0
        self.differences: list[Difference] = []
        self.fits = True

    def nodes(self, quote: Node, real: Node, keys: tuple[str, ...]) -> None:
        """Compare two nodes that stand at the same path of keys."""
        key = keys[-1] if keys else ""
        if isinstance(quote, ScalarNode) and (not quote.style and quote.value in NULLS):
            return  # what stands below is left out
        match quote, real:
            case MappingNode(), MappingNode():
                self._mappings(quote, real, keys)
            case ScalarNode(), ScalarNode():
                self._scalars(quote, real, keys)
            case SequenceNode(), SequenceNode() if _holds_mappings(quote) and _holds_mappings(real):
                self._items(quote, real, keys)
            case _ if key == "on":
                self._events(quote, real, keys)
            case MappingNode(), ScalarNode() if key == "environment":
                for name, value in pairs(quote):
                    if name.value == "name":
                        self.nodes(value, real, keys)
            case ScalarNode(), MappingNode() if key == "environment":
                for name, value in pairs(real):
                    if name.value == "name":
                        self.nodes(quote, value, keys)
            case ((ScalarNode() | SequenceNode()), (ScalarNode() | SequenceNode())):
                self._lists(quote, real, keys)
            case _:
                self.fits = False  # what has another shape is something else

    # -- mappings ------------------------------------------------------------------------------------------

    def _mappings(self, quote: MappingNode, real: MappingNode, keys: tuple[str, ...]) -> None:
        known = {name.value: (name, value) for name, value in pairs(real)}
        for name, value in pairs(quote):
            found = known.get(name.value)
            if found is None:
                kind = "job" if keys[-1:] == ("jobs",) else "key"
                self._differ(kind, name, name.value, real, "", (*keys, name.value))
                continue
            if keys[-1:] == ("jobs",):
                self.weight += 0.5 if _COMMON.match(name.value) else 1
            elif keys[-1:] == ("env",):
                self.weight += 1  # names of variables are the author's own
            elif keys[-1:] == ("on",):
                self.weight += 0.5
            self.nodes(value, found[1], (*keys, name.value))

    def _events(self, quote: Node, real: Node, keys: tuple[str, ...]) -> None:
        said, known = _names(quote), _names(real)
        for name, node in said.items():
            if name not in known:
                self._differ("key", node, name, real, ", ".join(known), (*keys, name))
            else:
                self.weight += 0.25

    # -- values --------------------------------------------------------------------------------------------

    def _scalars(self, quote: ScalarNode, real: ScalarNode, keys: tuple[str, ...]) -> None:
        said, known = plain(quote.value), plain(real.value)
        if said == known:
            self.weight += (0.5 if keys[-1:] == ("name",) else 0.25) if _COMMON.match(said) else 1
        elif keys[-1:] == ("uses",) and said.partition("@")[0] == known.partition("@")[0]:
            self.weight += 0.5
            if not _OPEN.search(said) and not _incomparable(said, known):
                self._differ("value", quote, said, real, known, keys)
        elif keys[-1:] == ("run",):
            self._scripts(quote, real, keys)
        elif not _OPEN.search(said) and not _incomparable(said, known):
            self._differ("value", quote, said, real, known, keys)

    def _lists(self, quote: Node, real: Node, keys: tuple[str, ...]) -> None:
        said, known = _names(quote), _names(real)
        if any("${{" in name for name in (*said, *known)) or not known:
            return
        open_ = any(_OPEN.search(name) for name in said) or self._elides(quote)
        extra = [name for name in said if name not in known and not _OPEN.search(name)]
        for name in extra:
            self._differ("value", said[name], name, real, ", ".join(known), keys)
        self.weight += sum(0.25 if _COMMON.match(name) else 1 for name in said if name in known)
        missing = [name for name in known if name not in said]
        whole = keys[-1] in _WHOLE or "matrix" in keys[:-1] if keys else False
        if missing and not extra and not open_ and whole:
            self._differ("value", quote, ", ".join(said), real, ", ".join(known), keys)

    def _elides(self, quote: Node) -> bool:
        first, last = quote.start_mark.line, quote.end_mark.line
        return any(first <= line <= last for line in self.elided)

    # -- items ---------------------------------------------------------------------------------------------

    def _items(self, quote: SequenceNode, real: SequenceNode, keys: tuple[str, ...]) -> None:
        """Compare each item with the one that it most likely quotes."""
        steps = keys[-1:] == ("steps",)
        for item in quote.value:
            if not isinstance(item, MappingNode):
                continue
            best: Comparison | None = None
            for other in real.value:
                if not isinstance(other, MappingNode) or (steps and not _same_step(item, other)):
                    continue
                trial = Comparison(self.quote, self.real, self.elided)
                trial.nodes(item, other, (*keys, "-"))
                if best is None or trial.rank > best.rank:
                    best = trial
            if best is not None:
                self.weight += best.weight
                self.differences += best.differences
                self.fits = self.fits and best.fits
            elif steps and (name := step_name(item)) is not None:
                self._differ("step", name, plain(name.value), real, "", keys)

    @property
    def rank(self) -> tuple[float, float, float]:
        """How well the place fits; greater is better."""
        return (
            float(self.fits and self.weight > 0 and not self.differences),
            self.weight - len(self.differences),
            self.weight,
        )

    # -- scripts -------------------------------------------------------------------------------------------

    def _scripts(self, quote: ScalarNode, real: ScalarNode, keys: tuple[str, ...]) -> None:
        known = {" ".join(word for word, _ in line): line for line in commands(real, self.real)}
        for line in commands(quote, self.quote):
            said = " ".join(word for word, _ in line)
            if said in known:
                self.weight += 0.5
                continue
            if _OPEN.search(said) or any(said in other for other in known):
                continue  # cut off, or with a part left out
            near = max(known, key=lambda other: _ratio(said, other), default="")
            if near and _ratio(said, near) >= NEAR:
                at = next(
                    (n for n, (a, b) in enumerate(zip(line, known[near], strict=False)) if a[0] != b[0]), 0
                )
                if at == 0 and line[0][0] == known[near][0][0]:
                    at = min(len(line), len(known[near])) - 1
                self.weight += 0.5 if _ratio(said, near) >= SAME else 0
                real_line = known[near][min(at, len(known[near]) - 1)][1]
                self.differences.append(Difference("value", line[at][1], said, real_line, near, _where(keys)))
            else:
                self._differ_at("line", line[0][1], said, real.start_mark.line, "", keys)

    def _differ(
        self, kind: str, node: Node, said: str, real: Node, known: str, keys: tuple[str, ...]
    ) -> None:
        self._differ_at(kind, node.start_mark.line, said, real.start_mark.line, known, keys)

    def _differ_at(
        self, kind: str, line: int, said: str, real_line: int, known: str, keys: tuple[str, ...]
    ) -> None:
        self.differences.append(Difference(kind, line, said, real_line, known, _where(keys)))


def pairs(node: MappingNode) -> list[tuple[ScalarNode, Node]]:
    """Return the keys and values of a mapping whose keys are texts."""
    return [(key, value) for key, value in node.value if isinstance(key, ScalarNode)]


def plain(text: str) -> str:
    """Return a value with its white space, also that within `${{ }}`, in one way of writing."""
    spaced = written_expressions.replace(
        text, lambda written: f"${{{{ {written[3:-2]} }}}}", across_lines=True
    )
    return " ".join(spaced.split())


def step_name(step: MappingNode) -> ScalarNode | None:
    """Return the node that tells which step it is: its name, id, or action."""
    found = {key.value: value for key, value in pairs(step)}
    for key in ("name", "id", "uses", "run"):
        value = found.get(key)
        if isinstance(value, ScalarNode):
            return value
    return None


def _same_step(quote: MappingNode, real: MappingNode) -> bool:
    """Tell whether a step of a quotation may be a step of the workflow: by name and id, else by what it runs."""
    said = {key.value: plain(value.value) for key, value in pairs(quote) if isinstance(value, ScalarNode)}
    known = {key.value: plain(value.value) for key, value in pairs(real) if isinstance(value, ScalarNode)}
    for key in ("name", "id"):
        if key in said and said[key] == known.get(key):
            return True
    for key in ("uses", "run"):
        if key in said:
            if key not in known or (
                "name" in said and "name" in known and _ratio(said["name"], known["name"]) < NEAR
            ):
                return False
            if key == "uses":
                return said[key].partition("@")[0] == known[key].partition("@")[0]
            return _ratio(said[key], known[key]) >= NEAR
    return False


def commands(node: ScalarNode, lines: tuple[str, ...]) -> list[list[tuple[str, int]]]:
    """Return the commands of a script, each as its words with their lines; comments and elisions are left out."""
    first = node.start_mark.line
    if node.style in {"|", ">"}:
        numbered = [
            (number, lines[number]) for number in range(first + 1, min(node.end_mark.line + 1, len(lines)))
        ]
        # The end of a block is where the next thing starts.
        depth = next((len(line) - len(line.lstrip(" ")) for _, line in numbered if line.strip()), 0)
        kept = []
        for number, line in numbered:
            if line.strip() and len(line) - len(line.lstrip(" ")) < depth:
                break
            kept.append((number, line))
        numbered = kept
    else:
        numbered = [(first, text) for text in node.value.split("\n")]
    found: list[list[tuple[str, int]]] = []
    goes_on = False
    for number, line in numbered:
        text = line.strip()
        if not text or text.startswith("#") or ELISION.match(text):
            goes_on = False
            continue
        words = [(word, number) for word in _WORDS.findall(plain(text.removesuffix("\\")))]
        if goes_on and found:
            found[-1] += words
        elif words:
            found.append(words)
        goes_on = text.endswith("\\")
    return found


def _ratio(first: str, second: str) -> float:
    matcher = SequenceMatcher(None, first[:400], second[:400], autojunk=False)
    if matcher.real_quick_ratio() < NEAR or matcher.quick_ratio() < NEAR:
        return 0.0
    return matcher.ratio()


def _incomparable(said: str, known: str) -> bool:
    """Tell whether two values that differ may mean the same: an expression, a pinned action."""
    if ("${{" in said) != ("${{" in known):
        return True
    return (
        bool(_PINNED.match(said)) != bool(_PINNED.match(known))
        and said.partition("@")[0] == known.partition("@")[0]
    )


def _names(node: Node) -> dict[str, Node]:
    """Return the scalars of a list, the keys of a mapping, or a scalar alone."""
    match node:
        case ScalarNode():
            return {plain(node.value): node}
        case MappingNode():
            return {key.value: key for key, _ in pairs(node)}
        case _:
            return {plain(item.value): item for item in node.value if isinstance(item, ScalarNode)}


def _holds_mappings(node: SequenceNode) -> bool:
    return any(isinstance(item, MappingNode) for item in node.value)


def _where(keys: tuple[str, ...]) -> str:
    return ".".join(key for key in keys if key != "-")
