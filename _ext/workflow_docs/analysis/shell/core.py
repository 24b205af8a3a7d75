"""Thinks a script through as bash would run it, in a world where the other commands do what they should.

Nothing is executed. Programs succeed and print nothing, variables that the script does not set are empty, and no
file is there but what the script writes. Where such a supposition decides between two ways, the machine keeps a
note of it (a guess), so that the other way can be looked at too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from . import builtin
from .conditions import Answer, Operand, World, classic, double
from .expansion import Expansion
from .state import EndlessError, ExitSignal, LoopSignal, ReturnSignal, State
from .tree import Literal, Script, Word
from .values import EMPTY, UNKNOWN, Array, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .tree import Assignment, Calculation, Condition, Declaration, Node, Redirect, Simple, Unset

MAX_STEPS = 20_000
_MAX_CALLS = 30


class Options(NamedTuple):
    """The options that a shell starts with. `posix` is true for `sh`."""

    errexit: bool = True
    pipefail: bool = False
    posix: bool = False


class Question(NamedTuple):
    """What a run is to find out.

    `target` is the offset of a command, and `path` holds the ids of the nodes that lead to it: where a guess decides,
    the way to the target is taken; with `forced`, also where something else would decide. With `fails`, the target
    fails each time. `guesses` turns some guesses round.
    """

    target: int
    path: frozenset[int]
    fails: bool
    guesses: Mapping[int, bool]
    forced: bool = False


class Core(Expansion):
    """One run of a script: its state, its simple commands, its tests. `Machine` knows the others."""

    runners: ClassVar[dict[type, Callable[..., int]]]
    """What runs each kind of node."""

    def __init__(self, options: Options, question: Question, environment: Mapping[str, Value]) -> None:
        """Take what the shell starts with, and what to find out."""
        self.state = State(errexit=options.errexit, pipefail=options.pipefail, inherit_errexit=options.posix)
        self.state.variables.update(environment)
        self.target = question.target
        self.path = question.path
        self.fails = question.fails
        self.turned = question.guesses
        self.forced = question.forced
        self.guesses: dict[int, bool] = {}
        """Each guess by the node that it was made at, with the answer it had by itself."""
        self.doubts: set[int] = set()
        """The guesses about what is not known at all; the others suppose that a command does what it should."""
        self.reached = False
        self.reached_after = 0
        """How many guesses had been made when the target was reached."""
        self.ends = False
        """Whether the target is `exit` or `return`: it does not fail, it says so."""
        self.ignored = False
        """Whether a failure is looked at by the script itself, as in a condition: then no shell ends by it."""
        self.output: list[Value] | None = None
        self.substituted = 0
        self.steps = 0
        self.calls = 0
        self.in_trap = False

    def run(self, script: Script) -> int:
        """Return the exit status of a script.

        Raises:
            EndlessError: if it does not come to an end.

        """
        return self._shell(script)

    def _shell(self, script: Script) -> int:
        """Run a shell or a subshell to its end, with its trap."""
        state = self.state
        try:
            status = self.script(script)
        except ExitSignal as end:
            status = end.status
        except (ReturnSignal, LoopSignal) as end:
            status = end.status if isinstance(end, ReturnSignal) else 0
        trap, state.exit_trap = state.exit_trap, None
        if trap is not None:
            state.status = status
            try:
                self.other_text(trap)
            except ExitSignal as end:
                status = end.status
            except (ReturnSignal, LoopSignal):
                pass
        return status

    def subshell(self, script: Script, *, errexit: bool | None = None) -> int:
        """Run commands in a copy of the state, and return their status."""
        outer, depth = self.state, self.ignored
        self.state = outer.copy()
        if errexit is not None:
            self.state.errexit = errexit
        try:
            return self._shell(script)
        finally:
            outer.files = self.state.files
            self.state, self.ignored = outer, depth

    def script(self, script: Script) -> int:
        """Run commands one after the other; return the status of the last."""
        status = 0
        for item in script.items:
            status = self.node(item)
        return status

    def other_text(self, script: Script) -> int:
        """Run commands of another text, as of a trap: none of them is the target, wherever it stands there."""
        target, self.target = self.target, -1
        try:
            return self.script(script)
        finally:
            self.target = target

    def node(self, node: Node) -> int:
        """Run one command and return its status."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise EndlessError
        status = self.runners[type(node)](self, node)
        self.state.status = status
        return status

    def check(self, status: int) -> int:
        """Let a failure end the shell where `set -e` says so."""
        if status and not self.ignored:
            trap = self.state.error_trap
            if trap is not None and not self.in_trap:
                self.in_trap = True
                self.state.status = status
                try:
                    self.other_text(trap)
                finally:
                    self.in_trap = False
            if self.state.errexit:
                raise ExitSignal(status)
        return status

    def guess(self, node: object, answer: bool) -> bool:
        """Return what to suppose at a node where both ways are open."""
        key = id(node)
        # The latest stands last.
        self.guesses[key] = self.guesses.pop(key, answer)
        return self.turned.get(key, answer)

    def condition(self, script: Script | Node) -> tuple[int, bool]:
        """Run a condition; return its status, and whether it rests on a guess."""
        outer, self.ignored = self.ignored, True
        before = self.guessed
        try:
            status = self.script(script) if isinstance(script, Script) else self.node(script)
        finally:
            self.ignored = outer
        return status, self.guessed > before

    guessed = 0
    """How many guesses have decided something so far."""

    def open(self, node: object, answer: bool) -> int:
        """Return a status that is only supposed: it counts as a guess where the script looks at it."""
        if not self.ignored:
            return 0 if answer else 1
        self.guessed += 1
        return 0 if self.guess(node, answer) else 1

    # Simple commands

    def simple(self, node: Simple) -> int:
        """Run a simple command."""
        self.substituted = 0
        if not node.words:
            for assignment in node.assignments:
                self.assign(assignment)
            self.redirect(node.redirects)
            if node.offset == self.target:
                self._reach()
            return self.check(self.substituted)
        if not node.effects and node.offset != self.target and self._is_program(node):
            if not self.redirect(node.redirects):
                self.say(UNKNOWN)
            return self.check(self.open(node, answer=True))
        status = self.substituted
        self.lost = False
        fields = [field for word in node.words for field in self.fields(word)]
        lost = self.lost
        for assignment in node.assignments:
            if isinstance(assignment.value, Word):
                self.value(assignment.value)
        writes = self.redirect(node.redirects)
        if not fields:
            status = self.substituted
        elif fields[0].text == "time" and len(fields) > 1:
            fields = fields[1:]
        outer, self.output = self.output, None if writes else self.output
        try:
            status = self._called(node, fields, status, lost=lost)
        finally:
            self.output = outer
        return self.check(status)

    def _is_program(self, node: Simple) -> bool:
        """Return whether a command is written out and neither a function nor one of bash's own."""
        parts = node.words[0].parts
        if len(parts) != 1 or type(parts[0]) is not Literal:
            return False
        name = parts[0].text
        return (
            name not in builtin.BUILTINS
            and name not in self.state.functions
            and name != "time"
            and "{" not in name
        )

    def _reach(self) -> None:
        if not self.reached:
            self.reached = True
            self.reached_after = len(self.guesses)

    def _called(self, node: Simple, fields: list[Value], status: int, *, lost: bool) -> int:
        name = fields[0].text if fields else ""
        if node.offset == self.target:
            self._reach()
            self.ends = name in {"exit", "return"}
            if self.fails and not self.ends:
                return 1
            if name not in self.state.functions and name not in builtin.BUILTINS:
                return 0
        if not fields:
            return status
        if name in self.state.functions:
            return self.call(self.state.functions[name], fields[1:])
        run = builtin.BUILTINS.get(name)
        if run is not None:
            return run(self, builtin.Call(node, fields, lost))
        self.say(UNKNOWN)
        return self.open(node, answer=True)

    def call(self, body: Node, arguments: list[Value]) -> int:
        """Call a function."""
        state = self.state
        if self.calls >= _MAX_CALLS:
            raise EndlessError
        outer, loops, trap = state.arguments, state.loops, state.error_trap
        state.arguments, state.loops = arguments, 0
        if not state.errtrace:
            state.error_trap = None
        state.local.append({})
        self.calls += 1
        try:
            status = self.node(body)
        except ReturnSignal as end:
            status = end.status
        finally:
            self.calls -= 1
            state.arguments, state.loops = outer, loops
            if state.error_trap is None:
                state.error_trap = trap
            for name, value in state.local.pop().items():
                if value is None:
                    state.variables.pop(name, None)
                else:
                    state.variables[name] = value
        return status

    def say(self, value: Value) -> None:
        """Print something."""
        if self.output is not None:
            self.output.append(value)

    def substitute(self, body: Script) -> Value:
        """Run `$(…)` and return what it prints. In bash, `set -e` does not hold there."""
        outer, self.output = self.output, []
        inherits = self.state.inherit_errexit
        try:
            self.substituted = self.subshell(body, errexit=None if inherits else False)
            printed = self.output
        finally:
            self.output = outer
        self.state.status = self.substituted
        text = "".join(value.text for value in printed).rstrip("\n")
        return Value(text, all(value.known for value in printed))

    def process(self, body: Script) -> None:
        """Run `<(…)`, whose status nobody sees."""
        outer, self.output = self.output, None
        try:
            self.subshell(body, errexit=False)
        finally:
            self.output = outer

    def assign(self, item: Assignment) -> None:
        """Set a variable."""
        state = self.state
        old = state.variables.get(item.name)
        value: Value | Array
        if isinstance(item.value, tuple):
            self.lost = False
            value = Array(tuple(field for word in item.value for field in self.fields(word)), not self.lost)
            if item.appends and isinstance(old, Array):
                value = Array(old.items + value.items, old.known and value.known)
        else:
            value = self.value(item.value) if item.value is not None else EMPTY
            if item.subscript:
                items = old.items if isinstance(old, Array) else ()
                value = Array((*items, value), known=False)
            elif isinstance(old, Array):
                value = Array((value, *old.items[1:]), old.known)
            elif item.appends:
                before = state.get(item.name)
                value = Value(before.text + value.text, before.known and value.known)
        state.put(item.name, value)

    def redirect(self, redirects: tuple[Redirect, ...]) -> bool:
        """Follow redirections; return whether they take the standard output away."""
        takes = False
        for item in redirects:
            value = self.value(item.word) if item.word is not None else EMPTY
            if item.takes_output and item.operator != ">&":
                takes = True
                if value.text:
                    self.state.files[value.text] = True
        return takes

    def declaration(self, node: Declaration) -> int:
        """Run `export`, `local` and the like: they succeed, whatever stands on the right."""
        for item in node.items:
            if node.keyword in {"local", "declare", "typeset"}:
                if item.name.startswith("-"):
                    continue
                self.state.shadow(item.name)
            if item.value is not None:
                self.assign(item)
            elif node.keyword in {"local", "declare", "typeset"} and item.name.isidentifier():
                self.state.put(item.name, EMPTY)
        return 0

    def unset(self, node: Unset) -> int:
        """Forget variables."""
        for name in node.names:
            self.state.put(name, EMPTY)
        return 0

    # Conditions

    @property
    def world(self) -> World:
        """What tests may ask."""
        return World(self._is_set, self._file)

    def _is_set(self, name: str) -> Answer:
        found = self.state.variables.get(name.partition("[")[0])
        return Answer(1 if found is None else 0, found is not None)

    def _file(self, operator: str, name: str) -> Answer:
        if operator in {"-t", "-o", "-N", "-u", "-g", "-k"}:
            return Answer(1, known=False)
        return Answer(
            0 if name in self.state.files and operator not in {"-d", "-x", "-L", "-h"} else 1, known=False
        )

    def answered(self, node: object, answer: Answer) -> int:
        """Return the status of a test; what is not known is a guess where the script looks at it."""
        if answer.known:
            return answer.status
        if not self.ignored:
            # Standing alone, a test under `set -e` must hold, or the script never comes any further.
            return 0 if self.state.errexit else answer.status
        self.doubts.add(id(node))
        return self.open(node, answer=not answer.status)

    def test(self, node: Condition) -> int:
        """Run `[ … ]` or `[[ … ]]`."""
        self.lost = False
        if node.double:
            items: list[Operand | str] = []
            for item in node.items:
                if isinstance(item, Word):
                    pattern = self.pattern(item)
                    items.append(Operand(self.value(item), pattern.text))
                else:
                    items.append(item)
            answer = double(items, self.world)
        else:
            fields = [
                field
                for item in node.items
                for field in (self.fields(item) if isinstance(item, Word) else [Value(item)])
            ]
            answer = classic(fields, self.world)
        return self.check(self.answered(node, Answer(answer.status, answer.known and not self.lost)))

    def calculation(self, node: Calculation) -> int:
        """Run `((…))`: true unless it is zero."""
        try:
            number = self.arithmetic(node.text)
        except ExitSignal:
            return self.check(1)
        return self.check(self.answered(node, Answer(0 if number.value else 1, number.known)))
