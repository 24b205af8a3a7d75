"""Lists, pipelines and compound commands: the rest of what runs a script in thought (see `core`).

See https://www.gnu.org/software/bash/manual/bash.html#Shell-Commands
"""

from __future__ import annotations

from .arithmetic import Number
from .core import Core
from .state import EndlessError, LoopSignal
from .tree import (
    AndOr,
    Background,
    Calculation,
    Case,
    Condition,
    Declaration,
    For,
    ForArithmetic,
    Function,
    Group,
    If,
    Pipeline,
    Redirected,
    Script,
    Simple,
    Subshell,
    Unreadable,
    Unset,
    While,
)
from .values import UNKNOWN, Array, Value, matches

MAX_ROUNDS = 200
"""How often a loop goes round before it counts as endless."""


class Machine(Core):
    """One run of a script."""

    def pipeline(self, node: Pipeline) -> int:
        """Run a pipeline: each command in a subshell, the status that of the last, or with `pipefail` the last failure."""
        if node.negated:
            outer, self.ignored = self.ignored, True
            try:
                status = self._pipe(node)
            finally:
                self.ignored = outer
            return int(not status)
        return self.check(self._pipe(node))

    def _pipe(self, node: Pipeline) -> int:
        if len(node.elements) == 1:
            return self.node(node.elements[0])
        statuses = []
        outer = self.output
        last = len(node.elements) - 1
        try:
            for number, element in enumerate(node.elements):
                self.output = outer if number == last else None
                before = self.guessed
                status = self.subshell(Script((element,)))
                if number < last and not self.state.pipefail and self.guessed > before:
                    # Nobody sees that status, so nothing was decided.
                    self.guessed = before
                statuses.append(status)
        finally:
            self.output = outer
        self.state.put("PIPESTATUS", Array(tuple(Value(str(status)) for status in statuses)))
        if self.state.pipefail:
            return next((status for status in reversed(statuses) if status), 0)
        return statuses[-1]

    def and_or(self, node: AndOr) -> int:
        """Run `a && b || c`."""
        status, open_ = 0, False
        last = len(node.elements) - 1
        for number, element in enumerate(node.elements):
            if number:
                wanted = node.operators[number - 1] == "&&"
                if (status == 0) != wanted:
                    if not ((open_ or self.forced) and id(element) in self.path):
                        continue
                    # Only a guess keeps us from the target: guess otherwise.
                    status = 0 if wanted else 1
                    self.state.status = status
            if number == last:
                status = self.node(element)
            else:
                status, was_open = self.condition(element)
                open_ = was_open or (open_ and number > 0)
        return status

    def background(self, node: Background) -> int:
        """Start a list in the background."""
        outer, self.output = self.output, None
        try:
            status = self.subshell(Script((node.body,)))
        finally:
            self.output = outer
        number = str(70_000 + len(self.state.jobs))
        self.state.jobs[number] = status
        self.state.last_job = Value(number)
        return 0

    def if_(self, node: If) -> int:
        """Run `if`."""
        aims = [id(body) in self.path for _, body in node.clauses]
        later = node.otherwise is not None and id(node.otherwise) in self.path
        for number, (condition, body) in enumerate(node.clauses):
            status, open_ = self.condition(condition)
            if (open_ or self.forced) and id(condition) not in self.path:
                if aims[number]:
                    status = 0
                elif (
                    any(aims[number + 1 :])
                    or later
                    or any(id(c) in self.path for c, _ in node.clauses[number + 1 :])
                ):
                    status = 1
            if status == 0:
                return self.script(body)
        return self.script(node.otherwise) if node.otherwise is not None else 0

    def _round(self, body: Script) -> tuple[int, bool]:
        """Run a loop's body once; return its status, and whether the loop is left."""
        state = self.state
        state.loops += 1
        try:
            return self.script(body), False
        except LoopSignal as left:
            if left.levels > 1:
                raise LoopSignal(left.levels - 1, again=left.again) from None
            return 0, not left.again
        finally:
            state.loops -= 1

    def while_(self, node: While) -> int:
        """Run `while` or `until`."""
        status = 0
        supposed = 0
        for _ in range(MAX_ROUNDS):
            found, open_ = self.condition(node.condition)
            goes_on = (found == 0) != node.until
            if (open_ or (self.forced and not supposed)) and id(node.condition) not in self.path:
                if goes_on and supposed:
                    goes_on = False  # a guess that holds for ever would never end
                elif not goes_on and not supposed and id(node.body) in self.path:
                    goes_on = True
                supposed += goes_on
            if not goes_on:
                return status
            before = dict(self.state.variables)
            status, left = self._round(node.body)
            if left:
                return status
            if not open_ and before == self.state.variables:
                break  # nothing has changed, so nothing ever will
        raise EndlessError

    def for_(self, node: For) -> int:
        """Run `for`."""
        self.lost = False
        if node.words is None:
            fields = list(self.state.arguments)
        else:
            fields = [field for word in node.words for field in self.fields(word)]
        if not fields and id(node.body) in self.path:
            fields = [UNKNOWN]
        status = 0
        for field in fields[:MAX_ROUNDS]:
            self.state.put(node.name, field)
            status, left = self._round(node.body)
            if left:
                break
        return status

    def for_arithmetic(self, node: ForArithmetic) -> int:
        """Run `for ((…))`."""
        self.arithmetic(node.start)
        status = 0
        supposed = 0
        for _ in range(MAX_ROUNDS):
            number = self.arithmetic(node.condition) if node.condition.parts else Number(1)
            goes_on = bool(number.value)
            if not number.known:
                goes_on = not supposed and (goes_on or id(node.body) in self.path)
                supposed += 1
            if not goes_on:
                return status
            status, left = self._round(node.body)
            if left:
                return status
            self.arithmetic(node.step)
        raise EndlessError

    def case(self, node: Case) -> int:
        """Run `case`."""
        word = self.value(node.word)
        chosen = None
        for number, item in enumerate(node.items):
            for written in item.patterns:
                pattern = self.pattern(written)
                if chosen is None and matches(word.text, pattern.text):
                    chosen = number
        if not word.known or self.forced:
            for number, item in enumerate(node.items):
                if id(item.body) in self.path:
                    chosen = number
                    break
            else:
                # Which item it is, nobody knows: any one may be looked at.
                key = id(node)
                self.guesses.setdefault(key, False)
                self.doubts.add(key)
                self.guessed += 1
                if key in self.turned and node.items:
                    chosen = 0 if chosen != 0 else min(1, len(node.items) - 1)
        if chosen is None:
            return 0
        status = 0
        for item in node.items[chosen:]:
            status = self.script(item.body)
            if item.end != ";&":
                break
        return status

    def group(self, node: Group) -> int:
        """Run `{ … }`."""
        return self.script(node.body)

    def in_subshell(self, node: Subshell) -> int:
        """Run `( … )`."""
        return self.check(self.subshell(node.body))

    def function(self, node: Function) -> int:
        """Keep the definition of a function."""
        self.state.functions[node.name] = node.body
        return 0

    def redirected(self, node: Redirected) -> int:
        """Run a compound command whose input or output goes elsewhere."""
        takes = self.redirect(node.redirects)
        if node.body is None:
            return 0
        outer, self.output = self.output, None if takes else self.output
        try:
            return self.node(node.body)
        finally:
            self.output = outer

    def unreadable(self, node: Unreadable) -> int:
        """Run what can be made out."""
        return self.script(node.body)


Machine.runners = {
    Simple: Machine.simple,
    Declaration: Machine.declaration,
    Unset: Machine.unset,
    Condition: Machine.test,
    Calculation: Machine.calculation,
    Pipeline: Machine.pipeline,
    AndOr: Machine.and_or,
    Background: Machine.background,
    If: Machine.if_,
    While: Machine.while_,
    For: Machine.for_,
    ForArithmetic: Machine.for_arithmetic,
    Case: Machine.case,
    Group: Machine.group,
    Subshell: Machine.in_subshell,
    Function: Machine.function,
    Redirected: Machine.redirected,
    Unreadable: Machine.unreadable,
}
