"""A limit of CPU time for a block: what other programs do on the machine does not count."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class OutOfTimeError(BaseException):
    """Ends an input that takes too long; nothing of ours catches it."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """End a block that takes more CPU time."""

    def expired(*_signal: object) -> None:
        raise OutOfTimeError(f"more than {seconds} s of CPU time")

    before = signal.signal(signal.SIGPROF, expired)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
