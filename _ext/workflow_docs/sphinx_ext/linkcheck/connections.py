"""Connections that end in time, read only so much, and ask private addresses only where that is allowed.

requests and urllib3 have a timeout for each single read, so that a server that sends a byte now and then keeps a
connection for ever. Here every read, of headers as of a body, gets the time that is left of one deadline. The address of
a server is checked where it is resolved and connected to, so that a name cannot mean another address a moment later.

Private in urllib3, the same from 1.26 on: `_new_conn` and `_dns_host` of its connections.
"""

from __future__ import annotations

import io
import math
import socket
import time
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family, create_connection

from .addresses import PrivateAddress, private_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import PreparedRequest, Response

MAX_BYTES = 32 * 1024 * 1024
"""How much is read of one answer in all: headers, and the body as it is sent."""


class EndlessAnswer(Exception):  # noqa: N818 (it is no error: the rest is not read)
    """An answer was longer than `MAX_BYTES`. Not an `OSError`: urllib3 and requests let it pass."""


class Limits:
    """What the connections of one thread may do at the moment."""

    def __init__(self) -> None:
        """Allow everything."""
        self.end = math.inf
        self.bytes = MAX_BYTES
        self.private = True
        """Whether private addresses may be asked."""
        self.peer = ""
        """The kind of the address asked last, as of `private_kind`."""

    def start(self, end: float, *, private: bool) -> None:
        """Begin a request that must be answered before a time of `time.monotonic`."""
        self.end = end
        self.bytes = MAX_BYTES
        self.private = private

    @property
    def expired(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.end

    def left(self) -> float | None:
        """Return the seconds that are left; None for any number."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return None if left == math.inf else left

    def admit(self, address: str) -> None:
        """Note whom the next request goes to, and refuse it if need be."""
        self.peer = private_kind(address)
        if self.peer and not self.private:
            raise PrivateAddress(address)


class _Reader(io.RawIOBase):
    """Reads from a socket within the limits."""

    def __init__(self, sock: Any, limits: Limits) -> None:
        self._socket = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._limits = limits

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._limits.bytes <= 0:
            raise EndlessAnswer
        self._socket.settimeout(self._limits.left())
        count: int = self._raw.readinto(buffer) or 0
        self._limits.bytes -= count
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Readable:
    """All that `http.client` wants of a socket when it reads an answer."""

    def __init__(self, sock: Any, limits: Limits) -> None:
        self._reader = _Reader(sock, limits)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._reader)


class _Limited:
    """A part of a urllib3 connection: reads answers, that of a proxy to CONNECT too, within the limits."""

    limits: Limits

    def response_class(self, sock: Any, *arguments: Any, **options: Any) -> HTTPResponse:
        """Make the answer; `http.client` calls this."""
        return HTTPResponse(_Readable(sock, self.limits), *arguments, **options)  # type: ignore[arg-type]


class _Direct(_Limited):
    """A part of a urllib3 connection without a proxy: connects to addresses that may be asked."""

    host: str
    port: int
    sock: Any
    source_address: Any
    socket_options: Any
    _dns_host: str
    _address: str

    def _new_conn(self) -> socket.socket:
        try:
            self.limits.left()
            found = _resolve(self._dns_host, self.port)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"Connection to {self.host} timed out.") from error
        allowed = [address for address in found if self.limits.private or not private_kind(address)]
        if not allowed:
            raise PrivateAddress(found[0])
        failure: OSError = OSError("the name has no address")
        for number, address in enumerate(allowed):
            try:
                left = self.limits.left()
                # The first of several addresses that does not answer must leave time for the next.
                share = None if left is None else left / (len(allowed) - number)
                sock = create_connection(
                    (address, self.port), share, self.source_address, self.socket_options
                )
                sock.settimeout(self.limits.left())  # for TLS
            except OSError as error:
                failure = error
                continue
            self._address = address
            return sock
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, f"Connection to {self.host} timed out.") from failure
        raise NewConnectionError(self, f"Failed to establish a new connection: {failure}") from failure  # type: ignore[arg-type]

    def connect(self) -> None:
        """Connect, and note to whom."""
        super().connect()  # type: ignore[misc]
        self.limits.admit(self._address)

    def request(self, *arguments: Any, **options: Any) -> None:
        """Send a request, perhaps over a connection from before, when more was allowed."""
        if self.sock is not None:
            self.limits.admit(self._address)
        super().request(*arguments, **options)  # type: ignore[misc]


class Adapter(HTTPAdapter):
    """Sends requests within limits."""

    def __init__(self, limits: Limits) -> None:
        """Take the limits, which others change from request to request."""
        self.limits = limits
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Make the connections without a proxy."""
        super().init_poolmanager(*arguments, **options)
        self._limit(self.poolmanager, _Direct)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make the connections through a proxy, which is asked wherever it is."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **options)
        if not known:
            self._limit(manager, _Limited)
        return manager

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request. A proxy resolves the names: then only addresses written as such can be refused."""
        url = str(request.url)
        if select_proxy(url, proxies):  # type: ignore[arg-type]
            host = urlsplit(url).hostname or ""
            written = _written(host)
            if written:
                self.limits.admit(written)
            else:
                self.limits.peer = ""
        return super().send(request, stream, timeout, verify, cert, proxies)  # type: ignore[arg-type]

    def _limit(self, manager: Any, part: type[_Limited]) -> None:
        manager.pool_classes_by_scheme = {
            scheme: type(
                pool.__name__,
                (pool,),
                {
                    "ConnectionCls": type(
                        pool.ConnectionCls.__name__, (part, pool.ConnectionCls), {"limits": self.limits}
                    )
                },
            )
            for scheme, pool in manager.pool_classes_by_scheme.items()
        }


def _resolve(host: str, port: int | None, flags: int = 0) -> list[str]:
    """Return the addresses of a host, each once; also those of spellings such as `0x7f.1`."""
    found = socket.getaddrinfo(host, port, allowed_gai_family(), socket.SOCK_STREAM, flags=flags)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _written(host: str) -> str:
    """Return the address that a host is, or "" for a name, without asking anybody."""
    if host.rstrip(".").lower() == "localhost" or host.rstrip(".").lower().endswith(".localhost"):
        return "127.0.0.1"
    try:
        return _resolve(host, None, socket.AI_NUMERICHOST)[0]
    except (OSError, UnicodeError):
        return ""
