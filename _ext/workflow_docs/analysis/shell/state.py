"""The state of a shell: variables, options, functions, traps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .values import EMPTY, UNKNOWN, Array, Value

if TYPE_CHECKING:
    from .tree import Node, Script


class ExitSignal(Exception):  # noqa: N818 (no error: it carries a status)
    """The shell, or a subshell of it, ends with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class ReturnSignal(Exception):  # noqa: N818
    """A function ends with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class LoopSignal(Exception):  # noqa: N818
    """`break` or `continue`; `levels` counts the loops that are left, `again` is true for `continue`."""

    def __init__(self, levels: int, *, again: bool) -> None:
        super().__init__(levels)
        self.levels = levels
        self.again = again


class EndlessError(Exception):
    """The script goes on and on: GitHub stops it when its time is over, and the step fails."""


class State:
    """What a shell knows; a subshell has a copy."""

    def __init__(self, *, errexit: bool, pipefail: bool, inherit_errexit: bool = False) -> None:
        """Start with the options that the shell is started with."""
        self.variables: dict[str, Value | Array] = {}
        self.functions: dict[str, Node] = {}
        self.arguments: list[Value] = []
        self.errexit = errexit
        self.pipefail = pipefail
        self.inherit_errexit = inherit_errexit
        self.errtrace = False
        self.status = 0
        self.jobs: dict[str, int] = {}
        self.last_job = EMPTY
        self.exit_trap: Script | None = None
        self.error_trap: Script | None = None
        self.files: dict[str, bool] = {}
        self.loops = 0
        self.local: list[dict[str, Value | Array | None]] = []

    def copy(self) -> State:
        """Return the state of a subshell: a trap on its end is its parent's, and that on errors as a rule."""
        other = State.__new__(State)
        other.__dict__.update(self.__dict__)
        other.variables = dict(self.variables)
        other.functions = dict(self.functions)
        other.jobs = dict(self.jobs)
        other.local = [dict(names) for names in self.local]
        other.exit_trap = None
        if not self.errtrace:
            other.error_trap = None
        return other

    def get(self, name: str) -> Value:
        """Return the value of a variable; what the script never sets may come from the environment."""
        found = self.variables.get(name, UNKNOWN)
        return found.at("0") if isinstance(found, Array) else found

    def put(self, name: str, value: Value | Array) -> None:
        """Set a variable."""
        self.variables[name] = value

    def shadow(self, name: str) -> None:
        """Make a variable local to the function that runs."""
        if self.local and name not in self.local[-1]:
            self.local[-1][name] = self.variables.get(name)
