"""The options and subcommands that programs have, read from the tables beside this module."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from workflow_docs.workflow.numbers import whole

FOLDER = Path(__file__).with_name("tables")
"""Where the tables are: `tests/claims/commands/option_tables.py` makes them, and each names its source."""


class Option(NamedTuple):
    """What follows an option: a value of its own word (`values`), maybe one behind `=` (`optional`), or nothing."""

    name: str
    values: int = 0
    optional: bool = False


class Entry(NamedTuple):
    """A program or a subcommand: its options (None: not known), and its subcommands where it has some."""

    options: dict[str, Option] | None
    subcommands: frozenset[str]


class Table(NamedTuple):
    """All of one program. `shared` are the options that all of it takes; `version` is that of the source."""

    version: str
    entries: dict[tuple[str, ...], Entry]
    shared: dict[str, Option]
    abbreviates: bool


@lru_cache(maxsize=64)
def table(program: str) -> Table | None:
    """Return the table of a program; None where there is none.

    A line is `PATH: options`, `PATH > subcommands`, `PATH = PATH` for another name of the same, or, first, `* options`
    for those that all share. `--x=` takes a value, `--x=2` two, `--x?` one behind `=` only.
    """
    # The name comes from a document, so it never becomes part of a path that is asked for.
    path = _files().get(program)
    return parse(path.read_text(encoding="utf-8")) if path is not None else None


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    return {path.stem: path for path in FOLDER.glob("*.txt")}


def parse(text: str) -> Table:
    """Return the table that a text holds."""
    version, shared, abbreviates = "", dict[str, Option](), False
    options: dict[tuple[str, ...], dict[str, Option]] = {}
    subcommands: dict[tuple[str, ...], frozenset[str]] = {}
    same: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for line in text.replace("\n  ", " ").split("\n"):
        head, _, rest = line.partition(" ")
        if head == "#":
            version = version or rest.partition(":")[0]
        elif head == "abbreviates":
            abbreviates = True
        elif head == "*":
            shared.update(_options(rest))
        elif ": " in line or line.endswith(":"):
            name, _, rest = line.partition(":")
            options[tuple(name.split())] = dict(_options(rest))
        elif " > " in line:
            name, _, rest = line.partition(" > ")
            subcommands[tuple(name.split())] = frozenset(rest.split())
        elif " = " in line:
            name, _, rest = line.partition(" = ")
            same.append((tuple(name.split()), tuple(rest.split())))
    entries = {
        path: Entry(options.get(path), subcommands.get(path, frozenset()))
        for path in {**options, **subcommands}
    }
    for path, other in same:
        entries[path] = entries[other]
    return Table(version, entries, shared, abbreviates)


def _options(text: str) -> list[tuple[str, Option]]:
    found: list[tuple[str, Option]] = []
    for word in text.split():
        names, mark, count = word.partition("=")
        optional = names.endswith("?")
        aliases = names.rstrip("?").split("|")
        option = Option(aliases[-1], whole(count or "1") or 0 if mark else 0, optional)
        found.extend((name, option) for name in aliases)
    return found
