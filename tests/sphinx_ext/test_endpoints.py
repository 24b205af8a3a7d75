"""`ci:endpoints` and `ci:example`: what a Python file declares, who probes it, and what is said of faults."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from .test_life import touch_later

if TYPE_CHECKING:
    from .conftest import Project, Result

CI = "on: push\njobs:\n  build:\n    runs-on: x\n    steps: [{run: make}]\n"
MAIN = "from fastapi import FastAPI\nimport health\napp = FastAPI()\napp.include_router(health.router, prefix='/v1')\n"
HEALTH = '''\
from fastapi import APIRouter

router = APIRouter()
WAIT = 2


@router.get(
    "/live",
    openapi_extra={"x-timeout-seconds": WAIT},
    responses={
        200: {"description": "All | is <b>well</b>", "content": {"application/json": {"example": {"status": "up", "é": [1.50]}}}},
        503: {
            "content": {
                "application/json": {
                    "examples": {
                        "late": {"value": {"status": "late"}},
                        "gone": {"value": {"at": now()}},
                    }
                }
            }
        },
    },
)
def live():
    """Tell whether it lives."""


@router.post("/live", status_code=201)
def start():
    raise SystemError("must never run")


raise SystemError("must never run")
'''
PROBE = "spec:\n  containers:\n    - livenessProbe:\n        httpGet: {path: /v1/live}\n        timeoutSeconds: 2\n"


def built(project: Project, page: str, builder: str = "html", **files: str) -> Result:
    project.workflow("ci.yml", CI)
    for path, text in {"main.py": MAIN, "health.py": HEALTH, "k8s/a.yaml": PROBE, **files}.items():
        place = project.repo / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    project.page("index.md", f"# Start\n\n{page}\n")
    return project.build(builder)


def directive(name: str, *options: str, path: str = "health.py") -> str:
    lines = "\n".join(options)
    return f"```{{ci:{name}}} {path}\n{lines}\n```"


def cells(result: Result) -> list[list[str]]:
    soup = BeautifulSoup(result.text("index.html"), "html.parser")
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.select("tr")]


def test_a_table_of_endpoints_with_their_probes(project: Project) -> None:
    result = built(project, directive("endpoints", ":probes: k8s"))
    assert result.warnings == []
    assert cells(result) == [
        ["Method", "Path", "Purpose", "Answers", "Timeout", "Probe", "Probe timeout", "Interval", "Source"],
        ["GET", "/v1/live", "Tell whether it lives", "200 up: All | is <b>well</b>; 503 late", "2 seconds",
         "liveness (a.yaml:3)", "2 seconds", "10 seconds (Kubernetes' default)", "health.py:7"],
        ["POST", "/v1/live", "", "201", "", "", "", "", "health.py:28"],
    ]  # fmt: skip
    soup = BeautifulSoup(result.text("index.html"), "html.parser")
    assert [link["href"] for link in soup.select("td a")] == [
        "_repository/health.py.html#L-4",
        "_repository/k8s/a.yaml.html#L-3",
        "_repository/k8s/a.yaml.html#L-5",
        "_repository/health.py.html#L-7",
        "_repository/health.py.html#L-28",
    ]


def test_columns_have_headings_of_their_own_and_empty_ones_are_left_out_without_them(
    project: Project,
) -> None:
    page = directive("endpoints", ":columns: Endpoint=path, status codes, interval")
    assert cells(built(project, page)) == [
        ["Endpoint", "Status codes", "Interval"],
        ["/v1/live", "200, 503", ""],
        ["/v1/live", "201", ""],
    ]
    assert "Probe" not in cells(built(project, directive("endpoints")))[0]


def test_a_list_for_each_endpoint_on_github(project: Project) -> None:
    options = (":path: /v1/live", ":columns: Endpoint=path, method, answers, timeout", ":list:")
    text = built(project, directive("endpoints", *options), "gfm").text("index.md")
    assert "- **Endpoint**: `/v1/live`\n- **Method**: `GET`\n" in text
    assert r"- **Answers**: `200` `up`: All | is \<b>well\</b>; `503` `late`" in text
    assert "- **Endpoint**: `/v1/live`\n- **Method**: `POST`\n- **Answers**: `201`\n" in text


def test_an_example_stands_as_json_with_a_link_to_its_line(project: Project) -> None:
    result = built(project, directive("example", ":path: /v1/live", ":method: get"))
    assert result.warnings == []
    soup = BeautifulSoup(result.text("index.html"), "html.parser")
    (block,) = soup.select(".highlight-json pre")
    assert block.get_text() == '{"status": "up", "é": [1.50]}\n'
    assert json.loads(block.get_text()) == {"status": "up", "é": [1.5]}
    assert soup.select_one("p a")["href"] == "_repository/health.py.html#L-11"
    page = directive("example", ":path: /v1/live", ":status: 503", ":method: GET", ":no-source:")
    assert (
        built(project, page, "gfm").text("index.md").endswith('# Start\n\n```json\n{"status": "late"}\n```\n')
    )


def test_an_edit_of_any_file_that_is_shown_reads_the_page_again(project: Project) -> None:
    built(project, directive("endpoints", ":probes: k8s/a.yaml"))
    project.page("other.md", "---\norphan: true\n---\n# Other\n")
    example = directive("example", ":path: /v1/live", ":method: GET")
    project.page("example.md", f"---\norphan: true\n---\n# Example\n\n{example}\n")
    project.build()
    assert project.build().read == set()
    touch_later(project.repo / "k8s/a.yaml", PROBE.replace("timeoutSeconds: 2", "timeoutSeconds: 7"))
    result = project.build()
    assert result.read == {"index"}
    assert "7 seconds" in result.text("index.html")
    touch_later(project.repo / "health.py", HEALTH.replace('"up"', '"good"'))
    result = project.build()
    assert result.read == {"index", "example"}
    assert "good" in result.text("example.html")
    touch_later(project.repo / "main.py", MAIN.replace("/v1", "/v2"))
    result = project.build()
    assert result.read == {"index", "example"}
    said = "".join(result.warnings)
    assert "no probe asks for a route of health.py; the manifests ask for '/v1/live' [ci.no-match]" in said
    assert "health.py has no route '/v1/live'; there is '/v2/live' [ci.unknown-route]" in said


def test_faults_have_a_place_and_say_what_to_do(project: Project) -> None:
    (project.docs.parent / "outside.py").write_text("", encoding="utf-8")
    live = (":path: /v1/live", ":method: GET")
    calls = {
        directive("endpoints", path="helth.py"): ("unknown-file", "did you mean 'health.py'?"),
        directive("endpoints", path="../outside.py"): ("unknown-file", "the repository has no"),
        directive("endpoints", path="broken.py"): ("not-python", "broken.py:1:5: not Python"),
        directive("endpoints", path="bytes.py"): ("unknown-file", "cannot be read as text"),
        directive("endpoints", path="empty.py"): ("no-match", "empty.py has no routes"),
        directive("endpoints", ":prefix: /v3"): ("no-match", "no routes that start with '/v3'"),
        directive("endpoints", ":path: /v1/lives"): ("unknown-route", "did you mean '/v1/live'?"),
        directive("endpoints", ":probes: k8s/a.yml"): ("unknown-file", "did you mean 'a.yaml'?"),
        directive("endpoints", ":probes: other.yaml"): ("no-match", "the manifests ask for '/elsewhere'"),
        directive("endpoints", ":probes: bad.yaml"): ("broken-data", "bad.yaml cannot be read"),
        directive("endpoints", ":columns: path, colour"): ("option", "no column 'colour'"),
        directive("example"): ("option", "give a :path:"),
        directive("example", ":path: /live"): ("unknown-route", "did you mean '/v1/live'?"),
        directive("example", ":path: /v1/live"): ("option", "takes GET, POST; name one with :method:"),
        directive("example", ":path: /v1/live", ":method: PUT"): ("unknown-route", "does not take PUT"),
        directive("example", *live, ":status: 404"): (
            "unknown-example",
            "GET /v1/live (health.py:7:2) declares no JSON example for the status code 404; it does for 200, 503",
        ),
        directive("example", ":path: /v1/live", ":method: POST"): (
            "unknown-example", "write it as `content` → `application/json` → `example` below `responses`",
        ),
        directive("example", *live, ":status: 503", ":example: lat"): ("unknown-example", "did you mean 'late'?"),
        directive("example", *live, ":status: 503", ":example: gone"): (
            "unknown-example", "cannot be read without running the module: 'now()' (health.py:17:50)",
        ),
    }  # fmt: skip
    for number, call in enumerate(calls):
        project.page(f"p{number:02}.md", f"---\norphan: true\n---\n# Page\n\n{call}\n")
    (project.repo / "bytes.py").write_bytes(b"\xff\xfe\x00")
    result = built(
        project, "",
        **{"broken.py": "def :", "empty.py": "", "bad.yaml": "a: [1\n", "other.yaml": PROBE.replace("/v1/live", "/elsewhere")},
    )  # fmt: skip
    said = [re.search(r"p(\d+)\.md:6: WARNING: (.*) \[ci\.([\w-]+)\]", line) for line in result.warnings]
    assert [(int(match[1]), match[3]) for match in said if match] == [
        (number, subtype) for number, (subtype, _) in enumerate(calls.values())
    ]
    for match, (_, words) in zip(said, calls.values(), strict=True):
        assert words in match[2]


def test_a_status_that_is_none_is_refused(project: Project) -> None:
    result = built(project, directive("example", ":path: /v1/live", ":status: ok"))
    assert "write a status code such as 200" in "".join(result.warnings)


def test_a_file_that_comes_mends_the_page(project: Project) -> None:
    assert "ci.unknown-file" in "".join(built(project, directive("endpoints", path="new.py")).warnings)
    (project.repo / "new.py").write_text('@app.get("/a")\ndef a(): ...\n', encoding="utf-8")
    assert project.build().warnings == []


def test_a_route_that_is_gone_breaks_the_link_check(project: Project) -> None:
    built(project, directive("example", ":path: /v1/gone"), "linkcheck")
    assert "/v1/gone" in (project.docs.parent / "out" / "linkcheck" / "output.txt").read_text("utf-8")
