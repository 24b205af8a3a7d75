"""What bash's own commands do to the state of the shell, as far as it bears on the exit status.

See https://www.gnu.org/software/bash/manual/bash.html#Shell-Builtin-Commands
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.numbers import signed, whole

from .arithmetic import ArithmeticFaultError, calculate
from .conditions import Answer, classic
from .state import ExitSignal, LoopSignal, ReturnSignal
from .values import UNKNOWN, Array, Value

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from .core import Core
    from .tree import Simple

    Builtin: TypeAlias = Callable[[Core, "Call"], int]

_MAX_EVAL = 5_000


class Call(NamedTuple):
    """A call of a command: its fields, the name first; `lost` tells that unknown ones may have been left out."""

    node: Simple
    fields: list[Value]
    lost: bool


def _true(_machine: Core, _call: Call) -> int:
    return 0


def _false(_machine: Core, _call: Call) -> int:
    return 1


def _open(machine: Core, call: Call) -> int:
    return machine.open(call.node, answer=True)


def _echo(machine: Core, call: Call) -> int:
    words = call.fields[1:]
    while words and re.fullmatch(r"-[neE]+", words[0].text):
        words = words[1:]
    text = " ".join(word.text for word in words) + "\n"
    machine.say(Value(text, all(word.known for word in words) and not call.lost))
    return 0


def _printf(machine: Core, call: Call) -> int:
    match [field.text for field in call.fields[1:]]:
        case ["-v", name, *_]:
            machine.state.put(name, UNKNOWN)
        case ["%s" | "%s\\n" | "%d", _]:
            machine.say(
                Value(
                    call.fields[2].text + ("\n" if "\\n" in call.fields[1].text else ""), call.fields[2].known
                )
            )
        case [text] if "%" not in text and "\\" not in text:
            machine.say(call.fields[1])
        case [text, *_]:
            # Something is printed, whatever it is.
            machine.say(Value(text, known=False))
    return 0


def _test(machine: Core, call: Call) -> int:
    words = call.fields[1:]
    if call.fields[0].text == "[" and words and words[-1].text == "]":
        words = words[:-1]
    answer = classic(words, machine.world)
    return machine.answered(call.node, Answer(answer.status, answer.known and not call.lost))


def _exit(machine: Core, call: Call) -> int:
    raise ExitSignal(_status(machine, call.fields))


def _return(machine: Core, call: Call) -> int:
    status = _status(machine, call.fields)
    if not machine.state.local:
        return status or 1  # bash complains and goes on
    raise ReturnSignal(status)


def _status(machine: Core, fields: list[Value]) -> int:
    if len(fields) < 2:
        return machine.state.status
    text = fields[1].text.strip()
    number = signed(text)
    if number is not None:
        return number % 256
    # A number that is unknown: as a rule a status that was kept, of something that went well.
    return 2 if fields[1].known and text else machine.state.status if not text and not fields[1].known else 0


def _break(machine: Core, call: Call) -> int:
    if not machine.state.loops:
        return 0
    levels = (whole(call.fields[1].text) if len(call.fields) > 1 else None) or 1
    raise LoopSignal(min(max(levels, 1), machine.state.loops), again=call.fields[0].text == "continue")


def _set(machine: Core, call: Call) -> int:
    state = machine.state
    words = call.fields[1:]
    while words:
        text = words[0].text
        if text in {"--", "-"}:
            state.arguments = words[1:]
            return 0
        if text[:1] not in {"-", "+"} or len(text) < 2:
            state.arguments = words
            return 0
        on = text[0] == "-"
        words = words[1:]
        for letter in text[1:]:
            if letter == "e":
                state.errexit = on
            elif letter == "E":
                state.errtrace = on
            elif letter == "o" and words:
                _option(machine, words[0].text, on=on)
                words = words[1:]
    return 0


def _option(machine: Core, name: str, *, on: bool) -> None:
    state = machine.state
    match name:
        case "errexit":
            state.errexit = on
        case "pipefail":
            state.pipefail = on
        case "errtrace":
            state.errtrace = on
        case "inherit_errexit" | "posix":
            state.inherit_errexit = on


def _shopt(machine: Core, call: Call) -> int:
    words = [field.text for field in call.fields[1:]]
    if "-s" in words or "-u" in words:
        for word in words:
            if not word.startswith("-") and (word == "inherit_errexit" or "-o" in words):
                _option(machine, word, on="-s" in words)
        return 0
    return machine.open(call.node, answer=True)


def _trap(machine: Core, call: Call) -> int:
    from .grammar import parse  # noqa: PLC0415 (it loads the grammar, which a machine alone does not need)

    words = call.fields[1:]
    if words and words[0].text == "--":
        words = words[1:]
    if len(words) < 2:
        return 0
    text = words[0].text
    body = None if text == "-" else parse(text[:_MAX_EVAL]).script
    for signal in words[1:]:
        match signal.text.upper().removeprefix("SIG"):
            case "EXIT" | "0":
                machine.state.exit_trap = body
            case "ERR":
                machine.state.error_trap = body
    return 0


def _eval(machine: Core, call: Call) -> int:
    from .grammar import parse  # noqa: PLC0415

    text = " ".join(field.text for field in call.fields[1:])
    if not text.strip():
        return 0
    if not all(field.known for field in call.fields):
        return machine.open(call.node, answer=True)
    machine.calls += 1
    try:
        if machine.calls > 20:
            return 0
        return machine.other_text(parse(text[:_MAX_EVAL]).script)
    finally:
        machine.calls -= 1


def _exec(machine: Core, call: Call) -> int:
    words = [field for field in call.fields[1:] if not field.text.startswith("-")]
    if not words:
        return 0
    machine.say(UNKNOWN)
    raise ExitSignal(0)


def _command(machine: Core, call: Call) -> int:
    if len(call.fields) > 1 and call.fields[1].text in {"-v", "-V"}:
        return machine.open(call.node, answer=True)
    words = [field for field in call.fields[1:] if field.text != "-p"]
    run = BUILTINS.get(words[0].text) if words else None
    if run is not None and words:
        return run(machine, Call(call.node, words, call.lost))
    machine.say(UNKNOWN)
    return machine.open(call.node, answer=True) if words else 0


def _read(machine: Core, call: Call) -> int:
    names = [field.text for field in call.fields[1:] if not field.text.startswith("-")]
    here = next(
        (item for item in call.node.redirects if item.operator == "<<<" and item.word is not None), None
    )
    value = machine.value(here.word) if here is not None and here.word is not None else UNKNOWN
    for name in names:
        machine.state.put(name, value if len(names) == 1 else Value("", known=False))
    if here is not None:
        return 0
    # In a loop it ends at the end of its input, of which an empty world has none.
    return machine.open(call.node, answer=False) if machine.ignored else 0


def _mapfile(machine: Core, call: Call) -> int:
    names = [field.text for field in call.fields[1:] if not field.text.startswith("-")]
    machine.state.put(names[-1] if names else "MAPFILE", Array((), known=False))
    return 0


def _let(machine: Core, call: Call) -> int:
    number = None
    for field in call.fields[1:]:
        try:
            number = calculate(
                field.text,
                machine.state.get,
                lambda name, found: machine.state.put(name, Value(str(found.value), found.known)),
                known=field.known,
            )
        except ArithmeticFaultError:
            return 1
    if number is None:
        return 1
    return machine.answered(call.node, Answer(0 if number.value else 1, number.known))


def _shift(machine: Core, call: Call) -> int:
    wanted = whole(call.fields[1].text) if len(call.fields) > 1 else None
    count = 1 if wanted is None else wanted
    if count > len(machine.state.arguments):
        return 1
    machine.state.arguments = machine.state.arguments[count:]
    return 0


def _wait(machine: Core, call: Call) -> int:
    jobs = machine.state.jobs
    words = [field for field in call.fields[1:] if not field.text.startswith("-")]
    if any(field.text == "-n" for field in call.fields[1:]):
        return jobs.pop(next(iter(jobs))) if jobs else 127
    if not words:
        return 0
    status = 0
    for word in words:
        number = whole(word.text.removeprefix("%")) if word.text.startswith("%") else None
        if number is not None:
            numbers = list(jobs)
            status = jobs[numbers[number - 1]] if number <= len(numbers) else 127
        else:
            status = jobs.get(word.text, 0 if not word.known else 127)
    return status


def _kill(machine: Core, call: Call) -> int:
    return machine.open(call.node, answer=True)


def _cd(machine: Core, call: Call) -> int:
    return machine.open(call.node, answer=True)


def _pwd(machine: Core, _call: Call) -> int:
    machine.say(Value("/", known=False))
    return 0


def _getopts(machine: Core, call: Call) -> int:
    return machine.open(call.node, answer=False) if machine.ignored else 0


BUILTINS: dict[str, Builtin] = {
    ":": _true,
    "true": _true,
    "false": _false,
    "echo": _echo,
    "printf": _printf,
    "test": _test,
    "[": _test,
    "exit": _exit,
    "return": _return,
    "break": _break,
    "continue": _break,
    "set": _set,
    "shopt": _shopt,
    "trap": _trap,
    "eval": _eval,
    "exec": _exec,
    "command": _command,
    "builtin": _command,
    "read": _read,
    "mapfile": _mapfile,
    "readarray": _mapfile,
    "let": _let,
    "shift": _shift,
    "wait": _wait,
    "kill": _kill,
    "cd": _cd,
    "pushd": _cd,
    "popd": _cd,
    "pwd": _pwd,
    "source": _open,
    ".": _open,
    "type": _open,
    "hash": _open,
    "getopts": _getopts,
    "ulimit": _true,
    "umask": _true,
    "disown": _true,
    "alias": _true,
    "unalias": _true,
    "times": _true,
}
