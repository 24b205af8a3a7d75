"""Checks addresses on the network: side by side, again where that may help, and not at all what is remembered."""

from __future__ import annotations

import gc
import hashlib
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from .cache import Cache
from .fetching import Again, Fetcher, Job
from .places import Result, Status
from .schedule import Schedule
from .session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx.config import Config

    from .fetching import Answer
    from .schedule import Host

_DEPENDS_ON = (
    "ci_linkcheck_private_addresses",
    "linkcheck_allow_unauthorized",
    "linkcheck_allowed_redirects",
    "linkcheck_anchors",
    "linkcheck_anchors_ignore",
    "linkcheck_anchors_ignore_for_url",
    "linkcheck_case_insensitive_urls",
)
"""The settings that decide what a good result is."""


class ExternalChecker:
    """Checks many addresses, with threads that each have a session of their own."""

    def __init__(self, config: Config, file: Path) -> None:
        """Take the settings, and the file of the cache."""
        self.config = config
        self.fetcher = Fetcher(config)
        known = repr([(name, _stable(config[name])) for name in _DEPENDS_ON])
        stamp = hashlib.sha256(known.encode()).hexdigest()[:16]
        self.cache = Cache(file, config.ci_linkcheck_cache_lifetime, stamp)

    def check(self, uris: Iterable[str]) -> Iterator[tuple[str, Result]]:
        """Yield what was found out about each address, as it comes."""
        jobs: dict[str, Job] = {}
        for uri in uris:
            known = self.cache.get(uri)
            if known is not None:
                yield uri, known
                continue
            url = uri.partition("#")[0]
            jobs.setdefault(url, Job(url)).uris[uri] = self.fetcher.anchor(uri)
        if not jobs:
            return
        schedule = Schedule(
            ((_host(url), job) for url, job in jobs.items()),
            max(1, self.config.ci_linkcheck_host_connections),
            self.config.ci_linkcheck_host_pause,
        )
        gc.freeze()  # the collector would look through the whole project again and again
        answers: SimpleQueue[tuple[Job, Answer]] = SimpleQueue()
        for _ in range(min(self._workers(), len(jobs))):
            threading.Thread(target=self._work, args=(schedule, answers), daemon=True).start()
        try:
            for _ in jobs:
                job, answer = answers.get()
                for uri, anchor in job.uris.items():
                    result = _for_anchor(answer, anchor)
                    self.cache.put(uri, result)
                    yield uri, result
        finally:  # what was asked before an interruption need not be asked again
            self.cache.write()
            gc.unfreeze()

    def _workers(self) -> int:
        """Return how many requests there are at once: as Sphinx's setting says, where conf.py or `-D` has it.

        Private in Sphinx: `_raw_config`, what conf.py sets. Sphinx's default of 5 would be too slow for us.
        """
        config = self.config
        if "linkcheck_workers" in {**config._raw_config, **config.overrides}:  # noqa: SLF001
            return max(1, int(config.linkcheck_workers))
        return max(1, int(config.ci_linkcheck_connections))

    def _work(self, schedule: Schedule[Job], answers: SimpleQueue[tuple[Job, Answer]]) -> None:
        with Session() as session:
            while (taken := schedule.take()) is not None:
                host, job = taken
                answer = self.fetcher.ask(session, job)
                wait = self._wait(schedule, host, job, answer)
                if wait is not None:
                    schedule.again(host, job, wait)
                    continue
                answers.put((job, answer))
                schedule.done(host, good=answer.again in {Again.NO, Again.SETTLED})

    def _wait(self, schedule: Schedule[Job], host: Host[Job], job: Job, answer: Answer) -> float | None:
        """Return after how many seconds to ask for a page again; None for not at all."""
        first, most = self.config.ci_linkcheck_backoff, self.config.linkcheck_rate_limit_timeout
        if answer.again is Again.LIMITED:
            return 0.0 if schedule.leave_alone(host, answer.wait, first, most) else None
        job.attempts += 1
        attempts = self.config.linkcheck_retries
        if answer.again is Again.SOON:
            attempts = max(attempts, 1 + self.config.ci_linkcheck_retries)
        if answer.again is Again.NO or job.attempts >= attempts or job.seconds >= self.fetcher.budget:
            return None
        wait: float = first * 2.0 ** (job.attempts - 1)
        return wait if answer.wait is None else min(max(wait, answer.wait), most)


def _for_anchor(answer: Answer, anchor: str) -> Result:
    """Return the result for an address with an anchor, or with none."""
    if not anchor or answer.anchors is None or anchor in answer.anchors.found:
        return answer.result
    missing = f"Anchor '{quote(anchor)}' not found"
    if answer.anchors.doubt:
        return Result(Status.UNSURE, info=f"{missing}, but {answer.anchors.doubt}")
    return Result(Status.BROKEN, info=missing)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # the request will tell what is wrong with it
        return ""


def _stable(value: object) -> object:
    """Return a setting in a form that is the same in every run."""
    if isinstance(value, dict):
        return sorted(
            (getattr(key, "pattern", key), getattr(each, "pattern", each)) for key, each in value.items()
        )
    return sorted(map(str, value)) if isinstance(value, (list, tuple, set, frozenset)) else value
