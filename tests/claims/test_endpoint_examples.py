"""Quoted answers of endpoints, held against what their routes declare."""

from __future__ import annotations

import json

import pytest
from claims.support import findings
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow.support import repository

from workflow_docs.claims.context import Context
from workflow_docs.claims.documents import parse
from workflow_docs.claims.endpoint_examples import check

HEALTH = """\
from fastapi import APIRouter, FastAPI
app = FastAPI()
READY = {"status": "ready", "checks": {"database": {"status": "ok"}, "redis": {"status": "ok"}}}


@app.get(
    "/health/live",
    responses={
        200: {"content": {"application/json": {"example": {"status": "healthy", "at": "10:30"}}}},
        503: {"content": {"application/json": {"example": {
            "status": "unhealthy",
            "at": "10:30",
            "error": "stale",
        }}}},
    },
)
def live(): ...


@app.get("/health/ready", responses={200: {"content": {"application/json": {"example": READY}}}})
def ready(): ...


@app.post("/items", status_code=201)
def make(item: Item):
    if item.bad:
        return JSONResponse({"error": "bad item", "code": 7}, 400)
    return {"id": new_id(), "items": [{"name": item.name}]}


@app.get("/items/{item_id}")
def one(item_id):
    found = load(item_id)
    return found
"""
FILES = {"app/health.py": HEALTH}
LIVE = '{"status": "healthy", "at": "11:45"}'
DOWN = '{"status": "unhealthy", "at": "11:45", "error": "x"}'
READY = '{"status": "ready", "checks": {"redis": {"status": "ok"}, "database": {"status": "ok"}}}'


def block(body: str, language: str = "json") -> str:
    return f"```{language}\n{body}\n```\n"


def curl(*paths: str) -> str:
    return block("\n".join(f"curl -f http://localhost:8000{path}" for path in paths), "bash")


def told(root, text):
    return [
        f"{finding.position.line} {finding.message}"
        for finding in findings(root, text, files=FILES)
        if finding.code.value == "endpoint-example"
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"`GET /health/live` answers:\n\n{block(LIVE)}",
        f"`GET /health/live` answers:\n\n{block(DOWN)}",
        f"With 503 `/health/live` sends back:\n\n{block(DOWN)}",
        f"## Liveness (`/health/live`)\n\n**Response (200 OK)**\n\n{block(LIVE)}\n**Response (503)**\n\n{block(DOWN)}",
        f"{curl('/health/live')}\n{block(LIVE)}",
        f"{curl('/health/live')}\n#### Response\n\n{block(LIVE)}",
        f"{curl('/health/live', '/health/ready')}\nThe answers:\n\n{block(LIVE)}\n{block(READY)}",
        f"It answers `https://staging.example.com/health/ready` with:\n\n{block(READY, '')}",
        "`/health/live`:\n\n" + block('{"status": "healthy", ...}'),
        "`/health/live`:\n\n" + block('{\n  "status": "healthy",  // or unhealthy\n  "at": "1"\n}', "jsonc"),
        "`/health/ready`:\n\n" + block('{"status": "ready", "checks": {"redis": {"status": "failed"}}}'),
        "`POST /items`:\n\n" + block('{"id": 3, "items": [{"name": "a"}, {"name": "b"}]}'),
        "`POST /items` with 400:\n\n" + block('{"error": "x", "code": 1}'),
    ],
)
def test_answers_that_are_as_declared(tmp_path, text):
    assert told(tmp_path, text) == []


WRONG = '{\n  "state": "healthy",\n  "at": "1"\n}'


