"""Which pages the Markdown builder reads: those that are files, and those that lead to others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from .literal import FIELD

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_WANTED = re.compile(rf"^[^\S\n]*:?{FIELD}:|toctree", re.MULTILINE)


def choose(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Leave pages unread that are no files, where `gfm_read_all` allows it (`env-before-read-docs`).

    The next build of another kind reads them, as they are new to it or still changed.
    """
    config = app.config
    if app.builder.name == "gfm" and not config.gfm_read_all and config.gfm_root is not None:
        docnames[:] = [name for name in docnames if _is_wanted(Path(env.doc2path(name)))]


def _is_wanted(place: Path) -> bool:
    try:
        return _WANTED.search(place.read_text(encoding="utf-8", errors="replace")) is not None
    except OSError:
        return True  # the reader says what is wrong with it
