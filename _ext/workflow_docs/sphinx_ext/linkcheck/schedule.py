"""Which request goes out when: a limit and a pause for every host, and the way back into the line."""

from __future__ import annotations

import heapq
import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Job = TypeVar("Job")

FIRST = 4
"""With how many requests at once a host is tried first; each answer allows one more."""


class Host(Generic[Job]):
    """What is known of a host."""

    def __init__(self, limit: int) -> None:
        """Take the most requests at once."""
        self.most = limit
        self.limit = min(FIRST, limit)
        self.active = 0
        self.next_start = 0.0
        self.waiting: list[tuple[float, int, Job]] = []
        self.in_line = False
        self.delay = 0.0
        """The last pause that it asked for, in seconds; 0 after a good answer."""
        self.waited = 0.0
        """For how many seconds it has been left alone since its last good answer."""


class Schedule(Generic[Job]):
    """A line of hosts, by when they may be asked next. All methods are safe among threads."""

    def __init__(self, jobs: Iterable[tuple[str, Job]], limit: int, pause: float) -> None:
        """Take the jobs with their hosts, how many requests at once a host gets, and the seconds between two."""
        self._pause = pause
        self._condition = threading.Condition()
        self._hosts: dict[str, Host[Job]] = {}
        self._line: list[tuple[float, int, Host[Job]]] = []
        self._number = 0
        self._left = 0
        for name, job in jobs:
            host = self._hosts.setdefault(name, Host(limit))
            self._left += 1
            self._number += 1
            heapq.heappush(host.waiting, (0.0, self._number, job))
        with self._condition:
            for host in self._hosts.values():
                self._queue(host)

    def take(self) -> tuple[Host[Job], Job] | None:
        """Return the next job with its host as soon as it may start; None when all are done."""
        with self._condition:
            while self._left:
                now = time.monotonic()
                while self._line and self._line[0][0] <= now:
                    host = heapq.heappop(self._line)[2]
                    host.in_line = False
                    # It may have been put off since it was put into the line.
                    if host.active < host.limit and max(host.next_start, host.waiting[0][0]) <= now:
                        job = heapq.heappop(host.waiting)[2]
                        host.active += 1
                        host.next_start = now + self._pause
                        self._queue(host)
                        return host, job
                    self._queue(host)
                self._condition.wait(self._line[0][0] - now if self._line else None)
            return None

    def done(self, host: Host[Job], *, good: bool) -> None:
        """Note that a job is over; a good answer lets the host have one request more at once."""
        with self._condition:
            host.active -= 1
            self._left -= 1
            if good:
                host.limit = min(host.most, host.limit + 1)
                host.delay = host.waited = 0.0
            self._queue(host)
            if not self._left:
                self._condition.notify_all()

    def again(self, host: Host[Job], job: Job, seconds: float) -> None:
        """Put a job back into the line, not to start before some seconds have passed."""
        with self._condition:
            host.active -= 1
            host.limit = max(1, host.limit // 2)
            self._number += 1
            heapq.heappush(host.waiting, (time.monotonic() + seconds, self._number, job))
            self._queue(host)

    def leave_alone(self, host: Host[Job], asked: float | None, first: float, most: float) -> bool:
        """Send nothing to a host for the seconds that it asks for, or else for twice as long as the last time.

        Returns False where that would be more than `most` seconds since its last good answer; then nothing is changed.
        """
        with self._condition:
            delay = asked if asked is not None else max(first, 2 * host.delay)
            now = time.monotonic()
            more = max(0.0, now + delay - max(host.next_start, now))
            if host.waited + more > most:
                return False
            if more:
                host.delay = delay
            host.waited += more
            host.next_start = max(host.next_start, now + delay)
            return True

    def _queue(self, host: Host[Job]) -> None:
        if host.waiting and not host.in_line and host.active < host.limit:
            host.in_line = True
            self._number += 1
            heapq.heappush(self._line, (max(host.next_start, host.waiting[0][0]), self._number, host))
            self._condition.notify()
