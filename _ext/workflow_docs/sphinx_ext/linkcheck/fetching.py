"""One request for one page: what the server says, whether it may say otherwise later, and which anchors are there."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from requests import exceptions
from requests.cookies import RequestsCookieJar
from sphinx.builders.linkcheck import DEFAULT_REQUEST_HEADERS
from sphinx.util._uri import encode_uri
from sphinx.util.http_date import rfc1123_to_epoch
from urllib3.exceptions import ProtocolError

from workflow_docs.workflow.numbers import decimal

from .addresses import PrivateAddress
from .connections import EndlessAnswer
from .pages import Anchors, find_anchors
from .places import WORKING, Result, Status
from .session import Session, origin_of, redirect_target, trusted_with, without_password

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import Response
    from sphinx.config import Config

    from .session import Origin

MAX_REDIRECTS = 30
"""How many redirects are followed, as in requests."""

_TIMES = 4
"""How many times `linkcheck_timeout` an address may take at least: its redirects, its body, and its retries."""

_FORGE = re.compile(r"https?://(www\.)?git(hub|lab)\.com/")
_LINE_ANCHOR = re.compile(r"L\d+(C\d+)?(-L\d+(C\d+)?)?\Z")
_ADDRESS = re.compile(r"<[\w.]+ object at 0x[0-9a-f]+>(: )?|\b[\w.]+\(host='[^']*', port=\d+\): ")
# What walls against robots put into their answers.
_WALLS = ("cf-mitigated", "x-datadome", "x-amzn-waf-action", "x-px-block", "x-iinfo", "x-sucuri-id")


class Again(Enum):
    """Whether to ask once more."""

    NO = "no"
    SETTLED = "settled"
    """It is not likely to change, but Sphinx's `linkcheck_retries` asks for it."""
    SOON = "soon"
    """A timeout, a dropped connection or a fault of the server: it may pass."""
    LIMITED = "limited"
    """There were too many requests."""


class Answer(NamedTuple):
    """What a request has brought: a result for the page, the anchors that were found, and whether to ask again."""

    result: Result
    again: Again = Again.NO
    wait: float | None = None
    """The seconds that the server asks for."""
    anchors: Anchors | None = None
    """The anchors that the page has, of those looked for; None if it was not looked for any."""


@dataclass(slots=True)
class Job:
    """A page, and the addresses that lead to it or to an anchor of it ("" for none)."""

    url: str
    uris: dict[str, str] = field(default_factory=dict)
    attempts: int = 0
    seconds: float = 0.0
    """For how long it has been asked for, in all attempts."""
    end: float = 0.0
    """When the attempt under way must be over."""

    @property
    def wanted(self) -> set[str]:
        """The anchors to look for."""
        return set(self.uris.values()) - {""}


