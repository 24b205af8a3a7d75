"""Private addresses are asked where the documents and the settings say so, and never because a stranger's server does."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from workflow_docs.sphinx_ext.linkcheck import connections
from workflow_docs.sphinx_ext.linkcheck.addresses import private_kind

from .conftest import Answer
from .test_external import check, entry, statuses

if TYPE_CHECKING:
    from sphinx_ext.conftest import Project

    from .conftest import Server

NEVER = {"ci_linkcheck_private_addresses": "never"}


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::127.0.0.1", "loopback"),
        ("64:ff9b::7f00:1", "loopback"),
        ("2002:7f00:1::", "loopback"),
        ("169.254.169.254", "link-local"),
        ("::ffff:a9fe:a9fe", "link-local"),
        ("64:ff9b::a9fe:a9fe", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("fd00::1", "private"),
        ("fec0::1", "private"),
        ("64:ff9b:1::1", "private"),
        ("fd00:ec2::254", "private"),
        ("0.0.0.0", "unspecified"),  # noqa: S104
        ("::", "unspecified"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("100.64.0.1", "not public"),
        ("100.100.100.200", "not public"),
        ("140.82.121.4", ""),
        ("2606:4700:4700::1111", ""),
        ("::ffff:8.8.8.8", ""),
        ("64:ff9b::808:808", ""),
        ("172.32.0.1", ""),
        ("11.0.0.1", ""),
    ],
)
def test_kinds_of_addresses(address: str, kind: str) -> None:
    assert private_kind(address) == kind


@pytest.mark.parametrize("address", ["0.1.2.3", "255.255.255.255", "240.0.0.1", "198.18.0.1", "2001:db8::1"])
def test_addresses_of_nobody_are_not_public(address: str) -> None:
    assert private_kind(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",  # noqa: S104 (it is asked, and nothing listens there)
        "127.0.0.1.",
        "127%E3%80%820.0.1",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    ],
)
def test_no_spelling_gets_past(project: Project, server: Server, host: str) -> None:
    server.say("/a", Answer(404))
    url = f"{server.url}/a".replace("127.0.0.1", host)
    result = check(project, url, **NEVER)
    found = entry(result)
    assert found["status"] in {"unchecked", "broken"}  # not every spelling is an address to every system
    assert "404" not in str(found["info"])
    if found["status"] == "unchecked":
        assert str(found["info"]).startswith("not asked: the address ")
        assert str(found["info"]).endswith((" is loopback", " is unspecified"))
    assert server.log == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_https_is_no_way_past(project: Project, tls_server: Server) -> None:
    url = tls_server.say("/a")
    assert entry(check(project, url, tls_verify=False))["status"] == "working"
    assert entry(check(project, url, tls_verify=False, **NEVER))["status"] == "unchecked"
    assert len(tls_server.log) == 1


def test_what_is_not_asked_is_counted_as_such(project: Project, server: Server) -> None:
    url = server.say("/a")
    result = check(project, url, **NEVER)
    found = entry(result)
    assert (found["status"], found["info"]) == ("unchecked", "not asked: the address 127.0.0.1 is loopback")
    assert result.app.statuscode == 0
    assert "external  1 unchecked\n" in result.status
    # A good answer from before, under another setting, is forgotten.
    assert entry(check(project, url))["status"] == "working"
    assert entry(check(project, url, **NEVER))["status"] == "unchecked"


def test_links_to_private_addresses_are_checked_by_default(project: Project, server: Server) -> None:
    new = server.say("/new")
    url = server.say("/old", Answer(302, headers=(("Location", new),)))
    assert entry(check(project, url))["status"] == "redirected"


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> str:
    """An address on loopback that counts as public."""
    monkeypatch.setattr(
        connections, "private_kind", lambda each: "" if each == "127.0.0.2" else private_kind(each)
    )
    return "127.0.0.2"


@pytest.mark.parametrize(
    ("setting", "status"), [("direct", "unsure"), ("never", "unsure"), ("always", "redirected")]
)
def test_a_public_server_does_not_lead_to_a_private_one(
    project: Project, server: Server, open_server: Server, public: str, setting: str, status: str
) -> None:
    secret = server.say("/secret")
    open_server.say("/b", Answer(302, headers=(("Location", secret),)))
    open_server.say("/a", Answer(302, headers=(("Location", "/b"),)))
    result = check(
        project, f"{open_server.url}/a".replace("127.0.0.1", public), ci_linkcheck_private_addresses=setting
    )
    found = entry(result)
    assert (found["status"], result.app.statuscode) == (status, 0)
    if status == "unsure":
        assert found["info"] == f"redirect to {secret} not followed: the address 127.0.0.1 is loopback"
        assert (found["code"], server.log) == (302, [])
        assert [method for method, _ in open_server.log] == ["HEAD", "HEAD"]


def test_a_private_server_may_lead_to_a_public_one_but_not_back(
    project: Project, server: Server, open_server: Server, public: str
) -> None:
    there = f"{open_server.url}/there".replace("127.0.0.1", public)
    server.say("/a", Answer(302, headers=(("Location", there),)))
    open_server.say("/there", Answer(302, headers=(("Location", f"{server.url}/back"),)))
    server.say("/back")
    assert entry(check(project, f"{server.url}/a"))["status"] == "unsure"
    assert server.asked("/back") == []


def test_a_connection_from_before_lets_nobody_past(
    project: Project, server: Server, open_server: Server, public: str
) -> None:
    # The first link, which a document may have, opens a connection that the redirect of the second could use.
    urls = [server.say("/direct"), f"{open_server.url}/a".replace("127.0.0.1", public)]
    open_server.say("/a", Answer(302, headers=(("Location", server.say("/secret")),)))
    result = check(project, *urls, linkcheck_workers=1)
    assert statuses(result) == {"/direct": "working", "/a": "unsure"}
    assert server.asked("/secret") == []


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://public.example/b", "redirected"),
        ("http://127.0.0.1:1/b", "unsure"),
        ("http://0x7f.1:1/b", "unsure"),
        ("http://localhost:1/b", "unsure"),
        ("http://x.localhost:1/b", "unsure"),
        ("http://169.254.169.254/b", "unsure"),
        ("http://[::ffff:10.0.0.1]/b", "unsure"),
    ],
)
def test_through_a_proxy_written_addresses_are_refused(
    project: Project, server: Server, monkeypatch: pytest.MonkeyPatch, target: str, status: str
) -> None:
    # To a proxy, a path is a whole address; the proxy's own address is for whoever has set it.
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", "")
    server.say("http://public.example/a", Answer(302, headers=(("Location", target),)))
    server.say("http://public.example/b")
    found = entry(check(project, "http://public.example/a"))
    assert found["status"] == status
    assert [path for _, path in server.log if path != "http://public.example/a"] == (
        [target] if status == "redirected" else []
    )
    assert entry(check(project, target, **NEVER))["status"] == (
        "working" if status == "redirected" else "unchecked"
    )
