"""Words -> the fields and texts that bash makes of them: https://www.gnu.org/software/bash/manual/bash.html#Shell-Expansions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.workflow.numbers import signed, whole

from .arithmetic import ArithmeticFaultError, Number, calculate
from .state import ExitSignal, State
from .tree import Arithmetic, Literal, Parameter, Process, Substitution
from .values import EMPTY, MAX_TEXT, UNKNOWN, Array, Value, escaped, matches

if TYPE_CHECKING:
    from .tree import Part, Script, Word

_MAX_FIELDS = 1000
_RANGE = re.compile(r"\{(?P<first>-?[0-9]{1,6})\.\.(?P<last>-?[0-9]{1,6})(?:\.\.(?P<step>-?[0-9]{1,6}))?\}")
_CHOICE = re.compile(r"\{([^{},]*+,[^{}]*+)\}")
_INTEGER = re.compile(r"-?[0-9]{1,6}")


class Expansion:
    """Expands words with the state of a shell; who inherits says what a substitution prints."""

    state: State
    substituted: int
    """The status of the last command substitution."""

    def substitute(self, body: Script) -> Value:
        """Run a command substitution and return what it prints."""
        raise NotImplementedError

    def process(self, body: Script) -> None:
        """Run a process substitution."""
        raise NotImplementedError

    def fields(self, word: Word) -> list[Value]:
        """Return the fields of a word: what is not quoted is split, and what is empty then goes."""
        parts = word.parts
        if len(parts) == 1 and type(parts[0]) is Literal and "{" not in parts[0].text:
            return [Value(parts[0].text, parts[0].known)]
        if all(type(part) is Literal for part in parts):
            return self._braces(parts)
        found: list[Value] = []
        text, open_, known = "", False, True
        for part in parts:
            many = self._many(part)
            if many is not None:
                quoted = isinstance(part, Parameter) and part.quoted
                items = (
                    many.items
                    if quoted
                    else [Value(piece, item.known) for item in many.items for piece in item.text.split()]
                )
                for number, item in enumerate(items):
                    if number:
                        found.append(Value(text, known))
                        text, known = "", True
                    text, open_, known = text + item.text, True, known and item.known
                known = known and many.known
                continue
            value, quoted = self.part(part)
            known = known and value.known
            if quoted or isinstance(part, Literal):
                text += value.text
                open_ = open_ or quoted or bool(value.text)
                continue
            pieces = value.text.split()
            if value.text[:1].isspace() and text:
                found.append(Value(text, known))
                text, open_ = "", False
            for number, piece in enumerate(pieces[:_MAX_FIELDS]):
                if number:
                    found.append(Value(text, known))
                    text = ""
                text, open_ = text + piece, True
            if pieces and value.text[-1].isspace():
                found.append(Value(text, known))
                text, open_ = "", False
        if open_:
            found.append(Value(text[:MAX_TEXT], known))
        elif not known and not found:
            self.lost = True
        return found

    def _braces(self, parts: tuple[Part, ...]) -> list[Value]:
        """Return the fields of a word that is written out, with `{1..3}` and `{a,b}` in it expanded."""
        text = "".join(part.text for part in parts if isinstance(part, Literal))
        known = all(part.known for part in parts if isinstance(part, Literal))
        if "{" in text and not any(part.quoted and part.text for part in parts if isinstance(part, Literal)):
            return [Value(one, known) for one in _expanded(text)]
        return [Value(text, known)]

    lost = False
    """Whether an unknown text has been left out because an empty world makes it empty."""

    def value(self, word: Word) -> Value:
        """Return the text of a word that is not split, as in an assignment."""
        parts = word.parts
        if len(parts) == 1 and isinstance(parts[0], Literal):
            return Value(parts[0].text, parts[0].known)
        text, known = "", True
        for part in parts:
            many = self._many(part)
            value = self._joined(many) if many is not None else self.part(part)[0]
            text += value.text
            known = known and value.known
        return Value(text[:MAX_TEXT], known)

    def pattern(self, word: Word) -> Value:
        """Return a word as a pattern: what is quoted in it stands for itself."""
        text, known = "", True
        for part in word.parts:
            many = self._many(part)
            value, quoted = (self._joined(many), True) if many is not None else self.part(part)
            text += escaped(value.text) if quoted else value.text
            known = known and value.known
        return Value(text[:MAX_TEXT], known)

    def part(self, part: Part) -> tuple[Value, bool]:
        """Return the text of a part, and whether it is quoted."""
        match part:
            case Literal():
                return Value(part.text, part.known), part.quoted
            case Parameter():
                return self.parameter(part), part.quoted
            case Substitution():
                return self.substitute(part.body), part.quoted
            case Arithmetic():
                number = self.arithmetic(part.text)
                return Value(str(number.value), number.known), True
            case Process():
                self.process(part.body)
                return Value("/dev/fd/63"), True

    def arithmetic(self, word: Word) -> Number:
        """Return the value of an arithmetic expression.

        Raises:
            ExitSignal: for an expression that bash refuses, which ends the shell.

        """
        text = self.value(word)
        try:
            return calculate(text.text, self.state.get, self._put_number, known=text.known or not text.text)
        except ArithmeticFaultError:
            if not text.known or not all(
                self.state.get(name).known for name in re.findall(r"[A-Za-z_]\w*", text.text)
            ):
                return Number(0, known=False)
            raise ExitSignal(1) from None

    def _put_number(self, name: str, number: Number) -> None:
        self.state.put(name, Value(str(number.value), number.known))

    def _many(self, part: Part) -> Array | None:
        """Return what `"$@"` and `"${name[@]}"` stand for, or None for another part."""
        if not isinstance(part, Parameter) or part.prefix == "#" or part.operator:
            return None
        if part.name in "@*" and not part.prefix:
            return Array(tuple(self.state.arguments))
        if part.subscript in {"@", "*"} and not part.prefix:
            found = self.state.variables.get(part.name, UNKNOWN)
            if isinstance(found, Array):
                return found
            return Array((found,) if found.text else (), found.known)
        return None

    def _joined(self, array: Array) -> Value:
        known = array.known and all(item.known for item in array.items)
        return Value(" ".join(item.text for item in array.items), known)

    def parameter(self, part: Parameter) -> Value:
        """Return the value of `$name` or `${name…}`."""
        value, is_set = self._plain(part)
        if part.prefix == "#":
            return self._length(part, value)
        if part.prefix == "!":
            return UNKNOWN
        if not part.operator:
            return value
        return self._operated(part, value, is_set=is_set)

    def _plain(self, part: Parameter) -> tuple[Value, bool]:
        state = self.state
        name = part.name
        match name:
            case "?":
                return Value(str(state.status)), True
            case "!":
                return state.last_job, bool(state.last_job.text)
            case "#":
                return Value(str(len(state.arguments))), True
            case "@" | "*":
                return self._joined(Array(tuple(state.arguments))), bool(state.arguments)
            case "$" | "0":
                return Value("1000", known=False), True
            case "-":
                return UNKNOWN, True
        number = whole(name)
        if number is not None:
            if number <= len(state.arguments):
                return state.arguments[number - 1], True
            return EMPTY, False
        found = state.variables.get(name)
        if isinstance(found, Array):
            return (
                self._joined(found) if part.subscript in {"@", "*"} else found.at(part.subscript or "0")
            ), True
        if found is None:
            return UNKNOWN, False
        return found if part.subscript in {"", "0", "@", "*"} else EMPTY, True

    def _length(self, part: Parameter, value: Value) -> Value:
        if part.subscript in {"@", "*"} or part.name in {"@", "*"}:
            found = self.state.variables.get(part.name)
            if part.name in {"@", "*"}:
                return Value(str(len(self.state.arguments)))
            if isinstance(found, Array):
                return Value(str(len(found.items)), found.known)
            return Value("1" if found is not None else "0", found is not None and found.known)
        return Value(str(len(value.text)), value.known)

    def _operated(self, part: Parameter, value: Value, *, is_set: bool) -> Value:
        argument = part.argument
        operator = part.operator
        # An empty value is as good as none, except for the operators without a colon.
        there = bool(value.text) if operator.startswith(":") else is_set
        match operator:
            case ":-" | "-" | ":=" | "=":
                if there:
                    return value
                other = self.value(argument) if argument is not None else EMPTY
                other = Value(other.text, other.known and value.known)
                if "=" in operator:
                    self.state.put(part.name, other)
                return other
            case ":+" | "+":
                other = self.value(argument) if argument is not None else EMPTY
                return Value(other.text if there else "", other.known and value.known)
            case ":?" | "?":
                if argument is not None:
                    self.value(argument)
                if not there and value.known:
                    raise ExitSignal(1)
                return value
            case "#" | "##" | "%" | "%%":
                pattern = self.pattern(argument) if argument is not None else EMPTY
                return Value(_cut(value.text, operator, pattern.text), value.known and pattern.known)
            case ":":
                cut = self.value(argument) if argument is not None else EMPTY
                return _part_of(value, cut)
            case "^^" | "^":
                upper = value.text.upper() if operator == "^^" else value.text[:1].upper() + value.text[1:]
                return Value(upper, value.known)
            case ",," | ",":
                lower = value.text.lower() if operator == ",," else value.text[:1].lower() + value.text[1:]
                return Value(lower, value.known)
        if argument is not None:
            self.value(argument)
        return Value(value.text, known=value.known and not value.text)


def _expanded(text: str) -> list[str]:
    match = _RANGE.search(text)
    if match is not None:
        first, last = signed(match["first"]) or 0, signed(match["last"]) or 0
        step = max(abs(signed(match["step"] or "1") or 1), 1)
        numbers = range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
        return [text[: match.start()] + str(number) + text[match.end() :] for number in numbers[:_MAX_FIELDS]]
    match = _CHOICE.search(text)
    if match is not None:
        return [text[: match.start()] + one + text[match.end() :] for one in match[1].split(",")]
    return [text]


def _cut(text: str, operator: str, pattern: str) -> str:
    lengths = range(len(text) + 1)
    if operator in {"##", "%%"}:
        lengths = lengths[::-1]
    for length in lengths if len(text) <= 300 else ():
        piece = text[:length] if operator[0] == "#" else text[len(text) - length :]
        if matches(piece, pattern):
            return text[length:] if operator[0] == "#" else text[: len(text) - length]
    return text


def _part_of(value: Value, cut: Value) -> Value:
    start, _, length = cut.text.partition(":")
    if not _INTEGER.fullmatch(start.strip()) or (length and not _INTEGER.fullmatch(length.strip())):
        return Value(value.text, known=value.known and not value.text)
    first = signed(start.strip()) or 0
    text = value.text[first:]
    if length:
        text = text[: signed(length.strip())]
    return Value(text, value.known)
