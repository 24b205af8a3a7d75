"""What goes along with a redirect: passwords, cookies and headers stay with the site they are meant for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from workflow_docs.sphinx_ext.linkcheck.session import origin_of, trusted_with

from .conftest import Answer
from .test_external import check, entry

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_ext.conftest import Project

    from .conftest import Server

SECRETS = {"Authorization", "Cookie", "X-Token"}


def to(target: str, *headers: tuple[str, str], code: int = 302) -> Answer:
    return Answer(code, headers=(("Location", target), *headers))


def secrets(server: Server) -> list[dict[str, str]]:
    """Return what each request had of what is nobody else's business."""
    return [{name: value for name, value in each.items() if name in SECRETS} for each in server.headers]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_request_headers_stay_with_their_site(
    project: Project, server: Server, other_server: Server, code: int
) -> None:
    target = other_server.say("/b")
    url = server.say("/a", to(target, code=code))
    settings = {"linkcheck_request_headers": {server.url: {"X-Token": "1", "Cookie": "c=1"}}}
    assert entry(check(project, url, **settings))["status"] == "redirected"
    assert secrets(server) == [{"X-Token": "1", "Cookie": "c=1"}]
    assert secrets(other_server) == [{}]


def test_each_site_on_the_way_gets_its_own_headers(
    project: Project, server: Server, other_server: Server
) -> None:
    url = server.say("/a", to(other_server.say("/b", to(server.say("/c")))))
    headers = {server.url: {"X-Token": "1"}, other_server.url: {"X-Token": "2"}, "*": {"X-Token": "3"}}
    check(project, url, linkcheck_request_headers=headers)
    assert secrets(server) == [{"X-Token": "1"}, {"X-Token": "1"}]
    assert secrets(other_server) == [{"X-Token": "2"}]
    other_server.headers.clear()
    del headers[other_server.url]
    check(project, url, linkcheck_request_headers=headers, ci_linkcheck_cache_lifetime=0)
    assert secrets(other_server) == [{"X-Token": "3"}]


def test_a_password_stays_with_its_site(project: Project, server: Server, other_server: Server) -> None:
    target = other_server.say("/a")
    url = server.say("/a", to("/b"))
    server.say("/b", to(target))
    # The pattern matches the other site too: that is no reason to hand it over.
    check(project, url, linkcheck_auth=[(".*", ("reader", "word"))])
    assert [sorted(each) for each in secrets(server)] == [["Authorization"], ["Authorization"]]
    assert secrets(other_server) == [{}]


def test_cookies_stay_with_their_site(project: Project, server: Server, other_server: Server) -> None:
    # Cookies know no port: to a browser, both servers are one site.
    url = server.say("/a", to(other_server.say("/b", to(server.say("/c"))), ("Set-Cookie", "c=1; Path=/")))
    check(project, url, linkcheck_workers=1)
    assert secrets(server) == [{}, {"Cookie": "c=1"}]
    assert secrets(other_server) == [{}]


def test_the_next_link_gets_no_cookie_of_the_last(project: Project, server: Server) -> None:
    urls = [server.say(f"/{number}", Answer(headers=(("Set-Cookie", "c=1; Path=/"),))) for number in range(3)]
    check(project, *urls, linkcheck_workers=1)
    assert secrets(server) == [{}, {}, {}]


def test_netrc_is_for_links_and_not_for_redirects(
    project: Project, server: Server, other_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login reader password word\n")
    monkeypatch.setenv("NETRC", str(file))
    url = server.say("/a", to(other_server.say("/b")))
    check(project, url)
    assert [sorted(each) for each in secrets(server)] == [["Authorization"]]
    assert secrets(other_server) == [{}]


def test_a_password_in_a_redirect_is_not_sent(project: Project, server: Server, other_server: Server) -> None:
    target = other_server.say("/b").replace("http://", "http://reader:word@")
    check(project, server.say("/a", to(target)))
    assert secrets(other_server) == [{}]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_nothing_goes_along_from_https_to_http(project: Project, server: Server, tls_server: Server) -> None:
    url = tls_server.say("/a", to(server.say("/b")))
    settings = {
        "tls_verify": False,
        "linkcheck_auth": [(".*", ("reader", "word"))],
        "linkcheck_request_headers": {tls_server.url: {"X-Token": "1"}},
    }
    assert entry(check(project, url, **settings))["status"] == "redirected"
    assert [sorted(each) for each in secrets(tls_server)] == [["Authorization", "X-Token"]]
    assert secrets(server) == [{}]
    unsigned = entry(check(project, url, tls_verify=True, ci_linkcheck_cache_lifetime=0))
    assert (unsigned["status"], "certificate verify failed" in str(unsigned["info"])) == ("broken", True)


@pytest.mark.parametrize(
    ("url", "target", "trusted"),
    [
        ("http://a.example/x", "https://a.example/y", True),
        ("http://a.example:80/x", "https://A.example:443/y", True),
        ("https://a.example/x", "https://a.example./y", True),
        ("https://a.example/x", "http://a.example/x", False),
        ("https://a.example/x", "https://a.example:8443/x", False),
        ("http://a.example:8080/x", "https://a.example/x", False),
        ("https://a.example/x", "https://a.example.evil.example/x", False),
        ("https://a.example/x", "https://a.example@evil.example/x", False),
        ("https://a.example/x", "https://b.a.example/x", False),
    ],
)
def test_who_may_see_a_password(url: str, target: str, trusted: bool) -> None:
    assert (origin_of(target) in trusted_with(url)) == trusted


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "x-app:1"]
)
def test_redirects_to_other_schemes_are_not_followed(project: Project, server: Server, target: str) -> None:
    result = check(project, server.say("/a", to(target)))
    found = entry(result)
    assert (found["status"], found["code"], found["info"]) == (
        "unsure",
        302,
        f"redirect to {target} not followed",
    )
    assert (server.asked("/a"), result.app.statuscode) == (["HEAD"], 0)


@pytest.mark.parametrize(
    "target", ["http://[::1", "http://", "https://127.0.0.1:99999999/", "http://\u0600/"]
)
def test_redirects_to_nowhere_are_broken(project: Project, server: Server, target: str) -> None:
    url = server.say("/a", to(target.encode().decode("latin-1")))
    assert entry(check(project, url, ci_linkcheck_retries=0))["status"] == "broken"


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("//{host}/b", "/b"),
        ("b", "/b"),
        (" /b ", "/b"),
        ("/\u00e9", "/%C3%A9"),
        ("/\udce9", "/%E9"),  # a byte that is no UTF-8
    ],
)
def test_redirects_that_are_written_in_short(
    project: Project, server: Server, target: str, path: str
) -> None:
    server.say(path)
    written = target.format(host=server.url.removeprefix("http://"))
    written = written.encode("utf-8", "surrogateescape").decode("latin-1")
    found = entry(check(project, server.say("/a", to(written))))
    assert (found["status"], found["info"]) == ("redirected", server.url + path)


def test_redirects_without_an_end_are_broken(project: Project, server: Server) -> None:
    url = server.say("/a", to("/a"))
    found = entry(check(project, url))
    assert (found["status"], found["info"]) == ("broken", "Exceeded 30 redirects.")
    assert server.asked("/a") == ["HEAD"] * 31 + ["GET"] * 31