@pytest.mark.parametrize(
    "text",
    [
        f"`POST /items` takes this request body:\n\n{block(WRONG)}",
        f"## `/health/live`\n\n**Request**\n\n{block(WRONG)}",
        f"Send this to `/health/live`:\n\n{block(WRONG)}",
        f"`/health/live` could answer:\n\n{block(WRONG)}",
        f"## Proposed changes\n\n`/health/live` answers:\n\n{block(WRONG)}",
        f"`/health/live` answers:\n\n{block('not json')}",
        f"`/health/live` answers:\n\n{block('[1]')}",
        f"`/health/live` answers:\n\n{block(WRONG, 'yaml')}",
        "`/health/live` on an error:\n\n" + block('{"detail": "Not found"}'),
        f"`/other/live` answers:\n\n{block(WRONG)}",
        f"The configuration:\n\n{block(WRONG)}",
        f"`GET /items/3` answers:\n\n{block(WRONG)}",
        f"`DELETE /health/live` answers:\n\n{block(WRONG)}",
        f"{curl('/health/live | jq .')}\n{block(WRONG)}",
        f"{curl('/health/live')}\n## Something else\n\n{block(WRONG)}",
        f"`/health/live` with 404:\n\n{block(WRONG)}",
        "## `/health/live`\n\nThe dashboard:\n\n" + block('{"panels": []}'),
        "`POST /items`:\n\n" + block('{"something": 1, "else": 2}'),
    ],
)
def test_what_is_no_answer_or_not_known(tmp_path, text):
    assert told(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"`/health/live`\n\n**Response**\n\n`app/health.py`, line 200:\n\n{block(WRONG)}", ["9 the answer 200 of GET /health/live has no key 'state'"]),
        (f"{curl('/health/live')}\n**Response (200 OK)**\n\n`app/health.py`, line 503:\n\n{block(WRONG)}", ["11 the answer 200 of GET /health/live has no key 'state'"]),
        (f"`GET /health/live` answers:\n\n{block(WRONG)}", ["5 the answer 200 of GET /health/live has no key 'state'"]),
        (f"{curl('/health/live')}\n{block(WRONG)}", ["7 the answer 200 of GET /health/live has no key 'state'"]),
        (
            f"{curl('/health/live', '/health/ready')}\nThe answers:\n\n{block(LIVE)}\n{block(WRONG)}",
            ["14 the answer 200 of GET /health/live has no key 'state'"],
        ),
        (
            "`/health/live` with 503:\n\n" + block(LIVE.replace("healthy", "unhealthy")),
            ["4 the answer 503 of GET /health/live also has the key 'error'"],
        ),
        (
            "`/health/live`, 200:\n\n" + block('{"status": "up", "at": "1"}'),
            ["4 the answer 200 of GET /health/live says 'healthy' at 'status', not 'up'"],
        ),
        (
            "`/health/live`:\n\n" + block('{"status": "up", "at": "1"}'),
            ["4 the answer 200 of GET /health/live says 'healthy' or 'unhealthy' at 'status', not 'up'"],
        ),
        (
            "`/health/ready`:\n\n" + block('{"status": "ready", "checks": {"db": {"status": "ok"}}}'),
            ["4 the answer 200 of GET /health/ready has no key 'checks.db'"],
        ),
        (
            "`/health/ready`:\n\n" + block('{"status": "ready",\n "checks": {"redis": {"state": "ok"}}}'),
            ["5 the answer 200 of GET /health/ready has no key 'checks.redis.state'"],
        ),
        ("`/health/live` answers:\n\n" + block('{"ok": true}'), [
            "4 the answer 200 of GET /health/live has no key 'ok'",
            "4 the answer 200 of GET /health/live also has the keys 'at', 'status'",
        ]),
        (
            "`POST /items`:\n\n" + block('{"id": 3, "items": [{"title": "a"}, {"title": "b"}], "count": 2}'),
            [
                "4 the answer 201 of POST /items has no key 'count'",
                "4 the answer 201 of POST /items has no key 'items[].title'",
                "4 the answer 201 of POST /items also has the key 'items[].name'",
            ],
        ),
    ],
)  # fmt: skip
def test_answers_that_have_other_keys(tmp_path, text, found):
    assert sorted(told(tmp_path, text)) == sorted(found)


def test_a_finding_has_its_place_the_line_of_the_code_and_what_may_be_meant(tmp_path):
    text = (
        "- `/health/live`, 503:\n\n"
        '  ```json\n  {\n    "status": "unhealthy",\n    "att": "1",\n    "error": "x"\n  }\n  ```\n'
    )
    (found,) = findings(tmp_path, text, files=FILES)
    assert (found.code.value, str(found.position), str(found.evidence)) == (
        "endpoint-example",
        "README.md:6:5",
        "app/health.py:10:48",
    )
    assert (found.claim, found.suggestion) == ('"att": "1",', "did you mean 'at'?")
    (state,) = findings(
        tmp_path, "`/health/live`, 200:\n\n" + block('{"status": "up", "at": "1"}'), files=FILES
    )
    assert (str(state.evidence), state.suggestion) == ("app/health.py:9:70", "write 'healthy'")


def test_a_change_of_the_declared_example_is_found(tmp_path):
    text = f"`GET /health/live` answers:\n\n{block(LIVE)}"
    changed = {"app/health.py": HEALTH.replace('"status": "healthy", "at"', '"status": "healthy", "time"')}
    assert [f.code.value for f in findings(tmp_path, text, files=changed)] == ["endpoint-example"]


def test_a_comment_waives_it(tmp_path):
    text = f"`/health/live`:\n\n```json\n{json.dumps({'ok': 1, 'status': 'healthy', 'at': 'x'})}\n```\n"
    assert len(told(tmp_path, text)) == 1
    waived = text.replace("```json", "<!-- workflow-docs:ignore endpoint-example -->\n```json")
    assert len(told(tmp_path, waived)) == 1  # the comment must stand at the line of the finding


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    return Context(repository(tmp_path_factory.mktemp("any"), FILES))


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "{",
                "}",
                "[",
                "]",
                '"status"',
                '"a"',
                ":",
                ",",
                "1",
                "null",
                "...",
                "…",
                "// x",
                "# y",
                "\n",
                " ",
                '"healthy"',
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_any_block(context, text):
    for found in check(parse(f"`/health/live`:\n\n```json\n{text}\n```\n", "x.md"), context):
        assert 4 <= found.position.line <= 4 + text.count("\n")
