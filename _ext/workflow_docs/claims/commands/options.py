"""A command's words, read by the table of its program: subcommand, options with values, and the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean

from . import words as word_forms
from .tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .blocks import Written
    from .tables import Entry, Option, Table

# After so many words that are no options, what follows belongs to another program.
_FOREIGN = {
    ("docker", "run"): 1, ("docker", "exec"): 1, ("docker", "create"): 1, ("docker", "container", "run"): 1,
    ("docker", "container", "exec"): 1, ("docker-compose", "run"): 1, ("docker-compose", "exec"): 1,
    ("kubectl", "exec"): 2, ("kubectl", "run"): 2, ("kubectl", "debug"): 2,
}  # fmt: skip
# Anybody can add subcommands to these: a name that comes near no known one may be such.
_EXTENSIBLE = frozenset({"kubectl", "git", "docker", "gh", "helm"})
_PLUGINS = {"docker": ("compose", "buildx")}
_INVERSE = (
    ("--allow-", "--disallow-"),
    ("--disallow-", "--allow-"),
    ("--show-", "--hide-"),
    ("--hide-", "--show-"),
)
_ALWAYS = frozenset({"--help", "-h"})
_LONG = re.compile(r"--[A-Za-z0-9][\w.-]*\Z")
_SHORT = re.compile(r"-[A-Za-z0-9#?]")
_CLOSE = 0.75


class Call(NamedTuple):
    """A command read by a table: `path` is program and subcommand; `faults` are the findings that reading gave.

    `sure` is false where a word could not be read, so that the rest may be something else.
    """

    path: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    rest: tuple[str, ...]
    faults: tuple[Fault, ...]
    sure: bool

    def value(self, *names: str) -> str | None:
        """Return the value of the last option with one of these names; None where there is none."""
        return next((value for name, value in reversed(self.options) if name in names), None)

    def has(self, *names: str) -> bool:
        """Whether an option with one of these names is there."""
        return any(name in names for name, _ in self.options)


class Fault(NamedTuple):
    """An option or a subcommand that a program does not have, with what it has."""

    code: Code
    word: str
    known: tuple[str, ...]


def call(words: tuple[str, ...]) -> Call | None:
    """Read a command; None where its program has no table."""
    if words[1:2] and words[1] in _PLUGINS.get(words[0], ()):
        words = (f"{words[0]}-{words[1]}", *words[2:])
    found = table(words[0])
    return _Reader(words, found).read() if found is not None else None


class _Reader:
    def __init__(self, words: tuple[str, ...], found: Table) -> None:
        self.words = words
        self.table = found
        self.path: tuple[str, ...] = (words[0],)
        self.options: list[tuple[str, str]] = []
        self.rest: list[str] = []
        self.faults: list[Fault] = []
        self.sure = True
        self.at = 1

    def read(self) -> Call:
        entry = self.table.entries.get(self.path)
        while entry is not None and self.at < len(self.words):
            word = self.words[self.at]
            self.at += 1
            if word == "--":
                self.rest.extend(self.words[self.at :])
                break
            if word.startswith("-") and len(word) > 1:
                if not self.option(word, entry):
                    break
            elif entry.subcommands and not self.rest:
                entry = self.subcommand(word, entry)
            else:
                self.rest.append(word)
                if len(self.rest) >= _FOREIGN.get(self.path, 99):
                    break
        return Call(self.path, tuple(self.options), tuple(self.rest), tuple(self.faults), self.sure)

    def subcommand(self, word: str, entry: Entry) -> Entry | None:
        """Go into a subcommand; return what is known of it."""
        if word in entry.subcommands:
            self.path = (*self.path, word)
            inner = self.table.entries.get(self.path)
            if inner is None:
                self.sure = False
            return inner
        self.sure = False
        extensible = len(self.path) == 1 and self.path[0] in _EXTENSIBLE
        plain = re.fullmatch(r"[a-z][a-z-]+", word) and not word_forms.is_placeholder(word)
        if plain and (not extensible or _is_slip(word, entry.subcommands)):
            self.faults.append(Fault(Code.COMMAND_SUBCOMMAND, word, tuple(sorted(entry.subcommands))))
        return None

    def option(self, word: str, entry: Entry) -> bool:
        """Read an option with its value; return false where what follows cannot be read."""
        if (
            entry.options is None
            or word_forms.OPEN in word
            or "…" in word
            or "..." in word
            or "$" in word.partition("=")[0]
        ):
            self.sure = False
            return False
        if word.startswith("--"):
            return self.long(word, entry.options)
        if re.fullmatch(r"-\d+", word) and word not in entry.options:
            return True
        for at, letter in enumerate(word[1:], 1):
            option = entry.options.get(f"-{letter}") or self.table.shared.get(f"-{letter}")
            if option is None:
                if f"-{letter}" in _ALWAYS:
                    continue
                if _SHORT.fullmatch(f"-{letter}"):
                    self.unknown(f"-{letter}" if at > 1 else word, entry.options)
                self.sure = False
                return False
            if option.values or option.optional:
                value = word[at + 1 :].removeprefix("=")
                self.take(option, value if word[at + 1 :] or option.optional else None)
                break
            self.options.append((option.name, ""))
        return True

    def long(self, word: str, options: dict[str, Option]) -> bool:
        name, equals, value = word.partition("=")
        option = self.known(name, options)
        if option is None:
            if name in _ALWAYS:
                return True
            if _LONG.match(name):
                self.unknown(name, options)
            self.sure = False
            return False
        self.take(option, value if equals or option.optional else None)
        return True

    def known(self, name: str, options: dict[str, Option]) -> Option | None:
        """Return an option by its name, or by what a program takes for it."""
        found = options.get(name) or self.table.shared.get(name)
        if found is not None or not self.table.abbreviates:
            return found
        for start, inverse in _INVERSE:
            if name.startswith(start) and (found := options.get(name.replace(start, inverse, 1))) is not None:
                return found
        plain = name.removeprefix("--no-") if name.startswith("--no-") else name[2:]
        for other in (*options.values(), *self.table.shared.values()):
            bare = other.name[2:]
            if bare.startswith((plain, name[2:])) or bare.removeprefix("no-").startswith(plain):
                return (
                    other
                    if not name.startswith("--no-") or other.name.startswith("--no-")
                    else other._replace(values=0)
                )
        return None

    def take(self, option: Option, value: str | None) -> None:
        """Keep an option with its value, which is the next word where none is given."""
        if value is None:
            value = " ".join(self.words[self.at : self.at + option.values])
            self.at += option.values
        self.options.append((option.name, value))

    def unknown(self, name: str, options: dict[str, Option]) -> None:
        known = sorted({key for key in (*options, *self.table.shared) if key.startswith("--")})
        self.faults.append(Fault(Code.COMMAND_OPTION, name, tuple(known)))


def check(command: Written, read: Call) -> Iterator[Finding]:
    """Yield a finding for an option or a subcommand that the program does not have."""
    program = " ".join(read.path).replace("docker-", "docker ", 1)
    found = table(read.path[0])
    version = found.version if found is not None else ""
    for fault in read.faults:
        near = did_you_mean(fault.word, fault.known, listed=False).removeprefix("; ")
        if fault.code is Code.COMMAND_SUBCOMMAND:
            yield Finding(
                fault.code, Judgement.CONTRADICTED, f"{program} has no command {fault.word!r}", command.position,
                command.text, suggestion=near or f"there is {', '.join(fault.known[:12])}", confidence=0.85,
            )  # fmt: skip
        else:
            yield Finding(
                fault.code, Judgement.CONTRADICTED, f"{program} has no option {fault.word} (as of {version})",
                command.position, command.text, suggestion=near, confidence=0.85,
            )  # fmt: skip


def _is_slip(word: str, known: Iterable[str]) -> bool:
    """Whether a word is nearly a known one, or has its letters in another order."""
    import difflib  # noqa: PLC0415 (only faults need it)

    letters = sorted(word)
    return any(sorted(other) == letters for other in known) or bool(
        difflib.get_close_matches(word, known, n=1, cutoff=_CLOSE)
    )
