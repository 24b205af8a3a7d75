"""Whether a step fails if a command of its script fails."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from .core import Options, Question
from .grammar import parse
from .machine import Machine
from .state import EndlessError
from .tree import (
    AndOr,
    Case,
    For,
    ForArithmetic,
    Function,
    Group,
    If,
    Literal,
    Pipeline,
    Redirected,
    Script,
    Simple,
    Subshell,
    Substitution,
    While,
    Word,
    inside,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .tree import Node
    from .values import Value

MAX_TURNED = 30
"""How many suppositions are turned round to find a way to a command that ends well."""

MAX_WORLDS = 12
"""How many ways on from there are looked at."""

MAX_THOUGHT = 60_000
"""How many steps are thought through for all commands of one script; what is not known by then stays unknown.

Of 1,228 scripts of public repositories the one with most takes 11,328.
"""

Path = tuple[int, ...]


class _Layout:
    """Where the commands of a script stand in its tree."""

    def __init__(self, script: Script, *, pipefail: bool) -> None:
        self.paths: dict[int, Path] = {}
        """For each simple command by its offset, the ids of the nodes that lead to it."""
        self.calls: dict[str, list[Path]] = {}
        """For each name, the ways to the commands that have it as their first word."""
        self.bodies: dict[str, int] = {}
        self.fatal: dict[int, bool] = {}
        """Whether a failure surely ends the step, given `set -e` throughout and nothing that interferes."""
        self.interferes = False
        self.pipefail = pipefail
        self._options(script)
        self._script(script, (), fatal=True)
        self.names = {body: name for name, body in self.bodies.items()}

    def _options(self, script: Script) -> None:
        """See which options hold from the first command on."""
        for node in script.items:
            if not isinstance(node, Simple) or _name(node) != "set":
                break
            if "pipefail" in _words(node):
                self.pipefail = True

    def _script(self, script: Script, path: Path, *, fatal: bool) -> None:
        inner = (*path, id(script))
        for item in script.items:
            self._node(item, inner, fatal=fatal)

    def _node(self, node: Node, path: Path, *, fatal: bool) -> None:
        inner = (*path, id(node))
        match node:
            case Simple():
                self._simple(node, inner, fatal=fatal)
            case AndOr():
                last = len(node.elements) - 1
                for number, element in enumerate(node.elements):
                    self._node(element, inner, fatal=fatal and number == last)
            case Pipeline():
                last = len(node.elements) - 1
                for number, element in enumerate(node.elements):
                    self._node(
                        element, inner, fatal=fatal and not node.negated and (number == last or self.pipefail)
                    )
            case If():
                for condition, body in node.clauses:
                    self._script(condition, inner, fatal=False)
                    self._script(body, inner, fatal=fatal)
                if node.otherwise is not None:
                    self._script(node.otherwise, inner, fatal=fatal)
            case While():
                self._script(node.condition, inner, fatal=False)
                self._script(node.body, inner, fatal=fatal)
            case For() | ForArithmetic():
                self._rest(
                    node.words if isinstance(node, For) else (node.start, node.condition, node.step), inner
                )
                self._script(node.body, inner, fatal=fatal)
            case Case():
                self._rest(node.word, inner)
                for item in node.items:
                    for pattern in item.patterns:
                        self._rest(pattern, inner)
                    self._script(item.body, inner, fatal=fatal)
            case Group() | Subshell():
                self._script(node.body, inner, fatal=fatal)
            case Redirected():
                self._rest(node.redirects, inner)
                if node.body is not None:
                    self._node(node.body, inner, fatal=fatal)
            case Function():
                self.bodies[node.name] = id(node)
                self._node(node.body, inner, fatal=False)
            case _:
                self._rest(node, inner)

    def _simple(self, node: Simple, path: Path, *, fatal: bool) -> None:
        self.paths[node.offset] = path
        self.fatal[node.offset] = fatal and bool(node.words)
        name = _name(node)
        if name:
            self.calls.setdefault(name, []).append(path)
        if name in {"set", "trap", "shopt", "eval"}:
            words = _words(node)
            switches_on = (
                name == "set"
                and words[1:2]
                and words[1][:1] == "-"
                and "+" not in {word[:1] for word in words}
            )
            if not switches_on:
                self.interferes = True
        self._rest((node.assignments, node.words, node.redirects), path)
        if fatal and not node.words:
            # The status of `name=$(command)` is that of the last substitution.
            bodies = [
                part.body
                for assignment in node.assignments
                if isinstance(assignment.value, Word)
                for part in assignment.value.parts
                if isinstance(part, Substitution)
            ]
            if bodies and bodies[-1].items:
                self._tail(bodies[-1].items[-1])

    def _tail(self, node: Node) -> None:
        """Mark the commands whose status is that of the last command of a substitution."""
        match node:
            case Simple() if node.words:
                self.fatal[node.offset] = True
            case Pipeline() if not node.negated:
                for element in node.elements if self.pipefail else node.elements[-1:]:
                    self._tail(element)
            case AndOr():
                self._tail(node.elements[-1])

    def _rest(self, item: object, path: Path) -> None:
        """Find the commands in words: in substitutions of all kinds."""
        if isinstance(item, Script):
            self._script(item, path, fatal=False)
            return
        for part in inside(item):
            if isinstance(part, _NODES):
                self._node(part, path, fatal=False)
            else:
                self._rest(part, path)

    def way_to(self, offset: int) -> frozenset[int]:
        """Return the ids of all nodes that lead to a command, also by calls of the function that it stands in."""
        path = self.paths.get(offset, ())
        found = set(path)
        waiting = [path]
        done: set[str] = set()
        while waiting:
            for node in waiting.pop():
                name = self.names.get(node)
                if name is not None and name not in done:
                    done.add(name)
                    for call in self.calls.get(name, ()):
                        found.update(call)
                        waiting.append(call)
        return frozenset(found)


_NODES = (Simple, AndOr, Pipeline, If, While, For, ForArithmetic, Case, Group, Subshell, Redirected, Function)


def _words(node: Simple) -> list[str]:
    return [
        "".join(part.text if isinstance(part, Literal) else "$" for part in word.parts) for word in node.words
    ]


def _name(node: Simple) -> str:
    return _words(node)[0] if node.words else ""


@lru_cache(maxsize=4096)
def _layout(source: str, *, pipefail: bool) -> _Layout:
    return _Layout(parse(source).script, pipefail=pipefail)


def failing(
    source: str, options: Options, environment: Mapping[str, Value] | None = None
) -> tuple[bool | None, ...]:
    """Return for each command of a script whether the step fails if it fails, in the order of `commands`.

    None says that it depends on what cannot be known here, or that no way through the script leads to the command.
    """
    parsed = parse(source)
    if parsed.confused:
        return (None,) * len(parsed.commands)
    layout = _layout(source, pipefail=options.pipefail)
    quick = options.errexit and not layout.interferes
    sound: dict[int, bool] = {}
    answers: list[bool | None] = []
    thought = 0
    for command in parsed.commands:
        if quick and layout.fatal.get(command.offset):
            answers.append(True)
        elif thought > MAX_THOUGHT:
            answers.append(None)
        else:
            trial = _Trial(parsed.script, layout, command.offset, options, environment or {})
            answers.append(trial.answer(sound))
            thought += trial.steps
    return tuple(answers)


class _Trial:
    """Looks at the ways through a script that lead to one command."""

    def __init__(
        self,
        script: Script,
        layout: _Layout,
        offset: int,
        options: Options,
        environment: Mapping[str, Value],
    ) -> None:
        self.script = script
        self.options = options
        self.environment = environment
        self.offset = offset
        self.known = offset in layout.paths
        self.way = layout.way_to(offset)
        self.forced = False
        self.steps = 0
        """How many steps have been thought through."""

    def run(self, turned: Mapping[int, bool], *, fails: bool) -> tuple[Machine, int]:
        """Run the script once; return the machine and the exit status."""
        question = Question(self.offset, self.way, fails, turned, self.forced)
        machine = Machine(self.options, question, self.environment)
        try:
            status = machine.run(self.script)
        except EndlessError:
            status = 1
        self.steps += machine.steps
        return machine, status

    def is_sound(self, turned: Mapping[int, bool]) -> tuple[bool, Machine]:
        """Return whether the script, all going well, comes by the command and ends with success."""
        machine, status = self.run(turned, fails=False)
        return machine.reached and (status == 0 or machine.ends), machine

    def answer(self, sound: dict[int, bool]) -> bool | None:
        """Return whether a failure of the command is one of the step.

        `sound` keeps, from command to command, what had to be turned round for a script to end well.
        """
        if not self.known:
            return None
        try:
            return self._answer(sound)
        except RecursionError:
            return None

    def _answer(self, sound: dict[int, bool]) -> bool | None:
        turned: dict[int, bool] = {}
        arrives: dict[int, bool] | None = None
        is_sound, well = self.is_sound(turned)
        if not well.reached and not well.guesses:
            self.forced = True
            is_sound, well = self.is_sound(turned)
        if not is_sound and sound:
            is_sound, other = self.is_sound(sound)
            turned, well = (dict(sound), other) if is_sound else (turned, well)
        while not is_sound:
            # This way does not get there, or it does and the step fails anyhow. What was supposed last led to that.
            if arrives is None and well.reached:
                arrives = dict(turned)
            last = next((key for key in reversed(well.guesses) if key not in turned), None)
            if last is None or len(turned) >= MAX_TURNED:
                break
            turned[last] = not well.guesses[last]
            is_sound, well = self.is_sound(turned)
        if not is_sound:
            # The step fails whenever it comes here, as after a complaint: so it does if the command fails.
            return None if arrives is None else self.run(arrives, fails=True)[1] != 0
        sound.update(turned)
        machine, status = self.run(turned, fails=True)
        found = status != 0
        # What nobody knows after the failure may change what comes of it.
        later = [
            key
            for key in list(machine.guesses)[machine.reached_after :]
            if key in machine.doubts and key not in turned
        ]
        for key in later[:MAX_WORLDS]:
            otherwise = {**turned, key: not machine.guesses[key]}
            if (self.run(otherwise, fails=True)[1] != 0) != found and self.is_sound(otherwise)[0]:
                return None
        return found
