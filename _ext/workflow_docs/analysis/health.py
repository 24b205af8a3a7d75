"""How Docker finds out whether a container is healthy: what its options say, and which options are left.

See https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idservicesservice_idoptions
"""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple

_OPTION = re.compile(r"--health-(cmd|interval|timeout|retries|start-period)(?:=(.*))?\Z", re.DOTALL)


class Health(NamedTuple):
    """The command that succeeds in a healthy container, and how it is repeated; empty for what is not set."""

    command: str = ""
    interval: str = ""
    timeout: str = ""
    retries: str = ""
    start_period: str = ""

    @property
    def rhythm(self) -> str:
        """When the command runs, in words."""
        parts = (
            self.start_period and f"{self.start_period} to start",
            self.interval and f"every {self.interval}",
            self.timeout and f"time limit {self.timeout}",
            self.retries and f"{self.retries} retr{'y' if self.retries == '1' else 'ies'}",
        )
        return ", ".join(part for part in parts if part)


def of_options(options: str) -> tuple[Health, str]:
    """Return what the `options:` of a container say about its health, and the text of the others."""
    try:
        words = shlex.split(options)
    except ValueError:  # a quote is not closed
        return Health(), options
    found: dict[str, str] = {}
    rest: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        match = _OPTION.match(word)
        if match is None:
            rest.append(word)
            continue
        value = match[2] if match[2] is not None else waiting.pop(0) if waiting else ""
        found[{"cmd": "command"}.get(match[1], match[1]).replace("-", "_")] = value
    # What cannot be read apart stays as it is written.
    return Health(**found), shlex.join(rest) if found else options
