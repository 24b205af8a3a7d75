"""Servers that mean harm: answers without an end, packed bombs, and words that steer a terminal or a runner."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from typing import TYPE_CHECKING

import pytest

from .conftest import Answer
from .test_external import check, entry, statuses

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from sphinx_ext.conftest import Project, Result

    from .conftest import RawServer, Server

    Talk = Callable[[socket.socket, bytes], None]
    Make = Callable[[Talk], RawServer]

ONCE = {"linkcheck_timeout": 0.3, "ci_linkcheck_retries": 0}
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MANY = 60
"""How many small parts are sent, in a twentieth of a second each: then the answer is whole, and a client without a
deadline takes it for a good one."""


def drip(connection: socket.socket, parts: Iterator[bytes] | list[bytes]) -> None:
    for part in parts:
        connection.sendall(part)
        time.sleep(0.05)


# -- one deadline -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "parts"),
    [
        (b"", [bytes([byte]) for byte in b"HTTP/1.1 200 " + b"O" * (MANY - 13)]),
        (OK, [f"X-{number}: y\r\n".encode() for number in range(MANY)]),
        (OK + b"X: ", [b"y"] * MANY),
        (b"", [b"HTTP/1.1 100 Continue\r\n\r\n"] * MANY),
    ],
    ids=["status line", "headers", "one header", "interim answers"],
)
def test_headers_that_come_byte_by_byte_are_not_waited_for(
    project: Project, raw_server: Make, start: bytes, parts: list[bytes]
) -> None:
    def talk(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(start)
        drip(connection, parts)
        connection.sendall((b"HTTP/1.1 200 OK\r\n" if not start else b"") + b"\r\nContent-Length: 0\r\n\r\n")

    result = check(project, raw_server(talk).url, **ONCE)
    assert (entry(result)["status"], entry(result)["info"]) == ("timeout", "no answer within 0.3 seconds")
    assert result.app.statuscode == 1


def test_a_proxy_that_answers_byte_by_byte_is_not_waited_for(
    project: Project, raw_server: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = raw_server(lambda connection, _request: drip(connection, [b"HTTP/1.1 200 "] + [b"O"] * MANY))
    monkeypatch.setenv("https_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "")
    assert entry(check(project, "https://public.example/", **ONCE))["status"] == "timeout"
    assert proxy.requests[0].startswith(b"CONNECT public.example:443 ")


def test_a_body_that_comes_byte_by_byte_leaves_its_anchors_open(project: Project, raw_server: Make) -> None:
    def talk(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(OK + b'Content-Length: 200\r\n\r\n<p id="first">')
        drip(connection, [b"x"] * (200 - 14))

    server = raw_server(talk)
    result = check(project, f"{server.url}#first", f"{server.url}#last", **ONCE)
    found = {each["uri"].partition("#")[2]: each for each in map(json.loads, lines(result))}
    assert found["last"]["status"] == "unsure"
    assert found["last"]["info"] == "Anchor 'last' not found, but the page was not read to its end in time"
    assert len(server.requests) == 1


def lines(result: Result) -> list[str]:
    return result.text("output.json").splitlines()


def test_redirects_share_the_deadline_of_their_address(project: Project, raw_server: Make) -> None:
    def talk(connection: socket.socket, _request: bytes) -> None:
        time.sleep(0.2)
        number = len(server.requests)
        connection.sendall(
            f"HTTP/1.1 302 Found\r\nLocation: /{number}\r\nContent-Length: 0\r\n\r\n".encode()
            if number < 20
            else b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        )
        connection.close()

    server = raw_server(talk)
    assert entry(check(project, server.url, **ONCE))["status"] == "timeout"
    assert 4 <= len(server.requests) < 10


def test_retries_share_the_deadline_of_their_address(project: Project, raw_server: Make) -> None:
    server = raw_server(lambda connection, _request: drip(connection, [b"H"] * MANY))
    settings = {"linkcheck_timeout": 0.3, "ci_linkcheck_retries": 1, "linkcheck_retries": 50}
    assert entry(check(project, server.url, **settings))["status"] == "timeout"
    assert len(server.requests) <= 5


def test_an_address_with_several_servers_of_which_one_is_silent_is_waited_for_in_parts(
    project: Project, server: Server
) -> None:
    # The name means ::1 and 127.0.0.1 on most machines, and nothing listens on the first.
    server.say("/a")
    url = server.url.replace("127.0.0.1", "localhost")
    assert entry(check(project, f"{url}/a"))["status"] == "working"


# -- answers without an end -----------------------------------------------------------------------------------


def test_the_body_of_a_redirect_is_not_read(project: Project, raw_server: Make) -> None:
    def talk(connection: socket.socket, request: bytes) -> None:
        if b" /new " in request:
            connection.sendall(OK + b'Content-Length: 15\r\nConnection: close\r\n\r\n<p id="there"/>')
            return
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /new\r\n\r\n")
        for _ in range(10 * MANY):  # a client that reads it to its end takes longer than it may
            connection.sendall(b"x" * 65536)
            time.sleep(0.02)

    result = check(project, f"{raw_server(talk).url}#there", linkcheck_timeout=3)
    assert entry(result)["status"] == "redirected"


def test_a_body_without_an_end_is_read_up_to_a_limit(project: Project, raw_server: Make) -> None:
    sent = 0

    def talk(connection: socket.socket, _request: bytes) -> None:
        nonlocal sent
        connection.sendall(OK + b"\r\n")
        for _ in range(1_000):
            connection.sendall(b"<p>" + b"x" * 98_301)
            sent += 98_304

    found = entry(check(project, f"{raw_server(talk).url}#there"))
    assert (found["status"], found["info"]) == (
        "unsure",
        "Anchor 'there' not found, but only the first 16 MiB were read",
    )
    assert sent < 64 * 1024 * 1024


ENDLESS = "Anchor 'there' not found, but the answer does not end"


@pytest.mark.parametrize(
    "start",
    [OK + b"Transfer-Encoding: chunked\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"],
    ids=["a chunk's size", "interim answers"],
)
def test_lines_without_an_end_are_read_up_to_a_limit(
    project: Project, raw_server: Make, start: bytes
) -> None:
    sent = 0

    def talk(connection: socket.socket, _request: bytes) -> None:
        nonlocal sent
        connection.sendall(start)
        part = b"0" * 65536 if b"chunked" in start else b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000
        for _ in range(2_000):
            connection.sendall(part)
            sent += len(part)

    found = entry(check(project, f"{raw_server(talk).url}#there", ci_linkcheck_retries=0))
    # (Some versions of urllib3 have a limit for the line of a chunk, and call it a fault.)
    assert found["status"] == ("broken" if b"chunked" in start and found["info"] != ENDLESS else "unsure")
    assert sent < 64 * 1024 * 1024


@pytest.mark.parametrize(
    ("headers", "info"),
    [
        (b"X: " + b"y" * 100_000, "got more than 65536 bytes when reading header line"),
        (b"\r\n".join(b"X-%d: y" % number for number in range(200)), "got more than 100 headers"),
    ],
    ids=["long", "many"],
)
def test_huge_headers_are_a_fault_of_the_server(
    project: Project, raw_server: Make, headers: bytes, info: str
) -> None:
    server = raw_server(lambda connection, _request: connection.sendall(OK + headers + b"\r\n\r\n"))
    found = entry(check(project, server.url, ci_linkcheck_retries=0))
    assert found["status"] == "broken"
    assert info in str(found["info"])


# -- packed pages ---------------------------------------------------------------------------------------------

PAGE = b'<p id="there">' + b"<p>" * 5_000


def packed(raw_server: Make, encoding: str, body: bytes) -> str:
    def talk(connection: socket.socket, _request: bytes) -> None:
        head = f"Content-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        connection.sendall(OK + head.encode() + body)

    return raw_server(talk).url


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE, wbits=-15)),
        ("identity", PAGE),
    ],
    ids=["gzip", "x-gzip", "deflate", "deflate without a frame", "identity"],
)
def test_packed_pages_are_unpacked(project: Project, raw_server: Make, encoding: str, body: bytes) -> None:
    url = packed(raw_server, encoding, body)
    result = check(project, f"{url}#there", f"{url}#nowhere")
    assert set(statuses_by_anchor(result).items()) == {("there", "working"), ("nowhere", "broken")}


def statuses_by_anchor(result: Result) -> dict[str, str]:
    return {each["uri"].partition("#")[2]: each["status"] for each in map(json.loads, lines(result))}


@pytest.mark.parametrize(
    ("encoding", "body", "info"),
    [
        ("gzip", gzip.compress(b"x" * 120_000_000), "only the first 16 MiB were read"),
        ("deflate", zlib.compress(b"x" * 120_000_000), "only the first 16 MiB were read"),
        ("gzip", gzip.compress(PAGE)[:-20], "its compression is damaged"),
        ("gzip", b"no gzip at all", "its compression is damaged"),
        ("gzip", gzip.compress(b"<p>") + gzip.compress(PAGE), "its compression is damaged"),
        ("br", b"\x0b\x02\x80<p>\x03", "its compression 'br' is not known"),
        ("gzip, gzip", gzip.compress(gzip.compress(PAGE)), "its compression 'gzip, gzip' is not known"),
    ],
    ids=["gzip bomb", "deflate bomb", "cut off", "no gzip", "two parts", "br", "twice"],
)
def test_pages_that_cannot_be_unpacked_leave_their_anchors_open(
    project: Project, raw_server: Make, encoding: str, body: bytes, info: str
) -> None:
    result = check(project, f"{packed(raw_server, encoding, body)}#nowhere")
    found = entry(result)
    assert (found["status"], found["info"]) == ("unsure", f"Anchor 'nowhere' not found, but {info}")
    assert result.app.statuscode == 0


# -- encodings ------------------------------------------------------------------------------------------------

UNSURE = "unsure"


@pytest.mark.parametrize(
    ("charset", "body", "there", "nowhere"),
    [
        ("rot13", '<p id="é">'.encode(), "working", UNSURE),
        ("idna", '<p id="é">'.encode(), "working", UNSURE),
        ("base64", '<p id="é">'.encode(), "working", UNSURE),
        ("zlib", '<p id="é">'.encode(), "working", UNSURE),
        ("undefined", '<p id="é">'.encode(), "working", UNSURE),
        ("utf-7", '<p id="é">'.encode(), "working", UNSURE),
        ("x-user-defined", '<p id="é">'.encode(), "working", UNSURE),
        ("unicode_escape", '<p id="é">'.encode(), "working", UNSURE),
        ("y" * 5_000, '<p id="é">'.encode(), "working", UNSURE),
        ("", '<p id="é">'.encode(), "working", UNSURE),
        ("utf-8", '<p id="é">'.encode("cp1252"), UNSURE, UNSURE),
        ("utf-8", '<p id="é">'.encode("utf-16-le"), UNSURE, UNSURE),
        ("utf-8", '<p id="é">'.encode("utf-16"), "working", "broken"),
        ("UTF-8", '<p id="é">'.encode(), "working", "broken"),
        ("latin1", '<p id="é">'.encode("cp1252"), "working", "broken"),
        ("us-ascii", '<p id="é">'.encode("cp1252"), "working", "broken"),
        ("'iso-8859-15'", '<p id="é">'.encode("iso8859-15"), "working", "broken"),
        ("gb2312", '<p id="é">'.encode("gb18030"), "working", "broken"),
        (None, '<p id="é">'.encode(), "working", "broken"),
        (None, '<meta charset=latin1><p id="é">'.encode("cp1252"), "working", "broken"),
        (None, '<meta charset="utf-16"><p id="é">'.encode(), "working", "broken"),
        (None, '<?xml version="1.0" encoding="latin1"?><p id="é">'.encode("cp1252"), "working", "broken"),
        (None, '<meta charset="rot13"><p id="é">'.encode(), "working", UNSURE),
        (None, b'<p id="&#' + b"9" * 5_000 + b';"><p id="&eacute;">', UNSURE, UNSURE),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_pages_are_decoded_as_browsers_do(
    project: Project, raw_server: Make, charset: str | None, body: bytes, there: str, nowhere: str
) -> None:
    kind = "text/html" + (f"; charset={charset}" if charset is not None else "")
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    url = raw_server(lambda connection, _request: connection.sendall(head.encode() + body)).url
    result = check(project, f"{url}#%C3%A9", f"{url}#nowhere")
    assert statuses_by_anchor(result) == {"%C3%A9": there, "nowhere": nowhere}


# -- what a server says reaches nobody unescaped ----------------------------------------------------------------


def test_what_a_server_says_steers_no_terminal_and_no_runner(project: Project, raw_server: Make) -> None:
    evil = "\x1b]0;x\x07 \x9b31m\u202e ##[error]x ::error::x \x85::set-output name=a::b"

    def talk(connection: socket.socket, request: bytes) -> None:
        if b" /moved " in request:
            connection.sendall(
                b"HTTP/1.1 301 Moved\r\nLocation: /\xe2\x80\xae##[x]\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        elif b" /gone " in request:
            connection.sendall(
                f"HTTP/1.1 404 {evil}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
        else:
            connection.sendall(OK + b"Content-Length: 0\r\nConnection: close\r\n\r\n")

    server = raw_server(talk)
    for quiet in (0, -1):
        result = check(project, f"{server.url}/gone", f"{server.url}/moved", verbosity=quiet)
        assert set(statuses(result).values()) == {"broken", "redirected"}
        texts = [
            *result.status.split("\n"),
            *result.warnings,
            *result.text("output.txt").split("\n"),
            *lines(result),
        ]
        assert any("\\x1b]0;x\\x07" in text for text in texts)
        for text in texts:
            assert "##[" not in text
            assert not text.lstrip().startswith("::")
            assert [char for char in text if not char.isprintable()] == [], ascii(text)


def test_a_very_long_reason_is_cut(project: Project, server: Server) -> None:
    url = server.say("/a", Answer(302, headers=(("Location", "/" + "b" * 60_000),)))
    result = check(project, url)
    assert entry(result)["status"] == "broken"
    assert len(result.text("output.txt")) < 3_000
    assert len(lines(result)[0]) < 6_000
