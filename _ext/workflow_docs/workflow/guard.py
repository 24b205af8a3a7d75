"""What a fault of our own costs: the rule, view or file at hand, and never the rest."""

from __future__ import annotations

import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PACKAGE = Path(__file__).parents[1]


@contextmanager
def guarded(report: Callable[[str], object]) -> Iterator[None]:
    """Run a block; an exception in it ends the block, and `report` takes what to say of it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 (whatever a stranger's input has brought about)
        report(describe(error))


def describe(error: BaseException) -> str:
    """Return a message about an exception, with its place in our code; its own text, which may quote the input, is left out."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) != Path(__file__)
    ]
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)] or frames
    place = ""
    if ours:
        file = Path(ours[-1].filename)
        shown = file.relative_to(_PACKAGE).as_posix() if file.is_relative_to(_PACKAGE) else file.name
        place = f" in {shown}:{ours[-1].lineno} ({ours[-1].name})"
    return (
        f"internal error: {type(error).__name__}{place}; this part was not checked, the rest was. Please report it to"
        " sphinx-workflow-docs with this file"
    )
