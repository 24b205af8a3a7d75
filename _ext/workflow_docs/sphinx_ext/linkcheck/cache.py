"""Remembers good answers of servers for some time, in a JSON file below the folder of doctrees."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from workflow_docs.repository.writer import write_text

from .places import Result, Status

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
_KEPT = frozenset({Status.WORKING, Status.REDIRECTED})


class Cache:
    """Results by address. A damaged file, or one made with other settings, is an empty one."""

    def __init__(self, file: Path, lifetime: float, settings: str) -> None:
        """Take the file, for how many seconds a result holds, and the settings that results depend on."""
        self.file = file
        self.lifetime = lifetime
        self.settings = settings
        self.now = time.time()
        self._entries = self._read() if lifetime > 0 else {}

    def get(self, uri: str) -> Result | None:
        """Return the result for an address while it holds."""
        found = self._entries.get(uri)
        return found[1] if found is not None else None

    def put(self, uri: str, result: Result) -> None:
        """Keep a result if it is good: what is broken is asked again in the next run."""
        if result.status in _KEPT:
            self._entries[uri] = (self.now, result)

    def write(self) -> None:
        """Write the file; one that cannot be written costs only time."""
        if self.lifetime <= 0:
            return
        results = {
            uri: [round(checked, 3), result.status, result.code, result.info, result.fix]
            for uri, (checked, result) in sorted(self._entries.items())
        }
        data = {"version": VERSION, "settings": self.settings, "results": results}
        with suppress(OSError):
            write_text(self.file, json.dumps(data, indent=0), 0o644)

    def _read(self) -> dict[str, tuple[float, Result]]:
        try:
            data = json.loads(self.file.read_bytes())
            if data["version"] != VERSION or data["settings"] != self.settings:
                return {}
            items = dict(data["results"]).items()
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}
        found: dict[str, tuple[float, Result]] = {}
        for uri, entry in items:
            match entry:
                case [
                    float() | int() as checked,
                    ("working" | "redirected") as status,
                    int() as code,
                    str() as info,
                    str() as fix,
                ]:
                    if 0 <= self.now - checked < self.lifetime:
                        found[uri] = (checked, Result(Status(status), code, info, fix))
                case _:
                    pass
        return found
