"""One request for one page: what the server says, whether it may say otherwise later, and which anchors are there."""

from __future__ import annotations

import codecs
import re
import time
from dataclasses import dataclass, field
from enum import Enum
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from requests import exceptions
from sphinx.builders.linkcheck import DEFAULT_REQUEST_HEADERS
from sphinx.util import requests
from sphinx.util._uri import encode_uri
from sphinx.util.http_date import rfc1123_to_epoch

from workflow_docs.workflow.numbers import decimal

from .places import WORKING, Result, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import Response
    from sphinx.config import Config

MAX_BODY = 16 * 1024 * 1024
"""How much of a page is read in search of anchors, in bytes."""

_CHUNK = 16 * 1024
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
    anchors: frozenset[str] | None = None
    """The anchors that the page has, of those looked for; None if it was not looked for any."""


@dataclass(slots=True)
class Job:
    """A page, and the addresses that lead to it or to an anchor of it ("" for none)."""

    url: str
    uris: dict[str, str] = field(default_factory=dict)
    attempts: int = 0

    @property
    def wanted(self) -> set[str]:
        """The anchors to look for."""
        return set(self.uris.values()) - {""}


class Fetcher:
    """Asks for pages, with the settings that Sphinx has for that.

    Private in Sphinx, the same from 9.0 to 9.2: `sphinx.util.requests._Session` with `_IgnoredRedirection`, which know
    its settings for user agents and certificates, and `encode_uri`.
    """

    def __init__(self, config: Config) -> None:
        """Take the settings."""
        self.config = config
        self.ignored = tuple(map(re.compile, config.linkcheck_ignore))
        self.anchors_ignored = [re.compile(pattern) for pattern in config.linkcheck_anchors_ignore]
        self.anchors_ignored_for_url = [
            re.compile(pattern) for pattern in config.linkcheck_anchors_ignore_for_url
        ]
        self.auth = [(re.compile(pattern), auth) for pattern, auth in config.linkcheck_auth]
        self.any_case = [re.compile(pattern) for pattern in config.linkcheck_case_insensitive_urls]

    def session(self) -> requests._Session:
        """Return a session; each thread has its own."""
        return _Session(_ignored_redirects=self.ignored)

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

    def ask(self, session: requests._Session, job: Job) -> Answer:
        """Ask for a page: first for the head alone, unless anchors are wanted or that has failed before."""
        answer = Answer(Result(Status.BROKEN))
        for method in ["HEAD", "GET"] if not job.wanted and not job.attempts else ["GET"]:
            try:
                answer = self._request(session, method, job)
            except exceptions.Timeout as error:
                late = self.config.linkcheck_report_timeouts_as_broken
                status = Status.BROKEN if late else Status.TIMEOUT
                return Answer(Result(status, info=_plain(error)), Again.SOON)
            except exceptions.SSLError as error:
                return Answer(Result(Status.BROKEN, info=_plain(error)))
            except (exceptions.ConnectionError, exceptions.ChunkedEncodingError) as error:
                answer = Answer(Result(Status.BROKEN, info=_plain(error)), Again.SOON)
            except exceptions.TooManyRedirects as error:
                answer = Answer(Result(Status.BROKEN, info=_plain(error)), Again.SETTLED)
            except requests._IgnoredRedirection as error:  # noqa: SLF001 (see above)
                info = f"ignored redirect: {error.destination}"
                return Answer(Result(Status.IGNORED, error.status_code, info))
            except Exception as error:  # noqa: BLE001 (whatever an address from a stranger brings up)
                return Answer(Result(Status.BROKEN, info=_plain(error)))
            if answer.result.status is not Status.BROKEN and answer.result.code != 403:
                break
            if answer.again is Again.LIMITED or answer.result.info == "unauthorized":
                break
        return answer

    def _request(self, session: requests._Session, method: str, job: Job) -> Answer:
        uri = next(iter(job.uris))
        with session.request(
            method,
            job.url if job.url.isascii() else encode_uri(job.url),
            auth=next((auth for pattern, auth in self.auth if pattern.match(uri)), None),
            headers=self._headers(uri),
            timeout=self.config.linkcheck_timeout,
            allow_redirects=True,
            stream=method == "GET",  # what is not read to its end costs the connection
            _user_agent=self.config.user_agent,
            _tls_info=(self.config.tls_verify, self.config.tls_cacerts),
        ) as response:
            if not response.ok:
                return self._refused(response)
            if response.status_code == 202 and _walled(response.headers):
                return Answer(Result(Status.UNSURE, 202, "a wall against robots answers"))
            anchors = self._anchors(response, job.wanted) if job.wanted else None
            return Answer(self._arrived(job.url, response), anchors=anchors)

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

    def _arrived(self, url: str, response: Response) -> Result:
        """Return the result for a page that is there, perhaps at another address."""
        arrived = str(response.url)
        asked = url if url.isascii() else encode_uri(url)
        any_case = any(pattern.match(asked) for pattern in self.any_case)
        if _normal(arrived, any_case=any_case) == _normal(asked, any_case=any_case):
            return WORKING
        allowed = self.config.linkcheck_allowed_redirects
        if isinstance(allowed, dict) and any(
            start.match(asked) and end.match(arrived) for start, end in allowed.items()
        ):
            return WORKING
        code = response.history[-1].status_code if response.history else 0
        return Result(Status.REDIRECTED, code, arrived, arrived if code in {301, 308} else "")

    def _anchors(self, response: Response, wanted: set[str]) -> frozenset[str]:
        """Return those of some anchors that a page has."""
        kind = response.headers.get("Content-Type", "text/html").lower()
        if not any(word in kind for word in ("html", "xml")):
            return frozenset(wanted)  # the page of a PDF, or what else a viewer makes of it
        parser = _AnchorParser(wanted)
        try:
            decoder = codecs.getincrementaldecoder(response.encoding or "utf-8")("replace")
        except LookupError:
            decoder = codecs.getincrementaldecoder("utf-8")("replace")
        read = 0
        end = time.monotonic() + 4 * (self.config.linkcheck_timeout or 60)
        for chunk in response.iter_content(_CHUNK):
            parser.feed(decoder.decode(chunk))
            read += len(chunk)
            if parser.found == wanted:
                break
            if read > MAX_BODY or time.monotonic() > end:
                return frozenset(wanted)  # it is not known
        return frozenset(parser.found)

    def _headers(self, uri: str) -> dict[str, str]:
        parts = urlsplit(uri)
        site = f"{parts.scheme}://{parts.netloc}"
        known: dict[str, dict[str, str]] = self.config.linkcheck_request_headers
        chosen = next((known[key] for key in (site, f"{site}/", uri, "*") if key in known), None)
        return {} if chosen is None else {**DEFAULT_REQUEST_HEADERS, **chosen}


class _Session(requests._Session):  # noqa: SLF001 (see above)
    """Asks the environment for the proxies of a host once, which is else a third of the work of a request."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._known: dict[tuple[str, object], Any] = {}

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        key = ("/".join(str(url).split("/", 3)[:3]), verify)
        if key not in self._known:
            self._known[key] = super().merge_environment_settings(url, proxies, None, verify, cert)
        return {**self._known[key], "stream": stream}


class _AnchorParser(HTMLParser):
    """Finds anchors; GitHub writes `user-content-x` for the `#x` that works there."""

    def __init__(self, wanted: set[str]) -> None:
        super().__init__()
        self.names: dict[str, set[str]] = {}
        for each in wanted:
            for name in (each, f"user-content-{each}", quote(each)):
                self.names.setdefault(name, set()).add(each)
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        for key, value in attrs:
            if key in {"id", "name"} and value in self.names:
                self.found |= self.names[value]


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
