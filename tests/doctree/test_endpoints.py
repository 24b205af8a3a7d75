"""Endpoints and probes as tables and lists."""

from __future__ import annotations

from workflow_docs.analysis.endpoints import endpoints
from workflow_docs.analysis.probes import of_file
from workflow_docs.doctree import endpoints as views
from workflow_docs.doctree.endpoints import Asked
from workflow_docs.workflow.data import read_data

SOURCE = '''\
WAIT = 2


@app.get(
    "/live",
    openapi_extra={"x-timeout-seconds": WAIT},
    responses={
        200: {"description": "It is *alive*. And more.", "content": {"application/json": {"example": {"status": "ok"}}}},
        503: {"description": ""},
    },
)
def live():
    """Tell whether `it` lives.

    More.
    """


@app.post("/b")
def b(): ...
'''
PROBES = "livenessProbe: {httpGet: {path: /live}, timeoutSeconds: 2}\nreadinessProbe: {httpGet: {path: /live}, timeoutSeconds: 5}\n"


def texts(table):
    return [
        {
            column: "".join(node.astext() for node in cell)
            for column, cell in zip(table.columns, row.cells, strict=True)
            if cell
        }
        for row in table.rows
    ]


def asked(*files):
    live, other = endpoints(SOURCE, "api/health.py")
    probes = [probe for path in files for probe in of_file(read_data(PROBES, path))]
    return [Asked(live, tuple(probes)), Asked(other, ())]


def test_every_column():
    first, second = texts(views.table(asked("k8s/a.yaml")))
    assert first == {
        "Method": "GET",
        "Path": "/live",
        "Purpose": "Tell whether it lives",
        "Answers": "200 ok: It is *alive*; 503",
        "Status codes": "200, 503",
        "Timeout": "2 seconds",
        "Probe": "liveness (a.yaml:1), readiness (a.yaml:2)",
        "Probe timeout": "2 seconds, 5 seconds",
        "Interval": "10 seconds (Kubernetes' default)",
        "Failures": "3 (Kubernetes' default)",
        "Source": "health.py:4",
    }
    assert second == {
        "Method": "POST",
        "Path": "/b",
        "Answers": "200",
        "Status codes": "200",
        "Source": "health.py:19",
    }


def test_manifests_of_the_same_name_are_told_apart_and_equal_values_shown_once():
    first, _ = texts(views.table(asked("k8s/staging/a.yaml", "k8s/production/a.yaml", "k8s/b.yaml")))
    assert first["Probe"].startswith(
        "liveness (staging/a.yaml:1, production/a.yaml:1, b.yaml:1), readiness ("
    )
    assert first["Probe timeout"] == "2 seconds, 5 seconds"


def test_a_list_has_an_item_for_what_says_something():
    table = views.table(asked()).only(["Endpoint=path", "purpose", "interval"])
    found = views.lists(table)
    assert [[item.astext() for item in each] for each in found] == [
        ["Endpoint: /live", "Purpose: Tell whether it lives"],
        ["Endpoint: /b"],
    ]


def test_an_example_is_json_with_a_link_to_its_line():
    live, _ = endpoints(SOURCE, "api/health.py")
    example = live.answers[0].examples[0]
    sentence, block = views.example(example, source=True)
    assert sentence.astext() == "api/health.py, line 8:"
    assert (block.astext(), block["language"]) == ('{"status": "ok"}', "json")
    assert [node.astext() for node in views.example(example, source=False)] == ['{"status": "ok"}']
