"""Addresses on the network: what servers say, what is asked again, what is remembered, and Sphinx's settings."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from .conftest import Answer

if TYPE_CHECKING:
    from sphinx_ext.conftest import Project, Result

    from .conftest import Server

NO_WORKFLOWS = (
    ".github/workflows:1:1: WARNING: there is no workflow: 'repo' has no *.yml or *.yaml file in .github/workflows; "
    "give a folder of a repository that has one (in conf.py: ci_repository) [ci.no-workflows]"
)
FAST = {"ci_linkcheck_backoff": 0.02, "linkcheck_timeout": 10}


def check(project: Project, *urls: str, **settings: object) -> Result:
    links = "".join(f"- <{url}>\n" for url in urls)
    project.page("index.md", f"# Start\n\n{links}")
    return project.build("linkcheck", **{**FAST, **settings})


def statuses(result: Result) -> dict[str, str]:
    lines = map(json.loads, result.text("output.json").splitlines())
    return {"/" + entry["uri"].split("/", 3)[3]: entry["status"] for entry in lines}


def entry(result: Result) -> dict[str, object]:
    (line,) = result.text("output.json").splitlines()
    found: dict[str, object] = json.loads(line)
    return found


# -- answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status", "failed", "methods"),
    [
        (Answer(), "working", 0, ["HEAD"]),
        (Answer(404), "broken", 1, ["HEAD", "GET"]),
        (Answer(410), "broken", 1, ["HEAD", "GET"]),
        (Answer(head=405), "working", 0, ["HEAD", "GET"]),
        (Answer(head=404), "working", 0, ["HEAD", "GET"]),
        (Answer(head=403), "working", 0, ["HEAD", "GET"]),
        (Answer(403), "unsure", 0, ["HEAD", "GET"]),
        (Answer(401), "broken", 1, ["HEAD"]),
        (Answer(401, headers=(("cf-mitigated", "challenge"),)), "unsure", 0, ["HEAD"]),
        (Answer(202, headers=(("x-amzn-waf-action", "challenge"),)), "unsure", 0, ["HEAD"]),
        (Answer(404, headers=(("x-datadome", "protected"),)), "unsure", 0, ["HEAD"]),
        (Answer(500), "broken", 1, ["HEAD", "GET", "GET", "GET"]),
        (Answer(503), "unsure", 0, ["HEAD", "GET", "GET"]),
    ],
)
def test_what_a_server_says(
    project: Project, server: Server, answer: Answer, status: str, failed: int, methods: list[str]
) -> None:
    result = check(project, server.say("/a", answer))
    assert entry(result)["status"] == status
    assert result.app.statuscode == failed
    assert server.asked("/a") == methods


def test_unsure_fails_where_that_is_asked_for(project: Project, server: Server) -> None:
    url = server.say("/a", Answer(403))
    assert check(project, url, ci_linkcheck_fail_on_unsure=True).app.statuscode == 1


@pytest.mark.parametrize(("code", "fix"), [(301, True), (302, False), (307, False), (308, True)])
def test_a_redirect_is_told_with_what_to_write(
    project: Project, server: Server, code: int, fix: bool
) -> None:
    new = server.say("/new")
    old = server.say("/old", Answer(code, headers=(("Location", "/new"),)))
    result = check(project, old)
    found = entry(result)
    assert (found["status"], found["code"], found["info"], found["fix"]) == (
        "redirected",
        code,
        new,
        new if fix else "",
    )
    assert result.app.statuscode == 0
    word = {301: "permanently", 302: "with Found", 307: "temporarily", 308: "permanently"}[code]
    assert f"[redirected {word}] {old} to {new}\n" in result.text("output.txt")


def test_redirects_that_are_allowed_or_ignored(project: Project, server: Server) -> None:
    new = server.say("/new")
    old = server.say("/old", Answer(302, headers=(("Location", "/new"),)))
    loop = server.say("/loop", Answer(302, headers=(("Location", "/loop"),)))
    result = check(project, old, linkcheck_allowed_redirects={".*/old": ".*/new"})
    assert entry(result)["status"] == "working"
    assert [line for line in result.warnings if "[ci.no-workflows]" not in line] == []
    result = check(project, old, linkcheck_allowed_redirects={".*/other": ".*"})
    assert entry(result)["status"] == "redirected"
    assert any("WARNING: redirect" in line for line in result.warnings)
    assert (
        entry(check(project, old, linkcheck_ignore=[".*/new"], ci_linkcheck_cache_lifetime=0))["status"]
        == "ignored"
    )
    assert entry(check(project, loop))["status"] == "broken"
    assert new


def test_a_dropped_connection_is_tried_again(project: Project, server: Server) -> None:
    url = server.say("/a", Answer(drop=True), Answer(drop=True), Answer(drop=True), Answer())
    assert entry(check(project, url))["status"] == "working"
    assert server.asked("/a") == ["HEAD", "GET", "GET", "GET"]


def test_the_pauses_between_tries_double(project: Project, server: Server) -> None:
    url = server.say("/a", Answer(502))
    assert check(project, url, ci_linkcheck_backoff=0.1, ci_linkcheck_retries=2).app.statuscode == 1
    _head, *gets = server.times
    pauses = [later - earlier for earlier, later in pairwise(gets)]
    assert len(pauses) == 2
    assert pauses[0] >= 0.1
    assert pauses[1] >= 0.2


def test_a_late_answer(project: Project, server: Server) -> None:
    slow = Answer(seconds=0.4)
    url = server.say("/a", slow)
    few = {"linkcheck_timeout": 0.1, "ci_linkcheck_retries": 0}
    result = check(project, url, **few)
    assert (entry(result)["status"], result.app.statuscode) == ("timeout", 1)
    result = check(project, url, linkcheck_report_timeouts_as_broken=True, **few)
    assert (entry(result)["status"], result.app.statuscode) == ("broken", 1)
    url = server.say("/b", slow, Answer())
    assert entry(check(project, url, linkcheck_timeout=0.1))["status"] == "working"


def test_what_is_no_address_is_broken_also_after_a_late_answer(project: Project, server: Server) -> None:
    urls = [server.say("/a", Answer(seconds=0.4)), "http://[::1/b"]
    settings = {"linkcheck_timeout": 0.1, "ci_linkcheck_retries": 0, "linkcheck_workers": 1}
    assert statuses(check(project, *urls, **settings)) == {"/a": "timeout", "/b": "broken"}


def test_retries_of_sphinx_hold_for_what_is_broken(project: Project, server: Server) -> None:
    url = server.say("/a", Answer(404), Answer(404), Answer())
    assert entry(check(project, url, linkcheck_retries=2))["status"] == "working"
    assert server.asked("/a") == ["HEAD", "GET", "GET"]


# -- too many requests ----------------------------------------------------------------------------------


def test_retry_after_is_honoured_for_the_whole_host(project: Project, server: Server) -> None:
    first = server.say("/a", Answer(429, headers=(("Retry-After", "0.4"),)), Answer())
    second = server.say("/b", Answer(seconds=0.05))
    result = check(project, first, second, linkcheck_workers=1)
    assert set(statuses(result).values()) == {"working"}
    assert server.asked("/a") == ["HEAD", "HEAD"]
    at = [when for when, (_, path) in zip(server.times, server.log, strict=True) if path == "/a"]
    assert at[1] - at[0] >= 0.4
    (other,) = [when for when, (_, path) in zip(server.times, server.log, strict=True) if path == "/b"]
    assert not at[0] < other < at[0] + 0.4


def test_too_many_requests_for_ever_are_unsure(project: Project, server: Server) -> None:
    urls = [server.say(f"/{number}", Answer(429)) for number in range(6)]
    result = check(project, *urls, linkcheck_rate_limit_timeout=0.3)
    assert set(statuses(result).values()) == {"unsure"}
    assert result.app.statuscode == 0
    assert len(server.log) < 40


def test_a_wait_that_is_too_long_is_not_waited_for(project: Project, server: Server) -> None:
    url = server.say("/a", Answer(429, headers=(("Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT"),)))
    start = time.monotonic()
    assert entry(check(project, url))["status"] == "unsure"
    assert time.monotonic() - start < 30
    assert len(server.log) == 1


def test_a_host_gets_no_more_requests_at_once_than_it_may(project: Project, server: Server) -> None:
    urls = [server.say(f"/{number}", Answer(seconds=0.02)) for number in range(24)]
    result = check(project, *urls, ci_linkcheck_host_connections=3)
    assert set(statuses(result).values()) == {"working"}
    assert 1 < server.most <= 3


def test_a_pause_between_two_requests_to_a_host(project: Project, server: Server) -> None:
    urls = [server.say(f"/{number}") for number in range(4)]
    check(project, *urls, ci_linkcheck_host_pause=0.05)
    assert server.times[-1] - server.times[0] >= 0.14


def test_the_workers_of_sphinx_count_where_they_are_set(project: Project, server: Server) -> None:
    urls = [server.say(f"/{number}", Answer(seconds=0.02)) for number in range(12)]
    check(project, *urls, linkcheck_workers=2)
    assert server.most <= 2


# -- anchors ----------------------------------------------------------------------------------------------

PAGE = '<h1 id="top">T</h1><a name="old"></a><h2><a id="user-content-install"></a></h2><p id="p%C3%A9"></p><p id="é">'


def test_anchors_of_a_page_are_looked_for_in_one_request(project: Project, server: Server) -> None:
    url = server.say("/a", Answer(body=PAGE))
    names = (
        "#top",
        "#old",
        "#install",
        "#none",
        "",
        "#%C3%A9",
        "#!route",
        "#:~:text=T",
        "#user-content-install",
    )
    result = check(project, *(url + name for name in names))
    assert {name for name, status in statuses(result).items() if status == "broken"} == {"/a#none"}
    assert "Anchor 'none' not found" in result.text("output.txt")
    assert server.asked("/a") == ["GET"]


@pytest.mark.parametrize(
    "settings",
    [
        {"linkcheck_anchors": False},
        {"linkcheck_anchors_ignore": ["no.*"]},
        {"linkcheck_anchors_ignore_for_url": [".*/a$"]},
    ],
)
def test_settings_for_anchors(project: Project, server: Server, settings: dict[str, object]) -> None:
    url = server.say("/a", Answer(body=PAGE))
    assert entry(check(project, f"{url}#none", **settings))["status"] == "working"
    assert server.asked("/a") == ["HEAD"]


def test_what_is_no_html_has_anchors_of_its_own_kind(project: Project, server: Server) -> None:
    url = server.say("/a.pdf", Answer(body="%PDF", headers=(("Content-Type", "application/pdf"),)))
    assert entry(check(project, f"{url}#page=3"))["status"] == "working"


def test_bytes_that_are_no_text_bring_nothing_down(project: Project, server: Server) -> None:
    url = server.say("/a", Answer(body=PAGE, headers=(("Content-Type", "text/html; charset=nonsense"),)))
    assert entry(check(project, f"{url}#top"))["status"] == "working"


# -- what goes out ----------------------------------------------------------------------------------------


def test_authentication_and_headers_are_sent(project: Project, server: Server) -> None:
    url = server.say("/a")
    check(
        project,
        url,
        linkcheck_auth=[(".*/a", ("reader", "word"))],
        linkcheck_request_headers={"*": {"X-Own": "1"}, server.url: {"X-Own": "2"}},
        user_agent="Ours/1",
    )
    (sent,) = server.headers
    assert (sent["Authorization"], sent["X-Own"], sent["User-Agent"]) == (
        "Basic cmVhZGVyOndvcmQ=",
        "2",
        "Ours/1",
    )


def test_a_page_for_readers_with_a_password(project: Project, server: Server) -> None:
    result = check(project, server.say("/a", Answer(401)), linkcheck_allow_unauthorized=True)
    assert (entry(result)["status"], entry(result)["info"]) == ("working", "unauthorized")


def test_case_counts_unless_a_setting_says_otherwise(project: Project, server: Server) -> None:
    server.say("/b")
    url = server.say("/B", Answer(301, headers=(("Location", "/b"),)))
    off = {"ci_linkcheck_cache_lifetime": 0}
    assert entry(check(project, url, **off))["status"] == "redirected"
    assert entry(check(project, url, linkcheck_case_insensitive_urls=[".*"], **off))["status"] == "working"


def test_other_extensions_may_change_addresses(project: Project, server: Server) -> None:
    server.say("/new")
    project.conf(
        'extensions = ["myst_parser", "workflow_docs"]\nci_repository = "../repo"\n'
        'def setup(app):\n    app.connect("linkcheck-process-uri", lambda app, uri: uri.replace("/old", "/new"))\n'
    )
    assert statuses(check(project, f"{server.url}/old")) == {"/new": "working"}


# -- offline ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["setting", "variable"])
def test_offline_asks_nobody_and_checks_the_rest(
    project: Project, server: Server, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    settings = {"ci_linkcheck_offline": True} if way == "setting" else {}
    if way == "variable":
        monkeypatch.setenv("LINKCHECK_OFFLINE", "1")
    url = server.say("/a", Answer(404))
    result = check(project, url, **settings)
    assert (entry(result)["status"], entry(result)["info"]) == ("unchecked", "not asked: offline")
    assert (result.app.statuscode, server.log) == (0, [])
    assert "external  1 unchecked\n" in result.status
    project.page("more.md", "---\norphan: true\n---\n# More\n\n{ref}`nowhere`\n")
    assert project.build("linkcheck", **settings).app.statuscode == 1
    assert server.log == []


# -- the cache --------------------------------------------------------------------------------------------


def test_what_is_good_is_remembered_and_what_is_broken_asked_again(project: Project, server: Server) -> None:
    server.say("/new")
    urls = [
        server.say("/good"),
        server.say("/moved", Answer(301, headers=(("Location", "/new"),))),
        server.say("/dead", Answer(404)),
        server.say("/unsure", Answer(403)),
    ]
    first = check(project, *urls)
    server.log.clear()
    second = check(project, *urls)
    assert statuses(second) == statuses(first)
    assert {path for _, path in server.log} == {"/dead", "/unsure"}
    assert second.text("output.json") == first.text("output.json")


def test_after_its_lifetime_an_address_is_asked_again(project: Project, server: Server) -> None:
    url = server.say("/good")
    for _ in range(2):
        check(project, url, ci_linkcheck_cache_lifetime=0.01)
    assert server.asked("/good") == ["HEAD"] * 2
    for _ in range(2):
        check(project, url, ci_linkcheck_cache_lifetime=0)
    assert server.asked("/good") == ["HEAD"] * 4


def test_other_settings_forget_what_was_good(project: Project, server: Server) -> None:
    url = server.say("/a", Answer(body=PAGE)) + "#none"
    assert entry(check(project, url, linkcheck_anchors=False))["status"] == "working"
    assert entry(check(project, url))["status"] == "broken"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"[1]",
        b"{",
        b'{"version": 1, "settings": "x", "results": 3}',
        b'{"version": 1, "settings": "SAME", "results": [1]}',
        b'{"version": 1, "settings": "SAME", "results": {"URL": null}}',
        b'{"version": 1, "settings": "SAME", "results": {"URL": [1e999, "working", 0, "", ""]}}',
        b'{"version": 1, "settings": "SAME", "results": {"URL": ["now", "working", 0, "", ""]}}',
        b'{"version": 1, "settings": "SAME", "results": {"URL": [99999999999, "working", 0, "", ""]}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_cache_is_an_empty_one(project: Project, server: Server, text: bytes) -> None:
    url = server.say("/a")
    check(project, url)
    file = project.docs.parent / "doctrees" / "linkcheck.json"
    same = json.loads(file.read_bytes())["settings"]
    file.write_bytes(text.replace(b"SAME", same.encode()).replace(b"URL", url.encode()))
    server.say("/a", Answer(404))
    assert entry(check(project, url))["status"] == "broken"
    json.loads(file.read_bytes())
