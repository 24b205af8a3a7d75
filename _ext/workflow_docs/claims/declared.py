"""Names that files of a contract's choice declare, such as metrics: what documents have that none of them does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis.data_files import read
from workflow_docs.analysis.query import QueryError
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from .contract import NONE, Check
from .findings import Code, Judgement

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from workflow_docs.workflow.data import Value

    from .context import Context
    from .contract import Names, NameSource
    from .measures import Measures


class Declared(NamedTuple):
    """The names that a source declares, or why there are none."""

    names: set[str]
    why: str = ""


def check(names: Names, documents: Mapping[str, Measures | None], context: Context) -> Iterator[Check]:
    """Yield a check for each source, which must declare something, and for each document; None is one that is not there."""
    known: set[str] = set()
    for source in names.sources:
        found = of_source(source, context)
        known |= found.names
        yield Check(
            Code.CONTRACT_NAME, "", f"{names.kind} that {source.file} declares", "some",
            found.why or str(len(found.names) or NONE), bool(found.names), source.position,
        )  # fmt: skip
    for path, measures in documents.items():
        what = f"{names.kind} that no source declares"
        if measures is None:
            yield Check(Code.CONTRACT_NAME, path, what, NONE, "no document", False, names.position)
            continue
        unknown = [(name, line) for name, line in written(names, measures) if name not in known]
        near = did_you_mean(unknown[0][0], known, listed=False).removeprefix("; ") if unknown else ""
        yield Check(
            Code.CONTRACT_NAME, path, what, NONE, ", ".join(dict.fromkeys(repr(name) for name, _ in unknown)) or NONE,
            not unknown, names.position, Position(path, unknown[0][1], 1) if unknown else None, Judgement.CONTRADICTED, near,
        )  # fmt: skip


def of_sources(names: Names, context: Context) -> set[str]:
    """Return all names that the sources declare."""
    return {name for source in names.sources for name in of_source(source, context).names}


def of_source(source: NameSource, context: Context) -> Declared:
    """Return the names that one source declares."""
    text = context.repository.read_text(source.file)
    if text is None:
        return Declared(set(), "no such file")
    if source.pattern is not None:
        return Declared({_group(match) for match in source.pattern.regex.finditer(text)})
    file = read(text, source.file)
    if file.problems or source.query is None:
        return Declared(set(), f"unreadable: {file.problems[0].message}" if file.problems else NONE)
    try:
        selected = source.query.select(file.value)
    except QueryError as error:
        return Declared(set(), str(error))
    found = set(_names(selected.value))
    return Declared(found, "" if found else f"{NONE}{selected.reason}")


def _names(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, list):
        for each in value:
            yield from _names(each)


def written(names: Names, measures: Measures) -> list[tuple[str, int]]:
    """Return the names of a document as its contract recognises them, with their lines."""
    return [
        (_group(match), number)
        for number, line in enumerate(measures.plain, 1)
        for match in names.written.regex.finditer(line)
    ]


def _group(match: re.Match[str]) -> str:
    return next((group for group in match.groups() if group), match.group())
