"""Endpoints and their probes -> a table, a list for each endpoint, and examples of answers as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from workflow_docs.workflow.comments import first_sentence

from . import inline, json_text
from .tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from workflow_docs.analysis.answers import Answer, Example
    from workflow_docs.analysis.endpoints import Endpoint
    from workflow_docs.analysis.probes import Probe, Setting
    from workflow_docs.workflow.position import Position

    from .inline import Cell


class Asked(NamedTuple):
    """An endpoint, and the probes that ask for it."""

    endpoint: Endpoint
    probes: tuple[Probe, ...]


def table(rows: Iterable[Asked]) -> Table:
    """Return one row an endpoint."""
    return Table(
        (
            "Method", "Path", "Purpose", "Answers", "Status codes", "Timeout",
            "Probe", "Probe timeout", "Interval", "Failures", "Source",
        ),
        tuple(_row(row) for row in rows),
        keep=frozenset({"Method", "Path"}), extra=frozenset({"Status codes", "Failures"}), noun="endpoint",
    )  # fmt: skip


def _row(row: Asked) -> Row:
    endpoint, probes = row
    timeout = endpoint.timeout
    return Row(
        (
            inline.code(endpoint.method),
            inline.code(endpoint.path),
            inline.prose(first_sentence(endpoint.purpose)),
            inline.joined((_answer(answer) for answer in endpoint.answers), "; "),
            inline.joined(inline.code(str(status)) for status in endpoint.statuses),
            inline.source(timeout.position, timeout.text) if timeout is not None else [],
            _kinds(probes),
            _settings(probes, lambda probe: probe.timeout),
            _settings(probes, lambda probe: probe.period),
            _settings(probes, lambda probe: probe.failures),
            inline.source(endpoint.position),
        )
    )


def _answer(answer: Answer) -> Cell:
    """Return a status code with what its example calls itself, and what is said of it."""
    parts = inline.code(str(answer.status))
    if answer.state:
        parts += [nodes.Text(" "), *inline.code(answer.state)]
    if answer.description:
        parts += [nodes.Text(": "), *inline.prose(first_sentence(answer.description))]
    return parts


def _kinds(probes: Sequence[Probe]) -> Cell:
    """Return the kinds of probes, each with links to all manifests that have it."""
    return inline.joined(
        [*inline.text(f"{kind} ("), *_places(places), nodes.Text(")")]
        for kind, places in _grouped((probe.kind, probe.position) for probe in probes)
    )


def _settings(probes: Sequence[Probe], setting: Callable[[Probe], Setting]) -> Cell:
    """Return the values that probes give a setting, each once; a value that is written down leads to its first line."""
    found = [setting(probe) for probe in probes]
    texts = dict.fromkeys(each.text for each in found)
    cells = []
    for text in texts:
        place = next((each.position for each in found if each.text == text and each.position), None)
        cells.append(
            inline.source(place, text) if place is not None else inline.text(f"{text} (Kubernetes' default)")
        )
    return inline.joined(cells)


def _grouped(pairs: Iterable[tuple[str, Position]]) -> Iterator[tuple[str, list[Position]]]:
    groups: dict[str, list[Position]] = {}
    for name, position in pairs:
        groups.setdefault(name, []).append(position)
    yield from groups.items()


def _places(positions: Sequence[Position]) -> Cell:
    """Return links to lines; files of the same name are told apart by their folders."""
    names = [position.path.rpartition("/")[2] for position in positions]
    return inline.joined(
        inline.source(position, None if names.count(name) == 1 else _with_folder(position))
        for position, name in zip(positions, names, strict=True)
    )


def _with_folder(position: Position) -> str:
    return f"{'/'.join(position.path.split('/')[-2:])}:{position.line}"


def lists(table: Table) -> list[nodes.Node]:
    """Return the rows of a table as lists: an item for each column that says something, under its heading in bold."""
    return [
        nodes.bullet_list(
            "",
            *(
                nodes.list_item("", inline.paragraph([nodes.strong("", column)], [nodes.Text(": ")], cell))
                for column, cell in zip(table.columns, row.cells, strict=True)
                if cell
            ),
        )
        for row in table.rows
    ]


def example(example: Example, *, source: bool) -> list[nodes.Node]:
    """Return an example as a block of JSON, with a sentence before it that leads to its line."""
    text = json_text.pretty(example.value)
    block = nodes.literal_block(text, text, language="json", force=True)
    if not source:
        return [block]
    position = example.position
    place = inline.source(position, f"line {position.line}")
    return [inline.paragraph(inline.code(position.path), inline.text(", "), place, inline.text(":")), block]
