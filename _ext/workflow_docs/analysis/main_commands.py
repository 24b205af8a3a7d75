"""What a script mainly does: the commands that a reader wants to see, each whole, and how many more there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .commands import lines_of
from .shell import effective
from .shell.tree import Assignment, Declaration, Function, If, Process, Simple, Substitution, While, inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .shell.grammar import Command

MAX_SHOWN = 4
"""How many commands stand for a script."""

MAX_TOGETHER = 160
"""How many characters they have together; the first has its place anyway."""

MAX_LENGTH = 120
"""How many characters one of them has; a longer one ends after a word before that."""

MAX_BESIDE = 80
"""The same where commands of several kinds want to be shown beside each other."""

_MAIN, _ASIDE, _SIDE, _TEST, _PRINT, _NEVER = range(6)


def _ranks(**names: str) -> dict[str, int]:
    ranks = {"side": _SIDE, "test": _TEST, "print": _PRINT, "never": _NEVER}
    return {name: ranks[rank] for rank, text in names.items() for name in text.split()}


_RANKS = _ranks(
    # They move, read and change files and texts for another command, or ask whether there is one.
    side="awk base64 basename chgrp chmod chown column command comm cp cut date df dirname du env expr file find fold free"
    " grep egrep fgrep head hostname id install join jq ldd less ln ls md5sum mapfile mkdir mkfifo mktemp mv nproc od"
    " paste ps pwd readarray readlink realpath rev rm rmdir sed seq sha256sum shasum sleep sort source . split stat"
    " tac tail tee touch tr type uname uniq wc which whoami xxd yes yq",
    test="test [",
    print="echo printf cat",
    # They change the shell alone.
    never=": alias bg break builtin cd continue declare disown exit export false fg getopts hash let local popd pushd"
    " read readonly return set shift shopt trap true typeset ulimit umask unalias unset wait",
)
_PREFIXES = frozenset({"sudo", "exec", "time", "nohup", "builtin"})
# What they run comes through a pipe.
_BARE = frozenset({"sh", "bash", "python", "python3", "node", "xargs"})
_REQUIRED = re.compile(r"\$\{(\w+):?\?")
_TARGET = re.compile(r">\s*[\"']?(?:\$(?:env:)?\{?|%)(GITHUB_(?:STEP_SUMMARY|OUTPUT|ENV|PATH|STATE))\b")
_SUBCOMMAND = re.compile(r"[a-z][a-z0-9-]*\Z")
_WINDOWS_SIDE = re.compile(
    r"(?i)(?:[{}()]|\$|(?:if|else|elseif|for|foreach|while|try|catch|finally|function|param|switch|return|exit|throw|rem|set"
    r"|cd|echo|goto|call|setlocal|endlocal|popd|pushd)\b|Write-\w+|Set-Location|Out-\w+|Import-Module|[\"']?@|::|[\w.-]+\s*=)"
)


class MainCommand(NamedTuple):
    """A command on one line; `whole` is false where words at its end are left out."""

    text: str
    whole: bool


class Main(NamedTuple):
    """What a script mainly does.

    `commands` stand for it, and `more` others like them are not shown. A script without any may end itself unless
    variables are set (`requires`), write files of the runner (`writes`), or only print (`prints`). `lines` counts the
    lines that say something.
    """

    commands: tuple[MainCommand, ...] = ()
    more: int = 0
    requires: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    prints: bool = False
    lines: int = 0


def main(script: str, kind: str = effective.BASH) -> Main:
    """Return what a script mainly does; `kind` is that of its shell."""
    written = [line.strip() for line in script.splitlines()]
    lines = [line for line in written if line and not line.startswith("#")]
    match kind:
        case effective.BASH:
            return _of_bash(script, lines)
        case effective.POWERSHELL | effective.CMD:
            joiner = "`" if kind == effective.POWERSHELL else "^"
            texts = [text for _, text in lines_of(script, joiner)]
            proper = [text for text in texts if not _WINDOWS_SIDE.match(text)]
            chosen, more = _chosen([(text, text.split()) for text in proper or texts[:1]])
            return Main(chosen, more, lines=len(lines))
        case _:
            return Main(lines=len(lines))


def _of_bash(script: str, lines: list[str]) -> Main:
    from .shell.grammar import parse  # noqa: PLC0415 (most uses of the package never look into a script)

    parsed = parse(script)
    aside: set[int] = set()
    functions: set[str] = set()
    _mark(parsed.script, False, aside, functions)
    by_rank: dict[int, list[Command]] = {}
    for command in parsed.commands:
        if command.program not in functions:
            by_rank.setdefault(_rank(command, aside), []).append(command)
    best = min((rank for rank in by_rank if rank != _NEVER), default=_NEVER)
    if best > _SIDE:
        requires = tuple(
            dict.fromkeys(
                name
                for command in by_rank.get(_NEVER, ())
                if command.program == ":"
                for name in _REQUIRED.findall(command.text)
            )
        )
        if requires:
            return Main(requires=requires, lines=len(lines))
    if best in {_SIDE, _PRINT} and _PRINT in by_rank:
        writes = tuple(dict.fromkeys(_TARGET.findall(script)))
        if writes or (best == _PRINT and len(by_rank[best]) > 1):
            return Main(writes=writes, prints=not writes, lines=len(lines))
    if best == _NEVER:  # settings of the shell alone, or what is no command
        chosen, more = _chosen([(line, line.split()) for line in lines])
    else:
        chosen, more = _chosen([(command.text, list(command.words)) for command in by_rank[best]])
    return Main(chosen, more, lines=len(lines))


def _rank(command: Command, aside: set[int]) -> int:
    words = [word.strip("\\\"'") for word in command.words]
    while len(words) > 1 and words[0] in _PREFIXES:
        words = words[1:]
    if len(words) == 1 and words[0] in _BARE:
        return _SIDE
    rank = _RANKS.get(words[0] if words else "", _MAIN)
    return max(rank, _ASIDE) if command.offset in aside else rank


def _mark(part: object, within: bool, aside: set[int], functions: set[str]) -> None:
    """Note the commands of conditions and substitutions, which only ask, and the functions of the script."""
    if within and isinstance(part, Simple):
        aside.add(part.offset)
    if isinstance(part, Function):
        functions.add(part.name)
    for inner, asks in _parts(part):
        _mark(inner, within or asks, aside, functions)


def _parts(part: object) -> Iterator[tuple[object, bool]]:
    match part:
        case If():
            for condition, body in part.clauses:
                yield condition, True
                yield body, False
            yield part.otherwise, False
        case While():
            yield part.condition, True
            yield part.body, False
        case Assignment() | Declaration() | Substitution() | Process():
            yield from ((inner, True) for inner in inside(part))
        case _:
            yield from ((inner, False) for inner in inside(part))


def _chosen(found: list[tuple[str, list[str]]]) -> tuple[tuple[MainCommand, ...], int]:
    """Return the commands that stand for all, in their order: of each kind one first, as far as there is room."""
    found = list({" ".join(text.split()): (text, words) for text, words in reversed(found)}.values())[::-1]
    seen: set[str] = set()
    first: list[int] = []
    others: list[int] = []
    for number, (_, words) in enumerate(found):
        head = _head(words)
        (others if head in seen else first).append(number)
        seen.add(head)
    shown: list[int] = []
    room = MAX_TOGETHER
    limit = MAX_BESIDE if len(first) > 1 and sum(len(text) for text, _ in found) > room else MAX_LENGTH
    fitted = [_fitted(text, words, limit) for text, words in found]
    for number in (*first, *others):
        length = len(fitted[number].text)
        if shown and (len(shown) == MAX_SHOWN or length > room):
            continue
        shown.append(number)
        room -= length
    return tuple(fitted[number] for number in sorted(shown)), len(found) - len(shown)


def _head(words: list[str]) -> str:
    """Return what tells kinds of commands apart: the program, and its subcommands."""
    head = words[:1]
    for word in words[1:3]:
        if not _SUBCOMMAND.match(word):
            break
        head.append(word)
    return " ".join(head)


def _fitted(text: str, words: list[str], limit: int) -> MainCommand:
    """Return a command on one line, without the words at its end that have no room."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return MainCommand(line, True)
    kept: list[str] = []
    length = -1
    for word in words:
        shown = " ".join(word.split())
        length += len(shown) + 1
        if length > limit and kept:
            break
        kept.append(shown)
    while len(kept) > 1 and kept[-1].startswith("-"):
        kept.pop()  # an option whose value has no room
    return MainCommand(" ".join(kept) or line, False)
