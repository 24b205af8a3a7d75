"""The boundary of Sphinx's log: whatever a message quotes, it steers no terminal and gives no command to a runner."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from sphinx.util.logging import NAMESPACE, WarningStreamHandler

from workflow_docs.channels.escaping import visible, without_commands

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# What Sphinx itself writes: colours, and a line of progress that is written over.
_OWN = re.compile(r"\x1b\[[\d;]*m|\x1b\[2K|\r")


class NeutraliseWarnings(logging.Filter):
    """Shows steering characters of a warning and of its place as escapes, before Sphinx adds its colours."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, which is always kept."""
        location = getattr(record, "location", None)
        if isinstance(location, str):
            record.location = without_commands(visible(location))
        record.msg, record.args = (
            "\n".join(without_commands(_line(line)) for line in _message(record).split("\n")),
            (),
        )
        return True


class NeutraliseInformation(logging.Filter):
    """Shows steering characters of other messages as escapes, but for the colours and the progress of Sphinx."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, which is always kept."""
        text = _message(record)
        if not text.isprintable() or "::" in text or "##" in text:
            text = "\n".join(without_commands(_line_of_ours(line)) for line in text.split("\n"))
        record.msg, record.args = text, ()
        return True


def _message(record: logging.LogRecord) -> str:
    """Return the message alone; Sphinx's records would put their place and a prefix before it."""
    return logging.LogRecord.getMessage(record)


def _line(text: str) -> str:
    return visible(text.expandtabs())


def _line_of_ours(text: str) -> str:
    own = _OWN.findall(text)
    parts = [_line(part) for part in _OWN.split(text)]
    return "".join(part + mark for part, mark in zip(parts, [*own, ""], strict=True))


def setup(app: Sphinx) -> None:  # noqa: ARG001 (the handlers belong to the process)
    """Put the filters on the handlers of Sphinx's log, behind those of Sphinx."""
    for handler in logging.getLogger(NAMESPACE).handlers:
        kind = NeutraliseWarnings if isinstance(handler, WarningStreamHandler) else NeutraliseInformation
        if not any(isinstance(each, kind) for each in handler.filters):
            handler.addFilter(kind())
