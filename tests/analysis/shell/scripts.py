"""Shell scripts at random, over every construct that decides about a script's exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

_WORDS = ("a", "b", "$x", '"$y"', "1", "--flag=2", "'q r'")


class _Names:
    """Names of commands, each once."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return f"c{self.count}"


@st.composite
def scripts(draw: Callable[..., object], *, posix: bool = False) -> str:
    """Return a script whose commands are `c1`, `c2` …, each of them written once."""
    names = _Names()
    made = _Maker(draw, names, posix=posix)
    lines = [made.setting()] if draw(st.integers(0, 3)) == 0 else []
    lines += [made.statement(3) for _ in range(draw(st.integers(1, 5)))]  # type: ignore[call-overload]
    return "\n".join(lines) + "\n"


class _Maker:
    def __init__(self, draw: Callable[..., object], names: _Names, *, posix: bool) -> None:
        self.draw = draw
        self.name = names
        self.posix = posix
        self.functions = 0
        self.in_function = 0
        self.in_loop = 0
        self.counters = 0

    def pick(self, *options: object) -> object:
        return self.draw(st.sampled_from(options))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))  # type: ignore[return-value]

    def command(self) -> str:
        name = self.name()
        words = "".join(f" {self.pick(*_WORDS)}" for _ in range(self.number(0, 2)))
        tail = self.pick("", "", "", "", " > out", " 2>&1", " > /dev/null 2>&1", " < /dev/null")
        head = self.pick("", "", "", "", "A=1 ", "")
        return f"{head}{name}{words}{tail}"

    def setting(self) -> str:
        options = ["set -e", "set +e", "set -eE", "set -x"]
        if not self.posix:
            options += ["set -o pipefail", "set +o pipefail", "set -eo pipefail", "set -Eeo pipefail",
                        "shopt -s inherit_errexit", "set -o errexit", "set +o errexit"]  # fmt: skip
        # `set -u` would stop at the variables that words use.
        return "x=1; y=2\n" + str(self.pick(*options))

    def body(self, depth: int, low: int = 1, high: int = 2) -> str:
        return "; ".join(self.statement(depth - 1) for _ in range(self.number(low, high)))

    def statement(self, depth: int) -> str:
        """Return one statement, without a line break at its end."""
        if depth <= 0:
            return self.small()
        kind = self.number(0, 29)
        match kind:
            case 0 | 1 | 2 | 3:
                return self.command()
            case 4 | 5 | 6:
                return self.and_or(depth)
            case 7 | 8:
                return self.pipeline(depth)
            case 9 | 10:
                return self.if_(depth)
            case 11:
                return self.loop(depth)
            case 12:
                return f"( {self.body(depth)} )"
            case 13:
                return f"{{ {self.body(depth)}; }}"
            case 14:
                return self.function(depth)
            case 15:
                return self.case(depth)
            case 16 | 17:
                return self.substitution(depth)
            case 18:
                # The grammar does not know `! {`, which is told as unknown.
                return f"! {self.command()}" if self.number(0, 1) else f"! ( {self.body(depth)} )"
            case 19:
                return self.saved(depth)
            case 20:
                return self.background(depth)
            case 21:
                return self.trap(depth)
            case 22:
                return self.setting().split("\n")[1]
            case 23:
                return self.retry(depth)
            case 24:
                return self.collected(depth)
            case 25:
                return f"{self.name()} <<'END'\nsome text\nEND\n:"
            case 26 if not self.posix:
                return f"{self.command()} | {self.command()}; if [ ${{PIPESTATUS[0]}} -ne 0 ]; then {self.body(depth)}; exit 1; fi"
            case 27 if not self.posix:
                return f"while read -r line; do {self.body(depth)}; done < <({self.command()})"
            case _:
                return self.small()

    def small(self) -> str:
        options = ["", "", "", "echo text", ":", "true", "x=2", "test -n a", '[ -n "" ] && echo y']
        if self.in_function:
            options += ["return 0", "return", "return 3"]
        if self.in_loop:
            options += ["break", "continue"]
        if self.number(0, 5) == 0:
            options += ["exit 0", "exit 1", "exit", "exit $?", "false"]
        return str(self.pick(*options)) or self.command()

    def element(self, depth: int) -> str:
        if depth > 1 and self.number(0, 4) == 0:
            return str(self.pick(0, 1)) and (
                f"( {self.body(depth - 1)} )" if self.number(0, 1) else f"{{ {self.body(depth - 1)}; }}"
            )
        return self.command()

    def pipeline(self, depth: int) -> str:
        signs = [" | "] if self.posix else [" | ", " | ", " |& "]
        text = self.element(depth)
        for _ in range(self.number(1, 2)):
            text += f"{self.pick(*signs)}{self.element(depth)}"
        return text

    def and_or(self, depth: int) -> str:
        text = self.pipeline(depth) if self.number(0, 3) == 0 else self.element(depth)
        for _ in range(self.number(1, 2)):
            other = self.pick(
                "&&", "&&", "||", "|| true", "|| :", "|| echo", "|| exit 1", "|| exit", "|| exit $?", "|| {", "|| rc=$?", "|| x=1",
                "|| return 1" if self.in_function else "|| false", "|| break" if self.in_loop else "|| continue" if self.in_loop else "||",
            )  # fmt: skip
            if other == "|| {":
                text += f" || {{ {self.command()}; exit 1; }}"
            elif other in {"&&", "||"}:
                text += f" {other} {self.element(depth)}"
            else:
                text += f" {other}"
        return text

    def condition(self, depth: int) -> str:
        match self.number(0, 7):
            case 0:
                return f"! {self.command()}"
            case 1:
                return f"{self.command()} && {self.command()}"
            case 2:
                return f"{self.command()} | {self.command()}"
            case 3:
                return '[ "$x" = 1 ]'
            case 4:
                return f'[ -z "$({self.command()})" ]'
            case 5:
                return f"x=$({self.command()})"
            case 6:
                return f"{{ {self.body(depth)}; }}"
            case _:
                return self.command()

    def if_(self, depth: int) -> str:
        text = f"if {self.condition(depth)}; then {self.body(depth)}; "
        if self.number(0, 3) == 0:
            text += f"elif {self.condition(depth)}; then {self.body(depth)}; "
        if self.number(0, 1):
            text += f"else {self.body(depth)}; "
        return text + "fi"

    def looped(self, depth: int) -> str:
        self.in_loop += 1
        text = self.body(depth)
        self.in_loop -= 1
        return text

    def loop(self, depth: int) -> str:
        self.counters += 1
        counter = f"n{self.counters}"
        match self.number(0, 3):
            case 0:
                return f"for i in a b; do {self.looped(depth)}; done"
            case 1:
                return f"{counter}=0; while [ ${counter} -lt 2 ]; do {counter}=$(({counter}+1)); {self.looped(depth)}; done"
            case 2 if not self.posix:
                return f"for (({counter}=0; {counter}<2; {counter}++)); do {self.looped(depth)}; done"
            case _:
                return f"for i in 1; do {self.looped(depth)}; done"

    def function(self, depth: int) -> str:
        self.functions += 1
        name = f"f{self.functions}"
        loops, self.in_loop = self.in_loop, 0
        self.in_function += 1
        body = self.body(depth)
        self.in_function -= 1
        self.in_loop = loops
        return f"{name}() {{ {body}; }}; {self.pick(name, name, f'{name} || true', f'{name} && echo', f'if {name}; then :; fi', f'x=$({name})', f'{name} | {self.name()}')}"

    def case(self, depth: int) -> str:
        return f"case {self.pick('$x', 'b', f'$({self.name()})')} in a|2) {self.body(depth)};; b*) {self.body(depth)};; *) {self.body(depth)};; esac"

    def substitution(self, depth: int) -> str:
        inner = self.pick("one", "one", "pipe", "many", "and")
        text = {
            "one": self.command(),
            "pipe": f"{self.command()} | {self.command()}",
            "many": f"{self.command()}; {self.command()}",
            "and": f"{self.command()} || true",
        }[str(inner)]
        forms = ["x=$({})", 'x="$({})"', "x=$({}) || true", "echo $({})", 'echo "$({})"', "export x=$({})", "x=$({}); echo $x",
                 '[ -n "$({})" ] || echo none', "x=a$({})b$(:)", "A=$({}) " + self.name()]  # fmt: skip
        if self.in_function and not self.posix:
            forms += ["local x=$({})", "local x; x=$({})"]
        return str(self.pick(*forms)).replace("{}", text)

    def saved(self, depth: int) -> str:
        form = self.number(0, 5)
        match form:
            case 0:
                return f"{self.command()}; rc=$?; exit $rc"
            case 1:
                return f"set +e; {self.command()}; rc=$?; set -e; if [ $rc -ne 0 ]; then {self.body(depth)}; exit 1; fi"
            case 2:
                return f"{self.command()} || rc=$?; if [ ${{rc:-0}} -ne 0 ]; then exit $rc; fi"
            case 3:
                return f"rc=0; {self.command()} || rc=$?; {self.body(depth)}; [ $rc -eq 0 ]"
            case 4:
                return f"set +e; {self.command()}; if [ $? -ne 0 ]; then {self.body(depth)}; fi"
            case _:
                return f"rc=0; {self.command()} || rc=1; {self.body(depth)}; exit $rc"

    def background(self, depth: int) -> str:
        match self.number(0, 3):
            case 0:
                return f"{self.command()} & wait $!"
            case 1:
                return f"{self.command()} & pid=$!; {self.command()}; wait $pid"
            case 2:
                return f"{self.command()} & {self.command()} & wait"
            case _:
                return f"( {self.body(depth)} ) & wait $! || {self.small()}"

    def trap(self, depth: int) -> str:
        kinds = ["trap '{}' EXIT", "trap - EXIT"]
        if not self.posix:
            kinds += ["trap '{}' ERR", "trap - ERR"]
        bodies = ["echo bye", "rc=$?; echo $rc; exit $rc", "exit 0", "true", "exit 1", "exit"]
        return str(self.pick(*kinds)).replace("{}", str(self.pick(*bodies)))

    def retry(self, depth: int) -> str:
        match self.number(0, 2):
            case 0:
                return f"for i in 1 2 3; do {self.command()} && break; {self.command()}; done"
            case 1:
                return f"for i in 1 2 3; do if {self.command()}; then break; fi; [ $i -lt 3 ] || exit 1; done"
            case _:
                return f"n=0; until {self.command()}; do n=$((n+1)); if [ $n -ge 3 ]; then exit 1; fi; done"

    def collected(self, depth: int) -> str:
        if self.posix or self.number(0, 1):
            return f'bad=; {self.command()} || bad=yes; {self.command()} || bad=yes; if [ -n "$bad" ]; then {self.body(depth)}; exit 1; fi'
        return f"bad=(); {self.command()} || bad+=(one); if [ ${{#bad[@]}} -gt 0 ]; then exit 1; fi"
