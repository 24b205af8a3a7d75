"""The session of a thread: Sphinx's own, within limits, and what a redirect may take along to another site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from sphinx.util import requests

from .connections import Adapter, Limits
from .pages import ENCODINGS

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

_PORTS = {"http": 80, "https": 443}


class Session(requests._Session):  # noqa: SLF001 (it knows Sphinx's settings for user agents and certificates)
    """Sends single requests; redirects are not followed.

    Asks the environment for the proxies of a host once, which is else a third of the work of a request.
    Private in Sphinx, the same from 9.0 to 9.2: `sphinx.util.requests._Session`.
    """

    def __init__(self) -> None:
        """Make a session that may do everything until its limits are set."""
        super().__init__()
        self.limits = Limits()
        self._known: dict[tuple[str, object], Any] = {}
        self.headers["Accept-Encoding"] = ENCODINGS
        adapter = Adapter(self.limits)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def get_redirect_target(self, resp: Response) -> None:
        """Follow nothing: requests would first read the whole body, without a limit."""

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        """Return the settings of the environment for a request."""
        key = ("/".join(str(url).split("/", 3)[:3]), verify)
        if key not in self._known:
            self._known[key] = super().merge_environment_settings(url, proxies, None, verify, cert)
        return {**self._known[key], "stream": stream}


class Origin(NamedTuple):
    """What passwords, cookies and headers belong to."""

    scheme: str
    host: str
    port: int | None


def origin_of(url: str) -> Origin:
    """Return the origin of an address."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return Origin(scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(scheme))


def trusted_with(url: str) -> set[Origin]:
    """Return the origins that may see the password for an address: its own, and the same host once it is encrypted."""
    own = origin_of(url)
    return {own, Origin("https", own.host, 443)} if own == Origin("http", own.host, 80) else {own}


def without_password(request: PreparedRequest) -> PreparedRequest:
    """Send no password: not that of the link, and none that `.netrc` has for the host."""
    return request


def redirect_target(response: Response) -> str:
    """Return the address that an answer redirects to; "" for none."""
    if not response.is_redirect:
        return ""
    raw = response.headers["location"].encode("latin-1", "replace")  # as `http.client` has decoded it
    try:
        location = raw.decode()
    except UnicodeDecodeError:
        location = quote(raw, safe="!#$%&'()*+,/:;=?@[]~")
    if location.startswith("//"):
        location = f"{urlsplit(response.url).scheme}:{location}"
    return urljoin(response.url, location.strip())