class Fetcher:
    """Asks for pages, with the settings that Sphinx has for that.

    Private in Sphinx, the same from 9.0 to 9.2: `encode_uri`.
    """

    def __init__(self, config: Config) -> None:
        """Take the settings."""
        self.config = config
        self.timeout: float = config.linkcheck_timeout or 30
        self.budget = self.timeout * max(_TIMES, 2 + config.ci_linkcheck_retries)
        """For how many seconds one address is asked, with its redirects and retries."""
        self.ignored = tuple(map(re.compile, config.linkcheck_ignore))
        self.anchors_ignored = [re.compile(pattern) for pattern in config.linkcheck_anchors_ignore]
        self.anchors_ignored_for_url = [
            re.compile(pattern) for pattern in config.linkcheck_anchors_ignore_for_url
        ]
        self.auth = [(re.compile(pattern), auth) for pattern, auth in config.linkcheck_auth]
        self.any_case = [re.compile(pattern) for pattern in config.linkcheck_case_insensitive_urls]

    def anchor(self, uri: str) -> str:
        """Return the anchor of an address that is to be looked for; "" for none."""
        url, _, fragment = uri.partition("#")
        if not fragment or not self.config.linkcheck_anchors or fragment.startswith(":~:"):
            return ""
        if any(pattern.match(fragment) for pattern in self.anchors_ignored):
            return ""
        if any(pattern.match(url) for pattern in self.anchors_ignored_for_url):
            return ""
        if _FORGE.match(url) and _LINE_ANCHOR.match(fragment):
            return ""  # a script makes them
        return unquote(fragment.partition(":~:")[0])

    def ask(self, session: Session, job: Job) -> Answer:
        """Ask for a page: first for the head alone, unless anchors are wanted or that has failed before."""
        start = time.monotonic()
        job.end = start + max(0.0, self.budget - job.seconds)
        session.limits.start(job.end, private=False)
        answer = Answer(Result(Status.BROKEN))
        for method in ["HEAD", "GET"] if not job.wanted and not job.attempts else ["GET"]:
            try:
                answer = self._request(session, method, job)
            except Exception as error:  # noqa: BLE001 (whatever an address from a stranger brings up)
                late = isinstance(error, exceptions.Timeout | TimeoutError) or session.limits.expired
                answer = self._late() if late else _failed(error)
                if late or answer.again is not Again.SOON:
                    break
            if answer.result.status is not Status.BROKEN and answer.result.code != 403:
                break
            if answer.again is Again.LIMITED or answer.result.info == "unauthorized":
                break
        job.seconds += time.monotonic() - start
        return answer

    def _request(self, session: Session, method: str, job: Job) -> Answer:
        asked = job.url if job.url.isascii() else encode_uri(job.url)
        arrival = self._arrive(session, method, asked, job)
        if isinstance(arrival, Answer):
            return arrival
        response, code = arrival
        with response:
            if not response.ok:
                return self._refused(response)
            if response.status_code == 202 and _walled(response.headers):
                return Answer(Result(Status.UNSURE, 202, "a wall against robots answers"))
            session.limits.end = job.end
            anchors = find_anchors(response, job.wanted, session.limits) if job.wanted else None
            return Answer(self._arrived(asked, str(response.url), code), anchors=anchors)

    def _arrive(self, session: Session, method: str, asked: str, job: Job) -> tuple[Response, int] | Answer:
        """Return the answer at the end of the redirects, with the status of the last of them (0 for none).

        Where a redirect leads is for a stranger to say: no password, cookie or header goes to a site it was not meant for,
        and no private address is asked because a public server says so.
        """
        uri = next(iter(job.uris))
        policy = self.config.ci_linkcheck_private_addresses
        url, code, public = asked, 0, False
        cookies: dict[Origin, RequestsCookieJar] = {}
        for _ in range(MAX_REDIRECTS + 1):
            origin = origin_of(url)
            session.cookies = cookies.setdefault(origin, RequestsCookieJar())
            end = min(job.end, time.monotonic() + self.timeout)
            session.limits.start(end, private=policy == "always" or (policy == "direct" and not public))
            try:
                response = session.request(
                    method,
                    url,
                    auth=self._auth(uri) if origin in trusted_with(asked) else without_password,
                    headers=self._headers(url if code else uri),
                    timeout=session.limits.left(),
                    stream=True,  # what is not read to its end costs the connection
                    _user_agent=self.config.user_agent,
                    _tls_info=(self.config.tls_verify, self.config.tls_cacerts),
                )
            except PrivateAddress as error:
                if not code:
                    return Answer(Result(Status.UNCHECKED, info=f"not asked: {error}"))
                return Answer(Result(Status.UNSURE, code, f"redirect to {url} not followed: {error}"))
            if method == "HEAD":
                response.content  # noqa: B018 (there is none, and the connection can be used again)
            target = redirect_target(response)
            if not target:
                return response, code
            code = response.status_code
            public = public or not session.limits.peer
            response.close()  # unread, however long it is
            if any(pattern.match(target) for pattern in self.ignored):
                return Answer(Result(Status.IGNORED, code, f"ignored redirect: {target}"))
            if urlsplit(target).scheme.lower() not in {"http", "https"}:
                return Answer(Result(Status.UNSURE, code, f"redirect to {target} not followed"))
            url = target
        return Answer(Result(Status.BROKEN, info=f"Exceeded {MAX_REDIRECTS} redirects."), Again.SETTLED)

    def _auth(self, uri: str) -> Any:
        return next((auth for pattern, auth in self.auth if pattern.match(uri)), None)

    def _late(self) -> Answer:
        status = Status.BROKEN if self.config.linkcheck_report_timeouts_as_broken else Status.TIMEOUT
        return Answer(Result(status, info=f"no answer within {self.timeout:g} seconds"), Again.SOON)

    def _refused(self, response: Response) -> Answer:
        code = response.status_code
        try:
            response.raise_for_status()
        except exceptions.HTTPError as error:
            message = _plain(error)
        walled = _walled(response.headers)
        match code:
            case 401 if self.config.linkcheck_allow_unauthorized:
                return Answer(Result(Status.WORKING, info="unauthorized"))
            case 401 if not walled:
                return Answer(Result(Status.BROKEN, info="unauthorized"), Again.SETTLED)
            case 429:
                wait = _seconds(response.headers.get("Retry-After", ""))
                return Answer(Result(Status.UNSURE, code, message), Again.LIMITED, wait)
            case 401 | 403 | 999:
                return Answer(Result(Status.UNSURE, code, message))
            case 503:
                wait = _seconds(response.headers.get("Retry-After", ""))
                return Answer(Result(Status.UNSURE, code, message), Again.NO if walled else Again.SOON, wait)
            case _ if walled:
                return Answer(Result(Status.UNSURE, code, message))
            case _:
                return Answer(
                    Result(Status.BROKEN, info=message), Again.SOON if code >= 500 else Again.SETTLED
                )

    def _arrived(self, asked: str, arrived: str, code: int) -> Result:
        """Return the result for a page that is there, perhaps at another address."""
        any_case = any(pattern.match(asked) for pattern in self.any_case)
        if _normal(arrived, any_case=any_case) == _normal(asked, any_case=any_case):
            return WORKING
        allowed = self.config.linkcheck_allowed_redirects
        if isinstance(allowed, dict) and any(
            start.match(asked) and end.match(arrived) for start, end in allowed.items()
        ):
            return WORKING
        return Result(Status.REDIRECTED, code, arrived, arrived if code in {301, 308} else "")

    def _headers(self, uri: str) -> dict[str, str]:
        parts = urlsplit(uri)
        site = f"{parts.scheme}://{parts.netloc}"
        known: dict[str, dict[str, str]] = self.config.linkcheck_request_headers
        chosen = next((known[key] for key in (site, f"{site}/", uri, "*") if key in known), None)
        return {} if chosen is None else {**DEFAULT_REQUEST_HEADERS, **chosen}


def _failed(error: Exception) -> Answer:
    """Return the answer for what went wrong in time."""
    match error:
        case EndlessAnswer():
            return Answer(Result(Status.UNSURE, info="the answer does not end"))
        case exceptions.SSLError():
            return Answer(Result(Status.BROKEN, info=_plain(error)))
        case exceptions.ConnectionError() | ProtocolError():
            return Answer(Result(Status.BROKEN, info=_plain(error)), Again.SOON)
        case _:
            return Answer(Result(Status.BROKEN, info=_plain(error)))


def _plain(error: Any) -> str:
    """Return an error's message without what differs from run to run."""
    return _ADDRESS.sub("", str(error))


def _walled(headers: Mapping[str, str]) -> bool:
    return any(name in headers for name in _WALLS)


def _normal(url: str, *, any_case: bool) -> str:
    url = url.rstrip("/")
    return url.casefold() if any_case else url


def _seconds(text: str) -> float | None:
    """Return the seconds that a `Retry-After` asks for: a number, or a date."""
    number = decimal(text.strip())
    if number is not None:
        return number
    try:
        return max(0.0, rfc1123_to_epoch(text) - time.time())
    except (ValueError, TypeError):
        return None
