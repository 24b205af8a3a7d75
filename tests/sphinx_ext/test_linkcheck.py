"""The link check: external links against a real server on loopback, references against the repository."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Project, Result

WORKFLOW = "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - run: make\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/good" else 404)
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 (the name that the server calls)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


def entries(result: Result) -> dict[str, tuple[str, str, int]]:
    lines = result.text("output.json").splitlines()
    return {
        entry["uri"]: (entry["status"], entry["filename"], entry["lineno"])
        for entry in map(json.loads, lines)
    }


def test_all_three_kinds_of_dead_links_are_in_one_report(project: Project, server: str) -> None:
    project.workflow("ci.yml", WORKFLOW)
    project.page(
        "index.md",
        f"# Start\n\n[good]({server}/good) {{ci:job}}`ci.yml:build`\n\n[dead]({server}/dead)\n\n"
        "{ci:job}`ci.yml:bild`\n\n{ci:file}`scripts/none.sh`\n\n{ci:file}`.github/workflows/ci.yml`\n",
    )
    result = project.build("linkcheck")
    assert result.app.statuscode == 1
    assert entries(result) == {
        f"{server}/good": ("working", "index.md", 3),
        f"{server}/dead": ("broken", "index.md", 5),
        "ci:job:ci.yml:build": ("working", "index.md", 3),
        "ci:job:ci.yml:bild": ("broken", "index.md", 7),
        "ci:file:scripts/none.sh": ("broken", "index.md", 9),
        "ci:file:.github/workflows/ci.yml": ("working", "index.md", 11),
    }
    report = result.text("output.txt")
    assert (
        "index.md:7: [broken] ci:job:ci.yml:bild: ci.yml has no job 'bild'; did you mean 'build'?" in report
    )
    assert "index.md:9: [broken] ci:file:scripts/none.sh" in report
    assert f"index.md:5: [broken] {server}/dead" in report


def test_good_links_pass(project: Project, server: str) -> None:
    project.workflow("ci.yml", WORKFLOW)
    project.page("index.md", f"# Start\n\n[good]({server}/good) {{ci:job}}`ci.yml:build`\n")
    assert project.build("linkcheck").app.statuscode == 0


def test_every_place_of_a_broken_reference_is_reported(project: Project) -> None:
    project.workflow("ci.yml", WORKFLOW)
    project.page("index.md", "# Start\n\n{ci:job}`bild`\n\n{ci:job}`bild`\n")
    project.page("other.md", "---\norphan: true\n---\n# Other\n\n{ci:job}`bild`\n")
    report = project.build("linkcheck").text("output.txt")
    assert [line.partition(": [broken]")[0] for line in report.splitlines()] == [
        "index.md:3",
        "index.md:5",
        "other.md:6",
    ]


def test_references_of_pages_that_were_read_before_count_too(project: Project) -> None:
    project.workflow("ci.yml", WORKFLOW)
    project.page("index.md", "# Start\n\n{ci:job}`bild`\n")
    project.build("html")
    result = project.build("linkcheck")
    assert result.read == set()
    assert result.app.statuscode == 1
    assert "ci:job:bild" in result.text("output.txt")
