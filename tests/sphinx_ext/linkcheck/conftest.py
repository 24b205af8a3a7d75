"""A real HTTP server on loopback that answers as a test says, and a way to read the report."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Answer(NamedTuple):
    """What the server says. With `drop` it closes the connection; `head` is its status for HEAD, where that differs."""

    status: int = 200
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    drop: bool = False
    seconds: float = 0.0
    head: int = 0


@dataclass
class Server:
    """The answers by path, one after the other, the last for ever; any other path is 404. `log` has what was asked."""

    url: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    most: int = 0
    now: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, path: str, *answers: Answer) -> str:
        """Settle the answers for a path; return its address."""
        self.answers[path] = list(answers) or [Answer()]
        return self.url + path

    def asked(self, path: str) -> list[str]:
        """Return the methods of the requests for a path."""
        return [method for method, each in self.log if each == path]


@pytest.fixture
def server() -> Iterator[Server]:
    yield from serve("127.0.0.1")


@pytest.fixture
def other_server() -> Iterator[Server]:
    """Another site: the port makes another origin."""
    yield from serve("127.0.0.1")


@pytest.fixture
def open_server() -> Iterator[Server]:
    """A server that is asked by other addresses of loopback than 127.0.0.1, which stands in its `url`."""
    yield from serve("")


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[Server]:
    """A server with a certificate that nobody has signed."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    yield from serve("127.0.0.1", context)


def serve(host: str, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    known = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with known.lock:
                known.log.append((self.command, self.path))
                known.headers.append(dict(self.headers))
                known.times.append(time.monotonic())
                known.now += 1
                known.most = max(known.most, known.now)
                left = known.answers.get(self.path, [Answer(404)])
                answer = left.pop(0) if len(left) > 1 else left[0]
            time.sleep(answer.seconds)
            with known.lock:
                known.now -= 1
            if answer.drop:
                self.close_connection = True
                return
            body = answer.body.encode()
            head = self.command == "HEAD"
            self.send_response(answer.head if head and answer.head else answer.status)
            names = {name.lower() for name, _ in answer.headers}
            if "content-type" not in names:
                self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not head:
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 (the name that the server calls)

        def log_message(self, *_arguments: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        request_queue_size = 100

        def handle_error(self, *_arguments: object) -> None:
            """A client that has gone away is no fault."""

    with Quiet((host, 0), Handler) as http:
        if tls is not None:
            http.socket = tls.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        known.url = f"http{'s' if tls else ''}://127.0.0.1:{http.server_port}"
        yield known
        http.shutdown()


class RawServer:
    """A server on loopback that gives each connection to a function, which may break every rule of HTTP.

    The function gets the socket, and the request up to its empty line; it ends when the client has gone away.
    """

    def __init__(self, talk: Callable[[socket.socket, bytes], None]) -> None:
        self.requests: list[bytes] = []
        self.talk = talk
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            request = b""
            while not request.endswith(b"\r\n\r\n"):
                data = connection.recv(65536)
                if not data:
                    return
                request += data
            self.requests.append(request)
            self.talk(connection, request)


@pytest.fixture
def raw_server() -> Iterator[Callable[[Callable[[socket.socket, bytes], None]], RawServer]]:
    with ExitStack() as stack:

        def make(talk: Callable[[socket.socket, bytes], None]) -> RawServer:
            made = RawServer(talk)
            stack.callback(made.listener.close)
            return made

        yield make


def entries(text: str) -> list[dict[str, object]]:
    """Read `output.json`."""
    return [json.loads(line) for line in text.splitlines()]
